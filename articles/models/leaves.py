"""What the worker found in the PDF of an issue: how many pages it has, and pictures of the first ones."""

from django.db import models
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from portal.access.decision import FOR_EVERYONE, REFUSED, Decision, Reason
from portal.access.viewer import Viewer
from portal.core.files.media import MediaHolder


class Problem(models.TextChoices):
    LOCKED = "locked", _("The PDF asks for a password, so that its pages can't be shown: export it without one.")
    DAMAGED = "damaged", _("The PDF is damaged, so that its pages can't be shown: export it again, or choose another.")
    HEAVY = "heavy", _("The PDF takes too long to draw, so that its pages can't be shown: export it lighter.")


class ReadPdf(models.Model):
    """A PDF as it was when it was read: `file_name` tells whether it was replaced since."""

    document = models.OneToOneField("core.PortalDocument", on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=255)
    pages = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=7, choices=Problem.choices, blank=True)

    def __str__(self) -> str:
        return self.file_name


class Leaf(MediaHolder):
    """A page as a picture: everybody's as long as an issue online lets that many be leafed through, else as the PDF."""

    read = models.ForeignKey(ReadPdf, on_delete=models.CASCADE, related_name="leaves")
    number = models.PositiveSmallIntegerField()
    image = models.ForeignKey("core.PortalImage", on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["read", "number"], name="leaf_unique")]

    def __str__(self) -> str:
        return f"{self.read}, {self.number}"

    @classmethod
    def holders(cls) -> models.QuerySet:
        """Those of issues that are online: the pages of a draft are, as its other files, for who keeps them."""
        return cls._default_manager.filter(read__document__issues__live=True).distinct()

    def decide_media(self, content_path: str, viewer: Viewer) -> Decision:
        best = REFUSED
        for issue in self.read.document.issues.live().select_related("release"):  # type: ignore[attr-defined]
            if issue.leafed >= self.number:
                return FOR_EVERYONE
            decision = issue.decision_for(viewer)
            if not best.granted or decision.reason is Reason.EVERYONE:
                best = decision
        return best


@receiver(post_delete, sender=Leaf)
def delete_picture(instance: Leaf, **kwargs) -> None:
    """Nothing else uses it."""
    instance.image.delete()
