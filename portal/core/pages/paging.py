"""A long list in pages, each at its own address: `?page=2`, and the first one where the list is."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import EmptyPage, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext

PER_PAGE = 24
AHEAD = 10
_NUMBER = re.compile(r"[1-9][0-9]{0,4}")
_YEAR = re.compile(r"[1-9][0-9]{3}")


@dataclass(frozen=True)
class Step:
    """A page to go to; without a number, those left out between two others."""

    number: int | None = None
    address: str = ""
    is_current: bool = False


class NearPaginator(Paginator):
    """Counts no further than a few pages beyond the one asked for, so that no list is counted to its end."""

    def __init__(self, rows: QuerySet | list, per_page: int, number: int) -> None:
        super().__init__(rows, per_page)
        self.rows, self.seen = rows, (number + AHEAD) * per_page

    @property
    def count(self) -> int:  # type: ignore[override]
        if not hasattr(self, "_count"):
            rows = self.rows
            self._count: int = len(rows) if isinstance(rows, list) else rows.order_by()[: self.seen + 1].count()
        return min(self._count, self.seen)

    @property
    def goes_on(self) -> bool:
        return self.count < self._count


class Paging:
    """One page of `rows`, and the ways to the others.

    `shown` makes what is shown of the rows of one page; `kept` are the other parameters of the address, and `within`
    says what they chose. A page that isn't there is a 404.
    """

    def __init__(
        self,
        request: HttpRequest,
        rows: QuerySet | list,
        *,
        shown: Callable[[Any], Iterable] = list,
        per_page: int = PER_PAGE,
        parameter: str = "page",
        kept: Mapping[str, str] | None = None,
        within: str = "",
        anchor: str = "",
    ) -> None:
        self.path, self.parameter, self.kept, self.anchor = request.path, parameter, kept or {}, anchor
        self.within = within
        self.number = asked_number(request, parameter, _NUMBER) or 1
        self.paginator = NearPaginator(rows, per_page, self.number)
        try:
            page = self.paginator.page(self.number)
        except EmptyPage as error:
            raise Http404 from error
        self.has_next, self.has_previous = page.has_next(), page.has_previous()
        self.items = list(shown(page.object_list))

    @property
    def place(self) -> str:
        """What tells this page from the list's first one, for its title; "" on that."""
        number = gettext("page %(number)s") % {"number": self.number} if self.number > 1 else ""
        return ", ".join(filter(None, [self.within, number]))

    @property
    def is_long(self) -> bool:
        return self.has_next or self.has_previous

    @property
    def query(self) -> str:
        return self._query(self.number)

    @property
    def previous(self) -> str:
        return self._address(self.number - 1) if self.has_previous else ""

    @property
    def next(self) -> str:
        return self._address(self.number + 1) if self.has_next else ""

    def steps(self) -> Iterator[Step]:
        """The first page, those around this one, and the last where it is known."""
        last = self.paginator.num_pages
        ends = {1} if self.paginator.goes_on else {1, last}
        numbers = sorted(ends | {n for n in range(self.number - 1, self.number + 2) if 1 <= n <= last})
        before = 0
        for number in numbers:
            if number - before == 2:
                yield self._step(number - 1)
            elif number - before > 2:
                yield Step()
            yield self._step(number)
            before = number
        if self.paginator.goes_on:
            yield Step()

    def _step(self, number: int) -> Step:
        return Step(number, self._address(number), number == self.number)

    def _address(self, number: int) -> str:
        return f"{self.path}{self._query(number)}{self.anchor}"

    def _query(self, number: int) -> str:
        parts = {**self.kept, **({self.parameter: str(number)} if number > 1 else {})}
        return f"?{urlencode(parts)}" if parts else ""


def asked_year(request: HttpRequest) -> int | None:
    """The year to which the address, `?year=2026`, narrows a list; what is no year is a 404."""
    return asked_number(request, "year", _YEAR)


def asked_number(request: HttpRequest, parameter: str, pattern: re.Pattern[str]) -> int | None:
    """The number that the address gives, None where it gives none; what isn't written as `pattern` is a 404."""
    value = request.GET.get(parameter)
    if value is None:
        return None
    if not pattern.fullmatch(value):
        raise Http404
    return int(value)
