"""What is usual for an event of each kind, where its editor says nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
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


SEEN = "capacity_seen"


class EventForm(ChosenRowForm):
    """Hours are typed and shown by the clocks of the place that is chosen in the form. A new event takes what is usual
    for its kind wherever its form is left empty, or doesn't ask."""

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
        elif "capacity" in self.fields:
            seen = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=self.instance.capacity)
            self.fields[SEEN] = seen

    def _go_by_the_clocks(self) -> None:
        zone = zone_of(self.data.get(self.add_prefix("time_zone")) or self.instance.time_zone)
        for field in self.fields.values():
            if isinstance(field, forms.DateTimeField):
                for name in ("prepare_value", "to_python"):
                    setattr(field, name, _in(zone, getattr(field, name)))

    def _mind_new_capacity(self, cleaned: dict[str, Any]) -> None:
        """What a form says that was opened before somebody changed the number of places changes it back only by who
        knows of that."""
        seen, typed, now = cleaned.pop(SEEN, None), cleaned.get("capacity"), self.instance.capacity
        if seen is None or seen == now or typed == now:
            return
        if typed == seen:
            cleaned["capacity"] = now
            return
        changed = _("There are %(count)s places since somebody changed that: look again.")
        self.add_error("capacity", changed % {"count": now})
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix(SEEN)] = str(now)  # type: ignore[index]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._mind_new_capacity(cleaned)
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
