from datetime import date, timedelta
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from members.querysets import OrganisationQuerySet, SeatQuerySet
from portal.access.viewer import MembershipState
from portal.core.models import PublicMedia


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

    def __str__(self) -> str:
        return self.get_full_name() or self.email


class Tier(models.TextChoices):
    NONE = "", _("member only")
    FOUNDER = "founder", _("founder")
    PARTNER = "partner", _("partner")
    SUPPORTER = "supporter", _("supporter")


class Organisation(PublicMedia, ClusterableModel):
    name = models.CharField(_("name"), max_length=120, unique=True)
    website = models.URLField(_("website"), blank=True)
    logo = models.ForeignKey(
        "core.PortalImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("logo")
    )
    tier = models.CharField(_("support"), max_length=10, choices=Tier, blank=True, default=Tier.NONE)
    contact_name = models.CharField(_("contact"), max_length=120, blank=True)
    contact_email = models.EmailField(
        _("contact address"), blank=True, help_text=_("Whom colleagues without a seat write to.")
    )
    suspended_at = models.DateTimeField(
        _("suspended on"),
        null=True,
        blank=True,
        help_text=_("From this moment nobody in the organisation reads as a member."),
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def membership_state(self, on: date) -> MembershipState:
        """The state of this organisation's memberships on a day in Paris: the most open one counts."""
        if self.suspended_at is not None:
            return MembershipState.SUSPENDED
        states = {membership.state(on) for membership in self.memberships.all()}
        return next((state for state in PRECEDENCE if state in states), MembershipState.NONE)

    def current_membership(self, on: date) -> "Membership | None":
        """The one whose seats may be given: running, in grace, else to come or to be paid; None when all are over.

        Of several alike, such as a renewal begun before the end, the one with the most seats: their seats don't add up.
        """
        for state in (MembershipState.ACTIVE, MembershipState.GRACE, MembershipState.PENDING):
            alike = [membership for membership in self.memberships.all() if membership.state(on) is state]
            if alike:
                return max(alike, key=lambda membership: (membership.seats, membership.ends_on))
        return None


# Where several apply, the first in this list is a person's or an organisation's state.
PRECEDENCE = (
    MembershipState.ACTIVE,
    MembershipState.GRACE,
    MembershipState.SUSPENDED,
    MembershipState.PENDING,
    MembershipState.LAPSED,
    MembershipState.NO_SEAT,
    MembershipState.NONE,
)


class Membership(models.Model):
    """A span of days, in Paris, first and last included, for which an organisation is a member."""

    organisation = ParentalKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), help_text=_("The last day included."))
    grace_days = models.PositiveSmallIntegerField(
        _("days of grace"), default=30, help_text=_("Days after the end on which members still read.")
    )
    seats = models.PositiveSmallIntegerField(_("seats"), default=5)
    confirmed = models.BooleanField(_("confirmed"), default=True, help_text=_("Not ticked: waiting for its payment."))

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                name="membership_ends_after_start",
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                violation_error_message=_("The membership ends before it starts."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.starts_on:%Y-%m-%d} / {self.ends_on:%Y-%m-%d}"

    def state(self, on: date) -> MembershipState:
        if on > self.ends_on + timedelta(days=self.grace_days):
            return MembershipState.LAPSED
        if not self.confirmed or on < self.starts_on:
            return MembershipState.PENDING
        return MembershipState.ACTIVE if on <= self.ends_on else MembershipState.GRACE


class Seat(models.Model):
    """A person's place in a member organisation; removed ones are kept, so that the wall can say why."""

    organisation = ParentalKey(Organisation, on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="seats", verbose_name=_("person"))
    is_delegate = models.BooleanField(_("delegate"), default=False, help_text=_("Speaks for the organisation."))
    given_at = models.DateTimeField(_("given on"), auto_now_add=True)
    removed_at = models.DateTimeField(_("removed on"), null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=models.Q(removed_at=None),
                name="seat_one_per_person",
                violation_error_message=_("This person already has a seat in this organisation."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.organisation}"
