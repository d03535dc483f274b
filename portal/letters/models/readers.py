import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.access.links import SecretLink
from portal.letters.querysets import SubscriptionQuerySet


class Kind(models.TextChoices):
    LETTER = "letter", _("the letter")
    ISSUES = "issues", _("new issues of the magazine")
    STUDIES = "studies", _("new studies")
    EVENTS = "events", _("coming events")


class Source(models.TextChoices):
    FORM = "form", _("form, confirmed by a link sent to the address")
    ACCOUNT = "account", _("account, signed in")
    LINK = "link", _("link in a letter")


class Ending(models.TextChoices):
    STOPPED = "stopped", _("stopped by its reader")
    REFUSED = "refused", _("the address does not exist any more")


def new_token() -> str:
    return secrets.token_urlsafe(24)


class Reader(models.Model):
    """An address that letters go to. Its `token` is in each of them: it stops them, and chooses among them."""

    email = models.EmailField(_("e-mail address"), unique=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="fr")
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("reader of letters")
        verbose_name_plural = _("readers of letters")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.email

    def kinds(self) -> set[str]:
        """What they get now."""
        return set(self.subscriptions.current().values_list("kind", flat=True))


class Subscription(models.Model):
    """One kind of letter to one reader, from a consent to its end; kept after that as the proof of both.

    `consent` is the very sentence that was agreed to. `ended_after` is the letter whose link ended it, or whose
    message was refused.
    """

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="subscriptions")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    consent = models.TextField(_("agreed to"))
    source = models.CharField(_("by what means"), max_length=8, choices=Source)
    started_at = models.DateTimeField(_("since"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended on"), null=True)
    ending = models.CharField(max_length=8, choices=Ending, blank=True)
    ended_after = models.ForeignKey("Letter", null=True, on_delete=models.SET_NULL, related_name="endings")

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["reader", "kind"], condition=models.Q(ended_at=None), name="one_current_subscription_a_kind"
            )
        ]
        indexes = [models.Index(fields=["kind", "id"], condition=models.Q(ended_at=None), name="current_by_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.reader_id}"


class AskedFor(SecretLink):
    """What somebody typed into the public form: nothing is sent to that address but the link that confirms it."""

    email = models.EmailField(_("e-mail address"))
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    kinds = models.JSONField(default=list)
    consent = models.TextField()
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("subscription asked for")
        default_permissions = ()

    def __str__(self) -> str:
        return self.email
