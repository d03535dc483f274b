"""The survey behind a study: the file it came from, its codebook, and what is published of it."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from portal.core.localised import Localised
from studies.models.study import Study
from studies.survey import codebook
from studies.survey.codebook import Role, Side
from studies.survey.tables import THRESHOLD, WHOLE, Table
from studies.survey.words import Words


class Survey(models.Model):
    """`public` is what readers see: one publication at a time, replaced as a whole."""

    study = models.OneToOneField(Study, on_delete=models.CASCADE, editable=False, related_name="survey")
    threshold = models.PositiveSmallIntegerField(
        _("smallest base shown"),
        default=THRESHOLD,
        validators=[MinValueValidator(THRESHOLD)],
        help_text=_("Groups of fewer respondents are never shown. Ten at least."),
    )
    public = models.ForeignKey(
        "studies.Publication", null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    open_question = models.CharField(_("question of the public chart"), max_length=60, blank=True)
    open_segment = models.CharField(_("segment of the public chart"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")

    def __str__(self) -> str:
        return str(self.study)

    def codebook(self) -> codebook.Codebook:
        variables = self.variables.prefetch_related("categories")
        return codebook.Codebook(tuple(variable.as_plain() for variable in variables))


class Door(models.TextChoices):
    ANSWERS = "answers", _("answers, a row a respondent")
    TABLES = "tables", _("tables, as an institute delivers them")


class Work(models.TextChoices):
    """How far a job in the worker is."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")


class Job(models.Model):
    """What the worker does with a survey. `problems` are those of `studies.survey.problems`, as plain dicts."""

    state = models.CharField(max_length=10, choices=Work.choices, default=Work.WAITING, editable=False)
    progress = models.PositiveSmallIntegerField(default=0, editable=False)
    problems = models.JSONField(default=list, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def is_under_way(self) -> bool:
        return self.state in (Work.WAITING, Work.RUNNING)


class Source(Job):
    """A file that was sent. It lies in private storage, where the gate to pictures and documents never looks."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="sources")
    door = models.CharField(_("what the file holds"), max_length=10, choices=Door.choices, default=Door.ANSWERS)
    file = models.FileField(_("file"), upload_to="surveys/", blank=True)
    codebook_file = models.FileField(
        _("codebook"), upload_to="surveys/", blank=True, help_text=_("Empty: it is drafted from the file.")
    )
    name = models.CharField(max_length=200, editable=False)
    rows = models.PositiveIntegerField(null=True, editable=False)
    destroyed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("survey file")
        verbose_name_plural = _("survey files")
        ordering = ["-pk"]
        permissions = [("read_answers", _("Can read and destroy the answers of respondents"))]

    def __str__(self) -> str:
        return self.name


class Variable(Orderable, ClusterableModel):
    """A line of the codebook, as the editor reviews it; `studies.survey.codebook.Variable` says what each field is."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, editable=False, related_name="variables")
    code = models.SlugField(_("code"), max_length=60, editable=False)
    column = models.CharField(_("column"), max_length=1000, blank=True, editable=False)
    role = models.CharField(
        _("role"),
        max_length=10,
        choices=[
            (Role.SINGLE.value, _("question: one answer")),
            (Role.MULTIPLE.value, _("question: several answers")),
            (Role.SCALE.value, _("question: a scale")),
            (Role.NUMBER.value, _("question: a number")),
            (Role.OPEN.value, _("question: free text, never published")),
            (Role.SEGMENT.value, _("segment")),
            (Role.WEIGHT.value, _("weight")),
            (Role.IGNORED.value, _("left out")),
        ],
    )
    title_fr = models.CharField(_("title, in French"), max_length=120, help_text=_("A few words."))
    title_en = models.CharField(_("title, in English"), max_length=120, blank=True)
    wording_fr = models.TextField(_("wording, in French"), blank=True, help_text=_("The question as it was asked."))
    wording_en = models.TextField(_("wording, in English"), blank=True)
    asked_to_fr = models.CharField(_("asked to, in French"), max_length=200, blank=True, help_text=_("Empty: all."))
    asked_to_en = models.CharField(_("asked to, in English"), max_length=200, blank=True)
    unit_fr = models.CharField(_("unit, in French"), max_length=40, blank=True, help_text=_("Of a number."))
    unit_en = models.CharField(_("unit, in English"), max_length=40, blank=True)

    title = Localised()

    class Meta(Orderable.Meta):
        verbose_name = _("variable")
        verbose_name_plural = _("variables")
        constraints = [models.UniqueConstraint("survey", "code", name="variable_once_a_survey")]

    def __str__(self) -> str:
        return f"{self.code} : {self.title}"

    def as_plain(self) -> codebook.Variable:
        return codebook.Variable(
            code=self.code,
            role=Role(self.role),
            column=self.column,
            title=Words(self.title_fr, self.title_en),
            wording=Words(self.wording_fr, self.wording_en),
            asked_to=Words(self.asked_to_fr, self.asked_to_en),
            unit=Words(self.unit_fr, self.unit_en),
            options=tuple(category.as_plain() for category in self.categories.all()),
        )


class Category(Orderable):
    """One answer to a question, or one part of a segment."""

    variable = ParentalKey(Variable, on_delete=models.CASCADE, related_name="categories")
    code = models.CharField(_("code"), max_length=120, help_text=_("As the file holds it."))
    label_fr = models.CharField(_("label, in French"), max_length=200)
    label_en = models.CharField(_("label, in English"), max_length=200, blank=True)
    score = models.FloatField(_("score"), null=True, blank=True, help_text=_("On a scale, for its mean."))
    side = models.CharField(
        _("side"),
        max_length=1,
        blank=True,
        choices=[(Side.POSITIVE.value, _("positive")), (Side.NEGATIVE.value, _("negative"))],
        help_text=_("On a scale, for its net score. Empty: neutral."),
    )
    column = models.CharField(_("column"), max_length=1000, blank=True, editable=False)

    class Meta(Orderable.Meta):
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self) -> str:
        return self.label_fr

    def as_plain(self) -> codebook.Option:
        return codebook.Option(
            code=self.code,
            words=Words(self.label_fr, self.label_en),
            score=self.score,
            side=Side(self.side),
            column=self.column,
        )


class Publication(Job):
    """Tables computed once from one source. They stay as they are: a correction is another publication.

    `respondents` and `subgroups` (segment, category, base or null) are for the method box.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="publications")
    source = models.ForeignKey(Source, null=True, on_delete=models.SET_NULL, related_name="publications")
    threshold = models.PositiveSmallIntegerField(default=THRESHOLD, editable=False)
    respondents = models.PositiveIntegerField(null=True, editable=False)
    is_weighted = models.BooleanField(null=True, editable=False)
    subgroups = models.JSONField(default=list, editable=False)
    public_from = models.DateTimeField(null=True, editable=False)
    reason_fr = models.TextField(_("what was corrected, in French"), blank=True)
    reason_en = models.TextField(_("what was corrected, in English"), blank=True)

    reason = Localised()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.survey} ({self.pk})"


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


class Concordance(models.Model):
    """An editor's word that a question of one edition is a question of an earlier one.

    Where the wording changed the trend's line breaks between the two.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="concordances")
    code = models.CharField(max_length=60)
    earlier_survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    earlier_code = models.CharField(max_length=60)
    wording_changed = models.BooleanField(_("wording changed"), default=False)

    class Meta:
        verbose_name = _("concordance")
        verbose_name_plural = _("concordances")
        constraints = [models.UniqueConstraint("survey", "code", name="concordance_once_a_question")]

    def __str__(self) -> str:
        return f"{self.code} = {self.earlier_code}"
