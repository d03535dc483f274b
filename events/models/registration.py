import secrets
import uuid
from base64 import b32encode
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from events.models.facts import Event
from events.querysets import RegistrationQuerySet
from events.states import RegistrationState
from portal.billing.amounts import Line
from portal.core.mail.names import no_web_address, single_line

if TYPE_CHECKING:
    from events.models.categories import Category

NAME = [single_line, no_web_address]


def new_token() -> str:
    return secrets.token_urlsafe(24)


def new_code() -> str:
    """Eighty bits in capitals and digits: the smallest QR code there is holds them."""
    return b32encode(secrets.token_bytes(10)).decode()


class Registration(models.Model):
    """One person at one event.

    The price is that of the category when they registered. `sequence` rises with each of their own changes, so that
    their calendar takes it for newer; the event's is added. The `token` opens their own page; the `code` is what the
    door reads on their badge, and opens nothing. `form_key` is the form's own key: sent twice, it stays one
    registration. `reminded_at` is when they were last told, after another try with their address, that they are
    registered already.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="registrations", verbose_name=_("event"))
    state = models.CharField(_("state"), max_length=10, choices=RegistrationState)
    category = models.ForeignKey(
        "events.Category",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="registrations",
        verbose_name=pgettext_lazy("of those who register", "category"),
    )
    net_price = models.DecimalField(_("price without VAT"), max_digits=8, decimal_places=2, default=Decimal(0))
    vat_rate = models.DecimalField(_("VAT rate"), max_digits=5, decimal_places=2, default=Decimal(0))
    buyer = models.ForeignKey(
        "events.Buyer", null=True, on_delete=models.SET_NULL, related_name="registrations", editable=False
    )
    invoice_line = models.ForeignKey(
        "billing.InvoiceLine",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_constraint=False,  # an invoice is forgotten when the law says so, whoever still points to it
        editable=False,
    )
    email = models.EmailField(_("e-mail address"))
    first_name = models.CharField(_("first name"), max_length=80, validators=NAME)
    last_name = models.CharField(_("last name"), max_length=80, validators=NAME)
    organisation_name = models.CharField(_("organisation"), max_length=120, blank=True, validators=NAME)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="fr", editable=False)
    was_absent = models.BooleanField(_("did not come"), default=False)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    form_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("registered on"), default=timezone.now, editable=False)
    offered_at = models.DateTimeField(_("offered on"), null=True, editable=False)
    offer_expires_at = models.DateTimeField(_("offered until"), null=True, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled on"), null=True, editable=False)
    decline_reason = models.CharField(_("why it was declined"), max_length=300, blank=True, editable=False)
    moved_to = models.ForeignKey(
        "events.Event",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("moved to"),
        editable=False,
    )
    reminded_at = models.DateTimeField(null=True, editable=False)

    registered_by = ""
    """The name that somebody gave who registers this person, while they do."""
    part_of = ("event",)
    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(fields=["email"], name="registration_by_address"),
            models.Index(
                fields=["offer_expires_at"], condition=models.Q(state="offered"), name="registration_offer_ends"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "email"],
                condition=~models.Q(state="cancelled"),
                name="registration_one_active_per_address",
            ),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="registration_email_lower_case"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def save(self, *args, **kwargs) -> None:
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    def get_state_display(self) -> str:  # type: ignore[no-redef]
        """Who was declined or moved did not cancel."""
        if self.state == RegistrationState.CANCELLED and self.decline_reason:
            return gettext("declined")
        if self.state == RegistrationState.CANCELLED and self.moved_to_id:
            return gettext("moved to another event")
        return str(RegistrationState(self.state).label)

    def put_in(self, category: "Category | None") -> None:
        """At its price of today."""
        self.category = category
        self.net_price = category.net_price if category else Decimal(0)
        self.vat_rate = category.vat_rate if category else Decimal(0)

    @property
    def line(self) -> Line:
        """What their place costs, for an invoice or a price in words."""
        return Line(str(self.category or self.event), self.net_price, self.vat_rate)

    def offer_holds(self, at: datetime) -> bool:
        """Whether the place that was offered to this person may still be taken."""
        return (
            self.state == RegistrationState.OFFERED and self.offer_expires_at is not None and at < self.offer_expires_at
        )

    @property
    def joining_url(self) -> str:
        """The event's, for who has a place at it; "" for anybody else."""
        has_place = self.state == RegistrationState.CONFIRMED and self.event.cancelled_at is None
        return self.event.joining_url if has_place else ""


class AttendeeCode(models.Model):
    """Six digits sent to a registered address; whoever types them in time holds that address."""

    email = models.EmailField()
    code_hash = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.email
