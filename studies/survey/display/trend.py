"""One question over the editions of a series."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from django.utils.translation import gettext as _

from portal.core.charts.drawings import MOST_LINES, NARROW, WIDE, Line, Mark, Moment, lines
from portal.core.pages.localised import composed
from studies.survey.codebook import Role
from studies.survey.display import phrases
from studies.survey.display.editions import MEAN, Changes, Edition, changes
from studies.survey.display.figure import MEANS, SHARES, Figure, mark_of, mean_unit, share_axis, value_axis
from studies.survey.display.grid import ARROWS, Grid
from studies.survey.display.shown import Shown, arrows_explained


def trend(editions: Sequence[Edition], option: str = "") -> Figure:
    """The last edition's question over the earlier ones: one answer or MEAN; without, the mean of a number or a scale,
    else the options that are largest at the end. `editions` are in the order of time."""
    last = editions[-1].table
    of_mean = last.role is Role.NUMBER or option == MEAN or (last.role is Role.SCALE and not option)
    codes = [MEAN] if of_mean else _largest(editions[-1], option)
    series = [(code, line) for code in codes if (line := _line(editions, code)).last]
    drawn = [line for _code, line in series]
    write = phrases.mean if of_mean else phrases.percent
    columns = tuple(edition.column for edition in editions if edition.column)
    changed = [changes(after, before) for before, after in pairwise(editions)]
    return Figure(
        kind="lines" if series else "withheld",
        title=composed(_("%(question)s, from one edition to the next"), question=last.title),
        unit=mean_unit(last) if of_mean else phrases.unit(last),
        base=phrases.bases(columns, _("base: %(low)s to %(high)s respondents depending on the edition")),
        wording=str(last.wording),
        asked_to=str(last.asked_to),
        columns=columns,
        drawings=_drawings(drawn, _moments(editions, of_mean), of_mean) if series else (),
        description=phrases.read_out(
            ". ".join(_course(line, editions, write) for line in drawn), [line.label for line in drawn]
        ),
        grid=_grid(series, editions, changed, write),
        hidden="" if series else phrases.withheld(last),
        notes=(*_breaks(editions, of_mean), *phrases.notes(last, columns), *_arrows(changed, codes)),
    )


def _largest(edition: Edition, code: str) -> list[str]:
    """The code, if the edition has it, or those of its largest options."""
    codes = [answer.code for answer in edition.table.answers]
    if code in codes:
        return [code]
    if edition.column is None:
        return []
    shares = edition.column.shares
    places = sorted(range(len(edition.table.options)), key=lambda place: -shares[place])[:MOST_LINES]
    return [codes[place] for place in sorted(places)]


def _line(editions: Sequence[Edition], code: str) -> Line:
    last = editions[-1]
    place = None if code == MEAN else last.place(code)
    label = _("Mean") if place is None else Shown(last.table, ()).label(place)
    return Line(label, tuple(_mark(edition, code) for edition in editions))


def _mark(edition: Edition, code: str) -> Mark | None:
    """None where it was not asked, or is not shown."""
    place = 0 if code == MEAN else edition.place(code)
    if edition.column is None or place is None:
        return None
    mark = mark_of(edition.column, code, place)
    return None if mark.value is None else mark


def _moments(editions: Sequence[Edition], of_mean: bool) -> list[Moment]:
    broken = ["", *(_broken(before, after, of_mean) for before, after in pairwise(editions))]
    return [Moment(each.at.toordinal(), each.label, why) for each, why in zip(editions, broken, strict=True)]


def _broken(before: Edition, after: Edition, of_mean: bool) -> str:
    """What changed between the two, so that figures can't be compared."""
    if after.is_break:
        return _("new wording")
    return _("new scale") if of_mean and before.measure != after.measure else ""


def _drawings(series: Sequence[Line], moments: Sequence[Moment], of_mean: bool) -> tuple:
    marks = [mark for line in series for mark in line.marks if mark]
    scope = value_axis(marks) if of_mean else share_axis(marks)
    write = MEANS if of_mean else SHARES
    return tuple(lines(series, moments, scope, size, write) for size in (WIDE, NARROW))


def _breaks(editions: Sequence[Edition], of_mean: bool) -> Iterator[str]:
    for before, after in pairwise(editions):
        said = {"before": before.label, "after": after.label}
        if after.is_break:
            yield (
                _(
                    "The wording changed between %(before)s and %(after)s: the line is broken there, and its two sides "
                    "can’t be compared."
                )
                % said
            )
        elif _broken(before, after, of_mean):
            yield (
                _(
                    "The scale changed between %(before)s and %(after)s: the mean is broken there, and its two sides "
                    "can’t be compared."
                )
                % said
            )


def _arrows(changed: Sequence[Changes | None], codes: Sequence[str]) -> Iterator[str]:
    tested = [each for each in changed if each and each.is_tested and not each.by_code.keys().isdisjoint(codes)]
    if tested:
        yield arrows_explained(_("the edition before"))


def _course(line: Line, editions: Sequence[Edition], write: Callable[[float], str]) -> str:
    known = [(edition.label, mark.value) for edition, mark in zip(editions, line.marks, strict=True) if mark]
    return f"{line.label}, " + ", ".join(f"{label} {write(value)}" for label, value in known if value is not None)


def _grid(
    series: Sequence[tuple[str, Line]],
    editions: Sequence[Edition],
    changed: Sequence[Changes | None],
    write: Callable[[float], str],
) -> Grid:
    def text(code: str, mark: Mark | None, since: Changes | None) -> str:
        if mark is None or mark.value is None:
            return "–"
        change = since.by_code.get(code) if since else None
        arrow = ARROWS[change.direction] if change else ""
        if mark.low is None or mark.high is None:
            return write(mark.value) + arrow
        bare = phrases.plain if write is phrases.percent else write
        return f"{write(mark.value)} ({phrases.span(bare(mark.low), bare(mark.high))}){arrow}"

    rows = [
        (line.label, tuple(text(code, *each) for each in zip(line.marks, (None, *changed), strict=True)))
        for code, line in series
    ]
    bases = tuple(
        phrases.base(edition.column, edition.table) if edition.column else phrases.hidden(edition.table)
        for edition in editions
    )
    return Grid((_("Answer"), *(edition.label for edition in editions)), (*rows, (_("Base"), bases)))
