"""What the machine fills and must be unique gets a number; a name in any script has an address."""

import pytest
from django.db import IntegrityError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from articles.models import NewsPage
from portal.core.models import Person, Topic
from portal.core.pages.addresses import address_from, is_reserved, numbered
from portal.home.models import StandardPage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Léa d’Arc", "lea-d-arc"),
        ("Ce qu’on attend aujourd’hui", "ce-qu-on-attend-aujourdhui"),
        ("Other people’s time", "other-peoples-time"),
        ("Cœur & Œuvre", "coeur-oeuvre"),
        ("李明", "liming"),
        ("Ελένη", "eleni"),
        ("Straße", "strasse"),
    ],
)
def test_an_address_is_made_of_any_script(name, address):
    assert address_from(name, 50) == address


@given(st.text(max_size=300), st.integers(min_value=4, max_value=50))
def test_an_address_is_no_longer_than_there_is_room(text, longest):
    addresses = numbered(address_from(text, longest) or "x", longest)
    assert all(len(next(addresses)) <= longest for _ in range(30))


@pytest.mark.parametrize(
    "names", [("Jean Martin", "Jean Martin"), ("李明", "李明"), ("王小明", "李明"), ("...", "!!!")]
)
def test_two_people_have_two_addresses(names):
    first, second = (Person.objects.create(name=name) for name in names)
    assert first.slug
    assert second.slug
    assert first.slug != second.slug


def test_people_of_one_name_are_numbered():
    assert [Person.objects.create(name="Jean Martin").slug for _ in range(3)] == [
        "jean-martin",
        "jean-martin-2",
        "jean-martin-3",
    ]


def test_the_longest_name_has_room_for_a_number():
    slugs = {Person.objects.create(name="李" * 120).slug for _ in range(12)}
    assert len(slugs) == 12
    assert max(map(len, slugs)) <= 140


def test_an_address_taken_meanwhile_gets_the_next_number(monkeypatch):
    Person.objects.create(name="Jean Martin")
    asked = iter(["jean-martin", "jean-martin-2"])
    monkeypatch.setattr(Person, "_free_address", lambda self: next(asked))
    assert Person.objects.create(name="Jean Martin").slug == "jean-martin-2"


def test_an_address_that_was_typed_is_not_changed():
    Person.objects.create(name="Jean Martin")
    with pytest.raises(IntegrityError):
        Person.objects.create(name="Jeanne", slug="jean-martin")


def test_topics_of_one_label_are_numbered():
    assert [Topic.objects.create(label_fr="Délais").slug for _ in range(2)] == ["delais", "delais-2"]


def test_two_people_of_one_name_are_added_in_the_editor(admin_client):
    add = reverse("wagtailsnippets_core_person:add")
    for _ in range(2):
        assert admin_client.post(add, {"name": "李明"}).status_code == 302
    assert Person.objects.filter(name="李明").count() == 2


@pytest.mark.parametrize("action", ["", "action-publish"])
def test_a_page_is_added_in_the_editor_without_an_address(admin_client, site, action):
    add = reverse("wagtailadmin_pages:add", args=["articles", "newspage", site["news"].pk])
    fields = {
        "title": "李明",
        "slug": "",
        "web_date": "2026-11-25",
        "opening-count": 0,
        "body-count": 0,
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
        "bylines-TOTAL_FORMS": 0,
        "bylines-INITIAL_FORMS": 0,
        "corrections-count": 0,
        action: 1,
    }
    response = admin_client.post(add, fields)
    assert response.status_code == 302, response.context["form"].errors
    assert NewsPage.objects.get().slug == "liming"


def test_a_page_is_added_under_the_title_of_another(admin_client, site):
    add = reverse("wagtailadmin_pages:add", args=["home", "standardpage", site["home"].pk])
    counts = dict.fromkeys(("body-count", "comments-TOTAL_FORMS", "comments-INITIAL_FORMS"), 0)
    for _ in range(2):
        admin_client.post(add, {"title": "Notre équipe", "slug": "notre-equipe", **counts})
    made = StandardPage.objects.filter(title="Notre équipe").order_by("pk")
    assert list(made.values_list("slug", flat=True)) == ["notre-equipe", "notre-equipe-2"]


@pytest.mark.parametrize(("title", "slug"), [("李明", "liming"), ("Cœur", "coeur"), ("…", "page")])
def test_a_page_has_an_address_whatever_its_title(site, title, slug):
    pages = [site["news"].add_child(instance=NewsPage(title=title)) for _ in range(2)]
    assert [page.slug for page in pages] == [slug, f"{slug}-2"]


@pytest.mark.parametrize(("slug", "is_taken"), [("membres", True), ("adhesion", True), ("membres-2", False)])
def test_no_page_is_placed_where_the_portal_answers(site, slug, is_taken):
    assert is_reserved(site["home"], slug) is is_taken


@pytest.mark.parametrize(
    ("typed", "slug"), [("-dire-la-perte-", "dire-la-perte"), ("-", "dire-la-perte"), ("dire", "dire")]
)
def test_an_address_does_not_begin_with_the_hyphen_that_a_browser_makes_of_a_quotation_mark(
    admin_client, site, typed, slug
):
    add = reverse("wagtailadmin_pages:add", args=["home", "standardpage", site["home"].pk])
    counts = dict.fromkeys(("body-count", "comments-TOTAL_FORMS", "comments-INITIAL_FORMS"), 0)
    response = admin_client.post(add, {"title": "« Dire la perte »", "slug": typed, **counts})
    assert response.status_code == 302, response.context["form"].errors
    assert site["home"].get_children().last().slug == slug


def test_the_editor_is_told_that_the_portal_answers_there(admin_client, site):
    add = reverse("wagtailadmin_pages:add", args=["home", "standardpage", site["home"].pk])
    counts = dict.fromkeys(("body-count", "comments-TOTAL_FORMS", "comments-INITIAL_FORMS"), 0)
    page = admin_client.post(add, {"title": "Nos membres", "slug": "membres", **counts}).content.decode()
    assert "Le portail répond lui-même à cette adresse" in page
