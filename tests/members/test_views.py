from decimal import Decimal

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import ModelLogEntry

from members.models import Membership, Organisation, Plan, Seat, User
from portal.core.mail.models import Message
from tests.factories.members import MembershipFactory, OrganisationFactory, SeatFactory, UserFactory


@pytest.fixture
def administrator(site, client):
    user = UserFactory(is_superuser=True)
    client.force_login(user)
    return user


@pytest.fixture
def officer(site, client):
    user = UserFactory()
    group = Group.objects.create(name="Adhésions")
    rights = [f"{deed}_{what}" for deed in ("add", "change") for what in ("organisation", "plan", "membership")]
    group.permissions.set(Permission.objects.filter(codename__in=["access_admin", *rights]))
    user.groups.add(group)
    client.force_login(user)
    return user


# Every way in leads to the one sign-in


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/admin/login/", "account_login"),
        ("/_util/login/", "account_login"),
        ("/admin/password_reset/", "account_reset_password"),
        ("/admin/password_reset/confirm/x/y/", "account_reset_password"),
    ],
)
def test_other_sign_in_pages_lead_to_ours(client, site, path, name):
    assert client.get(path).url == reverse(name)


def test_the_english_one_leads_to_the_english_one(client, site):
    with override("en"):
        assert client.get("/en/_util/login/").url == reverse("account_login")


@pytest.mark.parametrize("path", ["/admin/login/", "/_util/login/"])
def test_other_sign_in_pages_keep_where_one_was_going(client, site, path):
    assert client.get(path, {"next": "/admin/pages/"}).url.endswith("?next=%2Fadmin%2Fpages%2F")


def test_a_password_posted_to_the_editors_sign_in_signs_nobody_in(client, site):
    user = UserFactory(is_superuser=True)
    client.post("/admin/login/", {"username": user.email, "password": "motdepasse-de-test"})
    assert client.get("/admin/").status_code == 302


def test_a_stranger_who_asks_for_the_editor_is_led_to_sign_in(client, site):
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith(reverse("account_login"))


def test_whoever_signs_in_on_the_way_to_the_editor_arrives_there(client, site):
    user = UserFactory(is_superuser=True)
    sign_in = client.get("/admin/", follow=True).redirect_chain[-1][0]
    answer = client.post(sign_in, {"login": user.email, "password": "motdepasse-de-test", "next": "/admin/"})
    assert answer.url == "/admin/"


def test_a_member_who_asks_for_the_editor_is_refused_in_a_page(client, site):
    client.force_login(UserFactory())
    assert client.get("/admin/", follow=True).status_code == 403


def test_staff_at_the_old_sign_in_page_go_to_the_editor(client, administrator):
    assert client.get("/admin/login/").url == "/admin/"


# Accounts


def test_administrators_make_accounts_without_a_password(client, administrator):
    data = {"email": "Zoe@Exemple.fr", "first_name": "Zoë", "last_name": "Œuvrard"}
    client.post(reverse("wagtailusers_users:add"), data)
    assert not User.objects.get(email="zoe@exemple.fr").has_usable_password()


def test_an_account_made_by_an_administrator_can_prove_its_address(client, administrator):
    data = {"email": "zoe@exemple.fr", "first_name": "Zoë", "last_name": "Œuvrard"}
    client.post(reverse("wagtailusers_users:add"), data)
    assert EmailAddress.objects.filter(email="zoe@exemple.fr", primary=True).exists()


def test_a_second_account_for_an_address_is_refused_in_words(client, administrator):
    UserFactory(email="zoe@exemple.fr")
    data = {"email": "ZOE@exemple.fr", "first_name": "Zoë", "last_name": "Œuvrard"}
    answer = client.post(reverse("wagtailusers_users:add"), data)
    assert answer.context["form"].errors["email"]


def test_an_administrator_closes_an_account(client, administrator):
    user = UserFactory()
    data = {"email": user.email, "first_name": "Zoë", "last_name": "Œuvrard"}
    client.post(reverse("wagtailusers_users:edit", args=[user.pk]), data)
    user.refresh_from_db()
    assert not user.is_active


def test_an_address_changed_by_an_administrator_no_longer_signs_in_under_the_old_one(client, administrator):
    user = UserFactory(email="avant@exemple.fr")
    data = {"email": "apres@exemple.fr", "first_name": "Zoë", "last_name": "Œuvrard", "is_active": "on"}
    client.post(reverse("wagtailusers_users:edit", args=[user.pk]), data)
    assert list(EmailAddress.objects.filter(user=user).values_list("email", flat=True)) == ["apres@exemple.fr"]


@pytest.mark.parametrize("query", [{}, {"q": "zoe"}])
def test_accounts_are_listed_and_searched(client, administrator, query):
    UserFactory(email="zoe@exemple.fr")
    assert "zoe@exemple.fr" in client.get(reverse("wagtailusers_users:index"), query).content.decode()


def test_the_editors_own_account_page_changes_neither_address_nor_password(client, administrator):
    content = client.get(reverse("wagtailadmin_account")).content.decode()
    assert 'type="password"' not in content
    assert 'type="email"' not in content


# Organisations and seats


def organisation_data(**fields) -> dict:
    inline = {
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "0",
        "memberships-0-starts_on": "2026-01-01",
        "memberships-0-ends_on": "2026-12-31",
        "memberships-0-grace_days": "30",
        "memberships-0-seats": "5",
        "memberships-0-accepted_on": "2026-01-01",
        "domains-TOTAL_FORMS": "0",
        "domains-INITIAL_FORMS": "0",
    }
    return {"billing_country": "FR", "name": "Maison Écoute", "tier": "", **inline, **fields}


def test_an_organisation_is_made_with_its_membership(client, officer):
    client.post(reverse("organisations:add"), organisation_data())
    assert Membership.objects.get().organisation.name == "Maison Écoute"


def test_terms_left_empty_are_those_of_the_plan(client, officer):
    plan = Plan.objects.create(name_fr="Grande organisation", seats=40, fee=Decimal("1200.50"), grace_days=10)
    empty = {"memberships-0-plan": plan.pk, "memberships-0-seats": "", "memberships-0-grace_days": ""}
    client.post(reverse("organisations:add"), organisation_data(**empty))
    membership = Membership.objects.get()
    assert (membership.seats, membership.fee, membership.grace_days) == (40, Decimal("1200.50"), 10)


def individual_data(**fields) -> dict:
    days = {"starts_on": "2026-01-01", "ends_on": "2026-12-31", "accepted_on": "2026-01-01", "paid_on": "2026-01-02"}
    return {"email": "Zoe@Exemple.fr", **days, **fields}


def test_a_person_becomes_a_member_by_their_address_and_is_told_how_to_sign_in(client, officer, mailoutbox):
    client.post(reverse("individual_memberships:add"), individual_data())
    assert Membership.objects.get().user.email == "zoe@exemple.fr"
    assert [message.to for message in mailoutbox] == [["zoe@exemple.fr"]]


def test_a_person_s_membership_that_ends_before_it_starts_is_refused_in_words(client, officer):
    answer = client.post(reverse("individual_memberships:add"), individual_data(ends_on="2025-01-01"))
    assert "se termine avant de commencer" in answer.content.decode()
    assert not Membership.objects.exists()


def test_a_person_s_membership_stays_theirs(client, officer):
    membership = MembershipFactory(organisation=None, user=UserFactory())
    client.post(reverse("individual_memberships:edit", args=[membership.pk]), individual_data(payment_reference="V7"))
    before, membership = membership.user, Membership.objects.get()
    assert (membership.user, membership.payment_reference) == (before, "V7")


def test_an_organisation_s_membership_is_not_edited_as_a_person_s(client, officer):
    membership = MembershipFactory()
    assert client.get(reverse("individual_memberships:edit", args=[membership.pk])).status_code == 404


def test_the_list_of_persons_leaves_organisations_out(client, officer):
    own, _other = MembershipFactory(organisation=None, user=UserFactory()), MembershipFactory()
    assert list(client.get(reverse("individual_memberships:index")).context["object_list"]) == [own]


def test_a_plan_is_made(client, officer):
    data = {"name_fr": "Grande organisation", "seats": "40", "fee": "1200.50", "grace_days": "30"}
    client.post(reverse("plans:add"), data)
    assert Plan.objects.get().fee == Decimal("1200.50")


def test_a_domain_where_anybody_has_addresses_is_refused_in_words(client, officer):
    domain = {"domains-TOTAL_FORMS": "1", "domains-0-domain": "Gmail.com"}
    answer = client.post(reverse("organisations:add"), organisation_data(**domain))
    assert "N’importe qui peut y avoir une adresse." in answer.content.decode()
    assert not Organisation.objects.exists()


def test_a_membership_that_ends_before_it_starts_is_refused_in_words(client, officer):
    answer = client.post(reverse("organisations:add"), organisation_data(**{"memberships-0-ends_on": "2025-01-01"}))
    assert answer.status_code == 200
    assert not Organisation.objects.exists()


def test_the_list_says_the_state_of_each_membership(client, officer):
    MembershipFactory(lapsed_yesterday=True)
    rows = client.get(reverse("organisations:index")).context["object_list"]
    assert [str(row) for row in rows] == [Organisation.objects.get().name]


def test_the_list_needs_no_more_queries_for_more_organisations(client, officer, django_assert_max_num_queries):
    url = reverse("organisations:index")
    MembershipFactory.create_batch(2)
    client.get(url)
    with django_assert_max_num_queries(25):
        client.get(url)
    MembershipFactory.create_batch(15)
    with django_assert_max_num_queries(25):
        client.get(url)


def test_a_seat_is_given_in_the_editor(client, officer):
    organisation = MembershipFactory().organisation
    client.post(reverse("organisations:seats", args=[organisation.pk]), {"email": "z@exemple.fr", "language": "fr"})
    assert Seat.objects.get().user.email == "z@exemple.fr"


def test_a_refused_seat_is_explained_and_keeps_what_was_typed(client, officer):
    organisation = OrganisationFactory()
    answer = client.post(
        reverse("organisations:seats", args=[organisation.pk]), {"email": "z@exemple.fr", "language": "fr"}
    )
    assert answer.context["form"].non_field_errors()
    assert "z@exemple.fr" in answer.content.decode()


def test_an_invitation_that_did_not_arrive_is_told_beside_the_seats(client, officer):
    organisation = OrganisationFactory()
    fields = {"template": "members/invitation", "language": "fr", "text": "T", "state": "refused", "error": "550 no"}
    message = Message.objects.create(to="z@exemple.fr", about=organisation, **fields)
    Message.objects.create(to="y@exemple.fr", about=OrganisationFactory(), **fields)
    page = client.get(reverse("organisations:seats", args=[organisation.pk])).content.decode()
    assert reverse("message:edit", args=[message.pk]) in page
    assert "y@exemple.fr" not in page


def test_a_seat_is_removed_in_the_editor(client, officer):
    seat = SeatFactory()
    client.post(reverse("organisations:remove_seat", args=[seat.organisation.pk, seat.pk]))
    seat.refresh_from_db()
    assert seat.removed_at


def test_a_seat_is_not_removed_through_another_organisation(client, officer):
    seat = SeatFactory()
    answer = client.post(reverse("organisations:remove_seat", args=[OrganisationFactory().pk, seat.pk]))
    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["organisations:suspend", "organisations:resume"])
def test_looking_at_an_address_suspends_nobody(client, officer, name):
    assert client.get(reverse(name, args=[OrganisationFactory().pk])).status_code == 405


def test_an_organisation_is_suspended_and_resumed(client, officer):
    organisation = OrganisationFactory()
    client.post(reverse("organisations:suspend", args=[organisation.pk]))
    assert Organisation.objects.get().suspended_at
    client.post(reverse("organisations:resume", args=[organisation.pk]))
    assert not Organisation.objects.get().suspended_at


def test_the_page_of_seats_has_a_title(client, officer):
    organisation = OrganisationFactory()
    page = client.get(reverse("organisations:seats", args=[organisation.pk])).content.decode()
    assert organisation.name in page.partition("<title>")[2].partition("</title>")[0]


def test_the_history_says_whose_seat(client, officer):
    organisation = MembershipFactory().organisation
    client.post(reverse("organisations:seats", args=[organisation.pk]), {"email": "z@exemple.fr", "language": "fr"})
    client.post(reverse("organisations:remove_seat", args=[organisation.pk, Seat.objects.get().pk]))
    page = client.get(reverse("organisations:history", args=[organisation.pk])).content.decode()
    assert [line in page for line in ("attribuée : z@exemple.fr", "retirée : z@exemple.fr")] == [True, True]


def test_editing_an_organisation_leads_to_its_seats(client, officer):
    organisation = OrganisationFactory()
    page = client.get(reverse("organisations:edit", args=[organisation.pk])).content.decode()
    assert reverse("organisations:seats", args=[organisation.pk]) in page


# What becomes of accounts is on record, one by one and many at once


def told(action: str) -> list[tuple]:
    return list(ModelLogEntry.objects.filter(action=action).values_list("user", "object_id"))


def in_bulk(client, deed: str, users: list[User], **data):
    url = reverse("wagtail_bulk_action", args=["members", "user", deed], query={"id": [user.pk for user in users]})
    return client.post(url, data)


def edit_account(client, user: User, **changes):
    data = {"email": user.email, "first_name": "Ada", "last_name": "Martin", "is_active": "on"} | changes
    return client.post(reverse("wagtailusers_users:edit", args=[user.pk]), {k: v for k, v in data.items() if v})


def test_closing_and_reopening_an_account_is_on_record(client, administrator):
    user = UserFactory()
    edit_account(client, user, is_active="")
    edit_account(client, user)
    record = [(administrator.pk, str(user.pk))]
    assert (told("members.account.closed"), told("members.account.reopened")) == (record, record)


def test_roles_given_are_on_record(client, administrator):
    user = UserFactory()
    edit_account(client, user, groups=[Group.objects.create(name="Adhésions").pk])
    entry = ModelLogEntry.objects.get(action="members.account.roles")
    assert (entry.data["before"]["roles"], entry.data["after"]["roles"]) == ([], ["Adhésions"])


def test_accounts_closed_together_are_on_record_each(client, administrator):
    users = UserFactory.create_batch(2)
    in_bulk(client, "set_active_state", users, mark_as_active="False")
    assert set(told("members.account.closed")) == {(administrator.pk, str(user.pk)) for user in users}


def test_a_role_given_to_several_is_on_record_for_each_who_had_it_not(client, administrator):
    group = Group.objects.create(name="Adhésions")
    new, old = UserFactory.create_batch(2)
    old.groups.add(group)
    in_bulk(client, "assign_role", [new, old], role=group.pk)
    assert told("members.account.roles") == [(administrator.pk, str(new.pk))]


def test_accounts_deleted_together_are_on_record_each(client, administrator):
    users = UserFactory.create_batch(2)
    in_bulk(client, "delete", users)
    assert set(told("wagtail.delete")) == {(administrator.pk, str(user.pk)) for user in users}


@pytest.mark.django_db
def test_the_sign_in_form_says_what_its_box_does(site, client):
    html = client.get(reverse("account_login")).content.decode()
    assert "Garder ma session ouverte" in html
    with override("en"):
        assert "Stay signed in" in client.get(reverse("account_login")).content.decode()
