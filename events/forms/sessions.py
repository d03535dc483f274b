"""The choice of sessions: when each is, and whether it has places left."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Event, Session
from events.services.booking import clashes
from events.wording import session_hours
from portal.core.pages.localised import as_html


class SessionsField(forms.MultipleChoiceField):
    """Takes keys of these sessions, which `with_bookings()` counted, none of which clash. What is full is chosen for
    its waiting list; whether there is one, and whether it is full, is asked again under the lock."""

    def __init__(self, sessions: Sequence[Session], event: Event) -> None:
        self.sessions = {str(session.pk): session for session in sessions}
        super().__init__(
            label=_("Sessions with limited places"),
            choices=[(key, _choice(session, event)) for key, session in self.sessions.items()],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            help_text=_("Tick those you wish to attend. All others are open to you without a choice."),
        )

    def clean(self, value: Any) -> list[str]:
        chosen = super().clean(value)
        if sentences := clashes(self.sessions[key] for key in chosen):
            raise forms.ValidationError(sentences)
        return chosen


def _choice(session: Any, event: Event) -> str:
    hours = session_hours(session)
    return format_html(
        "<span>{}{}<br>{}</span>", as_html(session.title), f" — {hours}" if hours else "", _left(session, event)
    )


def _left(session: Any, event: Event) -> str:
    left = session.capacity - session.places_taken
    if left > 0:
        return ngettext("%(count)s place left", "%(count)s places left", left) % {"count": left}
    return _("Full: you go on its waiting list") if event.has_waiting_list else _("Full")


class OwnSessionsForm(forms.Form):
    """The sessions of somebody registered, as an organiser chooses them."""

    def __init__(self, *args: Any, event: Event, chosen: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sessions = event.sessions.bookable().with_bookings().in_order()
        self.fields["sessions"] = SessionsField(list(sessions), event)
        self.initial["sessions"] = [str(pk) for pk in chosen]
