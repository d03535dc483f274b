"""Blocks begun and not filled in: a draft may hold them, and the editor's own form alone refuses to publish them."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.blocks import StreamBlockValidationError
from wagtail.fields import StreamField
from wagtail.models import Page


def unfinished(page: Page) -> Iterator[str]:
    """A sentence each, by where it stands."""
    sentence = _("%(field)s: the block %(number)s (%(kind)s) is not filled in.")
    for field in page._meta.concrete_fields:
        if isinstance(field, StreamField):
            value = getattr(page, field.name)
            for number in _lacking(field.stream_block, value):
                names = {"field": capfirst(field.verbose_name), "kind": value[number].block.label}
                yield sentence % {**names, "number": number + 1}


def _lacking(block: Any, value: Any) -> Iterator[int]:
    try:
        block.clean(value)
    except StreamBlockValidationError as error:
        yield from (number for number, each in sorted(error.block_errors.items()) if _lacks(each))


def _lacks(error: ValidationError) -> bool:
    """Something, rather than holding what is wrong, such as too few pictures."""
    inner = getattr(error, "block_errors", None)
    if inner is None:
        return any(each.code == "required" for each in error.error_list)
    is_empty = isinstance(error, StreamBlockValidationError) and bool(error.non_block_errors)
    return is_empty or any(map(_lacks, inner.values()))
