"""Viewers who are nobody: whom staff have the site shown as, to know what such a visitor meets."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.access.viewer import ANONYMOUS, MembershipState, Viewer

NOBODYS_NUMBER = 0
"""Of an account that no database has: somebody signed in, without anything of their own."""


class Archetype(models.TextChoices):
    ANONYMOUS = "anonymous", _("a visitor without an account")
    MEMBER = "member", _("a member")
    LAPSED = "lapsed", _("a member whose membership is over")

    @property
    def viewer(self) -> Viewer:
        """What the decision is asked with."""
        if self is Archetype.ANONYMOUS:
            return ANONYMOUS
        state = MembershipState.ACTIVE if self is Archetype.MEMBER else MembershipState.LAPSED
        return Viewer(user_id=NOBODYS_NUMBER, membership=state)
