from datetime import date, datetime

from django.db import models


class OrganisationQuerySet(models.QuerySet):
    def in_tiers(self, on: date) -> "OrganisationQuerySet":
        """Those that support the association on that day, members or not."""
        begun = models.Q(supports_from=None) | models.Q(supports_from__lte=on)
        not_over = models.Q(supports_until=None) | models.Q(supports_until__gte=on)
        return self.exclude(tier="").filter(begun, not_over, suspended_at=None)


class DomainQuerySet(models.QuerySet):
    def of_address(self, email: str) -> "DomainQuerySet":
        """Verified ones to which this address belongs; none for no address."""
        return self.exclude(verified_on=None).filter(domain=email.rpartition("@")[2].lower())


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
