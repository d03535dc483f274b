from datetime import timedelta
from importlib import import_module

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from events.models import AttendeeCode, Registration
from members.models import Invitation, Seat, SeatRequest, User
from members.services.accounts import account_to_sign_in
from portal.account.models import DataCopy, Erasure, Forgetting
from portal.account.services import forgetting
from portal.account.services.erasing import erase_person, keep_list, list_file
from portal.account.services.forgetting import RetentionFailed, apply_retention
from portal.core.mail.models import Message
from portal.core.personal_data.registry import STEPS
from portal.letters.models import Reader
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.letters import reader
from tests.factories.members import InvitationFactory, MembershipFactory, SeatFactory, UserFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def ago(days: int):
    return timezone.now() - timedelta(days=days)


def test_registrations_lose_their_names_three_years_after_the_event():
    old, recent = (EventFactory(starts_at=ago(days), capacity=5) for days in (1097, 1090))
    kept = RegistrationFactory(event=recent)
    RegistrationFactory(event=old, email="zoe@exemple.fr")
    assert apply_retention()["registrations"] == 1
    assert apply_retention()["registrations"] == 0
    assert old.registrations.holding_places().count() == 1
    assert set(Registration.objects.exclude(email__endswith=".invalid")) == {kept}
    assert Forgetting.objects.get(key="registrations").total == 1


def test_an_unused_account_is_warned_and_erased_thirty_days_later(monkeypatch):
    unused = UserFactory(last_login=ago(1066))
    administrator = UserFactory(is_superuser=True, last_login=ago(2000))
    individual = MembershipFactory(organisation=None, user=UserFactory()).user
    for kept in (UserFactory(last_login=ago(1000)), administrator, member(), individual):
        User.objects.filter(pk=kept.pk).update(date_joined=ago(2000))
    apply_retention()
    apply_retention()
    assert Message.objects.filter(template="personal/unused").count() == 1
    assert User.objects.count() == 5
    later = timezone.now() + timedelta(days=31)
    monkeypatch.setattr(forgetting.timezone, "now", lambda: later)
    assert apply_retention()["accounts"] == 1
    assert not User.objects.filter(pk=unused.pk).exists()
    assert User.objects.count() == 4


def test_who_was_warned_and_came_back_is_kept():
    user = UserFactory(last_login=ago(1097))
    apply_retention()
    assert User.objects.filter(pk=user.pk).exists()


def test_who_was_warned_before_they_had_a_seat_is_warned_anew(monkeypatch):
    user = UserFactory(last_login=ago(1097))
    apply_retention()
    later = timezone.now() + timedelta(days=400)
    monkeypatch.setattr(forgetting.timezone, "now", lambda: later)
    assert apply_retention()["accounts"] == 0
    assert User.objects.filter(pk=user.pk).exists()
    assert Message.objects.filter(template="personal/unused", to=user.email).exists()


def test_the_account_that_holds_what_an_erased_person_paid_is_nobodys_to_warn():
    day = ago(2000).date()
    paid = MembershipFactory(organisation=None, user=UserFactory(), starts_on=day, ends_on=day)
    erase_person(user=paid.user, by=None)
    User.objects.update(date_joined=ago(1097))
    apply_retention()
    assert not Message.objects.filter(template="personal/unused").exists()


def signed_up(days: int, email: str = "inconnue@exemple.fr") -> User:
    """An account made for whoever typed this address, so many days ago."""
    user = account_to_sign_in(address=email, opens=True)
    User.objects.filter(pk=user.pk).update(date_joined=ago(days))
    return user


def test_an_account_that_nobody_proved_goes_after_a_week_and_nothing_else_of_the_address():
    user = signed_up(8)
    follower = reader(email=user.email)
    assert apply_retention()["accounts"] == 1
    assert not User.objects.filter(email=user.email).exists()
    assert Reader.objects.filter(pk=follower.pk).exists()
    assert not ModelLogEntry.objects.filter(label__contains=user.email).exists()
    assert not Message.objects.filter(template="personal/unused").exists()


KEEPING = {
    "a recent code": lambda user: Message.objects.create(to=user.email, template="account/login_code"),
    "a proved address": lambda user: user.emailaddress_set.update(verified=True),
    "a sign-in": lambda user: User.objects.filter(pk=user.pk).update(last_login=ago(8)),
    "a seat": lambda user: SeatFactory(user=user, removed_at=ago(7)),
    "a membership": lambda user: MembershipFactory(organisation=None, user=user),
    "a registration": lambda user: RegistrationFactory(event=EventFactory(), email=user.email),
    "somebody who made it": lambda user: ModelLogEntry.objects.update(user=UserFactory()),
    "a door that was shut": lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
    "six days": lambda user: User.objects.filter(pk=user.pk).update(date_joined=ago(6)),
}


@pytest.mark.parametrize("keeping", KEEPING)
def test_an_account_that_nobody_proved_stays_where_there_is(keeping):
    user = signed_up(8)
    KEEPING[keeping](user)
    apply_retention()
    assert User.objects.filter(pk=user.pk).exists()


@pytest.mark.parametrize("count", [2, 20])
def test_accounts_that_nobody_proved_are_looked_for_all_at_once(count, django_assert_max_num_queries):
    for number in range(count):
        signed_up(8, f"inconnue{number}@exemple.fr")
    with django_assert_max_num_queries(60):
        assert forgetting.forget_unused_accounts(ago(1095)) == count


def test_codes_and_copies_are_forgotten():
    AttendeeCode.objects.create(email="zoe@exemple.fr", code_hash="x", expires_at=ago(1))
    DataCopy.objects.create(user=UserFactory(), language="fr", made_at=ago(8))
    done = apply_retention()
    assert (done["codes"], done["exports"]) == (1, 1)


def test_a_line_that_fails_holds_back_no_other(monkeypatch):
    def fail(before):
        raise ValueError

    monkeypatch.setitem(STEPS, "accounts", fail)
    AttendeeCode.objects.create(email="zoe@exemple.fr", code_hash="x", expires_at=ago(1))
    with pytest.raises(RetentionFailed, match="accounts"):
        apply_retention()
    assert not AttendeeCode.objects.exists()


def test_a_session_that_ended_is_no_longer_listed():
    UserSession.objects.create(user=UserFactory(), session_key="over", ip="127.0.0.1")
    apply_retention()
    assert not UserSession.objects.exists()


def test_an_erasure_is_forgotten_in_the_table_and_in_the_file_which_is_made_whole():
    Erasure.objects.create(address_hash="old", erased_at=ago(731))
    keep_list()
    Erasure.objects.create(address_hash="recent", erased_at=ago(700))
    assert apply_retention()["erasures"] == 1
    assert [line.partition(" ")[0] for line in list_file().read_text().splitlines()] == ["recent"]
    assert Erasure.objects.get().address_hash == "recent"


def test_seats_offered_and_asked_for_are_forgotten_after_a_year_and_the_seats_stay():
    seat = SeatFactory()
    for days in (366, 364):
        InvitationFactory(organisation=seat.organisation, sent_at=ago(days))
        SeatRequest.objects.create(organisation=seat.organisation, user=UserFactory(), asked_at=ago(days))
    Invitation.objects.filter(sent_at__lt=ago(365)).update(seat=seat, accepted_at=ago(360))
    assert (apply_retention()["invitations"], apply_retention()["invitations"]) == (2, 0)
    assert (Invitation.objects.count(), SeatRequest.objects.count(), Seat.objects.count()) == (1, 1, 1)


def test_what_was_logged_before_of_seats_offered_and_asked_for_names_nobody_any_more():
    old = import_module("portal.account.migrations.0004_persons_out_of_logs")
    seat = SeatFactory()
    asked = SeatRequest.objects.create(organisation=seat.organisation, user=seat.user)
    facts = [{"invitation": 7, "person": "a@exemple.fr"}, {"request": asked.pk, "person": "Zoé"}, {"request": 0}]
    for action, data in zip(old.ACTIONS[1:], facts, strict=True):
        log(instance=seat.organisation, action=action, data=data)
    old.take_persons_out(apps, None)
    found = ModelLogEntry.objects.filter(action__in=old.ACTIONS)
    assert {entry.action: entry.data for entry in found} == {
        "members.invitation.withdrawn": {"invitation": 7},
        "members.request.made": {"request": asked.pk, "user": seat.user_id},
        "members.request.declined": {"request": 0},
    }
