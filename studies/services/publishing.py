"""Tables: computed by the worker, shown to readers, taken back, deleted.

`tabulate_publication` is the worker's task that one of these puts in the queue; `.call()` does its work at once.
"""

from django.db import transaction
from django.utils import timezone

from studies.models import Publication, Showing
from studies.models.survey import Work
from studies.services.holding import (
    NotChanged,
    Refusal,
    User,
    key,
    language,
    lock,
    locked,
    log_deed,
    refuse_while_at_work,
)
from studies.services.sources import latest_file
from studies.tasks import tabulate_publication, write_workbooks


def start_publication(*, survey_id: int, user: User = None) -> Publication:
    """Have the tables of the latest file computed; raises NotChanged where there is none, its codebook is not confirmed
    or a job is being done."""
    with transaction.atomic(durable=True):
        survey = lock(survey_id)
        refuse_while_at_work(survey)
        source = latest_file(survey)
        if source is None:
            raise NotChanged(Refusal.NO_SOURCE)
        if survey.confirmed_at is None:
            raise NotChanged(Refusal.UNCONFIRMED)
        survey.publications.filter(state__in=(Work.WAITING, Work.RUNNING)).update(state=Work.REFUSED)
        publication = Publication.objects.create(
            survey=survey, source=source, threshold=survey.threshold, created_by_id=key(user)
        )
        log_deed(survey, "tabulated", user, file=source.name)
        tabulate_publication.enqueue(publication_id=publication.pk, language=language())
    return publication


def make_public(*, publication_id: int, reason_fr: str = "", reason_en: str = "", user: User = None) -> Publication:
    """Show these tables to readers in place of any others. Whoever replaces figures that were public says why."""
    with transaction.atomic(durable=True):
        publication = locked(Publication, publication_id)
        survey = publication.survey
        if publication.state != Work.DONE:
            raise NotChanged(Refusal.NOT_DONE)
        if survey.public_id == publication.pk:
            return publication
        reason = {"reason_fr": reason_fr.strip(), "reason_en": reason_en.strip()}
        if is_correction(publication) and not reason["reason_fr"]:
            raise NotChanged(Refusal.REASON_MISSING)
        _enter(publication, **reason)
        survey.public = publication
        if not _has_table(publication, survey.open_question, survey.open_segment):
            survey.open_question = survey.open_segment = ""
        survey.save(update_fields=["public", "open_question", "open_segment"])
        write_workbooks.enqueue(publication_id=publication.pk)
        log_deed(survey, "public", user, publication=publication.pk, reason=reason["reason_fr"])
    return publication


def _enter(publication: Publication, **reason: str) -> None:
    """Into the log of corrections, unless they were only taken back meanwhile."""
    now = timezone.now()
    last = publication.survey.showings.last()
    if last is None:
        Showing.objects.create(survey=publication.survey, publication=publication, at=now)
    elif last.publication_id != publication.pk:
        Showing.objects.create(survey=publication.survey, publication=publication, at=now, **reason)
    if publication.public_from is None:
        publication.public_from = now
        publication.save(update_fields=["public_from"])


def is_correction(publication: Publication) -> bool:
    """Whether the figures of this survey that readers saw last are others."""
    last = publication.survey.showings.last()
    return last is not None and last.publication_id != publication.pk


def unpublish(*, survey_id: int, user: User = None) -> None:
    """Take the results away from readers; the publication stays for the editors."""
    with transaction.atomic(durable=True):
        survey = lock(survey_id)
        if survey.public_id is None:
            return
        log_deed(survey, "unpublished", user, publication=survey.public_id)
        survey.public = None
        survey.save(update_fields=["public"])


def delete_publication(*, publication_id: int, user: User = None) -> None:
    """Delete tables that readers don't see, for good; what the log of corrections says of them stays."""
    with transaction.atomic(durable=True):
        publication = locked(Publication, publication_id)
        refuse_while_at_work(publication.survey)
        if publication.survey.public_id == publication.pk:
            raise NotChanged(Refusal.IS_PUBLIC)
        log_deed(publication.survey, "deleted", user, publication=publication.pk)
        files = [(workbook.file.storage, str(workbook.file.name)) for workbook in publication.workbooks.all()]
        publication.delete()
        for storage, name in files:
            storage.delete(name)


def choose_open_chart(*, survey_id: int, question: str, segment: str, user: User = None) -> None:
    """The one table that is shown to everyone, whatever the release; no question: none."""
    with transaction.atomic(durable=True):
        survey = lock(survey_id)
        if question and not (survey.public and _has_table(survey.public, question, segment)):
            raise NotChanged(Refusal.NO_SUCH_TABLE)
        survey.open_question, survey.open_segment = question, segment if question else ""
        survey.save(update_fields=["open_question", "open_segment"])
        log_deed(survey, "open_chart", user, question=question, segment=survey.open_segment)


def _has_table(publication: Publication, question: str, segment: str) -> bool:
    tables = publication.tables.filter(question=question, segment=segment)
    return tables.exclude(data__columns=[]).exists()
