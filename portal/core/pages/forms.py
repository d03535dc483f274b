import re
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from portal.access.choices import ChosenByOneself
from portal.core.pages.addresses import address_from, is_reserved, numbered

FORM_KEY = "form_key"


def key_sent(data: QueryDict) -> UUID | None:
    """What the page of a new form will be known by: forms that bear the same one are one form, sent again."""
    try:
        return UUID(str(data[FORM_KEY]))
    except (KeyError, ValueError):
        return None


class PageForm(ChosenByOneself, WagtailAdminPageForm):
    """A page's form in the editor; an address left empty, as it is after a title in another script, is made here, and
    so is that of a page never online that is its title: another page may have the same one. The hyphen with which a
    browser's begins, where the title begins with a quotation mark, goes.

    The form of a new page says which one it will be. Rows that somebody else removed meanwhile come back as new ones.
    """

    def __init__(self, data=None, files=None, *args, **kwargs) -> None:
        instance = kwargs.get("instance")
        if data is not None and instance is not None:
            data = _without_rows_gone(data, type(self).formsets, instance)
        super().__init__(data, files, *args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
        if self.instance.pk is None:
            key = self.instance.translation_key
            self.fields[FORM_KEY] = forms.UUIDField(required=False, initial=key, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        key = self.cleaned_data.get(FORM_KEY)
        if key and not Page.objects.filter(translation_key=key).exists():
            self.instance.translation_key = key
        return cleaned

    def clean_slug(self) -> str:
        longest = self.fields["slug"].max_length  # type: ignore[attr-defined]
        made = address_from(self.data.get("title", ""), longest)
        typed = self.cleaned_data["slug"]
        slug = typed if typed == self.instance.slug else typed.strip("-_")
        is_made = not slug or (self.instance.first_published_at is None and slug == made)
        if not is_made:
            if slug != self.instance.slug and is_reserved(self.parent_page, slug):
                raise ValidationError(_("The portal itself answers at this address: choose another."))
            return slug
        addresses = numbered(made or "page", longest)
        return next(
            address
            for address in addresses
            if Page._slug_is_available(address, self.parent_page, self.instance)
            and not is_reserved(self.parent_page, address)
        )


def _without_rows_gone(data: QueryDict, formsets: dict[str, Any], page: Page) -> QueryDict:
    """Without the numbers of rows that the page no longer has, which no form is valid with; comments stay away."""
    kept = data.copy()
    for name, formset in formsets.items():
        rows = _rows(page, formset)
        _forget(kept, name, rows, stay_away=name == "comments")
        for inner, nested in getattr(formset.form, "formsets", {}).items():
            below = [row for above in rows for row in _rows(above, nested)]
            _forget(kept, rf"{name}-\d+-{inner}", below, stay_away=name == "comments")
    return kept


def _rows(parent: Model, formset: Any) -> list[Model]:
    return list(getattr(parent, formset.fk.remote_field.get_accessor_name()).all())


def _forget(data: QueryDict, prefix: str, rows: list[Model], *, stay_away: bool) -> None:
    there = {str(row.pk) for row in rows}
    for number in filter(re.compile(rf"{prefix}-\d+-id").fullmatch, list(data)):
        if data[number] not in there:
            data[number] = ""
            if stay_away:
                data[number.removesuffix("id") + "DELETE"] = "on"
