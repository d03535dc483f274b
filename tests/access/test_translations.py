"""A text and its translations are one decision, before, during and after each synchronisation."""

from django.test import TestCase
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction  # noqa: TID251 - to see that none appears
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from articles.models import ArticlePage
from portal.access.models import Release
from portal.access.viewer import ANONYMOUS, MembershipState, Viewer
from portal.operations.site import find_site
from tests.factories import media, pages

MEMBER = Viewer(user_id=1, membership=MembershipState.ACTIVE)


class SynchronisationTest(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.site = find_site()
        cls.english = Locale.objects.get(language_code="en")
        cls.french = pages.article(cls.site, title="Titre", body=pages.text("Secret."))
        pages.release(cls.french, members_at=timezone.now())

    def synchronise(self, **options) -> Translation:
        source, _created = TranslationSource.update_or_create_from_instance(ArticlePage.objects.get(pk=self.french.pk))
        translation, _created = Translation.objects.get_or_create(source=source, target_locale=self.english)
        for string in source.stringsegment_set.all():
            StringTranslation.objects.update_or_create(
                translation_of=string.string,
                locale=self.english,
                context=string.context,
                defaults={"data": f"{string.string.data} (en)", "translation_type": "manual"},
            )
        translation.source.refresh_segments()
        translation.save_target(publish=options.get("publish", True))
        return translation

    def texts(self) -> list[ArticlePage]:
        key = self.french.translation_key
        return list(ArticlePage.objects.filter(translation_key=key))

    def decisions(self) -> set[tuple[bool, bool]]:
        return {(text.decision_for(ANONYMOUS).granted, text.decision_for(MEMBER).granted) for text in self.texts()}

    def test_the_first_synchronisation_shares_the_release(self):
        self.synchronise()

        assert len(self.texts()) == 2
        assert {text.release_id for text in self.texts()} == {self.french.release_id}
        assert self.decisions() == {(False, True)}

    def test_closing_and_opening_needs_no_synchronisation(self):
        self.synchronise()
        pages.release(self.french)
        assert self.decisions() == {(False, False)}

        pages.release(self.french, everyone_at=timezone.now())
        assert self.decisions() == {(True, True)}

    def test_synchronising_again_changes_text_and_no_right(self):
        self.synchronise()
        french = ArticlePage.objects.get(pk=self.french.pk)
        french.title = "Nouveau titre"
        french.body = pages.text("Autre secret.")
        french.save_revision().publish()
        pages.release(french)
        self.synchronise()

        assert {text.release_id for text in self.texts()} == {self.french.release_id}
        assert self.decisions() == {(False, False)}
        assert {text.title for text in self.texts()} == {"Nouveau titre", "Nouveau titre (en)"}

    def test_an_old_revision_synchronised_opens_nothing(self):
        pages.release(self.french, everyone_at=timezone.now())
        self.synchronise()
        pages.release(self.french)
        self.synchronise()

        assert self.decisions() == {(False, False)}

    def test_a_translation_waiting_for_publication_is_as_gated(self):
        self.synchronise(publish=False)

        assert self.decisions() == {(False, True)}

    def test_synchronising_makes_no_release_and_no_restriction(self):
        before = Release.objects.count()
        self.synchronise()
        self.synchronise()

        assert Release.objects.count() == before
        assert not PageViewRestriction.objects.exists()

    def test_a_translation_no_longer_synchronised_keeps_following_the_release(self):
        self.synchronise()
        Translation.objects.update(enabled=False)
        pages.release(self.french)

        assert self.decisions() == {(False, False)}

    def test_a_new_file_in_the_text_is_gated_in_the_translation_too(self):
        document = media.document()
        french = ArticlePage.objects.get(pk=self.french.pk)
        french.body = f'[{{"type": "download", "value": {{"document": {document.pk}, "label": "PDF"}}}}]'
        french.save_revision().publish()
        self.synchronise()

        assert self.client.get(f"/media/{document.file.name}").status_code == 404
        english = next(text for text in self.texts() if text.locale_id == self.english.pk)
        assert english.body[0].value["document"] == document

    def test_a_study_shares_its_facts_through_synchronisation(self):
        study = pages.study(self.site)
        source, _created = TranslationSource.update_or_create_from_instance(study)
        translation = Translation.objects.create(source=source, target_locale=self.english)
        translation.save_target(publish=True)

        english = study.get_translation(self.english)
        assert (english.study_id, english.release_id) == (study.study_id, study.release_id)

    def test_an_event_shares_its_facts_through_synchronisation(self):
        event = pages.event(self.site)
        source, _created = TranslationSource.update_or_create_from_instance(event)
        Translation.objects.create(source=source, target_locale=self.english).save_target(publish=True)

        english = event.get_translation(self.english)
        assert (english.event_id, english.release_id) == (event.event_id, event.release_id)
