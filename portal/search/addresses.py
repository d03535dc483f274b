from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from portal.core.look.chrome import chrome_for
from portal.search.models import Entry


def address_of(entry: Entry, request: HttpRequest) -> str:
    """Where what was found is read, in the current language."""
    if entry.page is None:
        return reverse("search:author", args=[entry.person.slug]) if entry.person else ""
    url = chrome_for(request).url(entry.page)
    return f"{url}?{urlencode({'question': entry.question})}#explorer" if entry.question else url
