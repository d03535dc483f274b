from collections.abc import Collection
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=(email or "").lower())

    def languages(self, emails: Collection[str]) -> dict[str, str]:
        """In which language each of these addresses is written to."""
        accounts = self.filter(email__in=[email.lower() for email in emails])
        chosen = dict(accounts.values_list("email", "wagtail_userprofile__preferred_language"))
        return {email: chosen.get(email.lower()) or settings.LANGUAGE_CODE for email in emails}


class User(AbstractUser):
    """A person with an account. The e-mail address, lower-cased, is their name here."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()  # type: ignore[assignment,misc]

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"
        constraints = [models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower_case")]

    def save(self, *args, **kwargs) -> None:
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    @property
    def language(self) -> str:
        """That of their messages, and of the editor if they are staff: their choice, else that of the page where they
        first signed in; "" before."""
        profile = getattr(self, "wagtail_userprofile", None)
        return profile.preferred_language if profile else ""

    def __str__(self) -> str:
        return self.get_full_name() or self.email
