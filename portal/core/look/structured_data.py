"""What search engines read of a page: public facts only."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def as_script(facts: dict[str, object]) -> SafeString:
    """A block of JSON-LD, which no text in it can close; empty facts are left out."""
    filled = {
        "@context": "https://schema.org",
        **{key: value for key, value in facts.items() if value not in ("", None, [])},
    }
    text = json.dumps(filled, cls=DjangoJSONEncoder, ensure_ascii=False).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - escaped above
