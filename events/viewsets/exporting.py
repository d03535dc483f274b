"""The list of registrations taken away: those of one event with what it asked, a column each."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from events.models import Agreement, Answer, Consent, Event, Question, Registration, Session
from portal.core.files.spreadsheets import inert


class AskedColumns:
    """An index of registrations with a column for each question, consent and session of the event it is filtered by."""

    request: Any
    is_export: bool
    list_export: list[str]

    def setup(self, *args: Any, **kwargs: Any) -> None:
        super().setup(*args, **kwargs)  # type: ignore[misc]
        if self.is_export:
            self.list_export = [*self.list_export, *self.asked]

    @cached_property
    def asked(self) -> dict[str, Question | Consent | Session]:
        """By the path that leads from a registration to its cell."""
        pk = self.request.GET.get("event", "")
        event = Event.objects.filter(pk=pk).first() if pk.isascii() and pk.isdigit() and len(pk) < 18 else None
        if event is None:
            return {}
        questions: Iterable[Question | Consent] = event.questions.all()
        consents: Iterable[Question | Consent] = event.consents.all()
        sessions = event.sessions.bookable().in_order()
        rows = (
            *(("answered", row) for row in questions),
            *(("agreed", row) for row in consents),
            *(("booked", row) for row in sessions),
        )
        return {f"{name}.{row.pk}": row for name, row in rows}

    def with_asked(self, registrations: QuerySet[Registration]) -> QuerySet[Registration]:
        answers = Prefetch("answers", queryset=Answer.objects.select_related("question"))
        agreements = Prefetch("agreements", queryset=Agreement.objects.standing())  # type: ignore[attr-defined]
        if not (self.is_export and self.asked):
            return registrations
        return registrations.prefetch_related(answers, agreements, "bookings")

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        return super().to_row_dict(self._told_by(item) if self.asked else item)  # type: ignore[misc]

    def _told_by(self, item: Any) -> Any:
        item.answered = {**self._blank("answered"), **{str(row.question_id): str(row) for row in item.answers.all()}}
        item.agreed = {**self._blank("agreed"), **{str(row.consent_id): _("yes") for row in item.agreements.all()}}
        booked = {str(row.session_id): str(row.get_state_display()) for row in item.bookings.all()}
        item.booked = {**self._blank("booked"), **booked}
        return item

    def _blank(self, name: str) -> dict[str, str]:
        return {path.partition(".")[2]: "" for path in self.asked if path.startswith(name)}

    def get_heading(self, queryset: QuerySet, field: str) -> str:
        asked = self.asked.get(field)
        return inert(str(asked)) if asked else super().get_heading(queryset, field)  # type: ignore[misc]
