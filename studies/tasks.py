"""The worker's part of a survey: reading what was sent, computing what may be published.

Each may run again after its worker died: it starts anew, and what it makes is saved at its end, all or nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from tempfile import NamedTemporaryFile

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from studies.models import Category, Publication, PublishedTable, Source, Study, Survey, Variable
from studies.models.survey import Door, Work
from studies.survey import codebook as plain
from studies.survey.codebook import Role
from studies.survey.files.checking import check
from studies.survey.files.codebook_file import embedded_codebook, read_codebook
from studies.survey.files.drafting import draft
from studies.survey.files.reading import read_answers
from studies.survey.problems import Problem, Refused
from studies.survey.rewording import found_options, keep_words, reword
from studies.survey.tables import Table
from studies.survey.tabulation import Tabulation, tabulate
from studies.survey.words import Words
from studies.survey.workbook.tables import read_tables

Progress = Callable[[float], None]

LACKS_OPTIONS = Q(role__in=(Role.SINGLE, Role.SCALE, Role.SEGMENT), categories=None)

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
            codebook, drafted, rows = _read(source, path, _teller(source))
        with transaction.atomic():
            survey = Survey.objects.get(pk=source.survey_id)
            Study.objects.select_for_update().get(pk=survey.study_id)
            if survey.sources.first() != source:
                return  # it was lost for long, and another file was sent since
            store_codebook(survey, keep_words(codebook, survey.codebook(), drafted=drafted))
            Source.objects.filter(pk=source_id).update(state=Work.DONE, progress=100, rows=rows)


@task()
def list_options(source_id: int, language: str) -> None:
    """Give those variables that were made into questions with options, or segments, the answers the file holds."""
    source = Source.objects.select_related("survey").get(pk=source_id)
    if not source.is_under_way:
        return
    with override(language), _working(source):
        with _local(source.file) as path:
            answers = read_answers(path, source.name, _teller(source))
        with transaction.atomic():
            Study.objects.select_for_update().get(survey=source.survey_id)
            for variable in source.survey.variables.filter(LACKS_OPTIONS):
                options = found_options(answers, variable.column, is_scale=variable.role == Role.SCALE)
                rows = [_category_row(place, option) for place, option in enumerate(options)]
                for row in rows:
                    row.variable_id = variable.pk
                Category.objects.bulk_create(rows)
            Source.objects.filter(pk=source_id).update(state=Work.DONE, progress=100)


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
            locked = Publication.objects.select_for_update().get(pk=publication_id)
            if not locked.is_under_way:
                return  # another worker was faster
            PublishedTable.objects.bulk_create(rows, batch_size=100)
            Publication.objects.filter(pk=publication_id).update(
                state=Work.DONE,
                progress=100,
                respondents=made.respondents,
                is_weighted=made.is_weighted,
                subgroups=made.subgroups,
            )


def _read(source: Source, path: Path, progress: Progress) -> tuple[plain.Codebook, bool, int | None]:
    """The codebook, whether it was only drafted from the data, and how many respondents there are."""
    if source.door == Door.TABLES:
        codebook, _tables = read_tables(path, threshold=source.survey.threshold, progress=progress)
        return codebook, False, None
    answers = read_answers(path, source.name, progress)
    if source.codebook_file:
        with _local(source.codebook_file) as codebook_path:
            return read_codebook(codebook_path, str(source.codebook_file.name)), False, len(answers)
    written = embedded_codebook(path, source.name)
    return written or draft(answers), written is None, len(answers)


def _tabulate(publication: Publication) -> Tabulation:
    source, survey = publication.source, publication.survey
    if source is None or not source.file:
        raise Refused(Problem(_("The file was destroyed: send it again to compute the tables.")))
    codebook, threshold = survey.codebook(), publication.threshold
    with _local(source.file) as path:
        if source.door == Door.TABLES:
            _codebook, tables = read_tables(path, threshold=threshold, progress=_teller(publication))
            return _of_tables(reword(tables, codebook))
        answers = read_answers(path, source.name, _teller(publication, end=40))
    if problems := check(codebook, answers):
        raise Refused(*problems)
    return tabulate(codebook, answers, threshold=threshold, progress=_teller(publication, start=40))


def _of_tables(tables: Sequence[Table]) -> Tabulation:
    """An institute's tables say neither how many answered in all nor how they were weighted."""
    if not any(table.columns for table in tables):
        raise Refused(Problem(_("There is no table to publish: no question of the codebook has enough answers.")))
    return Tabulation(tables=list(tables), respondents=_largest_base(tables), is_weighted=None, subgroups=[])


def _largest_base(tables: Sequence[Table]) -> int:
    return max(column.base or 0 for table in tables for column in table.columns)


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
    """PostgreSQL stores no NUL, and a problem may quote one from the file."""
    plain_problems = [
        {name: value.replace("\0", "") if isinstance(value, str) else value for name, value in asdict(problem).items()}
        for problem in problems
    ]
    _note(job, state=Work.REFUSED, problems=plain_problems)


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


def store_codebook(survey: Survey, codebook: plain.Codebook) -> None:
    """Replace a survey's variables and categories; those whose code stays keep their row, so that what somebody is
    writing meanwhile can be saved. Raises Refused where a text is too long or a code unfit for an address."""
    variables = [_variable_row(survey, place, variable) for place, variable in enumerate(codebook.variables)]
    categories = [
        (row, _category_row(place, option))
        for row, variable in zip(variables, codebook.variables, strict=True)
        for place, option in enumerate(variable.options)
    ]
    problems = [*_twice(codebook), *(problem for row in variables for problem in _faults(row, row.code))]
    problems += [problem for row, category in categories for problem in _faults(category, row.code)]
    if problems:
        raise Refused(*problems)
    with transaction.atomic():
        survey.variables.exclude(code__in=[row.code for row in variables]).delete()
        Category.objects.filter(variable__survey=survey).delete()
        Variable.objects.bulk_create(
            variables, batch_size=50, update_conflicts=True, unique_fields=["survey", "code"], update_fields=UPDATED
        )
        for row, category in categories:
            category.variable_id = row.pk
        Category.objects.bulk_create([category for _row, category in categories], batch_size=200)


UPDATED = [
    *("sort_order", "column", "role"),
    *(f"{name}_{language}" for name in ("title", "wording", "asked_to", "unit") for language in ("fr", "en")),
]


def _twice(codebook: plain.Codebook) -> Iterator[Problem]:
    for code, times in Counter(variable.code for variable in codebook.variables).items():
        if times > 1:
            message = _("%(times)s variables have the code “%(code)s”.")
            yield Problem(message % {"times": times, "code": code}, column=code)


def _variable_row(survey: Survey, place: int, variable: plain.Variable) -> Variable:
    return Variable(
        survey=survey,
        sort_order=place,
        code=variable.code,
        column=variable.column,
        role=variable.role.value,
        **_texts(title=variable.title, wording=variable.wording, asked_to=variable.asked_to, unit=variable.unit),
    )


def _category_row(place: int, option: plain.Option) -> Category:
    return Category(
        sort_order=place,
        code=option.code,
        score=option.score,
        side=option.side.value,
        column=option.column,
        **_texts(label=option.words),
    )


def _texts(**words: Words) -> dict[str, str]:
    return {f"{name}_{language}": getattr(each, language) for name, each in words.items() for language in ("fr", "en")}


def _faults(row: Variable | Category, code: str) -> list[Problem]:
    try:
        row.clean_fields(exclude=["survey", "variable"])
    except ValidationError as error:
        return [
            Problem(f"{row._meta.get_field(name).verbose_name} : {' '.join(messages)}", column=code)
            for name, messages in error.message_dict.items()
        ]
    return []


def published_row(publication: Publication, position: int, table: Table) -> PublishedTable:
    """An unsaved row that holds one table."""
    return PublishedTable(
        publication=publication,
        position=position,
        question=table.question,
        segment=table.segment,
        data=table.to_json(),
        **_texts(title=table.title, segment_title=table.segment_words),
    )
