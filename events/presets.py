"""What is usual for an event of each kind, where its editor says nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from events.zones import zone_of
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
    """Hours are typed and shown by the clocks of the place that is chosen in the form. A new event takes what is usual
    for its kind wherever its form is left empty, or doesn't ask. Once somebody is registered, it gives no more places
    and takes none: that is done elsewhere, with a reason."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "time_zone" in self.fields:
            self.fields["time_zone"].required = False
        self._go_by_the_clocks()
        self.is_new = self.instance.pk is None
        if self.is_new and "capacity" in self.fields:
            self.fields["capacity"].required = False
            self.fields["capacity"].help_text = _(
                "Empty: 400 for a convention, 20 for a workshop, 300 for a webinar. Without an end, they last nine "
                "hours, three hours and one."
            )
            self.initial["capacity"] = None
        elif "capacity" in self.fields and self.instance.registrations.exists():
            self.fields["capacity"].disabled = True
            self.fields["capacity"].help_text = format_html(
                '<a href="{}">{}</a>',
                reverse("registration:capacity", args=[self.instance.pk]),
                _("Somebody is registered: change the number of places, and say why"),
            )

    def _go_by_the_clocks(self) -> None:
        zone = zone_of(self.data.get(self.add_prefix("time_zone")) or self.instance.time_zone)
        for field in self.fields.values():
            if isinstance(field, forms.DateTimeField):
                for name in ("prepare_value", "to_python"):
                    setattr(field, name, _in(zone, getattr(field, name)))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "time_zone" in self.fields:
            cleaned["time_zone"] = cleaned.get("time_zone") or self.instance.time_zone
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


def _in(zone: ZoneInfo, read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same, with that zone for the current one."""

    def read_there(value: Any) -> Any:
        with timezone.override(zone):
            return read(value)

    return read_there
