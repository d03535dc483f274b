"""The survey behind a study: the file it came from, and its codebook."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from portal.core.pages.localised import Localised
from studies.models.study import Study
from studies.survey import codebook
from studies.survey.codebook import Role, Side
from studies.survey.limits import (
    LONGEST_ASKED_TO,
    LONGEST_CODE,
    LONGEST_COLUMN,
    LONGEST_LABEL,
    LONGEST_OPTION,
    LONGEST_TITLE,
    LONGEST_UNIT,
)
from studies.survey.tables import THRESHOLD
from studies.survey.words import Words


class Survey(models.Model):
    """`public` is what readers see: one publication at a time, replaced as a whole.

    `codebook_from` is the file that the codebook belongs to: from no other are tables computed with it.

    The codebook is confirmed by a person before anything is computed from it; `is_drafted`: it was guessed from the
    data; `changes` are those of `studies.survey.merging` since it was confirmed, as plain dicts.
    """

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
    codebook_from = models.ForeignKey(
        "studies.Source", null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    open_question = models.CharField(_("question of the public chart"), max_length=60, blank=True)
    open_segment = models.CharField(_("segment of the public chart"), max_length=60, blank=True)
    is_drafted = models.BooleanField(default=True, editable=False)
    changes = models.JSONField(default=list, editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    part_of = ("study",)

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")

    def __str__(self) -> str:
        return str(self.study)

    def codebook_in_file(self) -> codebook.Codebook:
        """What the latest file says of the same variables, as far as it is known."""
        said = self.variables.exclude(in_file={}).values_list("in_file", flat=True)
        return codebook.Codebook(tuple(map(codebook.Variable.from_json, said)))

    def codebook(self) -> codebook.Codebook:
        variables = self.variables.defer("in_file").prefetch_related("categories")
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
    """A file that was sent. It lies in private storage, where the gate to pictures and documents never looks.

    `columns` are its columns' names, each with a few of its values, as long as the answers are there. `encoding` is
    that of a text file, UTF-8 where it is empty. Once it was read, `problems` are what was noticed in it.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="sources")
    door = models.CharField(_("what the file holds"), max_length=10, choices=Door.choices, default=Door.ANSWERS)
    file = models.FileField(_("file"), upload_to="surveys/", blank=True)
    codebook_file = models.FileField(
        _("codebook"), upload_to="surveys/", blank=True, help_text=_("Empty: it is drafted from the file.")
    )
    name = models.CharField(max_length=200, editable=False)
    encoding = models.CharField(max_length=20, blank=True, editable=False)
    rows = models.PositiveIntegerField(null=True, editable=False)
    columns = models.JSONField(default=dict, editable=False)
    destroyed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("survey file")
        verbose_name_plural = _("survey files")
        ordering = ["-pk"]
        permissions = [("read_answers", _("Can read and destroy the answers of respondents"))]

    def __str__(self) -> str:
        return self.name


def latest_kept(survey: Survey) -> Source | None:
    """The last file that was sent and isn't destroyed, whether it could be read or not."""
    return survey.sources.exclude(file="").first()


class Variable(Orderable, ClusterableModel):
    """A line of the codebook, as the editor reviews it; `studies.survey.codebook.Variable` says what each field is.

    `in_file` is such a variable, as a plain dict, as the latest file gave it; empty where nobody knows.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, editable=False, related_name="variables")
    code = models.SlugField(_("code"), max_length=LONGEST_CODE, editable=False)
    column = models.CharField(_("column"), max_length=LONGEST_COLUMN, blank=True, editable=False)
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
    title_fr = models.CharField(_("title, in French"), max_length=LONGEST_TITLE, help_text=_("A few words."))
    title_en = models.CharField(_("title, in English"), max_length=LONGEST_TITLE, blank=True)
    wording_fr = models.TextField(_("wording, in French"), blank=True, help_text=_("The question as it was asked."))
    wording_en = models.TextField(_("wording, in English"), blank=True)
    asked_to_fr = models.CharField(
        _("asked to, in French"), max_length=LONGEST_ASKED_TO, blank=True, help_text=_("Empty: all.")
    )
    asked_to_en = models.CharField(_("asked to, in English"), max_length=LONGEST_ASKED_TO, blank=True)
    unit_fr = models.CharField(_("unit, in French"), max_length=LONGEST_UNIT, blank=True, help_text=_("Of a number."))
    unit_en = models.CharField(_("unit, in English"), max_length=LONGEST_UNIT, blank=True)
    battery_fr = models.CharField(
        _("battery, in French"),
        max_length=LONGEST_TITLE,
        blank=True,
        help_text=_("Questions with the same text here, and the same answers, are shown on one chart under it."),
    )
    battery_en = models.CharField(_("battery, in English"), max_length=LONGEST_TITLE, blank=True)
    asked_if_question = models.CharField(
        _("asked if"),
        max_length=LONGEST_CODE,
        blank=True,
        help_text=_("The question that decides who is asked. Empty: all are."),
    )
    asked_if_options = models.JSONField(_("its answers that lead here"), default=list, blank=True)
    asks_all = models.BooleanField(
        _("who ticked nothing has answered"),
        default=False,
        help_text=_("For several answers: everyone was asked, and to tick nothing means « none »."),
    )
    is_segment = models.BooleanField(
        _("a segment too"), default=False, help_text=_("The other questions are shown by its answers.")
    )
    is_sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_("Where all of a group gave the same answer, that group is left out."),
    )

    in_file = models.JSONField(default=dict, editable=False)

    title = Localised()

    part_of = ("survey",)

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
            battery=Words(self.battery_fr, self.battery_en),
            asked_if=self._condition(),
            asks_all=self.asks_all,
            is_segment=self.is_segment,
            is_sensitive=self.is_sensitive,
            options=tuple(category.as_plain() for category in self.categories.all()),
        )

    def _condition(self) -> codebook.Condition | None:
        if not self.asked_if_question:
            return None
        return codebook.Condition(self.asked_if_question, tuple(self.asked_if_options))


class Category(Orderable):
    """One answer to a question, or one part of a segment."""

    variable = ParentalKey(Variable, on_delete=models.CASCADE, related_name="categories")
    code = models.CharField(_("code"), max_length=LONGEST_OPTION, help_text=_("As the file holds it."))
    label_fr = models.CharField(_("label, in French"), max_length=LONGEST_LABEL)
    label_en = models.CharField(_("label, in English"), max_length=LONGEST_LABEL, blank=True)
    score = models.FloatField(_("score"), null=True, blank=True, help_text=_("On a scale, for its mean."))
    side = models.CharField(
        _("side"),
        max_length=1,
        blank=True,
        choices=[(Side.POSITIVE.value, _("positive")), (Side.NEGATIVE.value, _("negative"))],
        help_text=_("On a scale, for its net score. Empty: neutral."),
    )
    column = models.CharField(_("column"), max_length=LONGEST_COLUMN, blank=True, editable=False)
    group_fr = models.CharField(
        _("grouped as, in French"),
        max_length=LONGEST_TITLE,
        blank=True,
        help_text=_("Answers with the same text here are counted together under it."),
    )
    group_en = models.CharField(_("grouped as, in English"), max_length=LONGEST_TITLE, blank=True)
    is_missing = models.BooleanField(
        _("no answer"), default=False, help_text=_("Who gave it is left out, as if the cell were empty.")
    )

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
            group=Words(self.group_fr, self.group_en),
            is_missing=self.is_missing,
        )


class Concordance(models.Model):
    """An editor's word that a question of one edition is a question of an earlier one.

    Where the wording changed the trend's line breaks between the two. `option_pairs` leads from the code of each option
    that comes back to its code in the earlier edition; None: nobody said yet.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="concordances")
    code = models.CharField(max_length=60)
    earlier_survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    earlier_code = models.CharField(max_length=60)
    wording_changed = models.BooleanField(_("wording changed"), default=False)
    option_pairs = models.JSONField(null=True, editable=False)

    part_of = ("survey",)

    class Meta:
        verbose_name = _("concordance")
        verbose_name_plural = _("concordances")
        constraints = [models.UniqueConstraint("survey", "code", name="concordance_once_a_question")]

    def __str__(self) -> str:
        return f"{self.code} = {self.earlier_code}"
