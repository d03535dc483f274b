"""What is published of random surveys is attacked by an intruder with a solver; and, rule by rule, what is published
without it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from studies.survey.disclosure import control, tally
from studies.survey.disclosure.control import Disclosure, Known
from studies.survey.disclosure.tally import Question, Split
from tests.studies.survey import random_surveys
from tests.studies.survey.attacker import Intruder, Publication
from tests.studies.survey.random_surveys import Survey, crossings, random_survey
from tests.studies.survey.test_disclosure import THRESHOLD, protect

Publish = Callable[[Survey], Publication]


def plain(survey: Survey, question: random_surveys.Question) -> Question:
    """A question as disclosure control sees it."""
    made = Question(
        question.answered,
        question.chosen,
        values=question.values,
        is_choice=question.is_choice,
        is_sensitive=question.is_sensitive,
    )
    if not question.is_stated:
        return made
    others = frozenset(range(survey.categories.get(question.asked_of, 0))) - question.asked_if
    return replace(made, asked=survey.asked(question), asked_of=question.asked_of, unasked=others)


Change = Callable[[Question], Question]


def published(survey: Survey, change: Change = lambda question: question) -> Publication:
    return published_by(survey, list(survey.segments), THRESHOLD, [], change)


def published_by(
    survey: Survey, segments: list[str], threshold: int, public: list[Known], change: Change = lambda question: question
) -> Publication:
    disclosure = Disclosure(
        threshold=threshold,
        segments={code: survey.segments[code] for code in segments},
        questions={question.code: change(plain(survey, question)) for question in survey.questions},
        categories=survey.categories,
        public=public,
    )
    hidden = {
        (question.code, segment): places
        for question in survey.questions
        for segment, places in disclosure.hidden(question.code).items()
    }
    withheld = frozenset(question.code for question in survey.questions if not disclosure.shows(question.code))
    shown = {segment for (_question, segment), places in hidden.items() if places is not None}
    return Publication(hidden, {segment: disclosure.subgroups(segment) for segment in shown}, withheld)


def twice_published(survey: Survey, *, remembers: bool = True, seed: int = 0) -> Publication:
    """Two publications, each by some of the segments and with a threshold of its own."""
    rng = np.random.default_rng([len(survey), seed])
    publications: list[Publication] = []
    for _time in range(2):
        segments = rng.permutation(list(survey.segments))[: rng.integers(1, len(survey.segments) + 1)].tolist()
        public = known(survey, publications[0]) if publications and remembers else []
        publications.append(published_by(survey, segments, int(rng.choice([10, 10, 12, 15])), public))
    return publications[0].beside(publications[1])


def known(survey: Survey, publication: Publication) -> list[Known]:
    tables = []
    for (question, segment), hidden in publication.hidden.items():
        if hidden is not None:
            shown = frozenset(range(survey.categories[segment])) - hidden
            columns = Split.of(survey.segments[segment], survey.categories[segment])
            tables.append(Known(question, segment, columns.merged(hidden), shown, columns))
    return tables


def one_by_one(hide: Callable[[np.ndarray, np.ndarray], frozenset[int] | None]) -> Publish:
    """A publication that looks at each table alone, and tells every size that isn't small."""

    def publish(survey: Survey) -> Publication:
        hidden = {}
        for question, segment in crossings(survey):
            counts = survey.counts(question, segment)[:, :-1]
            hidden[question.code, segment] = hide(counts[0], counts[1 : len(question.chosen) + 1])
        sizes = {
            segment: np.bincount(places[places >= 0], minlength=survey.categories[segment]).tolist()
            for segment, places in survey.segments.items()
        }
        told = {segment: [size if size >= THRESHOLD else None for size in each] for segment, each in sizes.items()}
        small = frozenset(question.code for question in survey.questions if question.answered.sum() < THRESHOLD)
        return Publication(hidden, told, small)

    return publish


def surveys(seeds: Iterable[int]) -> Iterator[Survey]:
    return (random_survey(np.random.default_rng(seed)) for seed in seeds)


def recovered(seeds: Iterable[int], publish: Publish, *, enough: int = 20) -> int:
    """What the intruder recovers of the surveys of these seeds; he stops once he has enough."""
    cells = (cell for survey in surveys(seeds) for cell in Intruder(survey, publish(survey), THRESHOLD).recovered())
    return len(list(islice(cells, enough)))


def recovered_twice(seeds: Iterable[int], seed: int = 0) -> int:
    """The same of two publications."""
    return recovered(seeds, lambda survey: twice_published(survey, seed=seed))


def recovered_of_a_quantity(seeds: Iterable[int]) -> int:
    """The same where a question asks for the quantity that segments are cut from."""
    found = 0
    for seed, survey in zip(seeds, surveys(seeds), strict=True):
        if segments := random_surveys.ask_for_a_quantity(survey, np.random.default_rng([seed, 7])):
            found += len([*Intruder(survey, published_by(survey, segments, THRESHOLD, []), THRESHOLD).recovered()])
    return found


@pytest.fixture(scope="module")
def intruders() -> list[Intruder]:
    """Of a few surveys, published with all rules; the last two gave something away before they held."""
    return [Intruder(survey, published(survey), THRESHOLD) for survey in surveys([*range(8), 1247, 1466])]


def test_the_intruder_recovers_nothing(intruders):
    assert [cell for intruder in intruders for cell in intruder.recovered()] == []


def test_the_intruder_has_something_to_look_for(intruders):
    assert sum(len(intruder.targets()) for intruder in intruders) > 300


def test_the_intruder_recovers_nothing_of_two_publications():
    assert recovered_twice([*range(6), 744]) == 0
    assert recovered_twice([537, 643], seed=1) == 0


def test_the_intruder_recovers_nothing_by_a_question_that_asks_for_a_segments_quantity():
    assert recovered_of_a_quantity([*range(8), 60, 479]) == 0


@pytest.mark.drill
def test_the_intruder_recovers_nothing_of_two_thousand_surveys():
    assert recovered(range(2000), published) == 0


@pytest.mark.drill
@pytest.mark.parametrize("seed", range(2))
def test_the_intruder_recovers_nothing_of_a_thousand_surveys_published_twice(seed):
    assert recovered_twice(range(1000), seed) == 0


@pytest.mark.drill
def test_the_intruder_recovers_nothing_of_a_thousand_surveys_that_ask_for_a_segments_quantity():
    assert recovered_of_a_quantity(range(1000)) == 0


def test_without_the_threshold_the_intruder_reads_small_cells():
    assert recovered([0], one_by_one(lambda bases, counts: frozenset())) == 20


def test_without_secondary_suppression_the_intruder_subtracts():
    def primary(bases: np.ndarray, counts: np.ndarray) -> frozenset[int]:
        return frozenset(np.flatnonzero(bases < THRESHOLD).tolist())

    assert recovered([0], one_by_one(primary)) == 20


def test_tables_protected_one_by_one_give_each_other_away():
    assert recovered([0], one_by_one(lambda bases, counts: protect(bases, counts, THRESHOLD)), enough=10) == 10


def test_segments_that_are_not_held_against_each_other_give_a_few_away(monkeypatch):
    monkeypatch.setattr(control, "is_told", lambda *given: False)
    assert recovered([13, 59], published, enough=1) == 1


def test_a_publication_that_forgets_the_one_before_gives_it_away():
    assert recovered([41, 98], lambda survey: twice_published(survey, remembers=False), enough=1) == 1


def test_without_the_totals_of_its_answers_a_question_tells_what_its_segments_hide(monkeypatch):
    monkeypatch.setattr(control, "sums_by_question", lambda joint: np.zeros(len(joint), dtype=np.int64))
    assert recovered_of_a_quantity([60, 479]) > 0


def test_filters_that_nobody_states_or_sees_give_bases_away(monkeypatch):
    monkeypatch.setattr(control, "_taken", lambda *given: None)
    assert recovered([6, 28], lambda survey: published(survey, unfiltered), enough=1) == 1


def unfiltered(question: Question) -> Question:
    return replace(question, asked=None, asked_of="", unasked=frozenset())


def test_without_the_rule_of_dominance_the_greatest_value_is_estimated(monkeypatch):
    monkeypatch.setattr(tally, "CLOSELY", 0)
    assert recovered([73, 75], published, enough=1) == 1


def test_sensitive_questions_that_nobody_marks_tell_what_all_of_a_group_said():
    assert (
        recovered([13, 25], lambda survey: published(survey, lambda each: replace(each, is_sensitive=False)), enough=1)
        == 1
    )


def test_as_much_is_shown_as_can_be():
    """Of questions that nothing filters, by segments that are of one quantity with no other."""
    needing = partly = 0
    for survey in surveys(range(40)):
        publication = published(survey, lambda question: replace(question, values=None, is_sensitive=False))
        filters = {question.asked_of for question in survey.questions}
        for question, segment in crossings(survey):
            if question.answered.sum() < THRESHOLD or len(survey.family_of(segment)) > 1:
                continue
            hidden = publication.hidden[question.code, segment]
            *bases, rest = survey.counts(question, segment)[0].tolist()
            unplaced = (survey.segments[segment] < 0).sum()
            if min(bases) >= THRESHOLD and all(some == 0 or some >= THRESHOLD for some in (rest, unplaced)):
                assert hidden == frozenset() or question.asked_of
            elif survey.categories[segment] > 3 and segment not in filters and not question.asked_of:
                needing += 1
                partly += hidden is not None
    assert partly > needing / 2
