"""What a delegate does with the seats, and that nobody else does."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from members.models import Domain, Invitation, Organisation, Seat, SeatRequest
from portal.access.viewer import viewer_for
from tests.factories.counting import queries
from tests.factories.html import assert_is_a_good_page
from tests.factories.members import InvitationFactory, MembershipFactory, OrganisationFactory, SeatFactory, UserFactory
from tests.factories.visitors import signed_in

pytestmark = pytest.mark.django_db

COLLEAGUE = "nouvelle@exemple.fr"


@pytest.fixture
def delegate(site) -> Seat:
    return SeatFactory(organisation=MembershipFactory(seats=3).organisation, is_delegate=True)


@pytest.fixture
def browser(delegate) -> Client:
    return signed_in(delegate.user)


def seats_page(seat: Seat) -> str:
    return reverse("account:organisation", args=[seat.organisation_id])


def seat_page(seat: Seat) -> str:
    return reverse("account:seat", args=[seat.organisation_id, seat.pk])


def offer_page(invitation: Invitation) -> str:
    return reverse("account:offer", args=[invitation.organisation_id, invitation.pk])


def answer_page(request: SeatRequest) -> str:
    return reverse("account:answer", args=[request.organisation_id, request.pk])


def text(response) -> str:
    return response.content.decode().replace("<wbr>", "").replace("\xa0", " ")


def logged() -> list[tuple[str, int | None]]:
    return list(ModelLogEntry.objects.filter(action__startswith="members.").values_list("action", "user"))


def test_the_page_shows_who_has_a_seat_was_offered_one_and_asks_for_one(delegate, browser):
    rows = (
        SeatFactory(organisation=delegate.organisation).user.email,
        InvitationFactory(organisation=delegate.organisation).email,
        SeatRequest.objects.create(organisation=delegate.organisation, user=UserFactory(), language="fr").user.email,
    )
    shown = assert_is_a_good_page(browser, seats_page(delegate), "fr").replace("<wbr>", "")
    assert [row for row in rows if row not in shown] == []


def test_pending_invitations_count_as_seats_taken_and_expired_ones_don_t(delegate, browser):
    InvitationFactory(organisation=delegate.organisation)
    InvitationFactory(organisation=delegate.organisation, expires_at=timezone.now())
    assert browser.get(seats_page(delegate)).context["taken"] == 2


def test_an_invitation_is_sent_and_logged_with_its_actor(delegate, browser):
    assert browser.post(seats_page(delegate), {"email": f" {COLLEAGUE.upper()}"}).status_code == 302
    assert [message.to for message in mail.outbox] == [[COLLEAGUE]]
    assert logged() == [("members.invitation.sent", delegate.user_id)]


def test_an_invitation_makes_no_account(delegate, browser):
    browser.post(seats_page(delegate), {"email": COLLEAGUE})
    assert not Seat.objects.exclude(pk=delegate.pk).exists()
    assert not type(delegate.user).objects.filter(email=COLLEAGUE).exists()


@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
def test_page_and_mail_are_the_same_for_a_known_address_and_another(delegate, browser, known):
    if known:
        UserFactory(email=COLLEAGUE, first_name="Zoë", is_active=False)
    response = browser.post(seats_page(delegate), {"email": COLLEAGUE}, follow=True)
    assert f"Une place est réservée à {COLLEAGUE}" in text(response)
    assert "Zoë" not in text(response) + mail.outbox[0].body
    assert mail.outbox[0].subject.startswith(f"{delegate.organisation} vous propose une place")


def test_no_more_invitations_than_seats(delegate, browser):
    InvitationFactory.create_batch(2, organisation=delegate.organisation)
    response = browser.post(seats_page(delegate), {"email": COLLEAGUE})
    assert f'value="{COLLEAGUE}"' in text(response)
    assert "a attribué toutes ses places" in text(response)
    assert not mail.outbox


def test_who_was_invited_is_invited_anew_though_all_seats_are_taken(delegate, browser):
    invited = InvitationFactory.create_batch(2, organisation=delegate.organisation)[0]
    browser.post(offer_page(invited), {"deed": "send"})
    assert [message.to for message in mail.outbox] == [[invited.email]]
    assert Invitation.objects.count() == 2


def test_what_is_no_address_is_refused_and_kept(delegate, browser):
    response = browser.post(seats_page(delegate), {"email": "nouvelle@"})
    assert 'value="nouvelle@"' in text(response)
    assert not Invitation.objects.exists()


def test_nobody_is_invited_to_what_is_suspended(delegate, browser):
    Organisation.objects.update(suspended_at=timezone.now())
    browser.post(seats_page(delegate), {"email": COLLEAGUE})
    assert not Invitation.objects.exists()


def test_a_withdrawn_invitation_frees_its_seat(delegate, browser):
    invitation = InvitationFactory(organisation=delegate.organisation)
    browser.post(offer_page(invitation), {"deed": "withdraw"})
    assert delegate.organisation.seats_taken(timezone.now()) == 1
    assert logged() == [("members.invitation.withdrawn", delegate.user_id)]


def test_a_seat_is_withdrawn_and_logged_with_its_actor(delegate, browser):
    colleague = SeatFactory(organisation=delegate.organisation)
    browser.post(seat_page(colleague), {"deed": "withdraw"})
    assert not viewer_for(colleague.user).reads_as_member
    assert logged() == [("members.seat.removed", delegate.user_id)]


def test_a_seat_is_transferred_though_all_are_taken(delegate, browser):
    colleague, _other = SeatFactory.create_batch(2, organisation=delegate.organisation)
    browser.post(seat_page(colleague), {"deed": "transfer", "email": COLLEAGUE})
    assert not viewer_for(colleague.user).reads_as_member
    assert Invitation.objects.get().email == COLLEAGUE


def test_a_transfer_that_is_refused_takes_nothing(delegate, browser):
    colleague = SeatFactory(organisation=delegate.organisation)
    response = browser.post(seat_page(colleague), {"deed": "transfer", "email": delegate.user.email})
    assert "a déjà une place" in text(response)
    assert viewer_for(colleague.user).reads_as_member


def test_the_only_delegate_stays(delegate, browser):
    response = browser.post(seat_page(delegate), {"deed": "withdraw"})
    assert response.status_code == 409
    assert "seule personne référente" in text(response)
    assert Seat.objects.current().filter(pk=delegate.pk).exists()


def test_one_of_two_delegates_may_go(delegate, browser):
    SeatFactory(organisation=delegate.organisation, is_delegate=True)
    browser.post(seat_page(delegate), {"deed": "withdraw"})
    assert not viewer_for(delegate.user).reads_as_member


def test_a_person_gives_their_own_seat_back(delegate):
    seat = SeatFactory(organisation=delegate.organisation)
    browser = signed_in(seat.user)
    assert_is_a_good_page(browser, seat_page(seat), "fr")
    assert browser.post(seat_page(seat), {"deed": "withdraw"}).url == reverse("account:home")
    assert not viewer_for(seat.user).reads_as_member


def test_who_is_no_delegate_can_t_transfer_their_seat(delegate):
    seat = SeatFactory(organisation=delegate.organisation)
    signed_in(seat.user).post(seat_page(seat), {"deed": "transfer", "email": COLLEAGUE})
    assert not Invitation.objects.exists()


OUTSIDERS = {
    "stranger": lambda organisation: UserFactory(),
    "colleague": lambda organisation: SeatFactory(organisation=organisation).user,
    "former delegate": lambda organisation: (
        SeatFactory(organisation=organisation, is_delegate=True, removed_at=timezone.now()).user
    ),
    "delegate of another": lambda organisation: (
        SeatFactory(organisation=MembershipFactory().organisation, is_delegate=True).user
    ),
}


@pytest.mark.parametrize("who", OUTSIDERS)
def test_to_anybody_else_there_is_nothing(delegate, who):
    organisation = delegate.organisation
    browser = signed_in(OUTSIDERS[who](organisation))
    invitation = InvitationFactory(organisation=organisation)
    request = SeatRequest.objects.create(organisation=organisation, user=UserFactory(), language="fr")
    before = list(Seat.objects.values_list("pk", "removed_at"))
    deeds = {seats_page(delegate): "", seat_page(delegate): "withdraw", offer_page(invitation): "withdraw"}
    for url, deed in {**deeds, answer_page(request): "grant"}.items():
        assert browser.post(url, {"email": COLLEAGUE, "deed": deed}).status_code == 404, url
    assert list(Seat.objects.values_list("pk", "removed_at")) == before
    assert list(Invitation.objects.open()) == [invitation]
    assert list(SeatRequest.objects.open()) == [request]


def test_rows_of_another_organisation_are_not_there(delegate, browser):
    elsewhere = SeatFactory(organisation=MembershipFactory().organisation)
    invitation = InvitationFactory(organisation=elsewhere.organisation)
    wrong = reverse("account:offer", args=[delegate.organisation_id, invitation.pk])
    assert browser.post(wrong, {"deed": "withdraw"}).status_code == 404
    wrong = reverse("account:seat", args=[delegate.organisation_id, elsewhere.pk])
    assert browser.post(wrong, {"deed": "withdraw"}).status_code == 404


def test_the_page_needs_no_more_queries_for_more_people(delegate, browser):
    def add(count: int) -> None:
        SeatFactory.create_batch(count, organisation=delegate.organisation)
        InvitationFactory.create_batch(count, organisation=delegate.organisation)
        for _each in range(count):
            SeatRequest.objects.create(organisation=delegate.organisation, user=UserFactory(), language="fr")

    add(2)
    two = queries(browser, seats_page(delegate))
    add(18)
    assert queries(browser, seats_page(delegate)) == two


# Asking for a seat


@pytest.fixture
def colleague(delegate):
    Domain.objects.create(organisation=delegate.organisation, domain="exemple.fr", verified_on=timezone.localdate())
    return UserFactory(email=COLLEAGUE)


def ask(organisation: Organisation, user) -> int:
    return signed_in(user).post(reverse("account:ask", args=[organisation.pk])).status_code


def test_a_colleague_at_the_domain_asks_and_the_delegate_is_told(delegate, colleague):
    assert f"Demander une place à {delegate.organisation}" in text(signed_in(colleague).get(reverse("account:home")))
    assert ask(delegate.organisation, colleague) == 302
    assert [message.to for message in mail.outbox] == [[delegate.user.email]]


def test_a_request_is_made_once(delegate, colleague):
    ask(delegate.organisation, colleague)
    assert ask(delegate.organisation, colleague) == 404
    assert SeatRequest.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda user: Domain.objects.update(verified_on=None),
        lambda user: Domain.objects.update(domain="sous.exemple.fr"),
        lambda user: user.emailaddress_set.update(verified=False),
        lambda user: Organisation.objects.update(suspended_at=timezone.now()),
        lambda user: SeatFactory(user=user, organisation=Organisation.objects.get()),
    ],
    ids=["domain not verified", "another domain", "address not proved", "suspended", "has a seat"],
)
def test_who_may_not_ask_finds_nothing(delegate, colleague, change):
    change(colleague)
    assert ask(delegate.organisation, colleague) == 404
    assert not SeatRequest.objects.exists()


def asked(delegate: Seat, colleague) -> SeatRequest:
    return SeatRequest.objects.create(organisation=delegate.organisation, user=colleague, language="fr")


def test_a_request_granted_gives_a_seat_and_says_so(delegate, browser, colleague):
    browser.post(answer_page(asked(delegate, colleague)), {"deed": "grant"})
    assert viewer_for(colleague).reads_as_member
    assert [message.to for message in mail.outbox] == [[COLLEAGUE]]


def test_a_request_waits_where_there_is_no_seat(delegate, browser, colleague):
    SeatFactory.create_batch(2, organisation=delegate.organisation)
    response = browser.post(answer_page(asked(delegate, colleague)), {"deed": "grant"}, follow=True)
    assert "a attribué toutes ses places" in text(response)
    assert SeatRequest.objects.open().exists()


def test_a_request_declined_is_told_and_not_asked_again(delegate, browser, colleague):
    browser.post(answer_page(asked(delegate, colleague)), {"deed": "decline"})
    assert "n’a pas de place pour vous" in mail.outbox[0].body
    assert ask(delegate.organisation, colleague) == 404
    assert logged() == [("members.request.declined", delegate.user_id)]


# Accepting


@pytest.fixture
def link(delegate) -> str:
    invitation = InvitationFactory.build(organisation=delegate.organisation, email=COLLEAGUE)
    token = invitation.make_token()
    invitation.save()
    return reverse("account:invitation", args=[token])


def test_looking_at_an_invitation_accepts_nothing(client, link):
    assert "Accepter la place" in text(client.get(link))
    assert not Seat.objects.filter(user__email=COLLEAGUE).exists()


@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
def test_an_invitation_is_accepted_alike_by_a_known_address_and_another(client, link, known):
    if known:
        UserFactory(email=COLLEAGUE)
    response = client.post(link)
    assert "La place est à vous" in text(response)
    assert "sessionid" not in response.cookies
    assert viewer_for(Seat.objects.get(user__email=COLLEAGUE).user).reads_as_member


def test_an_invitation_accepted_keeps_the_count(client, link, delegate):
    client.post(link)
    assert delegate.organisation.seats_taken(timezone.now()) == 2


def test_a_link_works_once(client, link):
    client.post(link)
    assert client.post(link).status_code == 404


def test_a_link_that_expired_or_was_withdrawn_opens_nothing(client, link):
    Invitation.objects.update(expires_at=timezone.now())
    assert client.post(link).status_code == 404
    Invitation.objects.update(expires_at=timezone.now() + timedelta(days=1), withdrawn_at=timezone.now())
    assert "n’est plus valable" in text(client.get(link))


def test_an_invitation_sent_anew_ends_the_first_link(client, link, browser):
    browser.post(offer_page(Invitation.objects.get()), {"deed": "send"})
    assert client.get(link).status_code == 404


def test_the_mail_s_link_accepts(client, delegate, browser):
    browser.post(seats_page(delegate), {"email": COLLEAGUE})
    [link] = [word for word in mail.outbox[0].body.split() if "/compte/invitation/" in word]
    client.post(link)
    assert Seat.objects.filter(user__email=COLLEAGUE).exists()


def test_a_membership_with_fewer_seats_than_invitations_gives_no_more_than_it_has(client, link, delegate):
    delegate.organisation.memberships.update(seats=1)
    response = client.post(link)
    assert response.status_code == 409
    assert "sont prises" in text(response)


def test_a_closed_account_gets_no_seat(client, link):
    UserFactory(email=COLLEAGUE, is_active=False)
    assert client.post(link).status_code == 409


def test_too_many_wrong_links_are_slowed_down(client, site):
    wrong = reverse("account:invitation", args=["inconnu"])
    statuses = {client.get(wrong).status_code for _each in range(25)}
    assert statuses == {404, 429}


def test_a_person_in_two_organisations_loses_one_and_reads_on(delegate, browser):
    seat = SeatFactory(organisation=delegate.organisation)
    SeatFactory(user=seat.user, organisation=MembershipFactory(organisation=OrganisationFactory()).organisation)
    browser.post(seat_page(seat), {"deed": "withdraw"})
    assert viewer_for(seat.user).reads_as_member
