import uuid
from datetime import timedelta

import factory
from django.utils import timezone

from events.models import Category, Consent, Event, Question, Registration, Session
from events.services.registering import Recorded, register_attendee
from events.states import RegistrationState
from portal.access.viewer import ANONYMOUS


class EventFactory(factory.django.DjangoModelFactory):
    """The facts of a workshop a month from now, without a page; freed places are given at once."""

    class Meta:
        model = Event

    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))
    ends_at = factory.LazyAttribute(lambda event: event.starts_at + timedelta(hours=3))
    offer_hours = 0


class CategoryFactory(factory.django.DjangoModelFactory):
    """A category of `event` that anybody may take, free of charge."""

    class Meta:
        model = Category

    label_fr = factory.Sequence(lambda n: f"Catégorie {n}")
    sort_order = factory.Sequence(int)


class SessionFactory(factory.django.DjangoModelFactory):
    """A session of `event` in its first hour, in no room, that nobody has to choose."""

    class Meta:
        model = Session

    title_fr = factory.Sequence(lambda n: f"Séance {n}")
    starts_at = factory.LazyAttribute(lambda session: session.event.starts_at)
    ends_at = factory.LazyAttribute(lambda session: session.starts_at and session.starts_at + timedelta(hours=1))


class QuestionFactory(factory.django.DjangoModelFactory):
    """A question in free words that `event` asks of everyone, and that nobody has to answer."""

    class Meta:
        model = Question

    text_fr = factory.Sequence(lambda n: f"Question {n}")
    sort_order = factory.Sequence(lambda n: n)


class ConsentFactory(factory.django.DjangoModelFactory):
    """A sentence of `event` that nobody has to agree to."""

    class Meta:
        model = Consent

    text_fr = "J’accepte d’être photographié."
    text_en = "I agree to be photographed."


class RegistrationFactory(factory.django.DjangoModelFactory):
    """Somebody with a place at `event`; `state` puts them elsewhere. No message is sent."""

    class Meta:
        model = Registration

    state = RegistrationState.CONFIRMED
    first_name = factory.Faker("first_name", locale="fr_FR")
    last_name = factory.Faker("last_name", locale="fr_FR")
    email = factory.Sequence(lambda n: f"inscrit{n}@exemple.fr")


def register(event: Event, email: str = "zoe@exemple.fr", **fields) -> Recorded:
    """Register as the form does, anonymously and with a new form unless told otherwise."""
    return register_attendee(
        **{
            "event_id": event.pk,
            "viewer": ANONYMOUS,
            "by": None,
            "first_name": "Zoë",
            "last_name": "Œuvrard-D’Été",
            "email": email,
            "form_key": uuid.uuid4(),
            "language": "fr",
            **fields,
        }
    )
