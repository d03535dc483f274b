"""What is held at the demonstration's convention and workshops, who supports them, how to get there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from wagtail.models import Page

from events.models import (
    Event,
    EventPartner,
    EventReading,
    PartnerTier,
    Session,
    SessionFile,
    SessionKind,
    SessionPerson,
    SessionRole,
)
from members.models import Organisation
from portal.core.models import Person, PortalDocument

PLENARY, WORKSHOP, BREAK = SessionKind.PLENARY, SessionKind.WORKSHOP, SessionKind.BREAK
Words = tuple[str, str]


@dataclass(frozen=True)
class Held:
    """A session at these hours of the event's day, by the clock of Paris; none while they are not set."""

    hours: tuple[str, str] | None
    kind: SessionKind
    room: str
    title: Words
    text: Words = ("", "")
    speakers: tuple[str, ...] = ()
    moderator: str = ""
    capacity: int | None = None
    file: tuple[str, str, str] | None = None


PROGRAMMES: dict[str, tuple[Held, ...]] = {
    "convention": (
        Held(("8:30", "9:15"), BREAK, "Hall", ("Accueil et café", "Welcome and coffee")),
        Held(
            ("9:15", "10:15"),
            PLENARY,
            "Grand auditorium",
            ("Ce que promettre veut dire", "What promising means"),
            (
                "Que s’engage-t-on à faire quand on dit « je m’en occupe » ? La linguiste ouvre la journée par cinq "
                "mots que nous employons sans les entendre.",
                "What do we commit to when we say “I’ll see to it”? The linguist opens the day with five words that "
                "we use without hearing them.",
            ),
            ("soline",),
        ),
        Held(
            ("10:30", "12:15"),
            WORKSHOP,
            "Salle Cher",
            ("Le rappel, mode d’emploi", "Calling back, a user’s guide"),
            (
                "Un créneau tenu vaut mieux qu’une excuse : construire sa promesse de rappel, puis la relire à froid.",
                "A slot that is kept is worth more than an apology: make your promise to call back, then read it "
                "again.",
            ),
            ("aurelie",),
            capacity=30,
        ),
        Held(
            ("10:30", "12:15"),
            WORKSHOP,
            "Salle Indre",
            ("Réclamations : écrire court, écrire juste", "Complaints: writing short, writing true"),
            speakers=("noe",),
            capacity=30,
        ),
        Held(
            ("10:30", "12:15"),
            WORKSHOP,
            "Salle Loire",
            ("Annoncer une durée sans la subir", "Announcing a wait without suffering it"),
            (
                "Apportez vos mesures de trois semaines : chacun repart avec son seuil et sa phrase.",
                "Bring three weeks of measures: everybody leaves with a threshold and a sentence of their own.",
            ),
            ("maelle",),
            capacity=40,
        ),
        Held(
            ("10:30", "12:15"),
            WORKSHOP,
            "Salle Vienne",
            ("La nuit, tenir compagnie", "Keeping people company at night"),
            speakers=("idriss",),
            capacity=25,
        ),
        Held(
            ("12:30", "14:00"),
            BREAK,
            "Galerie",
            ("Déjeuner", "Lunch"),
            (
                "Servi à table, par tables de métier. Les régimes alimentaires sont demandés à l’inscription.",
                "Served at table, by profession. Diets are asked for on registration.",
            ),
        ),
        Held(
            ("14:00", "15:15"),
            PLENARY,
            "Grand auditorium",
            ("Le baromètre en direct", "The barometer live"),
            (
                "L’équipe de l’étude répond aux questions de la salle, chiffres à l’écran.",
                "The study’s team answers questions from the floor, figures on screen.",
            ),
            ("hugo", "yasmine"),
            "maelle",
        ),
        Held(
            ("15:30", "16:45"),
            WORKSHOP,
            "Salle Cher",
            ("Quand l’automate passe la main", "When the machine hands over"),
            (
                "Trois équipes ont écrit, puis réécrit, leur consigne de relais : elles les comparent devant vous.",
                "Three teams wrote, then rewrote, their handover rule: they compare them before you.",
            ),
            ("maelle",),
            capacity=60,
        ),
        Held(
            ("15:30", "16:45"),
            WORKSHOP,
            "Salle Loire",
            ("Former les tuteurs", "Training tutors"),
            speakers=("gaspard",),
            capacity=40,
        ),
        Held(
            ("17:00", "18:15"),
            PLENARY,
            "Grand auditorium",
            ("Clôture et verre de l’amitié", "Closing and drinks"),
            (
                "Trois personnes disent ce qu’elles essaieront dès le lendemain. Fin à temps pour les derniers trains.",
                "Three people say what they will try the very next day. It ends in time for the last trains.",
            ),
        ),
        Held(
            None,
            WORKSHOP,
            "",
            ("Atelier surprise des apprentis", "The apprentices’ surprise workshop"),
            (
                "La promotion de l’année choisit son sujet en janvier.",
                "This year’s class chooses its subject in January.",
            ),
        ),
    ),
    "deux-casques": (
        Held(
            ("9:30", "10:45"),
            PLENARY,
            "Grande salle",
            ("Ce que l’on entend quand on n’évalue pas", "What one hears when one does not assess"),
            (
                "La même minute, réécoutée trois fois : pour les mots, pour les silences, pour la suite annoncée.",
                "The same minute, heard three times: for the words, for the silences, for what is announced.",
            ),
            ("soline",),
        ),
        Held(
            ("11:00", "12:30"),
            WORKSHOP,
            "Grande salle",
            ("Par deux, premier appel", "In pairs, first call"),
            (
                "« À quel moment as-tu hésité ? » La personne écoutée parle d’abord ; l’autre note, sans commenter.",
                "“When did you hesitate?” Whoever was heard speaks first; the other takes notes, without comment.",
            ),
            ("gaspard",),
        ),
        Held(("12:30", "14:00"), BREAK, "", ("Déjeuner sur place", "Lunch on the spot")),
        Held(
            ("14:00", "15:30"),
            WORKSHOP,
            "Grande salle",
            ("Le deuxième casque change de tête", "The second headset changes heads"),
            (
                "Comment un débutant apprend en écoutant son tuteur, et non l’inverse. Pratique par groupes de quatre.",
                "How a beginner learns by listening to their tutor, not the other way round. Practice in groups of "
                "four.",
            ),
            ("gaspard",),
        ),
        Held(
            ("15:45", "16:30"),
            PLENARY,
            "Grande salle",
            ("Ce que j’essaie lundi", "What I try on Monday"),
            (
                "Un engagement par personne, écrit sur une carte et posté par nos soins un mois plus tard.",
                "One commitment each, written on a card that we post a month later.",
            ),
            ("soline", "gaspard"),
        ),
    ),
    "ecrire-un-refus": (
        Held(
            ("9:30", "10:45"),
            WORKSHOP,
            "",
            ("Huit lettres, ligne à ligne", "Eight letters, line by line"),
            speakers=("aurelie",),
            file=("refus-avant-apres", "Les huit lettres, avant et après", "The eight letters, before and after"),
        ),
        Held(
            ("11:00", "12:30"),
            WORKSHOP,
            "",
            ("La grille de relecture", "The proofreading grid"),
            speakers=("aurelie",),
            file=("refus-grille", "La grille à emporter", "The grid to take home"),
        ),
    ),
}

PARTNERS: dict[str, tuple[tuple[str, PartnerTier], ...]] = {
    "convention": (
        ("Voltaume", PartnerTier.LEAD),
        ("Orvelle", PartnerTier.LEAD),
        ("Cigalis", PartnerTier.PARTNER),
        ("Rivolane", PartnerTier.PARTNER),
        ("Transbrise", PartnerTier.PARTNER),
        ("Librécho", PartnerTier.SUPPORTER),
        ("Solenzel", PartnerTier.SUPPORTER),
    ),
    "deux-casques": (("Cigalis", PartnerTier.PARTNER),),
}
READINGS = {"convention": ("barometre", "attente"), "deux-casques": ("appel-difficile",), "atelier": ("barometre",)}

IN_WORDS: dict[str, dict[str, str]] = {
    "convention": {
        "audience_fr": "Responsables, tuteurs et conseillers, membres ou non",
        "audience_en": "Managers, tutors and advisers, members or not",
        "price_fr": "Membres : gratuit. Autres : 240 € HT, déjeuner compris.",
        "price_en": "Members: free. Others: €240 before VAT, lunch included.",
        "access_fr": (
            "À dix minutes à pied de la gare, tout droit le long du quai.\nParking de la Cité, 200 places. Entrée"
            " de plain-pied, boucle magnétique dans l’auditorium."
        ),
        "access_en": (
            "Ten minutes on foot from the station, straight along the quay.\nCar park of the Cité, 200 places. "
            "Step-free entrance, induction loop in the auditorium."
        ),
    },
    "deux-casques": {
        "audience_fr": "Tuteurs et formateurs, par deux si possible",
        "audience_en": "Tutors and trainers, in pairs if possible",
        "price_fr": "Gratuit pour les membres, 90 € HT pour les autres",
        "access_fr": "Métro Les Fabriques, sortie sud. Ascenseur au fond de la cour.",
    },
}


def give_programme(
    event: Event, name: str, people: Mapping[str, Person], documents: Mapping[str, PortalDocument]
) -> None:
    """Its sessions, partners and words, before its page is published."""
    for field, words in IN_WORDS.get(name, {}).items():
        setattr(event, field, words)
    event.save()
    for held in PROGRAMMES.get(name, ()):
        session = Session.objects.create(
            event=event,
            kind=held.kind,
            room=held.room,
            title_fr=held.title[0],
            title_en=held.title[1],
            description_fr=held.text[0],
            description_en=held.text[1],
            capacity=held.capacity,
            starts_at=_at(event, held.hours[0]) if held.hours else None,
            ends_at=_at(event, held.hours[1]) if held.hours else None,
        )
        roles = [(key, SessionRole.SPEAKER) for key in held.speakers]
        roles += [(held.moderator, SessionRole.MODERATOR)] if held.moderator else []
        for order, (key, role) in enumerate(roles):
            SessionPerson.objects.create(session=session, person=people[key], role=role, sort_order=order)
        if held.file:
            document, title_fr, title_en = held.file
            SessionFile.objects.create(
                session=session, document=documents[document], title_fr=title_fr, title_en=title_en
            )
            session.save()
    for order, (organisation, tier) in enumerate(PARTNERS.get(name, ())):
        found = Organisation.objects.get(name=organisation)
        EventPartner.objects.create(event=event, organisation=found, tier=tier, sort_order=order)


def _at(event: Event, hour: str) -> datetime:
    """On its first day."""
    hours, minutes = map(int, hour.split(":"))
    midnight = event.starts_at.astimezone(event.zone).replace(hour=0, minute=0)  # type: ignore[union-attr]
    return midnight + timedelta(hours=hours, minutes=minutes)


def add_readings(events: Mapping[str, Event], pages: Mapping[str, Page]) -> None:
    """Once the studies and articles are there."""
    for name, titles in READINGS.items():
        for order, title in enumerate(titles):
            EventReading.objects.create(event=events[name], page_id=pages[title].pk, sort_order=order)
