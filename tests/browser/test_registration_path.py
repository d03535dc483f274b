"""The whole way of who registers, and of who lets them in, on a phone and on a desk; no screen of it is a barrier."""

import json
import re
import subprocess
import sys
import time
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Page, expect

EVENT = "/evenements/tenir-parole/"
SIZES = {390: 844, 1280: 900}
DOOR = """
import json
from datetime import timedelta
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from events.models import EventPage
from events.services.door import make_door_link
event = EventPage.objects.get(slug="tenir-parole", locale__language_code="fr").event
until = timezone.now() + timedelta(days=1)
_link, token = make_door_link(event=event, note="Accueil", expires_at=until, by=None)
with override("fr"):
    print(json.dumps(reverse("events:door", args=[token])))
"""
OFFERS = """
import json
from django.urls import reverse
from django.utils.translation import override
from events.models import EventPage
from events.services.registering import cancel_registration
event = EventPage.objects.get(slug="atelier-ecouter-a-deux", locale__language_code="fr").event
for registration in list(event.registrations.confirmed()[:4]):
    cancel_registration(registration_id=registration.pk, by=None)
offered = event.registrations.filter(state="offered").order_by("pk")[:4]
with override("fr"):
    print(json.dumps([reverse("events:registration", args=[each.token]) for each in offered]))
"""


@pytest.fixture(params=SIZES)
def sized(request, page) -> Page:
    page.set_viewport_size({"width": request.param, "height": SIZES[request.param]})
    return page


@pytest.fixture(scope="module")
def offers(served) -> list[str]:
    """The personal links of four people on a waiting list to each of whom a place is offered."""
    return told_by(served, OFFERS)


@pytest.fixture
def is_sound(violations):
    """No barrier, and nothing that overflows."""

    def look(page: Page) -> None:
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    return look


def told_by(served, script: str) -> Any:
    """What it prints, as JSON, on the served site."""
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", script]
    run = subprocess.run(command, env=served.environment, capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def mail(served, address: str, subject: str) -> EmailMessage:
    """The message to this address whose subject says that, once it has come."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        for message in served.mails_to(address):
            if subject in str(message["Subject"]):
                return message
        time.sleep(0.3)
    raise AssertionError(f"No message about “{subject}” arrived.")


def test_a_visitor_registers_changes_what_they_told_and_cancels(sized, served, is_sound):
    address = f"zoe-{sized.viewport_size['width']}@visiteuse.example"
    sized.goto(EVENT)
    sized.get_by_role("link", name="S’inscrire").first.click()
    sized.get_by_label("Prénom").fill("Zoë")
    sized.get_by_label(re.compile("^Nom")).first.fill("Œuvrard-D’Été")
    sized.get_by_role("main").get_by_label(re.compile("^Adresse e-mail")).first.fill(address)
    sized.get_by_label(re.compile("Autre professionnel")).check()
    sized.get_by_role("group", name="Déjeunez-vous sur place").get_by_label("Oui").check()
    sized.get_by_role("group", name=re.compile("^Séances")).get_by_role("checkbox").first.check()
    sized.get_by_role("button", name="Confirmer mon inscription").click()
    expect(sized).to_have_title(re.compile("^Erreur"))
    expect(sized.get_by_role("group", name="Déjeunez-vous sur place").get_by_label("Oui")).to_be_checked()
    is_sound(sized)
    sized.locator("[name=billing_name]").fill("Zoë Œuvrard-D’Été")
    sized.locator("[name=billing_address]").fill("12 rue des Échanges")
    sized.locator("[name=billing_city]").fill("Nantes")
    sized.get_by_role("button", name="Confirmer mon inscription").click()
    expect(sized.get_by_role("heading", level=1)).to_contain_text("enregistrée")
    is_sound(sized)

    message = mail(served, address, "Inscription confirmée")
    [entry] = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert "BEGIN:VEVENT" in entry.get_content()
    own = re.search(r"http\S+/mon-inscription/\S+", message.get_body(("plain",)).get_content()).group(0)
    sized.goto(own)
    is_sound(sized)
    sized.get_by_role("link", name="Modifier mes réponses").click()
    is_sound(sized)
    sized.get_by_role("group", name="Déjeunez-vous sur place").get_by_label("Non").check()
    sized.get_by_role("button", name="Enregistrer").click()
    expect(sized.get_by_role("main").get_by_text("Non", exact=True)).to_be_visible()
    sized.get_by_role("button", name="Annuler mon inscription").click()
    expect(sized.get_by_role("main").get_by_text("annulée", exact=True)).to_be_visible()
    is_sound(sized)


def test_an_offered_place_is_accepted_or_declined_by_the_personal_link(sized, offers, is_sound):
    main = sized.get_by_role("main")
    sized.goto(offers.pop())
    expect(main).to_contain_text("Une place vous est réservée jusqu’au")
    is_sound(sized)
    main.get_by_role("button", name="Accepter la place").click()
    expect(main.get_by_text("confirmée", exact=True)).to_be_visible()
    is_sound(sized)
    expect(main.get_by_role("button", name="Annuler mon inscription")).to_be_visible()
    sized.goto(offers.pop())
    main.get_by_role("button", name="La refuser et quitter la liste").click()
    expect(main.get_by_text("annulée", exact=True)).to_be_visible()
    expect(main.get_by_role("button")).to_have_count(0)
    is_sound(sized)


def test_a_member_finds_the_form_filled_in_and_their_own_price(sized, sign_in, is_sound):
    sign_in("referente@prevenance.example")
    sized.goto(EVENT)
    sized.get_by_role("link", name="S’inscrire").first.click()
    expect(sized.get_by_label("Prénom")).not_to_have_value("")
    expect(sized.locator("#id_email")).to_have_value("referente@prevenance.example")
    sized.get_by_label(re.compile("Adhérent.*gratuit")).check()
    is_sound(sized)
    sized.get_by_role("group", name="Déjeunez-vous sur place").get_by_label("Non").check()
    sized.get_by_role("button", name="Confirmer mon inscription").click()
    expect(sized.get_by_role("heading", level=1)).to_contain_text("enregistrée")


def test_the_door_on_a_phone_lets_in_once_takes_back_and_catches_up(page, browser, served, is_sound):
    door = told_by(served, DOOR)
    other = browser.new_context(base_url=served.url, locale="fr-FR").new_page()
    for phone in (page, other):
        phone.set_viewport_size({"width": 390, "height": 844})
        phone.goto(door)
    listed = page.locator(".door").get_attribute("data-people")
    other.route(f"**{listed}", lambda route: route.abort())  # it learns nothing new
    came = page.locator("[data-came]")
    before = int(came.inner_text())
    people = page.request.get(listed).json()["people"]
    first, second = [person["name"] for person in people if not person["key"]][:2]

    let_in(page, first)
    expect(page.locator("[data-told]")).to_have_text(f"Bienvenue, {first}.")
    expect(page.locator("[data-line]")).to_be_hidden()
    is_sound(page)
    let_in(other, first)
    expect(other.locator("[data-told]")).to_contain_text("déjà")
    other.context.close()
    page.get_by_role("button", name=f"Annuler {first}").first.click()
    expect(came).to_have_text(str(before))

    page.context.set_offline(True)
    let_in(page, second)
    expect(page.locator("[data-line]")).to_contain_text("1")
    is_sound(page)
    page.context.set_offline(False)
    expect(page.locator("[data-line]")).to_be_hidden()
    page.reload()
    expect(came).to_have_text(str(before + 1))


def let_in(page: Page, name: str) -> None:
    page.get_by_role("searchbox").fill(name)
    page.get_by_role("button", name=f"Noter l’entrée {name}").first.click()
