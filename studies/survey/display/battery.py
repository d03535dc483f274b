"""Questions with the same answers, one below the other on one chart."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.text import slugify
from django.utils.translation import gettext as _

from studies.survey.codebook import ONE_CHOICE
from studies.survey.display import phrases
from studies.survey.display.charts import stacked_bars
from studies.survey.display.figure import Figure, beside, framed
from studies.survey.display.grid import Grid, grid_of
from studies.survey.display.shown import Shown
from studies.survey.tables import Column, Table
from studies.survey.words import NO_WORDS, Words


def items_like(table: Table, others: Sequence[Table]) -> list[Table]:
    """Of a battery's questions, those that have the answers of this one."""
    if table.role not in ONE_CHOICE:
        return []
    return [other for other in others if other.role is table.role and _answers(other) == _answers(table)]


def _answers(table: Table) -> list[tuple[str, str]]:
    return [(answer.code, answer.words.fr) for answer in table.answers]


def together(items: Sequence[Table]) -> Table:
    """A battery as one table, with a column an item."""
    asked_to = {item.asked_to for item in items}
    return replace(
        items[0],
        question=slugify(items[0].battery.fr),
        title=items[0].battery,
        wording=NO_WORDS,
        is_sensitive=any(item.is_sensitive for item in items),
        asked_to=asked_to.pop() if len(asked_to) == 1 else NO_WORDS,
        columns=tuple(_column(item) for item in items),
        differences=(),
    )


def in_full(items: Sequence[Table]) -> list[Table]:
    """Each as a question that names its battery, for where it stands alone."""
    named = _("%(question)s: %(option)s")
    said = [named % {"question": item.battery, "option": item.title} for item in items]
    return [replace(item, wording=Words(words, words)) for item, words in zip(items, said, strict=True)]


def battery(items: Sequence[Table], *, is_by_size: bool = False) -> Figure:
    """A bar an item, in the codebook's order or from the highest mean, else the largest first share, down."""
    table = together(items)
    columns = sorted(table.columns, key=_size, reverse=True) if is_by_size else table.columns
    shown = Shown(table, columns)
    drawn = stacked_bars(table.options, columns)
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
