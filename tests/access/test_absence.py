"""What somebody may not know of is absent from the editor's interface: titles of drafts and files, by any address."""

from collections.abc import Iterator
from itertools import islice

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from wagtail.models import Collection, Locale, Page
from wagtail_localize.models import OverridableSegment, SegmentOverride, Translation, TranslationSource

from articles.models import ArticlePage
from portal.core.files.media import PortalDocument, PortalImage
from portal.desk.roles import create_roles
from tests.access.test_choosers import SECRET, Foreign, person
from tests.access.test_editor import admin_routes
from tests.access.test_matrix import text_of
from tests.factories import media, pages
from tests.factories.members import UserFactory

ELSEWHERE = {
    "events_organiser": "studies",
    "studies_officer": "events",
    "writer": "studies",
    "membership_officer": "studies",
}


def plant(site, room: str) -> Foreign:
    """A draft, a picture and a document in that section, named after the secret."""
    create_roles()
    if room == "studies":
        return _plant(pages.study(site, title=f"{SECRET} étude"), "Études")
    return _plant(pages.event(site, title=f"{SECRET} atelier"), "Événements")


@pytest.fixture
def foreign(site) -> Foreign:
    return plant(site, "studies")


def _plant(page: Page, collection: str) -> Foreign:
    page.unpublish()
    page.save_revision()
    keeps = Collection.objects.get(name=collection)
    image, document = media.image(collection=keeps), media.document(collection=keeps)
    for file in (image, document):
        file.title = f"{SECRET} fichier"
        file.save()
    source, _made = TranslationSource.update_or_create_from_instance(page)
    Translation.objects.create(source=source, target_locale=Locale.objects.get(language_code="en"))
    return Foreign(page, image, document)


def addresses(there: Foreign) -> Iterator[str]:
    """Every address of the interface that its values may name: as values, and as numbers in the query."""
    page, image, document = there.page, there.image, there.document
    source = TranslationSource.objects.get_for_instance(page)
    for pk in (page.pk, image.pk, document.pk):
        values = {
            **dict.fromkeys(("page_id", "parent_page_id", "page_to_move_id", "destination_id"), page.pk),
            **dict.fromkeys(("pk", "object_id"), pk),
            "image_id": image.pk,
            **dict.fromkeys(("document_id", "doc_id"), document.pk),
            "revision_id": page.latest_revision_id,
            "release_id": page.release_id,
            "grant_id": 0,
            "translation_source_id": source.pk,
            "translation_id": source.translations.first().pk,
            "filter_spec": "width-20",
            "app_label": page._meta.app_label,
            "model_name": page._meta.model_name,
            "content_type_app_name": page._meta.app_label,
            "content_type_model_name": page._meta.model_name,
        }
        for name in sorted(admin_routes()):
            for wanted in _arguments(name):
                try:
                    yield reverse(name, kwargs={key: values[key] for key in wanted})
                except (NoReverseMatch, KeyError):
                    continue
    listed = f"?id={page.pk}"
    yield reverse("wagtailadmin_choose_page_chosen_multiple") + listed
    yield reverse("wagtailimages_chooser:chosen_multiple") + f"?id={image.pk}"
    yield reverse("wagtaildocs_chooser:chosen_multiple") + f"?id={document.pk}"
    for model, pks in ((Page, page.pk), (PortalImage, image.pk), (PortalDocument, document.pk)):
        for action in ("delete", "move", "publish", "unpublish", "add_tags", "add_to_collection"):
            action_url = reverse("wagtail_bulk_action", args=[model._meta.app_label, model._meta.model_name, action])
            yield f"{action_url}?id={pks}"
            yield f"{action_url}?id=all"
            yield f"{action_url}?id=all&childOf={page.get_parent().pk}"
    for chooser in ("wagtailadmin_choose_page", "wagtailadmin_choose_page_search"):
        yield reverse(chooser) + f"?q={SECRET}"
    yield reverse("wagtailadmin_choose_page_child", args=[page.get_parent().pk])
    for chooser in ("wagtailimages_chooser:choose_results", "wagtaildocs_chooser:choose_results"):
        yield reverse(chooser) + "?q="


def _arguments(name: str) -> list[list[str]]:
    resolver = get_resolver()
    *namespaces, bare = name.split(":")
    for namespace in namespaces:
        resolver = resolver.namespace_dict[namespace][1]
    return [params for possibilities, *_rest in resolver.reverse_dict.getlist(bare) for _route, params in possibilities]


@pytest.mark.filterwarnings("ignore:Pagination may yield")
@pytest.mark.parametrize("role", ELSEWHERE)
def test_no_title_of_another_rooms_drafts_and_files_is_told(role, site):
    client = Client(raise_request_exception=False)
    client.force_login(person(role))
    urls = set(addresses(plant(site, ELSEWHERE[role])))
    told = [
        url
        for url in sorted(urls)
        if SECRET in text_of(client.get(url)).replace(f"q={SECRET}", "").replace(f'value="{SECRET}"', "")
    ]

    assert not told, "\n".join(told)
    assert len(urls) > 200


def test_an_administrator_is_told(foreign):
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory(is_superuser=True))
    told = (url for url in sorted(set(addresses(foreign))) if SECRET in text_of(client.get(url)))
    assert len(list(islice(told, 20))) == 20


def test_what_is_absent_answers_as_what_does_not_exist(client, foreign):
    client.force_login(person("events_organiser"))
    bodies = []
    for pk in (foreign.page.pk, 10**9):
        response = client.get(reverse("wagtailadmin_pages:edit", args=[pk]))
        assert response.status_code == 404
        bodies.append(response.content.decode().replace(f"/{pk}/", ""))
    assert bodies[0] == bodies[1]


def test_a_published_page_of_another_room_may_be_chosen(client, site):
    page = pages.study(site, title="Une étude publique")
    client.force_login(person("events_organiser"))
    found = client.get(reverse("wagtailadmin_choose_page_search"), {"q": "publique"})
    assert page.title in found.content.decode()


def test_a_published_page_is_called_by_its_public_title_whatever_its_draft_says(client, site):
    page = pages.study(site, title="Une étude publique")
    page.title = f"{SECRET} publique"
    page.save_revision()
    client.force_login(person("events_organiser"))
    for url in (
        reverse("wagtailadmin_choose_page_search") + "?q=publique",
        reverse("wagtailadmin_choose_page_child", args=[site["studies"].pk]),
        reverse("wagtailadmin_choose_page_chosen_multiple") + f"?id={page.pk}",
    ):
        html = client.get(url).content.decode()
        assert "publique" in html
        assert SECRET not in html


def test_a_copy_names_no_parent_that_one_does_not_know(client, site, foreign):
    page = pages.event(site)
    client.force_login(person("events_organiser"))
    sent = {"new_title": "Copie", "new_slug": "copie", "new_parent_page": foreign.page.pk}
    response = client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), sent)
    assert response.status_code == 404
    assert SECRET not in text_of(response)


@pytest.mark.parametrize("role", ["events_organiser", "studies_officer"])
def test_nobody_starts_or_renews_a_translation_of_a_page_they_do_not_edit(client, site, role, foreign):
    article = pages.article(site)
    source, _made = TranslationSource.update_or_create_from_instance(article)
    english = Locale.objects.get(language_code="en")
    client.force_login(person(role))
    for url in (
        reverse("wagtail_localize:submit_page_translation", args=[article.pk]),
        reverse("wagtail_localize:update_translations", args=[source.pk]),
    ):
        assert client.get(url).status_code == 404
        assert client.post(url, {"locales": [english.pk]}).status_code == 404
    assert not ArticlePage.objects.filter(translation_key=article.translation_key, locale=english).exists()


def test_an_organiser_translates_their_own(client, site):
    page = pages.event(site)
    client.force_login(person("events_organiser"))
    url = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    assert client.get(url).status_code == 200


def test_a_translation_takes_no_file_that_its_translator_may_not_choose(client, site, foreign):
    own = media.document(collection=Collection.objects.get(name="Événements"))
    page = pages.event(site, programme=f'[{{"type": "download", "value": {{"document": {own.pk}, "label": "R"}}}}]')
    source, _made = TranslationSource.update_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=Locale.objects.get(language_code="en"))
    translation.save_target()
    segment = next(s for s in OverridableSegment.objects.filter(source=source) if s.data_json == str(own.pk))
    client.force_login(person("events_organiser"))
    url = reverse("wagtail_localize:edit_override", args=[translation.pk, segment.pk])

    def put(pk: int) -> int:
        body = f'--x\r\nContent-Disposition: form-data; name="value"\r\n\r\n{pk}\r\n--x--\r\n'
        return client.put(url, body, content_type="multipart/form-data; boundary=x").status_code

    assert put(foreign.document.pk) == 403
    assert not SegmentOverride.objects.exists()
    assert put(own.pk) == 201
