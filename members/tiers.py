"""Organisations by what they do for the association, the largest support first."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.models import Organisation, Tier

HEADINGS = {
    Tier.FOUNDER: _("Founders"),
    Tier.PARTNER: _("Partners"),
    Tier.SUPPORTER: _("Supporters"),
    Tier.NONE: _("Members"),
}


@dataclass(frozen=True)
class SupportTier:
    name: str
    heading: Promise
    organisations: list[Organisation]


def in_tiers(organisations: Iterable[Organisation]) -> list[SupportTier]:
    """No empty one."""
    rows = list(organisations)
    tiers = [
        SupportTier(tier.value or "member", heading, [row for row in rows if row.tier == tier])
        for tier, heading in HEADINGS.items()
    ]
    return [tier for tier in tiers if tier.organisations]
