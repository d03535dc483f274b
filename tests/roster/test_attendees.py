"""People of an event from a sheet: checked first, all or none of them."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook
from wagtail.models import ModelLogEntry

from events.models import Booking
from portal.billing.models import Invoice
from tests.events.test_admin import organiser, said
from tests.factories.billing import seller
from tests.factories.events import CategoryFactory, EventFactory, RegistrationFactory, SessionFactory
from tests.factories.members import UserFactory

__all__ = ["organiser"]

HEAD = ["Prénom", "Nom", "Adresse e-mail", "Organisation", "Langue"]
ZOE = ["Zoë", "Œuvrard-D’Été", "ZOE@exemple.fr", "Institut", ""]
LEA = ["Léa", "Martin", "lea@exemple.fr", "", "en"]


@pytest.fixture
def event(db):
    return EventFactory(capacity=2)


@pytest.fixture
def url(event):
    return reverse("roster_admin:attendees", args=[event.pk])


def csv(*rows: list[str], head=HEAD, encoding="utf-8") -> SimpleUploadedFile:
    text = "\r\n".join(";".join(row) for row in (head, *rows))
    return SimpleUploadedFile("inscrits.csv", text.encode(encoding))


def xlsx(*rows: list[str]) -> SimpleUploadedFile:
    book = Workbook()
    for row in (HEAD, *rows):
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    return SimpleUploadedFile("inscrits.xlsx", content.getvalue())


def check(client, url, file, **typed):
    return client.post(url, {"file": file, **typed})


def confirm(client, url, checked, **typed):
    return client.post(url, {"checked": checked.context["form"]["checked"].value(), **typed}, follow=True)


@pytest.mark.parametrize("file", [csv, xlsx])
def test_a_sheet_is_checked_then_imported_with_a_message_each(client, event, url, organiser, file):
    checked = check(client, url, file(ZOE, LEA))
    assert "Œuvrard" in checked.text
    assert not event.registrations.exists()
    assert "2 personnes sont inscrites" in said(confirm(client, url, checked))
    zoe, lea = event.registrations.order_by("pk")
    assert (zoe.email, zoe.state, zoe.organisation_name, zoe.language) == (
        "zoe@exemple.fr",
        "confirmed",
        "Institut",
        "fr",
    )
    assert (zoe.language, lea.language) == ("fr", "en")
    assert sorted(message.to[0] for message in mail.outbox) == ["lea@exemple.fr", "zoe@exemple.fr"]


def test_a_sheet_saved_by_an_old_spreadsheet_keeps_its_accents(client, event, url, organiser):
    confirm(client, url, check(client, url, csv(ZOE, encoding="cp1252")))
    assert event.registrations.get().last_name == "Œuvrard-D’Été"


def test_what_is_wrong_is_told_by_row_and_column_and_nobody_is_imported(client, event, url, organiser):
    RegistrationFactory(event=event, email="lea@exemple.fr")
    wrong = ["https://spam.example", "", "pas une adresse", "", "de"]
    page = check(client, url, csv(ZOE, wrong, LEA, ZOE))
    told = [(problem.row, problem.column) for problem in page.context["problems"]]
    assert told == [
        (3, "prénom"),
        (3, "nom"),
        (3, "adresse e-mail"),
        (3, "langue"),
        (4, "adresse e-mail"),
        (5, "adresse e-mail"),
    ]
    assert not page.context["form"]["checked"].value()
    assert event.registrations.count() == 1


def test_where_places_are_lacking_all_or_nobody_is_imported(client, event, url, organiser):
    RegistrationFactory(event=event)
    checked = check(client, url, csv(ZOE, LEA))
    assert "1 place manque" in checked.text
    assert "Personne n’est importé" in confirm(client, url, checked).text
    assert event.registrations.count() == 1
    confirm(client, url, checked, reason="Salle plus grande")
    event.refresh_from_db()
    assert (event.registrations.confirmed().count(), event.capacity) == (3, 3)
    assert ModelLogEntry.objects.filter(action="events.event.capacity").count() == 1


def test_where_there_are_categories_each_person_comes_in_one_at_its_price(client, event, url, organiser):
    CategoryFactory(event=event, label_fr="Visiteur", label_en="Visitor", net_price=120, capacity=50)
    CategoryFactory(event=event, label_fr="Intervenant")
    head = [*HEAD, "Catégorie"]
    checked = check(client, url, csv([*ZOE, "VISITOR"], [*LEA, "intervenant"], head=head))
    assert "« Visiteur » : 1 personne" in checked.text
    confirm(client, url, checked)
    told = event.registrations.order_by("pk").values_list("category__label_fr", "net_price")
    assert list(told) == [("Visiteur", 120), ("Intervenant", 0)]


FACTURE = ["Organisation pour la facture", "Numéro et rue", "Code postal", "Ville", "Pays", "Numéro de commande"]
ORVELLE = ["Orvelle", "3 rue du Port", "4000", "Liège", "belgique", "BC-12"]


def test_those_with_the_same_billing_details_share_an_invoice(client, event, url, organiser):
    seller()
    CategoryFactory(event=event, label_fr="Visiteur", net_price=120)
    noe = ["Noé", "Petit", "noe@exemple.fr", "", ""]
    event.capacity = 3
    event.save()
    head = [*HEAD, *FACTURE]
    checked = check(client, url, csv([*ZOE, *ORVELLE], [*LEA, *ORVELLE], [*noe, *[""] * 6], head=head))
    assert "1 personne sans coordonnées de facturation" in checked.text
    confirm(client, url, checked)
    [invoice] = Invoice.objects.all()
    assert (invoice.buyer, invoice.billing_country, invoice.billing_order_number) == ("Orvelle", "BE", "BC-12")
    assert (invoice.billing_email, invoice.lines.count()) == ("zoe@exemple.fr", 2)
    assert [row.email for row in event.registrations.to_invoice()] == ["noe@exemple.fr"]
    told = {message.to[0]: message.body for message in mail.outbox if "confirmée" in message.subject}
    assert ["La facture arrive" in told[f"{name}@exemple.fr"] for name in ("zoe", "noe")] == [True, False]


def test_billing_details_that_make_no_invoice_are_wrong_where_a_place_has_a_price(client, event, url, organiser):
    head = [*HEAD, "Catégorie", *FACTURE[:5], "SIRET"]
    CategoryFactory(event=event, label_fr="Visiteur", net_price=120)
    CategoryFactory(event=event, label_fr="Presse")
    bad = ["Orvelle", "", "", "", "Atlantide", "123"]
    page = check(client, url, csv([*ZOE, "Visiteur", *bad], [*LEA, "Presse", *bad], head=head))
    told = {(problem.row, problem.column) for problem in page.context["problems"]}
    assert told == {(2, "numéro et rue"), (2, "ville"), (2, "pays"), (2, "siret")}


def test_a_category_that_is_not_told_or_not_known_is_wrong(client, event, url, organiser):
    CategoryFactory(event=event, label_fr="Visiteur")
    CategoryFactory(event=event, label_fr="Presse")
    page = check(client, url, csv([*ZOE, ""], [*LEA, "visteur"], head=[*HEAD, "Catégorie"]))
    assert [(problem.row, problem.column) for problem in page.context["problems"]] == [
        (2, "catégorie"),
        (3, "catégorie"),
    ]
    assert "Visiteur, Presse" in page.text
    assert [problem.row for problem in check(client, url, csv(ZOE)).context["problems"]] == [2]


def test_the_only_category_is_everybodys_and_without_any_none_is_told(client, event, url, organiser):
    assert check(client, url, csv([*ZOE, "Presse"], head=[*HEAD, "Catégorie"])).context["problems"]
    CategoryFactory(event=event, label_fr="Visiteur")
    confirm(client, url, check(client, url, csv(ZOE)))
    assert event.registrations.get().category.label_fr == "Visiteur"


def test_more_than_a_category_holds_are_told_beforehand_and_not_imported(client, event, url, organiser):
    category = CategoryFactory(event=event, label_fr="Visiteur", capacity=1)
    checked = check(client, url, csv(ZOE, LEA))
    assert "« Visiteur » : 1 place manque" in checked.text
    assert "Personne n’est importé" in confirm(client, url, checked, reason="Salle plus grande").text
    assert not event.registrations.exists()
    category.capacity = 2
    category.save()
    confirm(client, url, checked)
    assert event.registrations.count() == 2


def test_imported_twice_is_once(client, event, url, organiser):
    checked = check(client, url, csv(ZOE))
    confirm(client, url, checked)
    assert "déjà inscrite à l’événement" in confirm(client, url, checked).text
    assert event.registrations.count() == len(mail.outbox) == 1


def test_what_was_checked_for_another_event_or_by_nobody_is_not_imported(client, event, url, organiser):
    other = EventFactory()
    checked = check(client, reverse("roster_admin:attendees", args=[other.pk]), csv(ZOE))
    confirm(client, url, checked)
    client.post(url, {"checked": "forged"})
    client.post(url, {})
    assert not event.registrations.exists()


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("vide.csv", b""),
        SimpleUploadedFile("vide.csv", "Prénom;Nom;Adresse e-mail\r\n".encode()),
        SimpleUploadedFile("sans.csv", b"a;b\r\nc;d\r\n"),
        SimpleUploadedFile("faux.xlsx", b"PK\x03\x04rien"),
        SimpleUploadedFile("photo.png", b"\x89PNG"),
        SimpleUploadedFile("nul.csv", "Prénom;Nom;Adresse e-mail\r\na\0;b;c@exemple.fr".encode()),
    ],
    ids=lambda file: file.name,
)
def test_what_is_no_list_of_people_is_refused(client, event, url, organiser, file):
    file.seek(0)
    page = check(client, url, file)
    assert page.status_code == 200
    assert not page.context["form"]["checked"].value()


def test_who_may_not_change_registrations_imports_nobody(client, event, url):
    client.force_login(UserFactory())
    assert check(client, url, csv(ZOE)).status_code == 302


def at(event, title: str, hour: int = 0, **facts):
    start = event.starts_at + timedelta(hours=hour)
    hours = {"starts_at": start, "ends_at": start + timedelta(hours=1)}
    return SessionFactory(event=event, title_fr=title, **{"capacity": 1, **hours, **facts})


def going(*rows: tuple[list[str], str]) -> SimpleUploadedFile:
    quoted = [[*row, f'"{sessions}"'] for row, sessions in rows]
    return csv(*quoted, head=[*HEAD, "Ateliers"])


def test_people_come_with_their_sessions_and_wait_for_those_that_are_full(client, event, url, organiser):
    night, letters = at(event, "La nuit, répondre"), at(event, "Écrire", hour=1, title_en="Writing")
    file = going((ZOE, "la nuit, repondre ; Writing"), (LEA, "Écrire"))
    checked = check(client, url, file)
    assert "« La nuit, répondre » : 1 personne" in checked.text
    assert "« Écrire » : 2 personnes, dont 1 sur sa liste d’attente" in checked.text
    confirm(client, url, checked)
    told = [
        (booking.registration.first_name, booking.session, booking.state) for booking in Booking.objects.order_by("pk")
    ]
    assert told == [("Zoë", night, "booked"), ("Zoë", letters, "booked"), ("Léa", letters, "waiting")]
    assert len(mail.outbox) == 2
    assert "La nuit, répondre" in next(sent for sent in mail.outbox if sent.to == ["zoe@exemple.fr"]).body


def test_sessions_that_are_not_there_or_clash_or_share_a_name_are_told_by_row(client, event, url, organiser):
    for title in ("La nuit", "Écrire", "Deux fois", "Deux fois"):
        at(event, title)
    file = going((ZOE, "La nuit; Écrire"), (LEA, "Lire; Deux fois"))
    problems = check(client, url, file).context["problems"]
    assert [(problem.row, problem.column) for problem in problems] == [(2, "séances"), (3, "séances"), (3, "séances")]
    said_of = " ".join(problem.message for problem in problems)
    assert "en même temps" in said_of
    assert "ne s’appelle « Lire »" in said_of
    assert "Plusieurs séances s’appellent « Deux fois »" in said_of


def test_nobody_is_imported_where_a_session_is_full_and_nobody_waits(client, event, url, organiser):
    type(event).objects.update(has_waiting_list=False)
    at(event, "La nuit")
    checked = check(client, url, going((ZOE, "La nuit"), (LEA, "La nuit")))
    assert "« La nuit » : 1 place manque" in checked.text
    assert "Personne n’est importé" in confirm(client, url, checked).text
    assert not event.registrations.exists()
