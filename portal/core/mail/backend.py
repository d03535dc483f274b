"""Mail that Django, Wagtail and libraries send by their own means becomes messages like any other."""

from collections.abc import Iterator, Sequence
from email.mime.base import MIMEBase

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives  # noqa: TID251 - what comes in, none is sent
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import get_language

from portal.core.mail.models import Message
from portal.core.mail.writing import Attachment, post


class QueueBackend(BaseEmailBackend):
    """One message for each recipient, in the caller's transaction, whatever the mail server does meanwhile.

    The portal writes under one sender: who else is named as such gets the answers.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for letter in email_messages:
            post(_rows(letter))
        return len(email_messages)


def _rows(letter: EmailMessage) -> Iterator[Message]:
    ours = (settings.DEFAULT_FROM_EMAIL, settings.SERVER_EMAIL)
    answers = letter.reply_to or [each for each in [letter.from_email] if each not in ours]
    for to in letter.recipients():
        yield Message(
            to=to,
            template="",
            language=(get_language() or settings.LANGUAGE_CODE)[:2],
            subject=str(letter.subject).strip(),
            text=str(letter.body),
            html=_html(letter),
            attachments=[list(_attachment(each)) for each in letter.attachments],
            reply_to=", ".join(answers),
        )


def _html(letter: EmailMessage) -> str:
    alternatives = letter.alternatives if isinstance(letter, EmailMultiAlternatives) else []
    return next((str(content) for content, mimetype in alternatives if mimetype == "text/html"), "")


def _attachment(attachment: MIMEBase | tuple) -> Attachment:
    """A row holds text alone."""
    if isinstance(attachment, MIMEBase) or not isinstance(attachment[1], str):
        raise TypeError("A message can hold attachments of text alone.")
    name, content, mimetype = attachment
    return name or "", content, mimetype or "text/plain"
