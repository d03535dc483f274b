import csv
import uuid
from base64 import b64encode
from decimal import Decimal
from html import unescape
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from openpyxl import load_workbook

from portal.billing.models import Invoice, Payment, Seller
from portal.billing.services.invoicing import issue_credit_note
from portal.billing.tasks import print_invoice
from portal.core.mail.models import Message
from portal.desk.roles import create_roles
from tests.factories.billing import invoice, pay, place, seller
from tests.factories.members import UserFactory
from tests.factories.tasks import QUEUED

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def queued(settings) -> None:
    settings.TASKS = QUEUED


@pytest.fixture
def treasurer(client, site):
    user = UserFactory()
    user.groups.add(create_roles()["billing_officer"])
    client.force_login(user)
    return user


def page(client, name: str, *args, **query) -> str:
    return unescape(client.get(reverse(f"invoice:{name}", args=args), query).content.decode())


def act(client, of: Invoice, deed: str, **fields):
    return client.post(reverse("invoice:edit", args=[of.pk]), {"deed": deed, **fields}, follow=True)


def test_the_list_filters_by_state_and_finds_by_buyer(client, treasurer):
    due, paid = invoice(), invoice(organisation="Quorélia")
    pay(paid, "120")
    assert due.number in (unpaid := page(client, "index", state="unpaid"))
    assert paid.number not in unpaid
    assert paid.number in (found := page(client, "index", q="Quorélia", year=str(paid.year)))
    assert due.number not in found


def test_the_list_is_taken_away_without_a_live_formula(client, treasurer):
    issued = invoice(organisation="=HYPERLINK(1)")
    response = client.get(reverse("invoice:index"), {"export": "csv"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    [row] = csv.DictReader(StringIO(text), delimiter=";")
    assert "'=HYPERLINK(1)" in row.values()
    assert str(float(issued.gross)) in row.values()


def test_a_payment_is_recorded_by_whoever_did(client, treasurer):
    issued = invoice()
    act(client, issued, "pay", amount="120,00", received_on="2026-11-26", reference="chèque 12")
    payment = Payment.objects.get()
    assert (payment.amount, payment.recorded_by) == (Decimal(120), treasurer)
    assert "payée" in page(client, "edit", issued.pk)


def test_what_was_typed_wrong_is_kept(client, treasurer):
    issued = invoice()
    response = act(client, issued, "pay", amount="beaucoup", received_on="2026-11-26", reference="chèque 12")
    assert "chèque 12" in response.content.decode()
    assert not Payment.objects.exists()


def test_a_payment_that_was_a_mistake_is_cancelled(client, treasurer):
    issued, other = invoice(), invoice()
    pay(issued, "120")
    payment = Payment.objects.get()
    for of, key in ((other, payment.pk), (issued, "abc"), (issued, payment.pk)):
        assert payment.cancelled_at is None
        act(client, of, "cancel_payment", payment=key)
        payment.refresh_from_db()
    assert payment.cancelled_at is not None


def test_a_credit_note_takes_back_what_was_chosen(client, treasurer):
    issued = invoice(place(), place(label="Atelier", unit_net=Decimal(50)))
    first, second = issued.lines.all()
    fields = {f"line_{first.pk}": "0", f"line_{second.pk}": "20,5"}
    act(client, issued, "credit", reason="Désistement", **fields)
    assert Invoice.objects.get(kind="credit_note").net == Decimal("20.5")


def test_a_credit_note_of_too_much_is_refused_beside_its_line(client, treasurer):
    issued = invoice()
    response = act(client, issued, "credit", reason="Erreur", **{f"line_{issued.lines.get().pk}": "100,01"})
    assert response.status_code == 200
    assert not Invoice.objects.filter(kind="credit_note").exists()


def test_the_message_is_sent_again(client, treasurer):
    issued = invoice()
    act(client, issued, "resend")
    assert Message.objects.get().to == issued.billing_email
    assert DBTaskResult.objects.filter(task_path=print_invoice.module_path).count() == 2  # it is not there yet


def test_without_an_address_nothing_is_sent(client, treasurer):
    issued = invoice(email="")
    assert "pas d’adresse e-mail" in unescape(act(client, issued, "resend").content.decode())
    assert not Message.objects.exists()


def by_hand(**fields) -> dict[str, str]:
    return {
        "form_key": str(uuid.uuid4()),
        "about_label": "Adhésion 2027",
        "language": "fr",
        "billing_organisation": "Orvelle",
        "billing_address": "1 place du Marché",
        "billing_city": "Lyon",
        "billing_country": "FR",
        "billing_siret": "732 829 320 00074",
        "lines-TOTAL_FORMS": "2",
        "lines-INITIAL_FORMS": "0",
        "lines-0-label": "Adhésion",
        "lines-0-quantity": "1",
        "lines-0-unit_net": "1200,00",
        "lines-0-vat_rate": "0",
        "lines-0-account": "756000",
        "lines-1-quantity": "1",
        "lines-1-vat_rate": "20",
        **fields,
    }


def test_an_invoice_is_issued_by_hand_once(client, treasurer):
    seller()
    form = by_hand()
    for _time in range(2):
        response = client.post(reverse("invoice:issue"), form, follow=True)
    issued = Invoice.objects.get()
    assert (issued.gross, issued.billing_siret, issued.lines.get().account) == (
        Decimal(1200),
        "73282932000074",
        "756000",
    )
    assert issued.number in response.content.decode()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"billing_siret": "123"}, "SIRET"),
        ({"billing_city": ""}, "Une facture doit l’indiquer"),
        ({"lines-0-label": ""}, "Remplissez ce champ"),
        ({"lines-0-unit_net": "0"}, "Il n’y a rien à payer"),
        ({"form_key": "abc"}, "form_key"),
    ],
)
def test_an_invoice_that_lacks_something_is_not_issued(client, treasurer, wrong, told):
    seller()
    response = client.post(reverse("invoice:issue"), by_hand(**wrong))
    assert response.status_code == 200
    assert told in unescape(response.content.decode())
    assert "Orvelle" in response.content.decode()
    assert not Invoice.objects.exists()


def test_without_an_issuer_the_form_says_what_to_fill_in(client, treasurer):
    assert "dénomination" in page(client, "issue")
    response = client.get(reverse("wagtailsettings:edit", args=["billing", "seller"]), follow=True)
    assert response.status_code == 200
    assert not Seller.objects.exclude(legal_name="").exists()


def test_a_bank_file_is_read_before_anything_is_noted(client, treasurer):
    issued = invoice()
    content = f"Date;Libellé;Montant\n26/11/2026;VIR {issued.number};120,00\n26/11/2026;DON;5,00".encode("cp1252")
    url = reverse("invoice:bank")
    told = client.post(url, {"file": SimpleUploadedFile("releve.csv", content)}).content.decode()
    assert issued.number in told
    assert "DON" in told
    assert not Payment.objects.exists()
    for _time in range(2):
        client.post(url, {"content": b64encode(content).decode()})
    assert Payment.objects.get().recorded_by == treasurer


@pytest.mark.parametrize("fields", [{}, {"content": "%%%"}, {"content": "aaaa"}])
def test_a_file_that_is_none_is_refused_in_words(client, treasurer, fields):
    assert client.post(reverse("invoice:bank"), fields).status_code == 200


def test_the_journal_balances(client, treasurer):
    issued = invoice(place(label="=1+1"), place(unit_net=Decimal("33.33"), vat_rate=Decimal("5.5"), account="756000"))
    pay(issued, "50")
    issue_credit_note(invoice_id=issued.pk, nets={issued.lines.first().pk: Decimal(10)}, reason="Geste", by=None)
    url = reverse("invoice:journal")
    text = client.get(url, {"year": issued.year, "kind": "csv"}).content.decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text), delimiter=";"))
    entries = {row["EcritureNum"] for row in rows}
    amounts = [
        [Decimal(row[side].replace(",", ".")) for row in rows if row["EcritureNum"] == entry]
        for entry in entries
        for side in ("Debit", "Credit")
    ]
    assert len(entries) == 3
    assert all(sum(debits) == sum(credits) for debits, credits in zip(amounts[::2], amounts[1::2], strict=True))
    book = load_workbook(BytesIO(client.get(url, {"year": issued.year, "kind": "xlsx"}).content))
    assert book.active.max_row == len(rows) + 1
    assert not any(cell.data_type == "f" for row in book.active.iter_rows() for cell in row)


@pytest.mark.parametrize("query", [{"year": "1999"}, {"year": "x"}, {"year": "2026", "kind": "pdf"}])
def test_a_journal_there_is_not_is_not_found(client, treasurer, query):
    assert client.get(reverse("invoice:journal"), query).status_code == 404
