"""The address of one published figure, for a text that quotes it to be held against it.

`q05/2` is the share of option 2 of question q05, `q05/2@age:65` that among the category 65 of the segment age. The code
of a group, `mean`, `median` and `net` stand in the option's place.
"""

import re
from dataclasses import dataclass

from studies.survey.tables import WHOLE, Column, Table

ADDRESS = re.compile(r"(?P<question>[\w-]+)/(?P<figure>[^@]+)(?:@(?P<segment>[\w-]+):(?P<category>.+))?")
NUMBER = re.compile(r"[-−+]?\d+(?:[.,]\d+)?")


@dataclass(frozen=True)
class Address:
    question: str
    figure: str
    segment: str = WHOLE
    category: str = WHOLE

    @classmethod
    def at(cls, address: str) -> "Address":
        """Raises ValueError for what is no address."""
        found = ADDRESS.fullmatch(address.strip())
        if found is None:
            raise ValueError(address)
        return cls(**{name: (text or "").strip() for name, text in found.groupdict().items()})

    def read(self, table: Table) -> float | None:
        """The figure; None where the table does not hold it or does not show it."""
        column = table.column(self.category)
        if column is None or column.base is None:
            return None
        if (special := self._measure(column)) is not None:
            return special
        codes = [answer.code for answer in table.answers]
        return column.shares[codes.index(self.figure)] if self.figure in codes else None

    def _measure(self, column: Column) -> float | None:
        match self.figure:
            case "mean":
                return column.mean_with_interval[0]
            case "median":
                return column.quartiles[1] if column.quartiles else None
            case "net":
                return column.net
        return None


def says(written: str, published: float) -> bool:
    """Whether a number in a text is the published one, rounded as far as the text rounds it."""
    found = NUMBER.fullmatch("".join(written.split()))
    if found is None:
        return False
    number = found[0].replace("−", "-").replace(",", ".")
    decimals = len(number.partition(".")[2])
    return abs(float(number) - published) <= 0.5 * 10**-decimals + 1e-9
