from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from events.models import Event
from events.states import RegistrationState
from members.models import Organisation, Seat, SeatRequest
from portal.core.cache.store import Store
from studies.models import StudyFile
from tests.factories.counting import queries
from tests.factories.events import RegistrationFactory
from tests.factories.html import assert_is_a_good_page
from tests.factories.media import document
from tests.factories.members import MembershipFactory, OrganisationFactory, SeatFactory, UserFactory, individual, member
from tests.factories.pages import event, release, study, translate
from tests.factories.visits import committed


def own_page(client, user):
    client.force_login(user)
    return client.get(reverse("account:home"))


def own_text(client, user) -> str:
    """Without the marks at which a long address may break."""
    return own_page(client, user).content.decode().replace("<wbr>", "")


def states(response) -> list[str]:
    return [standing.state.value for standing in response.context["standings"]]


def files(response) -> list[str]:
    """Their titles, which stand after those of their studies."""
    return [
        title.get_text(strip=True)
        for study in response.context["downloads"].items
        for title in BeautifulSoup(study, "html.parser").select(".download h3")
    ]


@pytest.fixture
def members_study(site):
    """A study with one file for its readers and one for everyone."""
    page = study(site)
    StudyFile.objects.create(study=page.study, document=document(), title_fr="Rapport complet")
    StudyFile.objects.create(study=page.study, document=document("s.pdf"), title_fr="Synthèse", is_public=True)
    return page


def test_strangers_are_led_to_sign_in(client, site):
    assert client.get(reverse("account:home")).url.startswith(reverse("account_login"))


def test_the_page_is_never_stored(client, site):
    assert own_page(client, UserFactory())["Cache-Control"] == "private, no-store"


def test_strangers_are_led_away_without_a_trace_in_caches(client, site):
    assert client.get(reverse("account:home"))["Cache-Control"] == "private, no-store"


def test_an_active_member_reads_until_when(client, site):
    user = member()
    last_day = Organisation.objects.get().memberships.get().ends_on
    assert str(last_day.year) in own_text(client, user)


@pytest.mark.parametrize(
    ("membership", "state"),
    [
        ({}, "active"),
        ({"in_grace": True}, "grace"),
        ({"pending": True}, "pending"),
        ({"lapsed_yesterday": True}, "lapsed"),
        ({"pending": True, "accepted_on": None}, "pending"),
    ],
)
def test_the_state_of_the_membership_is_told(client, site, membership, state):
    assert states(own_page(client, member(**membership))) == [state]


def test_a_suspension_is_told(client, site):
    user = member()
    Organisation.objects.update(suspended_at=timezone.now())
    assert states(own_page(client, user)) == ["suspended"]


def test_a_seat_without_any_membership_is_told(client, site):
    assert states(own_page(client, SeatFactory().user)) == ["none"]


def test_a_removed_seat_is_told(client, site):
    user = member()
    Seat.objects.update(removed_at=timezone.now())
    assert states(own_page(client, user)) == ["no_seat"]


def test_a_seat_elsewhere_hides_the_removed_one(client, site):
    user = member()
    Seat.objects.update(removed_at=timezone.now())
    SeatFactory(user=user, organisation=MembershipFactory().organisation)
    assert states(own_page(client, user)) == ["active"]


def test_both_organisations_are_told(client, site):
    user = member()
    SeatFactory(user=user, organisation=MembershipFactory(pending=True).organisation)
    assert sorted(states(own_page(client, user))) == ["active", "pending"]


def test_a_delegate_is_led_to_the_seats(client, site):
    organisation = MembershipFactory().organisation
    delegate = SeatFactory(organisation=organisation, is_delegate=True).user
    assert reverse("account:organisation", args=[organisation.pk]) in own_text(client, delegate)


@pytest.mark.parametrize(
    ("membership", "state"),
    [({}, "active"), ({"suspended_on": "2026-01-01"}, "suspended"), ({"ended_on": "2026-01-01"}, "ended")],
)
def test_ones_own_membership_is_told(client, site, membership, state):
    assert states(own_page(client, individual(**membership))) == [state]


def test_who_is_no_delegate_does_not_see_the_seats(client, site):
    organisation = MembershipFactory().organisation
    colleague = SeatFactory(organisation=organisation).user
    other = SeatFactory(organisation=organisation).user
    assert colleague.email not in own_text(client, other)


def test_a_delegate_whose_seat_was_removed_sees_nothing_more(client, site):
    organisation = MembershipFactory().organisation
    delegate = SeatFactory(organisation=organisation, is_delegate=True, removed_at=timezone.now()).user
    colleague = SeatFactory(organisation=organisation).user
    assert colleague.email not in own_text(client, delegate)


def test_a_member_gets_every_file(client, members_study):
    assert files(own_page(client, member())) == ["Rapport complet", "Synthèse"]


def test_who_is_no_member_gets_the_public_files(client, members_study):
    assert files(own_page(client, UserFactory())) == ["Synthèse"]


def test_a_file_appears_when_its_study_opens(client, members_study):
    release(members_study, members_at=timezone.now() + timedelta(hours=1))
    assert files(own_page(client, member())) == ["Synthèse"]


def test_files_of_a_study_taken_offline_are_gone(client, members_study):
    members_study.unpublish()
    assert files(own_page(client, member())) == []


def test_what_is_kept_for_members_is_given_to_nobody_else(client, members_study):
    with committed():
        assert files(own_page(client, member())) == ["Rapport complet", "Synthèse"]
        assert files(own_page(client, UserFactory())) == ["Synthèse"]


def test_a_file_that_joins_is_listed_at_once(client, members_study):
    with committed():
        user = member()
        own_page(client, user)
        StudyFile.objects.create(study=members_study.study, document=document("t.pdf"), title_fr="Annexe")
        assert files(own_page(client, user)) == ["Rapport complet", "Synthèse", "Annexe"]


def test_each_file_is_listed_once_whatever_the_languages(client, members_study):
    translate(members_study, title="A study")
    assert files(own_page(client, member())) == ["Rapport complet", "Synthèse"]


def test_english_visitors_get_english_pages(client, members_study):
    translate(members_study, title="A study")
    client.force_login(member())
    with override("en"):
        response = client.get(reverse("account:home"))
    assert ["A study" in study for study in response.context["downloads"].items] == [True]


def test_what_opened_to_everyone_is_not_marked_as_the_members(client, members_study):
    user = member()
    assert "Membres" in own_page(client, user).context["downloads"].items[0]
    release(members_study, members_at=timezone.now(), everyone_at=timezone.now())
    found = own_page(client, user).context["downloads"].items[0]
    assert ("Membres" in found, found.count("Accès libre")) == (False, 2)


def test_registrations_under_ones_address_are_listed(client, site):
    user = UserFactory()
    registration = RegistrationFactory(event=event(site).event, email=user.email)
    assert [row for row, _page in own_page(client, user).context["registrations"].items] == [registration]


def test_each_registration_leads_to_where_it_is_managed(client, site):
    user = UserFactory()
    registration = RegistrationFactory(event=event(site).event, email=user.email)
    assert reverse("events:registration", args=[registration.token]) in own_text(client, user)


@pytest.mark.parametrize(("days", "offered"), [(1, True), (-1, False)])
def test_a_calendar_file_is_offered_for_what_is_ahead(client, site, days, offered):
    user = UserFactory()
    registration = RegistrationFactory(event=event(site).event, email=user.email)
    Event.objects.update(starts_at=timezone.now() + timedelta(days=days), ends_at=None)
    address = reverse("events:registration_calendar", args=[registration.token])
    assert (address in own_text(client, user)) is offered


def test_registrations_of_others_are_not_listed(client, site):
    RegistrationFactory(event=event(site).event)
    assert own_page(client, UserFactory()).context["registrations"].items == []


def test_registrations_wait_for_the_address_to_be_proved(client, site):
    user = UserFactory(proved=False)
    RegistrationFactory(event=event(site).event, email=user.email)
    assert own_page(client, user).context["registrations"].items == []


def test_cancelled_registrations_are_not_listed(client, site):
    user = UserFactory()
    RegistrationFactory(event=event(site).event, email=user.email, state=RegistrationState.CANCELLED)
    assert own_page(client, user).context["registrations"].items == []


def test_a_registration_whose_page_is_offline_is_still_listed(client, site):
    user = UserFactory()
    page = event(site)
    RegistrationFactory(event=page.event, email=user.email)
    page.unpublish()
    response = own_page(client, user)
    assert [shown for _row, shown in response.context["registrations"].items] == [None]


def test_the_page_signs_out(client, site):
    own_page(client, UserFactory())
    client.post(reverse("account_logout"))
    assert client.get(reverse("account:home")).status_code == 302


def test_who_has_no_password_is_offered_to_choose_one(client, site):
    user = UserFactory()
    user.set_unusable_password()
    user.save()
    assert reverse("account_set_password") in own_text(client, user)


def test_an_organisation_with_a_contact_tells_whom_to_write_to(client, site):
    organisation = OrganisationFactory(contact_email="camille@exemple.fr")
    MembershipFactory(organisation=organisation, lapsed_yesterday=True)
    user = SeatFactory(organisation=organisation).user
    assert "camille@exemple.fr" in own_text(client, user)


def add_downloads(count: int, site) -> None:
    for _study in range(count):
        page = study(site)
        StudyFile.objects.create(study=page.study, document=document(file_size=16), title_fr="Rapport", is_public=True)


def test_downloads_and_registrations_have_pages(client, site):
    user = UserFactory()
    add_downloads(2, site)
    for _each in range(2):
        RegistrationFactory(event=event(site).event, email=user.email)
    own_page(client, user)
    two = queries(client, "/compte/")
    add_downloads(10, site)
    for _each in range(10):
        RegistrationFactory(event=event(site).event, email=user.email)
    assert queries(client, "/compte/") == two
    html = assert_is_a_good_page(client, "/compte/?downloads=2", "fr")
    assert "<title>Mon compte, Téléchargements page 2 | " in html.replace("\xa0", " ")
    assert 'href="/compte/?downloads=2&amp;registrations=2#registrations"' in html
    context = client.get("/compte/?downloads=2&registrations=2").context
    assert [len(context[name].items) for name in ("downloads", "registrations")] == [2, 2]


@pytest.mark.parametrize("value", ["2", "0", "x", "", "%00", "٢", "9" * 10_000])
def test_a_page_of_ones_own_that_is_not_there_leads_to_the_first(client, site, value):
    client.force_login(UserFactory())
    for name in ("downloads", "registrations"):
        response = client.get(f"/compte/?{name}={value}")
        assert (response.status_code, response.url) == (302, "/compte/")


def test_what_is_made_for_all_who_are_alike_holds_nothing_of_a_person(client, site, monkeypatch):
    kept = []
    made_once = Store.made_once
    monkeypatch.setattr(Store, "made_once", lambda *given: kept.append(made_once(*given)) or kept[-1])
    user = UserFactory(first_name="Aurore", last_name="Lemoine")
    SeatFactory(user=user, organisation=OrganisationFactory(name="Mutuelle du Val", billing_email=user.email))
    text = own_text(client, user)
    words = ("Aurore", "Lemoine", user.email, "Mutuelle du Val", "csrfmiddlewaretoken")
    assert [word for word in words if word not in text] == []
    frames = [body.decode() for body in kept if body and b"<html" in body]
    assert len(frames) == 1
    assert [word for word in words if word in frames[0]] == []


def test_the_way_to_the_other_language_keeps_what_was_asked(client, site):
    client.force_login(UserFactory())
    page = BeautifulSoup(client.get(reverse("account:home"), {"downloads": "1"}).content, "html.parser")
    assert page.select_one(".languages a")["href"].endswith("?downloads=1")
    plain = BeautifulSoup(own_page(client, UserFactory()).content, "html.parser")
    assert "?" not in plain.select_one(".languages a")["href"]


def test_who_waits_for_an_answer_is_told_so(client, site):
    user = UserFactory()
    organisation = OrganisationFactory(name="Orvelle")
    request = SeatRequest.objects.create(organisation=organisation, user=user, language="fr")
    assert "Vous avez demandé une place à Orvelle" in own_text(client, user)
    SeatRequest.objects.filter(pk=request.pk).update(answered_at=timezone.now())
    assert "Vous avez demandé une place" not in own_text(client, user)
