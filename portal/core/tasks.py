import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

from django.core.mail import EmailMultiAlternatives  # noqa: TID251 - the one place that sends
from django.utils import timezone
from django_tasks import task
from wagtail.models import Page

logger = logging.getLogger(__name__)

# Minutes before each new try: a mail server may be down for an afternoon.
RETRY_MINUTES = (1, 5, 15, 30, 60, 120, 240, 480)

# Somebody waits for a message, nobody for the pictures: they take the worker a second each.
FIRST, LAST = 50, -50


@task(priority=FIRST)
def send_message(
    to: str, subject: str, text: str, html: str, attachments: list, reply_to: str = "", tries: int = 0
) -> None:
    """Hand one message to the mail server; try again later while it does not take it. A refused address is final."""
    message = EmailMultiAlternatives(subject, text, to=[to], reply_to=[reply_to] if reply_to else None)
    if html:
        message.attach_alternative(html, "text/html")
    for name, content, mimetype in attachments:
        message.attach(name, content, mimetype)
    try:
        message.send()
    except SMTPRecipientsRefused:
        raise
    except OSError:
        if tries >= len(RETRY_MINUTES):
            raise
        logger.warning("The mail server does not answer; message %r is tried again later.", subject)
        send_message.using(run_after=timezone.now() + timedelta(minutes=RETRY_MINUTES[tries])).enqueue(
            to=to, subject=subject, text=text, html=html, attachments=attachments, reply_to=reply_to, tries=tries + 1
        )


@task(priority=LAST)
def make_pictures(page_id: int) -> None:
    """Show a page to nobody, for every size of its pictures to be made before somebody waits for them."""
    if page := Page.objects.filter(pk=page_id).first():
        page.specific.make_preview_request()
