"""Pages that bear the same name are published at the same moment, while the index is made anew."""

import subprocess
import sys

import pytest
from django.db import connection

from tests.factories.databases import lasting_copy

pytestmark = pytest.mark.django_db

_MADE = """
import django; django.setup()
from articles.models import ArticleByline
from portal.core.models import Person
from portal.operations.site import find_site
from tests.factories import pages
one, other = Person.objects.create(name="Zoë Accueil"), Person.objects.create(name="Ana Retour")
for people in ((one, other), (other, one)):
    print(pages.article(find_site(), bylines=[ArticleByline(person=person) for person in people]).pk)
"""
_PUBLISHED = """
import sys
import django; django.setup()
from articles.models import ArticlePage
for _time in range(15):
    ArticlePage.objects.get(pk=sys.argv[1]).save_revision().publish()
"""
_ANEW = """
import django; django.setup()
from portal.search.indexing import rebuild
for _time in range(10):
    rebuild()
"""
_FOUND = """
import django; django.setup()
from portal.search.models import Entry, Kind
print(*sorted(Entry.objects.filter(kind=Kind.PERSON).values_list("title", flat=True)), sep=", ")
"""


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write after the other")
def test_the_index_holds_everybody_once(tmp_path):
    with lasting_copy(tmp_path) as environment:

        def run(program: str, *given: str) -> subprocess.Popen:
            command = [sys.executable, "-c", program, *given]
            return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

        first, second = run(_MADE).communicate()[0].split()
        together = [run(_PUBLISHED, first), run(_PUBLISHED, second), run(_ANEW)]
        told = [process.communicate()[1] for process in together]
        assert [process.returncode for process in together] == [0, 0, 0], told
        assert run(_FOUND).communicate()[0].strip() == "Ana Retour, Zoë Accueil"
