"""Nothing untranslated goes live under another language unless an editor says so in words."""

import pytest
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.operations import translate_object

from articles.models import ArticlePage
from portal.core.pages.translations import gaps
from tests.factories import media, pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def english(site) -> Locale:
    return Locale.objects.get(language_code="en")


@pytest.fixture
def article(site) -> ArticlePage:
    return pages.article(
        site, parent=pages.issue(site), title="Titre", slug="titre", body=[("heading", "Un"), ("heading", "Deux")]
    )


def submit(page, locale) -> Translation:
    translate_object(page, [locale])
    return Translation.objects.get(source__object_id=page.translation_key, target_locale=locale)


def fill(translation: Translation, *left_out: str) -> None:
    for segment in translation.source.stringsegment_set.select_related("string", "context"):
        if segment.context.path not in left_out and segment.string.data not in left_out:
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                locale=translation.target_locale,
                context=segment.context,
                defaults={"data": f"{segment.string.data} en", "translation_type": "manual"},
            )


def publish(client, translation, **fields):
    page = translation.get_target_instance()
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {"action": "publish", **fields})
    return translation.get_target_instance()


def test_publishing_with_gaps_asks_first_and_names_them(
    article, english, admin_client, django_capture_on_commit_callbacks
):
    translation = submit(article, english)
    fill(translation, "Deux")
    page = translation.get_target_instance()
    with django_capture_on_commit_callbacks(execute=True):
        response = admin_client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {"action": "publish"})
    assert '<li lang="fr">Deux</li>' in response.text
    assert not translation.get_target_instance().live


def test_an_editor_may_say_that_gaps_are_published(article, english, admin_client, django_capture_on_commit_callbacks):
    translation = submit(article, english)
    fill(translation, "Deux")
    with django_capture_on_commit_callbacks(execute=True):
        assert publish(admin_client, translation, with_gaps="on")
    assert translation.get_target_instance().live


def test_a_whole_translation_is_published_without_a_question(
    article, english, admin_client, django_capture_on_commit_callbacks
):
    translation = submit(article, english)
    fill(translation)
    with django_capture_on_commit_callbacks(execute=True):
        publish(admin_client, translation)
    page = translation.get_target_instance()
    assert page.live
    assert not page.get_parent().live


def test_who_publishes_below_a_draft_is_told(article, english, admin_client, django_capture_on_commit_callbacks):
    translation = submit(article, english)
    fill(translation)
    url = reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk])
    with django_capture_on_commit_callbacks(execute=True):
        shown = admin_client.post(url, {"action": "publish"}, follow=True).text
    issue = translation.get_target_instance().get_parent()
    assert reverse("wagtailadmin_pages:edit", args=[issue.pk]) in shown.partition("n’est pas en ligne")[2][:500]


def test_figures_are_no_gap(site, english):
    translation = submit(pages.article(site, title="42", slug="x-1", standfirst="12 %", body=[]), english)
    assert gaps(translation.get_target_instance()) == ["x-1"]


def test_synchronising_publishes_only_what_is_whole(article, english, admin_client, django_capture_on_commit_callbacks):
    translation = submit(article, english)
    fill(translation)
    article.body = [("heading", "Un"), ("heading", "Nouveau")]
    article.save_revision().publish()
    url = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(url, {"publish_translations": "on"})
    assert not translation.get_target_instance().live
    fill(translation)
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(url, {"publish_translations": "on"})
    assert translation.get_target_instance().live


def test_gaps_are_not_published_among_many(article, english, admin_client, django_capture_on_commit_callbacks):
    translation = submit(article, english)
    page = translation.get_target_instance()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(f"{url}?next=/admin/&id={page.pk}", follow=True)
    assert not translation.get_target_instance().live


def test_renaming_the_source_leaves_the_address_of_its_translation(
    article, english, django_capture_on_commit_callbacks
):
    translation = submit(article, english)
    fill(translation)
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    assert translation.get_target_instance().slug == "titre-en"
    article.slug = "nouveau-titre"
    article.save_revision().publish()
    translation.source.update_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    assert translation.get_target_instance().slug == "titre-en"


def test_the_address_of_a_translation_is_made_of_its_title_unless_it_was_given(article, english):
    translation = submit(article, english)
    fill(translation, "slug")
    assert gaps(translation.get_target_instance()) == []
    translation.save_target(publish=True)
    page = translation.get_target_instance()
    assert page.slug == "titre-en"
    title = StringTranslation.objects.get(context__path="title", locale=english)
    title.data = "Another title"
    title.save()
    translation.save_target(publish=True)
    assert translation.get_target_instance().slug == "titre-en"


def test_codes_and_figures_are_not_offered_for_translation(site, english):
    study = pages.study(site)
    chart = ("chart", {"study": study, "question": "q01", "segment": "age"})
    figure = ("key_figure", {"number": "42", "unit": "%", "sentence": "Oui.", "change": "", "cell": "q05/2"})
    study.key_figures = [figure]
    study.save()
    article = pages.article(site, body=[chart])
    for page in (study, article):
        source, _created = TranslationSource.update_or_create_from_instance(page)
        offered = {segment.string.data for segment in source.stringsegment_set.all()}
        assert not {"q01", "age", "q05/2", "42", "%"} & offered


def test_links_and_charts_lead_to_the_page_in_the_readers_language(site, english, client):
    study = pages.study(site, title="Baromètre")
    translated = pages.translate(study, title="Barometer", slug="barometer")
    body = [("page_link", {"page": study, "label": ""}), ("chart", {"study": study, "question": "q01", "segment": ""})]
    article = pages.article(site, body=body)
    shown = client.get(pages.translate(article, title="English", slug="english").url).text
    assert shown.count(f'href="{translated.url}"') == 2
    assert study.url not in shown.split("<main", 1)[1].split("</main>")[0]
    assert translated.url not in client.get(article.url).text.split("<main", 1)[1].split("</main>")[0]


def test_a_link_stays_where_there_is_no_published_translation(site, client):
    study = pages.study(site)
    article = pages.article(site, body=[("page_link", {"page": study, "label": ""})])
    assert study.url in client.get(pages.translate(article, title="English", slug="english").url).text


def test_the_translation_editor_is_told_of_pictures_and_files(admin_client, client):
    for name, file in (("images", media.image()), ("documents", media.document())):
        url = f"/admin/api/main/{name}/{file.pk}/"
        assert admin_client.get(url).json()["title"] == file.title
        assert admin_client.get(f"/admin/api/main/{name}/").status_code == 404


def test_unpublishing_asks_about_the_other_language(site, admin_client):
    article = pages.article(site)
    other = pages.translate(article, title="English", slug="english")
    url = reverse("wagtailadmin_pages:unpublish", args=[article.pk])
    assert "English" in admin_client.get(url).text
    admin_client.post(url)
    assert Page.objects.get(pk=other.pk).live
    article.save_revision().publish()
    admin_client.post(url, {"translations": [other.pk]})
    assert not Page.objects.get(pk=other.pk).live


def test_a_text_that_a_stored_block_lacks_is_empty(site, english):
    body = '[{"type": "quote", "value": {"quote": "Dit."}}, {"type": "download", "value": {}}]'
    page = pages.article(site)
    page.body = body
    page.save_revision()
    submit(page, english)
