import logging
import re
from datetime import timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.mime.image import MIMEImage
from email.utils import parseaddr
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMultiAlternatives, get_connection  # noqa: TID251 - the one place that sends
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.log_actions import log

from portal.core.look.association import SiteSettings
from portal.core.look.qr import png
from portal.core.mail.bounces import return_address
from portal.core.mail.models import Message, MessageState
from portal.core.mail.signals import address_refused

logger = logging.getLogger(__name__)

# Minutes before each new try, a day and an hour in all: a server that lists greys lets pass after some minutes,
# one that is down may be so for a day.
RETRY_MINUTES = (1, 5, 10, 15, 30, 60, 120, 240, 480, 540)

# A message that is being sent for longer lost its worker: a server may take EMAIL_TIMEOUT for each of some 17 answers
# (two addresses, greetings, TLS, sign-in, sender, recipient, text, farewell) and still have accepted it.
LEASE = timedelta(minutes=6)

# A server that refuses us, and not the address (RFC 3463, X.7: security or policy).
_POLICY = re.compile(r"\b5\.7\.\d")

# The key of what is written to somebody of whom nothing is kept.
LAST_WORD = "the last word"

# The type of an attachment that is text until it is sent, then a picture in the message: `cid:` and its name show it.
QR_CODE = "image/x-qr-code"

# Somebody waits for a message: it passes before whatever else the worker has to do.
FIRST = 50


@task(priority=FIRST)
def send_message(message_id: int) -> None:
    """Hand one message to the mail server, unless it is sent, or another worker holds it."""
    now = timezone.now()
    mine = Message.objects.filter(pk=message_id, state=MessageState.WAITING)
    if not mine.update(state=MessageState.SENDING, tries=F("tries") + 1, next_try_at=now + LEASE):
        return
    message = Message.objects.get(pk=message_id)
    if message.expires_at and message.expires_at <= now:
        _close(message, MessageState.FAILED, _("It came too late: its code holds no longer."))
        return
    try:
        _letter(message).send()
    except (OSError, ValueError, MessageError) as error:
        _after_failure(message, error)
    else:
        message.sent_at = timezone.now()
        _close(message, MessageState.SENT, "")


def _letter(message: Message) -> EmailMultiAlternatives:
    returned_to, sender = return_address(message), _sender()
    letter = EmailMultiAlternatives(
        message.subject,
        message.text,
        from_email=returned_to or sender,  # the envelope's: readers see the header
        to=[message.to],
        connection=get_connection(settings.MAIL_DELIVERY),
        reply_to=[message.reply_to] if message.reply_to else None,
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated", **_way_out(message)}
        | ({"From": sender} if returned_to else {}),
    )
    if message.html:
        letter.attach_alternative(message.html, "text/html")
    for name, content, mimetype in message.attachments:
        if mimetype == QR_CODE:
            letter.attach(_shown_inside(name, png(content)))
        else:
            letter.attach(name, content, mimetype)
    return letter


def _sender() -> str:
    """Under the association's name, unless the address was given one of its own."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    association = SiteSettings.objects.filter(site__is_default_site=True).first()
    if name or association is None:
        return settings.DEFAULT_FROM_EMAIL
    return str(Address(" ".join(association.name.split()), *address.rsplit("@", 1)))


def _shown_inside(name: str, picture: bytes) -> MIMEImage:
    part = MIMEImage(picture, "png")
    part["Content-ID"] = f"<{name}>"
    part.add_header("Content-Disposition", "inline", filename=name)
    return part


def _way_out(message: Message) -> dict[str, str]:
    """How a mail program shows and presses the button that ends a letter (RFC 2369, RFC 8058)."""
    if not message.stop_url:
        return {}
    return {"List-Unsubscribe": f"<{message.stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _after_failure(message: Message, error: Exception) -> None:
    """What the server says of this address or this message with 5xx is final; whatever else may pass."""
    reason = _reason(error)
    if _is_final(error):
        _close(message, MessageState.REFUSED, reason)
        if isinstance(error, SMTPRecipientsRefused) and not _POLICY.search(reason):
            address_refused.send(sender=Message, message=message)
    elif not isinstance(error, OSError):
        _close(message, MessageState.FAILED, reason)
    else:
        _try_later(message, reason)


def _try_later(message: Message, reason: str) -> None:
    """Have it sent once more after a while; give up after the last try, or once its code holds no longer."""
    if message.tries > len(RETRY_MINUTES):
        _close(message, MessageState.FAILED, reason)
        return
    message.next_try_at = timezone.now() + timedelta(minutes=RETRY_MINUTES[message.tries - 1])
    if message.expires_at and message.expires_at <= message.next_try_at:
        _close(message, MessageState.FAILED, reason)
        return
    logger.warning("Message %s did not leave and is tried again later: %s", message.pk, reason)
    values = {"state": MessageState.WAITING, "error": reason, "next_try_at": message.next_try_at}
    with transaction.atomic():
        if not Message.objects.filter(pk=message.pk).update(**values):
            return
        send_message.using(run_after=message.next_try_at).enqueue(message_id=message.pk)


def _is_final(error: Exception) -> bool:
    match error:
        case SMTPRecipientsRefused():
            return all(code >= 500 for code, _reply in error.recipients.values())
        case SMTPDataError():
            return error.smtp_code >= 500
    return False


def _reason(error: Exception) -> str:
    """The server's own words; of what Python could not write, only the kind: its text may quote the message."""
    reply: bytes | str
    match error:
        case SMTPRecipientsRefused():
            code, reply = next(iter(error.recipients.values()))
        case SMTPResponseException():
            code, reply = error.smtp_code, error.smtp_error
        case OSError():
            return str(error)[:500] or type(error).__name__
        case _:
            return type(error).__name__
    return f"{code} {reply.decode(errors='replace') if isinstance(reply, bytes) else reply}"[:500]


def _close(message: Message, state: MessageState, reason: str) -> None:
    """Nothing of what is sent is kept, nor any code; what could be sent again is. By now it may be erased."""
    if state != MessageState.SENT:
        logger.error("Message %s is given up: %s", message.pk, reason)
    message.state, message.error = state, reason
    if message.key == LAST_WORD:
        message.delete()
        return
    if state == MessageState.SENT or message.expires_at:
        message.erase()
    kept = ("state", "error", "sent_at", "subject", "text", "html", "attachments", "stop_url")
    Message.objects.filter(pk=message.pk).update(**{name: getattr(message, name) for name in kept})


def free_messages_of_lost_workers() -> None:
    """A killed worker leaves its message as being sent: it goes to another, for codes don't hold long."""
    for message in Message.objects.filter(state=MessageState.SENDING, next_try_at__lt=timezone.now()):
        if message.tries > len(RETRY_MINUTES):
            _close(message, MessageState.FAILED, _("Its worker was lost each time."))
            continue
        lost = Message.objects.filter(
            pk=message.pk, state=MessageState.SENDING, next_try_at=message.next_try_at, tries=message.tries
        )
        with transaction.atomic():
            if lost.update(state=MessageState.WAITING):
                send_message.enqueue(message_id=message.pk)


def send_again(*, message_id: int, by: AbstractBaseUser | AnonymousUser) -> bool:
    """Try anew what was refused or given up, as it was written; False where there is nothing to send any more."""
    with transaction.atomic(durable=True):
        message = Message.objects.select_for_update().get(pk=message_id)
        if not message.can_be_sent_again:
            return False
        message.state, message.tries, message.next_try_at = MessageState.WAITING, 0, timezone.now()
        message.save(update_fields=["state", "tries", "next_try_at"])
        send_message.enqueue(message_id=message.pk)
        log(instance=message, action="core.message.again", user=by)
    return True
