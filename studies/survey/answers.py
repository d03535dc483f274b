"""A file of answers in memory, a row a respondent, whatever its format was."""

from dataclasses import dataclass, field

Answer = str | None
"""A code or a text as the file holds it, without spaces around; a whole number is written without a decimal point
(« 3 », never « 3.0 »), any other with a point. None: no answer."""


@dataclass(frozen=True)
class Set:
    """A multiple choice that the file declares: chosen is what has `counted` in its column; without it, the columns
    hold the code of the first answer, of the second and so on."""

    label: str
    counted: str
    columns: tuple[str, ...]


@dataclass
class Answers:
    """`columns` in the file's order, each as long as there are respondents. `first_row` is the row of the first
    respondent as a spreadsheet counts, `sheet` the one that was read of several.

    `labels`, `value_labels`, `missing` (codes that are no answer, with their label), `measures` (« nominal »,
    « ordinal » or « scale ») and `sets` are those that a file carries with it (SPSS), else empty. Columns whose
    answers were given columns of their own are `split`.
    """

    columns: dict[str, list[Answer]]
    labels: dict[str, str] = field(default_factory=dict)
    value_labels: dict[str, dict[str, str]] = field(default_factory=dict)
    missing: dict[str, dict[str, str]] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)
    sets: dict[str, Set] = field(default_factory=dict)
    split: frozenset[str] = frozenset()
    first_row: int = 2
    sheet: str = ""

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), []))


LARGEST = 1e12


def number(cell: Answer) -> float | None:
    """The number a cell holds, None without an answer. Raises ValueError for anything else, infinity, « nan », what no
    survey counts and Python's « 1_000 » included."""
    if not cell:
        return None
    value = float(cell)
    if "_" in cell or not abs(value) <= LARGEST:
        raise ValueError(cell)
    return value
