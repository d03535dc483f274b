from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.access.links import LentLink


class Release(models.Model):
    """When the gated part of one page, in all its languages, opens to whom.

    An ordered timeline: attendees of an event, then members, then everyone. An empty step never comes.
    `page` is the page it was made for: who may edit that page reads what this release gates.
    """

    page = models.ForeignKey("wagtailcore.Page", null=True, editable=False, on_delete=models.SET_NULL, related_name="+")
    preview_event = models.ForeignKey(
        "events.Event",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("shown first at"),
        help_text=_("The attendees of this event read before the members."),
    )
    preview_at = models.DateTimeField(_("attendees from"), null=True, blank=True)
    members_at = models.DateTimeField(
        _("members from"), null=True, blank=True, help_text=_("Empty: members never read it before everyone does.")
    )
    everyone_at = models.DateTimeField(
        _("everyone from"), null=True, blank=True, help_text=_("Empty: never open to everyone.")
    )

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        permissions = [("see_as", _("Can see the site as visitors do"))]
        constraints = [
            models.CheckConstraint(
                name="release_preview_has_event",
                condition=models.Q(preview_at=None) | models.Q(preview_event__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.page.title if self.page else f"{self._meta.verbose_name} {self.pk}"

    def clone(self) -> "Release":
        """An unsaved release with the same steps, for the copy of its page."""
        steps = ("preview_event_id", "preview_at", "members_at", "everyone_at")
        return Release(**{name: getattr(self, name) for name in steps})

    @property
    def version(self) -> str:
        """Another text with every change of the timeline."""
        moments = (self.preview_at, self.members_at, self.everyone_at)
        return " ".join(
            [str(self.preview_event_id), *(str(moment.timestamp() if moment else "") for moment in moments)]
        )

    def clean(self) -> None:
        if self.preview_event and not self.preview_at:
            raise ValidationError({"preview_at": _("Say from when the attendees of the event read.")})
        if self.preview_at and not self.preview_event:
            raise ValidationError({"preview_event": _("Choose the event whose attendees read first.")})
        steps = [
            ("preview_at", self.preview_at),
            ("members_at", self.members_at),
            ("everyone_at", self.everyone_at),
        ]
        given = [(name, at) for name, at in steps if at]
        for (_earlier, before), (name, after) in pairwise(given):
            if after < before:
                raise ValidationError({name: _("This step cannot come before the one above it.")})


class PreviewGrant(LentLink):
    """Lets whoever holds it read one release before its time."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="grants")

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
