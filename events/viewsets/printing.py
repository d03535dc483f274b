"""Badges, attendance sheets and certificates: for all, or for those ticked in the list."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.forms import PrintForm
from events.models import PrintKind, Printout
from events.services.printing import ask_printout
from events.views.concerns import FILE, pdf_file, refreshed
from events.viewsets.concerns import StaffRequest
from events.viewsets.desk import chosen_of, event_or_404, organisers_view, show
from portal.core.cache.policy import never_store

REFRESH_SECONDS = 2


@organisers_view
def ask(request: StaffRequest, event_id: int) -> HttpResponse:
    """First what is printed, then its own page; who was ticked in the list comes along."""
    event = event_or_404(event_id)
    chosen = chosen_of(request, event)
    form = PrintForm(request.POST if "kind" in request.POST else None)
    certifies = form.is_valid() and form.cleaned_data["kind"] == PrintKind.CERTIFICATES
    keys = [row.pk for row in chosen or event.registrations.confirmed()]
    came = event.registrations.came()
    if certifies and not came.filter(pk__in=keys).exists():
        form.add_error("kind", _("None of them is known to have come: say so first, under “Attendance”."))
    if request.method == "POST" and form.is_valid():
        printout = ask_printout(
            event=event,
            kind=form.cleaned_data["kind"],
            registration_ids=keys,
            language=get_language()[:2],
            by=request.user,
        )
        return redirect("registration:printed", event.pk, printout.pk)
    context = {"form": form, "chosen": chosen, "places": event.registrations.confirmed().count()}
    context["came"] = came.count()
    return show(request, "print", event, _("Badges, lists, certificates"), context)


@require_safe
@organisers_view
def printed(request: StaffRequest, event_id: int, printout_id: int) -> HttpResponse:
    """A page that asks again by itself until the PDF is made, then says so and fetches it: the browser stays on it."""
    printout = get_object_or_404(Printout, pk=printout_id, event=event_id, registration=None)
    if printout.made_at and FILE in request.GET:
        return never_store(pdf_file(printout))
    context = {"printout": printout}
    response = show(request, "printed", event_or_404(event_id), _("Badges, lists, certificates"), context)
    return refreshed(response, printout, REFRESH_SECONDS)
