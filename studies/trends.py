"""The editions of a series between which a question comes back, as editors paired them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from studies.models import Concordance, PublishedTable, Study, StudyPage, Survey
from studies.survey.display.editions import Edition, paired_options, same_options
from studies.survey.tables import WHOLE, Table


def comparable_editions(survey: Survey, table: Table, *, pages: QuerySet[StudyPage]) -> list[Edition]:
    """This edition's table and those of earlier ones, oldest first, as editors paired their questions; of these, only
    the public ones of studies that have one of `pages`."""
    editions = [Edition(_date(survey.study), "", table)]
    chain = _chain(survey, table.question)
    if not chain:
        return editions
    studies = [pair.earlier_survey.study_id for pair in chain]
    readable = set(pages.filter(study__in=studies).values_list("study", flat=True))
    wanted = Q(pk__in=[])
    for pair in chain:
        if pair.earlier_survey.study_id in readable:
            wanted |= Q(publication=pair.earlier_survey.public_id, question=pair.earlier_code)
    rows = PublishedTable.objects.filter(wanted, segment=WHOLE)
    tables: dict[tuple[int | None, str], PublishedTable] = {(row.publication_id, row.question): row for row in rows}
    is_break, codes = False, None
    for pair in chain:
        is_break = is_break or pair.wording_changed
        codes = _through(codes, pair.option_pairs)
        earlier = tables.get((pair.earlier_survey.public_id, pair.earlier_code))
        if earlier is not None:
            editions[-1] = replace(editions[-1], is_break=is_break)
            study = pair.earlier_survey.study
            before = earlier.shown(study)
            paired = same_options(table, before) if codes is None else paired_options(table, before, codes)
            editions.append(Edition(_date(study), "", before, codes=paired))
            is_break = False
    return _labelled(editions[::-1])


def _through(codes: dict[str, str] | None, pairs: dict[str, str] | None) -> dict[str, str] | None:
    """From the last edition's options to those one edition further back; None as long as nobody paired any."""
    if codes is None or pairs is None:
        return codes if pairs is None else pairs
    return {last: pairs[code] for last, code in codes.items() if code in pairs}


def _chain(survey: Survey, question: str) -> list[Concordance]:
    """From one edition to the one before; each pair is taken once, whatever circle editors made."""
    series = survey.study.series_id
    if series is None:
        return []
    pairs = Concordance.objects.filter(survey__study__series=series)
    steps = {(pair.survey_id, pair.code): pair for pair in pairs.select_related("earlier_survey__study")}
    chain, at = [], (survey.pk, question)
    while (pair := steps.pop(at, None)) is not None:
        chain.append(pair)
        at = (pair.earlier_survey_id, pair.earlier_code)
    return chain


def _date(study: Study) -> date:
    return study.fieldwork_to or study.fieldwork_from or study.published_on or timezone.localdate()


def _labelled(editions: Sequence[Edition]) -> list[Edition]:
    """By their year, or by month and year where two have the same."""
    years = {edition.at.year for edition in editions}
    form = "Y" if len(years) == len(editions) else "M Y"
    return [replace(edition, label=date_format(edition.at, form)) for edition in editions]
