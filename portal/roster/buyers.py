"""To whom the places of people from a sheet are invoiced, as its columns tell it."""

from collections.abc import Mapping

from django.utils.translation import override

from events.forms import BuyerForm
from portal.billing.countries import COUNTRIES
from studies.survey.doors.lists import Headings
from studies.survey.sheets.values import fold

HEADINGS: Headings = {
    "billing_name": ("nom pour la facture", "name for the invoice"),
    "billing_organisation": ("organisation pour la facture", "organisation for the invoice"),
    "billing_email": ("e-mail pour la facture", "adresse e-mail pour la facture", "e-mail for the invoice"),
    "billing_address": ("numéro et rue", "adresse de facturation", "street and number", "billing address"),
    "billing_postcode": ("code postal", "postcode"),
    "billing_city": ("ville", "town", "city"),
    "billing_country": ("pays", "country"),
    "billing_siret": ("siret", "numéro siret", "siret number"),
    "billing_vat_number": ("numéro de tva", "tva", "vat number"),
    "billing_order_number": ("numéro de commande", "bon de commande", "order number"),
}


def buyer_of(texts: Mapping[str, str]) -> tuple[dict[str, str] | None, list[tuple[str, str]]]:
    """The facts of a `Buyer`, and by column what is wrong with them; None where the row tells nothing of one."""
    told = {name: texts[name] for name in HEADINGS if texts.get(name)}
    if not told:
        return None, []
    form = BuyerForm({**told, "billing_country": _country(told.get("billing_country", "FR"))})
    wrong = [(name, " ".join(map(str, errors))) for name, errors in form.errors.items()]
    return form.instance.buyer_facts(), wrong


def _country(text: str) -> str:
    """The code of a country that is named in either language; what is none stays as it came, to be refused."""
    for language in ("fr", "en"):
        with override(language):
            names = {fold(str(name)): code for code, name in COUNTRIES}
        if found := names.get(fold(text)):
            return found
    return text.upper()
