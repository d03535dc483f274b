"""Disclosure control for a whole survey: what one table shows bears on what another may.

An intruder is taken to know every shown count exactly, though shares are published in whole percents.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studies.survey.disclosure.covering import (
    BY_CHANCE,
    Crossing,
    bounds,
    meet,
    sums_by_question,
    sums_by_segment,
    unsafe,
    widest,
)
from studies.survey.disclosure.subtraction import is_told
from studies.survey.disclosure.tally import Counts, Members, Places, Question, Split, Tally

SLIPS = 0.05
"""Where a smaller share of the answers came from others than those a question lets through, it is a filter still."""

Hidden = frozenset[int]


@dataclass(frozen=True)
class Known:
    """A table that readers have or had. `split` has a place for each column that it shows; None where nobody can tell
    any more who was in them: then nothing new is shown of that question. `shown` are the segment's categories among
    these; None where it has others now. `columns` is the split with the columns that it hides, where they are known."""

    question: str
    segment: str
    split: Split | None
    shown: Hidden | None
    columns: Split | None = None

    @property
    def hides_nobody(self) -> bool:
        """Whether there is a category that nobody is in: shown it never is."""
        return self.columns is not None and not self.columns.sizes()[:-1].all()


@dataclass(frozen=True)
class _Segment:
    """`atoms` are the sets of places whose sums may be known, `unsized` the places whose sizes are told nowhere (None:
    the segment can't be shown at all)."""

    split: Split
    atoms: list[list[int]]
    unsized: Hidden | None


class Disclosure:
    """`segments` give the place of every respondent's category, -1 for none; where two don't go together, the earlier
    one is shown. `categories` are their numbers of categories, if the last may be empty. `public` is what readers know.
    """

    def __init__(
        self,
        *,
        threshold: int,
        segments: Mapping[str, Places],
        questions: Mapping[str, Question],
        categories: Mapping[str, int] | None = None,
        public: Sequence[Known] = (),
    ) -> None:
        self.threshold = threshold
        self._questions, self._public = questions, public
        self._splits = {code: Split.of(places, (categories or {}).get(code)) for code, places in segments.items()}
        self._choices = [choice for code, question in questions.items() for choice in _choices(code, question)]
        self._segments = self._made()
        self._asked: dict[bytes, tuple[Members, list[str]]] = {}
        self._covers: dict[tuple[str, str], Hidden | None] = {}

    def shows(self, question: str) -> bool:
        """Whether the answers of all together may be shown."""
        asked = self._questions[question]
        everyone = Split(np.zeros(len(asked.answered), dtype=np.int64), 0)
        return Tally.of(asked, everyone).is_safe([0], self.threshold)

    def hidden(self, question: str) -> dict[str, Hidden | None]:
        """By segment the places of the categories to hide at a question; None: withhold the whole crossing."""
        public = [table for table in self._public if table.question == question]
        told = {table.split.places.tobytes(): table.split for table in public if table.split}
        is_known = all(table.split for table in public)
        found: dict[str, Hidden | None] = dict.fromkeys(self._segments)
        for code, segment in self._segments.items() if self.shows(question) else ():
            is_allowed = code != question and (is_known or self._kept(question, code) is not None)
            cover = self._cover(question, code) if is_allowed else None
            if cover is None:
                continue
            parts = segment.split.merged(cover)
            others = [(t.split, t.hides_nobody) for t in public if t.split and (t.segment != code or t.shown is None)]
            if not (bounds(parts, others) or self._tells(self._questions[question], parts, told)):
                told[parts.places.tobytes()] = parts
                found[code] = cover - {parts.rest}
        return found

    def subgroups(self, segment: str) -> list[int | None]:
        """The sizes of the segment's categories, None where it may not be told."""
        known = self._segments[segment]
        untold = range(known.split.rest) if known.unsized is None else known.unsized | self._unseen(segment)
        return [None if place in untold else int(size) for place, size in enumerate(known.split.sizes()[:-1])]

    def _cover(self, code: str, segment: str) -> Hidden | None:
        if (code, segment) not in self._covers:
            self._covers[code, segment] = frozenset()  # for a question that filters itself, however indirectly
            self._covers[code, segment] = self._covered(code, segment)
        return self._covers[code, segment]

    def _covered(self, code: str, segment: str) -> Hidden | None:
        """What one table hides, by what is known of its segment, its filters and itself."""
        known, question = self._segments[segment], self._questions[code]
        if known.unsized is None:
            return None
        rest, tally = known.split.rest, Tally.of(question, known.split)
        barred = self._barred(code, segment)
        asked, filters = self._asked_of(question)
        start = unsafe(tally, range(rest + 1), self.threshold) | known.unsized | self._unseen(segment)
        for each in filters:
            start |= self._small_at(each, segment)
        kept = self._kept(code, segment)
        if kept is not None:
            if kept & start:
                return None
            start = frozenset(range(rest)) - kept
        atoms = [[p for p in atom if p not in barred | (kept or set())] for atom in self._atoms(code, segment)]
        unsized = np.isin(np.arange(rest + 1), list(known.unsized))
        crossing = Crossing(tally, known.split.sizes(asked), unsized, {rest}, self._slipped(code, known.split))
        found = crossing.cover(start - barred, atoms, self.threshold)
        return None if found is None or len((barred | found) - {rest}) == rest else barred | found

    def _atoms(self, code: str, segment: str) -> list[list[int]]:
        """The segment's, further parted by what a question that everyone chose one answer to tells of its own."""
        known, question = self._segments[segment], self._questions[code]
        choices = [choice for other, choice in self._choices if other == code and question.is_choice]
        own = [sums_by_question(known.split.table(choice, question.answered)) for choice in choices]
        return [part for atom in known.atoms for part in meet(own, atom)]

    def _slipped(self, code: str, split: Split) -> Counts:
        """Who slipped past this question to one behind it is known to have chosen an option that doesn't lead there."""
        chosen = self._questions[code].chosen
        floors = np.zeros((len(chosen), split.rest + 1), dtype=np.int64)
        for other in self._questions.values():
            if other.asked_of == code and other.asked is not None:
                slips = other.answered & ~other.asked
                floors = np.maximum(floors, [split.sizes(each & slips) for each in chosen])
        return floors

    def _small_at(self, code: str, segment: str) -> Hidden:
        """What a filter hides, which the questions behind it hide too: their bases would be floors under its counts."""
        found = self._cover(code, segment)
        if found is not None:
            return found
        split = self._splits[segment]
        return unsafe(Tally.of(self._questions[code], split), range(split.rest + 1), self.threshold)

    def _kept(self, code: str, segment: str) -> Hidden | None:
        """The categories that readers saw of a crossing: shown again, and no cover for others, which stay hidden. None
        where they saw nothing of it."""
        shown = [t.shown for t in self._public if (t.question, t.segment) == (code, segment) and t.shown is not None]
        return frozenset[int]().union(*shown) if shown else None

    def _seen(self, segment: str) -> Hidden:
        """The categories that readers saw at any question."""
        return frozenset[int]().union(*(t.shown for t in self._public if t.segment == segment and t.shown is not None))

    def _unseen(self, segment: str) -> Hidden:
        """Those that they never did, though they saw others: what hid them counted on their sizes not being told."""
        seen = self._seen(segment)
        return frozenset(range(self._splits[segment].rest)) - seen if seen else frozenset()

    def _barred(self, code: str, segment: str) -> Hidden:
        """The categories that the codebook says are not asked, where nobody slipped: that they are empty is known."""
        split = self._splits[segment]
        empty, seen = np.ones(split.rest + 1, dtype=bool), set()
        while (question := self._questions.get(code)) and question.asked_of and code not in seen:
            seen.add(code)  # questions may filter each other
            empty &= split.sizes(question.answered) == 0
            if question.asked_of == segment:
                return frozenset(place for place in question.unasked | {split.rest} if empty[place])
            code = question.asked_of
        return frozenset()

    def _tells(self, question: Question, parts: Split, told: Mapping[bytes, Split]) -> bool:
        """Whether the figures of these parts and those that are known tell together of some who may not be told of."""
        if parts.places.tobytes() in told:
            return False
        return any(is_told(question, parts, other, self.threshold) for other in told.values())

    def _made(self) -> dict[str, _Segment]:
        """A segment isn't shown whose sizes, less those of another that is shown or was, would tell of too few; nor is
        one that is a sensitive question: where one answer to another is found in one category alone, it tells."""
        made: dict[str, _Segment] = {}
        told = {table.split.places.tobytes(): table.split for table in self._public if table.split}
        for code, split in self._splits.items():
            segment = self._segment(code)
            parts = split.merged(segment.unsized or ())
            is_sensitive = code in self._questions and self._questions[code].is_sensitive
            if is_sensitive or self._tells(Question.of_everyone(len(split.places)), parts, told):
                segment = _Segment(split, segment.atoms, None)
            if segment.unsized is not None:
                told[parts.places.tobytes()] = parts
            made[code] = segment
        return made

    def _segment(self, code: str) -> _Segment:
        split = self._splits[code]
        others = [other for name, other in self._splits.items() if name != code]
        sums = [sums_by_segment(split.table(other)) for other in (*others, *self._seen_beside(code))]
        sums += [sums_by_question(split.table(choice)) for _question, choice in self._choices]
        sums += self._sums_by_filter(code)
        sizes = split.sizes()
        atoms = meet(sums, range(split.rest + 1 if sizes[-1] else split.rest))
        seen = self._seen(code)
        return _Segment(split, atoms, self._unsized(split, [[p for p in atom if p not in seen] for atom in atoms]))

    def _seen_beside(self, code: str) -> Iterable[Split]:
        """What readers saw by other segments, or by this one when it had other categories."""
        beside = (t.columns or t.split for t in self._public if t.split and (t.segment != code or t.shown is None))
        return {split.places.tobytes(): split for split in beside}.values()

    def _sums_by_filter(self, code: str) -> Iterator[NDArray[np.int64]]:
        """Whom a segment, shown or not, lets through to a question: its base, which is told, is nearly their number.
        Where that is everyone, what lies in the segment's other categories is known to be empty."""
        split = self._splits[code]
        for question in self._questions.values():
            if question.asked_of == code:
                yield np.isin(np.arange(split.rest + 1), [*question.unasked, split.rest]).astype(np.int64)
            elif question.asked is not None and question.asked_of not in self._questions:
                yield sums_by_segment(split.table(Split(np.where(question.asked, 0, 1), 2)))
                if question.unasked and question.asked.all():
                    yield (split.sizes() == 0).astype(np.int64)

    def _unsized(self, split: Split, atoms: Sequence[Sequence[int]]) -> Hidden | None:
        """The small places and their cover: hidden at every question, their sizes not told either.

        A question that everyone answered can't hide a category whose size is told. So the cover grows for as long as
        that shows more categories, over all questions. What readers have seen is no cover.
        """
        rest = split.rest
        sizes = Crossing.alone(Tally(split.sizes(), np.zeros((0, rest + 1), dtype=np.int64)), {rest})
        counts = [choice.table(split)[:-1] for _question, choice in self._choices]
        tables = [Crossing.alone(Tally(each.sum(axis=0), each)) for each in counts]
        unsized: set[int] = set()
        for atom in atoms:
            if small := unsafe(sizes.tally, atom, self.threshold):
                group = sizes.grow(small | {rest}.intersection(atom), atom, self.threshold)
                if group is None:
                    return None
                others = sizes.by_size(set(atom) - set(group))
                unsized.update(widest(group, others, tables, self.threshold))
        return frozenset(unsized)

    def _asked_of(self, question: Question) -> tuple[Members, list[str]]:
        """Who can have been asked, and the questions that say so: the codebook, or whoever answered had taken some of
        its options. Who answered none the less is known to be among them."""
        key = question.answered.tobytes()
        if key not in self._asked:
            asked, filters = np.ones(len(question.answered), dtype=bool), []
            for code, choice in [*self._choices, *(("", split) for split in self._splits.values())]:
                taken = _taken(choice, question.answered, 0 if code else BY_CHANCE)
                if taken is not None:
                    asked &= taken[choice.places]
                    filters.append(code)
            self._asked[key] = asked, filters
        asked, filters = self._asked[key]
        if question.asked is not None:
            asked, filters = asked & question.asked, [*filters, question.asked_of]
        return asked | question.answered, [code for code in filters if code in self._questions]


def _choices(code: str, question: Question) -> Iterator[tuple[str, Split]]:
    """What may filter other questions: a choice, and each option of a multiple choice (0: chosen, 1: not)."""
    if question.is_choice:
        yield code, Split.of(np.where(question.answered, question.chosen.argmax(axis=0), -1))
        return
    for chosen in question.chosen:
        yield code, Split.of(np.where(question.answered, np.where(chosen, 0, 1), -1))


def _taken(choice: Split, answered: Members, by_chance: float) -> Members | None:
    """The options that lead to a question, where it seems to be asked to those alone who chose them: nobody else
    answered, or few did of so many that it is not `by_chance`."""
    everyone, those = choice.sizes(), choice.sizes(answered)
    for slips, few in ((0.0, by_chance), (SLIPS, BY_CHANCE)):
        taken = those > slips * everyone
        taken[choice.rest] = False
        missing = everyone[:-1][~taken[:-1]].sum() * answered.mean()
        if those[~taken].sum() <= slips * those.sum() and missing and missing >= few:
            return taken
    return None
