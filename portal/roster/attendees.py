"""People of an event from a sheet: what is wrong with it by row and column, what would come of it, then all of them.

Nothing is kept between the two steps: what was read comes back with the form, signed.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.models import Category, Event, Registration
from events.services.seating import add_several
from events.states import Refusal
from events.states import Refused as RefusedByEvent
from events.wording import explain
from members.models import User
from portal.roster import buyers, sessions
from portal.roster.forms import AttendeesForm
from studies.survey.doors.lists import Headings, ListedSheet
from studies.survey.problems import Problem, Refused
from studies.survey.sheets.values import fold

HEADINGS: Headings = {
    "first_name": ("prénom", "first name"),
    "last_name": ("nom", "last name"),
    "email": ("adresse e-mail", "e-mail", "email", "adresse électronique", "courriel"),
    "organisation_name": ("organisation",),
    "language": ("langue", "language"),
    "category": ("catégorie", "category"),
    **sessions.HEADINGS,
    **buyers.HEADINGS,
}
PERSONAL = ("first_name", "last_name", "email", "organisation_name", "language")
NEEDED = ("first_name", "last_name", "email")
LACKS = {
    Refusal.FULL: gettext_lazy("There are not enough places: give a reason to raise their number."),
    Refusal.CATEGORY_FULL: gettext_lazy("A category has too few places: raise their number in the event’s facts."),
}
MOST = 2000
CHECK_HOLDS = 3600  # seconds
_checks = TimestampSigner(salt="portal.roster.attendees")

People = list[dict[str, Any]]


def attendees(request: HttpRequest, event_id: int) -> HttpResponse:
    if not request.user.has_perm("events.change_registration"):
        raise PermissionDenied
    event = get_object_or_404(Event.objects.with_counts().with_page_title(), pk=event_id)
    form = AttendeesForm(request.POST or None, request.FILES or None)
    context: dict = {"form": form, "event": event}
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["file"]:
            context |= _check(form, event)
        elif _import(request, form, event):
            return redirect("registration:people", event.pk)
    return _show(request, event, context)


def _check(form: AttendeesForm, event: Event) -> dict:
    """Read the file; what is wrong with it, or who would be added."""
    try:
        people, problems, notices = _read(form.cleaned_data["file"], event)
    except Refused as refused:
        return {"problems": refused.problems}
    if problems:
        return {"problems": problems[:100]}
    form.data = {
        "reason": form.cleaned_data["reason"],
        "checked": _checks.sign_object([event.pk, people], compress=True),
    }
    lacking = max(event.places_taken + len(people) - event.capacity, 0)
    by_category = Counter(person["category"] for person in people)
    counted = [(category, by_category[category.pk]) for category in event.categories_counted]
    names = {category.pk: category for category in event.categories_counted}
    return {
        "people": [{**person, "category": names.get(person["category"], "")} for person in people[:20]],
        "count": len(people),
        "lacking": lacking,
        "notices": [*notices, *_told_of(counted), *sessions.told_of(sessions.sessions_of(event), people, event)],
    }


def _told_of(counted: list[tuple[Category, int]]) -> Iterator[str]:
    """How many would come in each category, and how many places it lacks."""
    for category, count in counted:
        lacking = max(count - category.left(count), 0)
        people = ngettext("%(count)s person", "%(count)s people", count) % {"count": count}
        lacks = ngettext("%(count)s place is lacking", "%(count)s places are lacking", lacking) % {"count": lacking}
        if count:
            told = {"category": category, "told": lacks if lacking else people}
            yield _("“%(category)s”: %(told)s") % told


def _read(upload: UploadedFile, event: Event) -> tuple[People, list[Problem], list[str]]:
    name = PurePosixPath(str(upload.name)).name[-120:]
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"sheet{PurePosixPath(name).suffix.lower()}"
        path.write_bytes(upload.read())
        sheet = ListedSheet(path, name, HEADINGS, NEEDED)
        rows = list(sheet.rows())
    if not rows:
        raise Refused(Problem(_("“%(name)s” has no row under its headings.") % {"name": name}))
    if len(rows) > MOST:
        raise Refused(Problem(_("The sheet has more than %(rows)d rows.") % {"rows": MOST}))
    known = set(event.registrations.active().values_list("email", flat=True))
    categories = event.categories_counted
    costs = {category.pk for category in categories if category.net_price}
    bookable = sessions.sessions_of(event)
    people, problems = [], []
    for number, texts in rows:
        facts, wrong = _facts(texts, known)
        facts["category"], told = _category(texts.get("category", ""), categories)
        wrong += [("category", told)] if told else []
        facts["buyer"], of_buyer = buyers.buyer_of(texts) if facts["category"] in costs else (None, [])
        facts["sessions"], of_sessions = sessions.chosen(texts.get("sessions", ""), bookable)
        wrong += [*of_buyer, *(("sessions", told) for told in of_sessions)]
        people.append(facts)
        problems += [Problem(message, number, HEADINGS[column][0]) for column, message in wrong]
        known.add(facts.get("email", ""))
    lacking = sum(person["category"] in costs and not person["buyer"] for person in people)
    return people, problems, [*sheet.notices, *_told_of_invoices(lacking)]


def _told_of_invoices(lacking: int) -> Iterator[str]:
    if lacking:
        text = ngettext(
            "For %(count)s person there are no billing details: their place has a price, and is invoiced once these "
            "are given, by you in the sheet, or by the person, whose message asks for them.",
            "For %(count)s people there are no billing details: their places have a price, and are invoiced once "
            "these are given, by you in the sheet, or by each person, whose message asks for them.",
            lacking,
        )
        yield text % {"count": lacking}


def _category(text: str, categories: list[Category]) -> tuple[int | None, str]:
    """Which one a row names, in either language, and what is wrong with that; the only one needs no name."""
    if not categories:
        return None, _("The event has no categories: leave this column empty.") if text else ""
    if not text and len(categories) == 1:
        return categories[0].pk, ""
    names = {fold(name): category.pk for category in categories for name in (category.label_en, category.label_fr)}
    if text and (found := names.get(fold(text))):
        return found, ""
    return None, _("Write one of: %(choices)s.") % {"choices": ", ".join(map(str, categories))}


def _facts(texts: Mapping[str, str], known: set[str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """What a row says of its person, and by column what is wrong with it; `known` are the addresses that are taken."""
    facts, wrong = {}, []
    for name in PERSONAL:
        text = texts.get(name, "").strip()
        if name in ("email", "language"):
            text = text.lower()
        if name == "language" and not text:
            text = "fr"
        try:
            facts[name] = Registration._meta.get_field(name).clean(text, None)  # type: ignore[union-attr]
        except ValidationError as error:
            wrong.append((name, " ".join(error.messages)))
    if facts.get("language", "fr") not in dict(settings.LANGUAGES):
        wrong.append(("language", _("Write one of: %(choices)s.") % {"choices": ", ".join(dict(settings.LANGUAGES))}))
    if facts.get("email") and facts["email"] in known:
        wrong.append(("email", _("This address is registered for the event already, or stands in this sheet twice.")))
    return facts, wrong


def _import(request: HttpRequest, form: AttendeesForm, event: Event) -> bool:
    """Add those who were checked; what can't be done is said with the form."""
    try:
        of_event, people = _checks.unsign_object(form.cleaned_data["checked"], max_age=CHECK_HOLDS)
    except BadSignature:
        of_event, people = None, []
    if of_event != event.pk:
        form.add_error("file", _("Choose a file, and have it checked."))
        return False
    by = request.user if isinstance(request.user, User) else None
    try:
        count = add_several(event_id=event.pk, people=people, reason=form.cleaned_data["reason"], by=by)
    except RefusedByEvent as refused:
        why = LACKS.get(refused.reason) or explain(refused.reason, event)
        form.add_error(None, f"{why} {_('Nobody was imported.')}")
        return False
    except ValidationError as refused:
        form.add_error(None, [*refused.messages, _("Nobody was imported.")])
        return False
    text = ngettext(
        "%(count)s person is registered; a message says so.", "%(count)s people are registered; messages say so.", count
    )
    messages.success(request, text % {"count": count})
    return True


def _trail(event: Event) -> Iterator[dict[str, str]]:
    yield {"url": reverse("wagtailadmin_home"), "label": _("Home")}
    yield {"url": reverse("event:index"), "label": _("Events")}
    yield {"url": reverse("registration:dashboard", args=[event.pk]), "label": str(event)}
    yield {"url": "", "label": _("Import from a sheet")}


def _show(request: HttpRequest, event: Event, context: dict) -> HttpResponse:
    title = _("Import from a sheet")
    chrome = {"header_title": title, "breadcrumbs_items": list(_trail(event)), "header_icon": "group", "title": title}
    return render(request, "roster/admin/attendees.html", {**chrome, **context})
