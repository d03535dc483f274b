import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from portal.core.cache.policy import never_stored
from portal.core.mail.bounces import AT_ONCE, take_posted


@csrf_exempt
@require_POST
@never_stored
def mail_returned(request: HttpRequest, secret: str) -> HttpResponse:
    """What a mail provider tells of messages that did not arrive, in JSON of ours: a report or a list of them."""
    if not settings.BOUNCE_SECRET or not constant_time_compare(secret, settings.BOUNCE_SECRET):
        raise Http404
    try:
        told = json.loads(request.body)
    except ValueError:
        return HttpResponse("This is not JSON.\n", status=400, content_type="text/plain")
    told = told if isinstance(told, list) else [told]
    if len(told) > AT_ONCE:
        return HttpResponse(f"No more than {AT_ONCE} at once.\n", status=400, content_type="text/plain")
    return HttpResponse(f"{take_posted(told)}\n", content_type="text/plain")
