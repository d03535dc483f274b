"""The editor's view of what the form of an event asks."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList

from events.models import Event, conditions
from events.services.asking import change_form
from portal.access.choices import ChosenRowForm
from portal.core.editing.replacing import RowEditView


class AskedEditForm(ChosenRowForm):
    """Refuses a condition that nobody can meet, and taking away what somebody answered."""

    def is_valid(self) -> bool:
        if super().is_valid() and not hasattr(self, "_rows_checked"):
            self._rows_checked = True
            rows = self.formsets["questions"].ordered_forms
            self._check_conditions(rows)
            self._check_categories(rows)
            self._check_removals()
        return super().is_valid()

    def _post_clean(self) -> None:
        """The other facts of the event are not this form's to judge."""
        self.instance.asks_needs = self.cleaned_data["asks_needs"]

    def _check_conditions(self, rows: Sequence[Any]) -> None:
        for row, (question, above) in zip(rows, conditions(row.instance for row in rows), strict=True):
            if question.only_if and not (above and above.chosen_by(question.only_if)):
                row.add_error("only_if", _("The question above has no such choice."))

    def _check_categories(self, rows: Sequence[Any]) -> None:
        known = {name.casefold(): each.label_fr for each in self.instance.categories.all() for name in each.names()}
        for row in rows:
            named = row.instance.only_for.strip().casefold()
            row.instance.only_for = known.get(named, "")
            if named not in ("", *known):
                row.add_error("only_for", _("The event has no category of this name."))

    def _check_removals(self) -> None:
        for row in self.formsets["questions"].deleted_forms:
            if row.instance.pk and row.instance.answers.exists():
                sentence = _("“%(question)s” was answered already and stays. It need not be required.")
                self.add_error(None, sentence % {"question": row.instance})


class AskedEditView(RowEditView):
    page_title = gettext_lazy("What the form asks")

    def get_page_subtitle(self) -> str:
        return f"{self.page_title}{pgettext('before a value', ':')} {self.object}"

    def get_header_title(self) -> str:
        """The subtitle says all of it."""
        return self.get_page_subtitle()

    def get_success_message(self, *args: Any) -> str:
        return _("What the form asks is saved.")

    def get_edit_url(self) -> str:
        return self.request.path

    def get_success_url(self) -> str:
        return self.request.path

    def save_instance(self) -> Event:
        event = self.form.save(commit=False)
        change_form(event=event, by=self.request.user)
        self.has_content_changes = self.form.has_changed()
        return event


panel = ObjectList(
    [
        InlinePanel(
            "questions",
            heading=gettext_lazy("Questions"),
            label=gettext_lazy("Question"),
            help_text=gettext_lazy(
                "Name, e-mail address and organisation are asked for anyway. Ask nothing that is not used, and nothing "
                "about health here."
            ),
        ),
        InlinePanel("consents", heading=gettext_lazy("Consents"), label=gettext_lazy("Consent")),
        MultiFieldPanel([FieldPanel("asks_needs")], heading=gettext_lazy("Allergies and access needs")),
    ],
    base_form_class=AskedEditForm,
)
