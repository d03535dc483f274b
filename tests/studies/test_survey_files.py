"""Files that editors send: what is told of them, and what can be done about a refusal."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.utils import translation

from studies.models import Source, Study
from studies.models.survey import Work
from tests.factories import pages
from tests.studies.screens import at
from tests.studies.survey.answer_files import xlsx_bytes

pytestmark = pytest.mark.django_db

IN_WINDOWS = ("canal;métier\n" + "Téléphone;1\nTélécopie;2\n" * 10).encode("windows-1252")


@pytest.fixture
def study(site) -> Study:
    return pages.study(site).study


def upload(client, study: Study, content: bytes, name: str):
    with translation.override("en"):
        values = {"door": "answers", "threshold": "10", "file": SimpleUploadedFile(name, content)}
        return client.post(at("send", study), values)


def test_a_file_in_another_encoding_is_read_at_the_officers_word(client, study, officer):
    upload(client, study, IN_WINDOWS, "reponses.csv")
    sent = Source.objects.get()
    shown = client.get(at("overview", study)).text
    assert 'name="as_offered"' in shown
    assert "métier" in shown
    client.post(at("send_again", study, sent.pk), {"as_offered": "1"})
    sent.refresh_from_db()
    assert (sent.state, sent.encoding) == (Work.DONE, "windows-1252")
    assert 'name="as_offered"' not in client.get(at("overview", study)).text


def test_the_words_of_a_refused_file_are_for_those_who_read_answers(client, study, officer):
    officer.groups.get().permissions.remove(Permission.objects.get(codename="read_answers"))
    upload(client, study, IN_WINDOWS, "reponses.csv")
    shown = client.get(at("overview", study)).text
    assert 'name="as_offered"' in shown
    assert "Téléphone" not in shown


def test_what_was_noticed_is_told(client, study, officer):
    upload(client, study, b"canal;redressement\n" + b"1;0.62\n2;1.38\n" * 10, "reponses.csv")
    assert Source.objects.get().problems
    for page in ("overview", "confirm_codebook"):
        assert "<strong>redressement</strong>" in client.get(at(page, study)).text


def test_what_was_noticed_of_several_columns_is_said_once():
    problems = [{"column": f"q{number}", "message": "Scores inversés."} for number in (1, 2)]
    shown = render_to_string("studies/admin/noticed.html", {"problems": problems})
    assert shown.count("Scores inversés.") == 1
    assert "<strong>q1</strong>, <strong>q2</strong>" in shown


def test_a_workbook_with_macros_is_never_kept(client, study, officer):
    content = BytesIO(xlsx_bytes({"R": [["q1"], ["1"]]}))
    with ZipFile(content, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    response = upload(client, study, content.getvalue(), "reponses.xlsx")
    assert "file" in response.context["form"].errors
    assert not Source.objects.exists()


def test_compressed_files_of_spss_may_be_sent(client, study, officer):
    assert upload(client, study, b"x", "reponses.zsav").status_code == 302
