"""What the columns of a survey are: its questions, segments and weight, with their words in both languages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self

from django.utils.text import slugify

from studies.survey.words import NO_WORDS, Words


class Role(StrEnum):
    """What a variable is for. The first four are questions with figures; open answers are never published."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    SCALE = "scale"
    NUMBER = "number"
    OPEN = "open"
    SEGMENT = "segment"
    WEIGHT = "weight"
    IGNORED = "ignored"


QUESTIONS = (Role.SINGLE, Role.MULTIPLE, Role.SCALE, Role.NUMBER)
ONE_CHOICE = (Role.SINGLE, Role.SCALE)


class Side(StrEnum):
    """On which side of a scale an option stands, for its net score and for the colour of its bar."""

    POSITIVE = "+"
    NEUTRAL = ""
    NEGATIVE = "-"


@dataclass(frozen=True)
class Option:
    """One answer: its `code` in the file, its `score` on a scale, where it has one. Of a multiple choice: the `column`
    that holds it, chosen where that column holds `code`.

    Options whose `group` has the same French words are grouped under them: a question shows the group beside its
    options, a segment in their place. `is_missing`: who gave this code gave no answer; of a number, only such codes
    are options.
    """

    code: str
    words: Words
    score: float | None = None
    side: Side = Side.NEUTRAL
    column: str = ""
    group: Words = NO_WORDS
    is_missing: bool = False

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """From what `dataclasses.asdict` makes of one, or made of one before options had groups."""
        words = {name: Words(**data.get(name, {})) for name in ("words", "group")}
        return cls(**{**data, **words, "side": Side(data["side"])})


@dataclass(frozen=True)
class Group:
    """Options under one name; `places` are theirs among those they were grouped from."""

    code: str
    words: Words
    places: tuple[int, ...]


def groups(options: Sequence[Option]) -> list[Group]:
    """In the order of their first options. A code is the words' slug, made unlike the others and any option's."""
    taken = {name for option in options for name in (option.code, option.column)}
    found = []
    for words in {option.group.fr: option.group for option in options if option.group}.values():
        code = slugify(words.fr) or "group"
        while code in taken:
            code += "_"
        taken.add(code)
        places = tuple(place for place, option in enumerate(options) if option.group.fr == words.fr)
        found.append(Group(code, words, places))
    return found


@dataclass(frozen=True)
class Condition:
    """Who is asked: those who chose one of the `options` (their codes, or the columns of a multiple choice)."""

    question: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Variable:
    """`code` names it in addresses and exports; `column` in the file (empty for a multiple choice, whose options
    have one each). `title` is a few words, `wording` the question as it was asked, `asked_to` whom, if not everyone,
    in words, and `asked_if` the same for the machine; `unit` is that of a number. Questions whose `battery` has the
    same French words are its items.

    `asks_all`: of a multiple choice, who chose nothing has answered « none » too. `is_segment`: a single choice or a
    scale that is also a segment. `is_sensitive`: that all of a group gave one answer is not to be told.
    """

    code: str
    role: Role
    title: Words
    column: str = ""
    wording: Words = NO_WORDS
    asked_to: Words = NO_WORDS
    unit: Words = NO_WORDS
    battery: Words = NO_WORDS
    asked_if: Condition | None = None
    asks_all: bool = False
    is_segment: bool = False
    is_sensitive: bool = False
    options: tuple[Option, ...] = ()

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """From what `dataclasses.asdict` makes of one."""
        condition = data["asked_if"]
        texts = {name: Words(**value) for name, value in data.items() if isinstance(value, dict) and name != "asked_if"}
        facts = {
            "role": Role(data["role"]),
            "asked_if": condition and Condition(condition["question"], tuple(condition["options"])),
            "options": tuple(Option.from_json(option) for option in data["options"]),
        }
        return cls(**{**data, **texts, **facts})

    @property
    def columns(self) -> tuple[str, ...]:
        if self.role is Role.MULTIPLE:
            return tuple(option.column for option in self.options)
        return (self.column,)

    @property
    def answers(self) -> tuple[Option, ...]:
        """Its options without those that mean « no answer »."""
        return tuple(option for option in self.options if not option.is_missing)

    @property
    def groups(self) -> tuple[Group, ...]:
        """Those of several answers, which are shown beside them."""
        return tuple(group for group in groups(self.answers) if len(group.places) > 1)

    @property
    def categories(self) -> tuple[Group, ...]:
        """The parts of a segment: its answers, those that are grouped being one."""
        grouped = {place: group for group in groups(self.answers) for place in group.places}
        alone = (Group(option.code, option.words, (place,)) for place, option in enumerate(self.answers))
        return tuple(dict.fromkeys(grouped.get(place, part) for place, part in enumerate(alone)))


@dataclass(frozen=True)
class Codebook:
    variables: tuple[Variable, ...]

    @property
    def questions(self) -> tuple[Variable, ...]:
        return tuple(variable for variable in self.variables if variable.role in QUESTIONS)

    @property
    def segments(self) -> tuple[Variable, ...]:
        """As they are shown: questions that are segments too among them, the options merged into categories."""
        return tuple(
            replace(variable, options=tuple(Option(part.code, part.words) for part in variable.categories))
            for variable in self.variables
            if variable.role is Role.SEGMENT or (variable.is_segment and variable.role in ONE_CHOICE)
        )

    @property
    def weight(self) -> Variable | None:
        return next((variable for variable in self.variables if variable.role is Role.WEIGHT), None)
