"""A draft as it will look, for who was sent a link to it and has no account."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import ReferenceIndex

from articles.models import IssuePage
from portal.access.middleware import ViewerRequest
from portal.access.viewer import ANONYMOUS
from portal.core.cache.policy import never_store
from portal.core.files.delivery import deliver
from portal.core.files.gate import media
from portal.core.files.media import PortalDocument, PortalImage, PortalRendition
from portal.core.limits.counting import Limit, slowed_down
from portal.core.look.errors import too_many_requests
from portal.core.look.sites import find_site
from portal.core.models import BasePage
from portal.core.serving.documents import as_nobody
from portal.desk.forms import RemarkForm
from portal.desk.models import DraftLink
from portal.desk.services import leave_remark, note_opened

WRONG_LINKS = Limit("desk.wrong_draft_link", 20, timedelta(minutes=10))
REMARKS = Limit("desk.remarks", 30, timedelta(hours=1))
_FILE = re.compile(rf"(?<=[\"'\s,]){re.escape(settings.MEDIA_URL)}")

View = Callable[..., HttpResponseBase]


def by_link(view: View) -> View:
    """For who holds a link that is valid; any other is answered as an unknown one, and slowed down. Nothing is kept by
    caches or search engines."""

    @wraps(view)
    def checked(request: HttpRequest, token: str, **kwargs) -> HttpResponseBase:
        response = _answer(request, token, view, kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return never_store(response)

    return checked


def _answer(request: HttpRequest, token: str, view: View, kwargs: dict) -> HttpResponseBase:
    if slowed_down(request, WRONG_LINKS, count=False):
        return too_many_requests(request)
    links = DraftLink.objects.valid(timezone.now()).select_related("page")
    link = links.filter(token_hash=DraftLink.hash_token(token)).first()
    if link is None:
        slowed_down(request, WRONG_LINKS)
        return render(request, "desk/draft_gone.html", status=404)
    return view(request, token, link, **kwargs)


def draft_of(link: DraftLink) -> BasePage:
    """The page as it was saved last."""
    return link.page.specific.get_latest_revision_as_object()


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def draft(request: HttpRequest, token: str, link: DraftLink) -> HttpResponse:
    """What the link opens, and what its holder says of it."""
    form = RemarkForm(request.POST or None)
    if link.may_remark and form.is_valid():
        if slowed_down(request, REMARKS, of=str(link.pk)):
            return too_many_requests(request)
        leave_remark(link=link, text=form.cleaned_data["text"])
        messages.success(request, _("Thank you: whoever edits this text will read your remark."))
        return redirect("desk:draft", token)
    context = {"link": link, "token": token, "draft": draft_of(link), "form": form, "remarks": link.remarks.all()}
    return render(request, "desk/draft.html", context)


@require_safe
@by_link
def draft_text(request: ViewerRequest, token: str, link: DraftLink) -> HttpResponse:
    """As nobody in particular would see it to whom its release alone was opened. Its files are given by this link."""
    note_opened(link=link)
    page = draft_of(link)
    find_site(request)
    with translation.override(page.locale.language_code):
        nobody: Any = as_nobody(request, replace(ANONYMOUS, granted_release_ids=frozenset({page.release_id})), "")
        nobody.is_nobody = False
        nobody.page_address = "/"
        answered = page.serve_preview(nobody, "")
        files = reverse("desk:draft_file", args=[token, "name"]).removesuffix("name")
        return HttpResponse(_FILE.sub(files, answered.content.decode()))


@require_safe
@by_link
def draft_file(request: ViewerRequest, token: str, link: DraftLink, name: str) -> HttpResponseBase:
    """What the draft itself shows or gives; of any other file, what its holder would get without the link."""
    images, documents = _files_of(draft_of(link))
    if rendition := PortalRendition.objects.filter(file=name, image__in=images).first():
        return deliver(request, rendition.file)
    if document := PortalDocument.objects.filter(file=name, pk__in=documents).first():
        return deliver(request, document.file, document.filename)
    return media(request, name=name)


def _files_of(page: BasePage) -> tuple[set[int], set[int]]:
    """The images and documents that it refers to as it stands, and the printed pages that it leafs through."""
    kinds = ContentType.objects.get_for_models(PortalImage, PortalDocument)
    found: dict[int, set[int]] = {kind.pk: set() for kind in kinds.values()}
    for kind, pk, _model_path, _content_path in ReferenceIndex._extract_references_from_object(page):
        if kind in found:
            found[kind].add(int(pk))
    leaves = page.leaves().values_list("image", flat=True) if isinstance(page, IssuePage) else ()
    return found[kinds[PortalImage].pk].union(leaves), found[kinds[PortalDocument].pk]
