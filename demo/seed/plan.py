"""What is seeded, month by month from now back: an issue with its articles, news, studies and events.

Of few pages, each list gets as many as it shows at once before anything else does: what a list costs at different sizes
can be compared.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import count, cycle, islice
from typing import Any

from django.db import models
from django.utils import timezone
from wagtail.models import Locale, Page

from articles.models import ArticlePage, IssuePage, NewsPage
from demo.images import MOSAICS
from demo.seed.tree import Tree
from demo.seed.words import Body, Prose
from events.models import Event, EventPage, Kind, Registration
from events.states import RegistrationState
from members.models import User
from portal.access.models import Release
from portal.core.models import BasePage, Person, PortalImage, Topic
from portal.core.pages.paging import PER_PAGE
from studies.models import Study, StudyPage

A_MONTH = {"article": 10, "news": 15, "study": 5, "event": 5}
PAGES = 44  # a month, translations included
OF_FEW = {"article": 0, "news": 1, "study": 1, "event": 1}
TRANSLATED = 5  # one in so many, and every issue
DAYS = 30
REGISTERED = 5
WORDS = {"fr": ("mesure", "Numéro"), "en": ("measure", "Issue")}


@dataclass
class Thing:
    """One thing to read: its page in one or two languages, the rows these share, and who and what belongs to it."""

    pages: list[BasePage]
    rows: dict[str, models.Model]
    bodies: list[dict[str, Body]]
    people: list[Person] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)


class Plan:
    def __init__(self, owner: User, pages: int) -> None:
        self.owner, self.wanted = owner, pages
        self.today, self.now = timezone.localdate(), timezone.now()
        self.tree, self.numbers = Tree(), count(1)
        self.images = list(PortalImage.objects.filter(title__in=[name for name in MOSAICS if "portrait" not in name]))
        self.people, self.topics = cycle(Person.objects.all()), cycle(Topic.objects.all())
        self.locales = {language: Locale.objects.get(language_code=language) for language in WORDS}
        self.prose = {language: self._prose(language) for language in WORDS}
        last = IssuePage.objects.aggregate(last=models.Max("number"))["last"] or 0
        self.is_small = pages < PAGES * PER_PAGE
        self.latest = last + -(-pages // (1 + sum(OF_FEW.values()) if self.is_small else PAGES))

    def things(self) -> Iterator[Thing]:
        """Exactly as many pages as wanted."""
        left = self.wanted
        for ago in count():
            for make in self._month(ago):
                if left <= 0:
                    return
                thing = make(may_translate=left > 1 and not (self.is_small and ago))
                left -= len(thing.pages)
                yield thing

    def _prose(self, language: str) -> Prose:
        own = Page.objects.live().filter(locale=self.locales[language], depth__gt=3).order_by("pk")
        return Prose(language, tuple(own.values_list("pk", flat=True)[:40]), tuple(image.pk for image in self.images))

    def _month(self, ago: int) -> Iterator[Any]:
        issue: list[Thing] = []
        latest = {"article": 1, "event": A_MONTH["event"]} if ago == 0 else {}  # as many as ever are still to come
        many = {**OF_FEW, **latest} if self.is_small else A_MONTH
        yield partial(self._issue, ago, issue)
        for place in range(many["article"]):
            yield partial(self._article, ago, place, issue)
        for name, kind in (("news", self._news), ("study", self._study), ("event", self._event)):
            for place in range(many[name]):
                yield partial(kind, ago, place)

    def _issue(self, ago: int, made: list[Thing], *, may_translate: bool) -> Thing:
        number, month = self.latest - ago, (self.today - timedelta(days=DAYS * ago)).replace(day=1)
        thing = self._thing(IssuePage, month, may_translate, {"introduction": 40}, number=number, month=month)
        for page in thing.pages:
            page.title = page.draft_title = f"{WORDS[page.locale.language_code][1]} {number}"
        made.append(thing)
        return thing

    def _article(self, ago: int, place: int, issue: list[Thing], *, may_translate: bool) -> Thing:
        web_date = self.today - timedelta(days=DAYS * ago + 3 * place)
        translated = may_translate and place % TRANSLATED == 0 and len(issue[0].pages) > 1
        thing = self._written(ArticlePage, web_date, translated, issue[0].pages, printed_page=6 + 4 * place)
        if place % 3 == 0:
            thing.rows["release"].everyone_at = None  # type: ignore[attr-defined]
        return thing

    def _news(self, ago: int, place: int, *, may_translate: bool) -> Thing:
        web_date = self.today - timedelta(days=DAYS * ago + 2 * place)
        return self._written(NewsPage, web_date, may_translate and place % TRANSLATED == 0, [])

    def _written(self, model: type, web_date: date, translated: bool, parents: list, **fields: object) -> Thing:
        texts = {"standfirst": 40, "opening": Prose.opening, "body": Prose.body}
        thing = self._thing(model, web_date, translated, texts, parents=parents, web_date=web_date, **fields)
        thing.people, thing.topics = list(islice(self.people, 1)), list(islice(self.topics, 1))
        return thing

    def _study(self, ago: int, place: int, *, may_translate: bool) -> Thing:
        published_on = self.today - timedelta(days=DAYS * ago + 6 * place)
        texts = {"summary": 40, "findings": Prose.opening, "results": Prose.body}
        thing = self._thing(StudyPage, published_on, may_translate and place % TRANSLATED == 0, texts)
        thing.rows["release"].everyone_at = None  # type: ignore[attr-defined]
        thing.rows["study"] = Study(
            published_on=published_on,
            fieldwork_from=published_on - timedelta(days=90),
            fieldwork_to=published_on - timedelta(days=60),
            sample_size=1000 + place,
            carried_out_by="Institut Sondelle",
            method_fr=self.prose["fr"].sentence(place),
            method_en=self.prose["en"].sentence(place),
        )
        return thing

    def _event(self, ago: int, place: int, *, may_translate: bool) -> Thing:
        """Those of the latest month are still to come."""
        day = self.today + timedelta(days=20 + 9 * place if ago == 0 else 6 * place - DAYS * ago)
        texts = {"standfirst": 40, "programme": Prose.opening, "materials": Prose.body}
        thing = self._thing(EventPage, day, may_translate and place % TRANSLATED == 0, texts)
        starts_at = self._at(day, 9)
        thing.rows["event"] = Event(
            kind=list(Kind)[place % len(Kind)],
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=7),
            venue="Maison des métiers",
            address="12 rue des Échanges, 44000 Nantes",
            capacity=40,
        )
        thing.people = list(islice(self.people, 2))
        return thing

    def _thing(
        self, model: type, day: date, translated: bool, texts: dict, *, parents: list | None = None, **fields: object
    ) -> Thing:
        number = next(self.numbers)
        cover = self.images[number % len(self.images)] if self.images else None
        at = min(self._at(day, 8), self.now)
        thing = Thing([], {"release": Release(members_at=at, everyone_at=at)}, [])
        for place, language in enumerate(["fr", "en"] if translated else ["fr"]):
            prose = self.prose[language]
            bodies = {name: text(prose, number) for name, text in texts.items() if callable(text)}
            words = {name: prose.sentence(number) for name in texts if name not in bodies}
            page = model(
                title=prose.title(number),
                draft_title=prose.title(number),
                slug=f"{WORDS[language][0]}-{number}",
                locale=self.locales[language],
                owner=self.owner,
                first_published_at=at,
                last_published_at=at,
                cover=cover,
                **fields,
                **words,
                **{name: list(body.blocks) for name, body in bodies.items()},
            )
            if thing.pages:
                page.translation_key = thing.pages[0].translation_key
            self.tree.place(page, parents[place] if parents else None)
            thing.pages.append(page)
            thing.bodies.append(bodies)
        return thing

    def _at(self, day: date, hour: int) -> datetime:
        return timezone.make_aware(datetime.combine(day, time(hour)))


def registrations(event: Event) -> list[Registration]:
    return [
        Registration(
            event=event,
            state=RegistrationState.CONFIRMED,
            email=f"mesure{place}@prevenance.example",
            first_name="Prénom",
            last_name=f"Mesure {place}",
        )
        for place in range(REGISTERED)
    ]
