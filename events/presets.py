"""What is usual for an event of each kind, where its editor says nothing else."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.access.choices import ChosenRowForm


@dataclass(frozen=True)
class Preset:
    """`offer_hours` 0: who waits for a place that becomes free gets it at once."""

    lasts: timedelta
    capacity: int
    offer_hours: int = 48


PRESETS = {
    "convention": Preset(timedelta(hours=9), 400),
    "workshop": Preset(timedelta(hours=3), 20),
    "webinar": Preset(timedelta(hours=1), 300, offer_hours=0),
}


class EventForm(ChosenRowForm):
    """A new event takes what is usual for its kind wherever its form is left empty, or doesn't ask."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.is_new = self.instance.pk is None
        if self.is_new and "capacity" in self.fields:
            self.fields["capacity"].required = False
            self.fields["capacity"].help_text = _(
                "Empty: 400 for a convention, 20 for a workshop, 300 for a webinar. Without an end, they last nine "
                "hours, three hours and one."
            )
            self.initial["capacity"] = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        preset = PRESETS.get(cleaned.get("kind", ""))
        if not self.is_new or preset is None:
            return cleaned
        if cleaned.get("capacity") is None:
            cleaned["capacity"] = preset.capacity
        if cleaned.get("starts_at") and not cleaned.get("ends_at") and "ends_at" not in self.errors:
            cleaned["ends_at"] = cleaned["starts_at"] + preset.lasts
        if "offer_hours" not in self.fields:
            self.instance.offer_hours = preset.offer_hours
        return cleaned
