"""A codebook sent again: what a person wrote stays, what nobody touched follows the file."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from studies.survey.batteries import as_shown
from studies.survey.codebook import Codebook, Option, Role, Variable
from studies.survey.words import NO_WORDS, Words

TEXTS = ("title", "wording", "asked_to", "unit", "battery")
FLAGS = ("asks_all", "is_segment", "is_sensitive")
FACTS = ("asked_if", *FLAGS)
OPTION_FACTS = ("score", "side", "is_missing")

T = TypeVar("T")


@dataclass(frozen=True)
class Change:
    """What a new file touched, for a person to confirm: what was shown `before`, what the `file` says and what is
    shown `now`. `option` is an option's code, or its column in a multiple choice; empty: the variable's own `what`."""

    variable: str
    what: str
    option: str = ""
    before: str = ""
    file: str = ""
    now: str = ""


@dataclass(frozen=True)
class Merged:
    """`said` is the codebook as the file says it: what differs from it in `codebook` was edited by a person."""

    codebook: Codebook
    said: Codebook
    changes: tuple[Change, ...]


def merge(new: Codebook, shown: Codebook, said: Codebook, *, drafted: bool, settled: bool = False) -> Merged:
    """The new file's variables with what a person made of those `shown` whose code stays.

    `said` is what the file before said of them; empty where nobody knows, and then all that is shown counts as a
    person's. `drafted`: the new codebook is only guessed from the data, and what it doesn't know takes nothing away;
    else somebody wrote it, and where it says something new it counts. `settled`: a person confirmed what is shown, so
    that a guess changes no role. The languages of two different texts are never paired.
    """
    new = as_shown(new, shown) if drafted else new
    merger = _Merger(drafted, settled)
    before = {variable.code: variable for variable in shown.variables}
    earlier = {variable.code: variable for variable in said.variables}
    kept = [
        merger.variable(variable, before[variable.code], earlier.get(variable.code))
        if variable.code in before
        else variable
        for variable in new.variables
    ]
    if drafted:
        place = {code: place for place, code in enumerate(before)}
        kept.sort(key=lambda variable: place.get(variable.code, len(place)))
    codebook = Codebook(tuple(kept))
    changes = tuple(_changes(new, shown, codebook, said, drafted=drafted)) if shown.variables else ()
    remembered = [_remembered(variable, earlier.get(variable.code)) for variable in new.variables]
    return Merged(codebook, Codebook(tuple(remembered)), changes)


@dataclass(frozen=True)
class _Merger:
    drafted: bool
    settled: bool

    def variable(self, new: Variable, shown: Variable, said: Variable | None) -> Variable:
        texts: dict[str, Any] = {
            name: self._words(*(getattr(each, name, NO_WORDS) for each in (new, shown, said))) for name in TEXTS
        }
        kept = replace(new, **texts)
        if bool(new.column) is not bool(shown.column):  # a column an option is a multiple choice, and nothing else is
            return kept
        facts: dict[str, Any] = {
            name: self._fact(*(getattr(each, name, None) for each in (new, shown, said))) for name in FACTS
        }
        role = (
            shown.role
            if self.drafted and self.settled
            else self._follow(new.role, shown.role, said.role if said else None)
        )
        kept = replace(kept, role=role, **facts)
        return replace(kept, options=tuple(self._options(new, shown, said, kept.role)))

    def _options(self, new: Variable, shown: Variable, said: Variable | None, role: Role) -> Iterator[Option]:
        """Those of a written codebook. Of a drafted one the options shown, then new ones: one that nobody chose this
        time stays, a segment's empty part goes."""
        found, before = _by_key(new), _by_key(shown)
        earlier = _by_key(said) if said else {}
        keys = list(found)
        if self.drafted and role is shown.role:
            gone = [key for key in before if key not in found and (role is not Role.SEGMENT or not found)]
            is_ordered = list(earlier) == list(before)
            keys = [*found, *gone] if is_ordered else [*(key for key in before if key in found or key in gone), *found]
        if role is Role.NUMBER:  # a code that a person took away counts as a number again
            keys = [key for key in keys if key in before or key not in earlier]
        for key in dict.fromkeys(keys):
            if key in found and key in before:
                option = self._option(found[key], before[key], earlier.get(key))
            else:
                option = found.get(key) or before[key]
            if role is not Role.NUMBER or option.is_missing:
                yield option

    def _option(self, new: Option, shown: Option, said: Option | None) -> Option:
        words = self._words(new.words, shown.words, said.words if said else NO_WORDS)
        group = self._words(new.group, shown.group, said.group if said else NO_WORDS)
        facts: dict[str, Any] = {
            name: self._fact(*(getattr(each, name, None) for each in (new, shown, said))) for name in OPTION_FACTS
        }
        return replace(new, words=words, group=group, **facts)

    def _words(self, new: Words, shown: Words, said: Words) -> Words:
        if not new.fr:
            return shown
        french = self._follow(new.fr, shown.fr, said.fr)
        if french != new.fr:
            return shown
        if french != shown.fr:
            return new
        return Words(french, self._follow(new.en or shown.en, shown.en, said.en))

    def _fact(self, new: T, shown: T, said: T) -> T:
        is_silent = new is None or new is False or new == ""
        return shown if self.drafted and is_silent else self._follow(new, shown, said)

    def _follow(self, new: T, shown: T, said: T | None) -> T:
        if new == said:
            return shown
        return new if shown == said or not shown or not self.drafted else shown


def _by_key(variable: Variable) -> dict[tuple[str, str], Option]:
    """The options of a multiple choice often share a code, « Y » or « 1 », in columns of their own."""
    return {(option.code, option.column): option for option in variable.options}


def _remembered(new: Variable, said: Variable | None) -> Variable:
    """What the file says, and of what it is silent about, what the one before said."""
    if said is None:
        return new
    texts: dict[str, Any] = {name: getattr(new, name) or getattr(said, name) for name in TEXTS}
    found = _by_key(new)
    return replace(
        new, **texts, options=(*new.options, *(each for key, each in _by_key(said).items() if key not in found))
    )


def _changes(new: Codebook, shown: Codebook, kept: Codebook, said: Codebook, *, drafted: bool) -> Iterator[Change]:
    """What is shown otherwise than before, and what the file has begun to say otherwise than is shown."""
    file, before, after, earlier = (_flat(book) for book in (new, shown, kept, said))
    for key in {**before, **after}:
        variable, option, what = key
        texts = {"before": before.get(key, ""), "file": file.get(key, ""), "now": after.get(key, "")}
        if what == IS_THERE:
            if not (texts["before"] and texts["now"]):
                yield Change(variable, "new" if texts["now"] else "gone", option, **texts)
        elif not {(variable, each, IS_THERE) for each in ("", option)} <= before.keys() & after.keys():
            continue
        elif texts["before"] != texts["now"] or _contradicts(texts, earlier.get(key, ""), key, drafted):
            yield Change(variable, what, option, **texts)


def _contradicts(texts: dict[str, str], earlier: str, key: tuple[str, str, str], drafted: bool) -> bool:
    """A file of answers says something of its own where that is more than a code or a column's name, each time once."""
    variable, option, what = key
    if texts["file"] in ("", texts["now"]):
        return False
    return not drafted or (what in OWN_WORDS and texts["file"] not in (earlier, variable, option))


IS_THERE = "label"
OWN_WORDS = ("title_fr", "wording_fr", "label_fr")


def _flat(codebook: Codebook) -> dict[tuple[str, str, str], str]:
    """All it says as texts by variable, option (by code, or by column in a multiple choice) and fact."""
    flat: dict[tuple[str, str, str], str] = {}
    for variable in codebook.variables:
        condition = variable.asked_if
        facts = {IS_THERE: variable.title.fr or variable.code, "role": variable.role.value}
        facts |= _texts(variable, *TEXTS) | {name: "1" * getattr(variable, name) for name in FLAGS}
        facts["asked_if"] = f"{condition.question} : {', '.join(condition.options)}" if condition else ""
        flat |= {(variable.code, "", name): text for name, text in facts.items()}
        for option in variable.options:
            score = "" if option.score is None else f"{option.score:g}"
            facts = {IS_THERE: option.words.fr or option.code, "score": score, "side": option.side.value}
            facts |= _texts(option, "group") | {"is_missing": "1" * option.is_missing}
            facts |= {"label_fr": option.words.fr, "label_en": option.words.en}
            flat |= {(variable.code, option.column or option.code, name): text for name, text in facts.items()}
    return flat


def _texts(of: Variable | Option, *names: str) -> dict[str, str]:
    return {f"{name}_{language}": getattr(getattr(of, name), language) for name in names for language in ("fr", "en")}
