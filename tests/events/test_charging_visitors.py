"""What a visitor says, in the form and by their own link, of whom a place that costs something is invoiced to."""

from decimal import Decimal

import pytest
from django.urls import reverse

from events.models import Buyer, Registration
from tests.events.test_categories import keys, page, typed, url
from tests.events.test_charging import BILLING, again, invoices, paying, waiting_tasks
from tests.factories.events import CategoryFactory, RegistrationFactory

__all__ = ["page", "waiting_tasks"]

pytestmark = pytest.mark.django_db


def test_the_form_asks_for_the_invoice_where_something_costs(client, page):
    CategoryFactory(event=page.event)
    assert "billing_city" not in client.get(url(page)).context["form"].fields
    CategoryFactory(event=page.event, net_price=Decimal(100))
    assert "billing_city" in client.get(url(page)).context["form"].fields


def test_what_was_typed_for_the_invoice_is_kept_with_the_place(client, page):
    CategoryFactory(event=page.event, net_price=Decimal(100), vat_rate=Decimal(20))
    sent = typed(category_id=keys(client, page)[0], **BILLING, billing_siret="732 829 320 00074")
    assert client.post(url(page), sent).status_code == 302
    assert Registration.objects.get().buyer.billing_siret == "73282932000074"
    assert len(invoices()) == 1


def test_without_an_address_for_it_the_invoice_goes_to_who_registers(client, page):
    CategoryFactory(event=page.event, net_price=Decimal(100))
    client.post(url(page), typed(category_id=keys(client, page)[0], **{**BILLING, "billing_email": ""}))
    assert Registration.objects.get().buyer.billing_email == "zoe@exemple.fr"


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("billing_city", ""), ("billing_name", ""), ("billing_siret", "123"), ("billing_address", "x" * 10000)],
)
def test_what_lacks_for_an_invoice_is_asked_for_and_the_rest_kept(client, page, name, wrong):
    CategoryFactory(event=page.event, net_price=Decimal(100))
    sent = typed(category_id=keys(client, page)[0], **{**BILLING, name: wrong})
    response = client.post(url(page), sent)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [name]
    assert "Sésame" not in response.text
    assert "44000" in response.text
    assert not Registration.objects.exists()


def test_for_a_free_category_nothing_of_it_is_asked(client, page):
    CategoryFactory(event=page.event)
    CategoryFactory(event=page.event, net_price=Decimal(100))
    sent = typed(category_id=keys(client, page)[0], billing_siret="123", billing_country="FR")
    assert client.post(url(page), sent).status_code == 302
    assert Buyer.objects.count() == 0


def test_one_s_own_page_leads_to_the_invoice_and_a_group_s_is_for_who_registered_it(client, page):
    CategoryFactory(event=page.event, net_price=Decimal(100))
    made = paying(page.event)
    (invoice,) = invoices()
    own = reverse("events:registration", args=[made.token])
    link = reverse("billing:invoice", args=[invoice.token])
    assert link in client.get(own).text
    RegistrationFactory(event=page.event, buyer=again(made).buyer)
    assert link not in client.get(own).text
