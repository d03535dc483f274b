from datetime import UTC, datetime
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from portal.billing.models import Counter, Invoice, InvoiceLine
from portal.billing.services.invoicing import issue_credit_note, issue_invoice, left_of, price
from portal.billing.states import Refused
from portal.core.mail.models import Message
from tests.factories import billing
from tests.factories.billing import invoice, pay, place
from tests.factories.tasks import QUEUED

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def queued(settings) -> None:
    settings.TASKS = QUEUED


def test_numbers_follow_each_other_in_each_series_and_year():
    with time_machine.travel(datetime(2026, 12, 31, 12, tzinfo=UTC), tick=False):
        first, second = invoice(), invoice()
        note = issue_credit_note(invoice_id=first.pk, reason="Erreur", by=None)
    with time_machine.travel(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), tick=False):  # the year began in Paris
        third = invoice()
    assert [each.number for each in (first, second, note, third)] == [
        "F2026-0001", "F2026-0002", "A2026-0001", "F2027-0001",
    ]  # fmt: skip


def test_what_is_rolled_back_leaves_no_gap():
    before = invoice()
    with transaction.atomic():
        invoice()
        transaction.set_rollback(True)
    after = invoice()
    assert after.rank == before.rank + 1


def test_one_key_is_one_invoice():
    assert invoice(key="registration 1").pk == invoice(key="registration 1").pk
    assert Counter.objects.get().last == 1


def test_the_facts_of_seller_and_buyer_are_kept_as_they_were():
    issued = invoice(siret="55208131766522")
    billing.seller(legal_name="Autre nom")
    kept = Invoice.objects.get(pk=issued.pk)
    assert (kept.seller["legal_name"], kept.billing_siret) == ("Prévenance", "55208131766522")


def test_an_association_that_charges_no_vat_charges_none_whatever_the_line_says():
    billing.seller(vat_regime="franchise", vat_number="")
    issued = invoice(place())
    assert (issued.net, issued.vat, issued.gross) == (Decimal(100), Decimal(0), Decimal(100))
    assert price([place()]).gross == Decimal(100)


@pytest.mark.parametrize(
    ("seller", "buyer", "lines", "why"),
    [
        ({"siret": ""}, {}, [place()], "SIRET"),
        ({"vat_number": ""}, {}, [place()], "TVA"),
        ({}, {"city": " "}, [place()], "ville"),
        ({}, {"name": "", "organisation": ""}, [place()], "nom"),
        ({}, {}, [place(unit_net=Decimal(0))], "rien à payer"),
        ({}, {}, [], "rien à payer"),
    ],
)
def test_what_the_law_asks_for_is_asked_before_a_number_is_given(seller, buyer, lines, why):
    billing.seller(**seller)
    with pytest.raises(Refused, match=why):
        issue_invoice(lines=lines, buyer=billing.buyer(**buyer), by=None)
    assert not Counter.objects.exists()


def test_an_issued_invoice_is_neither_saved_nor_deleted():
    issued = invoice()
    for deed in (
        issued.save,
        issued.delete,
        issued.lines.get().save,
        issued.lines.get().delete,
        Invoice.objects.all().delete,
    ):
        with pytest.raises(Refused):
            deed()


@pytest.mark.parametrize(("model", "field"), [(Invoice, "billing_name"), (Invoice, "gross"), (InvoiceLine, "label")])
def test_the_database_refuses_to_change_what_was_issued(model, field):
    invoice()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**{field: "1"})


def test_it_is_logged_and_written_about():
    issued = invoice(sends=True, about_label="Tenir parole")
    assert ModelLogEntry.objects.filter(action="billing.invoice.issued", object_id=issued.pk).count() == 1
    message = Message.objects.get()
    assert message.to == "compta@sesamel.exemple.fr"
    assert issued.token in message.text


def test_a_credit_note_takes_back_all_that_is_left():
    issued = invoice(place(), place(unit_net=Decimal("30"), vat_rate=Decimal(10)))
    part, line = Decimal("40"), issued.lines.first()
    first = issue_credit_note(invoice_id=issued.pk, nets={line.pk: part}, reason="Désistement", by=None)
    rest = issue_credit_note(invoice_id=issued.pk, reason="Annulation", by=None)
    assert (first.gross, first.gross + rest.gross) == (Decimal(48), issued.gross)
    assert [net for _line, net in left_of(issued)] == [0, 0]
    with pytest.raises(Refused):
        issue_credit_note(invoice_id=issued.pk, reason="Encore", by=None)


def test_parts_taken_back_never_come_to_more_than_the_whole():
    issued = invoice(place(unit_net=Decimal("0.09")))  # 0.02 of VAT; three times 0.03 would take back 0.03
    line = issued.lines.get()
    notes = [
        issue_credit_note(invoice_id=issued.pk, nets={line.pk: Decimal("0.03")}, reason="Part", by=None)
        for _part in range(3)
    ]
    assert sum(note.gross for note in notes) == issued.gross


@pytest.mark.parametrize("net", ["100.01", "-1"])
def test_more_than_is_left_is_not_taken_back(net):
    issued = invoice()
    with pytest.raises(Refused):
        issue_credit_note(invoice_id=issued.pk, nets={issued.lines.get().pk: Decimal(net)}, reason="", by=None)


def test_a_line_of_another_invoice_is_not_taken_back():
    issued, other = invoice(), invoice()
    with pytest.raises(Refused):
        issue_credit_note(invoice_id=issued.pk, nets={other.lines.get().pk: Decimal(1)}, reason="", by=None)


def test_a_credit_note_is_not_credited():
    note = issue_credit_note(invoice_id=invoice().pk, reason="Erreur", by=None)
    with pytest.raises(Refused):
        issue_credit_note(invoice_id=note.pk, reason="Erreur", by=None)


def test_what_is_credited_after_it_was_paid_is_to_be_paid_back():
    issued = invoice()
    pay(issued, "120")
    issue_credit_note(invoice_id=issued.pk, reason="Annulation", by=None)
    assert Invoice.objects.with_balance().get(pk=issued.pk).owed == Decimal(-120)
