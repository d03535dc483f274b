"""The facts of a shared row, asked for in the editor of its page until the row is in use."""

from typing import Any

from django import forms
from wagtail.admin.panels import MultiFieldPanel, Panel
from wagtail.log_actions import log

from portal.core.pages.forms import PageForm


class RowPageForm(PageForm):
    """A page's form that holds its row's form too: saved together, refused together, with what was typed kept.

    The page's `row_in_form` names the row: see `portal.core.pages.rows.SharedRow`.
    """

    def __init__(self, data=None, files=None, *args, **kwargs) -> None:
        super().__init__(data, files, *args, **kwargs)
        name = self.instance.row_in_form
        model = self.instance._meta.get_field(name).related_model
        self.row = getattr(self.instance, name, None) or model()
        self.row_form: Any = None
        if self._may_change(model) and not self.row.is_in_use():
            self.row_panel: Panel = MultiFieldPanel(model.creation_panels).bind_to_model(model)
            form_class = self.row_panel.get_form_class()
            self.row_form = form_class(data, files, instance=self.row, prefix=name, for_user=self.for_user)

    def _may_change(self, model) -> bool:
        permission = f"{model._meta.app_label}.change_{model._meta.model_name}"
        return self.for_user is None or self.for_user.has_perm(permission)

    @property
    def media(self) -> forms.Media:
        return super().media + self.row_form.media if self.row_form else super().media

    def defer_required_fields(self) -> None:
        super().defer_required_fields()
        if self.row_form:
            self.row_form.defer_required_fields()

    def restore_required_fields(self) -> None:
        super().restore_required_fields()
        if self.row_form:
            self.row_form.restore_required_fields()

    def has_changed(self) -> bool:
        return super().has_changed() or bool(self.row_form and self.row_form.has_changed())

    def is_valid(self) -> bool:
        valid = super().is_valid()
        return valid and (self.row_form is None or self.row_form.is_valid())

    def clean(self) -> dict[str, Any] | None:
        """A draft may lack facts; what is published or handed in may not."""
        cleaned = super().clean()
        if self.row_form:
            self.row_form.is_valid()  # puts what was typed into the row
        if self.is_deferred_validation:
            return cleaned
        for name, sentence in self.row.missing().items():
            if self.row_form:
                self.row_form.add_error(name, sentence)
            else:
                self.add_error(None, sentence)
        return cleaned

    def save(self, commit: bool = True):
        """A new row is saved with its new page; one that stands, here, unless the page is only being looked at."""
        if self.row_form:
            setattr(self.instance, self.instance.row_in_form, self.row)
        if self.row_form and commit and self.row_form.has_changed():
            self.row.save_edited()
            log(instance=self.row, action="wagtail.edit", user=self.for_user)
        return super().save(commit=commit)
