"""The table of what is kept, applied: what is past its time is erased, once a day."""

import logging
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from events.models import Registration
from events.querysets import ERASED_AT
from members.models import Membership, Seat, User
from portal.account.emails import mail_unused
from portal.account.models import Forgetting
from portal.account.services.erasing import erase_person
from portal.core.mail.models import Message
from portal.core.personal_data.erasing import forget_rows
from portal.core.personal_data.registry import STEPS
from portal.core.personal_data.table import TABLE

logger = logging.getLogger(__name__)

WARNED = "account.warned"
NOTICE = timedelta(days=30)
PROVED_WITHIN = timedelta(days=7)
STAFF = Q(is_superuser=True) | Q(is_staff=True) | Q(groups__isnull=False)


class RetentionFailed(Exception):
    """Of these lines of the table, nothing or not all was erased; it is tried again."""


def apply_retention() -> dict[str, int]:
    """Erase what is past its time; answers how many rows of each line. One that fails does not hold back the others."""
    now, done, failed = timezone.now(), {}, []
    for processing in TABLE:
        if processing.after is None:
            continue
        try:
            done[processing.key] = _apply(processing.key, now, now - processing.after)
        except Exception:
            logger.exception("What is past its time could not be erased: %s.", processing.key)
            failed.append(processing.key)
    if failed:
        raise RetentionFailed(", ".join(failed))
    return done


def _apply(key: str, now: datetime, before: datetime) -> int:
    count = STEPS[key](before)
    with transaction.atomic():
        Forgetting.objects.get_or_create(key=key, defaults={"done_at": now})
        Forgetting.objects.filter(key=key).update(done_at=now, last=count, total=F("total") + count)
    return count


def forget_unused_accounts(before: datetime) -> int:
    """Warn the owners of accounts that come to the end of their time, and erase those that were warned in time; much
    sooner, and without a word, the accounts that nobody ever proved to be theirs."""
    now = timezone.now()
    for user in _unused(before + NOTICE):
        if _warned_at(user, now) is None:
            _warn(user, now + NOTICE)
    over = [user for user in _unused(before) if (warned := _warned_at(user, now)) and warned <= now - NOTICE]
    for user in over:
        erase_person(user=user, by=None)
    return len(over) + forget_rows(_never_proved(now - PROVED_WITHIN), lambda rows: rows.delete())


def _never_proved(before: datetime) -> QuerySet[User]:
    """Made for whoever typed the address, and sent no code since. The address itself may be in other rooms, by its
    owner's doing: only the account goes."""
    content_type = ContentType.objects.get_for_model(User)
    entries = ModelLogEntry.objects.filter(content_type=content_type, action="members.account.made", user=None)
    made = entries.filter(object_id=Cast(OuterRef("pk"), CharField()))
    codes = Message.objects.filter(to=OuterRef("email"), template="account/login_code", created_at__gte=before)
    strangers = User.objects.filter(Exists(made), last_login=None, date_joined__lt=before, is_active=True)
    kept = (
        STAFF
        | Exists(EmailAddress.objects.filter(user=OuterRef("pk"), verified=True))
        | Exists(Seat.objects.filter(user=OuterRef("pk")))
        | Exists(Membership.objects.filter(user=OuterRef("pk")))
        | Exists(Registration.objects.filter(email=OuterRef("email")))
        | Exists(codes)
    )
    return strangers.exclude(kept)


def _unused(before: datetime) -> list[User]:
    """Whose owner has not signed in since; not of staff, nor of a member, by a seat or in their own name."""
    own = Membership.objects.filter(user__isnull=False, ends_on__gte=before.date())
    seats = Seat.objects.current().filter(organisation__memberships__ends_on__gte=before.date())
    people = User.objects.exclude(email__endswith=ERASED_AT)
    unused = people.annotate(seen_at=Coalesce("last_login", "date_joined")).filter(seen_at__lt=before)
    return list(
        unused.exclude(STAFF).exclude(pk__in=seats.values("user")).exclude(pk__in=own.values("user")).order_by("pk")
    )


def _warned_at(user: User, now: datetime) -> datetime | None:
    """Since they were last here, and not so long ago that something else, such as a seat, kept the account since."""
    content_type = ContentType.objects.get_for_model(User)
    entries = ModelLogEntry.objects.filter(content_type=content_type, object_id=str(user.pk), action=WARNED)
    since = max(user.last_login or user.date_joined, now - 2 * NOTICE)
    return entries.filter(timestamp__gt=since).order_by("timestamp").values_list("timestamp", flat=True).first()


@transaction.atomic(durable=True)
def _warn(user: User, on: datetime) -> None:
    log(instance=user, action=WARNED)
    mail_unused(user, on=on, language=user.language or settings.LANGUAGE_CODE)
