"""What an editor looks at before tables go public: what differs from what readers see now, and what looks missing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from studies.survey.codebook import Role
from studies.survey.display import phrases
from studies.survey.display.editions import MEAN
from studies.survey.tables import Column, Table

NOTHING = "–"


@dataclass(frozen=True)
class Difference:
    """Of one figure, as it is read: `before` and `after`, a dash where it isn't shown."""

    question: str
    group: str
    answer: str
    before: str
    after: str


def compare(before: Iterable[Table], after: Iterable[Table]) -> list[Difference]:
    """Every figure that readers would see otherwise, intervals aside, in the tables' order."""
    old = {(table.question, table.segment): table for table in before}
    new = {(table.question, table.segment): table for table in after}
    return [
        difference for key in dict.fromkeys([*new, *old]) for difference in _differences(old.get(key), new.get(key))
    ]


def _differences(old: Table | None, new: Table | None) -> Iterator[Difference]:
    was, now = (dict(_figures(table)) if table else {} for table in (old, new))
    shown = new or old
    if shown is None:
        return
    title = phrases.title(shown)
    for key in dict.fromkeys([*now, *was]):
        before, after = (figures.get(key, NOTHING) for figures in (was, now))
        if before != after:
            group, answer = _named(key, new, old)
            yield Difference(title, group, answer, before, after)


Key = tuple[str, str]
"""The codes of a column and of an answer, or the name of a measure."""

BASE, NET = "~base", "~net"
QUARTILES = ("~lower", "~median", "~upper")


def _figures(table: Table) -> Iterator[tuple[Key, str]]:
    for column in table.columns:
        if column.base is None:
            continue
        yield (column.code, BASE), phrases.plain(column.base)
        for answer, share in zip(table.answers, column.shares, strict=False):
            yield (column.code, answer.code), phrases.percent(share)
        for name, measure in _measures(column):
            yield (column.code, name), measure


def _measures(column: Column) -> Iterator[tuple[str, str]]:
    mean, _low, _high = column.mean_with_interval
    if mean is not None:
        yield MEAN, phrases.mean(mean)
    if column.quartiles:
        yield from zip(QUARTILES, map(phrases.plain, column.quartiles), strict=True)
    if column.net is not None:
        yield NET, phrases.points(column.net)


def _named(key: Key, *tables: Table | None) -> tuple[str, str]:
    quartiles = zip(QUARTILES, (_("First quartile"), _("Median"), _("Third quartile")), strict=True)
    names: Mapping[str, str] = {BASE: _("Base"), MEAN: _("Mean"), NET: _("Net score"), **dict(quartiles)}
    groups = {column.code: phrases.category(column) for table in tables if table for column in table.columns}
    answers = {answer.code: str(answer.words) for table in tables if table for answer in table.answers}
    return groups.get(key[0], key[0]), names.get(key[1]) or answers.get(key[1], key[1])


MOST_LISTED = 12


def lacking(tables: Sequence[Table]) -> list[str]:
    """What looks as if somebody forgot it, or would regret it, a sentence each."""
    whole = [table for table in tables if table.is_whole]
    answers = [table.question for table in whole if not all(answer.words.en for answer in table.answers)]
    found = {
        _("No English title"): [table.question for table in whole if not table.title.en],
        _("Answers without English"): answers,
        _("No wording"): [table.question for table in whole if not table.wording],
        _("Not shown at all"): [table.question for table in whole if not any(column.base for column in table.columns)],
        _("Shown by none of its groups"): _segments_hidden(tables),
        _("Answers of few people, whose words tell what these said"): [
            f"{table.question} ({label})" for table in whole for label in _of_few(table)
        ],
    }
    said = _("%(what)s: %(which)s")
    return [said % {"what": what, "which": _listed(which)} for what, which in found.items() if which]


def _listed(which: Sequence[str]) -> str:
    return ", ".join(which[:MOST_LISTED]) + " …" * (len(which) > MOST_LISTED)


def _of_few(table: Table) -> Iterator[str]:
    """Of a scale the words are its own, whoever chose them; a file of free texts gives those of respondents."""
    if table.role in (Role.SINGLE, Role.MULTIPLE):
        yield from (str(table.options[place].words) for place in table.rare)


def _segments_hidden(tables: Sequence[Table]) -> list[str]:
    crossed: dict[str, list[Table]] = {}
    for table in tables:
        if not table.is_whole:
            crossed.setdefault(table.segment, []).append(table)
    return [
        str(of_segment[0].segment_words)
        for of_segment in crossed.values()
        if not any(column.base for table in of_segment for column in table.columns)
    ]
