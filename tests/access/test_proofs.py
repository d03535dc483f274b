"""What a link or a code proved holds for a day, is shown where it counts, and can be forgotten."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.sources import SESSION_EMAIL
from portal.access.models import PreviewGrant
from portal.access.proofs import HOLDS, prove
from portal.access.sources import SESSION_GRANTS
from tests.factories import pages
from tests.factories.members import UserFactory, member
from tests.factories.visitors import proof, register, with_session

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SECRET = "kanari"


@pytest.fixture
def study(site):
    event = pages.event(site).event
    page = pages.study(site, results=pages.text(SECRET))
    return pages.release(page, preview_event=event, preview_at=timezone.now() - MINUTE)


@pytest.fixture(params=["link", "code"])
def client(request, study) -> Client:
    if request.param == "link":
        grant = PreviewGrant(release=study.release, note="Presse", expires_at=timezone.now() + timedelta(days=30))
        grant.make_token()
        grant.save()
        return with_session(**proof(SESSION_GRANTS, grant.pk))
    register(study.release.preview_event, "zoe@exemple.fr")
    return with_session(**proof(SESSION_EMAIL, "zoe@exemple.fr"))


def shown(client: Client, page) -> str:
    return client.get(page.url).content.decode()


def test_it_holds_for_a_day(client, study):
    assert SECRET in shown(client, study)
    with time_machine.travel(timezone.now() + HOLDS - MINUTE):
        assert SECRET in shown(client, study)
    with time_machine.travel(timezone.now() + HOLDS + MINUTE):
        assert SECRET not in shown(client, study)


def test_the_page_says_so_and_its_button_ends_it(client, study):
    html = shown(client, study)
    assert "Vous lisez cette page grâce" in html
    assert reverse("access:forget") in html

    response = client.post(reverse("access:forget"), {"next": study.url})
    assert response.url == study.url
    assert SECRET not in shown(client, study)


def test_forgetting_leads_nowhere_else(client):
    assert client.post(reverse("access:forget"), {"next": "https://mal.exemple/"}).url == "/"


def test_a_page_read_anyway_says_nothing(client, study):
    pages.release(study, everyone_at=timezone.now() - MINUTE)
    assert "Vous lisez cette page grâce" not in shown(client, study)


def test_an_attendee_with_an_account_is_told_nothing(study):
    user = UserFactory()
    register(study.release.preview_event, user.email)
    client = Client()
    client.force_login(user)
    html = shown(client, study)
    assert SECRET in html
    assert "Vous lisez cette page grâce" not in html


def test_signing_out_ends_it(client, study):
    session = client.session
    kept = dict(session.items())
    client.force_login(member(pending=True))
    session = client.session
    session.update(kept | {key: value for key, value in session.items() if key not in kept})
    session.save()
    assert SECRET in shown(client, study)

    client.post(reverse("account_logout"))
    assert SECRET not in shown(client, study)


def test_a_second_proof_does_not_renew_the_first(study):
    session: dict = {}
    with time_machine.travel(timezone.now() - HOLDS + MINUTE):
        prove(session, SESSION_EMAIL, "a@exemple.fr")
    prove(session, SESSION_EMAIL, "b@exemple.fr")
    with time_machine.travel(timezone.now() + MINUTE * 2):
        prove(session, SESSION_EMAIL, "c@exemple.fr")
    assert set(session[SESSION_EMAIL]) == {"b@exemple.fr", "c@exemple.fr"}
