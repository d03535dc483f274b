"""Surveys to be attacked: segments cut from the same quantity, filters that slip, numbers of which one is huge."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

import numpy as np

FEWEST_ANSWERS = 5
Places = np.ndarray
"""Of each respondent the place of a category, -1 for none."""


@dataclass
class Question:
    """`chosen` is options × respondents; `values` are those of a number. `asked_of` is the question or segment that
    filters this one, `asked_if` its options, `is_stated` whether the codebook says so. `same_as` is a segment made of
    its answers."""

    code: str
    kind: str
    answered: np.ndarray
    chosen: np.ndarray
    values: np.ndarray | None = None
    asked_of: str = ""
    asked_if: frozenset[int] = frozenset()
    is_stated: bool = False
    same_as: str = ""
    is_sensitive: bool = False

    @property
    def is_choice(self) -> bool:
        return self.kind in ("single", "scale")

    def rows(self) -> np.ndarray:
        """All who answered, then who chose each option; of a number, who is above the middle."""
        above = [] if self.values is None else [self.answered & (self.values > np.median(self.values))]
        return np.array([self.answered, *self.chosen, *above])

    def places(self) -> Places:
        return np.where(self.answered, self.chosen.argmax(axis=0), -1)


@dataclass
class Survey:
    """`families` are segments cut from one quantity, with the categories (the number after the last: none) that can go
    together, in the quantity's order."""

    segments: dict[str, Places]
    categories: dict[str, int]
    questions: list[Question]
    families: dict[tuple[str, ...], list[tuple[int, ...]]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(next(iter(self.segments.values())))

    def placed(self, segment: str) -> Places:
        places = self.segments[segment]
        return np.where(places < 0, self.categories[segment], places)

    def counts(self, question: Question, segment: str) -> np.ndarray:
        """The question's rows × (categories + 1), the last for no category."""
        number, placed = self.categories[segment] + 1, self.placed(segment)
        return np.array([np.bincount(placed[row], minlength=number) for row in question.rows()])

    def family_of(self, segment: str) -> tuple[str, ...]:
        return next((family for family in self.families if segment in family), (segment,))

    def asked(self, question: Question) -> np.ndarray:
        """Whom the filter lets through; those who slipped past it are not among them."""
        options = sorted(question.asked_if)
        if question.asked_of in self.segments:
            return np.isin(self.segments[question.asked_of], options)
        earlier = next(each for each in self.questions if each.code == question.asked_of)
        return earlier.chosen[options].any(axis=0)


def crossings(survey: Survey) -> Iterator[tuple[Question, str]]:
    return product(survey.questions, survey.segments)


def random_survey(rng: np.random.Generator) -> Survey:
    """40 to 400 respondents, 2 to 5 segments, 3 to 6 questions."""
    size = int(rng.integers(40, 401))
    survey = Survey({}, {}, [])
    while len(survey.segments) < rng.integers(2, 5):
        _add_family(survey, size, rng)
    for number in range(rng.integers(3, 7)):
        survey.questions.append(_random_question(f"q{number}", survey, size, rng))
    return survey


def ask_for_a_quantity(survey: Survey, rng: np.random.Generator) -> list[str]:
    """Add a question in the bands of a segment that is no segment any more; those that are left. None where no two
    are of one quantity, or where too few gave one of the answers to see that they are."""
    if not survey.families:
        return []
    family = list(survey.families)[int(rng.integers(len(survey.families)))]
    same = str(rng.choice(family))
    places = survey.segments[same]
    answered = (places >= 0) & (rng.random(len(survey)) >= rng.choice([0, 0, 0.03, 0.2]))
    chosen = (places == np.arange(survey.categories[same])[:, None]) & answered
    if any(0 < count < FEWEST_ANSWERS for count in chosen.sum(axis=1)):
        return []
    survey.questions.append(Question("again", "single", answered, chosen, same_as=same))
    return [code for code in survey.segments if code != same]


def _add_family(survey: Survey, size: int, rng: np.random.Generator) -> None:
    """A segment by bands of one quantity; now and then others of the same quantity, which nest in it or overlap."""
    code, number = f"s{len(survey.segments)}", int(rng.integers(2, 7))
    shares = rng.dirichlet(np.full(number, 1.5)) * np.where(rng.random(number) < 0.2, 0.05, 1)
    bands = np.repeat(np.arange(number), 2)
    quantity = rng.choice(len(bands), size, p=np.repeat(shares / shares.sum() / 2, 2))
    missing = rng.random(size) < rng.choice([0, 0, 0.02, 0.1])
    cuts = [bands]
    while len(cuts) < 3 and number > 2 and rng.random() < 0.45:
        step = int(rng.choice([1, 2, 2]))
        at = np.sort(rng.permutation(np.arange(1, len(bands) // step))[: rng.integers(1, 4)]) * step
        cuts.append(np.searchsorted(at, np.arange(len(bands)), side="right"))
    family = tuple(f"{code}{letter}" for letter in "abc"[: len(cuts)])
    for place, (name, cut) in enumerate(zip(family, cuts, strict=True)):
        alone = rng.random(size) < rng.choice([0, 0, 0.03]) if place else False
        survey.segments[name], survey.categories[name] = np.where(missing | alone, -1, cut[quantity]), cut.max() + 1
    if len(cuts) > 1:
        told = np.array([survey.placed(name) for name in family]).T
        possible = [*dict.fromkeys(zip(*(cut.tolist() for cut in cuts), strict=True))]
        others = sorted(set(map(tuple, told.tolist())) - set(possible))
        survey.families[family] = possible + others


def _random_question(code: str, survey: Survey, size: int, rng: np.random.Generator) -> Question:
    kind = str(rng.choice(["single", "single", "scale", "multiple", "number"]))
    answered = rng.random(size) >= rng.choice([0, 0, 0.03, 0.2])
    question = Question(code, kind, answered, np.zeros((0, size), dtype=bool), is_sensitive=bool(rng.random() < 0.2))
    if rng.random() < 0.05:
        question.same_as = str(rng.choice(list(survey.segments)))
        places = survey.segments[question.same_as]
        question.kind, question.answered, question.is_sensitive = "single", places >= 0, False
        question.chosen = places == np.arange(survey.categories[question.same_as])[:, None]
        return question
    if rng.random() < 0.4:
        _filter(question, survey, rng)
    _answer(question, size, rng)
    return question


def _filter(question: Question, survey: Survey, rng: np.random.Generator) -> None:
    """By some options of an earlier question, one of a multiple choice, or some categories of a segment."""
    filters = {each.code: len(each.chosen) for each in survey.questions if len(each.chosen) > 1}
    if not filters or rng.random() < 0.3:
        filters = survey.categories
    question.asked_of = str(rng.choice(list(filters)))
    is_multiple = any(each.code == question.asked_of and not each.is_choice for each in survey.questions)
    most = 2 if is_multiple else filters[question.asked_of]
    taken = rng.permutation(filters[question.asked_of])[: rng.integers(1, max(most, 2))]
    question.asked_if = frozenset(taken.tolist())
    asked = survey.asked(question)
    slips = ~asked & (rng.random(len(asked)) < rng.choice([0, 0, 0.01, 0.03]))
    question.answered = question.answered & (asked | slips)
    question.is_stated = bool((question.answered & ~asked).any() or question.asked_of in survey.segments)
    question.is_stated |= bool(rng.random() < 0.5)


def _answer(question: Question, size: int, rng: np.random.Generator) -> None:
    number = int(rng.integers(2, 7))
    if question.is_choice:
        likely = rng.dirichlet(np.full(number, rng.choice([0.3, 2.0])))
        places = rng.choice(number, size, p=likely)
        question.chosen = (places == np.arange(number)[:, None]) & question.answered
    elif question.kind == "multiple":
        chosen = rng.random((number, size)) < rng.uniform(0.05, 0.6, (number, 1))
        chosen[0] |= ~chosen.any(axis=0)
        question.chosen = chosen & question.answered
    else:
        spread = rng.choice([0.3, 1.0, 2.5])
        question.values = np.where(question.answered, np.round(np.exp(rng.normal(3, spread, size)), 2), 0)
