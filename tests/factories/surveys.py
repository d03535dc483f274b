"""Surveys behind studies: published tables, codebooks, files of answers."""

from collections.abc import Iterable, Sequence

from django.core.files.base import ContentFile
from django.utils import timezone

from studies.codebooks import store_codebook
from studies.models import Publication, PublishedTable, Showing, Source, Study, Survey
from studies.models.survey import Work
from studies.survey.codebook import Codebook, Option, Role, Variable
from studies.survey.tables import WHOLE, Column, Table
from studies.survey.words import NO_WORDS, Words
from studies.tasks import published_row

YES_NO = (Option("1", Words("Oui", "Yes")), Option("2", Words("Non", "No")))
AGES = (Option("j", Words("Jeunes", "Young")), Option("a", Words("Aînés", "Old")))


def column(code: str = WHOLE, base: int | None = 100, shares: Sequence[int] = (60, 40), **fields) -> Column:
    """One category with its shares, unweighted; without a base it is a hidden one."""
    words = Words(code.title())
    if base is None:
        return Column(code, words, base=None)
    lows = tuple(max(0, share - 5) for share in shares)
    highs = tuple(min(100, share + 5) for share in shares)
    exact = {"effective": float(base), "exact": tuple(share / 100 for share in shares)}
    shown = {"shares": tuple(shares), "lows": lows, "highs": highs, **exact, **fields}
    return Column(code, words, base=base, **shown)


def table(question: str = "q1", segment: str = WHOLE, columns: Iterable[Column] | None = None, **fields) -> Table:
    """A question of two options, for everyone or by a segment of two categories."""
    if columns is None:
        columns = [column("a", 50, (70, 30)), column("b", 50, (50, 50))] if segment else [column()]
    described = {
        "role": Role.SINGLE,
        "title": Words(f"Titre de {question}", f"Title of {question}"),
        "wording": Words(f"La question {question} ?", f"The question {question}?"),
        "asked_to": NO_WORDS,
        "unit": NO_WORDS,
        "options": YES_NO,
        "segment_words": Words(f"Segment {segment}", f"Segment {segment}") if segment else NO_WORDS,
        **fields,
    }
    return Table(question=question, segment=segment, columns=tuple(columns), **described)


def survey(study: Study, **fields) -> Survey:
    """The study's survey, made or changed."""
    found, _made = Survey.objects.update_or_create(study=study, defaults=fields)
    return found


def publish_tables(
    study: Study, tables: Sequence[Table] | None = None, *, public: bool = True, **fields
) -> Publication:
    """A publication of these tables, of `table()` alone if none is given; `public`: readers see it at once."""
    of = survey(study)
    reason = {name: fields.pop(name) for name in ("reason_fr", "reason_en") if name in fields}
    facts = {"state": Work.DONE, "progress": 100, "respondents": 100, **fields}
    if public:
        facts.setdefault("public_from", timezone.now())
    publication = Publication.objects.create(survey=of, **facts)
    PublishedTable.objects.bulk_create(
        published_row(publication, position, each)
        for position, each in enumerate([table()] if tables is None else tables)
    )
    if public:
        survey(study, public=publication)
        Showing.objects.create(survey=of, publication=publication, at=publication.public_from, **reason)
    return publication


def codebook() -> Codebook:
    """A question of two options, a segment of two categories: those of `answers_csv`."""
    return Codebook(
        (
            Variable("q1", Role.SINGLE, Words("Attente", "Waiting"), column="q1", options=YES_NO),
            Variable("age", Role.SEGMENT, Words("Âge", "Age"), column="age", options=AGES),
        )
    )


def answers_csv(respondents: int = 60) -> bytes:
    """A file that fits `codebook()`: every third says no, every other is young."""
    rows = [f"{'2' if number % 3 == 0 else '1'};{'j' if number % 2 else 'a'}" for number in range(respondents)]
    return "\n".join(["q1;age", *rows, ""]).encode()


def source(study: Study, content: bytes | None = None, name: str = "reponses.csv", **fields) -> Source:
    """A file that was read, with its codebook in place and confirmed."""
    of = survey(study, confirmed_at=timezone.now())
    if not of.variables.exists():
        store_codebook(of, codebook())
    facts = {"state": Work.DONE, "progress": 100, "name": name, "rows": 60, **fields}
    sent = Source(survey=of, **facts)
    sent.file.save(name, ContentFile(answers_csv() if content is None else content))
    survey(study, codebook_from=sent)
    return sent
