from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.access.decision import FOR_EVERYONE
from portal.access.middleware import ViewerRequest
from portal.core.cache.policy import apply_cache_policy
from portal.core.look.chrome import chrome_for
from portal.core.personal_data.table import TABLE


@require_safe
def privacy(request: ViewerRequest) -> HttpResponse:
    """What is kept of visitors and members, why and how long, as the portal applies it."""
    context = {"table": TABLE, "association": chrome_for(request).settings}
    response = render(request, "account/privacy.html", context)
    return apply_cache_policy(response, request, FOR_EVERYONE)
