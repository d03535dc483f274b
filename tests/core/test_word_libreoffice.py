"""A document that LibreOffice itself writes, block by block; skipped where it is not installed."""

import base64
import shutil
import subprocess
from pathlib import Path

import pytest

from portal.core.manuscripts import Comment, Note, read_word
from tests.factories.media import png

OFFICE = shutil.which("soffice")
SOURCE = Path(__file__).parent / "documents" / "essay.fodt"


@pytest.fixture
def content(tmp_path) -> bytes:
    if OFFICE is None:
        pytest.skip("LibreOffice is missing: install Debian's package libreoffice-writer-nogui.")
    source = SOURCE.read_text().replace("PICTURE", base64.b64encode(png()).decode())
    (tmp_path / "essay.fodt").write_text(source)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [OFFICE, "--headless", profile, "--convert-to", "docx", "--outdir", tmp_path, tmp_path / "essay.fodt"]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return (tmp_path / "essay.docx").read_bytes()


@pytest.mark.drill
def test_what_libreoffice_writes(content):
    read = read_word(content)
    assert read.title == "Le titre"
    assert read.html.split("\n") == [
        "<h2>Partie</h2>",
        '<p>Un <b>mot</b> et <i>un autre</i><a href="#note-1">1</a> puis la fin<a href="#note-2">2</a>.</p>',
        "<h3>Détail</h3>",
        "<ul><li>un<ol><li>deux</li></ol></li><li>trois</li></ul>",
        "<ol><li>premier</li><li>second</li></ol>",
        '<p>Un <a href="https://exemple.fr/page?a=1&amp;b=2">lien</a>, ajouté et un chiffre.</p>',
        "<blockquote><p>Bien dit</p></blockquote>",
        "<table><caption>Tableau 1 : des chiffres</caption>"
        '<tr><th>Réponse</th><th colspan="2">2024</th></tr>'
        '<tr><td rowspan="2">Oui</td><td>12</td><td>15</td></tr><tr><td>3</td><td>4</td></tr></table>',
        "<p>Avant l’image</p>",
        '<figure><img src="picture:0" alt="Une classe"><figcaption>Figure 1 : la classe</figcaption></figure>',
        "<p>Après</p>",
        '<figure><img src="picture:1" alt="Un tableau noir">'
        "<figcaption>Illustration 2 : le tableau</figcaption></figure>",
        "<p>Puis la suite<br>à la ligne</p>",
        "<p>Dans le cadre</p>",
        "<p>Deux lignes</p>",
        "<p>Fin</p>",
        "<p>Dans la forme</p>",
    ]
    assert read.notes == [Note("1", "La note"), Note("2", "Tout à la fin")]
    assert read.comments == [Comment("Camille Roy", "À vérifier", "un chiffre")]
    assert read.left_out == [
        "2 modifications suivies ont été prises comme acceptées.",
        "1 passage de texte masqué a été laissé de côté.",
    ]
