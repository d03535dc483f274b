"""What a reader asked to see of a published survey, and where to go from there. Every view has its own address."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import QuerySet
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from studies.models import Publication, PublishedTable, Study, StudyPage, Survey
from studies.survey.codebook import Role
from studies.survey.display import phrases
from studies.survey.display.battery import battery, in_full, items_like, together
from studies.survey.display.citation import Attribution, cite
from studies.survey.display.editions import MEAN, Edition, changes
from studies.survey.display.figure import Figure, figure
from studies.survey.display.shown import Shown
from studies.survey.display.trend import trend
from studies.survey.tables import WHOLE, Table
from studies.survey.words import Words
from studies.trends import comparable_editions

TREND = "trend"
BATTERY = "battery"
BY_SIZE = "size"


@dataclass(frozen=True)
class Choice:
    code: str
    title: str
    address: str
    is_current: bool = False


class Standing(StrEnum):
    """Of a publication: what readers see now, what they saw before, or what they may see one day."""

    PUBLIC = "public"
    EARLIER = "earlier"
    PREVIEW = "preview"


@dataclass(frozen=True)
class View:
    """`missing` says that what the address asks for isn't there, and what is shown instead; `trend`, `battery`
    and `all_answers` are addresses, "" where they lead nowhere else; `publication` is set for one that isn't
    what readers see now."""

    figure: Figure
    table: Table
    source: Attribution
    questions: tuple[Choice, ...]
    segments: tuple[Choice, ...]
    options: tuple[Choice, ...]
    trend: str
    battery: str
    all_answers: str
    orders: tuple[Choice, ...]
    citation: str
    missing: str = ""
    publication: int | None = None
    standing: Standing = Standing.PUBLIC
    downloads: tuple[Choice, ...] = ()
    is_asked: bool = False

    @property
    def place(self) -> int:
        return next((place for place, choice in enumerate(self.questions) if choice.is_current), 0)

    @property
    def previous(self) -> Choice | None:
        return self.questions[self.place - 1] if self.place else None

    @property
    def next(self) -> Choice | None:
        return self.questions[self.place + 1] if self.place + 1 < len(self.questions) else None


@dataclass
class _Asked:
    """The parts of an address, each kept only as far as there is something to show for it."""

    question: str
    segment: str = ""
    option: str = ""
    view: str = ""
    sort: str = ""
    publication: int | None = None
    missing: list[str] = field(default_factory=list)

    def address(self, **change: str) -> str:
        parts = {name: getattr(self, name) for name in ("question", "segment", "option", "view", "sort")}
        return f"?{self._query({**parts, **change})}#explorer"

    def plain(self, **change: str) -> str:
        """Of a question by a segment, without what belongs to another view."""
        return self.address(**{"option": "", "view": "", "sort": "", **change})

    def file(self, **parts: str) -> str:
        return f"?{self._query(parts)}"

    def _query(self, parts: Mapping[str, str]) -> str:
        kept = {name: value for name, value in parts.items() if value}
        return urlencode(kept | ({"publication": str(self.publication)} if self.publication else {}))


def explore(
    publication: Publication,
    asked: Mapping[str, str],
    *,
    source: Attribution,
    pages: QuerySet[StudyPage],
    standing: Standing,
) -> View | None:
    """The view that `asked`, the address's parameters, names: by default the public chart's question or the first, for
    everyone. None for a publication without tables. `pages`: the study pages whose results this reader reads, for the
    trend."""
    listed = list(publication.tables.filter(segment=WHOLE).only("publication", "question", "title_fr", "title_en"))
    if not listed:
        return None
    named = None if standing is Standing.PUBLIC else publication.pk
    here = _Asked(_first(publication.survey, listed), publication=named)
    _read_question(here, asked, [row.question for row in listed])
    crossings = publication.tables.filter(question=here.question).exclude(segment=WHOLE)
    crossed = list(crossings.only("publication", "segment", "segment_title_fr", "segment_title_en"))
    _read_segment(here, asked, [row.segment for row in crossed])
    rows = publication.tables.filter(question=here.question, segment__in=[WHOLE, here.segment])
    tables = {row.segment: row.shown(publication.survey.study) for row in rows}
    editions = comparable_editions(publication.survey, tables[WHOLE], pages=pages)
    items = _battery(publication, tables[WHOLE])
    _read_view(here, asked, tables[here.segment], {TREND: len(editions) > 1, BATTERY: len(items) > 1})
    is_battery = here.view == BATTERY
    table = together(items) if is_battery else tables[here.segment]
    cited = here.plain(view=BATTERY) if is_battery else here.plain()
    return View(
        figure=_figure(here, tables, editions, items),
        table=table,
        source=source,
        questions=tuple(_questions(here, listed)),
        segments=tuple(_segments(here, crossed)),
        options=tuple(_options(here, table)),
        trend=here.plain(segment="", view=TREND) if len(editions) > 1 and here.view != TREND else "",
        battery=here.plain(segment="", view=BATTERY) if len(items) > 1 and not is_battery else "",
        all_answers=here.plain() if here.option or here.view else "",
        orders=tuple(_orders(here, table)),
        citation=cite(in_full(items) if is_battery else [table], source, cited),
        missing=" ".join(here.missing),
        publication=here.publication,
        standing=standing,
        downloads=tuple(_downloads(here)),
        is_asked="question" in asked,
    )


def _first(survey: Survey, listed: Sequence[PublishedTable]) -> str:
    """Where nothing is asked for: the question of the public chart, or the first there is."""
    return next((row.question for row in listed if row.question == survey.open_question), listed[0].question)


def _read_question(here: _Asked, asked: Mapping[str, str], there: Sequence[str]) -> None:
    wanted = asked.get("question", "")
    if wanted in there:
        here.question = wanted
    elif wanted:
        here.missing.append(_("This study has no such question; here is another."))


def _read_segment(here: _Asked, asked: Mapping[str, str], there: Sequence[str]) -> None:
    wanted = asked.get("segment", "")
    if wanted in there:
        here.segment = wanted
    elif wanted:
        here.missing.append(_("This question isn’t shown that way; here are the answers of everyone together."))


def _battery(publication: Publication, table: Table) -> list[Table]:
    """The questions that are shown with this one on one chart, itself among them."""
    if not table.battery:
        return []
    rows = publication.tables.filter(segment=WHOLE, data__battery__fr=table.battery.fr)
    return items_like(table, [row.shown(publication.survey.study) for row in rows])


def _read_view(here: _Asked, asked: Mapping[str, str], table: Table, can_show: Mapping[str, bool]) -> None:
    option, view = asked.get("option", ""), asked.get("view", "")
    if can_show.get(view):
        here.view, here.segment = view, WHOLE
    elif view == BATTERY:
        here.missing.append(_("No other question has the same answers as this one."))
    elif view:
        here.missing.append(_("There is no earlier edition to compare this question with."))
    known = [answer.code for answer in table.answers] + ([MEAN] if table.role is Role.SCALE else [])
    if option in known and (here.segment or here.view == TREND):
        here.option = option
    elif option and option not in known:
        here.missing.append(_("This question has no such answer; here are all of them."))
    if asked.get("sort") == BY_SIZE:
        here.sort = BY_SIZE


def _figure(here: _Asked, tables: Mapping[str, Table], editions: Sequence[Edition], items: Sequence[Table]) -> Figure:
    is_by_size = here.sort == BY_SIZE
    if here.view == TREND:
        return trend(editions, here.option)
    if here.view == BATTERY:
        return battery(items, is_by_size=is_by_size)
    told = changes(editions[-1], editions[-2]) if len(editions) > 1 else None
    return figure(tables[here.segment], tables[WHOLE], here.option, changes=told, is_by_size=is_by_size)


def _questions(here: _Asked, listed: Sequence[PublishedTable]) -> Iterator[Choice]:
    for row in listed:
        yield Choice(row.question, row.title, here.plain(question=row.question), row.question == here.question)


def _segments(here: _Asked, crossed: Sequence[PublishedTable]) -> Iterator[Choice]:
    yield Choice(WHOLE, _("Everyone together"), here.plain(segment=WHOLE), not here.segment)
    for row in crossed:
        yield Choice(row.segment, row.segment_title, here.plain(segment=row.segment), row.segment == here.segment)


def _options(here: _Asked, table: Table) -> Iterator[Choice]:
    """One answer at a time: by category, or over editions."""
    if table.role is Role.NUMBER or not (here.segment or here.view == TREND):
        return
    if any(column.mean is not None for column in table.columns):
        yield Choice(MEAN, _("Mean"), here.address(option=MEAN), here.option == MEAN)
    shown = Shown(table, table.columns)
    for place in shown.order:
        code = table.answers[place].code
        yield Choice(code, shown.label(place), here.address(option=code), here.option == code)


def _orders(here: _Asked, table: Table) -> Iterator[Choice]:
    """The answers, or a battery's questions, as they were asked or from the largest down; a scale has its own order."""
    has_order = table.role in (Role.SINGLE, Role.MULTIPLE) and not here.option and not here.view
    if has_order or here.view == BATTERY:
        yield Choice("", _("In the order of the questionnaire"), here.address(sort=""), not here.sort)
        yield Choice(BY_SIZE, _("From the largest to the smallest"), here.address(sort=BY_SIZE), bool(here.sort))


def _downloads(here: _Asked) -> Iterator[Choice]:
    view = {"question": here.question, "segment": here.segment, "view": here.view if here.view == BATTERY else ""}
    yield Choice("csv", _("This table, CSV"), here.file(**view, format="csv"))
    yield Choice("xlsx", _("This table, Excel"), here.file(**view, format="xlsx"))
    yield Choice("all", _("All the tables, Excel"), here.file(format="xlsx", all="1"))


def subgroups(publication: Publication) -> list[tuple[Words, list[tuple[Words, str]]]]:
    """For the method box: the categories of each segment and how many respondents they have, if enough to be shown."""
    return [
        (
            Words(**segment["segment"]),
            [
                (
                    Words(category["fr"], category["en"]),
                    _("too few answers") if category["base"] is None else phrases.plain(category["base"]),
                )
                for category in segment["categories"]
            ],
        )
        for segment in publication.subgroups
    ]


def margin(study: Study, publication: Publication | None = None) -> dict[str, str] | None:
    """What the sentence on the margin of error needs: in points, for everyone and for a group of a hundred, whose
    weights are taken to be as uneven as all. None unless the sample is random."""
    respondents = (publication and publication.respondents) or study.sample_size
    if not (respondents and study.is_random):
        return None
    effective = (publication and publication.effective) or respondents
    hundred = phrases.margin(100 * effective / respondents) if respondents > 100 else ""
    return {"whole": phrases.margin(effective), "hundred": hundred}
