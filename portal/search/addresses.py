from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Exists, OuterRef
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
    languages = [language for language, _label in settings.LANGUAGES]
    found = []
    for name, model, relation in (("search:topic", Topic, "topics"), ("search:author", Person, "people")):
        on_it = entries.filter(**{relation: OuterRef("pk")})
        in_each = [Exists(on_it.filter(language=language)) for language in languages]
        for slug, *there in model._default_manager.order_by("slug").values_list("slug", *in_each):
            versions = {
                each: _in(each, name, slug) for each, is_there in zip(languages, there, strict=True) if is_there
            }
            found += [versions] if versions else []
    return found


def _in(language: str, name: str, slug: str) -> str:
    with override(language):
        return reverse(name, args=[slug])
