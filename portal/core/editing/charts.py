"""The charts that the page of a study offers to other texts, by their names, for whoever chooses one."""

from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from wagtail.models import Page

from portal.access.choosing import known_to
from portal.access.middleware import ViewerRequest


@require_safe
def charts(request: ViewerRequest, page_id: int) -> JsonResponse:
    page = get_object_or_404(known_to(request.user, Page), pk=page_id).specific
    if not hasattr(page, "charts"):
        raise Http404
    return JsonResponse({"charts": page.charts(request.viewer)})
