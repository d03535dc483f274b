"""Words that are mended after the tables were computed, whether the answers are still there or not."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict

from django.utils import timezone

from studies.codebooks import texts
from studies.models import Publication, PublishedTable, Survey
from studies.models.survey import Work
from studies.services.holding import NotChanged, Refusal, at_work
from studies.survey.codebook import Codebook
from studies.survey.rewording import category_words, mend, mended, segments_by_code
from studies.survey.words import Words
from studies.tasks import write_workbooks


@contextmanager
def mending(survey: Survey) -> Iterator[None]:
    """What changes meanwhile in the words of the codebook changes in the tables that readers see and in later ones too;
    figures never do. Within a transaction. Raises NotChanged while tables are computed: these would not say it."""
    if isinstance(at_work(survey), Publication):
        raise NotChanged(Refusal.AT_WORK)
    before = survey.codebook()
    yield
    after = survey.codebook()
    if before == after:
        return
    publications = survey.publications.filter(state=Work.DONE)
    if survey.public_id:
        publications = publications.filter(pk__gte=survey.public_id)
    for publication in publications:
        _mend(publication, before, after)
    survey.save(update_fields=["public"])  # whatever shows it is made anew
    if survey.public_id:
        write_workbooks.enqueue(publication_id=survey.public_id)


def _mend(publication: Publication, before: Codebook, after: Codebook) -> None:
    changed = []
    for row in publication.tables.iterator(chunk_size=100):
        table = row.table()
        told = mend(table, before, after)
        if told != table:
            row.data = told.to_json()
            for name, text in texts(title=told.title, segment_title=told.segment_words).items():
                setattr(row, name, text)
            changed.append(row)
    subgroups = [_mended_subgroup(each, before, after) for each in publication.subgroups]
    if changed or subgroups != publication.subgroups:
        names = [f"{name}_{language}" for name in ("title", "segment_title") for language in ("fr", "en")]
        PublishedTable.objects.bulk_update(changed, ["data", *names], batch_size=100)
        publication.subgroups, publication.mended_at = subgroups, timezone.now()
        publication.save(update_fields=["subgroups", "mended_at"])


def _mended_subgroup(subgroup: dict, before: Codebook, after: Codebook) -> dict:
    """In the method box segments and their categories go by their words alone."""
    said, new = Words(**subgroup["segment"]), segments_by_code(after)
    for old in segments_by_code(before).values():
        if old.title.fr == said.fr and old.code in new:
            told = category_words(new[old.code])
            now = {words.fr: (words, told.get(parts, words)) for parts, words in category_words(old).items()}
            return {
                "segment": asdict(mended(said, old.title, new[old.code].title)),
                "categories": [_mended_category(category, now) for category in subgroup["categories"]],
            }
    return subgroup


def _mended_category(category: dict, now: Mapping[str, tuple[Words, Words]]) -> dict:
    words = Words(category["fr"], category["en"])
    return {**category, **asdict(mended(words, *now.get(words.fr, (words, words))))}
