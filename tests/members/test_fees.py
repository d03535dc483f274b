"""The invoice of a membership's fee, and that its payment settles the membership."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.models import Membership
from members.services.fees import invoice_fee
from portal.billing.models import Invoice
from portal.billing.services.invoicing import write_credit_note
from portal.billing.services.paying import cancel_payment
from portal.billing.states import Refused
from tests.factories.billing import pay, seller
from tests.factories.members import (
    ApplicationFactory,
    MembershipFactory,
    OrganisationFactory,
    PlanFactory,
    UserFactory,
)
from tests.factories.visitors import signed_in

pytestmark = pytest.mark.django_db

PAID_ON = date(2026, 11, 26)


def to_pay(**facts) -> Membership:
    seller()
    organisation = OrganisationFactory(
        billing_name="Zoë Œuvrard",
        billing_email="compta@sesamel.exemple.fr",
        billing_address="3 quai de l’Estacade",
        billing_postcode="44000",
        billing_city="Nantes",
        billing_order_number="BC-12",
        **facts.pop("organisation", {}),
    )
    facts = {"fee": Decimal(500), "plan": PlanFactory(), "paid_on": None, **facts}
    return MembershipFactory(organisation=organisation, **facts)


def test_it_is_made_out_to_the_organisation_for_the_fee_without_vat():
    membership = to_pay(plan=PlanFactory(name_fr="Entreprise"))
    invoice = invoice_fee(membership_id=membership.pk, by=None)
    assert (invoice.gross, invoice.vat, invoice.about) == (Decimal(500), 0, membership)
    assert (invoice.billing_organisation, invoice.billing_city) == (membership.organisation.name, "Nantes")
    assert invoice.about_label.startswith("Entreprise : cotisation du ")
    assert invoice.lines.get().account == "756000"


def test_asked_for_again_it_is_the_same():
    membership = to_pay()
    assert invoice_fee(membership_id=membership.pk, by=None) == invoice_fee(membership_id=membership.pk, by=None)


def test_credited_wholly_it_is_issued_anew():
    membership = to_pay()
    first = invoice_fee(membership_id=membership.pk, by=None)
    write_credit_note(invoice_id=first.pk, reason="Erreur", by=None)
    assert invoice_fee(membership_id=membership.pk, by=None) != first


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"accepted_on": None}, "pas encore acceptée"),
        ({"paid_on": PAID_ON}, "déjà réglée"),
        ({"fee": Decimal(0)}, "rien à payer"),
        ({"organisation": {"billing_vat_number": "FR00"}}, "numéro de TVA"),
    ],
    ids=["not accepted", "paid", "free", "wrong number"],
)
def test_what_cannot_be_invoiced_is_said(facts, words):
    membership = to_pay(**facts)
    with pytest.raises(Refused, match=words):
        invoice_fee(membership_id=membership.pk, by=None)
    assert not Invoice.objects.exists()


def test_an_incomplete_address_is_said_by_its_fields():
    membership = to_pay()
    type(membership.organisation).objects.update(billing_city="")
    with pytest.raises(Refused, match="ville"):
        invoice_fee(membership_id=membership.pk, by=None)


def test_part_of_the_money_leaves_the_membership_to_be_paid():
    membership = to_pay()
    pay(invoice_fee(membership_id=membership.pk, by=None), "300")
    membership.refresh_from_db()
    assert membership.paid_on is None


def test_the_last_payment_settles_the_membership_on_its_day():
    membership = to_pay()
    invoice = invoice_fee(membership_id=membership.pk, by=None)
    pay(invoice, "300", date(2026, 11, 2))
    pay(invoice, "200", PAID_ON)
    membership.refresh_from_db()
    assert (membership.paid_on, membership.payment_reference) == (PAID_ON, invoice.number)


def test_a_membership_marked_as_paid_keeps_its_day():
    membership = to_pay()
    invoice = invoice_fee(membership_id=membership.pk, by=None)
    Membership.objects.update(paid_on=date(2026, 1, 5), payment_reference="chèque 12")
    pay(invoice, "500")
    membership.refresh_from_db()
    assert (membership.paid_on, membership.payment_reference) == (date(2026, 1, 5), "chèque 12")


def test_a_rebate_on_what_is_left_settles_it_and_a_whole_credit_note_doesn_t():
    rebated, cancelled = to_pay(), to_pay()
    invoice, other = (invoice_fee(membership_id=each.pk, by=None) for each in (rebated, cancelled))
    pay(invoice, "400")
    write_credit_note(invoice_id=invoice.pk, nets={invoice.lines.get().pk: Decimal(100)}, reason="Remise", by=None)
    write_credit_note(invoice_id=other.pk, reason="Abandon", by=None)
    paid = Membership.objects.exclude(paid_on=None)
    assert list(paid) == [rebated]


def test_a_payment_taken_back_leaves_the_membership_to_be_paid():
    membership = to_pay()
    payment = pay(invoice_fee(membership_id=membership.pk, by=None), "500")
    cancel_payment(payment_id=payment.pk, by=None)
    membership.refresh_from_db()
    assert (membership.paid_on, membership.payment_reference) == (None, "")
    assert membership.state(timezone.localdate()) == "pending"


@pytest.mark.parametrize("undo", [lambda invoice: pay(invoice, "-500"), lambda invoice: credited(invoice)])
def test_so_does_money_paid_back_or_a_fee_credited_wholly(undo):
    membership = to_pay()
    invoice = invoice_fee(membership_id=membership.pk, by=None)
    pay(invoice, "500")
    undo(invoice)
    membership.refresh_from_db()
    assert membership.paid_on is None


def credited(invoice: Invoice) -> None:
    write_credit_note(invoice_id=invoice.pk, reason="Abandon", by=None)


def test_one_of_two_payments_taken_back_leaves_it_to_be_paid_until_the_rest_comes_again():
    membership = to_pay()
    invoice = invoice_fee(membership_id=membership.pk, by=None)
    pay(invoice, "300", PAID_ON)
    rest = pay(invoice, "200", PAID_ON)
    cancel_payment(payment_id=rest.pk, by=None)
    membership.refresh_from_db()
    assert membership.paid_on is None
    pay(invoice, "200", PAID_ON)
    membership.refresh_from_db()
    assert membership.paid_on == PAID_ON


def test_more_than_is_owed_paid_back_leaves_it_paid():
    membership = to_pay()
    invoice = invoice_fee(membership_id=membership.pk, by=None)
    pay(invoice, "600", PAID_ON)
    pay(invoice, "-100")
    membership.refresh_from_db()
    assert membership.paid_on == PAID_ON


def test_a_payment_taken_back_leaves_alone_what_was_marked_as_paid_by_hand():
    membership = to_pay()
    payment = pay(invoice_fee(membership_id=membership.pk, by=None), "500")
    Membership.objects.update(payment_reference="chèque 12")
    cancel_payment(payment_id=payment.pk, by=None)
    membership.refresh_from_db()
    assert membership.paid_on is not None


@pytest.fixture
def officer(site) -> Client:
    user = UserFactory(is_staff=True)
    names = ("access_admin", "change_organisation", "view_organisation")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return signed_in(user)


def test_officers_issue_it_from_the_organisations_screen(officer):
    membership = to_pay()
    screen = reverse("organisations:fees", args=[membership.organisation_id])
    issue = reverse("organisations:invoice_period", args=[membership.organisation_id, membership.pk])
    assert issue in officer.get(screen).content.decode()
    assert officer.post(issue).status_code == 302
    shown = officer.get(screen).content.decode()
    assert Invoice.objects.get().number in shown
    assert "à payer" in shown
    assert issue not in shown


def test_what_is_refused_is_told_there(officer):
    membership = to_pay()
    type(membership.organisation).objects.update(billing_city="")
    issue = reverse("organisations:invoice_period", args=[membership.organisation_id, membership.pk])
    assert "ville" in officer.post(issue, follow=True).content.decode()


def test_the_period_is_of_the_organisation_named_in_the_address(officer):
    one, another = to_pay(), to_pay()
    issue = reverse("organisations:invoice_period", args=[one.organisation_id, another.pk])
    assert officer.post(issue).status_code == 404


def own(**facts) -> Membership:
    seller()
    user = UserFactory(first_name="Lise", last_name="Morvan")
    facts = {"fee": Decimal(80), "plan": PlanFactory(is_individual=True), "paid_on": None, **facts}
    return MembershipFactory(organisation=None, user=user, **facts)


@pytest.fixture
def keeper(site) -> Client:
    user = UserFactory(is_staff=True)
    names = ("access_admin", "change_membership", "view_membership")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return signed_in(user)


ADDRESS = {
    "billing_name": "Lise Morvan",
    "billing_email": "lise@exemple.fr",
    "billing_address": "2 rue du Port",
    "billing_postcode": "29200",
    "billing_city": "Brest",
    "billing_country": "FR",
}


def test_the_fee_of_a_persons_own_membership_is_invoiced_and_settled(keeper):
    membership = own()
    screen = reverse("individual_memberships:fee", args=[membership.pk])
    assert screen in keeper.get(reverse("individual_memberships:edit", args=[membership.pk])).content.decode()
    answer = keeper.post(screen, ADDRESS, follow=True).content.decode()
    invoice = Invoice.objects.get()
    assert invoice.number in answer
    assert (invoice.billing_name, invoice.billing_city, invoice.gross) == ("Lise Morvan", "Brest", Decimal(80))
    pay(invoice, "80", PAID_ON)
    membership.refresh_from_db()
    assert membership.paid_on == PAID_ON


def test_its_form_starts_with_what_one_applied_with_and_then_with_the_last_invoice(keeper):
    membership = own()
    ApplicationFactory(membership=membership, billing_address="9 quai Est", billing_city="Lorient")
    screen = reverse("individual_memberships:fee", args=[membership.pk])
    assert "Lorient" in keeper.get(screen).content.decode()
    keeper.post(screen, ADDRESS)
    renewal = MembershipFactory(organisation=None, user=membership.user, fee=Decimal(80), paid_on=None)
    assert "Brest" in keeper.get(reverse("individual_memberships:fee", args=[renewal.pk])).content.decode()


def test_an_address_that_is_incomplete_is_said_and_what_was_typed_stays(keeper):
    screen = reverse("individual_memberships:fee", args=[own().pk])
    answer = keeper.post(screen, {**ADDRESS, "billing_city": ""})
    assert answer.context["form"].errors["billing_city"]
    assert "2 rue du Port" in answer.content.decode()
    assert not Invoice.objects.exists()


def test_asked_for_twice_it_is_one_invoice(keeper):
    screen = reverse("individual_memberships:fee", args=[own().pk])
    for _time in range(2):
        keeper.post(screen, ADDRESS)
    assert Invoice.objects.count() == 1
    assert keeper.get(screen).context["form"] is None


def test_an_organisations_membership_is_not_invoiced_there(keeper):
    assert keeper.get(reverse("individual_memberships:fee", args=[to_pay().pk])).status_code == 404
