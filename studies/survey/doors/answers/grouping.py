"""Which columns are the options of one multiple choice."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from studies.survey.answers import Answers
from studies.survey.doors.answers.columns import Column, meaning, tick
from studies.survey.doors.answers.limesurvey import QUOTED, TICKED

BEGINNING = re.compile(r"(.+)\s[-–—:]\s+")
_PARTED_NAME = re.compile(r"(?P<stem>.*?[^\s_.:/-])(?:\s+[-–—:/|]\s*|:\s*|[_./])(?P<part>[^_./]+)", re.DOTALL)
_LETTERED_NAME = re.compile(r"(?P<stem>[A-Za-z]+[0-9]+)(?P<part>[a-z]|[mrMR][0-9]{1,2})")


@dataclass(frozen=True)
class Group:
    """`ticks` say for each column what in it means chosen."""

    name: str
    wording: str
    columns: Sequence[Column]
    ticks: Sequence[str]
    texts: Sequence[str]


def find_groups(columns: Sequence[Column], answers: Answers) -> list[Group]:
    """The sets that the file declares; then columns of ticks under one heading, or side by side with names, labels or
    values (« cité », « non cité ») that belong together."""
    by_name = {column.name: column for column in columns}
    groups = [
        _declared(name, found, answers)
        for name, declared in answers.sets.items()
        if len(found := [by_name[each] for each in declared.columns if each in by_name]) > 1
    ]
    taken = {column.name for group in groups for column in group.columns}
    free = [column for column in columns if column.name not in taken]
    ticked = [found for found in _ticked(free) if len(found) > 1 and any(map(tick, found))]
    return [*groups, *map(_grouped, ticked)]


def _declared(name: str, columns: Sequence[Column], answers: Answers) -> Group:
    declared = answers.sets[name]
    texts = [column.label for column in columns]
    return Group(name, declared.label, columns, [declared.counted] * len(columns), texts)


def _ticked(columns: Sequence[Column]) -> Iterator[list[Column]]:
    headed: dict[str, list[Column]] = defaultdict(list)
    for column in columns:
        if column.heading.group and tick(column) is not None:
            headed[column.heading.group].append(column)
    yield from headed.values()
    beside = [None if column.heading.group or tick(column) is None else column for column in columns]
    for is_run, run in groupby(beside, key=lambda column: column is not None):
        if is_run:
            yield from _of_run([column for column in run if column])


def _of_run(run: list[Column]) -> Iterator[list[Column]]:
    alone = []
    for key, found in groupby(run, key=_key):
        group = list(found)
        if key and len(group) > 1:
            yield group
        else:
            alone += group
    if len(alone) == len(run) and all(_says_quoted(column) for column in run):
        yield run


def _key(column: Column) -> str:
    if beginning := BEGINNING.match(column.label):
        return beginning[1]
    return _stem(column)


def _stem(column: Column) -> str:
    """What its name shares with those of the other options."""
    parted = _PARTED_NAME.fullmatch(column.name) or _LETTERED_NAME.fullmatch(column.name)
    return parted["stem"] if parted else ""


def _says_quoted(column: Column) -> bool:
    return any(meaning(column, code) in QUOTED for code in column.codes)


def _grouped(columns: list[Column]) -> Group:
    ticks = [tick(column) or "" for column in columns]
    usual = next(filter(None, ticks), "1")
    first = columns[0].heading
    texts = [(c.heading.label or c.label or _part(c)).removesuffix(TICKED) for c in columns]
    shared = _shared(map(_beginning, texts))
    wording = first.wording or re.sub(r"\s-\sSelected Choice$", "", shared.rstrip(" -–—:"))
    name = first.group or _shared(map(_stem, columns)) or columns[0].name
    return Group(name, wording, columns, [each or usual for each in ticks], [text[len(shared) :] for text in texts])


def _part(column: Column) -> str:
    if column.heading.part:
        return column.heading.part
    parted = _PARTED_NAME.fullmatch(column.name)
    return parted["part"] if parted else column.name


def _beginning(text: str) -> str:
    """The question, in a label such as « Which ones? - Phone »."""
    found = BEGINNING.match(text)
    return found[0] if found else ""


def _shared(texts: Iterable[str]) -> str:
    """The text, where they are all the same."""
    found = set(texts)
    return found.pop() if len(found) == 1 else ""
