from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.billing.printing import make_document
from portal.billing.services.invoicing import issue_credit_note
from portal.billing.views import WRONG_TOKENS
from tests.factories.billing import invoice, pay
from tests.factories.tasks import QUEUED

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def queued(settings) -> None:
    settings.TASKS = QUEUED


def test_a_buyer_sees_what_is_to_pay_by_a_link_that_nothing_keeps(client, site):
    issued = invoice()
    pay(issued, "20")
    response = client.get(reverse("billing:invoice", args=[issued.token]))
    assert response.headers["Cache-Control"] == "private, no-store"
    html = response.content.decode()
    assert issued.number in html
    assert "100,00" in html
    assert 'content="noindex"' in html


def test_the_pdf_is_told_to_be_on_its_way_then_handed_out(client, site):
    issued = invoice()
    page, file = (reverse(f"billing:{name}", args=[issued.token]) for name in ("invoice", "pdf"))
    assert client.get(page).headers["Refresh"] == "5"
    assert client.get(file).status_code == 404
    make_document(issued)
    assert "Refresh" not in client.get(page).headers
    response = client.get(file)
    assert response.headers["Content-Disposition"] == f'attachment; filename="{issued.number}.pdf"'
    assert response.headers["Cache-Control"] == "private, no-store"
    assert b"".join(response.streaming_content).startswith(b"%PDF")


def test_a_pdf_is_not_given_out_by_the_name_of_its_file(client, site):
    document = make_document(invoice())
    assert client.get(f"/media/{document.file.name}").status_code == 404


def test_a_paid_invoice_asks_for_nothing(client, site):
    issued = invoice()
    pay(issued, "120")
    assert "IBAN" not in client.get(reverse("billing:invoice", args=[issued.token])).content.decode()


def test_a_credit_note_names_its_invoice(client, site):
    issued = invoice()
    note = issue_credit_note(invoice_id=issued.pk, reason="Erreur", by=None)
    assert issued.number in client.get(reverse("billing:invoice", args=[note.token])).content.decode()


@pytest.mark.parametrize("name", ["invoice", "pdf"])
def test_whoever_tries_many_addresses_waits(client, site, name):
    issued = invoice()
    for attempt in range(WRONG_TOKENS.times):
        assert client.get(reverse(f"billing:{name}", args=[f"faux{attempt}"])).status_code == 404
    assert client.get(reverse(f"billing:{name}", args=[issued.token])).status_code == 429


def test_it_is_overdue_the_day_after(client, site, time_machine):
    issued = invoice()
    time_machine.move_to(timezone.now() + timedelta(days=31))
    assert "en retard" in client.get(reverse("billing:invoice", args=[issued.token])).content.decode()
