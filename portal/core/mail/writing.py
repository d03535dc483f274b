"""The one way a message leaves: rendered now, in the recipient's language, sent later by the worker.

Message and task are written in the caller's transaction: it goes out if and only if what it tells was committed.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import css_inline
from django.conf import settings
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from portal.core.look.association import SiteSettings
from portal.core.look.typography import typeset, typeset_html
from portal.core.mail.models import Message
from portal.core.mail.sending import send_message

Attachment = tuple[str, str, str]
"""File name, text, MIME type."""


def queue(template: str, **message: Any) -> None:
    """Write one message, as `render` takes it, and have it sent."""
    post([render(template, **message)])


def render(
    template: str,
    *,
    to: str,
    language: str,
    context: Mapping[str, Any],
    attachments: Iterable[Attachment] = (),
    reply_to: str = "",
    about: models.Model | None = None,
    key: str = "",
    valid_for: timedelta | None = None,
) -> Message:
    """`templates/emails/<template>.{subject.txt,txt,html}` for one address, not saved yet.

    `key` names what is told, with its version, so that it is told once. What holds a code says for how long.
    """
    with override(language):
        full = {**context, "association": association(), "base_url": settings.BASE_URL, "language": language}
        subject = typeset(" ".join(render_to_string(f"emails/{template}.subject.txt", full).split()), language)
        text = typeset(render_to_string(f"emails/{template}.txt", full).strip(), language) + "\n"
        html = typeset_html(
            render_to_string(f"emails/{template}.html", {**full, "subject": subject}), language, divide=False
        )
    return Message(
        to=to,
        template=template,
        language=language,
        subject=subject,
        text=text,
        html=css_inline.inline(html, keep_at_rules=True),
        attachments=[list(attachment) for attachment in attachments],
        reply_to=reply_to,
        about=about,
        key=key,
        expires_at=timezone.now() + valid_for if valid_for else None,
    )


def post(messages: Iterable[Message]) -> None:
    """Save and hand to the worker what its addresses have not been written yet, in the caller's transaction."""
    with transaction.atomic():
        for message in messages:
            if message.key and Message.objects.filter(to=message.to, key=message.key).exists():
                continue
            message.save(force_insert=True)
            send_message.enqueue(message_id=message.pk)


def association() -> SiteSettings:
    """The association's facts where there is no request to read them from."""
    return SiteSettings.objects.filter(site__is_default_site=True).first() or SiteSettings()
