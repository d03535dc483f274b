"""Two versions of a page beside each other: what Wagtail tells of numbers and days in Python's words."""

from django.db import models
from django.utils.formats import localize
from wagtail.admin.compare import FieldComparison, TextDiff, register_comparison_class


class ValueComparison(FieldComparison):
    """As it is written; nothing where there is none."""

    def htmldiff(self) -> str:
        before, after = ("" if value is None else str(localize(value)) for value in (self.val_a, self.val_b))
        changes = [("equal", after)] if before == after else [("deletion", before), ("addition", after)]
        return TextDiff([(kind, text) for kind, text in changes if text]).to_html()


def put_in_place() -> None:
    """To be called once, when the apps are ready."""
    for field in (models.IntegerField, models.DateField):
        register_comparison_class(field, comparison_class=ValueComparison)
