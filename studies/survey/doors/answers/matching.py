"""The answers as their codebook writes them: other spellings, labels in place of codes, what is no answer."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from studies.survey.answers import Answer, Answers
from studies.survey.codebook import ONE_CHOICE, Codebook, Option, Role, Variable
from studies.survey.doors.answers.columns import is_number
from studies.survey.sheets.values import spelling

_WITH_OPTIONS = (*ONE_CHOICE, Role.SEGMENT)


def matched(codebook: Codebook, answers: Answers) -> Answers:
    """A cell that differs from one code in capitals, accents, spaces or apostrophes alone, or holds the label of one,
    becomes that code; what the codebook or the file says is no answer becomes none. The rest stays for `check`."""
    columns = _named(codebook, answers)
    for variable in codebook.variables:
        for column, options in _columns(variable):
            if column in columns:
                columns[column] = _translated(columns[column], _reader(variable.role, options, answers, column))
    return replace(answers, columns=columns)


def _named(codebook: Codebook, answers: Answers) -> dict[str, list[Answer]]:
    """The columns under the codebook's spelling of their names."""
    wanted = {column for variable in codebook.variables for column in variable.columns} - answers.columns.keys()
    names = _once((spelling(column), column) for column in wanted)
    found = Counter(map(spelling, answers.columns))
    return {
        names.get(spelling(name), name) if found[spelling(name)] == 1 else name: cells
        for name, cells in answers.columns.items()
    }


def _columns(variable: Variable) -> Iterable[tuple[str, tuple[Option, ...]]]:
    if variable.role is Role.MULTIPLE:
        return [(option.column, (option,)) for option in variable.options]
    return [] if variable.role in (Role.IGNORED, Role.OPEN) else [(variable.column, variable.options)]


def _reader(role: Role, options: tuple[Option, ...], answers: Answers, column: str) -> Callable[[str], Answer]:
    codes = {option.code: None if option.is_missing else option.code for option in options}
    no_answers = answers.missing.get(column, {}).keys() - codes.keys()
    spelt = _once((spelling(code), code) for code in codes)
    labelled: Mapping[str, str] = {}
    if role in _WITH_OPTIONS:
        labelled = _once((spelling(label), o.code) for o in options for label in {o.words.fr, o.words.en} if label)

    def read(cell: str) -> Answer:
        if cell in no_answers:
            return None
        if cell in codes:
            return codes[cell]
        code = spelt.get(spelling(cell)) or ("" if is_number(cell) else labelled.get(spelling(cell), ""))
        return codes[code] if code else cell

    return read


def _once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Those whose key is there for one value only."""
    found: dict[str, set[str]] = {}
    for key, value in pairs:
        found.setdefault(key, set()).add(value)
    return {key: values.pop() for key, values in found.items() if len(values) == 1}


def _translated(cells: list[Answer], read: Callable[[str], Answer]) -> list[Answer]:
    """Each distinct cell is read once."""
    changed = {cell: code for cell in set(cells) if cell and (code := read(cell)) != cell}
    return [changed.get(cell, cell) if cell else cell for cell in cells] if changed else cells
