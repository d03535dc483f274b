from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MessageState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    REFUSED = "refused", _("refused")
    FAILED = "failed", _("given up")


class MessageQuerySet(models.QuerySet):
    def undelivered(self) -> "MessageQuerySet":
        """Refused, given up, or tried in vain so far."""
        return self.exclude(state=MessageState.SENT).exclude(error="")

    def about_any(self, rows: models.QuerySet) -> "MessageQuerySet":
        """What was written about one of these rows, which are all of one model."""
        content_type = ContentType.objects.get_for_model(rows.model)
        return self.filter(content_type=content_type, object_id__in=rows.values("pk"))

    def of_concern_to(self, user: Any) -> "MessageQuerySet":
        """Administrators see all of them, others those about what they may change."""
        if user.is_superuser:
            return self
        types = ContentType.objects.filter(pk__in=self.exclude(content_type=None).values("content_type"))
        return self.filter(content_type__in=[each for each in types if _may_change(user, each)])


def _may_change(user: Any, content_type: ContentType) -> bool:
    return user.has_perm(f"{content_type.app_label}.change_{content_type.model}")


class Message(models.Model):
    """One message to one address: what it says until it is sent, and what became of it.

    A `key` names what it tells and in which version: the same is written to an address once. A message that
    `expires_at` some moment holds a code: it is worth nothing afterwards, and its subject is a secret too.
    `next_try_at` is when a message that waits is due, and until when one that is being sent belongs to its worker.
    `stop_url` is where a mail program ends what this one of many was sent for, by one click (RFC 8058).
    """

    to = models.CharField(_("recipient"), max_length=254)
    template = models.CharField(max_length=80)
    language = models.CharField(max_length=2)
    subject = models.TextField(_("subject"), blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    attachments = models.JSONField(default=list, blank=True)
    reply_to = models.CharField(max_length=254, blank=True)
    stop_url = models.CharField(max_length=300, blank=True)
    content_type = models.ForeignKey(ContentType, null=True, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField(null=True)
    about = GenericForeignKey()
    key = models.CharField(max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=MessageState, default=MessageState.WAITING)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    error = models.TextField(_("reason"), blank=True)
    created_at = models.DateTimeField(_("written on"), default=timezone.now)
    next_try_at = models.DateTimeField(_("next try"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent on"), null=True)
    expires_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["to", "key"], condition=~models.Q(key=""), name="message_once_per_address_and_key"
            )
        ]
        indexes = [
            models.Index(fields=["content_type", "object_id"]),
            models.Index(fields=["state", "next_try_at"]),
        ]

    def __str__(self) -> str:
        return str(_("A code")) if self.expires_at else self.subject

    @property
    def message_id(self) -> str:
        """The same at each try: who gets it twice all the same can tell."""
        return f"<{self.created_at:%Y%m%d%H%M%S}.{self.pk}@{urlsplit(settings.BASE_URL).hostname}>"

    @property
    def can_be_sent_again(self) -> bool:
        return self.state in (MessageState.REFUSED, MessageState.FAILED) and bool(self.text)

    def erase(self) -> None:
        """Forget what it said; links and codes are in nobody's way any more."""
        self.text, self.html, self.attachments, self.stop_url = "", "", [], ""
        if self.expires_at:
            self.subject = ""
