from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from portal.billing.models import Invoice, Payment
from portal.billing.services.bank import import_bank_file, numbers_in
from portal.billing.services.invoicing import issue_credit_note
from portal.billing.services.paying import cancel_payment, record_payment
from portal.billing.services.reminding import remind_of_unpaid
from portal.billing.states import Refused, State
from portal.core.mail.models import Message
from tests.factories.billing import invoice, pay, place, seller
from tests.factories.tasks import QUEUED

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def queued(settings) -> None:
    settings.TASKS = QUEUED


def state_of(issued: Invoice, day: date) -> State:
    found = Invoice.objects.with_balance().get(pk=issued.pk)
    state = found.state(day)
    assert Invoice.objects.with_balance().in_state(state, day).filter(pk=issued.pk).exists()
    others = [each for each in State if each is not state]
    assert not any(Invoice.objects.with_balance().in_state(each, day).filter(pk=issued.pk).exists() for each in others)
    return state


def test_a_state_follows_from_what_is_owed_and_from_the_day():
    issued = invoice(place(unit_net=Decimal("0.30"), vat_rate=Decimal(0)))
    late = issued.due_on + timedelta(days=1)
    assert (state_of(issued, issued.due_on), state_of(issued, late)) == (State.DUE, State.OVERDUE)
    pay(issued, "0.10")
    pay(issued, "0.10")
    assert state_of(issued, late) is State.OVERDUE
    pay(issued, "0.10")  # 0.1 + 0.1 + 0.1 is not 0.3 where money is a float
    assert state_of(issued, late) is State.PAID
    pay(issued, "5")
    assert state_of(issued, late) is State.TO_PAY_BACK
    pay(issued, "-5")
    assert state_of(issued, late) is State.PAID


def test_what_is_taken_back_whole_is_credited():
    issued = invoice()
    note = issue_credit_note(invoice_id=issued.pk, reason="Erreur", by=None)
    assert (state_of(issued, TODAY()), state_of(note, TODAY())) == (State.CREDITED, State.CREDIT_NOTE)


def test_a_payment_that_was_a_mistake_counts_no_more():
    issued = invoice()
    pay(issued, "120")
    cancel_payment(payment_id=Payment.objects.get().pk, by=None)
    cancel_payment(payment_id=Payment.objects.get().pk, by=None)
    assert state_of(issued, TODAY()) is State.DUE


def test_nothing_and_a_credit_note_are_not_paid():
    issued = invoice()
    note = issue_credit_note(invoice_id=issued.pk, reason="Erreur", by=None)
    for pk, amount in ((issued.pk, "0.001"), (note.pk, "10")):
        with pytest.raises(Refused):
            record_payment(invoice_id=pk, amount=Decimal(amount), received_on=TODAY(), by=None)


def statement(*rows: str, head: str = "Date;Libellé;Débit;Crédit", encoding: str = "cp1252") -> bytes:
    return "\r\n".join(["Compte 123;;;", "", head, *rows]).encode(encoding)


def test_a_bank_file_pays_what_it_names_to_the_cent_and_lists_the_rest():
    first, second, third = invoice(), invoice(), invoice(place(unit_net=Decimal("1000")))
    content = statement(
        f"26/11/2026;VIR SEPA SESAMEL {first.number};;120,00",
        f"26/11/2026;VIR {second.number.replace('-', ' ').lower()} partiel;;60,00",
        f"26/11/2026;VIR {third.number};;1 200,00 €",
        "26/11/2026;VIR DUPONT don;;50,00",
        "26/11/2026;PRLV EDF;-80,00;",
        "pas une date;VIR;;12",
    )
    found = import_bank_file(content=content, dry_run=False, by=None)
    assert [[each.number for each in invoices] for _line, invoices in found.paid] == [[first.number], [third.number]]
    assert [why for _line, why in found.unmatched] == [
        "Le montant dû est différent : 120,00\xa0€.",
        "Aucune facture n’y est nommée.",
    ]
    assert found.unreadable == [9]
    assert [state_of(each, TODAY()) for each in (first, second, third)] == [State.PAID, State.DUE, State.PAID]


def test_a_bank_file_read_twice_pays_once():
    content = statement(f"26/11/2026;VIR {invoice().number};;120,00")
    import_bank_file(content=content, dry_run=False, by=None)
    again = import_bank_file(content=content, dry_run=False, by=None)
    assert (again.paid, again.known, Payment.objects.count()) == ([], 1, 1)


def test_a_dry_run_changes_nothing():
    content = statement(f"26/11/2026;VIR {invoice().number};;120,00")
    assert import_bank_file(content=content, dry_run=True, by=None).paid
    assert not Payment.objects.exists()


def test_one_transfer_may_pay_several_invoices():
    first, second = invoice(), invoice()
    content = statement(
        f"2026-11-26,{first.number} + {second.number},240.00", head="Date,Label,Amount", encoding="utf-8"
    )
    import_bank_file(content=content, dry_run=False, by=None)
    assert {state_of(first, TODAY()), state_of(second, TODAY())} == {State.PAID}


def test_two_transfers_that_name_one_invoice_pay_it_once():
    issued = invoice()
    line = f"26/11/2026;VIR {issued.number};;120,00"
    found = import_bank_file(content=statement(line, line), dry_run=False, by=None)
    assert (len(found.paid), len(found.unmatched), Payment.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"a;b\n1;2", "é".encode("utf-16")])
def test_what_is_no_statement_is_refused_in_words(content):
    with pytest.raises(Refused):
        import_bank_file(content=content, dry_run=True, by=None)


@pytest.mark.parametrize(
    ("wording", "numbers"),
    [
        ("VIR F2026-0012", ["F2026-0012"]),
        ("vir f 2026 0012 / F2026-0012", ["F2026-0012"]),
        ("REF F20260012", ["F2026-0012"]),
        ("F2026-12345", ["F2026-12345"]),
        ("SEPAF2026-0012", []),
        ("IBAN FR2020260012", []),
    ],
)
def test_numbers_are_found_however_banks_write_them(wording, numbers):
    assert numbers_in(wording) == numbers


def test_an_unpaid_invoice_is_reminded_of_once_a_step(time_machine):
    seller(payment_days=30)
    issued, settled = invoice(), invoice()
    pay(settled, "120")
    time_machine.move_to(timezone.now() + timedelta(days=32))
    remind_of_unpaid()
    assert not Message.objects.exists()
    time_machine.move_to(timezone.now() + timedelta(days=20))  # two steps passed: one message
    remind_of_unpaid()
    remind_of_unpaid()
    message = Message.objects.get()
    assert issued.number in message.subject


def test_the_reminder_of_a_cancelled_invoice_never_leaves(time_machine):
    issued = invoice()
    issue_credit_note(invoice_id=issued.pk, reason="Erreur", by=None, sends=False)
    time_machine.move_to(timezone.now() + timedelta(days=60))
    remind_of_unpaid()
    assert not Message.objects.exists()
