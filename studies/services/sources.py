"""The files of a survey: sent, read by the worker, handed out on record, destroyed.

`read_source` is the worker's task that these put in the queue; `.call()` does its work at once.
"""

from pathlib import PurePosixPath
from uuid import uuid4

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from studies.codebooks import forget_answers
from studies.models import Source, Study, Survey
from studies.models.survey import Door, Work, latest_kept
from studies.services.holding import (
    NotChanged,
    Refusal,
    User,
    key,
    language,
    locked,
    log_deed,
    refuse_while_at_work,
)
from studies.tasks import read_source


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
        refuse_while_at_work(survey)
        survey.threshold = threshold
        survey.full_clean(exclude=["study", "public"])
        survey.save(update_fields=["threshold"])
        name = PurePosixPath(str(file.name)).name
        source = Source(survey=survey, door=Door(door), name=name[-200:], created_by_id=key(user))
        source.file.save(_private_name(file), file, save=False)
        if codebook_file:
            source.codebook_file.save(_private_name(codebook_file), codebook_file, save=False)
        source.save()
        log_deed(survey, "sent", user, file=source.name)
        read_source.enqueue(source_id=source.pk, language=language())
    return source


def _private_name(file: File) -> str:
    """Nothing in storage tells what was uploaded under which name."""
    return f"{uuid4().hex}{PurePosixPath(str(file.name)).suffix.lower()}"


def read_again(*, source_id: int, as_offered: bool = False, user: User = None) -> None:
    """Have a file read anew whose reading failed or was lost, `as_offered` in the encoding that its refusal names;
    raises NotChanged where another one came after it, or the codebook is its own already."""
    with transaction.atomic(durable=True):
        source = locked(Source, source_id)
        refuse_while_at_work(source.survey)
        if not source.file:
            raise NotChanged(Refusal.NO_SOURCE)
        if not may_be_read_again(source):
            raise NotChanged(Refusal.ANOTHER_FILE)
        if as_offered:
            Source.objects.filter(pk=source_id).update(encoding=offered_encoding(source))
        requeue(source)
        log_deed(source.survey, "sent", user, file=source.name)
        read_source.enqueue(source_id=source_id, language=language())


def may_be_read_again(source: Source) -> bool:
    """The last of the files that are there may, unless the codebook comes from it."""
    is_read = source.state == Work.DONE and source.survey.codebook_from_id == source.pk
    return source == latest_kept(source.survey) and not is_read


def offered_encoding(source: Source) -> str:
    """What a refused text file may be read in after all; empty where nothing is known."""
    return next((problem["encoding"] for problem in source.problems if problem.get("encoding")), source.encoding)


def latest_file(survey: Survey) -> Source | None:
    """The one that tables are computed from: that of the codebook, as long as it is there."""
    return (
        survey.sources.filter(pk=survey.codebook_from_id or 0, state=Work.DONE)
        .exclude(file="")
        .defer("columns")
        .first()
    )


def figures_given(survey: Survey) -> bool:
    """Whether the codebook is that of an institute's tables, whose figures no role or score changes any more."""
    source = survey.sources.filter(state=Work.DONE).first()
    return source is not None and source.door == Door.TABLES


def requeue(source: Source) -> None:
    waiting = {"state": Work.WAITING, "progress": 0, "problems": [], "created_at": timezone.now()}
    Source.objects.filter(pk=source.pk).update(**waiting)


def note_reading(*, source_id: int, user: User) -> Source:
    """Whoever takes the answers of respondents is put on record first; raises NotChanged once they are destroyed."""
    with transaction.atomic(durable=True):
        source = Source.objects.select_related("survey__study").get(pk=source_id)
        if not source.file:
            raise NotChanged(Refusal.NO_SOURCE)
        log_deed(source.survey, "read", user, file=source.name)
    return source


def destroy_answers(*, source_id: int, user: User = None) -> None:
    """Delete the files for good, and with them what else quotes them: what was refused about them, tables that readers
    never saw, options that only the answers gave. The codebook and all other tables stay."""
    with transaction.atomic(durable=True):
        source = locked(Source, source_id)
        if not source.file:
            return
        log_deed(source.survey, "destroyed", user, file=source.name)
        files = [source.file, source.codebook_file]
        stored = [(file.storage, str(file.name)) for file in files if file]
        gone = {"file": "", "codebook_file": "", "columns": {}, "problems": [], "destroyed_at": timezone.now()}
        Source.objects.filter(pk=source_id).update(**gone)
        Source.objects.filter(pk=source_id).exclude(state=Work.DONE).update(state=Work.REFUSED)
        source.publications.filter(public_from=None).delete()
        source.publications.update(withheld=[])
        if source.survey.codebook_from_id == source_id:
            forget_answers(source.survey)
        for storage, name in stored:  # a failure here undoes the above: nothing is called destroyed that is not
            storage.delete(name)
