from datetime import datetime

from django.db import models


class SubscriptionQuerySet(models.QuerySet):
    def current(self) -> "SubscriptionQuerySet":
        return self.filter(ended_at=None)


class LetterQuerySet(models.QuerySet):
    def begun(self) -> "LetterQuerySet":
        """Those that went out, at least to some: what the archive shows, the latest first."""
        return self.exclude(begun_at=None).order_by("-begun_at", "-pk")

    def due(self, at: datetime) -> "LetterQuerySet":
        return self.filter(state="scheduled", send_at__lte=at)
