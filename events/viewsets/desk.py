"""The people of an event, and what an organiser does for them."""

from collections.abc import Callable
from functools import wraps
from time import monotonic
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from events.forms import (
    AddByHandForm,
    BuyerForm,
    CapacityForm,
    CategoryForm,
    DeclineForm,
    MoveForm,
    PersonForm,
    QuestionsForm,
)
from events.invoicing import payments
from events.models import Buyer, Event, Registration
from events.naming import named
from events.services.approving import decline_request
from events.services.asking import correct_answers, questions_to
from events.services.charging import change_category, name_buyer
from events.services.seating import add_by_hand, change_capacity, correct_registration, move_registration
from events.states import Refusal, Refused, RegistrationState
from events.viewsets.concerns import StaffRequest, warn_of_crowd, why_not
from events.viewsets.deeds import DEEDS
from portal.billing.models import Invoice
from portal.billing.states import Refused as NotInvoiced

PER_PAGE = 500
"""A whole convention: all of them can be ticked at once."""
PATIENCE = 20
"""Seconds that one request may take to do something for each."""
SEARCHED = ("last_name", "first_name", "email", "organisation_name")
PAYMENTS: dict[str, tuple[Any, Callable[[Any], QuerySet]]] = {
    "to_invoice": (gettext_lazy("not invoiced yet"), lambda rows: rows.to_invoice()),
    "due": (gettext_lazy("to be paid"), lambda rows: rows.filter(invoice_line__invoice__in=_unpaid())),
    "paid": (
        gettext_lazy("nothing owed any more"),
        lambda rows: rows.exclude(invoice_line=None).exclude(invoice_line__invoice__in=_unpaid()),
    ),
}


def _unpaid() -> QuerySet:
    return Invoice.objects.with_balance().unpaid().values("pk")


def organisers_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def checked(request: StaffRequest, **kwargs) -> HttpResponse:
        if not request.user.has_perm("events.change_registration"):
            raise PermissionDenied
        return view(request, **kwargs)

    return checked


@organisers_view
def people(request: StaffRequest, event_id: int) -> HttpResponse:
    event = event_or_404(event_id)
    left = _do_to_each(request, event) if request.method == "POST" else []
    if request.method == "POST" and not left:
        return redirect(request.get_full_path())
    state, words = request.GET.get("state", ""), request.GET.get("q", "").strip()
    category = next((each for each in event.categories_counted if str(each.pk) == request.GET.get("category")), None)
    rows: QuerySet = (
        event.registrations.filter(state=state) if state in RegistrationState else event.registrations.all()
    )
    rows = rows.filter(category=category) if category else rows
    payment = request.GET.get("payment", "")
    rows = PAYMENTS[payment][1](rows) if payment in PAYMENTS else rows
    ranks = {pk: rank for rank, pk in enumerate(event.registrations.waiting().values_list("pk", flat=True), 1)}
    listed = named(words, rows.order_by().select_related("category"), *SEARCHED)
    if state == RegistrationState.WAITING:
        listed.sort(key=lambda row: ranks.get(row.pk, 0))
    found = Paginator(listed, PER_PAGE).get_page(request.GET.get("p"))
    told = payments(found)
    for row in found:
        row.rank, row.payment = ranks.get(row.pk), told.get(row.pk)
    context = {
        "event": event,
        "people": found,
        "states": RegistrationState.choices,
        "state": state,
        "category": category,
        "costs": any(each.net_price for each in event.categories_counted),
        "payments": [(name, label) for name, (label, _filter) in PAYMENTS.items()],
        "payment": payment,
        "q": words,
        "left": {row.pk for row in left},
        "deed": request.POST.get("action") if left else "",
        "deeds": [(name, deed.label) for name, deed in DEEDS.items()],
    }
    return show(request, "people", event, _("Registrations"), context)


def chosen_of(request: StaffRequest, event: Event) -> list[Registration]:
    """Who was ticked in the list."""
    chosen = [int(pk) for pk in request.POST.getlist("chosen") if pk.isascii() and pk.isdigit() and len(pk) < 18]
    return list(event.registrations.filter(pk__in=chosen).order_by("pk"))


def _do_to_each(request: StaffRequest, event: Event) -> list[Registration]:
    """One after the other, each in a transaction of its own: what is refused for one is done for the others. Answers
    those for whom there was no time."""
    deed, chosen = DEEDS.get(request.POST.get("action", "")), chosen_of(request, event)
    if deed is None or not chosen:
        messages.warning(request, _("Nothing is done: tick people, and choose what to do."))
        return []
    rows = [row for row in chosen if deed.is_for(row)]
    done, until, left = 0, monotonic() + PATIENCE, list(rows)
    while left and (len(left) == len(rows) or monotonic() < until):
        row = left.pop(0)
        try:
            deed.do(row.pk, request.user)
        except Refused as refused:
            messages.error(request, f"{row}{pgettext('before a value', ':')} {why_not(refused.reason, event)}")
        except NotInvoiced as refused:
            messages.error(request, f"{row}{pgettext('before a value', ':')} {refused}")
        else:
            done += 1
    if done:
        text = ngettext("Done for %(count)s registration.", "Done for %(count)s registrations.", done)
        messages.success(request, text % {"count": done})
    if others := len(chosen) - len(rows):
        text = ngettext(
            "Not done for %(count)s registration: its state does not allow it.",
            "Not done for %(count)s registrations: their state does not allow it.",
            others,
        )
        messages.warning(request, text % {"count": others})
    if left:
        text = ngettext(
            "%(count)s person is still ticked: do it again for them.",
            "%(count)s people are still ticked: do it again for them.",
            len(left),
        )
        messages.warning(request, text % {"count": len(left)})
    return left


@organisers_view
def add(request: StaffRequest, event_id: int) -> HttpResponse:
    event = event_or_404(event_id)
    form = AddByHandForm(request.POST or None, event=event)

    def save() -> str:
        made = add_by_hand(event_id=event.pk, by=request.user, **form.cleaned_data)
        said = {"name": made, "state": made.get_state_display()}
        if made.net_price:
            asked = _("The message about the place asks for the billing details; you may also give them yourself.")
            messages.info(request, asked)
        return _("%(name)s is added: %(state)s. A message says so.") % said

    there = reverse("registration:people", args=[event.pk])
    return form_page(request, event, form, _("Add someone"), save, there)


@organisers_view
def capacity(request: StaffRequest, event_id: int) -> HttpResponse:
    event = event_or_404(event_id)
    form = CapacityForm(request.POST or None, initial={"capacity": event.capacity})

    def save() -> str:
        changed = change_capacity(event_id=event.pk, by=request.user, **form.cleaned_data)
        warn_of_crowd(request, changed)
        if changed.capacity > event.capacity and event.people_waiting:
            return _("The number of places is changed; new places went to the waiting list first.")
        return _("The number of places is changed.")

    there = reverse("registration:dashboard", args=[event.pk])
    return form_page(request, event, form, _("Change the number of places"), save, there)


@organisers_view
def correct(request: StaffRequest, pk: int) -> HttpResponse:
    registration = get_object_or_404(Registration, pk=pk)
    form = PersonForm(request.POST or None, instance=registration)

    def save() -> str:
        correct_registration(registration_id=pk, by=request.user, **form.cleaned_data)
        return _("The registration is corrected.")

    there = reverse("registration:edit", args=[pk])
    return form_page(
        request, event_or_404(registration.event_id), form, _("Correct the registration"), save, there, registration
    )


@organisers_view
def answers(request: StaffRequest, pk: int) -> HttpResponse:
    """What somebody answered to the event's questions, corrected by hand."""
    registration = get_object_or_404(Registration.objects.active(), pk=pk)
    given = dict(registration.answers.values_list("question_id", "text"))
    form = QuestionsForm(request.POST or None, questions=questions_to(registration), given=given)

    def save() -> str:
        correct_answers(registration_id=pk, answers=form.cleaned_data["answers"], by=request.user)
        return _("The answers are corrected.")

    there = reverse("registration:edit", args=[pk])
    return form_page(
        request, event_or_404(registration.event_id), form, _("Correct the answers"), save, there, registration
    )


@organisers_view
def category(request: StaffRequest, pk: int) -> HttpResponse:
    registration = get_object_or_404(Registration.objects.active(), pk=pk)
    event = event_or_404(registration.event_id)
    form = CategoryForm(request.POST or None, event=event, initial={"category": registration.category_id})

    def save() -> str:
        change_category(registration_id=pk, category=form.cleaned_data["category"], by=request.user)
        return _("The category is changed.")

    return form_page(
        request, event, form, _("Change the category"), save, reverse("registration:edit", args=[pk]), registration
    )


@organisers_view
def billing(request: StaffRequest, pk: int) -> HttpResponse:
    """To whom a place is invoiced, until it is."""
    registration = get_object_or_404(Registration.objects.active().select_related("buyer"), pk=pk)
    known = registration.buyer or Buyer(billing_name=str(registration), billing_email=registration.email)
    form = BuyerForm(request.POST or None, instance=known)

    def save() -> str:
        name_buyer(registration_id=pk, buyer=form.instance, by=request.user)
        return _("The billing details are saved; a place that is confirmed is invoiced now.")

    event, there = event_or_404(registration.event_id), reverse("registration:edit", args=[pk])
    return form_page(request, event, form, _("Billing details"), save, there, registration)


@organisers_view
def decline(request: StaffRequest, pk: int) -> HttpResponse:
    registration = get_object_or_404(Registration.objects.active(), pk=pk)
    form = DeclineForm(request.POST or None)

    def save() -> str:
        decline_request(registration_id=pk, by=request.user, **form.cleaned_data)
        return _("The request is declined; a message says so.")

    there = reverse("registration:people", args=[registration.event_id])
    return form_page(
        request, event_or_404(registration.event_id), form, _("Decline the request"), save, there, registration
    )


@organisers_view
def move(request: StaffRequest, pk: int) -> HttpResponse:
    registration = get_object_or_404(Registration.objects.active(), pk=pk)
    event = event_or_404(registration.event_id)
    form = MoveForm(request.POST or None, leaving=event)

    def save() -> str:
        there, category = form.cleaned_data["to"], form.cleaned_data.get("category")
        try:
            move_registration(registration_id=pk, to_event_id=there.pk, category=category, by=request.user)
        except Refused as refused:
            field = "category" if refused.reason is Refusal.CATEGORY_ELSEWHERE else "to"
            raise ValidationError({field: why_not(refused.reason, there)}) from refused
        return _("Moved; a message says so for each of the two events.")

    there = reverse("registration:people", args=[event.pk])
    return form_page(request, event, form, _("Move to another event"), save, there, registration)


def form_page(
    request: StaffRequest,
    event: Event,
    form: Any,
    title: str,
    save: Callable[[], str],
    there: str,
    person: Registration | None = None,
) -> HttpResponse:
    """A form on its own page, which says of whom it is: what is refused is said there, with what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            done = save()
        except Refused as refused:
            form.add_error(None, why_not(refused.reason, event))
        except ValidationError as refused:
            by_field = hasattr(refused, "error_dict") and form.fields.keys() >= refused.error_dict.keys()
            form.add_error(None, refused if by_field else refused.messages)
        else:
            messages.success(request, done)
            return redirect(there)
    return show(request, "form", event, title, {"form": form, "there": there, "person": person})


def event_or_404(event_id: int) -> Event:
    return get_object_or_404(Event.objects.with_counts().with_page_title(), pk=event_id)


def show(request: StaffRequest, name: str, event: Event, title: str, context: dict) -> HttpResponse:
    """A screen of an event, below its dashboard."""
    trail = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("event:index"), "label": _("Events")},
        {"url": reverse("registration:dashboard", args=[event.pk]), "label": str(event)},
    ]
    if name != "dashboard":
        trail.append({"url": "", "label": title})
    chrome = {"header_title": title, "breadcrumbs_items": trail, "header_icon": "group", "title": title}
    return render(request, f"events/admin/{name}.html", {**chrome, **context, "event": event})
