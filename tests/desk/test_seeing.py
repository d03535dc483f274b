from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.desk.roles import create_roles
from portal.desk.seeing import SESSION_KEY
from tests.factories.members import UserFactory
from tests.factories.pages import event, study
from tests.factories.visitors import Phase, set_phase

pytestmark = pytest.mark.django_db
BEGIN, END = "/admin/seen-as/", "/admin/seen-as/end/"


def staff(client: Client, role: str = "membership_officer"):
    user = UserFactory()
    user.groups.add(create_roles()[role])
    client.force_login(user)
    return user


@pytest.fixture
def officer(site, client):
    return staff(client)


@pytest.fixture
def page(site):
    page = study(site)
    set_phase([page.release], Phase.MEMBERS, event(site).event)
    page.refresh_from_db()
    return page


def sees(client: Client, archetype: str) -> None:
    assert client.post(BEGIN, {"as": archetype}).status_code == 302


@pytest.mark.parametrize(
    ("archetype", "reason"), [("anonymous", "sign_in"), ("member", "member"), ("lapsed", "lapsed")]
)
def test_the_decision_is_asked_as_that_visitor(officer, client, page, archetype, reason):
    sees(client, archetype)
    response = client.get(page.url)
    assert page.decision_for(response.wsgi_request.viewer).reason == reason
    assert "Redevenir vous-même" in response.content.decode()
    assert response["Cache-Control"] == "private, no-store"


def test_nothing_can_be_sent(officer, client):
    sees(client, "member")
    for url in (reverse("account_login"), reverse("account:home"), "/", reverse("access:forget")):
        response = client.post(url, {"login": "a@b.fr"})
        assert response.status_code == 403
        assert "Rien ne s’envoie" in response.content.decode()


def test_one_signs_out_meanwhile(officer, client):
    sees(client, "member")
    assert client.post(reverse("account_logout")).status_code == 302
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("name", ["account_reauthenticate", "mfa_reauthenticate"])
def test_who_is_asked_for_a_proof_anew_gives_it(officer, client, name):
    sees(client, "member")
    assert client.post(reverse(name), {"password": "faux", "code": "faux"}).status_code != 403


def test_nobody_has_a_personal_area(officer, client):
    sees(client, "member")
    assert client.get(reverse("account:home")).url.startswith(reverse("account_login"))
    assert officer.email not in client.get("/").content.decode()


def test_the_previews_of_who_edits_stay_theirs(page, client):
    staff(client, "editor")
    sees(client, "anonymous")
    draft = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert draft.status_code == 200
    assert "Redevenir vous-même" not in draft.content.decode()
    assert 'class="wall"' not in draft.content.decode()


def test_the_button_ends_it(officer, client):
    sees(client, "anonymous")
    client.post(END)
    assert client.get(reverse("account:home")).status_code == 200


def test_an_hour_ends_it(officer, client):
    sees(client, "anonymous")
    session = client.session
    session[SESSION_KEY] = ["anonymous", (timezone.now() - timedelta(minutes=61)).timestamp()]
    session.save()
    assert client.get(reverse("account:home")).status_code == 200


def test_losing_the_right_ends_it(officer, client):
    sees(client, "member")
    officer.groups.clear()
    response = client.get("/")
    assert response.wsgi_request.user == officer


def test_it_is_in_the_journal(officer, client):
    sees(client, "lapsed")
    client.post(END)
    told = ModelLogEntry.objects.filter(user=officer, action__startswith="desk.").order_by("pk")
    assert [(entry.action, entry.data) for entry in told] == [
        ("desk.seen_as", {"as": "lapsed"}),
        ("desk.seen_as_ended", {}),
    ]


def test_others_may_not(site, client):
    staff(client, "writer")
    assert client.post(BEGIN, {"as": "member"}).status_code in (302, 403)
    assert SESSION_KEY not in client.session


def test_a_visitor_gets_no_cookie_of_it(site, client):
    assert not client.get("/").cookies
