"""Links that nobody can guess. Only the hash of a link's token is kept: it is told once, and can't be read back."""

import hashlib
import secrets
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SecretLink(models.Model):
    """What a link leads to."""

    token_hash = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        abstract = True

    @staticmethod
    def hash_token(token: str) -> str:
        return hashlib.sha256(token.encode(errors="replace")).hexdigest()

    def make_token(self) -> str:
        """A new secret for its link, which ends the former one."""
        token = secrets.token_urlsafe(24)
        self.token_hash = self.hash_token(token)
        return token


class LentLinkQuerySet(models.QuerySet):
    def valid(self, at: datetime) -> "LentLinkQuerySet":
        return self.filter(revoked_at=None, expires_at__gt=at)


class LentLink(SecretLink):
    """One that somebody without an account was given, until it expires or is ended."""

    note = models.CharField(_("for whom"), max_length=120)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar = LentLinkQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.note

    @property
    def is_valid(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()
