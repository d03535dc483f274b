"""A table about to be drawn: which columns stand side by side, in what order its answers come, what is marked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from string import ascii_uppercase

from django.utils.translation import gettext as _

from portal.core.pages.localised import composed
from studies.survey.differences import MEAN_PLACE
from studies.survey.display import phrases
from studies.survey.display.editions import Change, Changes
from studies.survey.rounding import MEAN_SHOWN, half_up
from studies.survey.tables import FRAGILE_BELOW, WHOLE, Column, Table


@dataclass(frozen=True)
class Shown:
    """`columns` are everyone's, where it is there, then the table's."""

    table: Table
    columns: Sequence[Column]
    changes: Changes | None = None
    is_by_size: bool = False

    @cached_property
    def above(self) -> dict[tuple[int, int], str]:
        """By answer's and column's place, the letters of the columns whose share, or mean (MEAN_PLACE), is
        significantly lower.

        None where both figures read the same, nor of tables published before tests were made from exact figures.
        """
        first = len(self.columns) - len(self.table.columns)
        found: dict[tuple[int, int], list[int]] = {}
        for answer, *places in self.table.differences:
            a, b = (self.table.columns[place] for place in places)
            if a.effective is None or b.effective is None or _read(a, answer) == _read(b, answer):
                continue
            higher, lower = places if _read(a, answer) > _read(b, answer) else reversed(places)
            found.setdefault((answer, higher + first), []).append(lower + first)
        return {at: " ".join(map(self._letter, sorted(lower))) for at, lower in found.items()}

    @cached_property
    def names(self) -> list[str]:
        """Of the columns, with the letters that mark differences."""
        names = [phrases.category(column) for column in self.columns]
        if not self.above:
            return names
        letters = [self._letter(place) for place in range(len(names))]
        return [
            composed("%(name)s (%(letter)s)", name=name, letter=letter) if letter else name
            for name, letter in zip(names, letters, strict=True)
        ]

    @cached_property
    def order(self) -> list[int]:
        """The answers' places: each group before its first answer; by size, the groups first."""
        groups = {len(self.table.options) + at: min(group.places) for at, group in enumerate(self.table.groups)}
        places = list(range(len(self.table.answers)))
        if not self.is_by_size:
            return sorted(places, key=lambda place: (groups.get(place, place), place not in groups))
        sizes = next((column.exact or column.shares for column in self.columns if column.shares), ())
        return sorted(places, key=lambda place: (place not in groups, -sizes[place], place))

    @property
    def is_marked(self) -> bool:
        told = self.changes.by_code.values() if self.changes else ()
        return bool(self.above) or any(change.direction for change in told)

    @property
    def notes(self) -> Iterator[str]:
        """How to read the marks."""
        if self.above:
            yield _(
                "A letter beside a figure: it is significantly above that of the category with this letter. All the "
                "comparisons of a question are tested together, so that of the differences marked one in twenty at "
                "most is expected to be of chance (Benjamini and Hochberg); bases under %(fewest)s, weights taken into "
                "account, are not tested."
            ) % {"fewest": FRAGILE_BELOW}
        if self.changes and self.changes.is_tested:
            yield arrows_explained(self.changes.since)
        elif self.changes:
            yield _("Changes since %(edition)s are in points; they are not tested.") % {"edition": self.changes.since}

    def _letter(self, place: int) -> str:
        """Of a column; everyone's has none."""
        before = sum(column.code == WHOLE for column in self.columns[: place + 1])
        return "" if self.columns[place].code == WHOLE else ascii_letters(place - before)

    def change(self, code: str) -> Change | None:
        return self.changes.by_code.get(code) if self.changes else None

    def is_group(self, place: int) -> bool:
        return place >= len(self.table.options)

    def label(self, place: int) -> str:
        words = self.table.answers[place].words
        if not self.is_group(place):
            return str(words)
        return composed(_("Total %(group)s"), group=phrases.uncapitalised(words))


def arrows_explained(since: str) -> str:
    return _(
        "▲ and ▼: a significant change since %(edition)s, in points. All the answers of a question are tested "
        "together, so that of the changes marked one in twenty at most is expected to be of chance (Benjamini and "
        "Hochberg)."
    ) % {"edition": since}


def _read(column: Column, answer: int) -> float:
    """The figure as it is read."""
    return half_up(column.mean_with_interval[0] or 0, MEAN_SHOWN) if answer == MEAN_PLACE else column.shares[answer]


def ascii_letters(place: int) -> str:
    """A to Z, then AA to ZZ."""
    rounds, at = divmod(place, len(ascii_uppercase))
    return ascii_uppercase[at] * (rounds + 1)
