"""The measure of all: a Django of one view of 40 KB, without middleware, database or template."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

PAGE = b"<!doctype html><title>40 KB</title><p>" + b"x" * 40_000

settings.configure(ROOT_URLCONF=__name__, MIDDLEWARE=[], SECRET_KEY="no secret", ALLOWED_HOSTS=["127.0.0.1"])  # noqa: S106


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)


urlpatterns = [path("", page)]
application = get_wsgi_application()
