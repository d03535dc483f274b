"""No page, status, text or time tells whether an address is known."""

import random
import re
import time
from itertools import count
from statistics import median

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import Plan, User
from portal.core.mail import writing
from portal.letters.models import Kind
from tests.factories.events import RegistrationFactory
from tests.factories.members import MembershipFactory, OrganisationFactory, PlanFactory, SeatFactory, UserFactory
from tests.factories.pages import event
from tests.factories.tasks import QUEUED
from tests.members.test_adapter import PASSWORD, ask_for_code, code_in, confirm_code, is_signed_in

pytestmark = pytest.mark.django_db


def application(email: str, *, is_individual: bool = False) -> dict:
    facts = {"is_offered": True, "is_individual": is_individual}
    plan = Plan.objects.filter(**facts).first() or PlanFactory(**facts)
    names = {"first_name": "Lise", "last_name": "Morvan"}
    if not is_individual:
        names |= {"organisation_name": "Estacade", "role": "Directrice"}
    return {**names, "email": email, "plan": plan.pk, "agrees": "on"}


def address_alone(email: str) -> dict:
    return {"email": email}


FORMS = {
    "joining:apply": application,
    "joining:apply_alone": lambda email: application(email, is_individual=True),
    "account_login": lambda email: {"login": email, "password": "un mot de passe faux"},
    "account_reset_password": address_alone,
    "account_signup": address_alone,
    "account_request_login_code": address_alone,
    "account_confirm_login_code": lambda email: {"action": "resend"},
    "account_email": lambda email: {"email": email, "action_add": ""},
    "account:organisation": address_alone,
    "letters:subscribe": lambda email: {"email": email, "kinds": [Kind.LETTER], "language": "fr", "agrees": "on"},
    "events:attendee_code": address_alone,
    "events:register": lambda email: {"email": email, "first_name": "Zoé", "last_name": "Œuvrard"},
}
"""What is sent to each form that takes an address, or goes on with one that was given."""


def ready(name: str, email: str) -> Client:
    """Where whoever sends it stands before."""
    client = Client()
    if name == "account_confirm_login_code":
        ask_for_code(client, email)
    elif name in ("account_email", "account:organisation"):
        user = UserFactory(first_name="Ada", last_name="Ortolan", email=f"delegue{next(numbers)}@exemple.fr")
        client.force_login(user)
        proof = {"account_authentication_methods": [{"method": "password", "at": time.time()}]}
        session = client.session
        session.update(proof | {"account_authentication_methods_user": str(user.pk)})
        session.save()
        if name == "account:organisation":
            organisation = OrganisationFactory(contact_email="contact@exemple.fr")
            client.organisation = organisation.pk
            MembershipFactory(organisation=organisation, seats=50)
            SeatFactory(organisation=organisation, user=user, is_delegate=True)
    return client


def send(name: str, email: str, page, client: Client | None = None):
    """As somebody from elsewhere, for whom nothing is slowed down; registrations are for the event of this page."""
    client = client or ready(name, email)
    number = next(numbers)
    remote = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    args = {"events:register": [page.event_id], "account:organisation": [getattr(client, "organisation", 0)]}
    url = reverse(name, args=args.get(name, []))
    return client.post(url, FORMS[name](email), REMOTE_ADDR=remote, follow=True)


numbers = count(1)


@pytest.fixture
def page(site):
    return event(site, facts={"capacity": 10_000})


def without_password() -> User:
    user = UserFactory()
    user.set_unusable_password()
    user.save()
    return user


def known(page, number: int) -> str:
    """The address of somebody with an account, with a password or without, who is registered for the event too."""
    user = without_password() if number % 2 else UserFactory()
    RegistrationFactory(event=page.event, email=user.email)
    return user.email


def told(answer, email: str) -> tuple:
    """All that a visitor is told, but for the address they typed, who they are, the form's token, and the moment."""

    def blank(text: str) -> str:
        text = text.replace("<wbr>", "").replace(email, "ADRESSE")
        text = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", text)
        text = re.sub(r"delegue\d+@|Organisation \d+|(?<=/)\d+(?=/)|(?<=kind_)\d+", "AUTRE", text)
        return re.sub(r"[\w-]{20,}(:|%3A)[\w-]+(:|%3A)[\w-]+", "RECU", text)

    headers = {name: value for name, value in answer.headers.items() if name not in ("Content-Length", "Expires")}
    return (
        answer.status_code,
        blank(str(answer.redirect_chain)),
        blank(answer.content.decode()),
        blank(str(headers)),
        str(sorted(answer.cookies)),
    )


@pytest.mark.parametrize("name", FORMS)
def test_known_unknown_and_registered_are_told_the_same(page, name):
    emails = ["pas.connue@exemple.fr", UserFactory().email, UserFactory(proved=False).email, without_password().email]
    emails.append(UserFactory(is_active=False).email)
    emails.append(RegistrationFactory(event=page.event, email="participante@exemple.fr").email)
    found = [told(send(name, email, page), email) for email in emails]
    assert found[1:] == found[:-1]


@pytest.mark.parametrize("name", [name for name in FORMS if name != "events:register"])
def test_known_and_unknown_are_written_alike(page, settings, monkeypatch, name):
    """What costs time is done for both."""
    settings.TASKS = QUEUED
    counts, rendered = [], []
    monkeypatch.setattr(writing.css_inline, "inline", lambda html, **kwargs: rendered.append(1) or html)
    for email in ("premiere@ailleurs.fr", known(page, 0), "inconnue@ailleurs.fr", UserFactory(is_active=False).email):
        with CaptureQueriesContext(connection) as queries:
            send(name, email, page)
        written = sorted(query["sql"].split('"')[1] for query in queries if query["sql"].startswith("INSERT"))
        counts.append((written, len(rendered)))
        rendered.clear()
    assert counts[1] == counts[2] == counts[3]
    assert ("core_message" in counts[1][0]) == (name != "account_login")


def test_the_page_of_the_code_reads_as_much_for_both(site):
    counts = []
    for email in (UserFactory().email, UserFactory().email, "inconnue@ailleurs.fr"):
        client = Client()
        ask_for_code(client, email)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("account_confirm_login_code"))
        counts.append(len(queries))
    assert counts[1] == counts[2]


def auc(known: list[float], unknown: list[float]) -> float:
    """How often the time of a known address is longer than that of an unknown one; a half: it tells nothing."""
    ranked = sorted([(seconds, 1) for seconds in known] + [(seconds, 0) for seconds in unknown])
    ranks = sum(rank for rank, (_seconds, is_known) in enumerate(ranked, 1) if is_known)
    area = (ranks - len(known) * (len(known) + 1) / 2) / (len(known) * len(unknown))
    return max(area, 1 - area)


class ShortHasher(PBKDF2PasswordHasher):
    """As long as an answer takes, so that a hash that is missing shows."""

    iterations = 50_000


@pytest.mark.drill
@pytest.mark.parametrize("name", FORMS)
def test_the_time_tells_nothing(page, settings, name):
    """2,000 attempts a form, half of them for known addresses, in an order by chance.

    Whatever else the machine does weighs on both, and hides what the clock of the process alone shows.
    """
    settings.PASSWORD_HASHERS = [f"{__name__}.{ShortHasher.__name__}"]
    settings.TASKS = QUEUED
    tries = [(True, known(page, number)) for number in range(1_000)]
    tries += [(False, f"pas.connue{number}@exemple.fr") for number in range(1_000)]
    random.shuffle(tries)
    send(name, "premiere@ailleurs.fr", page)
    clocks = {"waited": time.perf_counter, "worked": time.process_time}
    times: dict[tuple[str, bool], list[float]] = {
        (clock, is_known): [] for clock in clocks for is_known in (True, False)
    }
    for is_known, email in tries:
        client = ready(name, email)
        started = {clock: read() for clock, read in clocks.items()}
        send(name, email, page, client)
        for clock, read in clocks.items():
            times[clock, is_known].append(read() - started[clock])
        connection.run_on_commit.clear()  # as who commits does: a savepoint taken back goes through all that waits
    areas = {clock: auc(times[clock, True], times[clock, False]) for clock in clocks}
    middle = {key: f"{median(seconds) * 1000:.1f} ms" for key, seconds in times.items()}
    print(name, {clock: f"{area:.3f}" for clock, area in areas.items()}, middle)  # noqa: T201
    assert max(areas.values()) <= 0.55


def test_who_registered_without_an_account_signs_in_by_a_code_and_finds_the_registration(client, site, mailoutbox):
    registration = RegistrationFactory(event=event(site).event, email="inscrite@ailleurs.fr")
    ask_for_code(client, "Inscrite@Ailleurs.fr")
    confirm_code(client, code_in(mailoutbox[-1]))
    page = client.get(reverse("account:home")).content.decode()
    assert reverse("events:registration", args=[registration.token]) in page
    assert "vous n’avez pas de place" in page.lower()


def test_an_account_is_made_for_nobody_unknown(client, site):
    ask_for_code(client, "inconnue@ailleurs.fr")
    assert not User.objects.exists()


ASKED_FOR_BY_MAIL = ("account_request_login_code", "account_signup", "account_reset_password")


@pytest.mark.parametrize("name", ASKED_FOR_BY_MAIL)
def test_a_closed_account_stays_closed_and_its_owner_alone_is_told_so(page, mailoutbox, name):
    user = UserFactory(is_active=False)
    RegistrationFactory(event=page.event, email=user.email)
    answer = send(name, user.email, page)
    assert "Ce compte est fermé" not in answer.content.decode()
    assert "Son compte est fermé" in mailoutbox[-1].body
    assert reverse("account_signup") not in mailoutbox[-1].body
    assert not re.search(r"^[A-Z0-9]{3,}-[A-Z0-9]+$", mailoutbox[-1].body, re.M)


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
