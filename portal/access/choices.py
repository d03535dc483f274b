"""Forms that keep to what their user may choose; what stood there before may stay, whoever chose it."""

from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup
from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text import RichText

from portal.access.choosing import may_choose, ruled

Reference = tuple[type[models.Model], str]
MOST_ROWS = 200
"""Of one kind in a form, however many are announced: each takes time before any is judged."""


class ChosenByOneself(forms.ModelForm):
    """Refuses, field by field, what its user may not choose, and does not show it again.

    A chooser's field takes any number; what a saved row uses is shown to whom the row is.
    """

    for_user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _hold_to_few_rows(type(self))

    def is_valid(self) -> bool:
        valid = super().is_valid()
        if self.is_bound and not hasattr(self, "_choices_checked"):
            self._choices_checked = True
            refused = [_refuse([self], user=self.for_user), *_refuse_in_formsets(self, self.for_user)]
            return valid and not any(refused)
        return valid


def _hold_to_few_rows(form: Any) -> None:
    for formset in getattr(form, "formsets", {}).values():
        formset.max_num = min(formset.max_num, MOST_ROWS)
        formset.absolute_max = MOST_ROWS
        _hold_to_few_rows(formset.form)


def _refuse_in_formsets(parent: Any, user: Any) -> Iterator[bool]:
    for formset in getattr(parent, "formsets", {}).values():
        yield _refuse(formset.forms, user)
        for form in formset.forms:
            yield from _refuse_in_formsets(form, user)


def _refuse(rows: list[Any], user: Any) -> bool:
    """Whether anything was refused in forms of the same kind: one, or the rows of one formset."""
    stood: set[tuple[str, Reference]] = set()
    asked: list[tuple[Any, str, models.Field, set[Reference]]] = []
    for form in rows:
        for name in form.fields:
            field = _field_of(form, name)
            if field is not None and not form.fields[name].disabled:
                stood |= {(name, reference) for reference in _references(field, form.initial.get(name))}
                asked.append((form, name, field, set(_references(field, form[name].data))))
    any_refused = False
    for form, name, field, references in asked:
        new = {reference for reference in references if (name, reference) not in stood}
        refused = {reference for reference in new if not may_choose(user, *reference)}
        if refused:
            any_refused = True
            kept = _without(field, form[name].data, refused)
            form.fields[name].bound_data = lambda data, initial, kept=kept: kept
            form.add_error(name, _("What you chose does not exist, or is not open to you. Choose something else."))
    return any_refused


def _field_of(form: Any, name: str) -> Any:
    """The field of the model behind a field of its form, if it may hold what a rule speaks of."""
    try:
        field = form._meta.model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    if isinstance(field, models.ForeignKey | models.ManyToManyField):
        return field if ruled(field.related_model) else None
    return field if hasattr(field, "extract_references") else None


def _references(field: Any, value: Any) -> Iterator[Reference]:
    if hasattr(field, "extract_references"):
        for model, pk, *_paths in field.extract_references(value) if value else ():
            if rule := ruled(model):
                yield rule, str(pk)
        return
    for row in value if isinstance(value, list | tuple) else [value]:
        pk = str(getattr(row, "pk", row))
        if pk.isdecimal() and len(pk) < 19:  # anything else, the field itself refuses
            yield ruled(field.related_model), pk  # type: ignore[misc]


def _without(field: Any, value: Any, refused: set[Reference]) -> Any:
    """What was sent, but for what was refused."""
    if hasattr(field, "stream_block"):
        return _block_without(field.stream_block, value, refused)
    if isinstance(value, list | tuple):
        return [pk for pk in value if (ruled(field.related_model), str(pk)) not in refused]
    return None


def _block_without(block: Any, value: Any, refused: set[Reference]) -> Any:
    match block:
        case ImageBlock() | blocks.ChooserBlock():
            return None if value and (ruled(type(value)), str(value.pk)) in refused else value
        case blocks.StructBlock():
            children = {
                name: _block_without(child, value.get(name), refused) for name, child in block.child_blocks.items()
            }
            return blocks.StructValue(block, children.items())
        case blocks.ListBlock():
            return blocks.list_block.ListValue(
                block, [_block_without(block.child_block, item, refused) for item in value]
            )
        case blocks.StreamBlock():
            items = [(item.block_type, _block_without(item.block, item.value, refused), item.id) for item in value]
            return blocks.StreamValue(block, items)
        case blocks.RichTextBlock():
            return RichText(_unlinked(value.source, refused))
    return value


def _unlinked(source: str, refused: set[Reference]) -> str:
    numbers = {pk for _model, pk in refused}
    soup = BeautifulSoup(source, "html.parser")
    for link in soup.find_all(["a", "embed"], id=lambda pk: pk in numbers):
        link.unwrap()
    return str(soup)


class ChosenRowForm(ChosenByOneself, WagtailAdminModelForm):
    """The form of a row that is no page."""
