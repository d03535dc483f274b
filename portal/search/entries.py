"""The entries that a page, its survey's questions and its people make."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import override

from portal.core.models import BasePage, Person, Topic
from portal.search.contents import Content, content_of
from portal.search.models import Entry, Kind, Part, TitleWord
from portal.search.words import fold, indexed, is_small, words_of
from studies.models import StudyPage
from studies.models.publication import public_questions
from studies.survey.tables import Table


@dataclass(frozen=True)
class Draft:
    """An entry to be, with the rows that need its number."""

    entry: Entry
    people: tuple[Person, ...] = ()
    topics: tuple[Topic, ...] = ()

    def title_words(self) -> list[TitleWord]:
        """None of what only some may read."""
        if self.entry.part == Part.FULL:
            return []
        written = {fold(word): word.lower() for word in words_of(self.entry.title) if not is_small(word)}
        return [TitleWord(entry=self.entry, word=word, written=form[:40]) for word, form in written.items() if word]


def drafts_of(page: BasePage) -> list[Draft]:
    """None of an alias, which is found as its source."""
    language = page.locale.language_code
    with override(language):
        content = None if page.alias_of_id else content_of(page)
        if content is None:
            return []
        drafts = _of_text(page, content, language)
        if isinstance(page, StudyPage):
            tables = public_questions(page.study_id)
            drafts += [Draft(_of_question(page, content, table, language)) for table in tables]
        return drafts


def draft_of(person: Person, language: str) -> Draft:
    with override(language):
        entry = Entry(person=person, kind=Kind.PERSON, part=Part.ONLY, language=language, title=person.name)
        return Draft(_filled(entry, [person.role], [person.biography]))


def _of_text(page: BasePage, content: Content, language: str) -> list[Draft]:
    lead, public, gated = list(filter(None, content.lead)), page.public_text(), page.gated_text()
    texts = [public.removeprefix(page.title).strip().removeprefix(content.kicker).strip()]
    parts = {Part.PUBLIC: texts, Part.FULL: [*texts, gated]} if gated else {Part.ONLY: texts}
    return [
        Draft(
            _filled(_of_page(page, content, language, kind=content.kind, part=part, title=page.title), lead, texts),
            content.people,
            content.topics,
        )
        for part, texts in parts.items()
    ]


def _of_question(page: StudyPage, content: Content, table: Table, language: str) -> Entry:
    """For those who read the results alone: it is in nothing that is public of the study."""
    named = {"kind": Kind.QUESTION, "part": Part.FULL, "question": table.question, "title": str(table.title)}
    answers = ", ".join(str(option.words) for option in table.options)
    return _filled(_of_page(page, content, language, **named), [str(table.wording), page.title], [answers])


def _of_page(page: BasePage, content: Content, language: str, **named: str) -> Entry:
    day: date | None = content.day
    return Entry(
        page=page,
        release_id=page.release_id,
        language=language,
        day=day.toordinal() if day else None,
        year=day.year if day else None,
        **named,
    )


def _filled(entry: Entry, lead: Sequence[str], texts: Sequence[str]) -> Entry:
    entry.text = "\n".join(filter(None, texts if entry.kind not in _SHORT else [*lead, *texts])).replace("\x00", "")
    entry.title_keys = indexed([entry.title], entry.language)
    entry.lead_keys = indexed(lead, entry.language)
    entry.body_keys = indexed(texts, entry.language)
    return entry


_SHORT = (Kind.QUESTION, Kind.PERSON)
"""Those whose lead is not in their text."""
