from datetime import date, datetime, timedelta
from typing import Any

from django.db import models

from portal.access.viewer import READING_STATES

USUAL_GRACE = timedelta(days=30)


class PlanQuerySet(models.QuerySet):
    def offered(self) -> "PlanQuerySet":
        """Those open to applications, for organisations first."""
        return self.filter(is_offered=True).order_by("is_individual", "-fee", "pk")


class MembershipQuerySet(models.QuerySet):
    def opening(self, on: date) -> list:
        """Those that open what is for members on that day, in grace or not."""
        settled: Any = self.filter(starts_on__lte=on, accepted_on__lte=on, paid_on__lte=on)
        late = models.Q(ends_on__gte=on - USUAL_GRACE) | models.Q(grace_days__gt=USUAL_GRACE.days)
        return [row for row in settled.filter(late).exclude(ended_on__lt=on) if row.state(on) in READING_STATES]


class OrganisationQuerySet(models.QuerySet):
    def in_tiers(self, on: date) -> "OrganisationQuerySet":
        """Those that support the association on that day, members or not."""
        begun = models.Q(supports_from=None) | models.Q(supports_from__lte=on)
        not_over = models.Q(supports_until=None) | models.Q(supports_until__gte=on)
        return self.exclude(tier="").filter(begun, not_over, suspended_at=None)

    def open_to(self, email: str, user_id: int | None) -> "OrganisationQuerySet":
        """Those that the owner of this proved address may ask for a seat: by a verified domain, not having one, nor an
        unanswered request, nor one that was declined."""
        domain = email.rpartition("@")[2].lower()
        if not domain:
            return self.none()
        at_domain = self.filter(domains__domain=domain, domains__verified_on__isnull=False, suspended_at=None)
        seats = {"seats__user": user_id, "seats__removed_at": None}
        asked = {"seat_requests__user": user_id, "seat_requests__was_granted": False}
        others = self.model._default_manager
        return at_domain.exclude(pk__in=others.filter(**seats)).exclude(pk__in=others.filter(**asked))


class SeatQuerySet(models.QuerySet):
    def current(self) -> "SeatQuerySet":
        return self.filter(removed_at=None)

    def delegates(self) -> "SeatQuerySet":
        return self.current().filter(is_delegate=True, user__is_active=True)


class InvitationQuerySet(models.QuerySet):
    def open(self) -> "InvitationQuerySet":
        """Neither accepted nor withdrawn, be they expired."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def pending(self, at: datetime) -> "InvitationQuerySet":
        return self.open().filter(expires_at__gt=at)


class SeatRequestQuerySet(models.QuerySet):
    def open(self) -> "SeatRequestQuerySet":
        return self.filter(answered_at=None)


class ApplicationQuerySet(models.QuerySet):
    def open(self) -> "ApplicationQuerySet":
        """Neither accepted, nor refused, nor withdrawn."""
        return self.filter(accepted_at=None, refused_at=None, withdrawn_at=None)

    def in_state(self, state: str) -> "ApplicationQuerySet":
        if state in ("received", "confirmed"):
            return self.open().filter(confirmed_at__isnull=state == "received")
        return self.filter(**{f"{state}_at__isnull": False})


class DirectoryQuerySet(models.QuerySet):
    def of_people(self, reading: models.Q) -> "DirectoryQuerySet":
        """Whose account is open, and who read as members: `reading` is a condition on the entry."""
        return self.filter(reading, user__is_active=True)


class IdentityProviderQuerySet(models.QuerySet):
    def in_use(self) -> "IdentityProviderQuerySet":
        """Those of organisations that have a verified domain."""
        verified = self.filter(organisation__domains__verified_on__isnull=False)
        return verified.select_related("organisation").order_by("pk").distinct()

    def of_address(self, email: str) -> "IdentityProviderQuerySet":
        """Those that may prove this address."""
        domain = email.rpartition("@")[2].lower()
        theirs = self.filter(organisation__domains__domain=domain, organisation__domains__verified_on__isnull=False)
        return theirs.select_related("organisation").order_by("pk")
