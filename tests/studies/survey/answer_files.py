"""Small files of answers, in each format they come in."""

import random
from io import BytesIO

import pandas
import pyreadstat
import xlsxwriter

HEADER = ["canal", "mobile", "web", "nps", "age", "poids"]
CODEBOOK = [
    ["variable", "role", "column", "title_fr", "option", "label_fr", "score", "side", "option_column"],
    ["canal", "single", "canal", "Canal", "", "", "", "", ""],
    ["", "", "", "", "1", "Téléphone", "", "", ""],
    ["", "", "", "", "2", "Courriel", "", "", ""],
    ["outils", "multiple", "", "Outils", "", "", "", "", ""],
    ["", "", "", "", "1", "Mobile", "", "", "mobile"],
    ["", "", "", "", "1", "Web", "", "", "web"],
    ["nps", "scale", "nps", "Recommandation", "", "", "", "", ""],
    *(["", "", "", "", str(score), str(score), str(score), "+" if score > 8 else "", ""] for score in range(11)),
    ["age", "segment", "age", "Âge", "", "", "", "", ""],
    ["", "", "", "", "1", "18-34 ans", "", "", ""],
    ["", "", "", "", "2", "35 ans et plus", "", "", ""],
    ["poids", "weight", "poids", "Poids", "", "", "", "", ""],
]


def answer_rows(respondents=20):
    chance = random.Random(respondents)
    return [
        [chance.choice("12"), *chance.choices("01", k=2), str(chance.randint(0, 10)), chance.choice("12"), "1.25"]
        for _respondent in range(respondents)
    ]


def csv_bytes(rows, delimiter=";"):
    return "".join(delimiter.join(row) + "\r\n" for row in rows).encode()


def xlsx_bytes(sheets):
    """`sheets`: title to rows; numbers are written as numbers."""
    output = BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(rows):
                for place, value in enumerate(row):
                    sheet.write(number, place, value)
    return output.getvalue()


def write_sav(path, columns, **about):
    pyreadstat.write_sav(pandas.DataFrame(columns), str(path), **about)
    return path


def declare_sets(path, *sets):
    """Adds sets of multiple answers to an .sav, each as SPSS writes it: « $media=D1 1 6 Médias tv radio »."""
    content = path.read_bytes()
    before = content.index(b"\x07\0\0\0\x14\0\0\0")
    text = "".join(f"{each}\n" for each in sets).encode()
    record = b"".join(number.to_bytes(4, "little") for number in (7, 7, 1, len(text))) + text
    path.write_bytes(content[:before] + record + content[before:])
    return path
