"""Three issues of the magazine, their articles, the news, and the people who write, speak and answer."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Collection

from articles.models import (
    ArticleByline,
    ArticlePage,
    DossierPage,
    DossierPiece,
    IssuePage,
    Kind,
    NewsByline,
    NewsPage,
    Rubric,
    Season,
    WrittenPage,
)
from demo.pdf import make_document
from demo.publication import Publisher
from portal.core.models import BasePage, Person, PortalDocument, Topic

TOPICS = {
    "attente": ("Attente", "Waiting"),
    "ecoute": ("Écoute", "Listening"),
    "ecrit": ("Écrit", "Writing"),
    "metiers": ("Métiers", "Professions"),
    "formation": ("Formation", "Training"),
    "association": ("Vie de l’association", "The association"),
}

# Name, roles and biographies in French and English
PEOPLE = {
    "maelle": (
        "Maëlle Garrigue",
        ("journaliste, rédactrice en chef", "journalist, editor-in-chief"),
        (
            "Elle a tenu le standard d’un hôpital avant d’écrire sur celles et ceux qui répondent.",
            "She ran a hospital switchboard before writing about those who answer.",
        ),
    ),
    "noe": (
        "Noé Laffitte",
        ("journaliste", "journalist"),
        (
            "Six ans derrière un guichet de gare lui ont appris à poser les questions dans l’ordre.",
            "Six years at a station ticket window taught him to ask questions in the right order.",
        ),
    ),
    "idriss": (
        "Idriss Vauclin",
        ("conseiller de nuit en assistance routière", "night adviser in roadside assistance"),
        ("Vingt ans de « bonsoir » entre Mâcon et Valence.", "Twenty years of “good evening” on the Rhône motorway."),
    ),
    "soline": (
        "Soline Havard",
        ("linguiste", "linguist"),
        (
            "Elle étudie les conversations de service et enseigne à Rennes.",
            "She studies service conversations and teaches in Rennes.",
        ),
    ),
    "hugo": (
        "Hugo Lemerle",
        ("responsable des études, Prévenance", "head of studies, Prévenance"),
        ("Il conduit le Baromètre des attentes depuis six éditions.", "He has run the Barometer for six editions."),
    ),
    "aurelie": (
        "Aurélie Besnard",
        ("responsable des réclamations", "head of complaints"),
        ("Elle a supprimé deux cents modèles de lettre.", "She did away with two hundred letter templates."),
    ),
    "yasmine": (
        "Yasmine Ferradj",
        ("sociologue du travail, Université de Brisse", "sociologist of work, University of Brisse"),
        (
            "Elle a passé quatorze mois parmi les équipes de trois centres de relation, casque sur les oreilles.",
            "She spent fourteen months with the teams of three contact centres, headset on.",
        ),
    ),
    "gaspard": (
        "Gaspard Quintrec",
        ("tuteur et formateur, Cigalis", "tutor and trainer, Cigalis"),
        (
            "Il accompagne les débutants pendant leurs six premières semaines et tient la liste de leurs trouvailles.",
            "He stays beside beginners for their first six weeks and keeps a list of what they come up with.",
        ),
    ),
}

RUBRICS = {
    "enquete": ("Enquête", "Inquiry"),
    "rencontres": ("Rencontres", "Encounters"),
    "metier": ("Le métier", "The craft"),
}

RUBRIC_OF = {
    **dict.fromkeys(("patience", "sans-reponse", "attente"), "enquete"),
    **dict.fromkeys(("pluie", "odile", "script", "nuit"), "rencontres"),
    **dict.fromkeys(("ecole", "appel-difficile", "signature", "rappel", "reclamation"), "metier"),
}

LEAFED = 4

# Number, days since it appeared, cover; the magazine appears four times a year.
ISSUES = {
    "numero-ancien": (40, 222, "couverture-ancienne"),
    "numero-precedent": (41, 131, "couverture-precedente"),
    "numero": (42, 40, "couverture"),
}


@dataclass(frozen=True)
class Piece:
    """A text of `texts/`, its authors and topics; `late` says it went online long after its issue was printed,
    `answers` who is interviewed."""

    name: str
    days_ago: int
    authors: tuple[str, ...]
    topics: tuple[str, ...]
    image: str = ""
    issue: str = ""
    printed_page: int | None = None
    members_only: bool = False
    late: bool = False
    kind: Kind = Kind.ARTICLE
    answers: str = ""


# What somebody was when they wrote a text, in French and in English, and for whom
THEN = {
    "yasmine": ("chercheuse associée", "associate researcher", "Laboratoire des voix, Brisse"),
    "aurelie": ("conseillère aux réclamations", "complaints adviser", "Assurances Tilmont"),
}


# In the order in which one text may point at another
ARTICLES = (
    Piece(
        "ecole", 220, ("noe",), ("formation", "metiers"), "", "numero-ancien", 6, members_only=True, kind=Kind.REPORT
    ),
    Piece(
        "patience",
        216,
        ("maelle",),
        ("metiers", "attente"),
        "",
        "numero-ancien",
        20,
        kind=Kind.INTERVIEW,
        answers="gaspard",
    ),
    Piece("pluie", 212, ("idriss",), ("ecoute", "metiers"), "", "numero-ancien", 34, kind=Kind.COLUMN),
    Piece("appel-difficile", 206, ("gaspard",), ("formation", "ecoute"), "", "numero-ancien", 48, members_only=True),
    Piece("sans-reponse", 128, ("noe", "maelle"), ("ecrit", "attente"), "", "numero-precedent", 8, members_only=True),
    Piece("odile", 124, ("noe",), ("ecrit", "metiers"), "", "numero-precedent", 24),
    Piece("signature", 119, ("yasmine",), ("ecrit", "metiers"), "", "numero-precedent", 46, kind=Kind.TRIBUNE),
    Piece("attente", 36, ("maelle",), ("attente",), "attente", "numero", 6, members_only=True, kind=Kind.FEATURE),
    Piece("script", 33, ("maelle",), ("ecoute",), "entretien", "numero", 18, kind=Kind.INTERVIEW, answers="soline"),
    Piece("nuit", 30, ("maelle",), ("metiers",), "nuit", "numero", 26, kind=Kind.REPORT),
    Piece("rappel", 27, ("noe", "hugo"), ("attente", "formation"), "", "numero", 52, members_only=True),
    Piece("reclamation", 9, ("aurelie",), ("ecrit",), "methode", "numero-precedent", 34, late=True),
)

NEWS = (
    Piece("bourse", 122, ("hugo",), ("association", "formation")),
    Piece("conseil", 96, ("maelle",), ("association",)),
    Piece("visite", 61, ("noe",), ("metiers", "formation")),
    Piece("parution", 37, ("maelle",), ("association",)),
    Piece("bilan-webinaire", 34, ("noe",), ("attente",)),
    Piece("programme", 23, ("noe",), ("association",), "convention"),
    Piece("distance", 16, ("maelle",), ("metiers",), "ateliers"),
    Piece("prix", 8, ("aurelie",), ("ecrit", "association")),
    Piece("places", 5, ("aurelie",), ("association",)),
    Piece("enquete", 2, ("hugo",), ("metiers",), "enquete"),
)


DOSSIER = ("dossier-apprendre", ("ecole", "appel-difficile", "rappel", "bourse"))
PINNED, PINNED_DAYS = "programme", 30


def _then(author: str) -> dict[str, str]:
    role_fr, role_en, organisation = THEN.get(author, ("", "", ""))
    return {"role_fr": role_fr, "role_en": role_en, "organisation": organisation}


def appeared_on(issue: str) -> date:
    return timezone.localdate() - timedelta(days=ISSUES[issue][1])


def season_of(day: date) -> Season:
    return (Season.WINTER, Season.SPRING, Season.SUMMER, Season.AUTUMN)[day.month % 12 // 3]


def make_rubrics() -> dict[str, Rubric]:
    return {
        key: Rubric.objects.get_or_create(label_fr=french, defaults={"label_en": english})[0]
        for key, (french, english) in RUBRICS.items()
    }


def make_topics() -> dict[str, Topic]:
    return {
        slug: Topic.objects.get_or_create(slug=slug, defaults={"label_fr": french, "label_en": english})[0]
        for slug, (french, english) in TOPICS.items()
    }


def make_authors(publisher: Publisher) -> dict[str, Person]:
    people = {}
    for key, (name, (role_fr, role_en), (biography_fr, biography_en)) in PEOPLE.items():
        people[key] = Person.objects.create(
            name=name,
            role_fr=role_fr,
            role_en=role_en,
            biography_fr=biography_fr,
            biography_en=biography_en,
            portrait=publisher.library.images.get(f"portrait-{key}"),
        )
    return people


class Newsroom:
    """Publishes what has authors and topics."""

    def __init__(self, publisher: Publisher) -> None:
        self.publisher = publisher
        self.images = publisher.library.images
        self.topics, self.people = make_topics(), make_authors(publisher)
        self.today = timezone.localdate()

    def magazine(self, magazine: BasePage, collection: Collection) -> None:
        rubrics = make_rubrics()
        issues = {name: self._issue(magazine, name, collection) for name in ISSUES}
        for piece in ARTICLES:
            issue = issues[piece.issue]
            parent, printed_issue = (magazine, issue) if piece.late else (issue, None)
            printed: dict[str, Any] = {"printed_page": piece.printed_page, "rubric": rubrics[RUBRIC_OF[piece.name]]}
            printed |= {"kind": piece.kind, "interviewee": self.people.get(piece.answers)}
            self._write(parent, ArticlePage, ArticleByline, piece, printed_issue=printed_issue, **printed)

    def _issue(self, magazine: BasePage, name: str, collection: Collection) -> BasePage:
        """The latest by its season, with its PDF and the editorial that its text holds."""
        number, _days, cover = ISSUES[name]
        printed: dict[str, Any] = {"number": number, "month": appeared_on(name).replace(day=1)}
        if name == "numero":
            printed |= {
                "season": season_of(appeared_on(name)),
                "editorial_author": self.people["maelle"],
                "pdf": self._printed(name, collection),
                "leafed": LEAFED,
            }
        return self.publisher.publish(magazine, IssuePage, name, cover=self.images[cover], **printed)

    def _printed(self, name: str, collection: Collection) -> PortalDocument:
        told = [self.publisher.french.read(piece.name) for piece in ARTICLES if piece.issue == name]
        paragraphs = [line for text in told for line in ("", str(text["title"]), str(text.get("standfirst", "")))]
        return make_document(
            title=f"Prévenance n° {ISSUES[name][0]}",
            filename=f"prevenance-{ISSUES[name][0]}.pdf",
            paragraphs=paragraphs * 4,
            language="fr",
            collection=collection,
        )

    def news(self, news_list: BasePage) -> None:
        for piece in NEWS:
            pinned_until = self.today + timedelta(days=PINNED_DAYS) if piece.name == PINNED else None
            self._write(news_list, NewsPage, NewsByline, piece, pinned_until=pinned_until)

    def dossier(self, magazine: BasePage) -> None:
        """Once all that stands in it is there."""
        name, texts = DOSSIER

        def complete(page: BasePage) -> None:
            pages = self.publisher.library.pages
            rows = [DossierPiece(page=pages[text], sort_order=place) for place, text in enumerate(texts)]
            page.pieces.add(*rows)
            page.save()

        self.publisher.publish(magazine, DossierPage, name, complete=complete, cover=self.images["ateliers"])

    def _write(
        self,
        parent: BasePage,
        model: type[WrittenPage],
        byline: type[ArticleByline | NewsByline],
        piece: Piece,
        **shared: object,
    ) -> None:
        def complete(page: WrittenPage) -> None:
            page.first_published_at = min(timezone.make_aware(datetime.combine(web_date, time(8))), timezone.now())  # type: ignore[assignment]
            page.bylines.add(*[byline(person=self.people[author], **_then(author)) for author in piece.authors])
            page.topics.set([self.topics[topic] for topic in piece.topics])
            page.save()
            if piece.members_only:
                page.release.everyone_at = None
                page.release.save()

        web_date = self.today - timedelta(days=piece.days_ago)
        cover = self.images.get(piece.image)
        self.publisher.publish(parent, model, piece.name, complete=complete, web_date=web_date, cover=cover, **shared)
