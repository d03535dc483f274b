from collections import defaultdict
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import override

from portal.core.cache.recording import shows_all
from portal.core.look.chrome import chrome_for
from portal.core.models import Person, Topic
from portal.search.models import Entry, Kind


def address_of(entry: Entry, request: HttpRequest) -> str:
    """Where what was found is read, in the current language."""
    if entry.page is None:
        return reverse("search:author", args=[entry.person.slug]) if entry.person else ""
    url = chrome_for(request).url(entry.page)
    return f"{url}?{urlencode({'question': entry.question})}#explorer" if entry.question else url


def addresses_of(row: Person | Topic) -> list[str]:
    """Where the page of an author or a topic is read, in each language."""
    name = "search:author" if isinstance(row, Person) else "search:topic"
    return [_in(language, name, row.slug) for language, _label in settings.LANGUAGES]


def listed_addresses() -> list[dict[str, str]]:
    """Where the page of each topic and author is read, by the languages in which there is anything on it."""
    shows_all(Topic)
    shows_all(Person)
    entries = Entry.objects.public().exclude(kind=Kind.PERSON).order_by()
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for name, related in (("search:topic", "topics__slug"), ("search:author", "people__slug")):
        rows = entries.filter(**{f"{related}__isnull": False}).values_list(related, "language").distinct()
        for slug, language in sorted(rows):
            found[name, slug][language] = _in(language, name, slug)
    return list(found.values())


def _in(language: str, name: str, slug: str) -> str:
    with override(language):
        return reverse(name, args=[slug])
