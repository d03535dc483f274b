import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from members.models import Seat, User
from members.services import (
    SeatRefused,
    give_seat,
    open_account,
    remove_seat,
    resume_organisation,
    settle_account,
    suspend_organisation,
)
from tests.factories.members import MembershipFactory, OrganisationFactory, SeatFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return MembershipFactory(seats=2).organisation


def test_an_account_opened_by_staff_has_no_password():
    assert not open_account(email="nouvelle@exemple.fr").has_usable_password()


def test_an_account_opened_by_staff_is_not_yet_proved():
    open_account(email="nouvelle@exemple.fr")
    assert not EmailAddress.objects.get(email="nouvelle@exemple.fr").verified


def test_an_address_has_one_account_in_any_letter_case():
    assert open_account(email="Zoe@Exemple.fr") == open_account(email="zoe@exemple.fr")


def test_an_address_changed_by_staff_is_to_be_proved_again():
    user = UserFactory()
    user.email = "autre@exemple.fr"
    user.save()
    settle_account(user=user)
    assert list(EmailAddress.objects.filter(user=user).values_list("email", "verified")) == [
        ("autre@exemple.fr", False)
    ]


def test_an_address_left_as_it_was_stays_proved():
    user = UserFactory()
    settle_account(user=user)
    assert EmailAddress.objects.get(user=user).verified


def test_a_seat_goes_to_an_existing_account(organisation):
    user = UserFactory()
    assert give_seat(organisation=organisation, email=user.email).user == user


def test_a_seat_makes_the_account_that_is_missing(organisation):
    give_seat(organisation=organisation, email="Nouvelle@Exemple.fr", first_name="Zoë", last_name="Œuvrard")
    assert User.objects.get(email="nouvelle@exemple.fr").get_full_name() == "Zoë Œuvrard"


def test_the_invitation_says_who_gives_and_how_to_sign_in(organisation, mailoutbox):
    give_seat(organisation=organisation, email="nouvelle@exemple.fr")
    body = mailoutbox[0].body
    assert organisation.name in body
    assert "nouvelle@exemple.fr" in body
    assert "/login/code/" in body


def test_an_answer_to_the_invitation_goes_to_the_organisation(organisation, mailoutbox):
    give_seat(organisation=organisation, email="nouvelle@exemple.fr")
    assert mailoutbox[0].reply_to == [organisation.contact_email]


def test_giving_the_same_seat_twice_gives_one(organisation):
    first = give_seat(organisation=organisation, email="nouvelle@exemple.fr")
    assert give_seat(organisation=organisation, email="nouvelle@exemple.fr") == first


def test_giving_the_same_seat_twice_invites_once(organisation, mailoutbox):
    give_seat(organisation=organisation, email="nouvelle@exemple.fr")
    give_seat(organisation=organisation, email="nouvelle@exemple.fr")
    assert len(mailoutbox) == 1


def test_no_more_seats_than_the_membership_has(organisation):
    SeatFactory.create_batch(2, organisation=organisation)
    with pytest.raises(SeatRefused, match=organisation.name):
        give_seat(organisation=organisation, email="troisieme@exemple.fr")


def test_a_refused_seat_leaves_no_account(organisation):
    SeatFactory.create_batch(2, organisation=organisation)
    with pytest.raises(SeatRefused):
        give_seat(organisation=organisation, email="troisieme@exemple.fr")
    assert not User.objects.filter(email="troisieme@exemple.fr").exists()


def test_a_removed_seat_can_be_given_to_another(organisation):
    seats = SeatFactory.create_batch(2, organisation=organisation)
    remove_seat(seat=seats[0])
    assert give_seat(organisation=organisation, email="troisieme@exemple.fr").pk


def test_no_seat_without_a_membership():
    with pytest.raises(SeatRefused):
        give_seat(organisation=OrganisationFactory(), email="nouvelle@exemple.fr")


def test_no_seat_once_the_membership_has_lapsed():
    lapsed = MembershipFactory(lapsed_yesterday=True).organisation
    with pytest.raises(SeatRefused):
        give_seat(organisation=lapsed, email="nouvelle@exemple.fr")


def test_seats_are_prepared_before_the_payment():
    pending = MembershipFactory(pending=True).organisation
    assert give_seat(organisation=pending, email="nouvelle@exemple.fr").pk


def test_the_running_membership_counts_not_the_next(organisation):
    MembershipFactory(organisation=organisation, pending=True, seats=50)
    SeatFactory.create_batch(2, organisation=organisation)
    with pytest.raises(SeatRefused):
        give_seat(organisation=organisation, email="troisieme@exemple.fr")


def test_no_seat_for_a_closed_account(organisation):
    with pytest.raises(SeatRefused):
        give_seat(organisation=organisation, email=UserFactory(is_active=False).email)


def test_a_removed_seat_is_kept_with_its_date():
    seat = SeatFactory()
    remove_seat(seat=seat)
    seat.refresh_from_db()
    assert seat.removed_at is not None


def test_removing_a_seat_twice_keeps_the_first_date():
    seat = SeatFactory()
    remove_seat(seat=seat)
    first = Seat.objects.get().removed_at
    remove_seat(seat=seat)
    assert Seat.objects.get().removed_at == first


def test_suspending_dates_from_now():
    organisation = OrganisationFactory()
    suspend_organisation(organisation=organisation)
    organisation.refresh_from_db()
    assert organisation.suspended_at <= timezone.now()


def test_a_suspension_can_be_lifted():
    organisation = OrganisationFactory(suspended_at=timezone.now())
    resume_organisation(organisation=organisation)
    organisation.refresh_from_db()
    assert organisation.suspended_at is None
