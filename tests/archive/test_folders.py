import os
from io import BytesIO
from zipfile import ZipFile

import pytest

from portal.archive.folders import LocalFolder, ZippedFolder
from studies.survey.problems import Refused
from tests.factories.archives import zipped


def refusal(act) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.problems[0].message


@pytest.mark.parametrize(
    "name", ["../secret.txt", "a/../../secret.txt", "/etc/passwd", "C:\\secret.txt", "..\\secret.txt"]
)
def test_a_path_that_climbs_is_refused(tmp_path, name):
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "dossier").mkdir()
    assert "sort du dossier" in refusal(lambda: LocalFolder(tmp_path / "dossier").read(name))


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "dossier").mkdir()
    os.symlink(tmp_path / "secret.txt", tmp_path / "dossier" / "a.md")
    assert "sort du dossier" in refusal(lambda: LocalFolder(tmp_path / "dossier").read("a.md"))


def test_a_zip_whose_paths_climb_is_refused():
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("../../etc/cron.d/x", "x")
    assert "sort du dossier" in refusal(lambda: ZippedFolder(buffer))


def test_a_bomb_is_refused_before_it_is_unpacked():
    folder = ZippedFolder(BytesIO(zipped({"a.html": b"0" * 30_000_000})))
    assert "compressé comme aucun document" in refusal(lambda: folder.read("a.html"))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut short", b"<html></html>"])
def test_what_is_no_zip_is_refused(content):
    assert "n’est pas un .zip" in refusal(lambda: ZippedFolder(BytesIO(content)))


def test_a_file_that_is_not_there_is_named():
    assert "« b.html »" in refusal(lambda: ZippedFolder(BytesIO(zipped({"a.html": b"x"}))).read("b.html"))


def test_what_a_computer_leaves_beside_is_nobodys():
    names = {"__MACOSX/._a.html": b"x", "a.html": b"x", "dossier/.DS_Store": b"x", "~$a.docx": b"x", ".": b"x"}
    assert ZippedFolder(BytesIO(zipped(names))).names == ["a.html"]
