"""Two savings of one page: whoever comes second is asked, what is sent twice is made once, nothing is a dead end."""

import subprocess
import sys

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from wagtail.models import Comment, CommentReply
from wagtail.test.utils.form_data import querydict_from_html

from articles.models import NewsByline, NewsPage
from members.models import User
from portal.core.models import Person
from portal.desk.roles import create_roles
from tests.factories import pages
from tests.factories.databases import lasting_copy
from tests.factories.members import UserFactory
from tests.factories.second_step import both_steps

pytestmark = pytest.mark.django_db

BY_ITSELF = {"HTTP_ACCEPT": "application/json"}


def editor() -> Client:
    user = UserFactory()
    user.groups.add(create_roles()["editor"])
    client = Client()
    both_steps(client, user)
    return client


def opened(client: Client, url: str, **typed) -> QueryDict:
    """The form at an address as a browser would send it back, and what is typed into it."""
    form = querydict_from_html(client.get(url).text, form_id="page-edit-form").copy()
    streams = {f"{name}-count": "0" for name in ("opening", "body", "corrections")}
    for name, value in {**streams, "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", **typed}.items():
        form[name] = value
    return form


@pytest.fixture
def news(site) -> NewsPage:
    people = [Person.objects.create(name=name) for name in ("Zoé", "Ana")]
    return pages.news(site, bylines=[NewsByline(person=person) for person in people])


@pytest.fixture
def url(news) -> str:
    return reverse("wagtailadmin_pages:edit", args=[news.pk])


@pytest.fixture
def new(site) -> str:
    return reverse("wagtailadmin_pages:add", args=["articles", "newspage", site["news"].pk])


def title(page: NewsPage) -> str:
    page.refresh_from_db()
    return page.latest_revision.content["title"]


def test_who_comes_second_is_asked_with_what_was_typed(url, news):
    one, other = editor(), editor()
    second = opened(other, url, title="Deuxième")
    one.post(url, opened(one, url, title="Première"))
    answer = other.post(url, second)
    assert title(news) == "Première"
    assert 'value="Deuxième"' in answer.text
    assert "n’est encore enregistré" in answer.text
    assert "w-autosave#save" not in answer.text


def test_what_was_asked_about_is_saved_when_it_is_sent_again(url, news):
    one, other = editor(), editor()
    second = opened(other, url, title="Deuxième")
    one.post(url, opened(one, url, title="Première"))
    again = querydict_from_html(other.post(url, second).text, form_id="page-edit-form")
    again = second.copy() | {name: again[name] for name in ("loaded_revision_id", "loaded_revision_created_at")}
    assert other.post(url, again).status_code == 302
    assert title(news) == "Deuxième"
    assert [revision.content["title"] for revision in news.revisions.order_by("pk")][-2:] == ["Première", "Deuxième"]


def test_a_publication_is_asked_about_too(url, news):
    one, other = editor(), editor()
    second = opened(other, url, title="Deuxième", **{"action-publish": "1"})
    one.post(url, opened(one, url, title="Première"))
    assert other.post(url, second).status_code == 200
    assert (title(news), news.title) == ("Première", "Une actualité")


def test_who_was_asked_in_the_browser_is_not_asked_again(url, news):
    one, other = editor(), editor()
    second = opened(other, url, title="Deuxième", replace_newer="1")
    one.post(url, opened(one, url, title="Première"))
    assert other.post(url, second).status_code == 302
    assert title(news) == "Deuxième"


def test_a_row_that_somebody_removed_comes_back_with_who_kept_it(url, news):
    news.unpublish()
    one, other = editor(), editor()
    second = opened(other, url, replace_newer="1")
    one.post(url, opened(one, url, **{"bylines-0-DELETE": "on"}))
    assert news.bylines.count() == 1
    assert other.post(url, second).status_code == 302
    assert sorted(byline.person.name for byline in news.bylines.all()) == ["Ana", "Zoé"]


def test_a_new_page_is_made_once_however_often_its_form_is_sent(new):
    client = editor()
    byline = {"bylines-TOTAL_FORMS": "1", "bylines-0-person": Person.objects.create(name="Zoé").pk}
    form = opened(client, new, title="Neuve", **byline)
    first = client.post(new, form, **BY_ITSELF).json()
    form["title"] = "Neuve, et plus longue"
    assert client.post(new, form).url == first["url"]
    page = NewsPage.objects.get()
    assert (page.title, page.bylines.count()) == ("Neuve, et plus longue", 1)


def test_an_editor_that_lost_the_answer_goes_on_at_the_page(new):
    client = editor()
    form = opened(client, new, title="Neuve")
    first, again = (client.post(new, form, **BY_ITSELF).json() for _time in range(2))
    assert {name: again[name] for name in ("pk", "url", "hydrate_url")} == {
        name: first[name] for name in ("pk", "url", "hydrate_url")
    }


def test_a_form_gone_back_to_does_not_replace_what_its_page_became(new):
    client = editor()
    form = opened(client, new, title="Neuve")
    url = client.post(new, form).url
    client.post(url, opened(client, url, title="Corrigée"))
    assert client.post(new, form).status_code == 200
    assert NewsPage.objects.get(slug="neuve").title == "Corrigée"


def test_the_key_of_somebody_elses_page_makes_a_page_of_its_own(new, news):
    client = editor()
    form = opened(client, new, title="Neuve", form_key=str(news.translation_key))
    client.post(new, form)
    assert NewsPage.objects.get(slug="neuve").translation_key != news.translation_key


_SENT = """
import django; django.setup()
from concurrent.futures import ThreadPoolExecutor
from django.db import connections
from django.urls import reverse
from articles.models import NewsPage
from portal.operations.site import find_site
from tests.core.test_saving import BY_ITSELF, editor, opened
from tests.factories import pages

def send(client, url, form, headers):
    try:
        return client.post(url, form, **headers).status_code
    finally:
        connections.close_all()

def together(url, *sendings):
    with ThreadPoolExecutor(len(sendings)) as pool:
        sent = [pool.submit(send, client, url, form, headers) for form, headers in sendings]
        return {each.result() for each in sent}

site, client = find_site(), editor()
new = reverse("wagtailadmin_pages:add", args=["articles", "newspage", site["news"].pk])
form = opened(client, new, title="Neuve")
print(together(new, (form, {}), (form, BY_ITSELF), (form, {}), (form, BY_ITSELF)) <= {200, 302, 400})
print(together(new, *((opened(client, new, title="Autre"), {}) for _tab in range(4))))
print(sorted(NewsPage.objects.values_list("title", flat=True)))
page = pages.news(site)
url = reverse("wagtailadmin_pages:edit", args=[page.pk])
form = opened(client, url, title="Enregistrée")
print(sorted(together(url, *((form, BY_ITSELF) for _tab in range(4)))), page.revisions.count() - 1)
"""


@pytest.mark.drill
def test_what_is_sent_together_is_saved_one_after_the_other(tmp_path):
    with lasting_copy(tmp_path) as environment:
        done = subprocess.run([sys.executable, "-c", _SENT], env=environment, capture_output=True, text=True)
    once, at_once, titles, saved = done.stdout.splitlines()
    assert once == "True", done.stderr
    assert at_once == "{302}", done.stderr
    assert titles == str(["Autre"] * 4 + ["Neuve"])
    assert saved == "[200, 400] 1", done.stderr


@pytest.mark.parametrize("gone", ["reply", "comment"])
def test_what_somebody_took_out_of_a_comment_meanwhile_stays_away(news, url, gone):
    client, author = editor(), User.objects.get()
    comment = Comment.objects.create(page=news, user=author, text="Et la source ?", contentpath="title")
    reply = CommentReply.objects.create(comment=comment, user=author, text="La voici.")
    about = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 1, "0-id": comment.pk, "0-text": comment.text}
    about |= {"0-contentpath": "title", "0-position": "", "0-replies-TOTAL_FORMS": 1, "0-replies-INITIAL_FORMS": 1}
    about |= {"0-replies-0-id": reply.pk, "0-replies-0-text": reply.text}
    form = opened(client, url, title="Relue", **{f"comments-{name}": str(value) for name, value in about.items()})
    (reply if gone == "reply" else comment).delete()
    form["action-publish"] = "1"
    client.post(url, form)
    assert title(news) == "Relue"
    assert not CommentReply.objects.exists()
    assert Comment.objects.exists() == (gone == "reply")


def test_what_depends_on_the_draft_is_said_anew_when_it_saves_itself(new):
    client = editor()
    form = opened(client, new, title="Neuve")
    made = client.post(new, form, **BY_ITSELF).json()
    assert "data-finding" in client.get(made["hydrate_url"]).text
    saved = opened(client, made["url"], standfirst="Un chapeau.")
    assert 'data-finding="standfirst"' not in client.post(made["url"], saved, **BY_ITSELF).json()["html"]


def test_a_page_that_bears_the_title_of_another_goes_on_saving_itself(new, news):
    client = editor()
    form = opened(client, new, title=news.title, slug=news.slug)
    made = client.post(new, form, **BY_ITSELF).json()
    form = opened(client, made["url"], slug=news.slug, standfirst="Un chapeau.")
    assert client.post(made["url"], form, **BY_ITSELF).json()["success"]
    page = NewsPage.objects.get(pk=made["pk"]).get_latest_revision_as_object()
    assert (page.slug, page.standfirst) == (f"{news.slug}-2", "Un chapeau.")
