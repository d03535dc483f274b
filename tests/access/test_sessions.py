from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


def signed_in(client) -> bool:
    return client.get(reverse("account:home")).status_code == 200


def test_a_session_holds_until_it_expires(client, site):
    client.force_login(UserFactory())
    assert signed_in(client)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not signed_in(client)


def test_a_session_that_is_not_there_is_nobodys(client, site):
    client.force_login(UserFactory())
    Session.objects.all().delete()
    assert not signed_in(client)
