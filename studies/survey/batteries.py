"""Items of a battery share their answers; columns of a multiple choice are one question."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from studies.survey.codebook import Codebook, Option, Role, Variable
from studies.survey.words import NO_WORDS, Words

FEWEST_SHARED = 2
MOST_LACKING = 2
_BEGINNING = re.compile(r".*\s[-–—:]\s+|.*\[")
_NOT_CHOSEN = re.compile(r"(non?|not|pas)\b.*|un(checked|selected|quoted)|0|n", re.IGNORECASE)


def share_answers(codes: Collection[str], others: Collection[str]) -> bool:
    """Whether two questions can be items of one battery: the same codes, but for two that one lacks."""
    fewer, more = sorted((set(codes), set(others)), key=len)
    return len(fewer) >= FEWEST_SHARED and fewer <= more and len(more) - len(fewer) <= MOST_LACKING


def takes(item: Variable, source: Variable) -> Variable:
    """The item with the source's answers, use and battery; answers that the item alone has stay, at the end."""
    known = {option.code for option in source.options}
    own = tuple(option for option in item.options if option.code not in known)
    return replace(item, role=source.role, battery=source.battery, options=(*source.options, *own))


def chosen_code(options: Sequence[Option]) -> str | None:
    """Of a column that is an option of a multiple choice, the code that says chosen; None where nothing tells."""
    codes = [
        option.code
        for option in options
        if not (option.is_missing or _NOT_CHOSEN.fullmatch(option.words.fr) or _NOT_CHOSEN.fullmatch(option.code))
    ]
    if len(codes) == 1:
        return codes[0]
    return "1" if "1" in codes else None


def grouped(columns: Sequence[Variable], code: str, chosen: Sequence[str]) -> Variable:
    """A multiple choice of what were single columns, each with the code that says `chosen`. What their titles begin
    with alike is its title."""
    french, english = (_parts([getattr(column.title, language) for column in columns]) for language in ("fr", "en"))
    options = [
        Option(tick, Words(label_fr, label_en), column=column.column)
        for column, tick, label_fr, label_en in zip(columns, chosen, french[1], english[1], strict=True)
    ]
    title = Words(french[0], english[0]) if french[0] else Words(code)
    return Variable(code, Role.MULTIPLE, title, wording=title if french[0] else NO_WORDS, options=tuple(options))


def beginning(texts: Sequence[str]) -> str:
    """What they all begin with."""
    return "".join(
        pair[0] for pair in takewhile(lambda pair: pair[0] == pair[1], zip(min(texts), max(texts), strict=False))
    )


def _parts(texts: Sequence[str]) -> tuple[str, list[str]]:
    found = _BEGINNING.match(beginning(texts))
    shared = found[0] if found and all(len(text) > found.end() for text in texts) else ""
    return shared.rstrip(" -–—:["), [text[len(shared) :].rstrip("]" if shared.endswith("[") else "") for text in texts]


def ungrouped(option: Option, code: str, role: Role, options: tuple[Option, ...] = ()) -> Variable:
    """A column of a multiple choice as a variable of its own."""
    return Variable(code, role, option.words, column=option.column, options=options)


def as_shown(new: Codebook, shown: Codebook) -> Codebook:
    """A new file's columns grouped and ungrouped as those shown are, where the file has them all."""
    singles = {variable.column: variable for variable in new.variables if variable.column}
    made = [_regrouped(variable, singles) for variable in shown.variables if _is_grouped_here(variable, singles)]
    taken = {column for variable in made for column in variable.columns}
    apart = {variable.column: variable for variable in shown.variables if variable.column not in singles}
    variables = [each for variable in new.variables for each in _apart(variable, apart) if each.column not in taken]
    return Codebook((*variables, *made))


def _is_grouped_here(variable: Variable, singles: Collection[str]) -> bool:
    columns = [option.column for option in variable.options if option.column]
    return bool(columns) and all(column in singles for column in columns)


def _regrouped(variable: Variable, singles: dict[str, Variable]) -> Variable:
    columns = [singles[option.column] for option in variable.options]
    return replace(grouped(columns, variable.code, [option.code for option in variable.options]), role=variable.role)


def _apart(variable: Variable, apart: dict[str, Variable]) -> Iterator[Variable]:
    """Its options that are shown as variables of their own, and itself with the others."""
    options = [option for option in variable.options if option.column in apart and option.column]
    if not options:
        yield variable
        return
    for option in options:
        shown = apart[option.column]
        yield ungrouped(option, shown.code, shown.role, shown.options)
    if others := tuple(option for option in variable.options if option not in options):
        yield replace(variable, options=others)
