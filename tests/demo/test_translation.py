"""Each page of the demonstration can be submitted for translation."""

import tempfile
from pathlib import Path

from django.test import TestCase, override_settings
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from demo.load import load_demo
from portal.core.pages.translations import gaps
from tests.factories.emptiness import clear_site


class TestTranslation(TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.enterClassContext(override_settings(DATA_DIR=Path(folder)))
        super().setUpClass()

    @classmethod
    def setUpTestData(cls) -> None:
        clear_site()
        load_demo()

    def test_each_french_page_enters_translation(self) -> None:
        english = Locale.objects.get(language_code="en")
        for page in Page.objects.filter(locale__language_code="fr", depth__gt=1).specific():
            translated = page.get_translation_or_none(english)
            was_live = translated is not None and translated.live
            with self.subTest(page=page.title):
                translate_object(page, [english])
                translation = Translation.objects.get(source__object_id=page.translation_key)
                target = translation.get_target_instance()
                assert target.live == was_live
                assert gaps(target)
