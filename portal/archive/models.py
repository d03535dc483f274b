from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.archive.pieces import Kind


class Form(models.TextChoices):
    FOLDER = "folder", _("a folder of articles with its sheet")
    WORDPRESS = "wordpress", _("an export of WordPress")


class Work(models.TextChoices):
    """How far a batch is. Checked, it waits for somebody to have it imported."""

    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked")
    IMPORTING = "importing", _("being imported")
    DONE = "done", _("imported")
    REFUSED = "refused", _("refused")


class Batch(models.Model):
    """What one old site gave, under a name: sent again under the same name it goes on, and makes nothing twice.

    Either `file`, with the pictures of WordPress in `uploads`, was sent and is in private storage until it was
    imported; or both are paths on this machine, `place` and `uploads_place`. `round` counts its checks. `problems` are
    those of `studies.survey.problems`, as plain dicts, that keep all of it from being read. `by` is who last had it
    checked or imported.
    """

    name = models.CharField(
        _("name"), max_length=120, unique=True, help_text=_("Sent again under the same name, nothing is made twice.")
    )
    form = models.CharField(_("what is sent"), max_length=10, choices=Form.choices, default=Form.FOLDER)
    file = models.FileField(_("file"), upload_to="archives/", blank=True)
    uploads = models.FileField(_("pictures"), upload_to="archives/", blank=True)
    place = models.CharField(max_length=500, blank=True, editable=False)
    uploads_place = models.CharField(max_length=500, blank=True, editable=False)
    posts_become = models.CharField(
        _("posts become"),
        max_length=10,
        choices=[(Kind.ARTICLE.value, _("articles of the magazine")), (Kind.NEWS.value, _("news"))],
        default=Kind.ARTICLE.value,
    )
    is_published = models.BooleanField(
        _("put online at once"), default=False, help_text=_("Not ticked: every page is a draft.")
    )
    state = models.CharField(max_length=10, choices=Work.choices, default=Work.CHECKING, editable=False)
    round = models.PositiveIntegerField(default=0, editable=False)
    total = models.PositiveIntegerField(default=0, editable=False)
    problems = models.JSONField(default=list, editable=False)
    notices = models.JSONField(default=list, editable=False)
    worked_at = models.DateTimeField(auto_now=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("old site")
        verbose_name_plural = _("old sites")
        ordering = ["-worked_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_under_way(self) -> bool:
        return self.state in (Work.CHECKING, Work.IMPORTING)

    @property
    def progress(self) -> int:
        """In percents."""
        sources = self.sources.filter(round=self.round)
        if self.state == Work.IMPORTING:
            sources = sources.exclude(state=SourceState.READY)
        return min(100, 100 * sources.count() // self.total) if self.total else 0


class SourceState(models.TextChoices):
    READY = "ready", _("to import")
    REFUSED = "refused", _("refused")
    DONE = "done", _("imported")


class Source(models.Model):
    """One page of the old site: `key` names it for good. `digest` is of all that was said of it when it was imported,
    else when it was last checked; `round` is the check that it was last seen in."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="sources")
    key = models.CharField(max_length=255)
    name = models.CharField(_("file"), max_length=255)
    row = models.PositiveIntegerField(_("row"), null=True)
    digest = models.CharField(max_length=64, blank=True)
    round = models.PositiveIntegerField(default=0)
    state = models.CharField(_("state"), max_length=10, choices=SourceState.choices)
    problems = models.JSONField(default=list)
    notices = models.JSONField(default=list)
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("page")
    )

    part_of = ("batch",)

    class Meta:
        verbose_name = _("page of an old site")
        verbose_name_plural = _("pages of an old site")
        ordering = ["row", "pk"]
        constraints = [models.UniqueConstraint("batch", "key", name="source_once_a_batch")]
        indexes = [models.Index(fields=["batch", "state"], name="source_state")]

    def __str__(self) -> str:
        return self.name
