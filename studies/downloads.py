"""Files that leave the site with a survey's figures: a table, or all of them, and the method beside."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256
from uuid import uuid4

from django.core.files.base import ContentFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal.core.files.delivery import deliver
from portal.core.files.spreadsheets import XLSX
from studies.explorer import View
from studies.models import Publication, Showing, StoredWorkbook, StudyPage
from studies.survey.display import phrases
from studies.survey.display.citation import Attribution
from studies.survey.display.exports import table_csv, workbook
from studies.survey.tables import WHOLE, Table


def download(
    view: View, request: HttpRequest, *, publication: Publication, showings: Iterable[Showing], name: str
) -> HttpResponseBase | None:
    """The file that the address asks for; None where it asks for a page, or for a table that isn't there. That of all
    tables is the one the worker made, as long as it says what would be said now."""
    asked = request.GET
    wanted = asked.get("format")
    if wanted not in ("csv", "xlsx") or view.missing:
        return None
    pairs = about(publication, view.source, showings)
    is_all = wanted == "xlsx" and bool(asked.get("all"))
    stored = _stored(publication, pairs) if is_all else None
    if stored is not None:
        return deliver(request, stored.file, filename=f"{slugify(name)}.xlsx")
    pairs = [*pairs, _made_today()]
    table = _beside_everyone(view.table, publication)
    if wanted == "csv":
        response = HttpResponse(table_csv(table, pairs), content_type="text/csv; charset=utf-8")
    else:
        tables = [row.shown(publication.survey.study) for row in publication.tables.all()] if is_all else [table]
        response = HttpResponse(workbook(tables, pairs), content_type=XLSX)
    name = slugify(name if is_all else f"{name}-{view.table.question}-{view.table.segment}").strip("-")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{wanted}"'
    return response


def attribution(page: StudyPage, association: str, address: str) -> Attribution:
    return Attribution(
        association=association, study=page.title, address=address, fieldwork=page.study.fieldwork_told()
    )


def store_workbook(publication: Publication, source: Attribution) -> None:
    """All tables of a publication in the language in force, in private storage, unless they are there as they are."""
    pairs = about(publication, source, publication.survey.showings.all())
    if _stored(publication, pairs):
        return
    tables = [row.shown(publication.survey.study) for row in publication.tables.all()]
    content = ContentFile(workbook(tables, [*pairs, _made_today()]))
    row = StoredWorkbook.objects.filter(publication=publication, language=get_language()).first()
    row = row or StoredWorkbook(publication=publication, language=get_language())
    storage, before = row.file.storage, str(row.file.name or "")
    row.file.save(f"{uuid4().hex}.xlsx", content, save=False)
    row.made_of = _made_of(publication, pairs)
    row.save()
    if before:
        storage.delete(before)


def _stored(publication: Publication, pairs: Sequence[tuple[str, str]]) -> StoredWorkbook | None:
    made_of = _made_of(publication, pairs)
    return publication.workbooks.filter(language=get_language(), made_of=made_of).first()


def _made_of(publication: Publication, pairs: Sequence[tuple[str, str]]) -> str:
    """A fingerprint of all that it says and that may change after it was made."""
    facts = [*pairs, str(publication.mended_at), publication.survey.study.is_random]
    return sha256(json.dumps(facts).encode()).hexdigest()


def _made_today() -> tuple[str, str]:
    return _("File made on"), date_format(timezone.localdate(), "j F Y")


def _beside_everyone(table: Table, publication: Publication) -> Table:
    """The table of a segment with the column of everyone together before its own."""
    if table.is_whole or not table.columns:
        return table
    row = publication.tables.filter(question=table.question, segment=WHOLE).first()
    whole = row.shown(publication.survey.study) if row else replace(table, columns=())
    shift = len(whole.columns)
    differences = tuple((answer, first + shift, second + shift) for answer, first, second in table.differences)
    return replace(table, columns=(*whole.columns, *table.columns), differences=differences)


def _status(publication: Publication) -> str:
    if publication.pk == publication.survey.public_id:
        return ""
    return _("earlier results, corrected since") if publication.public_from else _("preview, not public")


def about(publication: Publication, source: Attribution, showings: Iterable[Showing]) -> list[tuple[str, str]]:
    """The method, for files that leave the site: pairs of a heading and a text."""
    study = publication.survey.study
    pairs = [
        (_("Study"), source.study),
        (
            pgettext("one", "Series"),
            f"{study.series or ''}{f', {study.edition}' if study.series and study.edition else ''}",
        ),
        (_("Commissioned by"), study.commissioned_by),
        (_("Carried out by"), study.carried_out_by),
        (_("Academic partner"), study.academic_partner),
        (_("Fieldwork"), source.fieldwork),
        (_("Mode"), study.mode),
        (_("Population"), study.population),
        (_("Sampling"), study.sampling),
        (_("Sample"), phrases.plain(publication.respondents) if publication.respondents else ""),
        (_("Weighting"), study.weighting or (_("weighted results") if publication.is_weighted else "")),
        (_("Method"), study.method),
        (_("Source"), f"{source.association}, {source.address}"),
        (_("Status"), _status(publication)),
    ]
    changes = [
        (_("Corrected on %(day)s") % {"day": date_format(timezone.localtime(entry.at), "j F Y")}, entry.reason)
        for entry in showings
        if entry.reason_fr
    ]
    return [(heading, text) for heading, text in [*pairs, *changes] if text]
