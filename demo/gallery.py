"""Each component of `templates/components` with sample content, for whoever works on the front end."""

from datetime import UTC, date, datetime, timedelta

from django.http import HttpRequest
from wagtail.models import Page

from articles.models import ArticleByline, ArticlePage, IssuePage, NewsPage
from events.models import Event, EventPage, Kind, Session, SessionKind
from events.timetable import Day, Item, Slot, Timetable
from events.wording import Badge
from events.zones import PARIS, zone_of
from members.models import Organisation, Tier
from members.templatetags.members_tags import SupportTier
from portal.access.decision import Decision, Reason
from portal.access.models import Release
from portal.access.proofs import Proof
from portal.core.editing.anchors import Part
from portal.core.look.chrome import chrome_for
from portal.core.models import BasePage, Person, PortalDocument, PortalImage
from portal.core.pages.paging import Step
from portal.home.forms import ContactForm
from portal.home.models import StandardPage
from studies.models import Study, StudyFile
from studies.survey.codebook import Option, Role, Side
from studies.survey.display.citation import Attribution
from studies.survey.display.editions import Change
from studies.survey.display.figure import MEAN, Cell, figure
from studies.survey.display.trend import Edition, trend
from studies.survey.estimates import wilson
from studies.survey.rounding import whole_percent
from studies.survey.tables import WHOLE, Column, Table
from studies.survey.words import NO_WORDS, Words

FRAME = frozenset({"masthead", "languages", "breadcrumb", "footer", "meta", "feed_links", "letter_form"})
"""What the gallery shows as every page does."""

Examples = dict[str, list[dict[str, object]]]

_OPEN = datetime(2026, 1, 1, tzinfo=UTC)
_BADGES = {
    "open": "Inscriptions ouvertes",
    "soon": "Bientôt",
    "waiting": "Liste d’attente",
    "full": "Complet",
    "closed": "Inscriptions closes",
    "past": "Passé",
    "cancelled": "Annulé",
    "members": "Pour les membres",
}
_PAGES = {
    "is_long": True,
    "previous": "#content",
    "next": "#content",
    "steps": [Step(1, "#content"), Step(), *(Step(number, "#content", number == 5) for number in (4, 5, 6)), Step()],
}
_BODY: list[dict] = [
    {
        "type": "paragraph",
        "value": "<p>Un <b>paragraphe</b>, avec <a href='/'>un lien</a>.</p><ul><li>Un point</li></ul>",
    },
    {"type": "heading", "value": "Un intertitre qui tient sur deux lignes si la place lui manque"},
    {"type": "quote", "value": {"quote": "Répondre, c’est d’abord avoir écouté.", "source": "Une téléconseillère"}},
    {"type": "question", "value": {"question": "Que faire de l’attente ?", "answer": "<p>L’annoncer.</p>"}},
    {
        "type": "key_figures",
        "value": [{"number": "71", "unit": "%", "sentence": "acceptent d’attendre", "change": "+ 5"}],
    },
    {"type": "outside_link", "value": {"label": "Lire l’enquête", "url": "https://example.org/", "site": "Institut"}},
    {
        "type": "contact",
        "value": {"sentence": "Renseignements.", "email": "bonjour@example.org", "phone": "02 40 00 00 10"},
    },
]


_PUBLIC = ("attente", "nuit", "couverture")
"""Pictures that the demonstration shows to all."""
_BOX = {"title": "La méthode", "content": [("paragraph", "<p>Douze entretiens, trois nuits d’écoute.</p>")]}
_CORRECTION = {"date": date(2026, 11, 3), "text": "<p>Une version antérieure donnait 17 % au lieu de 27 %.</p>"}
_CHART = {
    "title": "Le délai recule",
    "kind": "lines",
    "table": {"data": [["", "Délai"], ["2019", "6,5"], ["2022", "4,2"], ["2025", "2,1"]]},
    "unit": "jours",
    "source": "relevés des équipes",
}
_VIDEO = {"address": "https://tube.example.org/w/9c9de5e8a1b2c3d4e5f6gh", "title": "Une nuit", "duration": "4:05"}


def examples(request: HttpRequest) -> Examples:
    """By component, what to show it with; nothing is stored."""
    home = chrome_for(request).home
    person = Person(name="Maëlle Garrigue", slug="maelle", role_fr="journaliste", biography_fr="Elle écrit.")
    bylines = [ArticleByline(person=person), ArticleByline(person=Person(name="Hugo Lemerle", slug="hugo"))]
    return (
        _small()
        | _lists(home, request)
        | _programme(person)
        | _forms()
        | _charts()
        | {
            "authors": [{"bylines": bylines}],
            "byline": [{"bylines": bylines}],
            "speaker": [{"person": person}],
        }
    )


def _small() -> Examples:
    figure = {"number": "71", "unit": "%", "sentence": "acceptent d’attendre si la durée est annoncée", "change": "+ 5"}
    return {
        "access": [{"open_to": whom} for whom in ("everyone", "viewer", "members", "nobody")],
        "arrow_link": [{"url": "/", "label": "Toutes les actualités"}],
        "date_span": [
            {"first": date(2026, 9, 18), "last": last} for last in (None, date(2026, 9, 29), date(2027, 1, 5))
        ],
        "event_badge": [{"badge": Badge(code, label)} for code, label in _BADGES.items()],
        "icon": [{"name": name} for name in ("lock", "check", "arrow", "download", "calendar", "external")],
        "issue_cover": [{"issue": IssuePage(slug="n12", number=12, month=date(2026, 10, 1)), "title": "Double écoute"}],
        "key_figure": [{"figure": figure}],
        "logo": [{"url": "/", "name": "Prévenance"}],
        "page_tools": [
            {
                "title": "Ce que l’attente dit de nous",
                "address": "https://example.org/attente/",
                "citation": "Maëlle Garrigue, « Ce que l’attente dit de nous », Double écoute, n° 12, octobre 2026.",
                "key": 1,
            },
        ],
        "plan": [{"parts": [Part(title, "content") for title in ("Avant l’appel", "Pendant", "Après")]}],
        "picture": [{"seed": "mosaique", "columns": 7, "rows": 3}],
    }


def _lists(home: Page, request: HttpRequest) -> Examples:
    article = _page(home, ArticlePage, title="Ce que l’attente dit de nous", kicker="Enquête", printed_page=6)
    event = Event(kind=Kind.WORKSHOP, starts_at=_OPEN, ends_at=_OPEN, venue="Maison des métiers", capacity=30)
    meeting = _page(home, EventPage, title="Atelier : lire le baromètre", event=event)
    news = _page(
        home, NewsPage, title="Superviser à distance : sept équipes racontent leur premier hiver", kicker="Métiers"
    )
    sound = PortalDocument(title="Une nuit", file="documents/nuit.mp3", file_size=2_400_000)
    recordings = [
        ("audio", {"document": sound, "title": "Une nuit au téléphone", "duration": "12:05", "transcript": "<p>…</p>"}),
        ("video_file", {"document": _film(), "title": "La relève de six heures", "duration": "2:40"}),
    ]
    pictures = [{"image": image, "caption": "Une légende"} for image in PortalImage.objects.filter(title__in=_PUBLIC)]
    more = [("gallery", {"title": "Une nuit en images", "pictures": pictures}), ("box", _BOX), ("video", _VIDEO)]
    more.append(("typed_chart", _CHART))
    body = ArticlePage(body=[*((block["type"], block["value"]) for block in _BODY), *more, *recordings]).body
    document = PortalDocument(title="Synthèse", file="documents/synthese.pdf", file_size=1300)
    files = [StudyFile(document=document, title_fr="Synthèse", pages=8, is_public=public) for public in (True, False)]
    study = Study(sample_size=1200, carried_out_by="Institut Sondelle", fieldwork_from=date(2026, 9, 18))
    tiers = [SupportTier(tier.value, tier.label, [Organisation(name="Orvelle")] * 2) for tier in Tier if tier]
    return {
        "agenda": [{"pages": [meeting], "heading": "h2", "request": request}],
        "body": [{"body": body, "page": article, "request": request}],
        "brief": [{"page": news, "url": "/"}],
        "card": [{"page": news, "url": "/", "kicker": "Métiers", "date": date(2026, 11, 5), "text": "Deux lignes."}],
        "corrections": [{"page": ArticlePage(corrections=[("correction", _CORRECTION)])}],
        "contents": [{"articles": [article, article], "request": request}],
        "download": [{"file": file, "granted": False} for file in files],
        "pagination": [{"listing": _PAGES, "label": "Actualités"}],
        "fact_sheet": [{"study": study}],
        "partners": [{"tiers": tiers}],
        "proofs": [{"proofs": [Proof("un lien d’aperçu", _OPEN)], "request": request}],
        "years": [
            {"years": [2026, 2025, 2024], "year": 2025, "path": "#content", "label": "Par année", "all": "Toutes"}
        ],
        "wall": [{"decision": Decision(False, Reason.SIGN_IN), "page": article, "request": request}],
        "page_head": [
            {"page": _page(home, StandardPage, title="Composants", introduction="Un de chaque."), "request": request}
        ],
    }


def _film() -> PortalDocument:
    return PortalDocument(title="La relève", file="documents/releve.mp4", file_size=9_600_000)


def _programme(person: Person) -> Examples:
    hours = {"starts_at": _OPEN, "ends_at": _OPEN + timedelta(hours=1)}
    plenary = Item(Session(pk=1, title_fr="Ce que promettre veut dire", room="Amphithéâtre", **hours), [person])
    beside = [
        Item(
            Session(pk=place + 1, kind=SessionKind.WORKSHOP, title_fr=title, room=room, capacity=30, **hours),
            moderators=[person],
            column=place,
        )
        for place, (title, room) in enumerate((("Le rappel", "Salle Cher"), ("La nuit", "Salle Loire")), start=1)
    ]
    unset = Item(Session(pk=4, title_fr="Atelier surprise"))
    day = Day(_OPEN.date(), [Slot(_OPEN, [plenary]), Slot(_OPEN, beside)], ["Salle Cher", "Salle Loire"])
    zone = zone_of(PARIS)
    return {
        "programme": [{"timetable": Timetable([day], [unset]), "zone": zone}],
        "session": [{"item": plenary, "zone": zone, "heading": "h3"}],
    }


def _forms() -> Examples:
    wrong = ContactForm({"wrong-email": "bonjour@"}, prefix="wrong")
    return {
        "error_summary": [{"form": wrong}],
        "field": [{"field": wrong["name"]}, {"field": wrong["email"]}],
        "form": [{"form": ContactForm()}],
        "send_again": [{"fields": [("name", "Zoé")], "action": "", "has_password": True, "has_files": True}],
    }


def _charts() -> Examples:
    channels = {"Téléphone": 412, "Messagerie": 236, "Assistant automatique": 24, "Réseaux sociaux": None}
    reasons = {"La durée est annoncée": 71, "Quelqu’un rappelle": 58, "L’attente sert à quelque chose": 33}
    steps = {
        "Très satisfait": "+",
        "Plutôt satisfait": "+",
        "Ni l’un ni l’autre": "",
        "Plutôt pas": "-",
        "Pas du tout": "-",
    }
    by_reason, reason = (_table("Ce qui fait patienter", Role.MULTIPLE, reasons, bases) for bases in (channels, None))
    by_step, step = (
        _table("Satisfaction", Role.SCALE, dict(zip(steps, (24, 38, 17, 14, 7), strict=True)), bases, steps)
        for bases in (channels, None)
    )
    by_minute, minute = (_table("Attente acceptable", Role.NUMBER, {}, bases) for bases in (channels, None))
    earlier = _table("Ce qui fait patienter", Role.MULTIPLE, {name: share - 9 for name, share in reasons.items()}, None)
    editions = [
        Edition(date(year, 9, 18), str(year), earlier if year < 2026 else reason, year == 2025)
        for year in (2022, 2024, 2025, 2026)
    ]
    figures = {
        "bars": figure(reason),
        "bars-by": figure(by_reason, reason),
        "scale": figure(step),
        "scale-by": figure(by_step, step),
        "dots": figure(by_step, step, MEAN),
        "number": figure(by_minute, minute),
        "lines": trend(editions),
    }
    source = Attribution("Prévenance", "Baromètre 2026", "https://example.org/", "du 7 au 18 septembre 2026")
    parts = {"bars": "bars-by", "scale": "scale-by", "dots": "dots", "number": "number", "lines": "lines"}
    return {
        "chart": [{"figure": shown, "source": source, "id": f"chart-{name}"} for name, shown in figures.items()],
        "chart_marks": [{"cell": Cell("Téléphone", 71, "71 %", above="B C", change=Change("+ 9", 1))}],
        "chart_data": [{"grid": figures["bars-by"].grid, "title": "Ce qui fait patienter"}],
        **{f"chart_{kind}": [{"figure": figures[name], "id": f"part-{name}"}] for kind, name in parts.items()},
    }


def _table(
    title: str,
    role: Role,
    shares: dict[str, int],
    bases: dict[str, int | None] | None,
    sides: dict[str, str] | None = None,
) -> Table:
    """For everyone, or by channel, each a little further from the whole than the one before."""
    options = tuple(
        Option(str(place), Words(name), score=5 - place if sides else None, side=Side((sides or {}).get(name, "")))
        for place, name in enumerate(shares)
    )
    columns = [
        _column(
            name,
            base,
            [max(2, share - 4 * rank * (1 if place < 2 else -1)) for place, share in enumerate(shares.values())],
        )
        for rank, (name, base) in enumerate((bases or {"": 1187}).items())
    ]
    return Table(
        question="q1",
        role=role,
        title=Words(title),
        wording=Words("Lors de votre dernier contact, diriez-vous que… ?"),
        asked_to=Words("ceux qui ont attendu"),
        unit=Words("en minutes") if role is Role.NUMBER else NO_WORDS,
        options=options,
        segment="canal" if bases else WHOLE,
        segment_words=Words("Canal principal") if bases else NO_WORDS,
        columns=tuple(columns),
        differences=((0, 0, 1),) if bases and shares else (),
    )


def _column(name: str, base: int | None, shares: list[int]) -> Column:
    if base is None:
        return Column(name, Words(name), None)
    intervals = [wilson(share / 100, base) for share in shares]
    mean = 3.6 - base % 7 / 10
    return Column(
        code=name,
        words=Words(name),
        base=base,
        shares=tuple(shares),
        lows=tuple(whole_percent(low) for low, _high in intervals),
        highs=tuple(whole_percent(high) for _low, high in intervals),
        mean=mean,
        mean_low=mean - 3 / base**0.5,
        mean_high=mean + 3 / base**0.5,
        quartiles=(2, 3.5, 6),
        net=sum(shares[:2]) - sum(shares[3:]) if len(shares) == 5 else None,
        effective=base,
        exact=tuple(share / 100 for share in shares),
    )


def _page(home: Page, model: type[BasePage], **fields: object) -> BasePage:
    """Not a page of the site, but it has an address and a place under the home page."""
    return model(
        slug="exemple",
        path=f"{home.path}0000",
        depth=home.depth + 1,
        url_path=f"{home.url_path}exemple/",
        locale=home.locale,
        release=Release(members_at=_OPEN, everyone_at=None),
        **fields,
    )
