from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Work(models.TextChoices):
    """How far a sheet is. Checked, it waits for somebody to have it imported."""

    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked")
    IMPORTING = "importing", _("being imported")
    DONE = "done", _("imported")
    REFUSED = "refused", _("refused")


class Sheet(models.Model):
    """A list of organisations and their people that was sent; it goes in as a whole or not at all.

    `file` is in private storage until it was imported or refused. `problems` are those of `studies.survey.problems`,
    as plain dicts; `counts` how many of what would be made, and `effects` what becomes of each organisation, without a
    word on its people. `to_invite` are the seats given to those who are yet to be written to.
    """

    file = models.FileField(_("file"), upload_to="rosters/", blank=True)
    title = models.CharField(max_length=120, editable=False)
    invites = models.BooleanField(
        _("write to them"),
        default=False,
        help_text=_("Whoever gets a seat is told so by e-mail, once the sheet is imported. Not ticked: nobody is."),
    )
    state = models.CharField(max_length=10, choices=Work.choices, default=Work.CHECKING, editable=False)
    progress = models.PositiveSmallIntegerField(default=0, editable=False)
    problems = models.JSONField(default=list, editable=False)
    notices = models.JSONField(default=list, editable=False)
    counts = models.JSONField(default=dict, editable=False)
    effects = models.JSONField(default=list, editable=False)
    to_invite = models.JSONField(default=list, editable=False)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="fr", editable=False)
    sent_at = models.DateTimeField(auto_now_add=True)
    worked_at = models.DateTimeField(auto_now=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("sheet of organisations")
        verbose_name_plural = _("sheets of organisations")
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_under_way(self) -> bool:
        return self.state in (Work.CHECKING, Work.IMPORTING)
