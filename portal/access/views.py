from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.models import Page, PageLogEntry

from portal.access.forms import PreviewGrantForm, ReleaseForm
from portal.access.models import PreviewGrant, Release
from portal.access.proofs import forget, prove
from portal.access.services import ReleaseChanged, change_release, grant_preview, revoke_preview
from portal.access.sources import SESSION_GRANTS
from portal.access.timeline import changes, steps


def _release_to_change(request: HttpRequest, release_id: int) -> Release:
    """Whoever may publish the page may say when it opens; for anybody else there is nothing here."""
    release = get_object_or_404(Release.objects.select_related("page", "preview_event"), pk=release_id)
    if release.page is None or not release.page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    return release


def edit_release(request: HttpRequest, release_id: int) -> HttpResponse:
    """First the dates, then what they change for whom, then the change."""
    release = _release_to_change(request, release_id)
    form = ReleaseForm(request.POST or None, instance=Release.objects.get(pk=release_id), user=request.user)
    context: dict = {"checked": request.method == "POST" and form.is_valid(), "sentences": []}
    if context["checked"]:
        seen = form.cleaned_data["seen"]
        try:
            if "confirm" in request.POST:
                change_release(release_id=release_id, steps=form.cleaned_data, seen=seen, by=request.user)
                messages.success(request, _("The release is changed, in every language."))
                return redirect("wagtailadmin_pages:edit", release.page_id)
            if seen != release.version:
                raise ReleaseChanged
        except ReleaseChanged:
            release = _release_to_change(request, release_id)
            form.look_again(release)
            changes_made = PageLogEntry.objects.filter(page=release.page_id, action="access.release")
            context |= {"checked": False, "changed_meanwhile": True, "last_change": changes_made.first()}
        context["sentences"] = changes(release, form.instance, timezone.now())
    return _show_release(request, release, form, context)


def _show_release(request: HttpRequest, release: Release, form: ReleaseForm, context: dict) -> HttpResponse:
    page: Any = release.page.specific  # type: ignore[union-attr]
    title = _("Release of “%(page)s”") % {"page": page.get_admin_display_title()}
    return render(
        request,
        "access/admin/release.html",
        {
            "release": release,
            "page": page,
            "timeline": [step.sentence(timezone.now()) for step in steps(release)],
            "form": form,
            "grants": release.grants.order_by("-created_at"),
            "grant_form": PreviewGrantForm(),
            "header_title": title,
            "header_icon": "view",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_pages:edit", args=[page.pk]), "label": page.get_admin_display_title()},
                {"url": "", "label": _("Release")},
            ],
            **context,
        },
    )


@require_POST
def add_preview(request: HttpRequest, release_id: int) -> HttpResponse:
    release = _release_to_change(request, release_id)
    form = PreviewGrantForm(request.POST)
    if form.is_valid():
        _grant, token = grant_preview(release=release, by=request.user, **form.cleaned_data)
        link = settings.BASE_URL + reverse("access:preview", args=[token])
        messages.success(request, _("Copy this link now, it is not shown again: %(link)s") % {"link": link})
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("access_admin:release", release_id)


@require_POST
def end_preview(request: HttpRequest, release_id: int, grant_id: int) -> HttpResponse:
    release = _release_to_change(request, release_id)
    grant = get_object_or_404(PreviewGrant, pk=grant_id, release=release)
    revoke_preview(grant_id=grant.pk, by=request.user)
    messages.success(request, _("The link for %(note)s no longer opens anything.") % {"note": grant.note})
    return redirect("access_admin:release", release_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_preview(request: HttpRequest, token: str) -> HttpResponse:
    """Mail scanners open links: only the button lets its holder in."""
    grants = PreviewGrant.objects.valid(timezone.now()).select_related("release__page")
    grant = grants.filter(token_hash=PreviewGrant.hash_token(token)).first()
    if grant is None or grant.release.page is None:
        raise Http404
    page: Page = grant.release.page.localized
    if request.method != "POST":
        return render(request, "access/preview.html", {"grant": grant, "previewed": page})
    prove(request.session, SESSION_GRANTS, str(grant.pk))
    return redirect(page.get_url(request))


@never_cache
@require_POST
def forget_proofs(request: HttpRequest) -> HttpResponse:
    """From now on this browser reads what its account reads, and no more."""
    forget(request.session)
    messages.success(request, _("Forgotten: this browser keeps nothing of that link or code."))
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return redirect(target if safe else "/")
