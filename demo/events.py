"""Nine events in all the states a visitor may meet, and the people who registered for them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import cycle, islice

from django.utils import timezone
from wagtail.models import Collection

from demo.asking import ask_afterwards, ask_at_registration
from demo.pdf import make_document
from demo.people import ORGANISATIONS
from demo.programmes import give_programme
from demo.publication import Publisher
from events.models import Category, Event, EventPage, Kind, Registration, Speaker
from events.states import RegistrationState
from members.models import User
from portal.core.models import BasePage, Person, PortalDocument

TUESDAY, THURSDAY = 1, 3
SEASONS = (("hiver", "winter"), ("printemps", "spring"), ("été", "summer"), ("automne", "autumn"))


@dataclass(frozen=True)
class Occasion:
    """An event of `texts/`, on the first such weekday from so many days from today, by the clock of Paris.

    `accounts` are demonstration accounts with a place; `confirmed` and `waiting` count the other registrations.
    `opens_in` and `everyone_after` are days, the latter from its end to the materials being everyone's.
    """

    name: str
    kind: Kind
    cover: str
    speakers: tuple[str, ...]
    in_days: int
    weekday: int
    starts: tuple[int, int]
    hours: float
    capacity: int
    venue: str = ""
    address: str = ""
    members_only: bool = False
    opens_in: int | None = None
    cancelled_days_ago: int | None = None
    is_dated: bool = True
    everyone_after: int | None = None
    accounts: tuple[str, ...] = ()
    confirmed: int = 0
    waiting: int = 0

    @property
    def starts_at(self) -> datetime:
        hour, minute = self.starts
        first = timezone.localtime() + timedelta(days=self.in_days)
        day = first + timedelta(days=(self.weekday - first.weekday()) % 7)
        return day.replace(hour=hour, minute=minute, second=0, microsecond=0)

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(hours=self.hours)

    def time(self) -> dict[str, object]:
        """Its date, or the season it is announced for."""
        if self.is_dated:
            return {"starts_at": self.starts_at, "ends_at": self.ends_at}
        french, english = SEASONS[self.starts_at.month % 12 // 3]
        year = self.starts_at.year + (self.starts_at.month == 12)
        return {"announced_fr": f"{french} {year}", "announced_en": f"{english} {year}"}

    def facts(self) -> dict[str, object]:
        now = timezone.now()
        return {
            "kind": self.kind,
            **self.time(),
            "venue": self.venue,
            "address": self.address,
            "capacity": self.capacity,
            "members_only": self.members_only,
            "registration_opens_at": None if self.opens_in is None else _at_nine(self.opens_in),
            "cancelled_at": None if self.cancelled_days_ago is None else now - timedelta(days=self.cancelled_days_ago),
            "contact_email": "evenements@prevenance.example",
        }


NANTES = ("Maison des métiers", "12 rue des Échanges, 44000 Nantes")

# The earlier ones first: an event may point at one before it
OCCASIONS = (
    Occasion(
        "ecrire-un-refus", Kind.WORKSHOP, "methode", ("aurelie",), -89, THURSDAY, (9, 30), 3, 20, *NANTES,
        everyone_after=30, confirmed=18,
    ),
    Occasion(
        "webinaire", Kind.WEBINAR, "webinaire", ("maelle",), -46, TUESDAY, (12, 30), 1, 200,
        accounts=("membre",), confirmed=139,
    ),
    Occasion(
        "atelier", Kind.WORKSHOP, "enquete", ("hugo",), 12, TUESDAY, (9, 30), 3, 24, *NANTES,
        accounts=("atelier",), confirmed=19,
    ),
    Occasion(
        "deux-casques", Kind.WORKSHOP, "deux-casques", ("gaspard", "soline"), 24, THURSDAY, (9, 30), 7, 16,
        venue="Comptoir des Fabriques", address="27 rue des Fabriques, 69001 Lyon",
        confirmed=16, waiting=5,
    ),
    Occasion(
        "vos-chiffres", Kind.WEBINAR, "vos-chiffres", ("hugo", "yasmine"), 33, TUESDAY, (12, 30), 1.25, 150,
        members_only=True, accounts=("referente",), confirmed=42,
    ),
    Occasion(
        "convention", Kind.CONVENTION, "convention", ("soline", "hugo", "maelle", "idriss"), 54, THURSDAY, (9, 15), 9,
        600, venue="Cité Ronsard", address="3 quai Ronsard, 37000 Tours",
        accounts=("convention", "membre"), confirmed=231,
    ),
    Occasion(
        "lundi", Kind.WORKSHOP, "lundi", ("aurelie",), 64, THURSDAY, (14, 0), 3, 18,
        venue="Halle Saint-Aubert", address="5 place Saint-Aubert, 59000 Lille",
        cancelled_days_ago=3, confirmed=4,
    ),
    Occasion(
        "nuit-autrement", Kind.WEBINAR, "nuit-autrement", ("idriss",), 82, TUESDAY, (18, 0), 1, 200, opens_in=19,
    ),
    Occasion(
        "ecouter-ensemble", Kind.WORKSHOP, "ateliers", ("gaspard",), 150, THURSDAY, (9, 30), 3, 20,
        is_dated=False,
    ),
)  # fmt: skip
BY_NAME = {occasion.name: occasion for occasion in OCCASIONS}

FICTION = "Document fictif, composé pour la démonstration du portail."
HANDOUTS = {
    "support-webinaire": (
        "Annoncer une durée sans la subir : support",
        (
            "1. Choisir. Mesurer trois semaines d’attente réelle, par demi-heure, avant d’annoncer quoi que ce soit.",
            "2. Arrondir. Vers le haut, par tranches de deux minutes : la précision feinte se paie.",
            "3. Dire. Une phrase, la durée d’abord, le rappel ensuite, la musique jamais au milieu.",
            "4. Corriger. Un second message dès que l’écart dépasse quatre minutes.",
            "5. Tenir. Prévoir du renfort les trois premières semaines, et le dire à l’équipe.",
        ),
    ),
    "refus-avant-apres": (
        "Écrire un refus : huit lettres avant et après",
        (
            "Avant : « Nous ne pouvons donner une suite favorable à votre demande. »",
            "Après : « Nous ne remboursons pas ce trajet : le billet a été validé. Voici ce qui reste possible. »",
            "La règle : la décision en première phrase, la raison en deuxième, l’issue en troisième.",
            "Ce que l’on retire : les trois formules de regret, dont une suffit.",
        ),
    ),
    "refus-grille": (
        "Écrire un refus : la grille de relecture",
        (
            "La décision est-elle dans la première phrase ?",
            "La raison tient-elle en une ligne, sans renvoi à un article ?",
            "Reste-t-il quelque chose à faire à la personne, et sait-elle comment ?",
            "Quelqu’un signe-t-il, avec un moyen de le joindre ?",
        ),
    ),
}

FIRST_NAMES = (
    "Awa", "Benoît", "Chloé", "Driss", "Élise", "Florian", "Gaëlle", "Hakim", "Irène", "Joris", "Katell", "Loïc",
    "Manon", "Nils", "Ondine", "Pierrick", "Quitterie", "Raphaël", "Sira",
)  # fmt: skip
LAST_NAMES = (
    "Abgrall", "Bessière", "Chauvet", "Delmas", "Estève", "Fournel", "Guérin", "Hamdi", "Izard", "Jolivet", "Kervella",
    "Lacombe", "Mercadier", "Nogaret", "Ollivier", "Prigent", "Quéré",
)  # fmt: skip


ANNOUNCED = timedelta(days=60)
"""Before it starts."""


def convention_starts() -> datetime:
    return BY_NAME["convention"].starts_at


def workshop_starts() -> datetime:
    return BY_NAME["atelier"].starts_at


def make_events(
    publisher: Publisher,
    events_list: BasePage,
    people: dict[str, Person],
    users: dict[str, User],
    collection: Collection,
) -> dict[str, Event]:
    """The events by name, with those who registered for them."""
    library = publisher.library
    for name, (title, paragraphs) in HANDOUTS.items():
        library.documents[name] = make_document(
            title=title,
            filename=f"{name}.pdf",
            paragraphs=[*paragraphs, FICTION],
            language="fr",
            collection=collection,
        )
    events = {}
    for occasion in OCCASIONS:
        complete = partial(_settle, occasion=occasion, people=people, documents=library.documents)
        page = publisher.publish(
            events_list, EventPage, occasion.name, complete=complete, cover=library.images[occasion.cover]
        )
        events[occasion.name] = page.event
        category = ask_at_registration(page.event) if occasion.kind is Kind.CONVENTION else None
        _register(page.event, occasion, [users[name] for name in occasion.accounts], category)
        if occasion.name == "webinaire":
            ask_afterwards(page.event)
    return events


def _settle(
    page: EventPage, *, occasion: Occasion, people: dict[str, Person], documents: dict[str, PortalDocument]
) -> None:
    page.speakers.add(*[Speaker(person=people[key]) for key in occasion.speakers])
    page.first_published_at = min(occasion.starts_at - ANNOUNCED, timezone.now())  # type: ignore[assignment]
    page.save()
    for field, value in occasion.facts().items():
        setattr(page.event, field, value)
    give_programme(page.event, occasion.name, people, documents)
    if (end := occasion.ends_at) < timezone.now():
        # What was shown is for those who came, then for members, sometimes for everyone.
        page.release.preview_event, page.release.preview_at = page.event, end
        page.release.members_at, page.release.everyone_at = end + timedelta(days=7), None
        if occasion.everyone_after is not None:
            page.release.everyone_at = end + timedelta(days=occasion.everyone_after)
        page.release.save()


def _register(event: Event, occasion: Occasion, users: list[User], category: Category | None) -> None:
    """Written directly: nobody is to be sent a confirmation."""
    people = [(user.first_name, user.last_name, user.email) for user in users]
    names = zip(cycle(FIRST_NAMES), cycle(LAST_NAMES), strict=False)
    people += [
        (first_name, last_name, f"inscrit{number}@prevenance.example")
        for number, (first_name, last_name) in enumerate(islice(names, occasion.confirmed + occasion.waiting))
    ]
    places = len(people) - occasion.waiting
    last = min(timezone.now(), occasion.starts_at - timedelta(days=1))
    Registration.objects.bulk_create(
        Registration(
            event=event,
            category=category,
            state=RegistrationState.CONFIRMED if number < places else RegistrationState.WAITING,
            first_name=first_name,
            last_name=last_name,
            email=email,
            organisation_name=ORGANISATIONS[number % len(ORGANISATIONS)].name,
            created_at=last - timedelta(hours=3 * (len(people) - number)),
        )
        for number, (first_name, last_name, email) in enumerate(people)
    )


def _at_nine(days: int) -> datetime:
    return (timezone.localtime() + timedelta(days=days)).replace(hour=9, minute=0, second=0, microsecond=0)
