"""The PDF as outside tools read it: its text by pdftotext, its XML by factur-x and the standard's schema."""

import re
import shutil
import subprocess
from decimal import Decimal

import pytest

from portal.billing.models import Document, Invoice
from portal.billing.printing import pdf
from portal.billing.services.invoicing import issue_credit_note
from portal.billing.tasks import print_invoice
from tests.factories import billing
from tests.factories.billing import invoice, place
from tests.factories.tasks import QUEUED

pytestmark = pytest.mark.django_db
facturx = pytest.importorskip("facturx")


@pytest.fixture(autouse=True)
def queued(settings) -> None:
    settings.TASKS = QUEUED


def text_of(content: bytes) -> str:
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not here")
    run = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return " ".join(run.stdout.decode().split())


def checked_xml(content: bytes) -> str:
    name, xml = facturx.get_xml_from_pdf(content, check_xsd=True)
    assert name == "factur-x.xml"
    assert not re.search(rb"<([\w:]+)[^>/]*>\s*</\1>", xml)  # EN 16931 has no empty element
    return xml.decode()


def test_it_tells_all_that_the_law_asks_for():
    issued = invoice(
        place(label="Place <membre> & repas"),
        place(label="Atelier", unit_net=Decimal("1234.5"), vat_rate=Decimal(10), quantity=Decimal(2)),
        about_label="Tenir parole",
        siret="55208131766522",
        order_number="BC-77",
        name="Łukasz Škoda-Œuvrard",
    )
    content = pdf(issued)
    text = text_of(content)
    wanted = [
        f"Facture {issued.number}", "Prévenance", "SIREN 732829320", "FR44732829320", "12 rue de l’Écoute",
        "Sésamel Mutuelle", "Łukasz Škoda-Œuvrard", "44000 Nantes", "55208131766522", "BC-77", "Tenir parole",
        "Place <membre> & repas", "1 234,50 €", "TVA à 20 % sur 100,00 €", "246,90 €", "2 835,90 €",
        "trois fois le taux d’intérêt légal", "indemnité forfaitaire de 40 €", "Pas d’escompte",
        "prestation de services",
        "FR76 3000 6000 0112 3456 7890 189", "À payer au plus tard le",
    ]  # fmt: skip
    assert [each for each in wanted if each not in text] == []
    xml = checked_xml(content)
    assert "Place &lt;membre&gt; &amp; repas" in xml
    assert b"/AFRelationship" in content or b"/ObjStm" in content


def test_an_association_without_vat_says_why():
    billing.seller(vat_regime="franchise", vat_number="")
    content = pdf(invoice())
    assert "TVA non applicable, art. 293 B du CGI" in text_of(content)
    assert "<ram:CategoryCode>E</ram:CategoryCode>" in checked_xml(content)


def test_it_speaks_english_to_who_does():
    text = text_of(pdf(invoice(language="en")))
    assert "Invoice F" in text
    assert "€120.00" in text
    assert "Late payments bear interest" in text


def test_a_credit_note_names_what_it_corrects():
    issued = invoice()
    content = pdf(issue_credit_note(invoice_id=issued.pk, reason="Désistement", by=None))
    assert f"Avoir A{issued.year}-0001" in (text := text_of(content))
    assert issued.number in text
    assert "<ram:TypeCode>381</ram:TypeCode>" in checked_xml(content)


def test_the_worker_makes_it_once():
    issued = invoice()
    print_invoice.call(issued.pk)
    first = Document.objects.get().file.name
    print_invoice.call(issued.pk)
    assert Document.objects.get().file.name == first
    assert Invoice.objects.get(document__file=first) == issued
