"""The old site in the editor: what was sent, what was found in it, and the word to import it."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.archive.forms import BatchForm
from portal.archive.models import Batch, Source, SourceState
from portal.archive.services import NotChanged, confirm_import, go_on, is_at_work, send_batch
from portal.home.models import HomePage

PER_PAGE = 100
REFRESH_SECONDS = 3


def may_import(user) -> bool:
    """Whoever may publish all over the site, in each language."""
    homes = list(HomePage.objects.all())
    return bool(homes) and all(home.permissions_for_user(user).can_publish_subpage() for home in homes)


def archive_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For whoever may import; what can't be done now is told on the batch's page."""

    @wraps(view)
    def checked(request: HttpRequest, **kwargs) -> HttpResponse:
        if not may_import(request.user):
            raise PermissionDenied
        try:
            return view(request, **kwargs)
        except NotChanged as refused:
            messages.error(request, str(refused))
            return redirect("archive_admin:batches")

    return checked


@require_safe
@archive_view
def batches(request: HttpRequest) -> HttpResponse:
    found = Paginator(Batch.objects.select_related("by"), PER_PAGE).get_page(request.GET.get("p"))
    return _show(request, "batches", _("Old site"), {"batches": found})


@archive_view
def send(request: HttpRequest) -> HttpResponse:
    form = BatchForm(request.POST or None, request.FILES or None, initial={"name": request.GET.get("name", "")[:120]})
    if request.method == "POST" and form.is_valid():
        try:
            batch = send_batch(by=request.user, **form.cleaned_data)
        except NotChanged as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("The file is received and is being checked: nothing is imported yet."))
            return redirect("archive_admin:batch", batch.pk)
    return _show(request, "send", _("Send what the old site gave"), {"form": form})


@require_safe
@archive_view
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    found = get_object_or_404(Batch.objects.select_related("by"), pk=batch_id)
    sources = found.sources.select_related("page")
    shown = request.GET.get("show", "")
    rows = Paginator(_chosen(sources, shown), PER_PAGE).get_page(request.GET.get("p"))
    counts = [(state.value, state.label, sources.filter(state=state).count()) for state in SourceState]
    context = {
        "batch": found,
        "rows": rows,
        "shown": shown,
        "counts": counts,
        "remarked": sources.exclude(notices=[]).count(),
        "ready": counts[0][2],
        "at_work": is_at_work(found),
        "lost": found.is_under_way and not is_at_work(found),
    }
    response = _show(request, "batch", found.name, context)
    if is_at_work(found):
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


def _chosen(sources: QuerySet[Source], shown: str) -> QuerySet[Source]:
    if shown in SourceState.values:
        return sources.filter(state=shown)
    return sources.exclude(notices=[]) if shown == "remarked" else sources


@require_POST
@archive_view
def confirm(request: HttpRequest, batch_id: int) -> HttpResponse:
    get_object_or_404(Batch, pk=batch_id)
    confirm_import(batch_id=batch_id, by=request.user)
    return redirect("archive_admin:batch", batch_id)


@require_POST
@archive_view
def resume(request: HttpRequest, batch_id: int) -> HttpResponse:
    get_object_or_404(Batch, pk=batch_id)
    go_on(batch_id=batch_id)
    return redirect("archive_admin:batch", batch_id)


def _show(request: HttpRequest, template: str, title: str, context: dict) -> HttpResponse:
    trail = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("archive_admin:batches"), "label": _("Old site")},
    ]
    if template != "batches":
        trail.append({"url": "", "label": title})
    chrome = {"header_title": title, "breadcrumbs_items": trail, "header_icon": "history"}
    return render(request, f"archive/admin/{template}.html", {**chrome, "title": title, **context})
