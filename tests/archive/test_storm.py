"""Hundreds of damaged old sites: each is looked at to its end or refused, and makes no page."""

import random
from pathlib import Path

import pytest
from wagtail.models import Page

from portal.archive.models import Form, Work
from tests.archive.running import checked
from tests.factories.archives import export, html, post, row, sheet, zipped
from tests.factories.manuscripts import picture, word

pytestmark = pytest.mark.django_db

CELLS = {"auteurs": "Zoë Œuvrard", "thèmes": "Écoute", "ancienne adresse": "/vieux.html", "page": "12"}
FILES = {
    "metadata.csv": sheet(row(1, **CELLS), row(2, fichier="a2.docx", type="actualité"), row(3, fichier="a3.md")),
    "a1.html": html(),
    "a2.docx": word(lambda document: document.add_paragraph("Le corps."), picture("Une classe")),
    "a3.md": b"# Un titre\n\nLe corps.[^1]\n\n[^1]: La note",
}
EXPORT = export(post(1), post(2, kind="page", content="<table><tr><td>a</td></tr></table>"))
ODD = (b"\0", b"\xff", b"<", b"&", b"]]>", b";", b'"', b"\n", b"-1", b"99999999999", b"../", b"<!DOCTYPE a>")


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Bytes changed, odd ones put in, an end cut off, or a piece doubled."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(changed) + 1)
        match chance.randrange(4):
            case 0:
                changed[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                changed[at:at] = chance.choice(ODD)
            case 2:
                changed[at:at] = changed[at : at + chance.randrange(200)]
            case _ if chance.random() < 0.3:
                del changed[at:]
    return bytes(changed)


def an_old_site(at: Path, chance: random.Random) -> tuple[Path, str]:
    kind = chance.randrange(3)
    if kind == 0:
        (at / "site.xml").write_bytes(damaged(EXPORT, chance))
        return at / "site.xml", Form.WORDPRESS
    name = chance.choice(list(FILES))
    inside = zipped({**FILES, name: damaged(FILES[name], chance)} if kind == 1 else FILES)
    (at / "site.zip").write_bytes(inside if kind == 1 else damaged(inside, chance))
    return at / "site.zip", Form.FOLDER


@pytest.mark.parametrize("times", [8, pytest.param(3_000, marks=pytest.mark.drill)])
def test_what_is_damaged_is_looked_at_or_refused(site, tmp_path, times, caplog):
    before = Page.objects.count()
    for seed in range(times):
        place, form = an_old_site(tmp_path, random.Random(seed))
        batch = checked(place, form=form)
        assert batch.state in (Work.CHECKED, Work.REFUSED), seed
        assert "can't be checked" not in caplog.text, seed
    assert Page.objects.count() == before
