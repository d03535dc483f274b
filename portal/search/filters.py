"""The filters of a search, as plain links with what each would leave."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.core.cache.memory import remembered
from portal.core.cache.recording import shows_all
from portal.core.models import Topic
from portal.search.finding import FILTERS, Found
from portal.search.models import Kind
from portal.search.query import cleaned

MOST_CHOICES = 12


@dataclass(frozen=True)
class Choice:
    """One value of a filter; without a count, the way back to all of them."""

    label: str
    url: str
    is_current: bool
    count: int | None = None


@dataclass(frozen=True)
class Filter:
    label: str
    choices: list[Choice]


def asked_of(parameters: QueryDict) -> dict[str, str]:
    return {name: value for name in FILTERS if (value := cleaned(parameters.get(name, ""))[:80])}


def filters(found: Found, text: str, asked: Mapping[str, str]) -> list[Filter]:
    """Those that leave a choice, and those that were chosen."""
    built = [
        _filter(name, label, labels, found, text, asked)
        for name, label, labels in (
            ("kind", _("Kind"), {kind.value: str(kind.label) for kind in Kind}),
            ("topic", _("Topic"), _topics(found)),
            ("year", _("Year"), {year: year for match in found.matches for year in match.year}),
            ("free", _("Access"), {"1": _("Free to read")}),
        )
    ]
    return [one for one in built if one is not None]


def _topics(found: Found) -> dict[str, str]:
    known = remembered("topics by address", _all_topics)
    return {slug: known[slug].label for match in found.matches for slug in match.topic if slug in known}


def _all_topics() -> dict[str, Topic]:
    shows_all(Topic)
    return {topic.slug: topic for topic in Topic.objects.all()}


def _filter(
    name: str, label: str, labels: dict[str, str], found: Found, text: str, asked: Mapping[str, str]
) -> Filter | None:
    counts, chosen = found.counts(name, asked), asked.get(name)
    by_year = name == "year"
    values = sorted(counts, reverse=by_year, key=lambda value: value if by_year else (-counts[value], labels[value]))
    shortest = 1 if name == "free" else 2
    if chosen is None and len(values) < shortest:
        return None
    shown = values[:MOST_CHOICES]
    if chosen in labels and chosen not in shown:
        shown.append(chosen)

    def address(value: str) -> str:
        parts = {"q": text, **asked, name: value}
        return f"{reverse('search:results')}?{urlencode({key: part for key, part in parts.items() if part})}"

    choices = [Choice(labels[value], address(value), value == chosen, counts[value]) for value in shown]
    return Filter(label, [Choice(pgettext("filter", "All"), address(""), chosen is None), *choices])
