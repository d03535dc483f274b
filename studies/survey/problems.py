"""What is wrong with a file or its codebook, told by row and column as the person who made it counts them."""

from dataclasses import asdict, dataclass

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

    def stored(self) -> dict[str, str | int | None]:
        """For a field of JSON: PostgreSQL stores no NUL, and a problem may quote one from the file."""
        return {
            name: value.replace("\0", "") if isinstance(value, str) else value for name, value in asdict(self).items()
        }


class Refused(Exception):
    """The file can't be used. Nothing was changed; `problems` say why, the first hundred at most."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*(problem.message for problem in problems))
        self.problems = problems[:MOST_PROBLEMS]
