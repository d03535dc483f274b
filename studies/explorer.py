"""What a reader asked to see of a published survey, and where to go from there. Every view has its own address.

Rows come as the models have them (this module stands below the models): `publication`, `survey`, `study`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from studies.survey.codebook import Role
from studies.survey.display import phrases
from studies.survey.display.citation import Source, cite
from studies.survey.display.exports import table_csv, workbook
from studies.survey.display.figure import MEAN, Figure, figure
from studies.survey.display.trend import Edition, trend
from studies.survey.tables import WHOLE, Table
from studies.survey.words import Words

TREND = "trend"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Choice:
    code: str
    title: str
    address: str
    is_current: bool = False


@dataclass(frozen=True)
class View:
    """`missing` says that what the address asks for isn't there, and what is shown instead; `trend` and `all_answers`
    are addresses, "" where they lead nowhere else; `publication` is set for an editor's preview of it."""

    figure: Figure
    table: Table
    source: Source
    questions: tuple[Choice, ...]
    segments: tuple[Choice, ...]
    options: tuple[Choice, ...]
    trend: str
    all_answers: str
    citation: str
    missing: str = ""
    publication: int | None = None
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
    publication: int | None = None
    missing: list[str] = field(default_factory=list)

    def address(self, **change: str) -> str:
        parts = {"question": self.question, "segment": self.segment, "option": self.option, "view": self.view, **change}
        return f"?{self._query(parts)}#explorer"

    def plain(self, **change: str) -> str:
        """Of a question by a segment, without what belongs to another view."""
        return self.address(**{"option": "", "view": "", **change})

    def file(self, **parts: str) -> str:
        return f"?{self._query(parts)}"

    def _query(self, parts: Mapping[str, str]) -> str:
        kept = {name: value for name, value in parts.items() if value}
        return urlencode(kept | ({"publication": str(self.publication)} if self.publication else {}))


def explore(
    publication: Any,
    asked: Mapping[str, str],
    *,
    source: Source,
    pages: QuerySet,
    is_preview: bool = False,
) -> View | None:
    """The view that `asked`, the address's parameters, names: by default the public chart's question or the first, for
    everyone. None for a publication without tables. `pages`: the study pages whose results this reader reads, for the
    trend."""
    listed = list(publication.tables.filter(segment=WHOLE).only("publication", "question", "title_fr", "title_en"))
    if not listed:
        return None
    here = _Asked(_first(publication.survey, listed), publication=publication.pk if is_preview else None)
    _read_question(here, asked, [row.question for row in listed])
    crossings = publication.tables.filter(question=here.question).exclude(segment=WHOLE)
    crossed = list(crossings.only("publication", "segment", "segment_title_fr", "segment_title_en"))
    _read_segment(here, asked, [row.segment for row in crossed])
    rows = publication.tables.filter(question=here.question, segment__in=[WHOLE, here.segment])
    tables = {row.segment: row.table() for row in rows}
    editions = comparable_editions(
        publication.survey, tables[WHOLE], stored=publication.tables.model._default_manager.all(), pages=pages
    )
    _read_view(here, asked, tables[here.segment], len(editions) > 1)
    table = tables[here.segment]
    return View(
        figure=trend(editions, here.option) if here.view else figure(table, tables[WHOLE], here.option),
        table=table,
        source=source,
        questions=tuple(_questions(here, listed)),
        segments=tuple(_segments(here, crossed)),
        options=tuple(_options(here, table)),
        trend=here.address(segment="", option="", view=TREND) if len(editions) > 1 and not here.view else "",
        all_answers=here.plain() if here.option or here.view else "",
        citation=cite(table, source, here.plain()),
        missing=" ".join(here.missing),
        publication=here.publication,
        downloads=tuple(_downloads(here)),
        is_asked="question" in asked,
    )


def _first(survey: Any, listed: Sequence[Any]) -> str:
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


def _read_view(here: _Asked, asked: Mapping[str, str], table: Table, has_earlier: bool) -> None:
    option, view = asked.get("option", ""), asked.get("view", "")
    if view == TREND and has_earlier:
        here.view, here.segment = TREND, WHOLE
    elif view:
        here.missing.append(_("There is no earlier edition to compare this question with."))
    known = [answer.code for answer in table.options] + ([MEAN] if table.role is Role.SCALE else [])
    if option in known and (here.segment or here.view):
        here.option = option
    elif option and option not in known:
        here.missing.append(_("This question has no such answer; here are all of them."))


def _questions(here: _Asked, listed: Sequence[Any]) -> Iterator[Choice]:
    for row in listed:
        yield Choice(row.question, row.title, here.plain(question=row.question), row.question == here.question)


def _segments(here: _Asked, crossed: Sequence[Any]) -> Iterator[Choice]:
    yield Choice(WHOLE, _("Everyone together"), here.plain(segment=WHOLE), not here.segment)
    for row in crossed:
        yield Choice(row.segment, row.segment_title, here.plain(segment=row.segment), row.segment == here.segment)


def _options(here: _Asked, table: Table) -> Iterator[Choice]:
    """One answer at a time: by category, or over editions."""
    if table.role is Role.NUMBER or not (here.segment or here.view):
        return
    if any(column.mean is not None for column in table.columns):
        yield Choice(MEAN, _("Mean"), here.address(option=MEAN), here.option == MEAN)
    for answer in table.options:
        yield Choice(answer.code, str(answer.words), here.address(option=answer.code), here.option == answer.code)


def _downloads(here: _Asked) -> Iterator[Choice]:
    view = {"question": here.question, "segment": here.segment}
    yield Choice("csv", _("This table, CSV"), here.file(**view, format="csv"))
    yield Choice("xlsx", _("This table, Excel"), here.file(**view, format="xlsx"))
    yield Choice("all", _("All the tables, Excel"), here.file(format="xlsx", all="1"))


def download(
    view: View, asked: Mapping[str, str], *, publication: Any, corrections: Sequence[Any], name: str
) -> HttpResponse | None:
    """The file that the address asks for; None where it asks for a page, or for a table that isn't there."""
    wanted = asked.get("format")
    if wanted not in ("csv", "xlsx") or view.missing:
        return None
    pairs = about(publication, view.source, corrections)
    is_all = wanted == "xlsx" and bool(asked.get("all"))
    if wanted == "csv":
        response = HttpResponse(table_csv(view.table, pairs), content_type="text/csv; charset=utf-8")
    else:
        tables = [row.table() for row in publication.tables.all()] if is_all else [view.table]
        response = HttpResponse(workbook(tables, pairs), content_type=XLSX)
    name = slugify(name if is_all else f"{name}-{view.table.question}-{view.table.segment}").strip("-")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{wanted}"'
    return response


def comparable_editions(survey: Any, table: Table, *, stored: QuerySet, pages: QuerySet) -> list[Edition]:
    """This edition's table and those of earlier ones, oldest first, as editors paired their questions; of these, among
    the tables `stored`, only the public ones of studies that have one of `pages`."""
    editions = [Edition(_date(survey.study), "", table)]
    chain = _chain(survey, table.question)
    if not chain:
        return editions
    studies = [pair.earlier_survey.study_id for pair in chain]
    readable = set(pages.filter(study__in=studies).values_list("study", flat=True))
    wanted = Q(pk__in=[])
    for pair in chain:
        if pair.earlier_survey.study_id in readable:
            wanted |= Q(publication=pair.earlier_survey.public_id, question=pair.earlier_code)
    tables = {(row.publication_id, row.question): row.table() for row in stored.filter(wanted, segment=WHOLE)}
    is_break = False
    for pair in chain:
        is_break = is_break or pair.wording_changed
        earlier = tables.get((pair.earlier_survey.public_id, pair.earlier_code))
        if earlier is not None:
            editions[-1] = replace(editions[-1], is_break=is_break)
            editions.append(Edition(_date(pair.earlier_survey.study), "", earlier))
            is_break = False
    return _labelled(editions[::-1])


def _chain(survey: Any, question: str) -> list[Any]:
    """From one edition to the one before; each pair is taken once, whatever circle editors made."""
    series = survey.study.series_id
    if series is None:
        return []
    pairs = survey.concordances.model._default_manager.filter(survey__study__series=series)
    steps = {(pair.survey_id, pair.code): pair for pair in pairs.select_related("earlier_survey__study")}
    chain, at = [], (survey.pk, question)
    while (pair := steps.pop(at, None)) is not None:
        chain.append(pair)
        at = (pair.earlier_survey_id, pair.earlier_code)
    return chain


def _date(study: Any) -> date:
    return study.fieldwork_to or study.fieldwork_from or study.published_on


def _labelled(editions: Sequence[Edition]) -> list[Edition]:
    """By their year, or by month and year where two have the same."""
    years = {edition.at.year for edition in editions}
    form = "Y" if len(years) == len(editions) else "M Y"
    return [replace(edition, label=date_format(edition.at, form)) for edition in editions]


def about(publication: Any, source: Source, corrections: Sequence[Any]) -> list[tuple[str, str]]:
    """The method, for files that leave the site: pairs of a heading and a text."""
    study = publication.survey.study
    pairs = [
        (_("Study"), source.study),
        (
            pgettext("one", "Series"),
            f"{study.series or ''}{f', {study.edition}' if study.series and study.edition else ''}",
        ),
        (_("Commissioned by"), study.commissioned_by),
        (_("Carried out by"), study.carried_out_by),
        (_("Academic partner"), study.academic_partner),
        (_("Fieldwork"), source.fieldwork),
        (_("Mode"), study.mode),
        (_("Population"), study.population),
        (_("Sampling"), study.sampling),
        (_("Sample"), phrases.plain(publication.respondents) if publication.respondents else ""),
        (_("Weighting"), study.weighting or (_("weighted results") if publication.is_weighted else "")),
        (_("Method"), study.method),
        (_("Source"), f"{source.association}, {source.address}"),
        (_("Downloaded on"), date_format(timezone.localdate(), "j F Y")),
    ]
    changes = [
        (_("Corrected on %(day)s") % {"day": date_format(timezone.localtime(row.public_from), "j F Y")}, row.reason)
        for row in corrections
    ]
    return [(heading, text) for heading, text in [*pairs, *changes] if text]


def subgroups(publication: Any) -> list[tuple[Words, list[tuple[Words, str]]]]:
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


def margin(respondents: int | None) -> dict[str, str] | None:
    """What the sentence on the margin of error needs: in points, for everyone and for a group of a hundred."""
    if not respondents:
        return None
    return {"whole": phrases.margin(respondents), "hundred": phrases.margin(100) if respondents > 100 else ""}
