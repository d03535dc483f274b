"""Two people in the form of one row: whoever saves second is asked before what the first one saved is replaced."""

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.db.models import Model
from django.forms.models import model_to_dict
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.generic import EditView
from wagtail.contrib.redirects import views as redirects
from wagtail.contrib.settings import views as settings_views
from wagtail.documents.views import documents
from wagtail.images.views import images
from wagtail.log_actions import registry
from wagtail.sites import views as sites
from wagtail.snippets.views import snippets
from wagtail.users.views import groups
from wagtail_localize.locales import views as locales

STAMP = "opened_at"


class StampedForm(forms.ModelForm):
    """Bears, unseen, what the row said of its fields when it was opened: sent with another, nothing is saved yet."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        now = _stamp(self)
        self.fields[STAMP] = forms.CharField(required=False, initial=now, widget=forms.HiddenInput)
        name = self.add_prefix(STAMP)
        self.is_behind = self.is_bound and self.data.get(name, now) != now
        if self.is_behind:
            sent = self.data.copy()  # type: ignore[attr-defined]
            sent[name] = now
            self.data = sent

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.is_behind:
            self.add_error(None, _who_changed(self.instance))
        return cleaned

    @property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name != STAMP]


def _stamped(form_class: type[forms.ModelForm]) -> type[forms.ModelForm]:
    class Form(StampedForm, form_class):  # type: ignore[misc, valid-type]
        pass

    return Form


class AsksBeforeReplacing:
    """Of a view that edits a row."""

    def get_form_class(self) -> type[forms.ModelForm]:
        return _stamped(super().get_form_class())  # type: ignore[misc]


class RowEditView(AsksBeforeReplacing, EditView):
    pass


class SnippetEditView(AsksBeforeReplacing, snippets.EditView):
    pass


class SettingEditView(AsksBeforeReplacing, settings_views.EditView):
    pass


WAGTAILS = (groups.EditView, sites.EditView, locales.EditView, redirects.EditView, images.EditView, documents.EditView)


def put_in_place() -> None:
    """To be called once, when the apps are ready: Wagtail's own views ask too."""
    for view in WAGTAILS:
        view.get_form_class = _asking(view.get_form_class)


def _asking(get_form_class: Callable[[EditView], type[forms.ModelForm]]) -> Callable[[EditView], type[forms.ModelForm]]:
    return lambda view: _stamped(get_form_class(view))


def _stamp(form: Any) -> str:
    said = [_said(form.instance, form._meta.fields)]
    for formset in getattr(form, "formsets", {}).values():
        rows: Iterable[Model] = getattr(form.instance, formset.fk.remote_field.get_accessor_name()).all()
        said += [_said(row, None) for row in rows]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _said(row: Model, fields: list[str] | None) -> list[tuple[str, str]]:
    """What it points to is known by its key: a name may change with the language."""
    values = model_to_dict(row, fields=None if fields == forms.ALL_FIELDS else fields)
    return [(name, str(_keys(value))) for name, value in sorted(values.items())]


def _keys(value: Any) -> Any:
    return [getattr(each, "pk", each) for each in value] if isinstance(value, list) else value


def _who_changed(row: Model) -> str:
    sentence = _(
        "Nothing is saved yet: after you opened this form, %(person)s changed what it holds. What you typed is still "
        "here: save again to put it in the place of theirs."
    )
    entry = registry.get_logs_for_instance(row).first()
    if entry is None or entry.user is None:
        return sentence % {"person": _("somebody else")}
    person = _("%(person)s (at %(time)s)")
    return sentence % {
        "person": person % {"person": get_user_display_name(entry.user), "time": f"{localtime(entry.timestamp):%H:%M}"}
    }
