from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from portal.access.models import PreviewGrant, Release
from portal.access.services import change_release
from portal.access.sources import SESSION_GRANTS
from portal.access.timeline import changes
from portal.desk.roles import create_roles
from tests.factories import pages
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db

JUNE = datetime(2026, 6, 1, 10, tzinfo=UTC)
JULY = datetime(2026, 7, 1, 10, tzinfo=UTC)
AUGUST = datetime(2026, 8, 1, 10, tzinfo=UTC)


@pytest.fixture
def administrator(client):
    user = UserFactory(is_superuser=True)
    client.force_login(user)
    return user


def sentences(before: dict, after: dict, at: datetime = JULY) -> list[str]:
    return [str(sentence) for sentence in changes(Release(**before), Release(**after), at)]


def test_no_sentence_when_nothing_changes():
    assert sentences({"members_at": JUNE}, {"members_at": JUNE}) == []


def test_opening_to_everyone_later_is_told_for_everyone_alone():
    [sentence] = sentences({"members_at": JUNE}, {"members_at": JUNE, "everyone_at": AUGUST})
    assert "01/08/2026" in sentence


def test_closing_to_members_says_that_they_are_shut_out():
    [sentence] = sentences({"members_at": JUNE}, {"members_at": None})
    assert "01/06" not in sentence


def test_moving_an_opening_already_past_is_no_change():
    assert sentences({"members_at": JUNE}, {"members_at": JULY}) == []


def test_the_change_is_told_before_it_is_made(client, site, administrator):
    study = pages.study(site)
    url = reverse("access_admin:release", args=[study.release_id])
    response = client.post(url, {"everyone_at": "2030-01-01 09:00", "seen": study.release.version})
    assert response.context["sentences"]
    study.release.refresh_from_db()
    assert study.release.everyone_at is None


def test_a_confirmed_change_counts_at_once_and_is_logged(client, site, administrator):
    study = pages.study(site)
    url = reverse("access_admin:release", args=[study.release_id])
    opening = timezone.localtime() + timedelta(days=30)
    sent = {"everyone_at": opening.strftime("%Y-%m-%d %H:%M"), "confirm": "1", "seen": study.release.version}
    client.post(url, sent)
    study.release.refresh_from_db()
    assert timezone.localtime(study.release.everyone_at).date() == opening.date()
    assert PageLogEntry.objects.filter(page=study.pk, action="access.release", user=administrator).count() == 1


def test_steps_out_of_order_are_refused_and_kept_in_the_form(client, site, administrator):
    study = pages.study(site)
    url = reverse("access_admin:release", args=[study.release_id])
    response = client.post(url, {"members_at": "2030-02-01 09:00", "everyone_at": "2030-01-01 09:00", "confirm": "1"})
    assert response.context["form"].errors["everyone_at"]
    assert "2030-02-01" in response.content.decode() or "01/02/2030" in response.content.decode()


def test_whoever_may_not_publish_may_not_change_the_release(client, site):
    study = pages.study(site)
    client.force_login(UserFactory())
    response = client.get(reverse("access_admin:release", args=[study.release_id]))
    assert response.status_code in (302, 403)


def make_link(client, page) -> str:
    expires = timezone.localtime() + timedelta(days=2)
    response = client.post(
        reverse("access_admin:add_preview", args=[page.release_id]),
        {"note": "La presse", "expires_at": expires.strftime("%Y-%m-%d %H:%M")},
        follow=True,
    )
    [message] = [str(m) for m in response.context["messages"]]
    return "/" + message.split("http://testserver/")[1]


def test_a_preview_link_only_opens_at_the_press_of_its_button(client, site, administrator):
    study = pages.study(site, results=pages.text("canari-apercu"))
    link = make_link(client, study)
    client.logout()
    client.get(link)
    assert SESSION_GRANTS not in client.session
    client.post(link)
    assert "canari-apercu" in client.get(study.get_url()).content.decode()


def test_an_ended_preview_link_closes_at_the_next_request(client, site, administrator):
    study = pages.study(site, results=pages.text("canari-apercu"))
    link = make_link(client, study)
    client.logout()
    client.post(link)
    PreviewGrant.objects.update(revoked_at=timezone.now())
    assert "canari-apercu" not in client.get(study.get_url()).content.decode()
    assert client.get(link).status_code == 404


def test_an_unknown_preview_link_is_a_404(client, site):
    assert client.get(reverse("access:preview", args=["inconnu"])).status_code == 404


def test_a_change_made_meanwhile_is_told_and_not_overwritten(client, site, administrator):
    study = pages.study(site)
    url = reverse("access_admin:release", args=[study.release_id])
    seen = client.get(url).context["form"]["seen"].value()
    colleague = UserFactory(first_name="Amélie", last_name="Rousseau")
    change_release(
        release_id=study.release_id,
        steps={"preview_event": None, "preview_at": None, "members_at": None, "everyone_at": AUGUST},
        seen=study.release.version,
        by=colleague,
    )

    sent = {"members_at": "2030-01-01 09:00", "seen": seen}
    for confirm in ({}, {"confirm": "1"}):
        response = client.post(url, sent | confirm)
        html = response.content.decode()
        assert "Amélie Rousseau a modifié" in html
        assert "01/08/2026" in html
        assert "2030" in html
    study.release.refresh_from_db()
    assert study.release.everyone_at == AUGUST

    again = response.context["form"]["seen"].value()
    client.post(url, sent | {"seen": again, "confirm": "1"})
    study.release.refresh_from_db()
    assert study.release.everyone_at is None


def test_an_ended_preview_link_leaves_a_trace(client, site, administrator):
    study = pages.study(site)
    make_link(client, study)
    grant = PreviewGrant.objects.get()
    for _twice in range(2):
        client.post(reverse("access_admin:end_preview", args=[study.release_id, grant.pk]))
    entries = PageLogEntry.objects.filter(page=study.pk, action="access.preview_end", user=administrator)
    assert [entry.data["note"] for entry in entries] == ["La presse"]


def test_the_release_stands_in_the_editor_of_a_gated_page(client, site, administrator):
    study = pages.study(site)
    html = client.get(reverse("wagtailadmin_pages:edit", args=[study.pk])).content.decode()
    panel = html.partition("Toujours public, dès que la page")[2][:2000]
    assert "graphique en accès libre" in panel
    assert "Membres : depuis" in panel
    assert reverse("access_admin:release", args=[study.release_id]) in panel
    about = client.get(reverse("wagtailadmin_pages:edit", args=[site["about"].pk])).content.decode()
    assert "Toujours public, dès que la page" not in about


def test_the_release_stands_in_the_editor_of_a_page_not_yet_saved(client, site, administrator):
    new = reverse("wagtailadmin_pages:add", args=["articles", "newspage", site["news"].pk])
    assert "Toujours public, dès que la page" in client.get(new).text


def test_the_release_view_stands_in_wagtails_frame(client, site, administrator):
    study = pages.study(site, title="Un baromètre")
    html = client.get(reverse("access_admin:release", args=[study.release_id])).content.decode()
    assert "w-breadcrumbs" in html
    assert "Calendrier d’ouverture de «" in html
    assert "chiffres clés" in html


def test_only_events_one_may_know_of_are_offered(client, site):
    create_roles()
    officer = UserFactory()
    officer.groups.add(create_roles()["studies_officer"])
    public, draft = pages.event(site, title="Une convention"), pages.event(site, title="Un secret")
    draft.unpublish()
    client.force_login(officer)
    html = client.get(reverse("access_admin:release", args=[pages.study(site).release_id])).content.decode()
    assert public.title in html
    assert draft.title not in html
