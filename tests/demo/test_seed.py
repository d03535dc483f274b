from collections import Counter

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from wagtail.models import Page, ReferenceIndex

from articles.models import ArticlePage, IssuePage, NewsPage
from demo.seed import AlreadySeeded, InTheWay, remove_seed, seed
from demo.seed.tree import LISTS
from events.models import EventPage, Registration
from members.models import User
from portal.access.models import Release
from portal.core.cache.store import store
from portal.core.cache.versions import places_of
from portal.core.models import Person, Topic
from studies.models import StudyPage
from tests.factories.counting import queries
from tests.factories.media import image
from tests.factories.pages import article

PAGES = 60  # more than a month's


@pytest.fixture
def around(site) -> dict:
    """What seeded pages refer to."""
    picture = image()
    picture.title = "attente"
    picture.save()
    Person.objects.create(name="Maëlle Garrigue")
    Topic.objects.create(slug="attente", label_fr="Attente")
    article(site)
    return site


def seeded(model: type[Page] = Page):
    return model.objects.filter(owner__email="mesures@prevenance.example").order_by("path")


def test_there_are_as_many_as_wanted_in_a_sound_tree(around):
    assert seed(PAGES) == PAGES == seeded().count()
    assert Page.find_problems() == ([], [], [], [], [])
    for page in seeded():
        assert page.url_path == f"{page.get_parent().url_path}{page.slug}/"
        assert page.locale == page.get_parent().locale


def test_each_type_is_there_in_both_languages_and_shares_its_rows(around):
    seed(PAGES)
    for model in LISTS:
        english = [page for page in seeded(model) if page.locale.language_code == "en"]
        assert english, model
        for page in english:
            french = page.get_translations().get().specific
            assert page.release == french.release
            assert french.release.page_id == french.pk
            assert getattr(page, "event", None) == getattr(french, "event", None)
            assert getattr(page, "study", None) == getattr(french, "study", None)
    assert Release.objects.filter(page=None).count() == 0


def test_the_reference_index_is_what_saving_each_page_would_have_made_it(around):
    seed(PAGES)
    columns = ("to_content_type", "to_object_id", "model_path", "content_path")
    for model in LISTS:
        for page in seeded(model):
            told = ReferenceIndex.get_references_for_object(page).values_list(*columns)
            assert Counter(told) == Counter(ReferenceIndex._extract_references_from_object(page))


@pytest.mark.parametrize("model", LISTS)
def test_every_type_is_shown_and_opens_in_the_editor(around, client, admin_client, model):
    seed(PAGES)
    page = seeded(model).first()
    answer = client.get(page.get_url())
    assert page.title.split(" (")[0] in answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ")
    assert admin_client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
    page.save_revision().publish()
    page.refresh_from_db()
    assert page.live
    assert page.latest_revision is not None


def test_texts_are_as_long_as_those_that_editors_write(around):
    seed(PAGES)
    for page in [*seeded(NewsPage), *seeded(ArticlePage)]:
        assert 15 <= len(page.body) <= 30
        assert page.opening
        assert page.bylines.exists()
        assert page.topics.exists()
    assert {page.cover.title for page in seeded(EventPage)} == {"attente"}
    assert all(page.study.published_on for page in seeded(StudyPage))
    assert Registration.objects.exists()


def rows() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def test_removing_leaves_what_was_there_before(around):
    before, children = rows(), dict(Page.objects.values_list("pk", "numchild"))
    seed(PAGES)
    assert remove_seed() == PAGES
    assert {name: (before[name], count) for name, count in rows().items() if before[name] != count} == {}
    assert dict(Page.objects.values_list("pk", "numchild")) == children
    assert remove_seed() == 0


def test_a_published_page_is_removed_too(around):
    seed(PAGES)
    seeded(NewsPage).first().save_revision().publish()
    assert remove_seed() == PAGES
    assert not User.objects.filter(email="mesures@prevenance.example").exists()


@pytest.mark.parametrize("deed", [lambda: seed(3), remove_seed])
def test_nothing_kept_from_before_holds(around, django_capture_on_commit_callbacks, deed):
    if deed is remove_seed:
        seed(3)
    versions = store().versions
    before = versions.now()
    with django_capture_on_commit_callbacks(execute=True):
        deed()
    assert not versions.unchanged(places_of(["anything"]), before)


def test_a_second_time_is_refused(around):
    seed(PAGES)
    with pytest.raises(AlreadySeeded):
        seed(PAGES)
    with pytest.raises(CommandError, match="--remove"):
        call_command("seed", "--pages", "3")
    assert seeded().count() == PAGES


def test_what_others_put_below_or_hang_on_to_it_stays(around):
    seed(PAGES)
    own = article(around, parent=seeded(IssuePage).first())
    with pytest.raises(InTheWay):
        remove_seed()
    own.delete()
    release = around["magazine"].release
    release.preview_event, release.preview_at = seeded(EventPage).first().event, release.members_at
    release.save()
    with pytest.raises(InTheWay):
        remove_seed()
    assert seeded().count() == PAGES
    assert seeded(EventPage).first().event.registrations.exists()


def test_it_does_without_pictures_and_people(site):
    seed(3)
    assert remove_seed() == 3


def test_the_command_tells_how_many(around, capsys):
    call_command("seed", "--pages", "5")
    call_command("seed", "--remove")
    told = capsys.readouterr().out
    assert told.count("5 pages, ") == 2


def listed_for(client) -> list[int]:
    """The queries of the magazine, an issue, an article in it, the news, the feed."""
    issue = seeded(IssuePage).filter(locale__language_code="fr", numchild__gt=0).first()
    pages = [issue.get_parent().url, issue.url, issue.get_children().live().first().url]
    return [queries(client, url) for url in (*pages, "/actualites/", "/suivre/articles.xml")]


@pytest.mark.drill
def test_two_thousand_articles_cost_what_some_hundreds_do(client, around):
    seed(2000)
    few = listed_for(client)
    remove_seed()
    seed(8000)
    assert seeded(ArticlePage).count() > 2000
    assert listed_for(client) == few
