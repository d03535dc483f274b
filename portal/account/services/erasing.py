"""A person is erased, at once and for good, and once more where an old backup brings them back."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from threading import get_ident

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.dateparse import parse_datetime
from wagtail.log_actions import log

from events.models import Registration
from members.models import Application, Invitation, Organisation, User
from portal.access.services import Actor
from portal.account.emails import mail_erased
from portal.account.models import Erasure
from portal.account.subjects import subject_of
from portal.core.mail.models import Message
from portal.core.personal_data.erasing import ERASED, erase_rows
from portal.core.personal_data.registry import HOLDINGS, Subject

NOBODY = 0
"""The number of no account."""


class LastAdministrator(Exception):
    """Without them, nobody could let anybody in."""


@transaction.atomic(durable=True)
def erase_person(*, user: User, by: Actor | None, language: str = settings.LANGUAGE_CODE, tell: bool = True) -> None:
    """Erase an account and all that is kept of its owner, and tell them; raises LastAdministrator for the only one."""
    administrators = User.objects.select_for_update().filter(is_superuser=True, is_active=True)
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_superuser and not administrators.exclude(pk=user.pk).exists():
        raise LastAdministrator
    subject = subject_of(user)
    email = user.email
    erase_rows(subject)
    log(instance=user, action="account.erased", user=None if by == user else by, title=ERASED)
    user.delete()
    _put_on_list(subject.emails, timezone.now())
    if tell:
        mail_erased(to=email, language=language)


def _put_on_list(emails: frozenset[str], at: datetime) -> None:
    for email in emails:
        Erasure.objects.update_or_create(address_hash=address_hash(email), defaults={"erased_at": at})
    transaction.on_commit(keep_list)


def address_hash(email: str) -> str:
    return salted_hmac("portal.account.erasures", email.lower(), algorithm="sha256").hexdigest()


def list_file() -> Path:
    """Beside the database, so that putting an old one back does not lose who was erased since."""
    return Path(settings.DATA_DIR) / "erased.txt"


def erased_since() -> dict[str, datetime]:
    """By hashed address, when its person was last erased, as the table and the file beside it know it."""
    found = dict(_lines())
    for row in Erasure.objects.all():
        found[row.address_hash] = max(row.erased_at, found.get(row.address_hash, row.erased_at))
    return found


def _lines() -> Iterator[tuple[str, datetime]]:
    if list_file().exists():
        for line in list_file().read_text().splitlines():
            address, _space, moment = line.partition(" ")
            if at := parse_datetime(moment):
                yield address, at


def keep_list() -> None:
    """Bring the file up to date; what is past its time has been taken out of both."""
    _write(erased_since())


def _write(known: dict[str, datetime]) -> None:
    """In one movement: who reads it finds all of it."""
    text = "".join(f"{address} {at.isoformat()}\n" for address, at in sorted(known.items()))
    written = list_file().with_suffix(f".{os.getpid()}-{get_ident()}")
    written.write_text(text)
    written.replace(list_file())


def forget_erasures(before: datetime) -> int:
    """Out of the table and the file, which is made whole again where two erasures at once left one of them out."""
    count = Erasure.objects.filter(erased_at__lt=before).delete()[0]
    _write({address: at for address, at in erased_since().items() if at >= before})
    return count


def replay_erasures() -> int:
    """Erase once more whoever was erased and is there again; answers how many. Who came back since is left alone."""
    known = erased_since()
    found = {email: known[hashed] for email in _addresses() if (hashed := address_hash(email)) in known}
    back = [email for email, at in found.items() if not _came_back(email, at)]
    for email in back:
        user = User.objects.filter(emailaddress__email__iexact=email, emailaddress__verified=True).first()
        if user is not None:
            erase_person(user=user, by=None, tell=False)
            continue
        with transaction.atomic(durable=True):
            erase_rows(Subject(NOBODY, frozenset({email})))
    for hashed, at in known.items():
        Erasure.objects.update_or_create(address_hash=hashed, defaults={"erased_at": at})
    return len(back)


def _addresses() -> set[str]:
    sources = (
        EmailAddress.objects.filter(verified=True).values_list("email", flat=True),
        Registration.objects.values_list("email", flat=True),
        Message.objects.values_list("to", flat=True),
        Invitation.objects.values_list("email", flat=True),
        Organisation.objects.values_list("contact_email", flat=True),
        Organisation.objects.values_list("billing_email", flat=True),
        Application.objects.values_list("email", flat=True),
        Application.objects.values_list("delegate_email", flat=True),
        Application.objects.values_list("billing_email", flat=True),
    )
    return {email.lower() for source in sources for email in source.distinct().order_by() if email}


def _came_back(email: str, at: datetime) -> bool:
    since = (
        User.objects.filter(emailaddress__email__iexact=email, date_joined__gte=at),
        Registration.objects.filter(email=email, created_at__gte=at),
        Invitation.objects.filter(email=email, sent_at__gte=at),
        HOLDINGS[Application].find(Subject(NOBODY, frozenset({email}))).filter(received_at__gte=at),
    )
    return any(rows.exists() for rows in since)
