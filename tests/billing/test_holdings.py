from datetime import timedelta

import pytest
from django.utils import timezone

from portal.account.services.forgetting import apply_retention
from portal.billing.models import Document, Invoice
from portal.billing.printing import make_document
from portal.billing.services.invoicing import issue_credit_note
from portal.core.personal_data.erasing import erase_rows
from portal.core.personal_data.registry import Subject, exported
from tests.factories.billing import invoice, pay
from tests.factories.tasks import QUEUED

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def queued(settings) -> None:
    settings.TASKS = QUEUED


def test_a_person_gets_a_copy_of_their_invoices_which_erasure_leaves(site):
    issued = invoice()
    subject = Subject(key=0, emails=frozenset({"compta@sesamel.exemple.fr"}))
    assert [row["number"] for row in exported(subject)["billing.Invoice"]] == [issued.number]
    erase_rows(subject)
    assert Invoice.objects.get().billing_name == "Zoë Œuvrard"


def test_invoices_go_ten_years_after_the_end_of_their_year(site, time_machine):
    time_machine.move_to("2026-06-15T12:00:00+00:00")
    first, second = invoice(), invoice()
    pay(first, "120")
    file = make_document(first).file
    time_machine.move_to("2027-01-10T12:00:00+00:00")
    issue_credit_note(invoice_id=second.pk, reason="Erreur", by=None)
    time_machine.move_to("2036-12-31T12:00:00+00:00")
    assert apply_retention()["invoices"] == 0
    time_machine.move_to(timezone.now() + timedelta(days=8))
    assert apply_retention()["invoices"] == 1
    assert not file.storage.exists(file.name)
    assert (set(Invoice.objects.values_list("number", flat=True)), Document.objects.count()) == (
        {"F2026-0002", "A2027-0001"},
        0,
    )
