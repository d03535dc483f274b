import time
from datetime import date, timedelta
from itertools import pairwise
from resource import RUSAGE_SELF, getrusage

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from members.models import Domain, Membership, Organisation, Plan, Seat, User
from members.services.seats import remove_seat
from portal.core.mail.models import Message
from portal.roster.models import Sheet, Work
from portal.roster.progress import forget, note, noted
from portal.roster.services import NotChanged, confirm_import, is_lost
from portal.roster.tasks import import_sheet
from portal.roster.working import forget_sheets, invite_some
from tests.factories.members import InvitationFactory, MembershipFactory, OrganisationFactory, SeatFactory, UserFactory
from tests.factories.rosters import as_csv, as_xlsx, imported, line, many, period, sent

pytestmark = pytest.mark.django_db
EMAIL = "adresse e-mail"


def faults(sheet: Sheet) -> list[tuple[int, str]]:
    return [(problem["row"], problem["column"]) for problem in sheet.problems]


def rows_there_are() -> list[int]:
    return [model.objects.count() for model in (Organisation, Membership, Domain, User, Seat)]


def test_an_organisation_comes_in_with_its_membership_and_its_people():
    Plan.objects.create(name_fr="Association", seats=8, fee=900)
    imported(
        line(
            siret="123 456 782 00010", site="tilleuls.example", secteur="Médico-social", effectif="120",
            domaines="tilleuls.example ; @tilleuls.org", soutien="Fondateur", formule="association",
            prénom="Léa", nom="Martin", rôle="Personne référente", référence="VIR-1",
            **{EMAIL: "Lea.Martin@tilleuls.example", **period(places="")},
        ),
        line(prénom="Paul", nom="Durand", rôle="facturation", **{EMAIL: "compta@tilleuls.example"}),
        line(**{EMAIL: "zoe@tilleuls.example"}),
    )  # fmt: skip
    organisation = Organisation.objects.get()
    assert (organisation.siret, organisation.website) == ("12345678200010", "https://tilleuls.example")
    assert (organisation.size, organisation.tier) == ("medium", "founder")
    assert (organisation.billing_name, organisation.billing_email) == ("Paul Durand", "compta@tilleuls.example")
    assert [each.verified_on for each in organisation.domains.all()] == [None, None]
    membership = organisation.memberships.get()
    assert (membership.starts_on, membership.seats, membership.fee) == (date(2026, 1, 1), 8, 900)
    assert membership.paid_on == date(2026, 1, 15)
    seats = {seat.user.email: seat.is_delegate for seat in organisation.seats.select_related("user")}
    assert seats == {"lea.martin@tilleuls.example": True, "zoe@tilleuls.example": False}
    lea = User.objects.get(email="lea.martin@tilleuls.example")
    assert (lea.get_full_name(), lea.has_usable_password()) == ("Léa Martin", False)
    assert lea.emailaddress_set.get().primary


def test_nothing_is_written_before_the_word_is_given():
    before = rows_there_are()
    sheet = sent(line(**{EMAIL: "a@b.example", **period()}))
    assert rows_there_are() == before
    assert sheet.counts["organisations"] == sheet.counts["seats"] == 1
    assert sheet.effects[0][:2] == [2, "Les Tilleuls"]


def test_imported_twice_it_changes_nothing():
    rows = [line(siret="12345678200010", **{EMAIL: "A@b.example", **period()}), line(**{EMAIL: "c@b.example"})]
    imported(*rows)
    before, journal = rows_there_are(), ModelLogEntry.objects.filter(action__startswith="members").count()
    again = sent(*rows)
    assert not any(again.counts.values())
    imported(*rows)
    assert rows_there_are() == before
    assert ModelLogEntry.objects.filter(action__startswith="members").count() == journal


def test_what_a_row_says_changes_what_is_there_and_what_it_leaves_empty_stays():
    organisation = OrganisationFactory(name="LES  tilleuls".replace("  ", " "), sector="Santé", billing_email="x@y.fr")
    MembershipFactory(
        organisation=organisation, starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30), paid_on=None, seats=2
    )
    imported(line(site="https://tilleuls.example", **period()))
    organisation.refresh_from_db()
    assert (organisation.name, organisation.sector, organisation.billing_email) == ("LES tilleuls", "Santé", "x@y.fr")
    membership = organisation.memberships.get()
    assert (membership.ends_on, membership.seats) == (date(2026, 12, 31), 5)
    entry = ModelLogEntry.objects.get(action="members.memberships.changed")
    assert (entry.data["before"][0]["seats"], entry.data["after"][0]["seats"]) == ("2", "5")


def test_a_number_tells_an_organisation_whatever_its_name():
    there = OrganisationFactory(siret="12345678200010")
    imported(line("Autre nom", siret="12345678200010", secteur="Santé"))
    there.refresh_from_db()
    assert (there.sector, Organisation.objects.count()) == ("Santé", 1)


def test_somebody_known_keeps_their_name_and_gets_the_seat_that_was_offered():
    organisation = MembershipFactory().organisation
    user = UserFactory(email="lea@b.example", first_name="Léa", last_name="Martin")
    offer = InvitationFactory(organisation=organisation, email=user.email)
    imported(line(organisation.name, nom="Autre", **{EMAIL: user.email}))
    user.refresh_from_db()
    offer.refresh_from_db()
    assert user.last_name == "Martin"
    assert offer.seat == organisation.seats.get(user=user)


def test_who_was_invited_as_delegate_is_one():
    organisation = MembershipFactory().organisation
    offer = InvitationFactory(organisation=organisation, is_delegate=True)
    imported(line(organisation.name, **{EMAIL: offer.email}))
    assert organisation.seats.get().is_delegate


def test_who_has_a_seat_becomes_delegate_and_it_is_in_the_journal():
    seat = SeatFactory(organisation=MembershipFactory().organisation)
    imported(line(seat.organisation.name, rôle="référent", **{EMAIL: seat.user.email}))
    seat.refresh_from_db()
    assert seat.is_delegate
    assert ModelLogEntry.objects.get(action="members.seat.delegate").data == {"user": seat.user_id, "seat": seat.pk}


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ([line("", secteur="Santé")], [(2, "organisation")]),
        ([line(siret="123")], [(2, "siret")]),
        ([line(), line(**{EMAIL: "nulle part"})], [(3, EMAIL)]),
        ([line(site="pas un site")], [(2, "site")]),
        ([line(effectif="beaucoup")], [(2, "effectif")]),
        ([line(domaines="gmail.com")], [(2, "domaines")]),
        ([line(soutien="ami")], [(2, "soutien")]),
        ([line(formule="Inconnue", **period())], [(2, "formule")]),
        ([line(début="hier", fin="31/12/2026")], [(2, "début")]),
        ([line(début="01/01/2026")], [(2, "fin")]),
        ([line(**period(fin="01/01/2025"))], [(2, "fin")]),
        ([line(**period(places="-1"))], [(2, "places")]),
        ([line(rôle="chef", **{EMAIL: "a@b.example", **period()})], [(2, "rôle")]),
        ([line(nom="Martin")], [(2, EMAIL)]),
        ([line(nom="x" * 151, **{EMAIL: "a@b.example", **period()})], [(2, "nom")]),
        ([line("x" * 121)], [(2, "organisation")]),
        ([line(secteur="Santé"), line(secteur="École")], [(3, "secteur")]),
        ([line(**period()), line(**period(fin="30/06/2026"))], [(3, "fin")]),
        ([line("A", siret="73282932000074"), line("B", siret="73282932000074")], [(3, "siret")]),
        ([line(**{EMAIL: "a@b.example"})], [(2, "début")]),
        ([line(**{EMAIL: "a@b.example", **period(places="1")}), line(**{EMAIL: "c@b.example"})], [(2, "places")]),
        (
            [line(rôle="facturation", **{EMAIL: "a@b.example"}), line(rôle="billing", **{EMAIL: "c@b.example"})],
            [(3, "rôle")],
        ),
    ],
)
def test_what_is_wrong_is_told_by_row_and_column_and_nothing_is_done(rows, where):
    before = rows_there_are()
    sheet = sent(*rows)
    assert sheet.state == Work.REFUSED
    assert faults(sheet) == where
    assert rows_there_are() == before


def test_a_closed_account_gets_no_seat():
    closed = UserFactory(is_active=False)
    assert faults(sent(line(**{EMAIL: closed.email, **period()}))) == [(2, EMAIL)]


def test_another_number_than_the_known_one_is_refused():
    there = OrganisationFactory(siret="73282932000074")
    assert faults(sent(line(there.name, siret="12345678200010"))) == [(2, "siret")]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"organisation\n" + b"x" * 50 + b"\0", "a.csv", "caractère nul"),
        (b"x", "a.xlsx", "Excel"),
        (b"", "a.csv", "vide"),
        (b"nom\nMartin\n", "a.csv", "colonne"),
        (b"organisation;e-mail;courriel\nA;a@b.example;c@b.example\n", "a.csv", "deux fois"),
        (as_csv(line()).decode("utf-8-sig").encode("utf-16-le"), "a.csv", "UTF-16"),
    ],
)
def test_what_can_not_be_read_is_refused_in_one_sentence(content, name, said):
    sheet = sent(content=content or b" ", name=name) if content else sent(content=b"\n", name=name)
    assert sheet.state == Work.REFUSED
    assert said in sheet.problems[0]["message"]
    assert len(sheet.problems) == 1


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (as_csv(line("Été", secteur="Santé"), encoding="windows-1252"), "a.csv"),
        (as_csv(line("Été", secteur="Santé"), encoding="utf-16"), "a.csv"),
        (as_xlsx(line("Été", secteur="Santé")), "a.xlsx"),
    ],
)
def test_it_is_read_in_whichever_encoding(content, name):
    imported(content=content, name=name)
    assert Organisation.objects.get().name == "Été"


def test_an_import_that_the_world_overtook_changes_nothing():
    sheet = sent(line(**{EMAIL: "a@b.example", **period()}))
    UserFactory(email="a@b.example", is_active=False)
    confirm_import(sheet_id=sheet.pk, by=None)
    sheet.refresh_from_db()
    assert (sheet.state, Organisation.objects.count()) == (Work.REFUSED, 0)


def test_nobody_is_written_to_unless_asked():
    imported(line(**{EMAIL: "a@b.example", **period()}))
    assert not Message.objects.exists()


def test_who_got_a_seat_is_written_to_once(monkeypatch):
    monkeypatch.setattr("portal.roster.working.INVITED_AT_ONCE", 2)
    rows = [line(**{EMAIL: f"p{n}@b.example", **period()}) for n in range(5)]
    sheet = imported(*rows, invites=True)
    assert sorted(Message.objects.values_list("to", flat=True)) == [f"p{n}@b.example" for n in range(5)]
    assert sheet.to_invite == []
    imported(*rows, invites=True)
    assert Message.objects.count() == 5


def test_they_are_written_to_even_if_the_worker_was_lost_before_it_began(monkeypatch):
    monkeypatch.setattr("portal.roster.tasks.invite_some", lambda sheet_id: False)
    sheet = imported(line(**{EMAIL: "a@b.example", **period()}), invites=True)
    monkeypatch.undo()
    import_sheet.enqueue(sheet.pk, "fr")
    assert Message.objects.get().to == "a@b.example"


def test_who_lost_the_seat_meanwhile_is_not_written_to(monkeypatch):
    monkeypatch.setattr("portal.roster.tasks.invite_some", lambda sheet_id: False)
    sheet = imported(line(**{EMAIL: "a@b.example", **period()}), invites=True)
    monkeypatch.undo()
    remove_seat(seat=Seat.objects.get(), by=None)
    assert not invite_some(sheet.pk)
    assert not Message.objects.exists()


def test_a_sheet_is_imported_once():
    sheet = imported(line())
    with pytest.raises(NotChanged):
        confirm_import(sheet_id=sheet.pk, by=None)


def test_what_was_sent_goes_once_imported_refused_or_forgotten():
    done, refused, waiting = imported(line()), sent(line(siret="1")), sent(line("B"))
    assert (done.file, refused.file) == ("", "")
    assert waiting.file
    assert forget_sheets(timezone.now()) == 1
    assert forget_sheets(timezone.now()) == 0
    waiting.refresh_from_db()
    assert (waiting.file, waiting.state) == ("", Work.REFUSED)


def test_an_import_tells_how_far_it_is_while_it_is_in_its_one_transaction(monkeypatch):
    told = []

    def overheard(sheet_id: int, done: float) -> None:
        note(sheet_id, done)
        told.append((noted(sheet_id).percent, Sheet.objects.get(pk=sheet_id).state))

    monkeypatch.setattr("portal.roster.working.note", overheard)
    monkeypatch.setattr("members.services.rosters.AT_ONCE", 2)
    sheet = imported(*(line(**{EMAIL: f"p{n}@b.example", **period(places="9")}) for n in range(6)))
    percents = [percent for percent, _state in told]
    assert percents == sorted(percents)
    assert (percents[0], percents[-1]) == (0, 100)
    assert len(set(percents)) > 8
    assert {state for _percent, state in told} == {Work.IMPORTING}
    assert noted(sheet.pk) is None


def test_where_it_can_not_be_told_the_import_goes_on(settings, tmp_path):
    settings.CACHE_DIR = tmp_path / "file"
    settings.CACHE_DIR.write_text("not a folder")
    assert imported(line(**{EMAIL: "a@b.example", **period()})).state == Work.DONE


def test_a_worker_that_tells_how_far_it_is_is_not_lost():
    sheet = sent(line(**{EMAIL: "a@b.example", **period()}))
    Sheet.objects.update(state=Work.IMPORTING, worked_at=timezone.now() - timedelta(hours=1))
    sheet.refresh_from_db()
    assert is_lost(sheet)
    note(sheet.pk, 0.5)
    assert not is_lost(sheet)
    forget(sheet.pk)


def test_its_queries_do_not_grow_with_its_rows():
    counts = []
    for number in (3, 2, 20):  # the first finds out the types of content
        rows = [{**row, "organisation": f"{number} {row['organisation']}", "siret": ""} for row in many(number, number)]
        with CaptureQueriesContext(connection) as told:
            imported(*rows)
        counts.append(len(told))
        User.objects.all().delete()
    assert counts[1] == counts[2]


@pytest.mark.drill
def test_fifteen_hundred_organisations_and_ten_thousand_people_come_in_at_once():
    content = as_csv(*many(1_500, 10_000))
    before = getrusage(RUSAGE_SELF).ru_maxrss
    moments = [(time.monotonic(), time.process_time())]
    with CaptureQueriesContext(connection) as told:
        sheet = sent(content=content)
        moments.append((time.monotonic(), time.process_time()))
        confirm_import(sheet_id=sheet.pk, by=None)
    moments.append((time.monotonic(), time.process_time()))
    took = [[round(after - before, 1) for before, after in pairwise(clock)] for clock in zip(*moments, strict=True)]
    grown = (getrusage(RUSAGE_SELF).ru_maxrss - before) // 1024
    print(f"check and import: {took[0]} s, {took[1]} s of the processor; {len(told)} queries; {grown} MB")  # noqa: T201
    assert (Organisation.objects.count(), Seat.objects.count()) == (1_500, 10_000)
    assert len(told) < 700
    assert not any(sent(content=content).counts.values())
