"""In the desk: the links by which a page's draft is read from outside, and the remarks that came by them."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST
from wagtail.models import Page

from portal.desk.forms import DraftLinkForm
from portal.desk.models import DraftLink, Remark
from portal.desk.services import end_draft_link, make_draft_link, settle_remark


def _page_to_edit(request: HttpRequest, page_id: int) -> Page:
    page = get_object_or_404(Page, pk=page_id)
    if page.alias_of_id or not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page


def draft_links(request: HttpRequest, page_id: int) -> HttpResponse:
    """Those of one page, for whoever edits it; a new one is told once."""
    page = _page_to_edit(request, page_id)
    form = DraftLinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _link, token = make_draft_link(page=page, by=request.user, **form.cleaned_data)
        with override(page.locale.language_code):
            address = settings.BASE_URL + reverse("desk:draft", args=[token])
        messages.success(request, _("Copy this link now, it is not shown again: %(link)s") % {"link": address})
        return redirect("desk_drafts:links", page_id)
    title = _("“%(page)s” read from outside") % {"page": page.get_admin_display_title()}
    context = {
        "page": page,
        "form": form,
        "links": DraftLink.objects.filter(page=page.pk),
        "remarks": Remark.objects.filter(link__page=page.pk)
        .select_related("link")
        .order_by(F("done_at").asc(nulls_first=True), "pk"),
        "header_title": title,
        "header_icon": "link",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_pages:edit", args=[page.pk]), "label": page.get_admin_display_title()},
            {"url": "", "label": _("Read from outside")},
        ],
    }
    return render(request, "desk/admin/draft_links.html", context)


@require_POST
def end_link(request: HttpRequest, page_id: int, draft_link_id: int) -> HttpResponse:
    page = _page_to_edit(request, page_id)
    link = get_object_or_404(DraftLink, pk=draft_link_id, page=page.pk)
    end_draft_link(link_id=link.pk, by=request.user)
    messages.success(request, _("The link for %(note)s no longer opens anything.") % {"note": link.note})
    return redirect("desk_drafts:links", page_id)


@require_POST
def settle(request: HttpRequest, page_id: int, remark_id: int) -> HttpResponse:
    page = _page_to_edit(request, page_id)
    remark = get_object_or_404(Remark, pk=remark_id, link__page=page.pk)
    settle_remark(remark_id=remark.pk, by=request.user)
    return redirect("desk_drafts:links", page_id)
