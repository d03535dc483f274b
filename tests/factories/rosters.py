"""Sheets of organisations and their people."""

import csv
from io import BytesIO, StringIO

from django.core.files.base import ContentFile
from openpyxl import Workbook

from portal.roster.models import Sheet
from portal.roster.services import confirm_import, send_sheet


def line(organisation: str = "Les Tilleuls", **facts: str) -> dict[str, str]:
    return {"organisation": organisation, **facts}


def period(**facts: str) -> dict[str, str]:
    return {"début": "01/01/2026", "fin": "31/12/2026", "places": "5", "payée le": "2026-01-15", **facts}


def as_csv(*rows: dict[str, str], encoding: str = "utf-8-sig") -> bytes:
    text = StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(*rows: dict[str, str]) -> bytes:
    book, content = Workbook(), BytesIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    for values in (names, *([row.get(name) for name in names] for row in rows)):
        book.active.append(values)
    book.save(content)
    return content.getvalue()


def sent(*rows: dict[str, str], content: bytes = b"", name: str = "adherents.csv", invites: bool = False) -> Sheet:
    """Checked, as the worker does it."""
    file = ContentFile(content or as_csv(*rows), name)
    sheet = send_sheet(file=file, invites=invites, by=None)
    sheet.refresh_from_db()
    return sheet


def imported(*rows: dict[str, str], **fields) -> Sheet:
    sheet = sent(*rows, **fields)
    assert sheet.state == "checked", sheet.problems
    confirm_import(sheet_id=sheet.pk, by=None)
    sheet.refresh_from_db()
    return sheet


def number(n: int) -> str:
    """A SIRET number whose check digit holds."""
    digits = f"{n:08}"
    doubled = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(reversed(digits)))
    return f"{digits}{-doubled % 10}00010"


def many(organisations: int, people: int) -> list[dict[str, str]]:
    """`people` spread over `organisations`, each with a membership, a delegate and a number."""
    seats = str(people // organisations + 1)
    return [
        line(
            f"Organisation {n % organisations:05}",
            siret=number(n % organisations),
            nom=f"Nom {n}",
            prénom="Camille",
            rôle="référent" if n < organisations else "membre",
            **{"adresse e-mail": f"personne{n}@exemple{n % organisations}.fr"},
            **period(places=seats),
        )
        for n in range(people)
    ]
