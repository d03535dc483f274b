"""What of a page is its visitor's own: in a page made for all, a mark stands in its place until it is filled."""

import re

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import Page

from portal.access.decision import Decision
from portal.core.look.typography import typeset_html

_MARK = re.compile("<!--own:([a-z]+)-->")


def own(name: str, request: HttpRequest, page: Page | None, decision: Decision | None) -> SafeString:
    """templates/own/<name>.html for this visitor; the mark where the request is nobody's."""
    if getattr(request, "is_nobody", False):
        return mark_safe(f"<!--own:{name}-->")  # noqa: S308 - our own names
    html = render_to_string(f"own/{name}.html", {"page": page, "decision": decision}, request)
    return mark_safe(html.strip())  # noqa: S308 - a template's


def fill(html: str, request: HttpRequest, page: Page, decision: Decision) -> str:
    filled: dict[str, str] = {}

    def put(match: re.Match) -> str:
        name = match[1]
        if name not in filled:
            part = own(name, request, page, decision)
            is_text = part.startswith("<")  # else a value in a tag
            filled[name] = typeset_html(part, (get_language() or "")[:2]) if is_text else part
        return filled[name]

    return _MARK.sub(put, html)
