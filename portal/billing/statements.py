"""A bank's statement as a .csv: whatever columns it has, the lines on which money came in."""

import csv
import hashlib
import re
from collections import Counter as Tally
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from portal.billing.amounts import cents
from portal.billing.states import Refused

DATES = ("date", "date operation", "date d'operation", "date de l'operation", "date comptable", "booking date")
WORDINGS = (
    "libelle",
    "libelle operation",
    "libelle de l'operation",
    "label",
    "wording",
    "description",
    "communication",
)
AMOUNTS = ("montant", "montant(euros)", "montant (eur)", "amount", "credit", "credit euros", "credit (eur)")
MORE_WORDS = ("libelle complementaire", "informations complementaires", "reference", "details", "infos")
DAYS = ("%d/%m/%Y", "%Y-%m-%d", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y")
MOST_LINES = 20_000


@dataclass(frozen=True)
class StatementLine:
    """`key` is the same wherever this line is read again, and another for a second line that says the same."""

    row: int
    day: date
    wording: str
    amount: Decimal
    key: str


def read(content: bytes) -> tuple[list[StatementLine], list[int]]:
    """What came in, and the numbers of the rows that can't be read. Raises Refused where there are no such columns."""
    rows, head, columns = _table(_text(content))
    lines, unreadable, seen = [], [], Tally[str]()
    for number, row in enumerate(rows[head + 1 :], head + 2):
        if not any(cell.strip() for cell in row):
            continue
        try:
            day, amount = _day(row[columns["day"]]), _amount(row[columns["amount"]])
        except (IndexError, ValueError, InvalidOperation):
            unreadable.append(number)
            continue
        wording = " ".join(" ".join(row[place] for place in columns["wording"] if place < len(row)).split())
        said = f"{day.isoformat()}|{amount}|{wording}"
        seen[said] += 1
        if amount > 0:
            key = hashlib.sha256(f"{said}|{seen[said]}".encode()).hexdigest()
            lines.append(StatementLine(number, day, wording, amount, key))
    return lines, unreadable


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace").replace("\0", "")


def _table(text: str) -> tuple[list[list[str]], int, dict]:
    """Banks write some lines of their own above the head, and separate as they like."""
    for separator in ";\t,":
        rows = list(csv.reader(text.splitlines()[:MOST_LINES], delimiter=separator))
        for number, row in enumerate(rows[:30]):
            if columns := _columns([_plain(cell) for cell in row]):
                return rows, number, columns
    raise Refused(_("This is no statement: it needs the columns “Date”, “Libellé” and “Montant” or “Crédit”."))


def _columns(names: list[str]) -> dict | None:
    day = next((place for place, name in enumerate(names) if name in DATES), None)
    amount = next((names.index(name) for name in AMOUNTS if name in names), None)
    wording = [place for place, name in enumerate(names) if name in WORDINGS + MORE_WORDS]
    if day is None or amount is None or not wording:
        return None
    return {"day": day, "amount": amount, "wording": wording}


def _plain(cell: str) -> str:
    accents = str.maketrans("éèêàâùîôç’", "eeeaauioc'")
    return " ".join(cell.strip().lower().translate(accents).split())


def _day(cell: str) -> date:
    for form in DAYS:
        try:
            return datetime.strptime(cell.strip(), form).date()  # noqa: DTZ007 - a day
        except ValueError:
            continue
    raise ValueError(cell)


def _amount(cell: str) -> Decimal:
    """“1 234,56 €”, “1.234,56”, “1,234.56”, “-12”; an empty cell is a debit’s."""
    bare = re.sub(r"[^\d,.+-]", "", cell)
    if not bare:
        return Decimal(0)
    mark = max(bare.rfind(","), bare.rfind("."))
    if mark >= 0 and len(bare) - mark <= 3:
        bare = re.sub(r"[.,]", "", bare[:mark]) + "." + bare[mark + 1 :]
    else:
        bare = re.sub(r"[.,]", "", bare)
    return cents(Decimal(bare))
