"""A person is erased from every table, and stays so."""

import json
import time
import zipfile
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.log_actions import log

from events.models import Registration
from events.services.registering import cancel_registration
from events.states import RegistrationState
from members.models import Application, Invitation, Membership, Seat, User
from members.services.accounts import settle_account
from members.services.seats import give_seat, remove_seat
from portal.account.models import DataCopy, Erasure
from portal.account.services.copies import ask_for_copy
from portal.account.services.erasing import (
    LastAdministrator,
    _write,
    address_hash,
    erase_person,
    keep_list,
    list_file,
    replay_erasures,
)
from portal.core.mail.models import Message
from portal.core.mail.writing import queue
from portal.core.models import PortalDocument
from tests.factories.events import EventFactory, RegistrationFactory, register
from tests.factories.mail import refused
from tests.factories.members import (
    ApplicationFactory,
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.factories.tasks import QUEUED, work
from tests.members.test_adapter import sign_in

pytestmark = pytest.mark.django_db

EMAIL = "bathilde@exemple.fr"


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def bathilde(settings, client) -> User:
    """Somebody who left a trace wherever the portal keeps one."""
    settings.TASKS = QUEUED
    user = UserFactory(email=EMAIL, first_name="Bathilde", last_name="Quenouille-Aubépine")
    administrator = UserFactory(is_superuser=True)
    settle_account(user=user, made=True, language="fr", by=administrator)
    organisation = MembershipFactory().organisation
    organisation.contact_name, organisation.contact_email = str(user), EMAIL
    organisation.save()
    remove_seat(seat=give_seat(organisation=organisation, email=EMAIL, by=administrator), by=administrator)
    give_seat(organisation=organisation, email=EMAIL, by=administrator)
    Membership.objects.create(
        user=user, starts_on=timezone.localdate(), ends_on=timezone.localdate() + timedelta(days=200)
    )
    named = {"first_name": user.first_name, "last_name": user.last_name, "email": EMAIL.title(), "by": user}
    coming, gone = EventFactory(capacity=1), EventFactory()
    register(coming, **named)
    register(coming, email="suivante@exemple.fr")
    cancel_registration(registration_id=register(gone, **named).registration.pk, by=user)
    gone.starts_at = timezone.now() - timedelta(days=9)
    gone.ends_at = gone.starts_at + timedelta(hours=2)
    gone.save()
    RegistrationFactory(event=gone, email=EMAIL, first_name="Bathilde", last_name=user.last_name)
    refused(to=EMAIL, text="Bonjour Bathilde")
    queue(
        "home/contact",
        to="bureau@exemple.fr",
        language="fr",
        context={"name": str(user), "email": EMAIL, "topic": "t", "message": "m"},
        reply_to=EMAIL,
    )
    PortalDocument.objects.create(title="Note", uploaded_by_user=user)
    log(instance=organisation, action="wagtail.edit", user=administrator, data={"note": f"demandé par {EMAIL}"})
    session = SessionStore()
    session["_auth_user_id"], session["registered_address"] = str(user.pk), EMAIL
    session.save()
    client.force_login(user)
    client.get("/compte/")
    ask_for_copy(user=user, language="fr", by=user)
    work()
    return user


def traces(*words: str) -> list[str]:
    """Every text column of the database that says one of these."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                name = connection.ops.quote_name(column.name)
                for word in words:
                    cursor.execute(
                        f"SELECT 1 FROM {connection.ops.quote_name(table)} WHERE LOWER(CAST({name} AS text)) LIKE %s",  # noqa: S608
                        [f"%{word.lower()}%"],
                    )
                    if cursor.fetchone():
                        found.append(f"{table}.{column.name}: {word}")
    return found


def test_nothing_of_a_person_is_left_in_any_table(bathilde):
    assert len(traces(EMAIL, "Quenouille")) > 5
    erase_person(user=bathilde, by=bathilde)
    (last,) = Message.objects.filter(to=EMAIL)
    assert "Bathilde" not in last.text
    work()
    assert traces(EMAIL, "Quenouille", "bathilde") == []


def test_their_place_goes_to_the_next_in_line_and_numbers_stay(bathilde):
    erase_person(user=bathilde, by=bathilde)
    assert Registration.objects.get(email="suivante@exemple.fr").state == RegistrationState.CONFIRMED
    assert Registration.objects.holding_places().filter(event__ends_at__lt=timezone.now()).count() == 1


def test_what_they_paid_stays_without_their_name(bathilde):
    erase_person(user=bathilde, by=bathilde)
    membership = Membership.objects.exclude(user=None).get()
    assert not membership.user.is_active
    assert not membership.user.has_usable_password()


def test_somebody_elses_registrations_are_not_those_of_an_unproved_address():
    RegistrationFactory(event=EventFactory(), email=EMAIL)
    erase_person(user=UserFactory(email=EMAIL, proved=False), by=None)
    assert Registration.objects.filter(email=EMAIL).exists()


def test_the_sessions_of_others_are_not_looked_into(client, site, monkeypatch):
    user, decoded = UserFactory(), []
    for who in (UserFactory(), UserFactory(), user):
        client.cookies.clear()
        sign_in(client, who)
    monkeypatch.setattr(Session, "get_decoded", lambda session: decoded.append(session) or {})
    erase_person(user=user, by=None)
    assert (decoded, Session.objects.count()) == ([], 2)


def test_somebody_elses_longer_address_stays_whole():
    user, others = UserFactory(email="jean@exemple.fr"), ["anne-jean@exemple.fr", "jean@exemple.fr.ca"]
    note = f"pour\njean@exemple.fr, comme {others[0]} et Jean@Exemple.fr ({others[1]})."
    entry = log(instance=OrganisationFactory(), action="wagtail.edit", data={"note": note})
    session = SessionStore()
    session["registered_address"] = others[0]
    session.save()
    erase_person(user=user, by=None)
    entry.refresh_from_db()
    assert entry.data["note"] == f"pour\n(effacé), comme {others[0]} et (effacé) ({others[1]})."
    assert session.exists(session.session_key)


def test_the_only_administrator_stays():
    with pytest.raises(LastAdministrator):
        erase_person(user=(user := UserFactory(is_superuser=True)), by=user)
    assert User.objects.filter(pk=user.pk).exists()


def test_an_old_backup_is_cleaned_by_the_list_beside_it(django_capture_on_commit_callbacks):
    event = EventFactory()
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(user=UserFactory(email=EMAIL), by=None)
    assert EMAIL not in list_file().read_text()
    Erasure.objects.all().delete()
    long_ago = timezone.now() - timedelta(days=9)
    UserFactory(email=EMAIL, date_joined=long_ago)
    RegistrationFactory(event=event, email=EMAIL, created_at=long_ago)
    written = StringIO()
    call_command("replay_deletions", stdout=written)
    assert written.getvalue().strip() == "1"
    assert not User.objects.filter(email=EMAIL).exists()
    assert not Registration.objects.filter(email=EMAIL).exists()
    assert replay_erasures() == 0


def test_what_an_old_backup_brings_back_of_somebody_without_an_account_is_erased():
    long_ago = timezone.now() - timedelta(days=9)
    invitation = InvitationFactory(email=EMAIL, sent_at=long_ago)
    billed = OrganisationFactory(billing_name="Bathilde", billing_email=EMAIL.title())
    application = ApplicationFactory(email=EMAIL, received_at=long_ago)
    Erasure.objects.create(address_hash=address_hash(EMAIL), erased_at=timezone.now() - timedelta(days=1))
    assert replay_erasures() == 1
    billed.refresh_from_db()
    assert (billed.billing_name, billed.billing_email) == ("", "")
    assert not Invitation.objects.filter(pk=invitation.pk).exists()
    assert not Application.objects.filter(pk=application.pk).exists()


@pytest.mark.parametrize("named", ["delegate", "billing"])
def test_who_an_old_backup_says_was_named_in_an_application_is_named_no_longer(named):
    of_another = {f"{named}_name": "Bathilde", f"{named}_email": EMAIL.title()}
    application = ApplicationFactory(received_at=timezone.now() - timedelta(days=9), **of_another)
    Erasure.objects.create(address_hash=address_hash(EMAIL), erased_at=timezone.now() - timedelta(days=1))
    assert replay_erasures() == 1
    application.refresh_from_db()
    assert (getattr(application, f"{named}_name"), getattr(application, f"{named}_email")) == ("", "")


@pytest.mark.parametrize("field", ["email", "delegate_email", "billing_email"])
def test_who_applied_or_was_named_since_is_left_alone(field):
    Erasure.objects.create(address_hash=address_hash(EMAIL), erased_at=timezone.now() - timedelta(days=1))
    ApplicationFactory(**{field: EMAIL})
    assert replay_erasures() == 0
    assert Application.objects.filter(**{field: EMAIL}).exists()


def test_who_was_invited_since_is_left_alone():
    Erasure.objects.create(address_hash=address_hash(EMAIL), erased_at=timezone.now() - timedelta(days=1))
    InvitationFactory(email=EMAIL)
    assert replay_erasures() == 0
    assert Invitation.objects.exists()


def test_who_came_back_since_is_left_alone():
    erase_person(user=UserFactory(email=EMAIL), by=None)
    keep_list()
    UserFactory(email=EMAIL)
    assert replay_erasures() == 0
    assert User.objects.filter(email=EMAIL).exists()


def prove(client, user: User) -> None:
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time(), "email": user.email}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def test_a_person_erases_themselves_and_is_signed_out(client):
    user = UserFactory(email=EMAIL)
    prove(client, user)
    assert client.post("/compte/mes-donnees/supprimer/").status_code == 200
    assert User.objects.filter(pk=user.pk).exists()
    answer = client.post("/compte/mes-donnees/supprimer/", {"sure": "on"})
    assert answer.url == "/compte/mes-donnees/supprime/"
    assert not User.objects.filter(pk=user.pk).exists()
    assert client.get("/compte/").status_code == 302
    assert client.get(answer.url).status_code == 200


@pytest.mark.parametrize("address", ["/compte/mes-donnees/supprimer/", "/compte/mes-donnees/copie/"])
def test_who_did_not_just_prove_who_they_are_is_asked_to(client, address):
    client.force_login(user := UserFactory())
    assert client.post(address, {"sure": "on"}).status_code in (302, 403)
    assert User.objects.filter(pk=user.pk).exists()
    assert not DataCopy.objects.exists()


@pytest.fixture
def link(client, bathilde) -> str:
    prove(client, bathilde)
    client.post("/compte/mes-donnees/copie/")
    work()
    assert {message.text for message in Message.objects.filter(template="personal/copy_ready")} == {""}
    copy = DataCopy.objects.get()
    token = copy.new_link()
    copy.save()
    return f"/compte/mes-donnees/copie/{token}/"


def test_a_copy_holds_what_is_kept_and_is_given_once(client, link):
    for answer in (client.get(link), client.head(link), client.get(link, headers={"range": "bytes=0-9"})):
        assert answer.status_code == 200
        assert b"PK" not in answer.content[:2]
    answer = client.post(link, headers={"range": "bytes=0-9"})
    assert answer["Cache-Control"] == "private, no-store"
    with zipfile.ZipFile(BytesIO(answer.content)) as file:
        assert file.namelist() == ["LISEZMOI.txt", "data.json"]
        rows = json.loads(file.read("data.json"))["data"]
    assert rows["members.User"][0]["email"] == EMAIL
    assert len(rows["events.Registration"]) == 3
    assert rows["members.Seat"]
    assert client.post(link).status_code == client.get(link).status_code == 404


def test_nobody_gets_the_copy_of_another(client, link):
    client.logout()
    assert client.get(link).status_code == 302
    client.force_login(UserFactory())
    assert client.get(link).status_code == client.post(link).status_code == 404
    assert client.post("/compte/mes-donnees/copie/devine/").status_code == 404
    assert DataCopy.objects.exists()


def test_a_copy_that_nobody_took_expires(client, link):
    DataCopy.objects.update(made_at=timezone.now() - timedelta(days=8))
    assert client.post(link).status_code == 404


def test_another_organisation_keeps_its_contact(bathilde):
    other = OrganisationFactory(contact_name="Ada")
    erase_person(user=bathilde, by=None)
    other.refresh_from_db()
    assert other.contact_name == "Ada"
    assert Seat.objects.count() == 0


def test_two_who_write_the_list_at_once_do_not_take_each_others_file(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    both, written = Barrier(2, timeout=10), set()

    def replace(self: Path, target: Path) -> None:
        written.add(self.name)
        both.wait()

    monkeypatch.setattr(Path, "replace", replace)
    threads = [Thread(target=_write, args=({},)) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(written) == 2
