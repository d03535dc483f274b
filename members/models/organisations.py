import re
from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import DomainNameValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from members.models.memberships import Membership, current_of, strongest
from members.models.postal import LINE, PostalAddress
from members.querysets import OrganisationQuerySet
from portal.access.viewer import MembershipState
from portal.billing.identifiers import IdentifierField, vat_number
from portal.core.models import PublicMedia


class Tier(models.TextChoices):
    NONE = "", _("member only")
    FOUNDER = "founder", _("founder")
    PARTNER = "partner", _("partner")
    SUPPORTER = "supporter", _("supporter")


class Size(models.TextChoices):
    """As the national statistics count staff."""

    MICRO = "micro", _("1 to 9 people")
    SMALL = "small", _("10 to 49 people")
    MEDIUM = "medium", _("50 to 249 people")
    INTERMEDIATE = "intermediate", _("250 to 4,999 people")
    LARGE = "large", _("5,000 people and more")


def siret(number: str) -> None:
    """Fourteen digits, the ninth of which checks those before it; the last one does not of every post office."""
    is_number = re.fullmatch(r"[0-9]{14}", number)
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(number[8::-1])] if is_number else []
    if not is_number or sum(sum(divmod(digit, 10)) for digit in doubled) % 10:
        raise ValidationError(_("This is no SIRET number: it has 14 digits. Copy it from one of your invoices."))


class Organisation(PublicMedia, PostalAddress, ClusterableModel):
    """Who it is, and whom to write to. What it may read comes from its memberships; a tier of support gives nothing
    to read, so that one which is no member may hold it."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    website = models.URLField(_("website"), blank=True)
    logo = models.ForeignKey(
        "core.PortalImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("logo")
    )
    sector = models.CharField(_("sector"), max_length=80, blank=True)
    size = models.CharField(_("size"), max_length=12, choices=Size, blank=True)
    siret = models.CharField(_("SIRET number"), max_length=14, blank=True, validators=[siret])
    tier = models.CharField(_("support"), max_length=10, choices=Tier, blank=True, default=Tier.NONE)
    supports_from = models.DateField(_("supports from"), null=True, blank=True)
    supports_until = models.DateField(_("supports until"), null=True, blank=True, help_text=_("The last day included."))
    is_listed = models.BooleanField(
        _("shown among the members"),
        default=False,
        help_text=_("On the public page of member organisations, as long as its membership runs."),
    )
    contact_name = models.CharField(_("contact"), max_length=120, blank=True)
    contact_email = models.EmailField(
        _("contact address"), blank=True, help_text=_("Whom colleagues without a seat write to.")
    )
    billing_name = models.CharField(_("billing contact"), max_length=120, blank=True)
    billing_email = models.EmailField(
        _("billing address"),
        blank=True,
        help_text=_("Receives the invoices and the reminders of the membership’s end; needs no account."),
    )
    billing_address = models.TextField(_("postal address for the invoice"), max_length=400, blank=True)
    billing_vat_number = IdentifierField(_("VAT number"), max_length=20, blank=True, validators=[vat_number])
    billing_order_number = models.CharField(
        _("order number"),
        max_length=60,
        blank=True,
        validators=LINE,
        help_text=_("The organisation’s own reference, printed on its invoices."),
    )
    suspended_at = models.DateTimeField(
        _("suspended on"),
        null=True,
        blank=True,
        help_text=_("From this moment nobody in the organisation reads as a member."),
    )
    notes = models.TextField(_("notes"), blank=True, help_text=_("For the association alone."))

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="organisation_support_ends_after_start",
                condition=models.Q(supports_until__gte=models.F("supports_from"))
                | models.Q(supports_from=None)
                | models.Q(supports_until=None),
                violation_error_message=_("The support ends before it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def membership_state(self, on: date) -> MembershipState:
        """The state of this organisation's memberships on a day in Paris: the most open one counts."""
        return self.state_of(self.memberships.all(), on)

    def state_of(self, memberships: Iterable[Membership], on: date) -> MembershipState:
        """The same of its memberships at hand."""
        if self.suspended_at is not None:
            return MembershipState.SUSPENDED
        return strongest(membership.state(on) for membership in memberships)

    def current_membership(self, on: date) -> Membership | None:
        """The one whose seats may be given: see `current_of`."""
        return current_of(self.memberships.all(), on)

    def seats_taken(self, at: datetime, *, but_for: str = "") -> int:
        """Held, or kept for somebody who was invited and may still accept; not counting the address `but_for`."""
        return self.seats.current().count() + self.invitations.pending(at).exclude(email=but_for).count()


MAIL_PROVIDERS = frozenset(
    [
        "aol.com",
        "bbox.fr",
        "free.fr",
        "gmail.com",
        "gmx.com",
        "gmx.fr",
        "googlemail.com",
        "hotmail.com",
        "hotmail.fr",
        "icloud.com",
        "laposte.net",
        "live.com",
        "live.fr",
        "mac.com",
        "me.com",
        "msn.com",
        "neuf.fr",
        "numericable.fr",
        "orange.fr",
        "outlook.com",
        "outlook.fr",
        "pm.me",
        "proton.me",
        "protonmail.com",
        "sfr.fr",
        "wanadoo.fr",
        "yahoo.com",
        "yahoo.fr",
        "ymail.com",
    ]
)


def not_everybodys(domain: str) -> None:
    if domain.lower() in MAIL_PROVIDERS:
        raise ValidationError(_("Anybody can have an address there."))


class Domain(models.Model):
    """The part after the @ in addresses that an organisation gives its people: once verified, they may ask to join."""

    organisation = ParentalKey(Organisation, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(
        _("domain"),
        max_length=120,
        validators=[DomainNameValidator(accept_idna=False), not_everybodys],
        help_text=_("What follows the @, such as organisation.example."),
    )
    verified_on = models.DateField(
        _("verified on"),
        null=True,
        blank=True,
        help_text=_("When you made sure that it is the organisation’s own. Until then nobody may ask to join by it."),
    )

    class Meta:
        verbose_name = _("domain of addresses")
        verbose_name_plural = _("domains of addresses")
        ordering = ["domain"]
        constraints = [models.UniqueConstraint(fields=["organisation", "domain"], name="domain_once_an_organisation")]

    def __str__(self) -> str:
        return self.domain

    def save(self, *args, **kwargs) -> None:
        self.domain = self.domain.lower()
        super().save(*args, **kwargs)
