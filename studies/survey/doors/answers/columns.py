"""What one column of a file holds, as far as it can be told without its codebook."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from studies.survey.answers import Answer, Answers, number
from studies.survey.doors.answers.limesurvey import NO, YES, Heading, heading
from studies.survey.sheets.values import spelling


@dataclass(frozen=True)
class Column:
    """`codes` are the distinct answers, in the order they should be shown, one of several spellings each, without those
    the file declares `missing`; `labels` are those of a file that has them, `counts` how often each code is given."""

    name: str
    heading: Heading
    label: str
    cells: list[Answer]
    codes: tuple[str, ...]
    labels: Mapping[str, str]
    missing: Mapping[str, str]
    measure: str
    counts: Counter[str]

    @property
    def answered(self) -> int:
        return self.counts.total()

    @cached_property
    def is_numeric(self) -> bool:
        return bool(self.codes) and all(is_number(code) for code in self.codes)

    @cached_property
    def values(self) -> list[float]:
        """The numbers it holds; of a numeric column."""
        return [number(code) or 0 for code, times in self.counts.items() for _time in range(times)]

    @cached_property
    def is_whole(self) -> bool:
        return not any("." in code for code in self.counts)

    @property
    def are_all_different(self) -> bool:
        return len(self.counts) == self.answered

    @property
    def text(self) -> str:
        return " – ".join(filter(None, (self.heading.wording, self.heading.label))) or self.label


def read_columns(answers: Answers) -> list[Column]:
    return [read_column(name, answers) for name in answers.columns]


def read_column(name: str, answers: Answers) -> Column:
    labels, missing = answers.value_labels.get(name, {}), answers.missing.get(name, {})
    cells = answers.columns[name]
    counts = _one_spelling(Counter(cell for cell in cells if cell and cell not in missing), labels)
    codes = [code for code in labels if code] + sorted(counts.keys() - labels.keys(), key=_order)
    return Column(
        name=name,
        heading=heading(name),
        label=answers.labels.get(name, ""),
        cells=cells,
        codes=tuple(sorted(codes, key=_order) if all(map(is_number, codes)) else codes),
        labels=labels,
        missing=missing,
        measure=answers.measures.get(name, ""),
        counts=counts,
    )


def _one_spelling(counts: Counter[str], labels: Mapping[str, str]) -> Counter[str]:
    """« Île-de-France » and « île-de-france » are one answer, in the spelling of most, or that of the labels."""
    if all(map(is_number, counts)):
        return counts
    usual: dict[str, str] = {spelling(code): code for code in labels}
    for code, _times in counts.most_common():
        usual.setdefault(spelling(code), code)
    merged: Counter[str] = Counter()
    for code, times in counts.items():
        merged[code if code in labels else usual[spelling(code)]] += times
    return merged


def _order(code: str) -> tuple[bool, float, str]:
    """Numbers by size, then texts, then « other »."""
    return code == "-oth-", number(code) or 0 if is_number(code) else float("inf"), code


def is_number(code: str) -> bool:
    try:
        return number(code) is not None
    except ValueError:
        return False


def tick(column: Column) -> str | None:
    """Of a column that holds yes or no, or only yes, what says yes; "" if nobody did. None for any other column.

    One that holds nothing but its own heading says yes by it.
    """
    if len(column.codes) == 1 and spelling(column.codes[0]) in _own_words(column):
        return column.codes[0]
    yes = [code for code in column.codes if meaning(column, code) in YES]
    if len(yes) > 1 or any(meaning(column, code) not in YES | NO for code in column.codes):
        return None
    return yes[0] if yes else ""


def _own_words(column: Column) -> set[str]:
    texts = (column.heading.label, column.heading.part, column.label)
    return {spelling(text) for text in (*texts, column.label.rsplit(" - ", 1)[-1]) if text}


def meaning(column: Column, code: str) -> str:
    label = column.labels.get(code, "").casefold()
    return label if label in YES | NO else code.casefold()
