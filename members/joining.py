"""The public way to a membership: the form, and the page that its link leads to."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members.forms import ApplicationForm, OrganisationApplicationForm, PersonalApplicationForm
from members.models import Plan
from members.services.applications import (
    confirm_application,
    find_application,
    receive_application,
    withdraw_application,
)
from portal.core.cache.policy import never_stored
from portal.core.limits.counting import Limit, slowed_down
from portal.core.look.errors import too_many_requests

FORMS = Limit("members.application", 10, timedelta(hours=1))
TO_ONE_ADDRESS = Limit("members.application.address", 3, timedelta(days=1))
WRONG_LINKS = Limit("members.wrong_application", 20, timedelta(minutes=10))


def apply(request: HttpRequest) -> HttpResponse:
    """For an organisation."""
    return _apply(request, OrganisationApplicationForm)


def apply_alone(request: HttpRequest) -> HttpResponse:
    """In one's own name, where a plan is for one person."""
    return _apply(request, PersonalApplicationForm)


@never_stored
def _apply(request: HttpRequest, form_class: type[ApplicationForm]) -> HttpResponse:
    """The answer is the same whoever the address belongs to: nothing is looked up by it."""
    form = form_class(request.POST if request.method == "POST" else None, initial=_known_of(request))
    if request.method == "POST" and form.is_valid():
        if not slowed_down(request, FORMS):
            _receive(request, form)
            return redirect("joining:received")
        form.add_error(
            None, _("Too many forms were sent from your network. What you typed is still here: try again in an hour.")
        )
        return _show(request, form, status=429)
    return _show(request, form)


def _receive(request: HttpRequest, form: ApplicationForm) -> None:
    receive_application(
        application=form.instance,
        form_key=form.cleaned_data["form_key"],
        consent=str(form.fields["agrees"].label),
        language=get_language()[:2],
        is_heard=not slowed_down(request, TO_ONE_ADDRESS, of=form.cleaned_data["email"]),
    )


def _show(request: HttpRequest, form: ApplicationForm, status: int = 200) -> HttpResponse:
    offered = {plan.is_individual for plan in Plan.objects.offered()}
    context = {
        "form": form,
        "is_offered": form.is_individual in offered,
        "has_other_form": (not form.is_individual) in offered,
    }
    response = render(request, "members/apply.html", context, status=status)
    if status == 429:
        response.headers["Retry-After"] = str(int(FORMS.window.total_seconds()))
    return response


def _known_of(request: HttpRequest) -> dict[str, str]:
    """What the form starts with: the plan that one chose before, and who is signed in."""
    user = request.user
    known = {"plan": request.GET["plan"]} if "plan" in request.GET else {}
    if user.is_authenticated:
        known |= {"first_name": user.first_name, "last_name": user.last_name, "email": user.email}
    return known


@never_stored
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """The same page for every application."""
    return render(request, "members/application_received.html")


@never_stored
def application(request: HttpRequest, token: str) -> HttpResponse:
    """One's own application, by the link in the message; only a POST confirms it, for mail scanners open links."""
    if slowed_down(request, WRONG_LINKS, count=False):
        return too_many_requests(request)
    found = find_application(token)
    if found is None:
        slowed_down(request, WRONG_LINKS)
        return render(request, "members/application_gone.html", status=404)
    if request.method != "POST":
        return render(request, "members/application.html", {"application": found})
    if request.POST.get("deed") == "withdraw":
        withdraw_application(application=found)
    else:
        confirm_application(application=found)
    return redirect("joining:application", token)
