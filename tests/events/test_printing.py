"""Badges, attendance sheets and certificates: what is on them, and who gets them."""

import sys
import uuid
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from pypdf import PdfReader

from events.holdings import forget_printouts
from events.models import PrintKind, Printout
from events.services.door import enter
from events.services.organising import mark_absent
from events.services.printing import ask_printout
from events.views.concerns import pdf_file
from tests.events.test_admin import organiser
from tests.factories import pages
from tests.factories.events import CategoryFactory, EventFactory, RegistrationFactory

__all__ = ["organiser"]


@pytest.fixture
def event(db):
    return EventFactory(starts_at=timezone.now() - timedelta(hours=8), venue="Le Lieu unique")


def person(event, **fields):
    return RegistrationFactory(event=event, **{"first_name": "Zoë", "last_name": "Œuvrard-D’Été", **fields})


def come(registration) -> None:
    enter(registration, key=uuid.uuid4(), at=timezone.now(), link=None, by=None)


def text_of(printout: Printout) -> tuple[str, PdfReader]:
    printout.refresh_from_db()
    reader = PdfReader(BytesIO(bytes(printout.content)))
    return " ".join(page.extract_text() for page in reader.pages), reader


def made(event, kind: PrintKind, rows) -> tuple[str, PdfReader]:
    ids = [row.pk for row in rows]
    return text_of(ask_printout(event=event, kind=kind, registration_ids=ids, language="fr", by=None))


def test_badges_are_eight_to_a_sheet_with_a_code_each(event):
    rows = [person(event, organisation_name="Institut <Été>"), *RegistrationFactory.create_batch(8, event=event)]
    text, reader = made(event, PrintKind.BADGES_A4, rows)
    assert len(reader.pages) == 2
    assert [page.get_contents().get_data().count(b" Do") for page in reader.pages] == [8, 1]
    assert len({image.data for image in reader.pages[0].images}) == 9
    assert "Œuvrard" in text
    assert "Institut <Été>" in text
    assert all(row.email not in text for row in rows)


def test_a_badge_says_as_what_somebody_comes(event):
    rows = [RegistrationFactory(event=event, category=CategoryFactory(event=event, label_fr="Presse"))]
    assert "Presse" in made(event, PrintKind.BADGES_A6, rows)[0]


def test_badges_of_a_page_each_are_for_those_who_have_a_place(event):
    waits = RegistrationFactory(event=event, state="waiting", last_name="Attente")
    elsewhere = RegistrationFactory(event=EventFactory(), last_name="Ailleurs")
    text, reader = made(event, PrintKind.BADGES_A6, [person(event), waits, elsewhere])
    (page,) = reader.pages
    assert round(float(page.mediabox.width) / 72 * 25.4) == 105
    assert "Attente" not in text
    assert "Ailleurs" not in text


def test_the_sheet_has_every_name_and_where_to_sign(event):
    text, reader = made(event, PrintKind.SHEET, [person(event), *RegistrationFactory.create_batch(2, event=event)])
    assert "Œuvrard-D’Été" in text
    assert "Émargement" in text
    assert "Le Lieu unique" in text
    assert text.count(date_format(timezone.localdate(event.starts_at, event.zone), "j F Y")) > 1, "above its column too"
    assert reader.trailer["/Root"]["/Lang"] == "fr"


def test_a_certificate_is_for_who_came_alone(event):
    came, absent, unseen = person(event), person(event, last_name="Absent"), person(event, last_name="Jamaisvu")
    come(came)
    mark_absent(registration_id=absent.pk, absent=True, by=None)
    text, reader = made(event, PrintKind.CERTIFICATES, [came, absent, unseen])
    assert len(reader.pages) == 1
    assert "Œuvrard" in text
    assert "Attestation de présence" in " ".join(text.split())


def test_nobody_to_print_for_is_a_page_that_says_so(event):
    text, _reader = made(event, PrintKind.CERTIFICATES, [])
    assert "Aucune" in text


def test_the_longest_names_stay_on_their_label(event):
    rows = [person(event, last_name="Œ" * 80, first_name="W" * 80, organisation_name="W" * 120)] * 1
    _text, reader = made(event, PrintKind.BADGES_A4, rows)
    assert len(reader.pages) == 1


def test_somebody_who_came_gets_their_own_certificate_by_their_link(client, event):
    registration = person(event)
    url = reverse("events:certificate", args=[registration.token])
    own = reverse("events:registration", args=[registration.token])
    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404
    assert url not in client.get(own).text
    come(registration)
    assert url in client.get(own).text
    assert client.get(url).url == own
    assert not Printout.objects.exists()
    assert "est prêt" in client.post(url, follow=True).text
    response = client.get(f"{url}?file")
    assert response.headers["Content-Type"] == "application/pdf"
    assert "no-store" in response.headers["Cache-Control"]
    client.post(url)
    assert Printout.objects.count() == 1
    mark_absent(registration_id=registration.pk, absent=True, by=None)
    assert client.get(url).status_code == 404


def test_a_certificate_that_waits_for_the_worker_is_asked_for_again_by_itself(client, event):
    registration = person(event)
    come(registration)
    url = reverse("events:certificate", args=[registration.token])
    client.post(url)
    Printout.objects.update(made_at=None)
    assert client.get(url).headers["Refresh"] == "3"
    Printout.objects.update(asked_at=timezone.now() - timedelta(hours=1))
    assert "Refresh" not in client.get(url).headers


def test_an_organiser_prints_for_all_or_for_those_ticked(client, event, organiser):
    first, second = person(event, last_name="Premier"), person(event, last_name="Second")
    url = reverse("registration:print", args=[event.pk])
    response = client.post(url, {"kind": "sheet"}, follow=True)
    there = response.request["PATH_INFO"]
    assert response.headers["Refresh"] == "0; url=?file"
    assert client.get(f"{there}?file").headers["Content-Type"] == "application/pdf"
    assert "Second" in client.post(url, {"chosen": [second.pk]}).text
    client.post(url, {"kind": "sheet", "chosen": [second.pk, "x"]})
    everybody, some = Printout.objects.order_by("pk")
    assert everybody.registration_ids == [first.pk, second.pk]
    assert some.registration_ids == [second.pk]
    assert client.post(url, {"kind": "x"}).status_code == 200
    elsewhere = reverse("registration:printed", args=[EventFactory().pk, some.pk])
    assert client.get(elsewhere).status_code == 404


def test_the_page_of_what_is_printed_says_how_far_it_is(client, event, organiser):
    printout = ask_printout(event=event, kind=PrintKind.SHEET, registration_ids=[], language="fr", by=None)
    url = reverse("registration:printed", args=[event.pk, printout.pk])
    assert "est prêt" in client.get(url).text
    Printout.objects.update(made_at=None)
    awaited = client.get(f"{url}?file")
    assert "en cours de création" in awaited.text
    assert awaited.headers["Refresh"] == "2"
    Printout.objects.update(asked_at=timezone.now() - timedelta(hours=1))
    assert "n’a pas pu être créé" in client.get(url).text


def test_what_cannot_be_printed_is_said_to_be_lost_at_once(event, monkeypatch):
    monkeypatch.setitem(sys.modules, "events.printouts", None)
    asked = ask_printout(event=event, kind=PrintKind.SHEET, registration_ids=[], language="fr", by=None)
    asked.refresh_from_db()
    assert asked.is_lost


def test_what_was_printed_is_forgotten_after_its_time(event):
    ask_printout(event=event, kind=PrintKind.SHEET, registration_ids=[], language="fr", by=None)
    assert forget_printouts(timezone.now() - timedelta(days=7)) == 0
    assert forget_printouts(timezone.now() + timedelta(days=1)) == 1


def test_certificates_are_not_printed_while_nobody_is_known_to_have_come(client, event, organiser):
    registration = RegistrationFactory(event=event)
    url = reverse("registration:print", args=[event.pk])
    response = client.post(url, {"kind": "certificates", "chosen": [registration.pk]})
    assert "Présences" in " ".join(response.context["form"].errors["kind"])
    assert not Printout.objects.exists()
    assert client.post(url, {"kind": "sheet"}).status_code == 302


def test_a_printed_file_is_called_by_what_it_is_and_by_the_event_s_page(site):
    page = pages.event(site, slug="tenir-parole")
    for kind, name in ((PrintKind.BADGES_A4, "badges"), (PrintKind.SHEET, "feuille-d-emargement")):
        file = pdf_file(Printout(event=page.event, kind=kind, content=b"%PDF"))
        assert file.headers["Content-Disposition"] == f'attachment; filename="{name}-tenir-parole.pdf"'
