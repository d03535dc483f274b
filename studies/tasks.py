"""The worker's part of a survey: reading what was sent, computing what may be published.

Each may run again after its worker died: it starts anew, and what it makes is saved at its end, all or nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from portal.core.mail.writing import association
from studies.codebooks import add_options, lacking_options, take_codebook, texts
from studies.downloads import attribution, store_workbook
from studies.models import Publication, PublishedTable, Source, Study, StudyPage, Survey
from studies.models.survey import Door, Work, latest_kept
from studies.survey import codebook as plain
from studies.survey.answers import Answers
from studies.survey.codebook import Role
from studies.survey.doors.answers.checking import check
from studies.survey.doors.answers.codebook_file import embedded_codebook, read_codebook
from studies.survey.doors.answers.drafting import draft, found_options
from studies.survey.doors.answers.matching import matched
from studies.survey.doors.answers.reading import read_answers
from studies.survey.doors.answers.remarks import remarks
from studies.survey.problems import Problem, Refused
from studies.survey.rewording import reword, sample_values
from studies.survey.tables import Table
from studies.survey.withheld import withheld

if TYPE_CHECKING:
    from studies.survey.tabulation import Tabulation

Progress = Callable[[float], None]

STEP = 2
"""Percents between two notes of progress: each is a write that others wait for."""


@task()
def read_source(source_id: int, language: str) -> None:
    """Read a file that was sent and put its codebook in place; `language` is that in which problems are told."""
    source = Source.objects.select_related("survey").get(pk=source_id)
    if not source.is_under_way:
        return
    with override(language), _working(source):
        with _local(source.file) as path:
            codebook, drafted, answers = _read(source, path, _teller(source))
        noticed = [problem.stored() for problem in remarks(codebook, answers, drafted=drafted)] if answers else []
        with transaction.atomic():
            survey = Survey.objects.get(pk=source.survey_id)
            Study.objects.select_for_update().get(pk=survey.study_id)
            _stay_current(source)
            take_codebook(survey, codebook, drafted=drafted)
            Survey.objects.filter(pk=survey.pk).update(codebook_from=source)
            facts = {"rows": len(answers), "columns": sample_values(answers), "problems": noticed} if answers else {}
            Source.objects.filter(pk=source_id).update(state=Work.DONE, progress=100, **facts)


@task()
def list_options(source_id: int, language: str) -> None:
    """Give those variables that were made into questions with options, or segments, the answers the file holds."""
    source = Source.objects.select_related("survey").get(pk=source_id)
    if not source.is_under_way:
        return
    with override(language), _working(source):
        with _local(source.file) as path:
            answers = read_answers(path, source.name, _teller(source), source.encoding)
        with transaction.atomic():
            Study.objects.select_for_update().get(survey=source.survey_id)
            _stay_current(source)
            for variable in lacking_options(source.survey):
                is_scale, threshold = variable.role == Role.SCALE, source.survey.threshold
                add_options(variable, found_options(answers, variable.column, is_scale=is_scale, threshold=threshold))
            noticed = [problem.stored() for problem in remarks(source.survey.codebook(), answers, drafted=False)]
            Source.objects.filter(pk=source_id).update(state=Work.DONE, progress=100, problems=noticed)


@task()
def tabulate_publication(publication_id: int, language: str) -> None:
    """Compute a publication's tables from its source. Nothing that readers see changes."""
    publication = Publication.objects.select_related("survey", "source").get(pk=publication_id)
    if not publication.is_under_way:
        return
    with override(language), _working(publication):
        made = _tabulate(publication)
        rows = [published_row(publication, position, table) for position, table in enumerate(made.tables)]
        with transaction.atomic():
            locked = Publication.objects.select_for_update().filter(pk=publication_id).first()
            if locked is None or not locked.is_under_way:
                return  # another worker was faster, or the answers were destroyed
            PublishedTable.objects.bulk_create(rows, batch_size=100)
            Publication.objects.filter(pk=publication_id).update(
                state=Work.DONE,
                progress=100,
                respondents=made.respondents,
                effective=made.effective,
                is_weighted=made.is_weighted,
                subgroups=made.subgroups,
                withheld=withheld(made.tables, publication.survey.codebook().segments, made.small),
            )


@task()
def write_workbooks(publication_id: int) -> None:
    """Make the workbook of all tables once in each language, for whoever may read them."""
    found = Publication.objects.select_related("survey__study__series").filter(pk=publication_id)
    publication = found.filter(survey__public=publication_id).first()
    if publication is None:
        return  # replaced or taken back meanwhile
    for page in StudyPage.objects.select_related("locale").filter(study=publication.survey.study, live=True):
        with override(page.locale.language_code):
            page.study = publication.survey.study
            store_workbook(publication, attribution(page, association().name, page.full_url))


def _stay_current(source: Source) -> None:
    """Raises Refused where a file that was lost for long is done with after another one was sent, or destroyed."""
    if latest_kept(source.survey) != source:
        raise Refused(Problem(_("Another file was sent in the meantime: this one was not taken.")))


def _read(source: Source, path: Path, progress: Progress) -> tuple[plain.Codebook, bool, Answers | None]:
    """The codebook, whether it was only drafted from the data, and the data, which an institute doesn't give."""
    from studies.survey.doors.tables.reading import read_tables  # noqa: PLC0415 - brings NumPy, which web requests do without

    if source.door == Door.TABLES:
        codebook, _tables = read_tables(path, threshold=source.survey.threshold, progress=progress)
        return codebook, False, None
    answers = read_answers(path, source.name, progress, source.encoding)
    if source.codebook_file:
        with _local(source.codebook_file) as codebook_path:
            return read_codebook(codebook_path, str(source.codebook_file.name)), False, answers
    written = embedded_codebook(path, source.name)
    return written or draft(answers, threshold=source.survey.threshold), written is None, answers


def _tabulate(publication: Publication) -> "Tabulation":
    from studies.survey.doors.tables.reading import read_tables  # noqa: PLC0415 - brings NumPy, which web requests do without
    from studies.survey.tabulation import tabulate  # noqa: PLC0415 - brings NumPy, which web requests do without

    source, survey = publication.source, publication.survey
    if source is None or not source.file or source.pk != survey.codebook_from_id:
        raise Refused(Problem(_("The codebook’s file isn’t there any more: send it again to compute the tables.")))
    codebook, threshold = survey.codebook(), publication.threshold
    with _local(source.file) as path:
        if source.door == Door.TABLES:
            told = _teller(publication)
            _codebook, made = read_tables(path, threshold=threshold, progress=told, reviewed=codebook)
            return _of_tables(replace(made, tables=reword(made.tables, codebook)))
        answers = read_answers(path, source.name, _teller(publication, end=40), source.encoding)
    answers = matched(codebook, answers)
    if problems := check(codebook, answers):
        raise Refused(*problems)
    rows = PublishedTable.objects.filter(publication__survey=survey, publication__public_from__isnull=False)
    public = [row.table() for row in rows.iterator()]
    return tabulate(codebook, answers, threshold=threshold, progress=_teller(publication, start=40), public=public)


def _of_tables(made: "Tabulation") -> "Tabulation":
    if not any(table.columns for table in made.tables):
        raise Refused(Problem(_("There is no table to publish: no question of the codebook has enough answers.")))
    return made


@contextmanager
def _working(job: Source | Publication) -> Iterator[None]:
    """While the job is done; a refusal, or a failure of ours, is kept with it for the editor to read."""
    _note(job, state=Work.RUNNING, progress=0, problems=[])
    try:
        yield
    except Refused as refused:
        _refuse(job, refused.problems)
    except Exception:
        fault = Problem(_("Something went wrong here, not in your file. Try again, then tell your administrator."))
        _refuse(job, [fault])
        raise


def _refuse(job: Source | Publication, problems: Sequence[Problem]) -> None:
    _note(job, state=Work.REFUSED, problems=[problem.stored() for problem in problems])


def _note(job: Source | Publication, **facts) -> None:
    type(job).objects.filter(pk=job.pk, state__in=(Work.WAITING, Work.RUNNING)).update(**facts)


def _teller(job: Source | Publication, start: int = 0, end: int = 98) -> Progress:
    """What a reader tells its progress to, 0 to 1: noted as percents from `start` to `end`, not at each call."""
    told = start

    def tell(part: float) -> None:
        nonlocal told
        percent = int(start + (end - start) * part)
        if percent >= told + STEP:
            told = percent
            _note(job, progress=percent)

    return tell


@contextmanager
def _local(file: FieldFile) -> Iterator[Path]:
    """The stored file's path, or that of a copy for as long as it is read where storage is elsewhere."""
    try:
        yield Path(file.path)
        return
    except NotImplementedError:
        pass
    with NamedTemporaryFile(suffix=PurePosixPath(str(file.name)).suffix) as copy, file.open("rb") as stored:
        copyfileobj(stored, copy)
        copy.flush()
        yield Path(copy.name)


def published_row(publication: Publication, position: int, table: Table) -> PublishedTable:
    """An unsaved row that holds one table."""
    return PublishedTable(
        publication=publication,
        position=position,
        question=table.question,
        segment=table.segment,
        data=table.to_json(),
        **texts(title=table.title, segment_title=table.segment_words),
    )
