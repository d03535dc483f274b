"""No page, status, text or time tells whether an address is known."""

import re
import time
from statistics import median

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import User
from tests.factories.events import RegistrationFactory
from tests.factories.members import UserFactory
from tests.factories.pages import event
from tests.members.test_adapter import PASSWORD, ask_for_code, code_in, confirm_code, is_signed_in

pytestmark = pytest.mark.django_db

FORMS = {
    "account_login": lambda email: {"login": email, "password": "un mot de passe faux"},
    "account_reset_password": lambda email: {"email": email},
    "account_signup": lambda email: {"email": email},
    "account_request_login_code": lambda email: {"email": email},
}


def send(name: str, email: str):
    """As somebody from elsewhere, for whom nothing is slowed down."""
    send.number += 1
    remote = f"10.{send.number >> 16 & 255}.{send.number >> 8 & 255}.{send.number & 255}"
    return Client().post(reverse(name), FORMS[name](email), REMOTE_ADDR=remote, follow=True)


send.number = 0


def registered(site, email: str = "inscrite@ailleurs.fr"):
    return RegistrationFactory(event=event(site).event, email=email)


def told(answer, email: str) -> tuple:
    """All that a visitor is shown, but for the address they typed and what differs at every view."""
    text = answer.content.decode().replace("<wbr>", "").replace(email, "ADRESSE")
    text = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", text)
    return answer.status_code, str(answer.redirect_chain), text, str(sorted(answer.cookies))


@pytest.mark.parametrize("name", FORMS)
def test_known_unknown_and_registered_are_told_the_same(site, name):
    emails = ["inconnue@ailleurs.fr", UserFactory().email, UserFactory(proved=False).email]
    emails.append(registered(site).email)
    assert len({told(send(name, email), email) for email in emails}) == 1


@pytest.mark.parametrize("name", FORMS)
def test_known_and_unknown_are_written_alike(site, name):
    """What costs time is done for both."""
    counts = []
    for email in ("premiere@ailleurs.fr", UserFactory().email, "inconnue@ailleurs.fr"):
        with CaptureQueriesContext(connection) as queries:
            send(name, email)
        counts.append(sorted(query["sql"].split('"')[1] for query in queries if query["sql"].startswith("INSERT")))
    assert counts[1] == counts[2]


def auc(known: list[float], unknown: list[float]) -> float:
    """How often the time of a known address is longer than that of an unknown one; a half: it tells nothing."""
    ranked = sorted([(seconds, 1) for seconds in known] + [(seconds, 0) for seconds in unknown])
    ranks = sum(rank for rank, (_seconds, is_known) in enumerate(ranked, 1) if is_known)
    area = (ranks - len(known) * (len(known) + 1) / 2) / (len(known) * len(unknown))
    return max(area, 1 - area)


@pytest.mark.drill
@pytest.mark.parametrize("name", FORMS)
def test_the_time_tells_nothing(site, name):
    """500 attempts a form, half of them for known addresses, in turn: whatever else the machine does weighs on both."""
    known = [UserFactory().email for _number in range(250)]
    times: dict[bool, list[float]] = {True: [], False: []}
    for number, email in enumerate(known):
        for is_known, address in ((True, email), (False, f"inconnu{number}@exemple.fr")):
            started = time.perf_counter()
            send(name, address)
            times[is_known].append(time.perf_counter() - started)
    area = auc(times[True], times[False])
    print(f"{name}: AUC {area:.3f}, {median(times[True]) * 1000:.1f} ms, {median(times[False]) * 1000:.1f} ms")  # noqa: T201
    assert area <= 0.55


def test_who_registered_without_an_account_signs_in_by_a_code_and_finds_the_registration(client, site, mailoutbox):
    registration = registered(site)
    ask_for_code(client, "Inscrite@Ailleurs.fr")
    confirm_code(client, code_in(mailoutbox[-1]))
    page = client.get(reverse("account:home")).content.decode()
    assert reverse("events:registration", args=[registration.token]) in page
    assert "vous n’avez pas de place" in page.lower()


def test_an_account_is_made_for_nobody_unknown(client, site):
    ask_for_code(client, "inconnue@ailleurs.fr")
    assert not User.objects.exists()


def test_a_closed_account_stays_closed_though_its_address_is_registered(client, site, mailoutbox):
    user = UserFactory(is_active=False)
    registered(site, user.email)
    ask_for_code(client, user.email)
    assert not re.search(r"^[A-Z0-9]{3,}-[A-Z0-9]+$", mailoutbox[-1].body, re.M)
    assert not is_signed_in(client)


def test_a_code_sent_to_a_former_address_opens_nothing(client, site, mailoutbox):
    user = UserFactory()
    ask_for_code(client, user.email)
    user.emailaddress_set.update(email="nouvelle@exemple.fr")
    User.objects.filter(pk=user.pk).update(email="nouvelle@exemple.fr")
    confirm_code(client, code_in(mailoutbox[-1]))
    assert not is_signed_in(client)


def test_a_link_sent_to_a_former_address_opens_nothing(client, site, mailoutbox):
    user = UserFactory()
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = re.search(r"http://testserver(\S+)", mailoutbox[-1].body)[1]
    user.emailaddress_set.update(email="nouvelle@exemple.fr")
    User.objects.filter(pk=user.pk).update(email="nouvelle@exemple.fr")
    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": "un-nouveau-secret", "password2": "un-nouveau-secret"})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
