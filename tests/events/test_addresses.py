import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from events.models import Registration
from members.models import User
from members.signals import address_changed
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.members import UserFactory
from tests.members.test_adapter import code_in, sign_in

pytestmark = pytest.mark.django_db


def test_registrations_follow_an_account_to_the_address_it_proved(client, site, mailoutbox):
    RegistrationFactory(event=EventFactory(), email="avant@exemple.fr")
    sign_in(client, UserFactory(email="avant@exemple.fr"))
    client.post(reverse("account_email"), {"email": "apres@exemple.fr", "action_add": ""})
    assert Registration.objects.get().email == "avant@exemple.fr"
    client.post(reverse("account_email_verification_sent"), {"code": code_in(mailoutbox[0])})
    assert Registration.objects.get().email == "apres@exemple.fr"


def test_a_registration_of_the_new_address_for_the_same_event_stays_the_one(db):
    old = RegistrationFactory(event=EventFactory(), email="avant@exemple.fr")
    RegistrationFactory(event=old.event, email="apres@exemple.fr")
    address_changed.send(User, user=UserFactory(), old="avant@exemple.fr", new="apres@exemple.fr")
    assert Registration.objects.get(pk=old.pk).email == "avant@exemple.fr"


def test_nobody_takes_over_registrations_by_an_address_they_never_proved(client, site, mailoutbox):
    RegistrationFactory(event=EventFactory(), email="autrui@exemple.fr")
    user = UserFactory(email="autrui@exemple.fr", proved=False)
    EmailAddress.objects.create(user=user, email=user.email, primary=True)
    sign_in(client, user)
    assert Registration.objects.filter(email="autrui@exemple.fr").exists()
