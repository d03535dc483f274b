from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import override

from portal.core.look.chrome import chrome_for
from portal.core.models import Person, Topic
from portal.search.models import Entry


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


def _in(language: str, name: str, slug: str) -> str:
    with override(language):
        return reverse(name, args=[slug])
