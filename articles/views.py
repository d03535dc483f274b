"""Editors' views: a new article out of a document, and what was remarked beside it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from articles.forms import ManuscriptForm
from articles.models import ArticlePage
from articles.services import dismiss_remarks, import_manuscript
from portal.core.manuscripts import Unreadable


@require_http_methods(["GET", "POST"])
def from_document(request: HttpRequest, magazine_id: int) -> HttpResponse:
    """For whoever may add an article there: a draft, or a sentence that says why there is none."""
    into = get_object_or_404(Page, pk=magazine_id).specific
    if not into.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    if ArticlePage not in into.creatable_subpage_models():
        raise Http404
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ManuscriptForm(*sent, language=into.locale.language_code)
    if form.is_valid():
        name = form.cleaned_data["file"].name
        try:
            page = import_manuscript(into=into, manuscript=form.manuscript, file_name=name, by=request.user)
        except Unreadable as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("The draft “%(title)s” was made. Read it through.") % {"title": page.title})
            return redirect("wagtailadmin_pages:edit", page.pk)
    title = _("New article from a document")
    trail = [
        {"url": reverse("wagtailadmin_explore", args=[into.pk]), "label": into.get_admin_display_title()},
        {"url": "", "label": title},
    ]
    context = {"form": form, "into": into, "header_title": title, "breadcrumbs_items": trail, "header_icon": "upload"}
    return render(request, "articles/admin/from_document.html", context)


@require_http_methods(["GET", "POST"])
def remarks(request: HttpRequest, article_id: int) -> HttpResponse:
    """What was remarked and left out, to be printed or dismissed."""
    page = get_object_or_404(ArticlePage, pk=article_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    if request.method == "POST":
        dismiss_remarks(page=page, by=request.user)
        return redirect("wagtailadmin_pages:edit", page.pk)
    title = _("Remarks on the document")
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    trail = [{"url": edit, "label": page.get_admin_display_title()}, {"url": "", "label": title}]
    context = {"page": page, "remarks": page.manuscript_remarks(), "header_title": title, "breadcrumbs_items": trail}
    return render(request, "articles/admin/remarks.html", {**context, "header_icon": "comment"})
