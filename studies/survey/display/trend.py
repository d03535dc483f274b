"""One question over the editions of a series."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from studies.survey.codebook import Option, Role
from studies.survey.display import phrases
from studies.survey.display.drawings import MOST_LINES, NARROW, WIDE, Line, Mark, Moment, lines
from studies.survey.display.figure import MEAN, MEANS, SHARES, Figure, Grid, mark_of, mean_unit, share_axis, value_axis
from studies.survey.tables import Column, Table


@dataclass(frozen=True)
class Edition:
    """A study's table of the question for everyone; `is_break`: it was worded otherwise in the edition before."""

    at: date
    label: str
    table: Table
    is_break: bool = False

    @property
    def column(self) -> Column | None:
        return next((column for column in self.table.columns if column.base is not None), None)

    def mark(self, option: Option | None) -> Mark | None:
        """The option's figure, or the mean; None where it was not asked, or is not shown."""
        codes = [answer.code for answer in self.table.options]
        if self.column is None or (option and option.code not in codes):
            return None
        mark = mark_of(self.column, "" if option else MEAN, codes.index(option.code) if option else 0)
        return None if mark.value is None else mark


def trend(editions: Sequence[Edition], option: str = "") -> Figure:
    """The last edition's question over the earlier ones: one option or MEAN; without, the mean of a number or a scale,
    else the options that are largest at the end. `editions` are in the order of time."""
    last = editions[-1].table
    of_mean = last.role is Role.NUMBER or option == MEAN or (last.role is Role.SCALE and not option)
    chosen: Sequence[Option | None] = [None] if of_mean else _largest(editions[-1], option)
    series = [line for line in (_line(editions, answer) for answer in chosen) if line.last]
    write = phrases.mean if of_mean else phrases.percent
    columns = tuple(edition.column for edition in editions if edition.column)
    return Figure(
        kind="lines" if series else "withheld",
        title=_("%(question)s, from one edition to the next") % {"question": last.title},
        unit=mean_unit(last) if of_mean else phrases.unit(last),
        base=phrases.bases(columns, _("base: %(low)s to %(high)s respondents depending on the edition")),
        wording=str(last.wording),
        asked_to=str(last.asked_to),
        columns=columns,
        drawings=_drawings(series, editions, of_mean) if series else (),
        description=". ".join(_course(line, editions, write) for line in series),
        grid=_grid(series, editions, write),
        notes=(*_breaks(editions), *phrases.notes(last, columns)),
    )


def _largest(edition: Edition, option: str) -> list[Option]:
    options = edition.table.options
    chosen = [answer for answer in options if answer.code == option]
    if chosen or edition.column is None:
        return chosen
    shares = edition.column.shares
    places = sorted(range(len(options)), key=lambda place: -shares[place])[:MOST_LINES]
    return [options[place] for place in sorted(places)]


def _line(editions: Sequence[Edition], option: Option | None) -> Line:
    return Line(str(option.words) if option else _("Mean"), tuple(edition.mark(option) for edition in editions))


def _drawings(series: Sequence[Line], editions: Sequence[Edition], of_mean: bool) -> tuple:
    moments = [Moment(edition.at.toordinal(), edition.label, edition.is_break) for edition in editions]
    marks = [mark for line in series for mark in line.marks if mark]
    scope = value_axis(marks) if of_mean else share_axis(marks)
    write = MEANS if of_mean else SHARES
    return tuple(lines(series, moments, scope, size, write) for size in (WIDE, NARROW))


def _breaks(editions: Sequence[Edition]) -> list[str]:
    return [
        _(
            "The wording changed between %(before)s and %(after)s: the line is broken there, and its two sides "
            "can’t be compared."
        )
        % {"before": before.label, "after": after.label}
        for before, after in pairwise(editions)
        if after.is_break
    ]


def _course(line: Line, editions: Sequence[Edition], write: Callable[[float], str]) -> str:
    known = [(edition.label, mark.value) for edition, mark in zip(editions, line.marks, strict=True) if mark]
    return f"{line.label}, " + ", ".join(f"{label} {write(value)}" for label, value in known if value is not None)


def _grid(series: Sequence[Line], editions: Sequence[Edition], write: Callable[[float], str]) -> Grid:
    def text(mark: Mark | None) -> str:
        if mark is None or mark.value is None:
            return "–"
        if mark.low is None or mark.high is None:
            return write(mark.value)
        bare = phrases.plain if write is phrases.percent else write
        return f"{write(mark.value)} ({phrases.span(bare(mark.low), bare(mark.high))})"

    rows = [(line.label, tuple(text(mark) for mark in line.marks)) for line in series]
    bases = tuple(phrases.base(edition.column) if edition.column else _("too few answers") for edition in editions)
    return Grid((_("Answer"), *(edition.label for edition in editions)), (*rows, (_("Base"), bases)))
