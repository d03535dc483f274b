"""Searches as visitors make them, and what they get."""

import re
from html import unescape
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse
from django.utils.translation import override


def address(text: str = "", language: str = "fr", **filters: str) -> str:
    with override(language):
        return f"{reverse('search:results')}?{urlencode({'q': text, **filters})}"


def page(text: str, language: str = "fr", client: Client | None = None, **filters: str) -> str:
    response = (client or Client()).get(address(text, language, **filters))
    assert response.status_code == 200
    return unescape(response.content.decode())


def titles(text: str, language: str = "fr", client: Client | None = None, **filters: str) -> list[str]:
    """In their order on the first page, as they are written."""
    html = page(text, language, client, **filters)
    found = re.findall(r'<h3 class="result__title"><a[^>]*>(.*?)</a>', html)
    return [re.sub(r"</?mark>", "", title).replace("\u202f", " ").replace("\u00a0", " ") for title in found]


def suggestions(text: str, language: str = "fr", client: Client | None = None) -> str:
    with override(language):
        url = f"{reverse('search:suggestions')}?{urlencode({'q': text})}"
    return unescape((client or Client()).get(url).content.decode())
