from django.db import models

from portal.access.prepared import PreparedRows


class SharePicture(models.Model):
    """What other sites show of a page that is shared there, in the version of what it was drawn of."""

    page = models.OneToOneField("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    version = models.CharField(max_length=12)
    file = models.FileField(upload_to="share", max_length=200)

    part_of = ("page",)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.file.name or ""


@PreparedRows
def picture_of(page_id: int) -> models.QuerySet:
    return SharePicture.objects.filter(page=page_id)
