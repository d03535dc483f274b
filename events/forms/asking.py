"""The part of a form in which an event asks what it wants to know."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from events.forms.sessions import SessionsField
from events.models import (
    Consent,
    Diet,
    Event,
    Needs,
    Question,
    QuestionKind,
    Registration,
    Session,
    asked_of,
    choosable,
    conditions,
    consents_of,
    questions_of,
    settled,
)
from events.models.needs import LONGEST_NEED
from events.models.questions import CHANGED, LONGEST_ANSWER
from events.models.worded import Worded
from events.services.asking import Told
from portal.core.pages.localised import as_html, composed

Form = Any
NEEDS = {"diets": [], "allergies": "", "access": ""}
"""The fields of `Needs`, each with what it is when nothing is told."""


class AskedPart:
    """A form with this before it asks what `event` asks, and gives `told` among what is clean. Bound or not, it starts
    with what `registration` told."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    initial: Any

    def __init__(self, *args: Any, event: Event, registration: Registration | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event, self.registration = event, registration
        if self.sessions:
            self.fields["sessions"] = SessionsField(self.sessions, event)
        self.fields |= {
            field_name(question): question_field(question, above, self.may_come_as())
            for question, above in conditions(self.asked)
        }
        if event.asks_needs:
            self.fields |= _need_fields()
        self.fields |= {field_name(consent): _consent_field(consent) for consent in self.consents}
        if registration:
            self.initial |= _told_by(registration)

    @cached_property
    def asked(self) -> list[Question]:
        return asked_of(questions_of(self.event.pk), self.may_come_as()) if self.event.asks_something else []

    def may_come_as(self) -> dict[str, str]:
        """The categories among which they choose, by their French names; once registered, theirs."""
        category = self.registration and self.registration.category
        return {category.label_fr: category.label} if category else {}

    def comes_as(self, cleaned: dict[str, Any]) -> Collection[str]:
        """What they chose among these."""
        return self.may_come_as()

    @cached_property
    def consents(self) -> list[Consent]:
        return consents_of(self.event.pk) if self.event.asks_something else []

    @cached_property
    def sessions(self) -> list[Session]:
        sessions = choosable(self.event.pk) if self.event.has_sessions else []
        for session in sessions:
            session.event = self.event
        return sessions

    def about_person(self: Form) -> list[BoundField]:
        own = self.asked_names()
        return [
            field for field in self.visible_fields() if field.name not in own and not field.name.startswith("with_")
        ]

    def about_sessions(self: Form) -> list[BoundField]:
        return [self["sessions"]] if self.sessions else []

    def about_event(self: Form) -> list[BoundField]:
        return [self[field_name(question)] for question in self.asked]

    def about_needs(self: Form) -> list[BoundField]:
        return [self[name] for name in NEEDS if name in self.fields]

    def about_consents(self: Form) -> list[BoundField]:
        return [self[field_name(consent)] for consent in self.consents]

    def asked_names(self) -> set[str]:
        return {*map(field_name, self.asked), *map(field_name, self.consents), *NEEDS, "sessions"}

    def clean(self: Form) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data  # type: ignore[misc]
        cleaned["told"] = self._told(cleaned)
        for name in self.asked_names():
            cleaned.pop(name, None)
        return cleaned

    def _told(self: Form, cleaned: dict[str, Any]) -> Told:
        asked = asked_of(self.asked, self.comes_as(cleaned))
        given = {question.pk: as_text(cleaned.get(field_name(question))) for question in asked}
        answers, wrong = settled(asked, {pk: text for pk, text in given.items() if text})
        for question in self.asked:
            if question.pk in wrong and field_name(question) not in self.errors:
                self.add_error(field_name(question), wrong[question.pk])
        if self._foreign():
            self.add_error(None, str(CHANGED))
        return Told(
            answers=answers,
            consents=frozenset(consent.pk for consent in self.consents if cleaned.get(field_name(consent))),
            sessions=frozenset(map(int, cleaned.get("sessions", ()))),
            needs={name: cleaned.get(name) or empty for name, empty in NEEDS.items() if name in self.fields},
        )

    def _foreign(self: Form) -> list[str]:
        """What was sent, but is asked by another event, or no longer by this one."""
        own = self.asked_names()
        return [name for name in self.data if name.startswith(("question_", "consent_")) and name not in own]


def field_name(item: Worded | Consent) -> str:
    return f"{'consent' if isinstance(item, Consent) else 'question'}_{item.pk}"


def as_text(answer: Any) -> str:
    return "\n".join(answer) if isinstance(answer, list) else answer or ""


def question_field(question: Worded, above: Worded | None, categories: Mapping[str, str] | None = None) -> forms.Field:
    """Whether an answer is missing is told once it is known which questions were asked of this person: where there are
    several `categories`, they choose by the same form as what they come."""
    category = (categories or {}).get(question.only_for, "") if len(categories or {}) > 1 else ""
    facts: dict[str, Any] = {
        "label": as_html(question.text),
        "help_text": _hint(question, above, category),
        "required": question.required and not (question.only_if or category),
    }
    field: Any = _answer_field(question, facts)
    field.is_needed = question.required  # by those of whom it is asked: to nobody is it said to be optional
    return field


def _answer_field(question: Worded, facts: dict[str, Any]) -> forms.Field:
    if question.kind == QuestionKind.TEXT:
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), max_length=LONGEST_ANSWER, **facts)
    choices = [(value, as_html(label)) for value, label in question.options()]
    if question.kind == QuestionKind.SEVERAL:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **facts)
    if not facts["required"]:
        choices.append(("", as_html(pgettext("to a question", "No answer"))))
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **facts)


def _hint(question: Worded, above: Worded | None, category: str) -> SafeString:
    hints = [as_html(question.help)]
    if above is not None:
        labels = dict(above.options())
        choice = labels.get(above.chosen_by(question.only_if), question.only_if)
        words = _("Only if you answered “%(choice)s” to “%(question)s”.")
        hints.insert(0, as_html(composed(words, choice=choice, question=above.text)))
    if category:
        hints.insert(0, as_html(composed(_("Only if you come as “%(category)s”."), category=category)))
    return format_html_join(" ", "{}", [[hint] for hint in hints if hint])


def _consent_field(consent: Consent) -> forms.Field:
    missing = {"required": gettext_lazy("Nobody can be registered without agreeing to this.")}
    return forms.BooleanField(label=as_html(consent.text), required=consent.required, error_messages=missing)


def _need_fields() -> dict[str, forms.Field]:
    return {
        "diets": forms.MultipleChoiceField(
            label=_("Meals"), choices=Diet.choices, widget=forms.CheckboxSelectMultiple, required=False
        ),
        "allergies": forms.CharField(label=_("Other allergies"), max_length=LONGEST_NEED, required=False),
        "access": forms.CharField(
            label=_("Access needs"),
            max_length=LONGEST_NEED,
            required=False,
            help_text=_("Such as a step-free way, a sign-language interpreter, a seat near the front."),
        ),
    }


def _told_by(registration: Registration) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for answer in registration.answers.select_related("question"):
        several = answer.question.kind == QuestionKind.SEVERAL
        told[field_name(answer.question)] = answer.text.split("\n") if several else answer.text
    for agreement in registration.agreements.standing():
        told[f"consent_{agreement.consent_id}"] = True
    needs = Needs.objects.filter(registration=registration).values(*NEEDS).first()
    sessions = [str(pk) for pk in registration.bookings.values_list("session_id", flat=True)]
    return {**told, **(needs or {}), "sessions": sessions}


class OwnForm(AskedPart, forms.Form):
    """What somebody registered told, to be changed by themselves."""
