"""The time zones that an event's hours may be of, each named by the city whose clocks keep it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

PARIS = "Europe/Paris"
ZONES = {
    PARIS: _("Paris"),
    "Africa/Abidjan": _("Abidjan"),
    "Africa/Algiers": _("Algiers"),
    "Europe/Athens": _("Athens"),
    "Europe/Berlin": _("Berlin"),
    "Europe/Brussels": _("Brussels"),
    "Africa/Casablanca": _("Casablanca"),
    "America/Cayenne": _("Cayenne"),
    "Africa/Dakar": _("Dakar"),
    "Africa/Kinshasa": _("Kinshasa"),
    "Indian/Reunion": _("La Réunion"),
    "Europe/Lisbon": _("Lisbon"),
    "Europe/London": _("London"),
    "Europe/Luxembourg": _("Luxembourg"),
    "Europe/Madrid": _("Madrid"),
    "America/Martinique": _("Fort-de-France"),
    "Indian/Mayotte": _("Mayotte"),
    "America/Toronto": _("Montréal"),
    "Pacific/Noumea": _("Nouméa"),
    "Pacific/Tahiti": _("Papeete"),
    "America/Guadeloupe": _("Pointe-à-Pitre"),
    "Europe/Rome": _("Rome"),
    "America/Miquelon": _("Saint-Pierre"),
    "Africa/Tunis": _("Tunis"),
    "Europe/Zurich": _("Zurich"),
}


def zone_of(name: str) -> ZoneInfo:
    return ZoneInfo(name if name in ZONES else PARIS)


def moved(moment: datetime, days: timedelta, *, zone: ZoneInfo, to: ZoneInfo | None = None) -> datetime:
    """So many days later at the same hour by the clocks, even when these change meanwhile; `to` by those of another
    zone."""
    there = moment.astimezone(zone).replace(tzinfo=None) + days
    return there.replace(tzinfo=to or zone)
