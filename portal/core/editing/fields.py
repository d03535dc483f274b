"""What every form refuses or forgives, Django's and Wagtail's own among them."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import BaseChooser

FIRST_YEAR, LAST_YEAR = 1900, 2200


def likely_year(day: date) -> None:
    """A slip of the keyboard; and near the ends of the calendar no date has another zone's hour."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(_("Check the year: it is not between 1900 and 2200."), code="year")


_instance_of = BaseChooser.get_instance


def _instance_or_none(chooser: BaseChooser, value: object) -> models.Model | None:
    """None for what is no number either: the form has refused it, and shows its field again, empty."""
    try:
        return _instance_of(chooser, value)
    except (ValueError, TypeError, OverflowError):
        return None


def put_in_place() -> None:
    """To be called once, before any form is made."""
    forms.DateField.default_validators = [likely_year]
    forms.DateTimeField.default_validators = [likely_year]
    BaseChooser.get_instance = _instance_or_none
