"""The messages this room sends, one function each."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from members.models import User
from portal.account.models import DataCopy
from portal.core.mail.sending import LAST_WORD
from portal.core.mail.writing import association, queue
from portal.core.personal_data.table import BY_KEY


def mail_copy_ready(copy: DataCopy, token: str) -> None:
    """Give a person the link to the copy of their data. Like a code, it is worth nothing once it has expired."""
    with override(copy.language):
        url = settings.BASE_URL + reverse("account:copy_given", args=[token])
    queue(
        "personal/copy_ready",
        to=copy.user.email,
        language=copy.language,
        context={"url": url, "until": copy.held_until},
        reply_to=association().contact_email,
        valid_for=BY_KEY["exports"].after,
    )


def mail_erased(*, to: str, language: str) -> None:
    """Tell somebody that they were erased: the last message, of which nothing is kept once it has left."""
    queue(
        "personal/erased",
        to=to,
        language=language,
        context={},
        reply_to=association().contact_email,
        key=LAST_WORD,
    )


def mail_unused(user: User, *, on: datetime, language: str) -> None:
    """Warn the owner of an account that nobody has used for long of the day on which it is erased."""
    queue("personal/unused", to=user.email, language=language, context={"on": on}, about=user)
