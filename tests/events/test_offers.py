"""A freed place is offered to the next in line, for a time."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from events.models import Registration
from events.services import waiting_list
from events.services.organising import cancel_event, change_event
from events.services.registering import cancel_registration
from events.services.waiting_list import accept_offer, confirm_from_waiting_list, end_offers
from events.states import EventState, Refusal, Refused, RegistrationState
from portal.core.mail.models import Message
from tests.factories.events import EventFactory, RegistrationFactory, register

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def full():
    """An event of one place, taken by Ada, for which Basile and Chloé wait; freed places are offered for two days."""
    event = EventFactory(capacity=1, offer_hours=48)
    for name in ("ada", "basile", "chloe"):
        register(event, f"{name}@exemple.fr")
    return event


def of(event, name: str) -> Registration:
    return event.registrations.get(email=f"{name}@exemple.fr")


def states(event) -> list[str]:
    return [of(event, name).state for name in ("ada", "basile", "chloe")]


def free_a_place(event) -> Registration:
    cancel_registration(registration_id=of(event, "ada").pk, by=None)
    return of(event, "basile")


def test_a_freed_place_is_offered_to_the_next_in_line_and_held(full):
    offered = free_a_place(full)
    assert states(full) == ["cancelled", "offered", "waiting"]
    assert offered.offer_expires_at - offered.offered_at == 2 * DAY
    assert full.state(timezone.now()) is EventState.WAITING_LIST


def test_who_is_offered_a_place_is_told_until_when(full):
    free_a_place(full)
    message = Message.objects.filter(to="basile@exemple.fr").latest("pk")
    assert message.subject.startswith("Une place se libère pour vous")


def test_accepting_gives_the_place_once(full):
    offered = free_a_place(full)
    for _twice in range(2):
        accept_offer(registration_id=offered.pk, by=None)
    assert states(full) == ["cancelled", "confirmed", "waiting"]


def test_declining_offers_it_to_the_next(full):
    cancel_registration(registration_id=free_a_place(full).pk, by=None)
    assert states(full) == ["cancelled", "cancelled", "offered"]


def test_an_offer_that_nobody_takes_goes_on(full):
    free_a_place(full)
    with time_machine.travel(timezone.now() + 2 * DAY):
        end_offers()
    assert states(full) == ["cancelled", "cancelled", "offered"]


def test_a_late_answer_is_refused(full):
    offered = free_a_place(full)
    with time_machine.travel(timezone.now() + 2 * DAY), pytest.raises(Refused) as refused:
        accept_offer(registration_id=offered.pk, by=None)
    assert refused.value.reason is Refusal.OFFER_OVER


def test_who_only_waits_accepts_nothing(full):
    with pytest.raises(Refused):
        accept_offer(registration_id=of(full, "basile").pk, by=None)


def test_ending_offers_twice_changes_nothing_more(full):
    free_a_place(full)
    with time_machine.travel(timezone.now() + 2 * DAY):
        end_offers()
        end_offers()
    assert states(full) == ["cancelled", "cancelled", "offered"]


def test_one_event_s_failure_leaves_the_offers_of_the_others_to_end(full, monkeypatch, caplog):
    past = timezone.now() - timedelta(minutes=1)
    broken = EventFactory(capacity=1, offer_hours=48)
    for event in (broken, full):
        RegistrationFactory(event=event, state="offered", offered_at=past, offer_expires_at=past)
    fill = waiting_list.fill_places

    def fails_once(event, *args, **kwargs):
        if event.pk == min(broken.pk, full.pk):
            raise RuntimeError
        fill(event, *args, **kwargs)

    monkeypatch.setattr(waiting_list, "fill_places", fails_once)
    end_offers()
    assert Registration.objects.filter(state="offered").values_list("event", flat=True).get() == min(broken.pk, full.pk)
    assert "could not be ended" in caplog.text


def test_near_the_event_an_offer_lasts_half_of_the_time_left(full):
    with time_machine.travel(full.starts_at - timedelta(hours=10)):
        offered = free_a_place(full)
    assert offered.offer_expires_at - offered.offered_at == timedelta(hours=5)


def test_just_before_the_event_a_place_is_given_at_once(full):
    with time_machine.travel(full.starts_at - timedelta(minutes=100)):
        free_a_place(full)
    assert states(full) == ["cancelled", "confirmed", "waiting"]


def test_nothing_is_offered_once_the_event_has_started(full):
    free_a_place(full)
    with time_machine.travel(full.starts_at + timedelta(minutes=1)):
        end_offers()
    assert states(full) == ["cancelled", "cancelled", "waiting"]


def test_of_a_cancelled_event_no_offer_is_said_to_have_gone_to_another(full):
    offered = free_a_place(full)
    cancel_event(event_id=full.pk, by=None)
    told = Message.objects.filter(to=offered.email).count()
    with time_machine.travel(timezone.now() + 2 * DAY):
        end_offers()
    assert Message.objects.filter(to=offered.email).count() == told


def put_off(event, **dates) -> None:
    event.refresh_from_db()
    for name in ("starts_at", "ends_at"):
        setattr(event, name, dates.get(name))
    event.announced_fr = "courant mai"
    change_event(event=event, by=None)


def test_of_an_event_put_off_without_a_date_the_offer_waits_for_the_new_one_in_its_rank(full):
    free_a_place(full)
    put_off(full)
    assert states(full) == ["cancelled", "waiting", "waiting"]
    with time_machine.travel(timezone.now() + 2 * DAY):
        end_offers()
    assert states(full) == ["cancelled", "waiting", "waiting"]


def test_with_the_new_date_it_is_offered_and_told_anew(full):
    offered, dates = free_a_place(full), {"starts_at": full.starts_at + 30 * DAY, "ends_at": full.ends_at + 30 * DAY}
    put_off(full)
    put_off(full, **dates)
    assert states(full) == ["cancelled", "offered", "waiting"]
    offers = Message.objects.filter(to=offered.email, subject__startswith="Une place se libère pour vous")
    assert offers.count() == 2


def test_an_offer_opens_nothing_that_attendees_read(full):
    offered = free_a_place(full)
    assert not Registration.objects.attended().filter(pk=offered.pk).exists()


def test_an_organiser_gives_the_offered_place_for_good(full):
    offered = free_a_place(full)
    confirm_from_waiting_list(registration_id=offered.pk, by=None)
    assert states(full) == ["cancelled", "confirmed", "waiting"]


def test_the_personal_link_accepts_by_a_form_alone(client, full):
    url = f"/inscriptions/mon-inscription/{free_a_place(full).token}/"
    page = client.get(url)
    assert "Accepter la place" in page.content.decode()
    assert of(full, "basile").state == RegistrationState.OFFERED
    client.post(url, {"accept": ""})
    assert of(full, "basile").state == RegistrationState.CONFIRMED


def test_the_personal_link_declines(client, full):
    client.post(f"/inscriptions/mon-inscription/{free_a_place(full).token}/", {"decline": ""})
    assert states(full) == ["cancelled", "cancelled", "offered"]


def test_the_calendar_has_nothing_before_the_place_is_accepted(client, full):
    token = free_a_place(full).token
    assert client.get(f"/inscriptions/mon-inscription/{token}/event.ics").status_code == 404


def test_a_capacity_of_none_offers_nothing():
    event = EventFactory(capacity=0, offer_hours=48)
    waiting = RegistrationFactory(event=event, state=RegistrationState.WAITING)
    end_offers()
    waiting.refresh_from_db()
    assert waiting.state == RegistrationState.WAITING


def test_a_page_that_is_out_of_date_gives_no_place_up(client, full):
    url = f"/inscriptions/mon-inscription/{of(full, 'basile').token}/"
    free_a_place(full)
    client.post(url, {"state": "waiting"})
    assert of(full, "basile").state == RegistrationState.OFFERED
