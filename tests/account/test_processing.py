"""The register of processing, as administrators read and print it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.account.models import Forgetting
from portal.core.personal_data.table import TABLE
from tests.factories.members import UserFactory
from tests.factories.visitors import signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "title"), [("", "Registre des traitements"), ("en", "Register of processing")])
def test_it_prints_every_line_of_the_table_in_the_language_asked_for(site, language, title):
    Forgetting.objects.create(key="messages", done_at=timezone.now(), last=3, total=1234)
    client = signed_in(UserFactory(is_superuser=True))
    page = client.get(reverse("register_of_processing"), {"language": language}).content.decode()
    assert page.count('<section aria-labelledby="') >= len(TABLE)
    assert (title in page, "1234" in page, "bonjour@prevenance.exemple.fr" in page) == (True, True, True)
