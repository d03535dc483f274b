import csv
import io

import pytest

from portal.core.files.spreadsheets import inert

DANGEROUS = [
    "=1+1",
    "+33612345678",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "＝1+1",
    "a;=1+1",
    "a,=1+1",
    "a\t=1+1",
    "a\n=1+1",
    'a;"=1+1',
    'a; "=1+1"',
    'a,"",;=1+1',
    "a;+33 6 12 34 56 78;@b",
]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("delimiter", [";", ","])
@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_starts_a_formula_whatever_the_file_is_cut_at(text, delimiter, separator):
    output = io.StringIO()
    csv.writer(output, delimiter=delimiter).writerow(["Zoë", inert(text), "Tours"])
    cells = [
        cell for row in csv.reader(io.StringIO(output.getvalue(), newline=""), delimiter=separator) for cell in row
    ]
    naive = [cell for line in output.getvalue().splitlines() for cell in line.split(separator)]
    assert not [cell for cell in (*cells, *naive) if cell.strip(' \t\r\n"').startswith(("=", "+", "-", "@", "＝"))]


@pytest.mark.parametrize("text", ["Zoë", "Œuvrard-D’Été", "a = b", "1-2", "zoe@exemple.fr", "Dupont, Martin", ""])
def test_plain_text_stays_as_it_is(text):
    assert inert(text) == text


def test_a_telephone_number_keeps_its_plus_sign():
    assert inert("+33 6 12 34 56 78") == "'+33 6 12 34 56 78"
