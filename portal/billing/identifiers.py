"""Numbers by which the law knows a party: taken with spaces and dots, kept without, wrong ones refused."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


def siret(text: str) -> None:
    from stdnum.fr import siret as number  # noqa: PLC0415 - loads a table of its own

    if not number.is_valid(text):
        raise ValidationError(_("This is no SIRET number: it has 14 digits, and one of them is wrong."))


def vat_number(text: str) -> None:
    from stdnum.eu import vat as number  # noqa: PLC0415 - loads a module a country

    if not number.is_valid(text):
        raise ValidationError(_("This is no VAT number of the European Union, such as FR40303265045."))


def iban(text: str) -> None:
    from stdnum import iban as number  # noqa: PLC0415 - loads a table of its own

    if not number.is_valid(text):
        raise ValidationError(_("This is no IBAN: a character is missing or wrong."))


class IdentifierField(models.CharField):
    """Forgets spaces and dots before it looks at what was typed: `max_length` counts them."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text and "".join(character for character in text if character.isalnum()).upper()
