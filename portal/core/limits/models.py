from django.db import models


class Attempts(models.Model):
    """How often somebody did something since the window opened; who and what only as a keyed hash."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    until = models.PositiveBigIntegerField(db_index=True)  # seconds since 1970: one arithmetic for both databases

    def __str__(self) -> str:
        return f"{self.count} until {self.until}"
