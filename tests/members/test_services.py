import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from wagtail.models import ModelLogEntry

from members.models import Seat, User
from members.services.accounts import log_standing, open_account, settle_account, standing
from members.services.organisations import resume_organisation, save_organisation, suspend_organisation
from members.services.seats import SeatRefused, give_seat, remove_seat
from members.signals import address_changed
from tests.factories.members import MembershipFactory, OrganisationFactory, SeatFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return MembershipFactory(seats=2).organisation


def test_an_account_opened_by_staff_has_no_password():
    assert not open_account(email="nouvelle@exemple.fr", by=None).has_usable_password()


def test_an_account_opened_by_staff_is_not_yet_proved():
    open_account(email="nouvelle@exemple.fr", by=None)
    assert not EmailAddress.objects.get(email="nouvelle@exemple.fr").verified


def test_an_address_has_one_account_in_any_letter_case():
    assert open_account(email="Zoe@Exemple.fr", by=None) == open_account(email="zoe@exemple.fr", by=None)


def test_an_address_changed_by_staff_is_to_be_proved_again():
    user = UserFactory()
    user.email = "autre@exemple.fr"
    user.save()
    settle_account(user=user, made=False, language="fr", by=None)
    assert list(EmailAddress.objects.filter(user=user).values_list("email", "verified")) == [
        ("autre@exemple.fr", False)
    ]


def test_an_address_left_as_it_was_stays_proved():
    user = UserFactory()
    settle_account(user=user, made=False, language="fr", by=None)
    assert EmailAddress.objects.get(user=user).verified


def test_a_seat_goes_to_an_existing_account(organisation):
    user = UserFactory()
    assert give_seat(organisation=organisation, email=user.email, by=None).user == user


def test_a_seat_makes_the_account_that_is_missing(organisation):
    give_seat(organisation=organisation, email="Nouvelle@Exemple.fr", first_name="Zoë", last_name="Œuvrard", by=None)
    assert User.objects.get(email="nouvelle@exemple.fr").get_full_name() == "Zoë Œuvrard"


def test_the_invitation_says_who_gives_and_how_to_sign_in(organisation, mailoutbox):
    give_seat(organisation=organisation, email="nouvelle@exemple.fr", by=None)
    body = mailoutbox[0].body
    assert organisation.name in body
    assert "nouvelle@exemple.fr" in body
    assert "/login/code/" in body


def test_an_answer_to_the_invitation_goes_to_the_organisation(organisation, mailoutbox):
    give_seat(organisation=organisation, email="nouvelle@exemple.fr", by=None)
    assert mailoutbox[0].reply_to == [organisation.contact_email]


def test_giving_the_same_seat_twice_gives_one(organisation):
    first = give_seat(organisation=organisation, email="nouvelle@exemple.fr", by=None)
    assert give_seat(organisation=organisation, email="nouvelle@exemple.fr", by=None) == first


def test_giving_the_same_seat_twice_invites_once(organisation, mailoutbox):
    give_seat(organisation=organisation, email="nouvelle@exemple.fr", by=None)
    give_seat(organisation=organisation, email="nouvelle@exemple.fr", by=None)
    assert len(mailoutbox) == 1


def test_no_more_seats_than_the_membership_has(organisation):
    SeatFactory.create_batch(2, organisation=organisation)
    with pytest.raises(SeatRefused, match=organisation.name):
        give_seat(organisation=organisation, email="troisieme@exemple.fr", by=None)


def test_a_refused_seat_leaves_no_account(organisation):
    SeatFactory.create_batch(2, organisation=organisation)
    with pytest.raises(SeatRefused):
        give_seat(organisation=organisation, email="troisieme@exemple.fr", by=None)
    assert not User.objects.filter(email="troisieme@exemple.fr").exists()


def test_a_removed_seat_can_be_given_to_another(organisation):
    seats = SeatFactory.create_batch(2, organisation=organisation)
    remove_seat(seat=seats[0], by=None)
    assert give_seat(organisation=organisation, email="troisieme@exemple.fr", by=None).pk


def test_no_seat_without_a_membership():
    with pytest.raises(SeatRefused):
        give_seat(organisation=OrganisationFactory(), email="nouvelle@exemple.fr", by=None)


def test_no_seat_once_the_membership_has_lapsed():
    lapsed = MembershipFactory(lapsed_yesterday=True).organisation
    with pytest.raises(SeatRefused):
        give_seat(organisation=lapsed, email="nouvelle@exemple.fr", by=None)


def test_seats_are_prepared_before_the_payment():
    pending = MembershipFactory(pending=True).organisation
    assert give_seat(organisation=pending, email="nouvelle@exemple.fr", by=None).pk


def test_the_running_membership_counts_not_the_next(organisation):
    MembershipFactory(organisation=organisation, pending=True, seats=50)
    SeatFactory.create_batch(2, organisation=organisation)
    with pytest.raises(SeatRefused):
        give_seat(organisation=organisation, email="troisieme@exemple.fr", by=None)


def test_no_seat_for_a_closed_account(organisation):
    with pytest.raises(SeatRefused):
        give_seat(organisation=organisation, email=UserFactory(is_active=False).email, by=None)


def test_a_removed_seat_is_kept_with_its_date():
    seat = SeatFactory()
    remove_seat(seat=seat, by=None)
    seat.refresh_from_db()
    assert seat.removed_at is not None


def test_removing_a_seat_twice_keeps_the_first_date():
    seat = SeatFactory()
    remove_seat(seat=seat, by=None)
    first = Seat.objects.get().removed_at
    remove_seat(seat=seat, by=None)
    assert Seat.objects.get().removed_at == first


def test_suspending_dates_from_now():
    organisation = OrganisationFactory()
    suspend_organisation(organisation=organisation, by=None)
    organisation.refresh_from_db()
    assert organisation.suspended_at <= timezone.now()


def test_a_suspension_can_be_lifted():
    organisation = OrganisationFactory(suspended_at=timezone.now())
    resume_organisation(organisation=organisation, by=None)
    organisation.refresh_from_db()
    assert organisation.suspended_at is None


def test_of_memberships_that_overlap_the_one_with_the_most_seats_counts():
    organisation = MembershipFactory(seats=2).organisation
    MembershipFactory(organisation=organisation, seats=9)
    MembershipFactory(organisation=organisation, seats=5)
    assert organisation.current_membership(timezone.localdate()).seats == 9


def test_a_running_membership_counts_before_a_larger_one_in_grace():
    organisation = MembershipFactory(seats=2).organisation
    MembershipFactory(organisation=organisation, in_grace=True, seats=50)
    assert organisation.current_membership(timezone.localdate()).seats == 2


# Who did what


def told(action: str) -> list[tuple]:
    return list(ModelLogEntry.objects.filter(action=action).values_list("user", "object_id"))


@pytest.fixture
def officer():
    return UserFactory()


def test_a_seat_given_is_on_record(organisation, officer):
    give_seat(organisation=organisation, email="nouvelle@exemple.fr", by=officer)
    assert told("members.seat.given") == [(officer.pk, str(organisation.pk))]


def test_a_seat_somebody_had_already_is_not_given_again_on_record(organisation, officer):
    for _time in range(2):
        give_seat(organisation=organisation, email="nouvelle@exemple.fr", by=officer)
    assert len(told("members.seat.given")) == 1


def test_a_seat_removed_is_on_record_once(organisation, officer):
    seat = SeatFactory(organisation=organisation)
    for _time in range(2):
        remove_seat(seat=seat, by=officer)
    assert told("members.seat.removed") == [(officer.pk, str(organisation.pk))]


def test_an_account_made_with_a_seat_is_on_record(organisation, officer):
    seat = give_seat(organisation=organisation, email="nouvelle@exemple.fr", by=officer)
    assert told("members.account.made") == [(officer.pk, str(seat.user.pk))]


def test_a_suspension_and_its_end_are_on_record_once_each(organisation, officer):
    for _time in range(2):
        suspend_organisation(organisation=organisation, by=officer)
    for _time in range(2):
        resume_organisation(organisation=organisation, by=officer)
    assert told("members.organisation.suspended") == told("members.organisation.resumed")
    assert len(told("members.organisation.resumed")) == 1


def test_what_changed_of_a_membership_is_on_record(organisation, officer):
    membership = organisation.memberships.get()

    def save():
        membership.seats = 7
        membership.save()
        return organisation

    save_organisation(organisation=organisation, save=save, by=officer)
    entry = ModelLogEntry.objects.get(action="members.memberships.changed")
    assert [row["seats"] for row in (*entry.data["before"], *entry.data["after"])] == ["2", "7"]


def test_an_organisation_saved_as_it_was_tells_no_change_of_memberships(organisation, officer):
    save_organisation(organisation=organisation, save=lambda: organisation, by=officer)
    assert told("members.memberships.changed") == []


def test_an_account_whose_address_staff_changed_is_told_at_the_old_one(officer, mailoutbox):
    user = UserFactory(email="avant@exemple.fr")
    user.email = "apres@exemple.fr"
    user.save()
    settle_account(user=user, made=False, language="fr", by=officer)
    assert [message.to for message in mailoutbox] == [["avant@exemple.fr"]]


def test_a_new_account_is_told_how_to_sign_in(officer, mailoutbox):
    user = User.objects.create(email="nouvelle@exemple.fr")
    settle_account(user=user, made=True, language="fr", by=officer)
    assert "/login/code/" in mailoutbox[0].body


def test_registrations_stay_with_an_address_that_the_account_never_proved(officer, monkeypatch):
    """Else a stranger who claims an address and has staff correct it would take what is registered under it."""
    user = UserFactory(email="autrui@exemple.fr", proved=False)
    EmailAddress.objects.create(user=user, email=user.email, primary=True)
    user.email = "moi@exemple.fr"
    user.save()
    told_of = []
    monkeypatch.setattr(address_changed, "send", lambda *args, **change: told_of.append(change))
    settle_account(user=user, made=False, language="fr", by=officer)
    assert told_of == []


def test_an_account_saved_as_it_was_tells_no_change(officer):
    user = UserFactory()
    log_standing(users=[user], before=standing([user]), by=officer)
    assert not ModelLogEntry.objects.exists()
