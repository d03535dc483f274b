"""What is wrong with a file or its codebook, told by row and column as the person who made it counts them."""

from dataclasses import dataclass

from studies.survey.limits import MOST_PROBLEMS


@dataclass(frozen=True)
class Problem:
    """`row` counts from 1 with the header, as a spreadsheet shows it; `column` is the column's name; either may be
    missing where the fault is the whole file's. `message` holds nothing that a respondent said: `quote` does, for
    those alone who may read answers. `encoding` is one that the file may be read in after all."""

    message: str
    row: int | None = None
    column: str = ""
    quote: str = ""
    encoding: str = ""


class Refused(Exception):
    """The file can't be used. Nothing was changed; `problems` say why, the first hundred at most."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*(problem.message for problem in problems))
        self.problems = problems[:MOST_PROBLEMS]
