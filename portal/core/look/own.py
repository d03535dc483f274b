"""What of a page is its visitor's own: in a page made for all, a mark stands in its place until it is filled."""

import re
from collections.abc import Mapping
from typing import Any, cast

from django.http import HttpRequest
from django.template.base import Template
from django.template.context import RequestContext
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from portal.core.look.typography import typeset_html

_MARK = re.compile("<!--own:([a-z_]+)-->")
SET = "<!--set-->"
"""Begins and ends what is in a visitor's own part and was typeset when it was made."""


def own(name: str, request: HttpRequest, shown: Mapping[str, Any]) -> SafeString:
    """templates/own/<name>.html for this visitor; the mark where the request is nobody's."""
    if getattr(request, "is_nobody", False):
        return mark_safe(f"<!--own:{name}-->")  # noqa: S308 - our own names
    return _rendered(name, RequestContext(request, dict(shown)))


def fill(html: str, request: HttpRequest, shown: Mapping[str, Any]) -> str:
    """With this visitor's parts in the place of their marks, all of which are told what is `shown`."""
    context = RequestContext(request, dict(shown))
    filled: dict[str, str] = {}

    def put(match: re.Match) -> str:
        name = match[1]
        if name not in filled:
            part = _rendered(name, context)
            is_value = html.rfind("<", 0, match.start()) > html.rfind(">", 0, match.start())
            filled[name] = part if is_value else _typeset(part)
        return filled[name]

    with context.bind_template(_template("visit")):  # what every template is told is asked once for all parts
        return _MARK.sub(put, html)


def _template(name: str) -> Template:
    return cast(Any, get_template(f"own/{name}.html")).template


def _rendered(name: str, context: RequestContext) -> SafeString:
    with context.push():
        return mark_safe(_template(name).render(context).strip())  # noqa: S308 - a template's


def _typeset(part: str) -> str:
    language = (get_language() or "")[:2]
    pieces = part.split(SET)
    pieces[::2] = [typeset_html(piece, language) for piece in pieces[::2]]
    return "".join(pieces)
