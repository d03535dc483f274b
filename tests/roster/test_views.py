import csv
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from members.models import Organisation, Seat
from portal.desk.roles import create_roles
from portal.roster.models import Sheet, Work
from portal.roster.progress import forget, note
from portal.roster.reading import HEADINGS
from tests.factories.counting import queries
from tests.factories.members import UserFactory
from tests.factories.rosters import as_csv, line, period, sent

pytestmark = pytest.mark.django_db
SEND = "/admin/roster/send/"


@pytest.fixture
def officer(site, client: Client) -> Client:
    user = UserFactory()
    user.groups.add(create_roles()["membership_officer"])
    client.force_login(user)
    return client


def post(client: Client, content: bytes, name: str = "adherents.csv") -> str:
    file = SimpleUploadedFile(name, content)
    return client.post(SEND, {"file": file}, follow=True).content.decode()


def test_it_is_checked_read_and_then_imported(officer):
    page = post(officer, as_csv(line(**{"adresse e-mail": "a@b.example", **period()})))
    assert "Tout importer" in page
    assert not Organisation.objects.exists()
    confirm = reverse("roster_admin:confirm", args=[Sheet.objects.get().pk])
    assert "Tout est importé" in officer.post(confirm, follow=True).content.decode()
    assert Seat.objects.get().user.email == "a@b.example"
    assert "n’est pas prêt à être importé" in officer.post(confirm, follow=True).content.decode()


def test_while_it_is_imported_the_page_tells_how_far_it_is(officer):
    sheet = Sheet.objects.create(title="a.csv", state=Work.IMPORTING)
    url = reverse("roster_admin:sheet", args=[sheet.pk])
    assert "%" not in officer.get(url).content.decode().split('role="status"')[1].split("</div>")[0]
    note(sheet.pk, 0.42)
    shown = officer.get(url)
    forget(sheet.pk)
    assert 'value="42"' in shown.content.decode()
    assert "42 %" in shown.content.decode()
    assert shown.headers["Refresh"]


def test_what_is_wrong_stands_by_row_and_column(officer):
    page = post(officer, as_csv(line(), line(siret="12")))
    assert "numéro SIRET" in page
    assert "<td>3</td><td>siret</td>" in page


def test_a_file_of_another_kind_is_refused_at_once(officer):
    assert "Ce n’est ni un .csv ni un .xlsx" in post(officer, b"x", "adherents.pdf")
    assert not Sheet.objects.exists()


def test_the_template_is_a_sheet_that_is_taken(officer):
    text = officer.get(reverse("roster_admin:template_csv")).content.decode("utf-8-sig")
    assert next(csv.reader(StringIO(text), delimiter=";")) == [names[0] for names in HEADINGS.values()]
    book = officer.get(reverse("roster_admin:template_xlsx")).content
    assert load_workbook(BytesIO(book)).active.max_column == len(HEADINGS)
    assert sent(content=book, name="organisations.xlsx").state == Work.CHECKED


def test_the_report_costs_the_same_however_long_it_is(officer):
    counts = []
    for number in (2, 20):
        sheet = Sheet.objects.create(
            title="a.csv", state=Work.CHECKED, counts={"seats": 1}, effects=[[n, "A", "b"] for n in range(number)]
        )
        counts.append(queries(officer, reverse("roster_admin:sheet", args=[sheet.pk])))
    assert counts[0] == counts[1]


def test_a_long_report_is_read_page_by_page_whatever_else_the_address_says(officer):
    sheet = Sheet.objects.create(title="a.csv", state=Work.CHECKED, effects=[[n, "A", "b"] for n in range(201)])
    page = officer.get(reverse("roster_admin:sheet", args=[sheet.pk]), {"p": 2, "show": "é&"}).text
    assert page.count("<td>A</td>") == 100
    assert [f'href="?p={number}&amp;show=%C3%A9%26"' in page for number in (1, 2, 3)] == [True, False, True]
