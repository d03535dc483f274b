"""What people typed stays text in whatever list is taken away as CSV, Wagtail's own included."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.users.models import UserProfile

from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


def csv(client, name: str) -> str:
    return client.get(f"{reverse(name)}?export=csv").getvalue().decode()


def test_the_site_history_is_inert(admin_client, site):
    page = site["news"]
    page.title = "=1+1"
    page.save_revision(user=UserFactory(), log_action=True).publish()
    exported = csv(admin_client, "wagtailadmin_reports:site_history")
    assert "'=1+1" in exported
    assert ";=1+1" not in exported


def test_the_report_of_aging_pages_is_inert(admin_client, site):
    page = site["news"]
    page.title = "=1+1"
    page.save_revision().publish()
    assert "'=1+1" in csv(admin_client, "wagtailadmin_reports:aging_pages")


def test_names_of_people_are_inert(admin_client, site):
    page = site["news"]
    page.save_revision(user=UserFactory(first_name="+33 6", last_name=""), log_action=True).publish()
    assert ";+33" not in csv(admin_client, "wagtailadmin_reports:site_history")


@pytest.mark.parametrize(("language", "separator"), [("fr", ";"), ("en", ",")])
def test_a_spreadsheet_in_that_language_tells_its_cells_apart(site, language, separator):
    user = UserFactory(is_superuser=True)
    UserProfile.objects.create(user=user, preferred_language=language)
    client = Client()
    client.force_login(user)
    heading = csv(client, "wagtailadmin_reports:site_history").splitlines()[0]
    assert len(heading.split(separator)) > 3


def test_a_report_is_known_for_utf_8(admin_client, site):
    assert csv(admin_client, "wagtailadmin_reports:site_history").startswith("\ufeff")
