"""A release in words: what it says now, and what a change would do to whom."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from portal.access.decision import Audience, has_come, opens_to
from portal.access.models import Release


@dataclass(frozen=True)
class Step:
    """From when one audience reads; None: never."""

    audience: str
    opens_at: datetime | None

    def is_open(self, at: datetime) -> bool:
        return has_come(self.opens_at, at)

    def sentence(self, at: datetime) -> str:
        if self.opens_at is None:
            return _("%(audience)s: never") % {"audience": self.audience}
        if self.is_open(at):
            return _("%(audience)s: since %(date)s") % {"audience": self.audience, "date": paris(self.opens_at)}
        return _("%(audience)s: from %(date)s") % {"audience": self.audience, "date": paris(self.opens_at)}


def paris(moment: datetime) -> str:
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT")


def steps(release: Release) -> list[Step]:
    """Each audience with the moment it first reads, a wider audience's opening counting for the narrower ones."""
    timeline = [
        Step(_("Members"), opens_to(release, Audience.MEMBERS)),
        Step(_("Everyone"), opens_to(release, Audience.EVERYONE)),
    ]
    if release.preview_event is not None:
        audience = _("Attendees of “%(event)s”") % {"event": release.preview_event}
        timeline.insert(0, Step(audience, opens_to(release, Audience.ATTENDEES)))
    return timeline


def changes(before: Release, after: Release, at: datetime) -> list[str]:
    """One sentence for each audience whose reading the change alters, in the order of the timeline."""
    old = {step.audience: step for step in steps(before)}
    new = {step.audience: step for step in steps(after)}
    sentences = []
    for audience in {**old, **new}:
        was = old.get(audience, Step(audience, None))
        becomes = new.get(audience, Step(audience, None))
        if sentence := _change(was, becomes, at):
            sentences.append(sentence)
    return sentences


def _change(was: Step, becomes: Step, at: datetime) -> str:
    words = {
        "audience": becomes.audience,
        "date": paris(becomes.opens_at) if becomes.opens_at else "",
        "before": paris(was.opens_at) if was.opens_at else _("never"),
    }
    if was.opens_at == becomes.opens_at or (was.is_open(at) and becomes.is_open(at)):
        return ""
    if becomes.is_open(at):
        return _("%(audience)s: will read it at once (before: %(before)s).") % words
    if was.is_open(at):
        if becomes.opens_at is None:
            return _("%(audience)s: read it today, will be shut out at once.") % words
        return _("%(audience)s: read it today, will be shut out at once and until %(date)s.") % words
    if becomes.opens_at is None:
        return _("%(audience)s: will never read it (before: %(before)s).") % words
    return _("%(audience)s: will read it from %(date)s (before: %(before)s).") % words
