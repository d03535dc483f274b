"""What is done inside the portal that is measured, one order a process: prints what came of it as JSON."""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"

import django

django.setup()

from django.db import connection  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils.translation import override  # noqa: E402

from events.models import Registration  # noqa: E402
from portal.home.models import HomePage  # noqa: E402
from portal.operations.first_start import prepare as make_tables  # noqa: E402
from portal.operations.site import create_site, find_site  # noqa: E402
from tests.factories import pages  # noqa: E402

BARE_TABLES = (
    "CREATE TABLE IF NOT EXISTS bare_event (id integer PRIMARY KEY)",
    "CREATE TABLE IF NOT EXISTS bare_registration (event_id integer, email text)",
    "CREATE INDEX IF NOT EXISTS bare_index ON bare_registration (event_id)",
    "INSERT INTO bare_event VALUES (1) ON CONFLICT DO NOTHING",
)


def prepare() -> None:
    """An empty portal, and the bare view's tables beside it."""
    make_tables(lambda sentence: None)
    if not HomePage.objects.exists():
        create_site(name="Mesure", base_url=os.environ["BASE_URL"], contact_email="mesure@exemple.fr")
    with connection.cursor() as cursor:
        for table in BARE_TABLES:
            cursor.execute(table)


def event(title: str, capacity: int) -> dict:
    row = pages.event(find_site(), title=title, facts={"capacity": capacity}).event
    with override("fr"):
        return {"pk": row.pk, "path": reverse("events:register", args=[row.pk])}


def states(pk: int) -> dict[str, int]:
    counted = Registration.objects.filter(event=pk).order_by().values("state").annotate(count=Count("pk"))
    return dict(counted.values_list("state", "count"))


if __name__ == "__main__":
    order, parts = json.loads(sys.argv[1])
    json.dump({"prepare": prepare, "event": event, "states": states}[order](**parts), sys.stdout)
