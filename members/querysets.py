from django.db import models


class OrganisationQuerySet(models.QuerySet):
    def in_tiers(self) -> "OrganisationQuerySet":
        return self.exclude(tier="").filter(suspended_at=None)


class SeatQuerySet(models.QuerySet):
    def current(self) -> "SeatQuerySet":
        return self.filter(removed_at=None)
