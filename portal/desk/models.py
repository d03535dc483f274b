from typing import ClassVar

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.access.links import LentLink

LONGEST = 1000


class LinkState(models.TextChoices):
    BROKEN = "broken", _("Broken")
    UNSURE = "unsure", _("To be looked at")


class Link(models.Model):
    """A link in the text of a published page, at the end of which nothing was found, or nothing sure."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("page"))
    address = models.CharField(_("address"), max_length=LONGEST)
    state = models.CharField(_("state"), max_length=6, choices=LinkState.choices)
    found = models.CharField(_("answer"), max_length=80)
    since = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("broken link")
        verbose_name_plural = _("broken links")
        ordering: ClassVar[list[str]] = ["state", "since", "pk"]

    def __str__(self) -> str:
        return self.address

    @property
    def shown_answer(self) -> str:
        return gettext(self.found)

    @property
    def shown_address(self) -> str:
        """A page that is not published goes by its number: who edits the text may not know of it."""
        number = self.address.removeprefix("#")
        return gettext("page no. %(number)s") % {"number": number} if number != self.address else self.address


class RoleGroup(models.Model):
    """The group of a role, and the rights that versions of the portal gave it: none is given a second time.

    Without a `group` administrators deleted it, and it is not made anew.
    """

    key = models.CharField(max_length=40, unique=True)
    group = models.OneToOneField(Group, null=True, on_delete=models.SET_NULL)
    given = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.key


class DraftLink(LentLink):
    """Opens the draft of one page to whoever holds it."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("page"))
    may_remark = models.BooleanField(_("may leave remarks"), default=True)
    opened_at = models.DateTimeField(_("last opened"), null=True, editable=False)

    class Meta:
        verbose_name = _("link to a draft")
        verbose_name_plural = _("links to drafts")
        ordering: ClassVar[list[str]] = ["-pk"]


class RemarkQuerySet(models.QuerySet):
    def waiting(self) -> "RemarkQuerySet":
        """Those that nobody said to have dealt with."""
        return self.filter(done_at=None)


class Remark(models.Model):
    """What somebody who reads a draft by a link says of it to those who edit it."""

    link = models.ForeignKey(DraftLink, on_delete=models.CASCADE, related_name="remarks")
    text = models.TextField(_("remark"), max_length=5000)
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, editable=False)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("remark on a draft")
        verbose_name_plural = _("remarks on drafts")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.text
