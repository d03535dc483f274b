"""What the columns of a survey are: its questions, segments and weight, with their words in both languages."""

from dataclasses import dataclass
from enum import StrEnum

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


class Side(StrEnum):
    """On which side of a scale an option stands, for its net score and for the colour of its bar."""

    POSITIVE = "+"
    NEUTRAL = ""
    NEGATIVE = "-"


@dataclass(frozen=True)
class Option:
    """One answer: its `code` in the file, its `score` on a scale. Of a multiple choice: the `column` that holds it,
    chosen where that column holds `code`."""

    code: str
    words: Words
    score: float | None = None
    side: Side = Side.NEUTRAL
    column: str = ""


@dataclass(frozen=True)
class Variable:
    """`code` names it in addresses and exports; `column` in the file (empty for a multiple choice, whose options
    have one each). `title` is a few words, `wording` the question as it was asked, `asked_to` whom, if not everyone;
    `unit` is that of a number."""

    code: str
    role: Role
    title: Words
    column: str = ""
    wording: Words = NO_WORDS
    asked_to: Words = NO_WORDS
    unit: Words = NO_WORDS
    options: tuple[Option, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        if self.role is Role.MULTIPLE:
            return tuple(option.column for option in self.options)
        return (self.column,)


@dataclass(frozen=True)
class Codebook:
    variables: tuple[Variable, ...]

    @property
    def questions(self) -> tuple[Variable, ...]:
        return tuple(variable for variable in self.variables if variable.role in QUESTIONS)

    @property
    def segments(self) -> tuple[Variable, ...]:
        return tuple(variable for variable in self.variables if variable.role is Role.SEGMENT)

    @property
    def weight(self) -> Variable | None:
        return next((variable for variable in self.variables if variable.role is Role.WEIGHT), None)
