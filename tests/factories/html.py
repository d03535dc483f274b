"""What every page of the portal owes its readers, whatever it shows."""

import re
from html.parser import HTMLParser

from django.test import Client


class Outline(HTMLParser):
    """The tags of a page, and the text of its title and headings."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def assert_is_a_good_page(client: Client, url: str, language: str) -> str:
    """Fetch `url` and check status, language, headings, identifiers and the strict content policy; answer its HTML."""
    response = client.get(url)
    assert response.status_code == 200, url
    html = response.content.decode()
    page = Outline(html)
    assert page.all("html") == [{"lang": language}]
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
    assert re.search(r"<title>[^<|]*\w", html)
    identifiers = [attrs["id"] for _tag, attrs in page.tags if "id" in attrs]
    assert len(identifiers) == len(set(identifiers))
    assert not [tag for tag, attrs in page.tags if "style" in attrs or any(name.startswith("on") for name in attrs)]
    assert not page.all("style")
    scripts = [attrs for attrs in page.all("script") if attrs.get("type") not in ("application/ld+json", "module")]
    assert [attrs["src"] for attrs in scripts] == ["/static/js/search.js"]
    assert not [attrs for attrs in page.all("img") if not {"alt", "width", "height"} <= set(attrs)]
    return html
