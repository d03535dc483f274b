"""What is wrong with a file or its codebook, told by row and column as the person who made it counts them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """`row` counts from 1 with the header, as a spreadsheet shows it; `column` is the column's name; either may be
    missing where the fault is the whole file's."""

    message: str
    row: int | None = None
    column: str = ""


class Refused(Exception):
    """The file can't be used. Nothing was changed; `problems` say why, the first hundred at most."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*(problem.message for problem in problems))
        self.problems = problems[:100]
