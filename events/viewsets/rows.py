"""The programme as a table: a session a row, typed, or pasted from a spreadsheet."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from events.models import Event, Session, SessionKind, SessionRole
from events.naming import folded, nearest
from portal.core.models import Person

EMPTY_ROWS = 3
MOST = 300
# What ends so early began the evening before.
SMALL_HOURS = time(6)
TIMES = ["%H:%M", "%H:%M:%S", "%Hh%M", "%Hh"]

COLUMNS = {
    "day": ("jour", "date", "day"),
    "starts_at": ("debut", "heure", "start", "starts", "from"),
    "ends_at": ("fin", "end", "ends", "to"),
    "room": ("salle", "lieu", "room"),
    "kind": ("genre", "type", "kind"),
    "title_fr": ("titre", "titre francais", "titre en francais", "title", "title in french", "french title"),
    "title_en": ("titre anglais", "titre en anglais", "title in english", "english title"),
    "capacity": ("places", "capacite", "capacity"),
    "speakers": ("intervenants", "intervenant", "intervenantes", "avec", "speakers", "speaker"),
}
"""What each column may be called in the first line of what is pasted; without such a line they come in this order."""
KINDS = {
    SessionKind.PLENARY: ("pleniere", "plenary", "conference"),
    SessionKind.WORKSHOP: ("atelier", "workshop"),
    SessionKind.BREAK: ("pause", "break", "dejeuner", "accueil"),
}


class SessionRow(forms.ModelForm):
    """A session in the table. Its hours are those of the current time zone, which the view makes the event's."""

    day = forms.ChoiceField(label=gettext_lazy("Day"), required=False)
    starts_at = forms.TimeField(label=gettext_lazy("starts"), required=False, input_formats=TIMES)
    ends_at = forms.TimeField(label=gettext_lazy("ends"), required=False, input_formats=TIMES)
    speakers = forms.CharField(label=gettext_lazy("Speakers"), required=False, max_length=500)
    other_people = forms.BooleanField(
        label=gettext_lazy("No, it is somebody else"), required=False, widget=forms.HiddenInput
    )

    class Meta:
        model = Session
        fields = ["day", "starts_at", "ends_at", "room", "kind", "title_fr", "title_en", "capacity", "speakers"]
        labels = {"title_fr": gettext_lazy("Title"), "title_en": gettext_lazy("English title")}

    def __init__(self, *args, event: Event, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.instance.event = event
        # Translators: a day in Django's format, as in "Thu 11 March"
        days = [(day.isoformat(), date_format(day, pgettext("date format", "D j F"))) for day in event.days()]
        choices = days if len(days) == 1 else [("", "—"), *days]
        self.fields["day"].choices = choices  # type: ignore[attr-defined]
        self.fields["day"].initial = choices[0][0]
        for name, hour in (("starts_at", "9:30"), ("ends_at", "10:30")):
            self.fields[name].widget = forms.TextInput(attrs={"placeholder": hour})
        for name in ("room", "title_en"):
            self.fields[name].widget.attrs["placeholder"] = capfirst(self.fields[name].label)
        if self.instance.pk:
            self.initial.update(_shown(self.instance))

    def clean(self) -> dict[str, Any]:
        """Day and hours make the two moments that the session keeps."""
        cleaned = super().clean() or self.cleaned_data
        day, start, end = (cleaned.get(name) for name in ("day", "starts_at", "ends_at"))
        if (start or end) and not day and "day" not in self.errors:
            missing = _("Choose the day.") if self.instance.event.days() else _("Give the event its date first.")
            self.add_error("day", missing)
        on = parse_date(day or "")
        cleaned["starts_at"] = _moment(on, start)
        cleaned["ends_at"] = _moment(_next_day(on, start, end), end)
        return cleaned

    def clean_speakers(self) -> list[str]:
        names = [" ".join(name.split()) for name in self.cleaned_data["speakers"].replace(";", ",").split(",")]
        names = list(dict.fromkeys(filter(None, names)))
        if too_long := next((name for name in names if len(name) > 120), None):
            raise forms.ValidationError(_("“%(name)s” is too long for a name.") % {"name": too_long[:40]})
        return names

    def ask_about_names(self, known: dict[str, str]) -> None:
        """A name that is nearly somebody's makes a new person only where it is said to be another's. What is typed
        here is `known` to the rows below."""
        for name in self.cleaned_data.get("speakers", ()):
            near = "" if folded(name) in known else nearest(name, known.values())
            known.setdefault(folded(name), name)
            if near and not self.cleaned_data["other_people"]:
                told = _("Nobody is called “%(name)s” yet. Do you mean %(near)s? Then write it so.")
                self.add_error("speakers", told % {"name": name, "near": near})
                self.fields["other_people"].widget = forms.CheckboxInput()


def _moment(day: date | None, at: time | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, at)) if day and at else None


def _next_day(day: date | None, start: time | None, end: time | None) -> date | None:
    through_the_night = start and end and end < start and end <= SMALL_HOURS
    return day + timedelta(days=1) if day and through_the_night else day


def _shown(session: Session) -> dict[str, str]:
    speakers = [row.person.name for row in session.people.all() if row.role == SessionRole.SPEAKER]
    hours = {
        name: f"{timezone.localtime(moment):%H:%M}" if (moment := getattr(session, name)) else ""
        for name in ("starts_at", "ends_at")
    }
    return {**hours, "day": session.day.isoformat() if session.day else "", "speakers": ", ".join(speakers)}


class ProgrammeTable(forms.BaseModelFormSet):
    """The sessions of `event`, and a few empty rows."""

    def __init__(self, *args, event: Event, **kwargs) -> None:
        rows = event.sessions.in_order().prefetch_related("people__person")
        kwargs |= {"queryset": rows, "form_kwargs": {"event": event}, "prefix": "sessions"}
        super().__init__(*args, **kwargs)

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        gone = _("Somebody has removed this session meanwhile: tick “Remove”, or open the programme anew.")
        form.fields["id"].error_messages["invalid_choice"] = gone

    def clean(self) -> None:
        super().clean()
        known = {folded(name): name for name in Person.objects.values_list("name", flat=True)}
        for _number, row in self.rows():
            row.ask_about_names(known)

    def rows(self) -> list[tuple[int, SessionRow]]:
        """Those to be saved, with their numbers in the table."""
        gone = {id(form) for form in self.deleted_forms}
        changed = [(number, form) for number, form in enumerate(self.forms) if form.has_changed()]
        return [(number, cast(SessionRow, form)) for number, form in changed if id(form) not in gone]


programme_table: type[ProgrammeTable] = forms.modelformset_factory(  # type: ignore[assignment]
    Session,
    form=SessionRow,
    formset=ProgrammeTable,
    extra=EMPTY_ROWS,
    can_delete=True,
    max_num=MOST,
    absolute_max=MOST,
)


def with_rows_added(typed: QueryDict, rows: Sequence[Mapping[str, str]], *, event: Event) -> ProgrammeTable:
    """The table as it was typed, and these rows behind it, for the organiser to look over before they are saved."""
    table = programme_table(typed, event=event)
    filled = [number for number, row in enumerate(table.forms) if row.instance.pk or row.has_changed()]
    first = max(filled, default=-1) + 1
    blank = table.empty_form
    untouched = {name: blank.get_initial_for_field(field, name) for name, field in blank.fields.items()}
    data = typed.copy()
    for number, row in enumerate([*rows, *[{}] * EMPTY_ROWS], first):
        for name, value in {**untouched, **row}.items():
            data[table.add_prefix(number) + f"-{name}"] = "" if value is None else str(value)
    data[f"{table.prefix}-TOTAL_FORMS"] = str(first + len(rows) + EMPTY_ROWS)
    data.setdefault(f"{table.prefix}-INITIAL_FORMS", "0")
    return programme_table(data, event=event)


class PasteForm(forms.Form):
    pasted = forms.CharField(
        label=gettext_lazy("Rows copied from a spreadsheet"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "Columns: day, start, end, room, kind, title, English title, places, speakers; in another order if the "
            "first line names them. The rows are shown in the table above; nothing is saved before you save it."
        ),
        strip=False,
        required=False,
    )

    def clean_pasted(self) -> str:
        """It stands in the form of the table, which needs none."""
        pasted = self.cleaned_data["pasted"]
        if not pasted.strip():
            raise forms.ValidationError(forms.Field.default_error_messages["required"], code="required")
        return pasted

    def rows(self, event: Event) -> list[dict[str, str]]:
        lines = [line.split("\t") for line in self.cleaned_data["pasted"].splitlines() if line.strip()]
        names = [_named(cell, COLUMNS) for cell in lines[0]] if lines else []
        if "title_fr" in names:
            lines = lines[1:]
        else:
            names = list(COLUMNS)
        cells = [dict(zip(names, line, strict=False)) for line in lines[:MOST]]
        return [_readable({name: text.strip() for name, text in row.items() if name}, event) for row in cells]


def _readable(row: dict[str, str], event: Event) -> dict[str, str]:
    """What the fields of the table take; what can't be read stays as it came, and is told there."""
    day = _day(row.get("day", ""), event)
    if not day and len(event.days()) == 1:
        day = event.days()[0].isoformat()
    kind = _named(row.get("kind", ""), KINDS) or (SessionKind.WORKSHOP if row.get("capacity") else SessionKind.PLENARY)
    return {**row, "day": day, "kind": str(kind)}


def _day(text: str, event: Event) -> str:
    """A date in either way of writing it, or a number: the first day, the second."""
    days = [day.isoformat() for day in event.days()]
    if text.isascii() and text.isdigit() and 0 < int(text[:4]) <= len(days):
        return days[int(text[:4]) - 1]
    for written in ("%d/%m/%Y", "%d/%m/%y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, written).date().isoformat()  # noqa: DTZ007 - a day
        except ValueError:
            continue
    return ""


def _named(text: str, names: dict) -> Any:
    plain = folded(text)
    return next((name for name, written in names.items() if plain in written), None)
