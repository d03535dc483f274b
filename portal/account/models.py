import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from portal.core.personal_data.table import BY_KEY

COPY_HOLDS = BY_KEY["exports"].after or timedelta(0)


class DataCopyQuerySet(models.QuerySet):
    def opened_by(self, token: str, user_id: int | None) -> "DataCopyQuerySet":
        """The one that this link gives to this person: made, not given yet, and not too old."""
        live = self.filter(made_at__gt=timezone.now() - COPY_HOLDS)
        return live.filter(user=user_id, token_hash=hashed(token))


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class DataCopy(models.Model):
    """A copy of what is kept of a person, from their asking for it until it is given to them, once."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    language = models.CharField(max_length=2)
    made_at = models.DateTimeField(null=True)
    token_hash = models.CharField(max_length=64, blank=True)
    content = models.BinaryField(default=bytes)

    objects = DataCopyQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user_id} {self.asked_at:%Y-%m-%d}"

    def new_link(self) -> str:
        """The secret of the address that gives it; kept as a hash alone."""
        token = secrets.token_urlsafe(32)
        self.token_hash = hashed(token)
        return token

    @property
    def held_until(self) -> datetime | None:
        return self.made_at + COPY_HOLDS if self.made_at else None


class LastVisit(models.Model):
    """The day on which a person last saw their own page, and the one before it, for what opened to them since;
    nothing of what they read."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    before = models.DateField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user_id} {self.day:%Y-%m-%d}"


class Erasure(models.Model):
    """An address whose person was erased, as a keyed hash: what an old backup brings back is erased once more."""

    address_hash = models.CharField(max_length=64, unique=True)
    erased_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.erased_at:%Y-%m-%d}"


class Forgetting(models.Model):
    """What the daily job last erased of one line of the table of what is kept, and how many rows so far."""

    key = models.CharField(max_length=20, unique=True)
    done_at = models.DateTimeField()
    last = models.PositiveIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.key}: {self.last}, {self.total}"
