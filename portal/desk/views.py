from datetime import date, timedelta
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.permissions import page_permission_policy

from events.models import Event
from members.models import Organisation, User
from members.viewsets import STATES
from portal.access.archetypes import Archetype
from portal.access.viewer import viewer_for
from portal.account.figures import figures
from portal.core.editing.fields import likely_year
from portal.desk.audit import may_see_rights
from portal.desk.due import WEEKS, monday, weeks_from
from portal.desk.opinions import make_survey
from portal.desk.reading import decided, gated_models, gated_pages, held_by, opening_registrations, own_memberships
from portal.desk.seeing import RIGHT, begin_seeing, end_seeing
from studies.services.holding import NotChanged

PER_PAGE = 50


@require_safe
def what_is_due(request: HttpRequest) -> HttpResponse:
    """Some weeks, from the one of the day that is asked for; what is no likely day asks for today's."""
    if not page_permission_policy.user_has_any_permission(request.user, {"add", "change", "publish"}):
        raise PermissionDenied
    try:
        asked = date.fromisoformat(request.GET.get("week", ""))
        likely_year(asked)
    except (ValueError, ValidationError):
        asked = timezone.localdate()
    first, title = monday(asked), _("What is due")
    context = {
        "weeks": weeks_from(first, request.user),
        "before": first - timedelta(weeks=WEEKS),
        "after": first + timedelta(weeks=WEEKS),
        "today": timezone.localdate(),
        "header_title": title,
        "header_icon": "calendar",
        "breadcrumbs_items": [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": "", "label": title}],
    }
    return render(request, "desk/admin/due.html", context)


@permission_required(RIGHT, raise_exception=True)
def see_as(request: HttpRequest) -> HttpResponse:
    """As whom the site is to be shown; it begins at the home page."""
    if request.method == "POST" and request.POST.get("as") in Archetype.values:
        begin_seeing(request, Archetype(request.POST["as"]))
        return redirect("/")
    title = _("See the site as…")
    trail = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": "", "label": title}]
    context = {"archetypes": Archetype, "header_title": title, "header_icon": "view", "breadcrumbs_items": trail}
    return render(request, "desk/admin/see_as.html", context)


@require_POST
@permission_required(RIGHT, raise_exception=True)
def stop_seeing(request: HttpRequest) -> HttpResponse:
    end_seeing(request)
    messages.success(request, _("You see the site as yourself again."))
    return redirect("desk_seeing:begin")


@require_POST
@permission_required("events.change_registration", raise_exception=True)
def feedback_survey(request: HttpRequest, event_id: int) -> HttpResponse:
    """The answers of those who attended, handed to a draft in the studies."""
    event = get_object_or_404(Event, pk=event_id)
    try:
        make_survey(event=event, by=cast("User", request.user))
    except NotChanged as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("The answers are handed over: a draft in the studies has them as its survey."))
    return redirect("registration:feedback", event_id)


@require_safe
def what_they_read(request: HttpRequest, user_id: int) -> HttpResponse:
    """Each text with a gated part, whether this person reads it, and why; and what that is made from."""
    if not may_see_rights(request.user):
        raise PermissionDenied
    person = get_object_or_404(User, pk=user_id)
    viewer, now = viewer_for(person), timezone.now()
    asked = {name: request.GET.get(name, "")[:100].replace("\0", "") for name in ("words", "kind", "reads")}
    pages = Paginator(gated_pages(viewer, now, **asked), PER_PAGE).get_page(request.GET.get("p"))
    title = _("What %(person)s reads") % {"person": person}
    context = {
        "person": person,
        "viewer": viewer,
        "reads_as": STATES.get(viewer.membership, _("no seat any more")),
        "rows": pages,
        "reads": decided(pages.object_list, viewer, now),
        "asked": asked,
        "kinds": [(model._meta.model_name, model._meta.verbose_name) for model in gated_models()],
        "seats": held_by(person),
        "own": own_memberships(person),
        "registrations": opening_registrations(viewer),
        "roles": person.groups.all(),
        "header_title": title,
        "header_icon": "view",
        "breadcrumbs_items": [
            {"url": reverse("wagtailusers_users:index"), "label": _("Users")},
            {"url": "", "label": title},
        ],
    }
    return render(request, "desk/admin/what_they_read.html", context)


@require_safe
def organisation_figures(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """What an organisation made of its memberships, for the talk about its renewal."""
    if not request.user.has_perm("members.view_organisation"):
        raise PermissionDenied
    organisation = get_object_or_404(Organisation, pk=organisation_id)
    title = _("Figures of %(organisation)s") % {"organisation": organisation}
    context = {
        "organisation": organisation,
        "figures": figures(organisation),
        "header_title": title,
        "header_icon": "table",
        "breadcrumbs_items": [
            {"url": reverse("organisations:index"), "label": _("Organisations")},
            {"url": reverse("organisations:seats", args=[organisation.pk]), "label": organisation.name},
            {"url": "", "label": title},
        ],
    }
    return render(request, "desk/admin/figures.html", context)
