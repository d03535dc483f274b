"""A draft read by a link, without an account: all of it, by whoever holds the link, and by nobody else."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from articles.models import Leaf
from portal.core.files.pictures import drawing_at_once
from portal.desk.models import DraftLink, Remark
from portal.desk.roles import create_roles
from portal.desk.services import end_draft_link
from tests.factories import media, pages
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db(transaction=False)


@pytest.fixture
def drafted(site):
    """An article that is open to nobody yet, with a later draft."""
    page = pages.release(pages.article(site, title="Publié", body=pages.text("Le corps réservé.")))
    page.title = "Titre du brouillon"
    page.body = [*pages.text("Le corps réservé."), ("figure", {"image": media.image("a.png"), "caption": "Vue"})]
    page.save_revision()
    return page


def token_for(page, **facts) -> str:
    facts = {"expires_at": timezone.now() + timedelta(days=7), "may_remark": True, **facts}
    link = DraftLink(page=page, note="Anne Autrice", **facts)
    token = link.make_token()
    link.save()
    return token


def editor(**facts):
    user = UserFactory(**facts)
    user.groups.add(create_roles()["editor"])
    return user


def read(token: str, client: Client | None = None):
    return (client or Client()).get(reverse("desk:draft_text", args=[token]))


def test_its_holder_reads_the_draft_whole_and_nobody_keeps_it(drafted):
    response = read(token_for(drafted))
    text = response.content.decode()
    assert "Titre du brouillon" in text
    assert "Le corps réservé." in text
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert not response.cookies


@pytest.mark.parametrize("make", [pages.news, pages.study, pages.event])
def test_a_draft_of_each_kind_is_shown(site, make):
    page = pages.release(make(site))
    page.title = "Titre du brouillon"
    page.save_revision()
    page.unpublish()
    assert "Titre du brouillon" in read(token_for(page)).content.decode()


def test_what_the_draft_shows_of_other_pages_is_what_anybody_sees(site, drafted):
    other = pages.release(pages.article(site, title="Autre", body=pages.text("Un autre secret.")))
    token = token_for(drafted)
    read(token)
    browser = Client()
    read(token, browser)
    assert "Un autre secret." not in browser.get(other.url).content.decode()
    assert "Le corps réservé." not in browser.get(drafted.url).content.decode()


def test_its_pictures_come_by_the_link_alone(drafted):
    image = drafted.body[1].value["image"]
    with drawing_at_once():
        drawn = image.get_rendition("width-400|format-jpeg")
    token, browser = token_for(drafted), Client()
    assert browser.get(f"/media/{drawn.file.name}").status_code == 404
    by_link = browser.get(reverse("desk:draft_file", args=[token, drawn.file.name]))
    assert by_link.status_code == 200
    assert by_link["Cache-Control"] == "private, no-store"
    hidden = media.document("ailleurs.pdf")
    assert browser.get(reverse("desk:draft_file", args=[token, hidden.file.name])).status_code == 404


def test_the_printed_pages_of_a_draft_come_by_the_link_as_many_as_are_leafed_through(site):
    printed = media.document("numero.pdf", media.pdf(2))
    issue = pages.issue(site, pdf=printed, leafed=2)
    issue.leafed = 1
    issue.save_revision()
    issue.unpublish()
    first, second = (leaf.image.get_rendition("width-1200|format-jpeg") for leaf in Leaf.objects.all())
    token, browser = token_for(issue), Client()
    shown = read(token).content.decode()
    by_link = [reverse("desk:draft_file", args=[token, drawn.file.name]) for drawn in (first, second)]
    assert [url in shown for url in by_link] == [True, False]
    assert [browser.get(url).status_code for url in by_link] == [200, 404]


def test_wrong_expired_and_ended_links_are_one_page(drafted):
    ended = token_for(drafted)
    end_draft_link(link_id=DraftLink.objects.get().pk, by=None)
    over = token_for(drafted, expires_at=timezone.now() - timedelta(seconds=1))
    texts = set()
    for token in ("inconnu", ended, over):
        answer = read(token)
        assert answer.status_code == 404
        texts.add(answer.content.decode().replace(token, ""))
    (text,) = texts
    assert "Titre du brouillon" not in text


def test_who_tries_many_is_slowed_down(drafted):
    token = token_for(drafted)
    for number in range(20):
        read(f"inconnu-{number}")
    assert read(token).status_code == 429


def test_a_remark_reaches_who_edits_the_page(drafted, client):
    token = token_for(drafted)
    answer = Client().post(reverse("desk:draft", args=[token]), {"text": "Il manque une source."}, follow=True)
    assert "Il manque une source." in answer.content.decode()
    client.force_login(editor())
    edited = reverse("wagtailadmin_pages:edit", args=[drafted.pk])
    assert "1 remarque de l’extérieur attend" in client.get(edited).content.decode()
    screen = reverse("desk_drafts:links", args=[drafted.pk])
    assert "Il manque une source." in client.get(screen).content.decode()
    client.post(reverse("desk_drafts:settle", args=[drafted.pk, Remark.objects.get().pk]))
    assert "remarque de l’extérieur" not in client.get(edited).content.decode()


def test_a_remark_is_written_to_whoever_lent_the_link_and_to_whose_page_it_is(drafted):
    lender, owner = (editor(email=f"{name}@exemple.fr") for name in ("lise", "tom"))
    type(drafted).objects.filter(pk=drafted.pk).update(owner=owner)
    token = token_for(drafted, created_by=lender)
    Client().post(reverse("desk:draft", args=[token]), {"text": "Il manque une source."})
    assert sorted(message.to[0] for message in mail.outbox) == ["lise@exemple.fr", "tom@exemple.fr"]
    assert "Il manque une source." in mail.outbox[0].body
    assert "Anne Autrice" in mail.outbox[0].subject
    assert reverse("desk_drafts:links", args=[drafted.pk]) in mail.outbox[0].body


def test_a_remark_is_not_written_to_whoever_may_edit_the_page_no_longer(drafted):
    lender, owner = editor(email="lise@exemple.fr"), UserFactory(email="tom@exemple.fr")
    type(drafted).objects.filter(pk=drafted.pk).update(owner=owner)
    token = token_for(drafted, created_by=lender)
    lender.groups.clear()
    Client().post(reverse("desk:draft", args=[token]), {"text": "Il manque une source."})
    assert mail.outbox == []


def test_remarks_are_taken_only_where_they_were_allowed_and_hold_something(drafted):
    silent = token_for(drafted, may_remark=False)
    for token, text in ((silent, "Bonjour"), (token_for(drafted), " "), (token_for(drafted), "x" * 5001)):
        response = Client().post(reverse("desk:draft", args=[token]), {"text": text})
        assert response.status_code == 200
    assert not Remark.objects.exists()


def test_an_editor_makes_a_link_that_is_shown_once_and_logged(drafted, client):
    editor = UserFactory()
    editor.groups.add(create_roles()["editor"])
    client.force_login(editor)
    screen = reverse("desk_drafts:links", args=[drafted.pk])
    until = (timezone.localtime() + timedelta(days=3)).strftime("%Y-%m-%d %H:%M")
    made = client.post(screen, {"note": "Anne", "expires_at": until, "may_remark": "on"}, follow=True).content.decode()
    assert "/brouillon/" in made
    assert "/brouillon/" not in client.get(screen).content.decode()
    client.post(reverse("desk_drafts:end", args=[drafted.pk, DraftLink.objects.get().pk]))
    assert not DraftLink.objects.valid(timezone.now()).exists()
    told = PageLogEntry.objects.filter(page=drafted.pk, action__startswith="desk.")
    assert set(told.values_list("action", "user")) == {
        ("desk.draft_link", editor.pk),
        ("desk.draft_link_end", editor.pk),
    }


@pytest.mark.parametrize("days", [-1, 91])
def test_a_link_lasts_ninety_days_at_most(drafted, client, days):
    editor = UserFactory()
    editor.groups.add(create_roles()["editor"])
    client.force_login(editor)
    until = (timezone.localtime() + timedelta(days=days)).strftime("%Y-%m-%d %H:%M")
    client.post(reverse("desk_drafts:links", args=[drafted.pk]), {"note": "Anne", "expires_at": until})
    assert not DraftLink.objects.exists()


def test_nobody_makes_one_for_a_page_that_they_do_not_edit(drafted, client):
    writer = UserFactory()
    writer.groups.add(create_roles()["writer"])
    client.force_login(writer)
    response = client.get(reverse("desk_drafts:links", args=[drafted.pk]))
    assert response.status_code in (302, 403)
