"""What an organiser writes to people of an event: written, looked at, tried on oneself, then sent once."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.forms import LetterForm
from events.models import Audience, Event, EventLetter
from events.services.writing import save_letter, send_test, send_to_all
from events.viewsets.concerns import StaffRequest
from events.viewsets.desk import chosen_of, event_or_404, organisers_view, show
from portal.core.mail.models import Message, MessageState


@organisers_view
def letters(request: StaffRequest, event_id: int) -> HttpResponse:
    """What was written, and a new letter; who was ticked in the list comes along."""
    event = event_or_404(event_id)
    chosen = chosen_of(request, event)
    form = LetterForm(request.POST if "subject_fr" in request.POST else None, instance=_new(event, chosen))
    if request.method == "POST" and form.is_valid():
        letter = save_letter(letter=form.save(commit=False), by=request.user)
        return redirect("registration:letter", event.pk, letter.pk)
    context = {"form": form, "letters": event.letters.all(), "chosen": chosen}
    return show(request, "letters", event, _("Write to registrants"), context)


def _new(event: Event, chosen: list) -> EventLetter:
    audience = Audience.CHOSEN if chosen else Audience.CONFIRMED
    return EventLetter(event=event, audience=audience, recipient_ids=[row.pk for row in chosen])


@organisers_view
def letter(request: StaffRequest, event_id: int, event_letter_id: int) -> HttpResponse:
    """A draft with what it looks like and to how many it goes; once sent, what became of it."""
    event = event_or_404(event_id)
    found = get_object_or_404(EventLetter, pk=event_letter_id, event=event)
    form = None if found.sent_at else LetterForm(request.POST or None, instance=found)
    if request.method == "POST" and form is None:
        return redirect("registration:letter", event.pk, found.pk)
    if request.method == "POST" and form is not None and form.is_valid():
        _act(request, save_letter(letter=form.save(commit=False), by=request.user))
        return redirect("registration:letter", event.pk, found.pk)
    recipients = found.recipients()
    messages_of = Message.objects.filter(key__startswith=found.key).about_any(event.registrations.all())
    states = dict(messages_of.order_by().values_list("state").annotate(Count("pk")))
    context = {
        "form": form,
        "letter": found,
        "count": recipients.count(),
        "some": recipients[:10],
        "texts": [
            (getattr(found, f"subject_{language}"), getattr(found, f"body_{language}"), language)
            for language in ("fr", "en")
            if found.language_for(language) == language
        ],
        "states": [(state.label, states.get(state, 0)) for state in MessageState],
        "undelivered": messages_of.undelivered().of_concern_to(request.user)[:20],
    }
    return show(request, "letter", event, str(found), context)


def _act(request: StaffRequest, letter: EventLetter) -> None:
    """What was typed is saved first, whichever button it is."""
    action = request.POST.get("action", "")
    if action == "test":
        send_test(letter=letter, by=request.user)
        messages.success(request, _("Sent to %(address)s alone.") % {"address": request.user.email})
    elif action == "send":
        _send(request, letter)
    else:
        messages.success(request, _("The letter is saved; nothing is sent yet."))


def _send(request: StaffRequest, letter: EventLetter) -> None:
    told = request.POST.get("expected", "")
    expected = int(told) if told.isascii() and told.isdigit() and len(told) < 10 else -1
    if send_to_all(letter_id=letter.pk, expected=expected, by=request.user):
        text = ngettext(
            "The letter goes out to %(count)s person.", "The letter goes out to %(count)s people.", expected
        )
        messages.success(request, text % {"count": expected})
    else:
        messages.warning(request, _("Nothing is sent: look at the text and at the number of people, then send."))
