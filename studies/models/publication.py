"""What is published of a survey: its tables, when readers saw which, and the files they take away."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.pages.localised import Localised
from studies.models.study import Study
from studies.models.survey import Job, Source, Survey
from studies.survey.tables import THRESHOLD, WHOLE, Table


class Publication(Job):
    """Tables computed once from one source. Their figures stay as they are: a correction is another publication.

    `public_from` is when readers first saw them, `mended_at` when their words last changed. `respondents`, their
    `effective` base and `subgroups` (segment, category, base or null) are for the method box. `withheld`, as
    `studies.survey.withheld` tells it, is for editors as long as the answers are there.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="publications")
    source = models.ForeignKey(Source, null=True, on_delete=models.SET_NULL, related_name="publications")
    threshold = models.PositiveSmallIntegerField(default=THRESHOLD, editable=False)
    respondents = models.PositiveIntegerField(null=True, editable=False)
    effective = models.FloatField(null=True, editable=False)
    is_weighted = models.BooleanField(null=True, editable=False)
    subgroups = models.JSONField(default=list, editable=False)
    withheld = models.JSONField(default=list, editable=False)
    public_from = models.DateTimeField(null=True, editable=False)
    mended_at = models.DateTimeField(null=True, editable=False)

    part_of = ("survey",)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.survey} ({self.pk})"


class Showing(models.Model):
    """An entry of the log of corrections: since when readers saw this publication, and why it replaced the one before.

    Without a `publication` nobody can look at it any more: it was deleted.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="showings")
    publication = models.ForeignKey(Publication, null=True, on_delete=models.SET_NULL, related_name="showings")
    at = models.DateTimeField()
    reason_fr = models.TextField(_("what was corrected, in French"), blank=True)
    reason_en = models.TextField(_("what was corrected, in English"), blank=True)

    reason = Localised()

    part_of = ("survey",)

    class Meta:
        verbose_name = _("entry of the log of corrections")
        verbose_name_plural = _("log of corrections")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.publication} : {self.at}"


class StoredWorkbook(models.Model):
    """All tables of a publication in one language, made by the worker for whoever may read them.

    `made_of` tells whether what it says beside the tables is still so: see `studies.downloads`.
    """

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="workbooks")
    language = models.CharField(max_length=10)
    file = models.FileField(upload_to="surveys/")
    made_of = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("workbook of all tables")
        verbose_name_plural = _("workbooks of all tables")
        constraints = [
            models.UniqueConstraint("publication", "language", name="workbook_once_a_language"),
        ]

    def __str__(self) -> str:
        return f"{self.publication} {self.language}"


class PublishedTable(models.Model):
    """One question, for everyone or by one segment: all that a view of it needs, in one row."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="tables")
    position = models.PositiveIntegerField()
    question = models.CharField(max_length=60)
    segment = models.CharField(max_length=60, blank=True, default=WHOLE)
    title_fr = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True)
    segment_title_fr = models.CharField(max_length=120, blank=True)
    segment_title_en = models.CharField(max_length=120, blank=True)
    data = models.JSONField()

    title = Localised()
    segment_title = Localised()

    part_of = ("publication",)

    class Meta:
        verbose_name = _("published table")
        verbose_name_plural = _("published tables")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint("publication", "question", "segment", name="table_once_a_publication"),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.segment}"

    def table(self) -> Table:
        return Table.from_json(self.data)

    def shown(self, study: Study) -> Table:
        """As readers see it: without intervals and tests where nobody said that the study's sample is random."""
        return self.table() if study.is_random else self.table().described()


def public_questions(study_id: int) -> list[Table]:
    """Of each question that readers of the study see, its table for everyone."""
    shown = PublishedTable.objects.filter(publication=models.F("publication__survey__public"), segment=WHOLE)
    return [row.table() for row in shown.filter(publication__survey__study=study_id).exclude(data__columns=[])]
