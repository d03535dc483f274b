"""What two ways to split the same respondents tell together: categories of one taken from those of the other.

Where the categories A of one lie within B of the other (18–29 in 18–30, all that is known of who is what), the figures
of B less those of A are those of who is in B alone. No sum or difference tells more of two splits: any that gives the
figures of a group is made of such differences. A group is the smaller the fewer categories of B there are, and B are at
least those which A have respondents in; so only A is searched for.
"""

import numpy as np

from studies.survey.disclosure.tally import Question, Split, Tally

STEPS = 2000
"""A search that is longer is given up, and what it would have shown is withheld."""


def is_told(question: Question, first: Split, second: Split, threshold: int) -> bool:
    """Whether a group that may not be told of can be computed from the figures of all places of both."""
    bases = first.table(second, question.answered)
    if (bases > 0).all():
        return False
    return _Search(Tally.of(question, first.joint(second)), bases, threshold).finds()


class _Search:
    def __init__(self, tally: Tally, bases: np.ndarray, threshold: int) -> None:
        self.tally, self.bases, self.threshold = tally, bases, threshold
        self.cells = np.arange(bases.size).reshape(bases.shape)
        self.steps = 0

    def finds(self) -> bool:
        return any(self._follow({row}, set()) for row in np.flatnonzero(self.bases.any(axis=1)).tolist())

    def _follow(self, within: set[int], without: set[int]) -> bool:
        """Whether categories of the first, `within` A but `without` those, leave some that may not be told.

        Whatever would leave a group that stays safe whoever joins it must be within A.
        """
        self.steps += 1
        if self.steps > STEPS:
            return True
        while True:
            columns = np.flatnonzero(self.bases[list(within)].any(axis=0)).tolist()
            touched = np.flatnonzero(self.bases[:, columns].any(axis=1)).tolist()
            if without and self._is_safe(without, columns, within):
                return False
            open_rows = [row for row in touched if row not in within and row not in without]
            joining = {row for row in open_rows if self._is_safe({row}, columns, within)}
            if not joining:
                break
            within = within | joining
        if not open_rows:
            left = self._group(without, columns)
            return bool(self.tally.bases[left].sum()) and not self.tally.is_safe(left, self.threshold)
        row = max(open_rows, key=lambda each: self.bases[each, columns].sum())
        return self._follow(within | {row}, without) or self._follow(within, without | {row})

    def _group(self, rows: set[int], columns: list[int]) -> list[int]:
        return [int(place) for row in rows for place in self.cells[row, columns]]

    def _is_safe(self, rows: set[int], columns: list[int], within: set[int]) -> bool:
        beside = 0.0
        if self.tally.greatest is not None:
            outside = [row for row in range(len(self.bases)) if row not in within]
            beside = float(self.tally.greatest[0, self.cells[outside]].max(initial=0))
        return self.tally.is_safe(self._group(rows, columns), self.threshold, beside=beside)
