import pytest
from django.contrib.auth.models import Group

from portal.desk.models import RoleGroup
from portal.desk.roles import create_roles
from portal.operations.first_start import index_once, renew_roles, time_texts
from portal.search.models import Entry
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> list[str]:
    return []


def test_pages_older_than_the_search_are_indexed_at_the_next_start(site, told):
    article = pages.article(site)
    Entry.objects.all().delete()
    index_once(told.append)
    assert Entry.objects.filter(page=article).exists()
    assert told


def test_what_is_indexed_is_left_as_it_is(site, told):
    pages.article(site)
    index_once(told.append)
    assert told == []


def test_an_update_tells_how_long_older_texts_take_to_read(site):
    article, news = pages.article(site, body=pages.text("mot " * 400)), pages.news(site)
    for page in (article, news):
        type(page).objects.filter(pk=page.pk).update(reading_minutes=0)
    time_texts()
    minutes = [type(page).objects.get(pk=page.pk).reading_minutes for page in (article, news)]
    assert minutes == [2, 1]


def test_an_update_gives_the_roles_of_a_site_their_new_rights(site):
    officers = create_roles()["membership_officer"]
    officers.permissions.clear()
    row = RoleGroup.objects.get(group=officers)  # as an earlier version left it
    row.given.remove("members.change_plan")
    row.save()
    renew_roles()
    assert officers.permissions.filter(codename="change_plan").exists()


def test_where_there_are_no_roles_none_are_made(site):
    renew_roles()
    assert not Group.objects.filter(name="Éditeurs").exists()
