from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from members.querysets import MembershipQuerySet, PlanQuerySet
from portal.access.viewer import MembershipState
from portal.core.pages.localised import Localised

# Where several apply, the first in this list is a person's or an organisation's state.
PRECEDENCE = (
    MembershipState.ACTIVE,
    MembershipState.GRACE,
    MembershipState.SUSPENDED,
    MembershipState.PENDING,
    MembershipState.LAPSED,
    MembershipState.ENDED,
    MembershipState.NO_SEAT,
    MembershipState.NONE,
)

GRACE_DAYS = 30
SEATS = 5


def strongest(states: Iterable[MembershipState]) -> MembershipState:
    """The one that counts where memberships overlap."""
    return min(states, key=PRECEDENCE.index, default=MembershipState.NONE)


class Plan(models.Model):
    """The terms that a kind of membership comes with; a membership keeps those it was concluded on."""

    name_fr = models.CharField(_("name, in French"), max_length=80, unique=True)
    name_en = models.CharField(_("name, in English"), max_length=80, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), default=SEATS)
    fee = models.DecimalField(
        _("fee, in euros"), max_digits=9, decimal_places=2, default=0, validators=[MinValueValidator(Decimal(0))]
    )
    grace_days = models.PositiveSmallIntegerField(_("days of grace"), default=GRACE_DAYS)
    is_individual = models.BooleanField(
        _("for one person"), default=False, help_text=_("Not for an organisation: somebody applies in their own name.")
    )
    is_offered = models.BooleanField(
        _("offered"), default=False, help_text=_("Shown on the page on how to join, and open to applications.")
    )

    name = Localised()

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["name_fr"]

    def __str__(self) -> str:
        return self.name

    @property
    def price(self) -> str:
        """In the visitor's language; whole euros without cents."""
        cents = 0 if self.fee == int(self.fee) else 2
        amount = number_format(self.fee, cents, use_l10n=True, force_grouping=True)
        return gettext("€%(amount)s") % {"amount": amount} if self.fee else gettext("free of charge")

    @property
    def terms(self) -> str:
        places = ngettext("%(count)d seat", "%(count)d seats", self.seats) % {"count": self.seats}
        return self.price if self.is_individual else f"{places}, {self.price}"

    @property
    def in_words(self) -> str:
        return gettext("%(name)s: %(terms)s") % {"name": self.name, "terms": self.terms}


AS_PLANNED = _("Left empty: as the plan says.")


class Membership(models.Model):
    """A span of days, in Paris, first and last included, for which an organisation or a person is a member.

    A renewal is another one. Terms that are left open are those of the plan on the day it is first saved.
    """

    organisation = ParentalKey(
        "members.Organisation", null=True, blank=True, on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("person"),
    )
    plan = models.ForeignKey(
        Plan, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("plan")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), help_text=_("The last day included."))
    accepted_on = models.DateField(
        _("accepted on"), null=True, blank=True, help_text=_("Empty: waiting for the association’s answer.")
    )
    paid_on = models.DateField(
        _("paid on"),
        null=True,
        blank=True,
        help_text=_("Empty: waiting for its payment. Of one that costs nothing, the day it was accepted."),
    )
    payment_reference = models.CharField(_("payment reference"), max_length=80, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), blank=True, help_text=AS_PLANNED)
    fee = models.DecimalField(
        _("fee, in euros"),
        max_digits=9,
        decimal_places=2,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text=AS_PLANNED,
    )
    grace_days = models.PositiveSmallIntegerField(
        _("days of grace"),
        blank=True,
        help_text=_("Days after the end on which members still read. As the plan says, if left empty."),
    )
    suspended_on = models.DateField(
        _("suspended on"), null=True, blank=True, help_text=_("From this day on it opens nothing.")
    )
    ended_on = models.DateField(
        _("ended on"),
        null=True,
        blank=True,
        help_text=_("The last day, if it was ended before its term; without grace."),
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                name="membership_ends_after_start",
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                violation_error_message=_("The membership ends before it starts."),
            ),
            models.CheckConstraint(
                name="membership_of_one_holder",
                condition=models.Q(organisation=None) ^ models.Q(user=None),
                violation_error_message=_("A membership is an organisation’s or a person’s."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation or self.user} {self.starts_on:%Y-%m-%d} / {self.ends_on:%Y-%m-%d}"

    def save(self, *args, **kwargs) -> None:
        self.keep_terms()
        super().save(*args, **kwargs)

    def keep_terms(self) -> None:
        """Those left open become the plan's as it is now; for whoever writes the row past `save`."""
        terms = self.plan or Plan()
        for name in ("seats", "fee", "grace_days"):
            if getattr(self, name) is None:
                setattr(self, name, getattr(terms, name))

    @property
    def reads_until(self) -> date:
        """The last day of grace, or the one it was ended on."""
        days_there_are = (date.max - self.ends_on).days
        last = self.ends_on + timedelta(days=min(self.grace_days, days_there_are))
        return last if self.ended_on is None else min(last, self.ended_on)

    def is_settled(self, on: date) -> bool:
        """Accepted and paid by then."""
        return all(day is not None and day <= on for day in (self.accepted_on, self.paid_on))

    def state(self, on: date) -> MembershipState:
        if on > self.reads_until:
            return MembershipState.ENDED if self.ended_on == self.reads_until else MembershipState.LAPSED
        if self.suspended_on is not None and on >= self.suspended_on:
            return MembershipState.SUSPENDED
        if not self.is_settled(on) or on < self.starts_on:
            return MembershipState.PENDING
        return MembershipState.ACTIVE if on <= self.ends_on else MembershipState.GRACE


def current_of(memberships: Iterable[Membership], on: date) -> Membership | None:
    """The one whose seats may be given: running, in grace, else to come or to be paid; None when all are over,
    or suspended.

    Of several alike, such as a renewal begun before the end, the one with the most seats: their seats don't add up.
    """
    states = [(membership.state(on), membership) for membership in memberships]
    for state in (MembershipState.ACTIVE, MembershipState.GRACE, MembershipState.PENDING):
        alike = [membership for known, membership in states if known is state]
        if alike:
            return max(alike, key=lambda membership: (membership.seats, membership.ends_on))
    return None


class Reminder(models.Model):
    """That a membership ends soon was told, so many days ahead of this end; an end that moves is told anew."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="reminders")
    ends_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "ends_on", "days"], name="reminder_once")]

    def __str__(self) -> str:
        return f"{self.membership}, {self.days}"
