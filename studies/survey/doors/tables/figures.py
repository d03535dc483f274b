"""The figures of one question in an institute's table, checked column by column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from studies.survey.codebook import ONE_CHOICE, Group, Option, Variable
from studies.survey.doors.tables.codebook import BASE, EFFECTIVE, MEAN, QUARTILES
from studies.survey.sheets.lines import Line, Sheet

LARGEST_BASE = 10_000_000


@dataclass(frozen=True)
class Figures:
    """What a column of the file says of one question: estimates, as `studies.survey.tabulation` has them."""

    base: int
    effective: float
    shares: tuple[float, ...]
    mean: float | None
    quartiles: tuple[float, float, float] | None
    mean_error: None = None


Parts = Sequence[Figures | None]
"""A segment's categories at one question; None: the institute left it out."""

Block = Mapping[str, Line]
"""The rows of one question, by the option's code or the measure's name."""


def heading_of(segment: Variable, category: Option) -> str:
    """The heading of a category's column."""
    return f"{segment.code}:{category.code}"


class Reader:
    """The figures of one question, column by column."""

    def __init__(self, sheet: Sheet, question: Variable, block: Block, *, is_in_fractions: bool = False) -> None:
        self.sheet = sheet
        self.question = question
        self.block = block
        self.is_in_fractions = is_in_fractions

    def figures(self, heading: str) -> Figures | None:
        """None where the institute left a base or a share out."""
        base = self._base(heading)
        shares = [self._share(option.code, heading) for option in self.question.options]
        grouped = [self._of_group(group, shares, heading) for group in self.question.groups]
        mean = self._number(MEAN, heading)
        quartiles = self._quartiles(heading)
        effective = self._effective(base, heading)
        given = [share for share in shares if share is not None]
        if base is None:
            if heading not in self.block[BASE].entries and (given or mean is not None or quartiles):
                self._fault(_("The base is missing."), BASE, heading)
            return None
        if base == 0:
            return Figures(0, 0.0, (0.0,) * len(shares + grouped), None, None)
        if len(given) < len(shares):
            return None
        self._check_total(given, heading)
        given += [share for share in grouped if share is not None]
        if len(given) < len(shares + grouped):
            return None
        return Figures(
            base=base,
            effective=effective,
            shares=tuple(float(share / 100) for share in given),
            mean=None if mean is None else float(mean),
            quartiles=quartiles,
        )

    def parts(self, segment: Variable, whole: Figures | None) -> Parts:
        """Those of the segment's categories; that they add up to more than the whole is a fault."""
        parts = [self.figures(heading_of(segment, category)) for category in segment.options]
        total = sum(part.base for part in parts if part)
        if whole and total > whole.base:
            message = _("The bases of “%(segment)s” add up to %(total)d, more than everyone's %(whole)d.")
            told = message % {"segment": segment.code, "total": total, "whole": whole.base}
            self._fault(told, BASE, heading_of(segment, segment.options[0]))
        return parts

    def _fault(self, message: str, row: str, heading: str) -> None:
        self.sheet.fault(message, self.block[row].number, heading)

    def _number(self, row: str, heading: str) -> Decimal | None:
        return self.sheet.number(self.block[row], heading) if row in self.block else None

    def _base(self, heading: str) -> int | None:
        base = self._number(BASE, heading)
        if base is None:
            return None
        if not 0 <= base <= LARGEST_BASE or base != base.to_integral_value():
            self._fault(_("A base is a whole number of respondents."), BASE, heading)
            return None
        return int(base)

    def _effective(self, base: int | None, heading: str) -> float:
        effective = self._number(EFFECTIVE, heading)
        if base is None or effective is None:
            return float(base or 0)
        if base and not 0 < effective <= base:
            self._fault(_("An effective base is above 0, and at most the base."), EFFECTIVE, heading)
        return float(effective)

    def _share(self, row: str, heading: str) -> Decimal | None:
        share = self._number(row, heading)
        if share is not None and self.is_in_fractions and not self.block[row].entries[heading].is_percentage:
            share *= 100
        if share is not None and not 0 <= share <= 100:
            self._fault(_("A share is a percentage from 0 to 100."), row, heading)
        return share

    def _of_group(self, group: Group, shares: Sequence[Decimal | None], heading: str) -> Decimal | None:
        """As the institute gives it; else, where each chose one answer, the sum of its options."""
        if group.code in self.block:
            return self._share(group.code, heading)
        parts = [share for place in group.places if (share := shares[place]) is not None]
        return sum(parts, Decimal(0)) if len(parts) == len(group.places) else None

    def _quartiles(self, heading: str) -> tuple[float, float, float] | None:
        numbers = [self._number(row, heading) for row in QUARTILES]
        lower, median, upper = numbers
        if lower is None or median is None or upper is None:
            if any(number is not None for number in numbers):
                self._fault(_("Give the median and both quartiles, or none of them."), QUARTILES[1], heading)
            return None
        if lower > median or median > upper:
            self._fault(_("The median is not between the quartiles."), QUARTILES[1], heading)
        return float(lower), float(median), float(upper)

    def _check_total(self, shares: Sequence[Decimal], heading: str) -> None:
        """Each share may be half a point off by its rounding, and the sum one more."""
        total = sum(shares, Decimal(0))
        if self.question.role in ONE_CHOICE and abs(total - 100) > Decimal(len(shares)) / 2 + 1:
            message = _("The shares add up to %(total)s %%, not to 100: each respondent chose one answer.")
            self._fault(message % {"total": number_format(total)}, self.question.options[0].code, heading)
