"""A search in the editor's lists holds beside each filter and order that they offer."""

import subprocess
import sys

import pytest
from django.test import Client

from tests.factories import media
from tests.factories.databases import lasting_copy
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


_FILE = """
import django; django.setup()
from portal.core.models import PortalDocument
PortalDocument.objects.create(title="Un rapport")
"""
_INDEXING = """
import django; django.setup()
from modelsearch.backends import get_search_backend
from portal.core.models import PortalDocument
row, backend = PortalDocument.objects.get(), get_search_backend()
for _time in range(150):
    row.index_entries.all().delete()
    backend.add(row)
"""


def test_two_processes_index_the_same_file_at_once(tmp_path):
    """Whoever saved it, and the worker."""
    with lasting_copy(tmp_path) as environment:
        subprocess.run([sys.executable, "-c", _FILE], env=environment, check=True)
        both = [subprocess.Popen([sys.executable, "-c", _INDEXING], env=environment) for _process in range(2)]
        assert [process.wait() for process in both] == [0, 0]
