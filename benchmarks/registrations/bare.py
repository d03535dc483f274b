"""The measure of all: a Django of one view that locks a row, counts, inserts one row and says so."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from portal.settings import DATABASES

settings.configure(
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    DATABASES=DATABASES,
    SECRET_KEY="no secret",  # noqa: S106
    ALLOWED_HOSTS=["127.0.0.1"],
)


def insert(request: HttpRequest) -> HttpResponse:
    held = "SELECT id FROM bare_event WHERE id = 1"
    if connection.vendor == "postgresql":  # SQLite's transaction holds everything
        held += " FOR UPDATE"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(held)
        cursor.execute("SELECT count(*) FROM bare_registration WHERE event_id = 1")
        cursor.execute("INSERT INTO bare_registration VALUES (1, %s)", [request.POST["email"]])
    return HttpResponse(status=302)


urlpatterns = [path("insert", insert)]
application = get_wsgi_application()
