"""A file of answers in memory, a row a respondent, whatever its format was."""

from dataclasses import dataclass, field

Cell = str | None
"""A code or a text as the file holds it, without spaces around; a whole number is written without a decimal point
(« 3 », never « 3.0 »), any other with a point. None: no answer."""


@dataclass
class Answers:
    """`columns` in the file's order, each as long as there are respondents. `labels` and `value_labels` are those a
    file carries with it (SPSS), else empty. `first_row` is the row of the first respondent as a spreadsheet counts."""

    columns: dict[str, list[Cell]]
    labels: dict[str, str] = field(default_factory=dict)
    value_labels: dict[str, dict[str, str]] = field(default_factory=dict)
    first_row: int = 2

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), []))


LARGEST = 1e12


def number(cell: Cell) -> float | None:
    """The number a cell holds, None without an answer. Raises ValueError for anything else, infinity, « nan » and what
    no survey counts included."""
    if not cell:
        return None
    value = float(cell)
    if not abs(value) <= LARGEST:
        raise ValueError(cell)
    return value
