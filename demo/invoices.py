"""Who issues the invoices, and three of them: paid, to be paid, and one taken back in part."""

from decimal import Decimal

from django.utils import timezone
from wagtail.models import Site

from portal.billing.amounts import Line
from portal.billing.models import Invoice, Seller
from portal.billing.services.invoicing import write_credit_note, write_invoice
from portal.billing.services.paying import write_payment

FEE = Line("Adhésion, organisation", Decimal(1200), account="756000")
PLACE = Line("Convention « Tenir parole », tarif membre", Decimal(180), Decimal(20), Decimal(2))
NANTES = {"billing_address": "4 quai de la Fosse", "billing_postcode": "44000", "billing_city": "Nantes"}


def make_invoices() -> None:
    """In the caller's transaction; nobody is written to."""
    facts = {
        "legal_name": "Prévenance",
        "address": "12 rue des Échanges",
        "postcode": "44000",
        "city": "Nantes",
        "siret": "12345678200010",
        "email": "factures@prevenance.example",
        "vat_regime": "charged",
        "vat_number": "FR11123456782",
        "iban": "FR7630006000011234567890189",
    }
    Seller.objects.update_or_create(site=Site.objects.get(is_default_site=True), defaults=facts)
    paid = _issue("Orvelle", FEE, "Adhésion de l’année")
    today = timezone.localdate()
    write_payment(invoice=paid, amount=paid.gross, received_on=today, reference=f"VIR ORVELLE {paid.number}", by=None)
    _issue("Sésamel Mutuelle", FEE, "Adhésion de l’année")
    places = _issue("Quorélia", PLACE, "Tenir parole")
    one = {places.lines.get().pk: PLACE.unit_net}
    write_credit_note(invoice_id=places.pk, nets=one, reason="Une personne ne vient pas", by=None, sends=False)


def _issue(organisation: str, line: Line, about: str) -> Invoice:
    email = f"comptabilite@{organisation.split()[0].lower().replace('é', 'e')}.example"
    buyer = Invoice(billing_organisation=organisation, billing_email=email, **NANTES)
    return write_invoice(lines=[line], buyer=buyer, about_label=about, sends=False, by=None)
