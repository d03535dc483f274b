"""Six digits sent to a registered address, for those who come without an account."""

import secrets
from collections.abc import Collection

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from events.emails import CODE_HOLDS, write_attendee_code
from events.models import AttendeeCode, Registration
from portal.core.mail.writing import post

CODE_TRIES = 5
CODES_A_SESSION = 5
CODES_AN_ADDRESS = 40
"""Well above what one connection may ask for: who asks from elsewhere does not keep an attendee out."""


def send_attendee_code(*, email: str, language: str, asked: Collection[int] = ()) -> int | None:
    """Mail six digits to an address with a confirmed registration; a code that nobody gets, for any other.

    `asked` are the codes this session has asked for; None says that these, which still hold, must do.
    """
    email = email.strip().lower()
    code = f"{secrets.randbelow(10**6):06}"
    now = timezone.now()
    message = write_attendee_code(email=email, code=code, language=language)  # either way, for it takes time
    with transaction.atomic(durable=True):
        AttendeeCode.objects.filter(expires_at__lte=now).delete()
        if AttendeeCode.objects.filter(pk__in=asked).count() >= CODES_A_SESSION:
            return None
        if AttendeeCode.objects.filter(email=email).count() >= CODES_AN_ADDRESS:
            return None
        row = AttendeeCode.objects.create(email=email, code_hash=_hash(email, code), expires_at=now + CODE_HOLDS)
        with transaction.atomic():
            post([message])  # either way too, and taken back
            transaction.set_rollback(not Registration.objects.attended().filter(email=email).exists())
    return row.pk


def redeem_attendee_code(*, code_ids: Collection[int], code: str) -> str | None:
    """The address that one of these codes proves, once; None when it is wrong, too old, used, or tried too often."""
    with transaction.atomic(durable=True):
        rows = AttendeeCode.objects.filter(pk__in=code_ids, tries__lt=CODE_TRIES, expires_at__gt=timezone.now())
        candidates = list(rows.select_for_update())
        rows.update(tries=F("tries") + 1)
        for row in candidates:
            if constant_time_compare(row.code_hash, _hash(row.email, code)):
                row.delete()
                return row.email
    return None


def _hash(email: str, code: str) -> str:
    return salted_hmac("events.attendee_code", f"{email} {code}", algorithm="sha256").hexdigest()
