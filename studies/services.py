"""Every change of a survey goes through here, one at a time for each study.

`read_source` and `tabulate_publication` are the worker's tasks that two of these put in the queue; `.call()` does
their work at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import TypeVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.files import File
from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from studies.models import Category, Concordance, Publication, Source, Study, Survey, Variable
from studies.models.survey import Door, Job, Work
from studies.tasks import LACKS_OPTIONS, list_options, read_source, tabulate_publication

User = AbstractBaseUser | AnonymousUser | None

J = TypeVar("J", Source, Publication)

LOST_AFTER = timedelta(minutes=30)
"""A job that is under way for longer lost its worker for good."""


class Refusal(TextChoices):
    AT_WORK = "at_work", _("Wait until the work under way is done, then try again.")
    NO_SOURCE = "no_source", _("There is no file to work from: send one first.")
    NOT_DONE = "not_done", _("These tables are not computed: compute them first.")
    REASON_MISSING = "reason_missing", _("Readers have seen other figures: say in French what was corrected.")
    REPLACED = "replaced", _("A new file replaced the codebook in the meantime. Look at it again, then save.")
    NO_SUCH_TABLE = "no_such_table", _("The results that are public have no such table to show.")
    NOT_EARLIER = "not_earlier", _("That study is no earlier edition of this series.")


class NotChanged(Exception):
    """What was asked for is not possible now, and why, in words. Nothing was changed."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.label)
        self.reason = reason


def is_lost(job: Job) -> bool:
    return job.is_under_way and job.created_at < timezone.now() - LOST_AFTER


def at_work(survey: Survey) -> Job | None:
    """The job that is being done on this survey, if there is one and it isn't lost."""
    jobs = (jobs.order_by("-pk").first() for jobs in (survey.sources, survey.publications))
    return next((job for job in jobs if job and job.is_under_way and not is_lost(job)), None)


def send_source(
    *,
    study_id: int,
    door: str,
    file: File,
    codebook_file: File | None = None,
    threshold: int,
    user: User = None,
) -> Source:
    """Store a file, private, and have it read; raises NotChanged while another job is being done."""
    with transaction.atomic(durable=True):
        study = Study.objects.select_for_update().get(pk=study_id)
        survey, _made = Survey.objects.get_or_create(study=study)
        _refuse_while_at_work(survey)
        survey.threshold = threshold
        survey.full_clean(exclude=["study", "public"])
        survey.save(update_fields=["threshold"])
        name = PurePosixPath(str(file.name)).name
        source = Source(survey=survey, door=Door(door), name=name[-200:], created_by_id=_pk(user))
        source.file.save(_private_name(file), file, save=False)
        if codebook_file:
            source.codebook_file.save(_private_name(codebook_file), codebook_file, save=False)
        source.save()
        _log(survey, "sent", user, file=source.name)
        read_source.enqueue(source_id=source.pk, language=_language())
    return source


def _private_name(file: File) -> str:
    """Nothing in storage tells what was uploaded under which name."""
    return f"{uuid4().hex}{PurePosixPath(str(file.name)).suffix.lower()}"


def read_again(*, source_id: int, user: User = None) -> None:
    """Have a file read anew whose reading failed or was lost."""
    with transaction.atomic(durable=True):
        source = _locked(Source, source_id)
        _refuse_while_at_work(source.survey)
        if not source.file:
            raise NotChanged(Refusal.NO_SOURCE)
        _requeue(source)
        _log(source.survey, "sent", user, file=source.name)
        read_source.enqueue(source_id=source_id, language=_language())


def review_codebook(*, survey_id: int, variables: Sequence[Variable], user: User = None) -> None:
    """Save roles and titles of all variables, in the order given; raises NotChanged where a file sent since then
    replaced them. What needs options from now on, and has none, gets those that the file holds, in the worker."""
    with transaction.atomic(durable=True):
        survey = _lock(survey_id)
        _refuse_while_at_work(survey)
        if set(survey.variables.values_list("pk", flat=True)) != {variable.pk for variable in variables}:
            raise NotChanged(Refusal.REPLACED)
        for place, variable in enumerate(variables):
            variable.sort_order = place
        Variable.objects.bulk_update(variables, ["role", "title_fr", "title_en", "sort_order"], batch_size=100)
        _log(survey, "reviewed", user)
        _list_missing_options(survey)


def _list_missing_options(survey: Survey) -> None:
    source = latest_file(survey)
    if source and source.door == Door.ANSWERS and survey.variables.filter(LACKS_OPTIONS).exists():
        _requeue(source)
        list_options.enqueue(source_id=source.pk, language=_language())


def latest_file(survey: Survey) -> Source | None:
    """The one that tables are computed from: of the files that were read, the latest that is not destroyed."""
    return survey.sources.filter(state=Work.DONE).exclude(file="").first()


def _requeue(source: Source) -> None:
    waiting = {"state": Work.WAITING, "progress": 0, "problems": [], "created_at": timezone.now()}
    Source.objects.filter(pk=source.pk).update(**waiting)


def review_variable(
    *, variable: Variable, categories: Sequence[Category], removed: Sequence[Category] = (), user: User = None
) -> None:
    """Save the words of one variable and its categories, in the order given; raises NotChanged as above."""
    with transaction.atomic(durable=True):
        survey = _lock(variable.survey_id)
        if not survey.variables.filter(pk=variable.pk).exists():
            raise NotChanged(Refusal.REPLACED)
        variable.save()
        variable.categories.filter(pk__in=[category.pk for category in removed]).delete()
        for place, category in enumerate(categories):
            category.variable_id, category.sort_order = variable.pk, place
            category.save()
        _log(survey, "reviewed", user, variable=variable.code)


def start_publication(*, survey_id: int, user: User = None) -> Publication:
    """Have the tables of the latest file computed; raises NotChanged where there is none or a job is being done."""
    with transaction.atomic(durable=True):
        survey = _lock(survey_id)
        _refuse_while_at_work(survey)
        source = latest_file(survey)
        if source is None:
            raise NotChanged(Refusal.NO_SOURCE)
        survey.publications.filter(state__in=(Work.WAITING, Work.RUNNING)).update(state=Work.REFUSED)
        publication = Publication.objects.create(
            survey=survey, source=source, threshold=survey.threshold, created_by_id=_pk(user)
        )
        _log(survey, "tabulated", user, file=source.name)
        tabulate_publication.enqueue(publication_id=publication.pk, language=_language())
    return publication


def make_public(*, publication_id: int, reason_fr: str = "", reason_en: str = "", user: User = None) -> Publication:
    """Show these tables to readers in place of any others. Whoever replaces figures that were public says why."""
    with transaction.atomic(durable=True):
        publication = _locked(Publication, publication_id)
        survey = publication.survey
        if publication.state != Work.DONE:
            raise NotChanged(Refusal.NOT_DONE)
        if survey.public_id == publication.pk:
            return publication
        if is_correction(publication):
            if not reason_fr.strip():
                raise NotChanged(Refusal.REASON_MISSING)
            publication.reason_fr, publication.reason_en = reason_fr.strip(), reason_en.strip()
            publication.public_from = timezone.now()
        publication.public_from = publication.public_from or timezone.now()
        publication.save(update_fields=["public_from", "reason_fr", "reason_en"])
        survey.public = publication
        if not _has_table(publication, survey.open_question, survey.open_segment):
            survey.open_question = survey.open_segment = ""
        survey.save(update_fields=["public", "open_question", "open_segment"])
        _log(survey, "public", user, publication=publication.pk, reason=publication.reason_fr)
    return publication


def is_correction(publication: Publication) -> bool:
    """Whether readers have seen other figures of this survey before, later than these."""
    others = publication.survey.publications.exclude(pk=publication.pk).exclude(public_from=None)
    before = publication.public_from or datetime.min.replace(tzinfo=UTC)
    return others.filter(public_from__gt=before).exists()


def unpublish(*, survey_id: int, user: User = None) -> None:
    """Take the results away from readers; the publication stays for the editors."""
    with transaction.atomic(durable=True):
        survey = _lock(survey_id)
        if survey.public_id is None:
            return
        _log(survey, "unpublished", user, publication=survey.public_id)
        survey.public = None
        survey.save(update_fields=["public"])


def note_reading(*, source_id: int, user: User) -> Source:
    """Whoever takes the answers of respondents is put on record first; raises NotChanged once they are destroyed."""
    with transaction.atomic(durable=True):
        source = Source.objects.select_related("survey__study").get(pk=source_id)
        if not source.file:
            raise NotChanged(Refusal.NO_SOURCE)
        _log(source.survey, "read", user, file=source.name)
    return source


def destroy_answers(*, source_id: int, user: User = None) -> None:
    """Delete the files for good. The codebook and all computed tables stay."""
    with transaction.atomic(durable=True):
        source = _locked(Source, source_id)
        if not source.file:
            return
        _log(source.survey, "destroyed", user, file=source.name)
        files = [source.file, source.codebook_file]
        stored = [(file.storage, str(file.name)) for file in files if file]
        Source.objects.filter(pk=source_id).update(file="", codebook_file="", destroyed_at=timezone.now())
        for storage, name in stored:  # a failure here undoes the above: nothing is called destroyed that is not
            storage.delete(name)


@dataclass(frozen=True)
class Pair:
    """A question's counterpart in the earlier edition."""

    earlier_code: str
    wording_changed: bool


def confirm_concordance(
    *, survey_id: int, earlier_survey_id: int, pairs: Mapping[str, Pair], user: User = None
) -> None:
    """Say which questions come back from an earlier edition, in place of all that was said before."""
    with transaction.atomic(durable=True):
        survey = _lock(survey_id)
        earlier = Survey.objects.select_related("study").get(pk=earlier_survey_id)
        if earlier.study not in earlier_editions(survey.study):
            raise NotChanged(Refusal.NOT_EARLIER)
        survey.concordances.all().delete()
        Concordance.objects.bulk_create(
            Concordance(
                survey=survey,
                code=code,
                earlier_survey=earlier,
                earlier_code=pair.earlier_code,
                wording_changed=pair.wording_changed,
            )
            for code, pair in pairs.items()
        )
        _log(survey, "concordance", user, pairs=len(pairs))


def earlier_editions(study: Study) -> list[Study]:
    """Those of its series that have a survey with a codebook, the latest first."""
    if study.series_id is None:
        return []
    others = Study.objects.filter(series=study.series_id, survey__variables__isnull=False).exclude(pk=study.pk)
    before = [other for other in others.select_related("survey").distinct() if _edition(other) < _edition(study)]
    return sorted(before, key=_edition, reverse=True)


def _edition(study: Study) -> tuple:
    return study.edition or 0, study.published_on, study.pk


def choose_open_chart(*, survey_id: int, question: str, segment: str, user: User = None) -> None:
    """The one table that is shown to everyone, whatever the release; no question: none."""
    with transaction.atomic(durable=True):
        survey = _lock(survey_id)
        if question and not (survey.public and _has_table(survey.public, question, segment)):
            raise NotChanged(Refusal.NO_SUCH_TABLE)
        survey.open_question, survey.open_segment = question, segment if question else ""
        survey.save(update_fields=["open_question", "open_segment"])
        _log(survey, "open_chart", user, question=question, segment=survey.open_segment)


def _has_table(publication: Publication, question: str, segment: str) -> bool:
    tables = publication.tables.filter(question=question, segment=segment)
    return tables.exclude(data__columns=[]).exists()


def _lock(survey_id: int) -> Survey:
    """The survey, held until the transaction ends: by its study's row on PostgreSQL, by BEGIN IMMEDIATE on SQLite."""
    Study.objects.select_for_update().get(survey=survey_id)
    return Survey.objects.select_related("study", "public").get(pk=survey_id)


def _locked(model: type[J], pk: int) -> J:
    _lock(model.objects.values_list("survey_id", flat=True).get(pk=pk))
    return model.objects.select_related("survey__study").get(pk=pk)


def _refuse_while_at_work(survey: Survey) -> None:
    if at_work(survey):
        raise NotChanged(Refusal.AT_WORK)


def _log(survey: Survey, what: str, user: User, **data) -> None:
    log(instance=survey.study, action=f"studies.survey.{what}", user=user, data=data)


def _pk(user: User) -> int | None:
    return user.pk if user else None


def _language() -> str:
    return get_language() or "fr"
