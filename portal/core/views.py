from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portal.core.models import SiteSettings
from portal.core.theme import stylesheet


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What is not for search engines says so itself (`noindex`); the editor alone is kept from their robots."""
    return HttpResponse(f"User-agent: *\nDisallow: /{settings.ADMIN_PATH}\n", content_type="text/plain; charset=utf-8")


@require_safe
def theme(request: HttpRequest) -> HttpResponse:
    """The association's own colours, over those of the stylesheet."""
    chosen = SiteSettings.for_request(request)
    response = HttpResponse(stylesheet(chosen.brand_light, chosen.brand_dark), content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
