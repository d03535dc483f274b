"""A page, its copies, aliases, translations and revisions: one release each text, whatever is done to them."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db.models import ProtectedError
from django.test import RequestFactory
from django.utils import timezone
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Locale

from articles.models import ArticlePage
from portal.access.models import Release
from portal.access.viewer import ANONYMOUS, Viewer
from portal.core.files.media import PortalDocument
from portal.core.pages.base import BasePage
from studies.models import Series, Study, StudyFile, StudyPage
from tests.factories import media, pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(site):
    page = pages.article(site, opening=pages.text("Ouvert."), body=pages.text("Secret."))
    return pages.release(page, members_at=timezone.now() - timedelta(days=1))


def dates(page) -> tuple:
    release = Release.objects.get(pk=type(page).objects.get(pk=page.pk).release_id)
    return release.preview_event_id, release.preview_at, release.members_at, release.everyone_at


class TestRelease:
    def test_a_new_page_opens_to_everyone_with_its_publication(self, site):
        assert pages.article(site).decision_for(ANONYMOUS).granted

    def test_a_new_study_opens_to_members_only(self, site):
        assert not pages.study(site).decision_for(ANONYMOUS).granted

    def test_a_release_knows_the_page_it_was_made_for(self, article):
        assert article.release.page_id == article.pk

    def test_a_release_cannot_be_deleted_under_its_page(self, article):
        with pytest.raises(ProtectedError):
            article.release.delete()

    def test_a_page_without_gated_fields_is_for_everyone(self, site):
        pages.release(site["about"])

        assert site["about"].decision_for(ANONYMOUS).granted


class TestCopy:
    def test_a_copy_has_a_release_of_its_own_with_the_same_dates(self, article):
        copy = article.copy(update_attrs={"slug": "copie"})

        assert copy.release_id != article.release_id
        assert dates(copy) == dates(article)
        assert Release.objects.get(pk=copy.release_id).page_id == copy.pk

    def test_opening_the_copy_leaves_the_original_closed(self, article):
        copy = article.copy(update_attrs={"slug": "copie"})
        pages.release(copy, everyone_at=timezone.now())

        assert not ArticlePage.objects.get(pk=article.pk).decision_for(ANONYMOUS).granted

    def test_a_revision_copied_along_keeps_the_copys_release(self, article):
        article.title = "Autre titre"
        article.save_revision()
        copy = article.copy(update_attrs={"slug": "copie"}, copy_revisions=True)
        copy.get_latest_revision().publish()

        assert ArticlePage.objects.get(pk=copy.pk).release_id == copy.release_id

    def test_copying_a_whole_section_gives_each_page_its_own_release(self, site, article):
        section = site["magazine"].copy(recursive=True, update_attrs={"slug": "magazine-2"})
        copy = section.get_children().get().specific

        assert copy.release_id != article.release_id
        assert dates(copy) == dates(article)

    def test_the_copy_of_a_copy_and_of_an_alias_has_its_own_too(self, article):
        alias = article.create_alias(update_slug="alias")
        copies = [
            article.copy(update_attrs={"slug": "copie-1"}).copy(update_attrs={"slug": "copie-2"}),
            alias.copy(update_attrs={"slug": "copie-3", "alias_of": None}),
        ]

        assert len({article.release_id, *(copy.release_id for copy in copies)}) == 3
        assert {dates(copy) for copy in copies} == {dates(article)}

    def test_the_copy_of_a_translation_whose_source_is_gone_has_its_own(self, article):
        english = pages.translate(article, title="English")
        article.delete()
        english = ArticlePage.objects.get(pk=english.pk)

        copy = english.copy(update_attrs={"slug": "copy"})

        assert copy.release_id != english.release_id
        assert dates(copy) == dates(english)


class TestAlias:
    def test_an_alias_shares_its_sources_release(self, site, article):
        alias = article.create_alias(parent=site["contact"], update_slug="alias")
        second = alias.create_alias(update_slug="alias-2")

        assert {alias.release_id, second.release_id} == {article.release_id}

    def test_an_alias_follows_a_change_of_the_release_at_once(self, article):
        alias = article.create_alias(update_slug="alias")
        pages.release(article, everyone_at=timezone.now())

        assert ArticlePage.objects.get(pk=alias.pk).decision_for(ANONYMOUS).granted

    def test_publishing_the_source_again_leaves_the_aliases_release(self, article):
        alias = article.create_alias(update_slug="alias")
        article.title = "Autre"
        article.save_revision().publish()
        alias = ArticlePage.objects.get(pk=alias.pk)

        assert (alias.title, alias.release_id) == ("Autre", article.release_id)

    def test_an_alias_made_an_ordinary_page_stays_as_gated(self, article):
        alias = article.create_alias(update_slug="alias")
        ConvertAliasPageAction(alias).execute(skip_permission_checks=True)
        converted = ArticlePage.objects.get(pk=alias.pk)
        converted.get_latest_revision().publish()

        assert not ArticlePage.objects.get(pk=alias.pk).decision_for(ANONYMOUS).granted

    def test_an_alias_outlives_its_source_as_gated(self, article):
        alias = article.create_alias(update_slug="alias")
        article.delete()

        assert not ArticlePage.objects.get(pk=alias.pk).decision_for(ANONYMOUS).granted

    def test_the_alias_of_a_study_shares_its_facts(self, site):
        page = pages.study(site)

        assert page.create_alias(update_slug="alias").study_id == page.study_id


class TestMoveAndRevisions:
    def test_a_moved_page_keeps_its_release(self, site, article):
        issue = pages.issue(site)
        article.move(issue, pos="last-child")

        assert ArticlePage.objects.get(pk=article.pk).release_id == article.release_id

    def test_an_old_revision_published_again_keeps_the_release_of_now(self, article):
        pages.release(article, everyone_at=timezone.now())
        old = article.save_revision()
        pages.release(article)
        article.refresh_from_db()
        article.title = "Nouveau"
        article.save_revision().publish()

        old.publish()

        page = ArticlePage.objects.get(pk=article.pk)
        assert page.release_id == article.release_id
        assert not page.decision_for(ANONYMOUS).granted

    def test_a_revision_that_names_another_release_is_not_believed(self, site, article):
        other = pages.article(site)
        content = article.serializable_data() | {"release": other.release_id}

        assert article.with_content_json(content).release_id == article.release_id

    def test_a_revision_that_names_another_study_is_not_believed(self, site):
        page, other = pages.study(site), pages.study(site)
        content = page.serializable_data() | {"study": other.study_id}

        assert page.with_content_json(content).study_id == page.study_id


class TestTranslation:
    def test_a_translation_shares_the_rows_of_its_source(self, site):
        page = pages.study(site)
        english = pages.translate(page, title="Study")

        assert (english.release_id, english.study_id) == (page.release_id, page.study_id)

    def test_deleting_the_source_leaves_the_translation_as_gated(self, article):
        english = pages.translate(article, title="English")
        article.delete()

        assert not ArticlePage.objects.get(pk=english.pk).decision_for(ANONYMOUS).granted

    def test_deleting_the_source_takes_no_right_from_who_edits_the_translation(self, article):
        english = pages.translate(article, title="English")
        article.delete()
        page = ArticlePage.objects.get(pk=english.pk)

        assert page.decision_for(Viewer(user_id=1, edit_paths=(page.path,))).granted

    def test_an_alias_in_another_language_shares_the_release(self, article):
        english = article.copy_for_translation(Locale.objects.get(language_code="en"), alias=True, copy_parents=True)

        assert english.release_id == article.release_id


class TestServing:
    def serve(self, page, viewer, method="get"):
        request = getattr(RequestFactory(), method)("/")
        request.viewer, request.session, request.user = viewer, {}, _Nobody()
        return page.serve(request)

    def test_the_gated_part_is_emptied_before_any_template_sees_it(self, article):
        response = self.serve(article, ANONYMOUS)

        assert len(response.context_data["page"].body) == 0
        assert len(response.context_data["page"].opening) == 1
        assert not response.context_data["decision"].granted

    def test_who_may_read_gets_it_whole(self, article):
        response = self.serve(article, Viewer(user_id=1, edit_paths=("",)))

        assert len(response.context_data["page"].body) == 1

    def test_withholding_touches_nothing_that_is_stored(self, article):
        self.serve(article, ANONYMOUS)

        assert len(ArticlePage.objects.get(pk=article.pk).body) == 1

    def test_a_page_is_no_preview_because_somebody_says_so(self, article):
        request = RequestFactory().get("/?is_preview=1&preview=true&mode=", headers={"X-Preview": "1"})
        request.viewer, request.session, request.user = ANONYMOUS, {}, _Nobody()

        assert not article.serve(request).context_data["decision"].granted


class _Nobody:
    is_authenticated = False


class TestStudyClone:
    def test_the_copy_of_a_study_has_its_facts_and_files_in_rows_of_its_own(self, site):
        page = pages.study(site)
        study: Study = page.study
        study.series, study.edition = Series.objects.create(name_fr="Baromètre"), 4
        documents = [media.document(name=f"{n}.pdf") for n in range(2)]
        for number, document in enumerate(documents):
            study.files.add(
                StudyFile(document=document, title_fr=f"F{number}", is_public=number == 1, sort_order=number)
            )
        study.save()

        copy: StudyPage = page.copy(update_attrs={"slug": "copie"})

        assert copy.study_id != study.pk
        assert (copy.study.series, copy.study.edition) == (study.series, 4)
        assert [(f.document, f.title_fr, f.is_public) for f in Study.objects.get(pk=copy.study_id).files.all()] == [
            (documents[0], "F0", False),
            (documents[1], "F1", True),
        ]
        assert study.files.count() == 2
        assert PortalDocument.objects.count() == 2

    def test_editing_the_copys_files_leaves_the_originals(self, site):
        page = pages.study(site)
        page.study.files.add(StudyFile(document=media.document(), title_fr="F"))
        page.study.save()
        copy = page.copy(update_attrs={"slug": "copie"})
        StudyFile.objects.filter(study=copy.study).update(is_public=True)

        assert not page.study.files.get().is_public


class TestEventCopy:
    def test_the_copy_of_an_event_is_another_event_without_registrations(self, site):
        page = pages.event(site)
        copy = page.copy(update_attrs={"slug": "copie"})

        assert copy.event_id != page.event_id
        assert copy.event.uid != page.event.uid
        assert copy.event.starts_at == page.event.starts_at


def test_the_gate_knows_of_a_files_use_as_soon_as_the_page_is_published(site, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    image = media.image()
    page = pages.article(site, cover=image)

    assert image.get_usage().count() == 1
    page.cover = None
    page.save_revision()
    assert image.get_usage().count() == 1
    page.save_revision().publish()
    assert image.get_usage().count() == 0


def test_wagtails_own_privacy_is_not_offered():
    types = [model for model in apps.get_models() if issubclass(model, BasePage)]

    assert len(types) >= 11
    assert all(model.private_page_options == [] for model in types)
