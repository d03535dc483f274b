"""An article and its issue are translated in either order: the credit and the contents are right in both languages."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation

from portal.core.models import BasePage
from tests.factories import pages

SAID = {"Numéro": "Issue", "Texte": "Text"}


def to_english(editor: Client, page: BasePage) -> None:
    """Submitted, translated and published as in the admin; the address is left to the portal."""
    english = Locale.objects.get(language_code="en")
    editor.post(reverse("wagtail_localize:submit_page_translation", args=[page.pk]), {"locales": [english.pk]})
    translation = Translation.objects.get(source__object_id=page.translation_key, target_locale=english)
    for segment in translation.source.stringsegment_set.exclude(context__path="slug").select_related("string"):
        said = SAID.get(segment.string.data, segment.string.data)
        StringTranslation.objects.create(
            translation_of=segment.string, context_id=segment.context_id, locale=english, data=said
        )
    made = translation.get_target_instance()
    editor.post(reverse("wagtailadmin_pages:edit", args=[made.pk]), {"action": "publish"})


@pytest.mark.parametrize("stands_in", [True, False], ids=["in it", "printed in it"])
@pytest.mark.parametrize("order", ["article first", "issue first"])
def test_each_names_the_other_in_its_language(
    client, admin_client, site, order, stands_in, django_capture_on_commit_callbacks
):
    issue = pages.issue(site, title="Numéro")
    article = pages.article(
        site, title="Texte", body=[], **({"parent": issue} if stands_in else {"printed_issue": issue})
    )
    for page in (article, issue) if order == "article first" else (issue, article):
        with django_capture_on_commit_callbacks(execute=True):
            to_english(admin_client, page)
    in_english = [page.get_translations().live().get() for page in (issue, article)]
    assert [page.slug for page in in_english] == ["issue", "text"]
    for in_one, text, others in ((issue, article, in_english), (*in_english, [issue, article])):
        read = client.get(text.url).text, client.get(in_one.url).text
        assert f'href="{in_one.url}"' in read[0]
        assert f'href="{text.url}"' in read[1]
        assert f'href="{others[0].url}"' not in read[0]
