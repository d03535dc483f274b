from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook

from portal.archive.folders import ZippedFolder
from portal.archive.pieces import Kind
from portal.archive.sheet import SheetFolder
from studies.survey.problems import Refused
from tests.factories.archives import row, sheet, zipped


def read(content: bytes, name: str = "metadata.csv", **files: bytes) -> SheetFolder:
    return SheetFolder(ZippedFolder(BytesIO(zipped({name: content, **files}))))


def one(**cells: str):
    return next(read(sheet(row(1, **cells))).pieces())


def refusal(content: bytes, name: str = "metadata.csv") -> str:
    with pytest.raises(Refused) as caught:
        read(content, name)
    return caught.value.problems[0].message


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_a_sheet_is_read_however_it_was_saved(delimiter, encoding):
    found = read(sheet(row(1, titre="L’été à l’écoute"), delimiter=delimiter, encoding=encoding))
    assert next(found.pieces()).title == "L’été à l’écoute"


def test_a_sheet_that_is_no_utf_8_is_told_of():
    assert "Windows-1252" in read(sheet(row(1, titre="été"), encoding="windows-1252")).notices[0]


def test_a_workbook_is_read_as_a_text_file_is():
    book, buffer = Workbook(), BytesIO()
    book.active.append(["Fichier", "Date", "Numéro"])
    book.active.append(["a.docx", date(2015, 3, 14), 12])
    book.save(buffer)
    piece = next(read(buffer.getvalue(), "metadata.xlsx").pieces())
    assert (piece.day, piece.issue) == (date(2015, 3, 14), 12)


def test_all_that_a_row_says():
    piece = one(
        type="Actualité",
        auteurs="Léa Martin ; Paul Durand",
        thèmes="Écoute",
        accès="adhérents",
        langue="en",
        page="p. 12",
        **{
            "ancienne adresse": "https://ancien.exemple/a /b",
            "pièces jointes": "pdf/a.pdf",
            "mois du numéro": "03/2015",
        },
    )
    assert (piece.kind, piece.authors, piece.topics) == (Kind.NEWS, ("Léa Martin", "Paul Durand"), ("Écoute",))
    assert (piece.is_open, piece.language, piece.printed_page) == (False, "en", 12)
    assert (piece.addresses, piece.attachments) == (("https://ancien.exemple/a", "/b"), ("pdf/a.pdf",))
    assert piece.issue_month == date(2015, 3, 1)


def test_a_study_is_the_members_unless_said():
    assert (one(type="étude").is_open, one(type="étude", accès="tous").is_open) == (False, True)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"date": ""}, "date"),
        ({"date": "31/02/2015"}, "date"),
        ({"date": "2150-01-01"}, "date"),
        ({"type": "roman"}, "type"),
        ({"langue": "klingon"}, "langue"),
        ({"accès": "vip"}, "accès"),
        ({"page": "douze"}, "page"),
        ({"fichier": "../../etc/passwd"}, "fichier"),
        ({"fichier": ""}, "fichier"),
        ({"pièces jointes": "../x.pdf"}, "pièces jointes"),
    ],
)
def test_what_a_cell_can_not_say_is_told_by_row_and_column(cells, column):
    problem, *others = one(**cells).problems
    assert (problem.row, problem.column, others) == (2, column, [])


def test_a_file_is_one_page():
    first, second = read(sheet(row(1), row(1))).pieces()
    assert not first.problems
    assert "2" in second.problems[0].message


def test_translations_come_last():
    found = read(sheet(row(1, **{"traduction de": "a2.html"}), row(2))).pieces()
    assert [piece.key for piece in found] == ["a2.html", "a1.html"]


def test_control_characters_are_left_out():
    assert one(titre="Un\x0b titre").title == "Un titre"


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "metadata.csv", "est vide"),
        (b"titre;date\nA;2015-01-01\n", "metadata.csv", "fichier"),
        ("fichier;date\na;b\n".encode("utf-16")[:-1], "metadata.csv", "UTF-16"),
        (b"fichier;date\x00\n", "metadata.csv", "caractère nul"),
        (b"PK\x03\x04", "metadata.xlsx", "n’est pas un classeur Excel"),
        (b"x", "a.html", "ne contient aucun tableau"),
    ],
)
def test_a_sheet_that_can_not_be_read_says_why(content, name, said):
    assert said in refusal(content, name)


def test_files_that_no_row_speaks_of_are_told():
    assert read(sheet(row(1)), **{"a1.html": b"x", "b.docx": b"x"}).left_out() == ["b.docx"]


def test_a_zip_of_the_folder_itself_is_as_good():
    found = SheetFolder(ZippedFolder(BytesIO(zipped({"site/metadata.csv": sheet(row(1)), "site/a1.html": b"x"}))))
    assert found.folder.read(next(found.pieces()).file) == b"x"
