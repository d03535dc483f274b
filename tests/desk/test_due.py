"""What is due by day and week, for whoever may see it."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.desk.due import due_between, monday, weeks_from
from portal.desk.roles import create_roles
from portal.letters.models import Letter
from studies.models import Study
from tests.factories import pages
from tests.factories.members import UserFactory

NOON = datetime.fromisoformat("2026-11-24T12:00:00+01:00")


@pytest.fixture(autouse=True)
def tuesday():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def editor(site):
    return person("editor")


def person(role: str):
    user = UserFactory()
    user.groups.add(create_roles()[role])
    return user


def due(user) -> set[tuple[str, str]]:
    end = timezone.now() + timedelta(days=30)
    return {(each.title, each.what) for each in due_between(timezone.now() - timedelta(days=2), end, user)}


def filled(site, name: str = "") -> None:
    soon = timezone.now() + timedelta(days=2)
    scheduled = pages.article(site, title=f"Article{name}")
    scheduled.go_live_at = soon
    scheduled.save_revision().publish()
    leaving = pages.news(site, title=f"Actualité{name}")
    leaving.expire_at = soon
    leaving.save_revision().publish()
    pages.release(pages.article(site, title=f"Ouverture{name}"), members_at=soon, everyone_at=soon + timedelta(days=2))
    pages.event(site, title=f"Atelier{name}", facts={"starts_at": soon, "ends_at": soon + timedelta(hours=2)})
    pages.study(site, title=f"Étude{name}", study=Study(published_on=soon.date()))
    Letter.objects.create(subject_fr=f"Lettre{name}", state="scheduled", send_at=soon)


def test_an_editor_sees_all_that_is_due(site, editor):
    filled(site)
    assert due(editor) == {
        ("Article", "passe en ligne"),
        ("Actualité", "quitte le site"),
        ("Ouverture", "s’ouvre aux membres"),
        ("Ouverture", "s’ouvre à tous"),
        ("Atelier", "a lieu"),
        ("Étude", "paraît"),
        ("Lettre", "part"),
    }


def test_others_see_what_is_theirs(site):
    filled(site)
    assert due(person("writer")) == set()
    assert due(person("events_organiser")) == {("Atelier", "a lieu")}
    assert {title for title, _what in due(person("studies_officer"))} == {"Étude"}


def test_it_stands_in_its_week_and_on_its_day_in_paris(site, editor):
    late = datetime.fromisoformat("2026-11-29T23:30:00+01:00")
    pages.event(site, title="Dimanche soir", facts={"starts_at": late, "ends_at": late + timedelta(hours=1)})
    first, *later = weeks_from(monday(timezone.localdate()), editor)
    assert [(day.isoformat(), [each.hour for each in dues]) for day, dues in first.days] == [("2026-11-29", ["23:30"])]
    assert not any(week.days for week in later)


def test_an_event_in_two_languages_takes_place_once(site, editor):
    soon = timezone.now() + timedelta(days=2)
    page = pages.event(site, title="Atelier", facts={"starts_at": soon, "ends_at": soon + timedelta(hours=1)})
    pages.translate(page)
    assert len([each for each in due(editor) if each[1] == "a lieu"]) == 1


def test_the_page_leads_there_and_to_other_weeks(site, editor, client):
    filled(site)
    client.force_login(editor)
    shown = client.get(reverse("desk_due")).content.decode()
    assert "Du 23 novembre au 29 novembre 2026" in shown
    assert "jeudi 26 novembre" in shown
    assert "?week=2026-12-28" in shown
    assert "jeudi 26 novembre" not in client.get(reverse("desk_due"), {"week": "2026-12-28"}).content.decode()


@pytest.mark.parametrize("week", ["", "hier", "0001-01-01", "9999-12-31", "2026-02-31"])
def test_what_is_no_week_is_this_one(site, editor, client, week):
    client.force_login(editor)
    response = client.get(reverse("desk_due"), {"week": week})
    assert "Du 23 novembre" in response.content.decode()


def test_twenty_cost_what_two_do(site, editor):
    def cost(count: int, name: str) -> int:
        for number in range(count):
            filled(site, f" {name}{number}")
        with CaptureQueriesContext(connection) as captured:
            weeks_from(monday(timezone.localdate()), editor)
        return len(captured)

    cost(1, "a")
    assert cost(2, "b") == cost(6, "c")
