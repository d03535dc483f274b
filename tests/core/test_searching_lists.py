"""A search in the editor's lists holds beside each filter and order that they offer."""

import pytest
from django.test import Client

from tests.factories import media
from tests.factories.members import UserFactory


@pytest.mark.parametrize("kind", ["images", "documents"])
@pytest.mark.parametrize(
    "beside",
    ["", "ordering=usage_count", "ordering=file_size", "ordering=-title", "usage_count_min=0&usage_count_max=5"],
)
def test_what_is_searched_is_found_whatever_the_order_and_filters(site, kind, beside):
    for title in ("Zinnia", "Pivoine"):
        row = (media.image if kind == "images" else media.document)()
        row.title = title
        row.save()
    client = Client()
    client.force_login(UserFactory(is_superuser=True))

    answer = client.get(f"/admin/{kind}/?q=Zinnia&{beside}")

    assert answer.status_code == 200
    assert [row.title for row in answer.context["object_list"]] == ["Zinnia"]
