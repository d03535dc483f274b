"""Two versions of a page beside each other: what Wagtail tells in Python's words, or by the code it is stored as."""

from typing import Any

from django.db import models
from django.utils.formats import localize
from django.utils.html import escape
from django.utils.translation import gettext
from wagtail import blocks
from wagtail.admin.compare import BlockComparison, FieldComparison, TextDiff, register_comparison_class


def in_words(value: Any) -> str:
    """As it is written; nothing where there is none."""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return "" if value is None else str(localize(value))


def _difference(before: str, after: str) -> str:
    changes = [("equal", after)] if before == after else [("deletion", before), ("addition", after)]
    return TextDiff([(kind, text) for kind, text in changes if text]).to_html()


class ValueComparison(FieldComparison):
    def htmldiff(self) -> str:
        return _difference(in_words(self.val_a), in_words(self.val_b))


class ValueBlockComparison(BlockComparison):
    def htmlvalue(self, val: Any) -> str:
        return escape(self._said(val))

    def htmldiff(self) -> str:
        return _difference(self._said(self.val_a), self._said(self.val_b))

    def _said(self, value: Any) -> str:
        if not isinstance(self.block, blocks.ChoiceBlock):
            return in_words(value)
        names = {code: name for code, name in self.block.field.choices if not isinstance(name, list | tuple)}
        return str(names.get(value, value or ""))


def put_in_place() -> None:
    """To be called once, when the apps are ready."""
    for field in (models.IntegerField, models.DateField, models.BooleanField):
        register_comparison_class(field, comparison_class=ValueComparison)
    for block in (blocks.BooleanBlock, blocks.ChoiceBlock, blocks.DateBlock, blocks.EmailBlock, blocks.URLBlock):
        block.get_comparison_class = lambda _block: ValueBlockComparison
