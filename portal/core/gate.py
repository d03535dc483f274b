"""The one way to an uploaded file: find what it is, decide, then hand it out.

A file is as open as the most open place that uses it (docs/adr/0002): a live page's public field opens it to
everyone, a gated field to whom that page's release admits. Used nowhere, it is for staff who manage it.
"""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.models import Page, ReferenceIndex

from portal.access.decision import REFUSED, Decision, Reason
from portal.access.middleware import ViewerRequest
from portal.access.viewer import Viewer
from portal.core.caching import never_store
from portal.core.delivery import deliver
from portal.core.media import PortalDocument, PortalImage, PortalRendition

PUBLIC_SECONDS = 3600
STAFF = Decision(True, Reason.EDITOR)


@require_safe
def media(request: ViewerRequest, name: str) -> HttpResponseBase:
    """One answer, 404, for what does not exist and for what this visitor may not have."""
    decision, stored = _decide(name, request)
    if stored is None or not decision.granted:
        request.session.accessed = True  # else only the 404 of a file that exists would vary by cookie
        raise Http404
    filename = stored.filename if isinstance(stored, PortalDocument) else ""
    response = deliver(request, stored.file, filename)
    if decision.reason is Reason.EVERYONE and response.status_code < 400:
        response.headers["Cache-Control"] = f"public, max-age={PUBLIC_SECONDS}"
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
    return REFUSED, None


def decide_use(obj: PortalImage | PortalDocument, viewer: Viewer, user) -> Decision:
    """The most open decision among the places that use `obj` now; drafts do not count."""
    best: Decision | None = None
    references = ReferenceIndex.get_references_to(obj).values_list("base_content_type", "object_id", "content_path")
    for holder, content_path in _holders(references):
        decision = holder.decide_media(content_path, viewer)
        if decision.reason is Reason.EVERYONE:
            return decision
        if best is None or decision.granted:
            best = decision
    if best is None:
        return STAFF if _manages(obj, user) else REFUSED
    return best


def _holders(references):
    by_type: dict[int, dict[str, list[str]]] = {}
    for type_id, object_id, content_path in references:
        by_type.setdefault(type_id, {}).setdefault(object_id, []).append(content_path)
    page_type = ReferenceIndex._get_base_content_type(Page)
    for type_id, paths in by_type.items():
        if type_id == page_type.pk:
            objects = Page.objects.live().filter(pk__in=paths).specific()
        else:
            model = page_type.__class__.objects.get_for_id(type_id).model_class()
            if not hasattr(model, "decide_media"):
                continue
            objects = model._default_manager.filter(pk__in=paths)
        for holder in objects:
            for content_path in paths[str(holder.pk)]:
                yield holder, content_path


def _manages(obj: PortalImage | PortalDocument, user) -> bool:
    if isinstance(user, AnonymousUser) or not user.has_perm("wagtailadmin.access_admin"):
        return False
    policy = document_policy if isinstance(obj, PortalDocument) else image_policy
    return policy.user_has_any_permission_for_instance(user, ["change", "choose"], obj)
