"""Questions with the same answers, one below the other on one chart."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from studies.survey.codebook import ONE_CHOICE
from studies.survey.display import phrases
from studies.survey.display.charts import stacked_bars
from studies.survey.display.figure import Figure, beside, framed
from studies.survey.display.grid import Grid, grid_of
from studies.survey.display.shown import Shown
from studies.survey.tables import Column, Table
from studies.survey.words import NO_WORDS


def items_like(table: Table, others: Sequence[Table]) -> list[Table]:
    """Of a battery's questions, those that have the answers of this one."""
    if table.role not in ONE_CHOICE:
        return []
    return [other for other in others if other.role is table.role and _answers(other) == _answers(table)]


def _answers(table: Table) -> list[tuple[str, str]]:
    return [(answer.code, answer.words.fr) for answer in table.answers]


def battery(items: Sequence[Table], *, is_by_size: bool = False) -> Figure:
    """A bar an item, in the codebook's order or from the highest mean, else the largest first share, down."""
    columns = [_column(item) for item in items]
    if is_by_size:
        columns.sort(key=_size, reverse=True)
    asked_to = {item.asked_to for item in items}
    together = replace(
        items[0],
        title=items[0].battery,
        wording=NO_WORDS,
        asked_to=asked_to.pop() if len(asked_to) == 1 else NO_WORDS,
        columns=tuple(columns),
        differences=(),
    )
    shown = Shown(together, columns)
    drawn = stacked_bars(together.options, columns)
    figure = framed(
        shown,
        kind="scale",
        scale=drawn,
        beside=tuple(beside(shown, at) for at in range(len(columns))),
        grid=_turned(grid_of(shown)),
    )
    return replace(
        figure, base=phrases.bases(columns, _("base: %(low)s to %(high)s respondents depending on the question"))
    )


def _column(item: Table) -> Column:
    """The item's, under its title."""
    shown = item.columns[0] if item.columns else Column("", item.title, None)
    return replace(shown, words=item.title)


def _size(column: Column) -> tuple[float, int]:
    return column.mean_with_interval[0] or 0.0, column.shares[0] if column.shares else -1


def _turned(grid: Grid) -> Grid:
    """An item a row."""
    names = (name for name, _texts in grid.rows)
    items = zip(*(texts for _name, texts in grid.rows), strict=True)
    return Grid((_("Question"), *names), tuple(zip(grid.head[1:], items, strict=True)))
