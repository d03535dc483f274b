"""Several processes issue invoices at once, some of which fail: `python -m tests.billing.race '{"processes": 4, …}'`.

They run apart from pytest, on a database that keeps what is committed, and print what came of it as JSON.
"""

import json
import sys
from unittest.mock import patch

import django

django.setup()

from django.db import IntegrityError, transaction  # noqa: E402
from django.test.utils import override_settings  # noqa: E402

from portal.billing.models import Counter, Invoice  # noqa: E402
from portal.billing.services import invoicing  # noqa: E402
from portal.billing.services.bank import import_bank_file  # noqa: E402
from portal.billing.states import Refused  # noqa: E402
from tests.events.race import together  # noqa: E402
from tests.factories import billing  # noqa: E402
from tests.factories.tasks import QUEUED  # noqa: E402


class Broken(Exception):
    """What a caller meets after it has a number."""


def main(processes: int, invoices: int) -> dict:
    billing.seller()
    return {
        "ranks": crowd(processes, invoices),
        "one_key": len(set(together(processes, lambda _number: issue(key="une seule").pk))),
        "credited": credited(processes),
        "paid": paid(processes),
        "unlocked": unlocked(processes, invoices),
    }


def issue(key: str = "") -> Invoice:
    return invoicing.issue_invoice(lines=[billing.place()], buyer=billing.buyer(), key=key, sends=False, by=None)


def crowd(processes: int, invoices: int) -> list[int]:
    """Every third fails after it was numbered, and so gives its number back."""

    def work(_number: int) -> None:
        for each in range(invoices):
            try:
                with transaction.atomic():
                    billing.invoice()
                    if each % 3 == 1:
                        raise Broken
            except Broken:
                continue

    together(processes, work)
    return list(Invoice.objects.order_by("pk").values_list("rank", flat=True))


def credited(processes: int) -> list[str]:
    """Everybody takes back the whole of one invoice."""
    issued = issue()

    def work(_number: int) -> str:
        try:
            invoicing.issue_credit_note(invoice_id=issued.pk, reason="Erreur", sends=False, by=None)
        except Refused:
            return "refused"
        return "issued"

    return sorted(together(processes, work))


def paid(processes: int) -> int:
    """Everybody reads the same file."""
    issued = issue()
    content = f"Date;Libellé;Montant\n26/11/2026;VIR {issued.number};120,00".encode()
    together(processes, lambda _number: bool(import_bank_file(content=content, dry_run=False, by=None)))
    return issued.payments.count()


def unlocked(processes: int, invoices: int) -> int:
    """How often, without the lock, two find the same number."""

    def lock(kind: str) -> Counter:
        return Counter.objects.get(kind=kind)

    def work(_number: int) -> int:
        met = 0
        for _each in range(invoices):
            try:
                invoicing.write_invoice(lines=[billing.place()], buyer=billing.buyer(), sends=False, by=None)
            except IntegrityError:
                met += 1
        return met

    with patch.object(invoicing, "_lock_counter", lock):
        return sum(together(processes, work))


if __name__ == "__main__":
    with override_settings(TASKS=QUEUED):
        print(json.dumps(main(**json.loads(sys.argv[1]))))  # noqa: T201
