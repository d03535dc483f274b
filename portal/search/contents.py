"""What each type of page gives to the index, beside its text."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.timezone import localdate

from articles.models import ArticlePage, DossierPage, IssuePage, NewsPage
from events.models import EventPage, SessionPerson
from portal.core.models import BasePage, Person, Topic
from portal.search.models import Kind
from studies.models import StudyPage


@dataclass(frozen=True)
class Content:
    """`lead` weighs more than the text, which holds it too, behind its `kicker`."""

    kind: Kind
    day: date | None = None
    lead: tuple[str, ...] = ()
    kicker: str = ""
    people: tuple[Person, ...] = ()
    topics: tuple[Topic, ...] = ()


def content_of(page: BasePage) -> Content | None:
    """In the current language; None for what is not searched."""
    return _BY_TYPE.get(type(page), _other)(page) if page.is_searched else None


def _written(page: Any, kind: Kind) -> Content:
    people = _people(page.bylines)
    topics = tuple(page.topics.all())
    lead = (page.kicker, page.standfirst, *_names(people), *(topic.label for topic in topics))
    return Content(kind, page.web_date, lead, page.kicker, people, topics)


def _article(page: ArticlePage) -> Content:
    content = _written(page, Kind.ARTICLE)
    if page.interviewee is None or page.interviewee in content.people:
        return content
    people = (*content.people, page.interviewee)
    return replace(content, lead=(*content.lead, page.interviewee.name), people=people)


def _news(page: NewsPage) -> Content:
    return _written(page, Kind.NEWS)


def _study(page: StudyPage) -> Content:
    study = page.study
    who = (study.commissioned_by, study.carried_out_by, study.academic_partner)
    return Content(Kind.STUDY, study.published_on, (study.series.name if study.series else "", page.summary, *who))


def _event(page: EventPage) -> Content:
    event, said = (
        page.event,
        SessionPerson.objects.filter(session__event=page.event_id).order_by("session", "sort_order"),
    )
    people = tuple(dict.fromkeys((*_people(page.speakers), *_people(said))))
    day = localdate(event.starts_at, event.zone) if event.starts_at else None
    return Content(Kind.EVENT, day, (page.standfirst, event.venue, *_names(people)), people=people)


def _issue(page: IssuePage) -> Content:
    return Content(Kind.ISSUE, page.month, (page.introduction,))


def _dossier(page: DossierPage) -> Content:
    return Content(Kind.DOSSIER, None, (page.introduction,))


def _other(page: Any) -> Content:
    return Content(Kind.PAGE, None, (page.introduction,))


def _people(rows: Any) -> tuple[Person, ...]:
    return tuple(dict.fromkeys(row.person for row in rows.select_related("person")))


def _names(people: Iterable[Person]) -> list[str]:
    return [text for person in people for text in (person.name, person.role)]


_BY_TYPE: dict[type[BasePage], Callable[[Any], Content]] = {
    ArticlePage: _article,
    NewsPage: _news,
    StudyPage: _study,
    EventPage: _event,
    IssuePage: _issue,
    DossierPage: _dossier,
}
