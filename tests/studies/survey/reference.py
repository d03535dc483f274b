"""What R's `survey` package says of a file of answers, and what the portal says of the same."""

import csv
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from studies.survey.answers import Answers
from studies.survey.codebook import Codebook
from studies.survey.sample import Group, Sample

SCRIPT = Path(__file__).parent / "reference.R"
RSCRIPT = shutil.which("Rscript")

Figure = dict[str, str]
"""A row of R's: question, category of the segment (empty: everyone), figure, value."""


def ask_r(folder: Path, answers: Answers, *, shares: Sequence[str], means: Sequence[str], segment: str) -> str:
    """R's answer as CSV. The weight's column is to be called « weight »."""
    path = folder / "answers.csv"
    with path.open("w") as file:
        writer = csv.writer(file)
        writer.writerow(answers.columns)
        writer.writerows(zip(*answers.columns.values(), strict=True))
    command = [RSCRIPT, SCRIPT, path, ",".join(shares), ",".join(means), segment]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def figures(text: str) -> list[Figure]:
    return list(csv.DictReader(text.splitlines()))


class Portal:
    """The portal's exact figures, to hold against R's."""

    def __init__(self, codebook: Codebook, answers: Answers, segment: str) -> None:
        self.sample = Sample(codebook, answers)
        self.variables = {variable.code: variable for variable in codebook.variables}
        self.segment = self.variables[segment]

    def says(self, row: Figure) -> float:
        group = self._group(row["question"], row["category"])
        if row["figure"].startswith("share "):
            codes = [option.code for option in self.variables[row["question"]].options]
            return group.shares[codes.index(row["figure"].removeprefix("share "))]
        if row["figure"] == "mean":
            return group.mean
        return group.quartiles[["lower quartile", "median", "upper quartile"].index(row["figure"])]

    def _group(self, question: str, category: str) -> Group:
        members = np.ones(len(self.sample), dtype=bool)
        if category:
            codes = [option.code for option in self.segment.options]
            members = self.sample.places(self.segment) == codes.index(category)
        return self.sample.group(self.sample.asked(self.variables[question]), members)
