"""Somebody registers others along with themselves: all or nobody, each with an own link, no stranger given away."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from events import limits
from events.holdings import without_names
from events.models import Companion, Registration
from events.services.companions import cancel_asked_companions, cancel_companion
from events.services.registering import Person
from events.services.seating import reinstate
from events.states import Refused
from portal.core.limits.counting import Limit
from tests.factories import pages
from tests.factories.counting import queries
from tests.factories.events import EventFactory, QuestionFactory, RegistrationFactory, register
from tests.factories.members import UserFactory, member
from tests.factories.visitors import signed_in

pytestmark = pytest.mark.django_db

ADA, BO = Person("Ada", "Lovelace", "ada@exemple.fr"), Person("Bo", "Diddley", "bo@exemple.fr")


@pytest.fixture
def page(site):
    return pages.event(site)


def url(name: str, *args, language: str = "en") -> str:
    with translation.override(language):
        return reverse(f"events:{name}", args=args)


def typed(*people: Person, **fields) -> dict:
    sent = {"first_name": "Zoë", "last_name": "Œuvrard", "email": "zoe@exemple.fr", "form_key": str(uuid.uuid4())}
    sent["people"] = str(len(people))
    for number, person in enumerate(people):
        for name in ("first_name", "last_name", "email"):
            sent[f"with_{number}_{name}"] = getattr(person, name)
    return {**sent, **fields}


def addresses() -> list[str]:
    return list(Registration.objects.order_by("pk").values_list("email", flat=True))


def test_each_gets_a_registration_a_message_and_a_link_of_their_own(client, page):
    assert client.post(url("register", page.event_id), typed(ADA, BO)).status_code == 302
    assert addresses() == ["zoe@exemple.fr", "ada@exemple.fr", "bo@exemple.fr"]
    links = {re.search(r"/mine/(\S+)", message.body).group() for message in mail.outbox}  # type: ignore[union-attr]
    assert len(links) == 3
    assert "Zoë Œuvrard" in mail.outbox[1].body


def test_three_for_two_places_is_nobody_and_said_so(client, page):
    page.event.capacity = 2
    page.event.save()
    response = client.post(url("register", page.event_id), typed(ADA, BO))
    assert response.status_code == 409
    assert "Fewer places are left" in response.text
    assert "Lovelace" in response.text
    assert not Registration.objects.exists()


def test_a_known_address_counts_like_a_new_one(page):
    """Or whether there is room would tell one from the other."""
    page.event.capacity = 3
    page.event.save()
    RegistrationFactory(event=page.event, email=ADA.email)
    with pytest.raises(Refused):
        register(page.event, companions=[ADA, BO])


def test_a_member_does_not_bring_others_in_where_members_alone_may_come(client, page):
    page.event.members_only = True
    page.event.save()
    client.force_login(member())
    response = client.post(url("register", page.event_id), typed(ADA))
    assert "for yourself alone" in response.text
    assert not Registration.objects.exists()
    assert client.post(url("register", page.event_id), typed()).status_code == 302


def test_where_all_places_are_taken_all_wait_together(page):
    page.event.capacity = 0
    page.event.save()
    register(page.event, companions=[ADA])
    assert set(Registration.objects.values_list("state", flat=True)) == {"waiting"}


def test_one_more_person_is_one_more_block_and_nothing_is_judged_yet(client, page):
    response = client.post(url("register", page.event_id), typed(ADA, email="zoe@", more="1"))
    form = response.context["form"]
    assert form.others == 2
    assert not form.errors
    assert 'value="Lovelace"' in response.text
    assert 'value="zoe@"' in response.text
    assert not Registration.objects.exists()


def test_a_person_left_empty_is_left_out_and_half_a_person_is_told(client, page):
    empty = Person("", "", "")
    assert client.post(url("register", page.event_id), typed(empty)).status_code == 302
    assert addresses() == ["zoe@exemple.fr"]
    half = client.post(url("register", page.event_id), typed(Person("Ada", "", ""), email="autre@exemple.fr"))
    assert {"with_0_last_name", "with_0_email"} <= half.context["form"].errors.keys()


@pytest.mark.parametrize("email", ["ZOE@exemple.fr", "zoe@exemple.fr "])
def test_the_same_address_twice_is_told(client, page, email):
    response = client.post(url("register", page.event_id), typed(Person("Ada", "Lovelace", email)))
    assert "with_0_email" in response.context["form"].errors
    with pytest.raises(ValidationError):
        register(page.event, companions=[Person("Ada", "Lovelace", email)])


@pytest.mark.parametrize("people", ["x", "-1", "999999", "\x00", "٣"])
def test_a_forged_number_of_people_does_no_harm(client, page, people):
    assert client.post(url("register", page.event_id), typed(people=people)).status_code in (200, 302)


@pytest.mark.parametrize("name", ["https://exemple.fr", "a\nb", "é" * 10_000])
def test_what_is_no_name_is_refused_for_companions_too(client, page, name):
    response = client.post(url("register", page.event_id), typed(Person(name, "Lovelace", ADA.email)))
    assert "with_0_first_name" in response.context["form"].errors


def test_sent_twice_they_are_registered_once(client, page):
    fields = typed(ADA, BO)
    for _click in range(2):
        assert client.post(url("register", page.event_id), fields).status_code == 302
    assert len(addresses()) == len(mail.outbox) == 3


def test_sent_twice_by_somebody_known_they_are_registered_once(page):
    RegistrationFactory(event=page.event, email="zoe@exemple.fr")
    key = uuid.uuid4()
    for _click in range(2):
        register(page.event, companions=[ADA], form_key=key)
    assert addresses() == ["zoe@exemple.fr", "ada@exemple.fr"]
    assert Companion.objects.count() == 1


def test_many_people_are_counted_against_the_limit(client, page, monkeypatch):
    monkeypatch.setattr(limits, "REGISTER", [Limit("essai", 10, timedelta(minutes=1))])
    people = [Person("Ada", "Lovelace", f"a{each}@exemple.fr") for each in range(9)]
    assert client.post(url("register", page.event_id), typed(*people)).status_code == 302
    assert client.post(url("register", page.event_id), typed(ADA)).status_code == 429


# What the one who registered sees and does


def own_page(client, registration: Registration) -> str:
    return client.get(url("registration", registration.token)).text


def test_a_stranger_who_was_registered_before_looks_like_anybody_else(client, page):
    """Their registration and its state are none of the leader's business, whatever they do."""
    RegistrationFactory(event=page.event, email=ADA.email, first_name="Secrète", state="waiting")
    leader = register(page.event, companions=[ADA, BO]).registration

    def shown() -> list[str]:
        items = re.findall(r"<li>\s*(<bdi>.*?)</li>", own_page(client, leader), re.DOTALL)
        plain = [re.sub(r'value="\d+"|csrfmiddlewaretoken.*?>|\s+', " ", item) for item in items]
        names = [(one.first_name, one.last_name, one.email.partition("@")[0]) for one in (ADA, BO)]
        return [re.sub("|".join(each), "", text) for each, text in zip(names, plain, strict=True)]

    assert len(set(shown())) == 1
    for companion in leader.companions.all():
        response = client.post(url("registration", leader.token), {"companion": companion.pk}, follow=True)
        assert "is recorded" in response.text
    assert len(set(shown())) == 1
    cancel_asked_companions()
    assert len(set(shown())) == 1
    assert "Secrète" not in own_page(client, leader)
    assert Registration.objects.get(email=ADA.email).state == "confirmed", "next in line, and not cancelled"
    assert Registration.objects.get(email=BO.email).state == "cancelled"


def test_both_answers_cost_the_same(client, page):
    RegistrationFactory(event=page.event, email=ADA.email)
    leader = register(page.event, companions=[ADA, BO]).registration
    there = url("registration", leader.token)
    known, new = leader.companions.all()

    def cost(companion: Companion) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.post(there, {"companion": companion.pk})
        return len(captured)

    assert cost(known) == cost(new)


def test_what_the_leader_cancels_is_carried_out_once(client, page):
    leader = register(page.event, companions=[ADA]).registration
    companion = leader.companions.get()
    mail.outbox.clear()
    for _click in range(2):
        cancel_companion(leader_id=leader.pk, companion_id=companion.pk, by=None)
        cancel_asked_companions()
    ada = Registration.objects.get(email=ADA.email)
    assert ada.state == "cancelled"
    assert [message.to for message in mail.outbox] == [[ADA.email]]
    reinstate(registration_id=ada.pk, by=None)
    cancel_asked_companions()
    ada.refresh_from_db()
    assert ada.state == "confirmed"


def test_nobody_cancels_for_somebody_elses_companion(page):
    leader = register(page.event, companions=[ADA]).registration
    other = register(page.event, "autre@exemple.fr").registration
    cancel_companion(leader_id=other.pk, companion_id=leader.companions.get().pk, by=None)
    assert leader.companions.get().cancelled_at is None


@pytest.mark.parametrize("key", ["", "x", "\x00", "9" * 30, "-1"])
def test_a_forged_companion_does_nothing(client, page, key):
    leader = register(page.event, companions=[ADA]).registration
    assert client.post(url("registration", leader.token), {"companion": key}).status_code == 302
    assert not Registration.objects.filter(state="cancelled").exists()


def test_once_the_event_has_started_nobody_is_cancelled(page):
    leader = register(page.event, companions=[ADA]).registration
    page.event.starts_at = timezone.now() - timedelta(hours=1)
    page.event.save()
    with pytest.raises(Refused):
        cancel_companion(leader_id=leader.pk, companion_id=leader.companions.get().pk, by=None)


def test_the_leader_who_cancels_leaves_the_others_registered(client, page):
    leader = register(page.event, companions=[ADA]).registration
    client.post(url("registration", leader.token), {"state": "confirmed"})
    assert Registration.objects.get(email=ADA.email).state == "confirmed"
    assert "Cancel for Ada" in own_page(client, leader)


def test_companions_are_asked_what_only_they_can_answer(client, page):
    QuestionFactory(event=page.event, text_fr="Dîner ?", kind="yes_no", required=True)
    question = page.event.questions.get()
    client.post(url("register", page.event_id), typed(ADA, **{f"question_{question.pk}": "yes"}))
    zoe, ada = Registration.objects.order_by("pk")
    assert "only you can answer" in own_page(client, ada)
    assert "only you can answer" not in own_page(client, zoe)


def test_a_registration_to_twenty_reads_like_one_to_two(client, page):
    leader = RegistrationFactory(event=page.event)

    def add(*numbers: int) -> None:
        for number in numbers:
            made = RegistrationFactory(event=page.event)
            Companion.objects.create(leader=leader, registration=made, email=f"{number}@exemple.fr", state="confirmed")

    there = url("registration", leader.token)
    add(0, 1)
    two = queries(client, there)
    add(*range(2, 20))
    assert queries(client, there) == two


def test_the_organiser_sees_who_registered_whom(page):
    leader = register(page.event, companions=[ADA]).registration
    desk = signed_in(UserFactory(is_superuser=True))
    ada = Registration.objects.get(email=ADA.email)
    assert reverse("registration:edit", args=[leader.pk]) in desk.get(reverse("registration:edit", args=[ada.pk])).text
    assert reverse("registration:edit", args=[ada.pk]) in desk.get(reverse("registration:edit", args=[leader.pk])).text


def test_whom_one_registered_is_forgotten_with_either_name():
    event = EventFactory()
    for email in ("zoe@exemple.fr", ADA.email):
        leader = register(event, companions=[ADA]).registration
        without_names(Registration.objects.filter(email=email))
        assert not Companion.objects.exists(), email
        Registration.objects.filter(event=event).update(state="cancelled")
        assert leader


def test_a_message_tells_the_typed_name_of_who_registered_and_no_other(page):
    """Somebody may type a known address as their own: what its owner is called stays theirs."""
    RegistrationFactory(event=page.event, email="zoe@exemple.fr", first_name="Secrète")
    register(page.event, companions=[ADA])
    told = [message.body for message in mail.outbox if message.to == [ADA.email]]
    assert "Secrète" not in told[0]
    assert "Zoë Œuvrard" in told[0]
