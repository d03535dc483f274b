"""The one way a message leaves: rendered now, in the recipient's language, sent later by the worker.

The task row is written in the caller's transaction: a message goes out if and only if what it tells was committed.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from portal.core.models import SiteSettings
from portal.core.tasks import send_message
from portal.core.typography import typeset, typeset_html

Attachment = tuple[str, str, str]
"""File name, text, MIME type."""


def queue(
    template: str,
    *,
    to: str,
    language: str,
    context: Mapping[str, Any],
    attachments: Iterable[Attachment] = (),
    reply_to: str = "",
) -> None:
    """Queue `templates/emails/<template>.{subject.txt,txt,html}` for one address."""
    with override(language):
        full = {**context, "association": association(), "base_url": settings.BASE_URL, "language": language}
        subject = typeset(" ".join(render_to_string(f"emails/{template}.subject.txt", full).split()), language)
        text = typeset(render_to_string(f"emails/{template}.txt", full).strip(), language) + "\n"
        html = typeset_html(render_to_string(f"emails/{template}.html", {**full, "subject": subject}), language)
    send_message.enqueue(
        to=to,
        subject=subject,
        text=text,
        html=css_inline.inline(html, keep_at_rules=True),
        attachments=[list(attachment) for attachment in attachments],
        reply_to=reply_to,
    )


def association() -> SiteSettings:
    """The association's facts where there is no request to read them from."""
    return SiteSettings.objects.filter(site__is_default_site=True).first() or SiteSettings()
