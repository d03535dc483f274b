"""The barometer's answers: simulated respondents, whose weighted answers come out at the shares of `targets.csv`.

Nobody was interviewed. Each option is given to those in whom it is strongest, chance and the leanings of their age,
channel or occupation together, until it holds its share; the same seed gives the same answers on every machine.
"""

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from demo.survey.questionnaire import Wave
from studies.survey.codebook import Codebook, Role, Variable

Numbers = NDArray[np.float64]
Members = NDArray[np.bool_]

RESPONDENTS = 1200
SEEDS = {Wave.EARLIER: 2010, Wave.LATEST: 2011}
FOLDER = Path(__file__).parent

POPULATION = {
    "age": (25, 24, 24, 27),
    "gender": (52, 48),
    "town": (22, 18, 15, 45),
    "occupation": (4, 13, 17, 18, 13, 35),
}
"""The margins that the weights restore, in percents; the sample's own are the segments' targets."""
LIGHTEST, HEAVIEST = 0.4, 2.5

TRIED = 40
"""The next strongest, of whom one is taken to come nearest to a share."""
WITHOUT_A_NUMBER = 0.03
WITH_A_REMARK = 0.35


@dataclass(frozen=True)
class Target:
    """The share of an option, in percents of those asked. `leans` add, about, so many points to the share among the
    categories of a segment, in their order (« mood » to that of the contented); `within` are shares wanted there."""

    option: str
    share: float
    leans: dict[str, tuple[float, ...]]
    within: dict[tuple[str, str], float]


def read_targets(wave: Wave) -> dict[str, list[Target]]:
    """By question or segment; those that the edition asks."""
    targets = defaultdict(list)
    with (FOLDER / "targets.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            if row[wave]:
                leans = (lean.split("=") for lean in row["leans"].split())
                within = (goal.replace("=", ":").split(":") for goal in row[f"within_{wave}"].split())
                target = Target(
                    option=row["option"],
                    share=float(row[wave]),
                    leans={segment: tuple(map(float, points.split(","))) for segment, points in leans},
                    within={(segment, category): float(share) for segment, category, share in within},
                )
                targets[row["question"]].append(target)
    return dict(targets)


def simulate(codebook: Codebook, wave: Wave) -> dict[str, list[str]]:
    """The answers of an edition by column, as text; empty where nothing was asked or answered."""
    return _Sample(codebook, wave).columns()


class _Sample:
    def __init__(self, codebook: Codebook, wave: Wave) -> None:
        self.variables = {variable.code: variable for variable in codebook.variables}
        self.targets = read_targets(wave)
        self.random = np.random.default_rng(SEEDS[wave])
        self.weights = np.ones(RESPONDENTS)
        self.mood = self.random.random(RESPONDENTS)
        self.chosen: dict[str, dict[str, Members]] = {}

    def columns(self) -> dict[str, list[str]]:
        for segment in POPULATION:
            self.chosen[segment] = self._one_each(self.variables[segment])
        self.weights = self._rake()
        columns = {"id": [str(number) for number in range(1, RESPONDENTS + 1)]}
        for variable in self.variables.values():
            columns |= self._answer(variable)
        return columns

    def _answer(self, variable: Variable) -> dict[str, list[str]]:
        code = variable.code
        match variable.role:
            case Role.WEIGHT:
                return {variable.column: [f"{weight:.3f}" for weight in self.weights]}
            case Role.OPEN:
                return {variable.column: self._remarks()}
            case Role.MULTIPLE:
                asked = self._asked(variable)
                chosen = {t.option: self._choose(t, asked, asked, 100 - t.share) for t in self.targets[code]}
                self.chosen[code] = chosen
                return {o.column: _cells({o.code: chosen[o.code]}, asked, otherwise="0") for o in variable.options}
        if code not in self.chosen:
            self.chosen[code] = self._one_each(variable)
        return {variable.column: _cells(self.chosen[code], np.ones(RESPONDENTS, dtype=bool))}

    def _asked(self, variable: Variable) -> Members:
        if variable.role is Role.NUMBER:
            return self.random.random(RESPONDENTS) >= WITHOUT_A_NUMBER
        if (condition := variable.asked_if) is None:
            return np.ones(RESPONDENTS, dtype=bool)
        earlier = self.variables[condition.question]
        leads = [option.code for option in earlier.options if (option.column or option.code) in condition.options]
        return np.logical_or.reduce([self.chosen[earlier.code][option] for option in leads])

    def _one_each(self, variable: Variable) -> dict[str, Members]:
        """Down a scale, or from the highest number, those in whom the first is strongest; else each option, and one
        without a score, has its own strength."""
        asked = left = self._asked(variable)
        targets = self.targets[variable.code]
        apart = {option.code for option in variable.options if variable.role is Role.SCALE and option.score is None}
        is_ordered = variable.role in (Role.SCALE, Role.NUMBER)
        first = next(target for target in targets if target.option not in apart)
        strength = self._strength(first) if is_ordered else None
        later, chosen = 100.0, {}
        for target in targets:
            later -= target.share
            own = None if target.option in apart else strength
            chosen[target.option] = self._choose(target, asked, left, later, own)
            left = left & ~chosen[target.option]
        return chosen

    def _strength(self, target: Target) -> Numbers:
        strength = 100 * self.random.random(RESPONDENTS)
        for segment, points in target.leans.items():
            if segment == "mood":
                strength += 60 * points[0] * self.mood
                continue
            for members, point in zip(self.chosen[segment].values(), points, strict=False):
                strength += point * members
        return strength

    def _choose(
        self, target: Target, asked: Members, left: Members, later: float, strength: Numbers | None = None
    ) -> Members:
        """Those of `left` who choose the option, so that `later` percents of `asked` remain for the options after it;
        first where a share is wanted within a category."""
        strength = self._strength(target) if strength is None else strength
        goal = self.weights[left].sum() - later / 100 * self.weights[asked].sum()
        taken = np.zeros(RESPONDENTS, dtype=bool)
        for (segment, category), share in target.within.items():
            members = self.chosen[segment][category]
            taken |= self._strongest(strength, left & members, share / 100 * self.weights[asked & members].sum())
            left = left & ~members
        return taken | self._strongest(strength, left, goal - self.weights[taken].sum())

    def _strongest(self, strength: Numbers, left: Members, goal: float) -> Members:
        """The strongest until one more would pass the goal, then of the next the one who comes nearest to it."""
        order = np.flatnonzero(left)[np.argsort(-strength[left], kind="stable")]
        reached = np.cumsum([0, *self.weights[order]])
        within = int(np.searchsorted(reached, goal, side="right")) - 1
        following = order[within : within + TRIED]
        missing = np.abs(goal - reached[within] - self.weights[following])
        taken = np.zeros(RESPONDENTS, dtype=bool)
        taken[order[:within]] = True
        if len(following) and missing.min() < goal - reached[within]:
            taken[following[missing.argmin()]] = True
        return taken

    def _rake(self) -> Numbers:
        """Weights whose margins are the population's, as far as the lightest and the heaviest allow; 1 on average."""
        weights = np.ones(RESPONDENTS)
        for _round in range(30):
            for segment, margins in POPULATION.items():
                for members, share in zip(self.chosen[segment].values(), margins, strict=True):
                    weights[members] *= share / 100 * RESPONDENTS / weights[members].sum()
            weights = np.clip(weights, LIGHTEST, HEAVIEST)
        return np.round(weights / weights.mean(), 3)

    def _remarks(self) -> list[str]:
        remarks = (FOLDER / "remarks.txt").read_text(encoding="utf-8").splitlines()
        talkative = self.random.random(RESPONDENTS) < WITH_A_REMARK
        said = self.random.integers(len(remarks), size=RESPONDENTS)
        return [remarks[place] if talks else "" for place, talks in zip(said, talkative, strict=True)]


def _cells(chosen: dict[str, Members], asked: Members, otherwise: str = "") -> list[str]:
    cells = np.where(asked, otherwise, "").astype(object)
    for option, members in chosen.items():
        cells[members] = option
    return cells.tolist()
