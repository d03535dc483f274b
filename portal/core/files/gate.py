"""The one way to an uploaded file: find what it is, decide, then hand it out.

A file is as open as the most open place that uses it (docs/adr/0002): a live page's public field opens it to
everyone, a gated field to whom that page's release admits. Used nowhere, it is for staff who manage it.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.models import ReferenceIndex

from portal.access.decision import REFUSED, Decision, Reason
from portal.access.middleware import ViewerRequest
from portal.access.viewer import Viewer
from portal.core.cache.policy import never_store
from portal.core.files.delivery import deliver
from portal.core.files.media import PortalDocument, PortalImage, PortalRendition
from portal.core.files.taking import file_taken

BROWSER_SECONDS = 3600
AT_ONCE = 50
STAFF = Decision(True, Reason.EDITOR)


@require_safe
def media(request: ViewerRequest, name: str) -> HttpResponseBase:
    """One answer, 404, for what does not exist and for what this visitor may not have."""
    decision, stored = _decide(name, request)
    if stored is None or not decision.granted:
        request.session.accessed = True  # else only the 404 of a file that exists would vary by cookie
        raise Http404
    is_document = isinstance(stored, PortalDocument)
    response = deliver(request, stored.file, stored.filename if is_document else "")
    if is_document and request.method == "GET" and response.status_code == 200:
        file_taken.send(PortalDocument, viewer=request.viewer)
    if decision.reason is Reason.EVERYONE and response.status_code < 400:
        # In the visitor's own browser alone: what is closed here is closed at once to whoever comes next.
        response.headers["Cache-Control"] = f"private, max-age={BROWSER_SECONDS}"
        return response
    return never_store(response)


def _decide(
    name: str, request: ViewerRequest
) -> tuple[Decision, PortalDocument | PortalRendition | PortalImage | None]:
    if "\0" in name:  # PostgreSQL refuses to look for it
        return REFUSED, None
    if rendition := PortalRendition.objects.select_related("image").filter(file=name).first():
        return decide_use(rendition.image, request.viewer, request.user), rendition
    if document := PortalDocument.objects.filter(file=name).first():
        return decide_use(document, request.viewer, request.user), document
    if image := PortalImage.objects.filter(file=name).first():
        # Originals keep what renditions lose (place, camera, full size): they are for those who manage them.
        managed = _manages(image, request.user) and decide_use(image, request.viewer, request.user).granted
        return (STAFF if managed else REFUSED), image
    _work_as_if_it_existed(request)
    return REFUSED, None


def _work_as_if_it_existed(request: ViewerRequest) -> None:
    """Decide about some other file: else the time of an answer would tell a file that is refused from none."""
    if decoy := PortalDocument.objects.order_by("-pk").first():
        decide_use(decoy, request.viewer, request.user)


def decide_use(obj: PortalImage | PortalDocument, viewer: Viewer, user) -> Decision:
    """The most open decision among the places that use `obj` now; drafts do not count."""
    best: Decision | None = None
    for holder, content_path in _holders(obj):
        decision = holder.decide_media(content_path, viewer)
        if decision.reason is Reason.EVERYONE:
            return decision
        if best is None or decision.granted:
            best = decision
    if best is None:
        return STAFF if _manages(obj, user) else REFUSED
    return best


def _holders(obj: PortalImage | PortalDocument) -> Iterator[tuple[Any, str]]:
    """Each place that uses it, as long as somebody asks for the next one: a picture may be on thousands of pages."""
    references = ReferenceIndex.get_references_to(obj).values_list("content_type", "object_id", "content_path")
    rows = references.order_by().iterator(chunk_size=AT_ONCE)
    while some := list(islice(rows, AT_ONCE)):
        yield from _live_holders(some)


def _live_holders(references: list[tuple[int, str, str]]) -> Iterator[tuple[Any, str]]:
    by_type: dict[int, dict[str, list[str]]] = {}
    for type_id, object_id, content_path in references:
        by_type.setdefault(type_id, {}).setdefault(object_id, []).append(content_path)
    for type_id, paths in by_type.items():
        model: Any = ContentType.objects.get_for_id(type_id).model_class()
        if not hasattr(model, "decide_media"):
            continue
        for holder in model.holders().filter(pk__in=sorted(paths)):
            for content_path in paths[str(holder.pk)]:
                yield holder, content_path


def _manages(obj: PortalImage | PortalDocument, user) -> bool:
    if isinstance(user, AnonymousUser) or not user.has_perm("wagtailadmin.access_admin"):
        return False
    policy = document_policy if isinstance(obj, PortalDocument) else image_policy
    return policy.user_has_any_permission_for_instance(user, ["change", "choose"], obj)
