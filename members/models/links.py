import hashlib
import secrets

from django.db import models


class SecretLink(models.Model):
    """What a message leads to, by a link that nobody can guess. Only the hash of the link's token is kept."""

    token_hash = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        abstract = True

    @staticmethod
    def hash_token(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()

    def make_token(self) -> str:
        """A new secret for its link, which ends the former one; it can't be read back later."""
        token = secrets.token_urlsafe(24)
        self.token_hash = self.hash_token(token)
        return token
