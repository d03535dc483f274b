"""A seller, a buyer, and invoices from one to the other."""

from datetime import date
from decimal import Decimal

from django.utils import timezone
from wagtail.models import Site

from portal.billing.amounts import Line
from portal.billing.models import BILLING_FIELDS, BillingParty, Invoice, Payment, Seller
from portal.billing.services.invoicing import write_invoice
from portal.billing.services.paying import record_payment


class Buyer(BillingParty):
    """One that no table holds."""

    class Meta:
        managed = False
        app_label = "billing_tests"


def seller(**facts) -> Seller:
    facts = {
        "legal_name": "Prévenance",
        "address": "12 rue de l’Écoute",
        "postcode": "75011",
        "city": "Paris",
        "siret": "73282932000074",
        "email": "factures@prevenance.exemple.fr",
        "vat_regime": "charged",
        "vat_number": "FR44732829320",
        "iban": "FR7630006000011234567890189",
        **facts,
    }
    return Seller.objects.update_or_create(site=Site.objects.get(is_default_site=True), defaults=facts)[0]


def buyer(**facts) -> Buyer:
    facts = {
        "name": "Zoë Œuvrard",
        "organisation": "Sésamel Mutuelle",
        "email": "compta@sesamel.exemple.fr",
        "address": "3 quai de l’Estacade",
        "postcode": "44000",
        "city": "Nantes",
        **facts,
    }
    return Buyer(**{f"billing_{name}": value for name, value in facts.items()})


def place(**facts) -> Line:
    return Line(**{"label": "Convention, place", "unit_net": Decimal("100.00"), "vat_rate": Decimal(20), **facts})


def invoice(*lines: Line, sends: bool = False, **facts) -> Invoice:
    """From the usual seller, made if there is none yet; no message is sent unless asked for."""
    if not Seller.objects.exists():
        seller()
    buyer_facts = {name: facts.pop(name) for name in list(facts) if f"billing_{name}" in BILLING_FIELDS}
    given = {"lines": lines or [place()], "buyer": buyer(**buyer_facts), "by": None, **facts}
    return write_invoice(sends=sends, **given)


def pay(of: Invoice, amount: str, day: date | None = None) -> Payment:
    """Today unless told."""
    return record_payment(invoice_id=of.pk, amount=Decimal(amount), received_on=day or timezone.localdate(), by=None)


def printed_nowhere(**facts) -> Invoice:
    """A row without lines, numbered and dated as told: nothing is queued for it."""
    facts = {
        "kind": "invoice",
        "year": 2027,
        "rank": 12,
        "number": "F2027-0012",
        "issued_on": date(2027, 3, 1),
        "due_on": date(2027, 3, 31),
        "seller": seller().facts(),
        "rates": [{"rate": "20.00", "net": "100.00", "vat": "20.00"}],
        "net": Decimal(100),
        "vat": Decimal(20),
        "gross": Decimal(120),
        "about_label": "L'attente : que dire & quand ?",
        "token": "un-jeton-fixe",
        **buyer(email="zoe.oeuvrard@exemple.fr").buyer_facts(),
        **facts,
    }
    return Invoice.objects.create(**facts)
