"""What is hidden can't be worked out: rule by rule on small examples, then by an intruder with a solver."""

from collections.abc import Callable
from itertools import islice

import numpy as np
import pytest

from studies.survey.disclosure import Crossing, Disclosure
from tests.studies.survey.attacker import Intruder, Publication, Survey, crossings, random_survey

THRESHOLD = 10
NO_OPTIONS = np.zeros((0, 0), dtype=np.int64)


def protect(bases, counts, threshold: int, *, hidden=()) -> frozenset[int] | None:
    """What a table hides of which nothing else is known, no other table and no size."""
    places = range(len(bases))
    start = {place for place in places if bases[place] < threshold}.union(hidden)
    found = Crossing.alone(bases, counts).cover(start, [places], threshold)
    return None if found is None or len(found) == len(bases) else frozenset(found)


def groups(*sizes: int, missing: int = 0) -> np.ndarray:
    return np.repeat([*range(len(sizes)), -1], [*sizes, missing])


def everyone(places: np.ndarray) -> np.ndarray:
    return np.ones(len(places), dtype=bool)


def halves(places: np.ndarray) -> np.ndarray:
    """A choice between two, half of each category, of those without one too."""
    return np.arange(len(places)) % 2


def counted(choice: np.ndarray, places: np.ndarray) -> np.ndarray:
    number = places.max() + 1
    filled = np.where(places < 0, number, places)
    return np.array([np.bincount(filled[choice == option], minlength=number + 1) for option in range(choice.max() + 1)])


def control(segments: dict[str, np.ndarray], choices: dict[str, np.ndarray] | None = None) -> Disclosure:
    return Disclosure(threshold=THRESHOLD, segments=segments, choices=choices or {})


def hidden_of(places: np.ndarray, others: dict[str, np.ndarray] | None = None) -> frozenset[int] | None:
    """What a number that everyone gave hides by a segment, beside other segments."""
    return control({"s": places, **(others or {})}).hidden("s", everyone(places), NO_OPTIONS)


def table(*categories: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Bases and counts of a single choice, from the counts of each category."""
    counts = np.array(categories).T
    return counts.sum(axis=0), counts


# One table


def test_large_categories_are_all_shown():
    assert protect(*table((20, 30), (10, 40), (5, 5)), THRESHOLD) == frozenset()


def test_a_small_category_takes_the_next_smallest_with_it():
    assert protect(*table((30, 30), (5, 4), (20, 20)), THRESHOLD) == {1, 2}


def test_an_empty_category_is_small():
    assert protect(*table((30, 30), (0, 0), (20, 20)), THRESHOLD) == {1, 2}


def test_small_ones_that_are_under_the_threshold_together_take_a_large_one():
    assert protect(*table((3, 3), (2, 1), (20, 20), (30, 30)), THRESHOLD) == {0, 1, 2}


def test_small_ones_cover_each_other():
    assert protect(*table((4, 4), (3, 5), (20, 20), (30, 30)), THRESHOLD) == {0, 1}


def test_an_option_that_one_hidden_respondent_chose_takes_another_category():
    assert protect(*table((9, 0), (11, 1), (20, 20), (30, 30)), THRESHOLD) == {0, 1, 2}


def test_an_option_that_nobody_chose_withholds_the_crossing():
    assert protect(*table((9, 0), (11, 0), (20, 0), (30, 0)), THRESHOLD) is None


def test_a_crossing_of_which_nothing_is_left_is_withheld():
    assert protect(*table((3, 2), (20, 20)), THRESHOLD) is None


def test_what_other_questions_hide_is_hidden():
    assert protect(*table((30, 30), (10, 10), (20, 20)), THRESHOLD, hidden={2}) == {1, 2}


def test_a_number_has_bases_only():
    assert protect(np.array([30, 5, 20]), np.zeros((0, 3), dtype=np.int64), THRESHOLD) == {1, 2}


# Respondents without a category


def test_a_few_without_a_category_are_protected():
    assert hidden_of(groups(30, 20, 40, missing=3)) == {1}


def test_many_without_a_category_cover_a_small_one():
    places = groups(30, 20, 5, missing=20)
    choice = halves(places)
    hidden = control({"s": places}, {"q": choice}).hidden("s", everyone(places), counted(choice, places))
    assert hidden == {2}


def test_those_without_a_category_are_no_cover_where_their_answers_are_not_given():
    places = groups(30, 20, 1, missing=20)
    choice = halves(places)
    hidden = control({"s": places}).hidden("s", everyone(places), counted(choice, places)[:, :-1])
    assert hidden is None or len(hidden) > 1


# Subgroup sizes and questions of one survey


def test_sizes_of_hidden_categories_are_not_told():
    assert control({"s": groups(30, 5, 20)}).subgroups("s") == [30, None, None]


def test_sizes_of_large_categories_are_told():
    assert control({"s": groups(30, 12, 20)}).subgroups("s") == [30, 12, 20]


def test_no_size_is_told_of_a_segment_that_is_not_shown():
    assert control({"s": groups(30, 5)}).subgroups("s") == [None, None]


def test_trailing_categories_without_respondents_count():
    places = groups(30, 12, 20)
    disclosure = Disclosure(threshold=THRESHOLD, segments={"s": places}, choices={}, categories={"s": 4})
    assert disclosure.subgroups("s") == [30, None, 20, None]


def test_a_question_that_too_few_answered_is_withheld():
    places = groups(30, 30)
    assert control({"s": places}).hidden("s", np.arange(60) < 9, NO_OPTIONS) is None


def test_a_size_that_is_told_gives_the_base_of_a_category_that_everyone_answered():
    """Hiding the third category as well would cover the rare option, but its size is told."""
    places = groups(5, 12, 40, 60)
    rare = np.zeros(len(places), dtype=np.int64)
    rare[[20, 21, 22]] = 1
    disclosure = control({"s": places}, {"common": halves(places)})
    assert disclosure.hidden("s", everyone(places), counted(rare, places)) is None


def test_all_questions_hide_the_cover_that_shows_most():
    places = groups(5, 12, 40, 60, 80)
    rare = np.zeros(len(places), dtype=np.int64)
    rare[[20, 21, 22]] = 1
    disclosure = control({"s": places}, {"rare": rare})
    assert disclosure.hidden("s", everyone(places), counted(rare, places)) == {0, 1, 2}
    assert disclosure.hidden("s", everyone(places), NO_OPTIONS) == {0, 1, 2}
    assert disclosure.subgroups("s") == [None, None, None, 60, 80]


def test_a_base_that_fell_under_the_threshold_is_covered_where_enough_did_not_answer():
    places = groups(12, 14, 40)
    answered = everyone(places)
    answered[[0, 1, 2, 3, 12, 13]] = False
    assert control({"s": places}).hidden("s", answered, NO_OPTIONS) == {0, 1}


def test_sizes_tell_a_base_that_fell_under_the_threshold_by_one():
    places = groups(10, 14, 40)
    assert control({"s": places}).hidden("s", np.arange(len(places)) > 0, NO_OPTIONS) is None


# Filter questions


def filtered(answering: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A segment, a filter that half of each category pass, and who of these answered the question behind it."""
    places = groups(16, 20, 40, 60)
    passes = halves(places)
    behind = (passes == 0) & (np.arange(len(places)) % 10 < answering * 10)
    return places, passes, behind


def test_a_base_that_the_filter_tells_withholds_the_crossing():
    places, passes, behind = filtered(1)
    assert control({"s": places}, {"filter": passes}).hidden("s", behind, NO_OPTIONS) is None


def test_a_filtered_question_is_partly_shown_where_some_did_not_answer():
    places, passes, behind = filtered(0.6)
    assert control({"s": places}, {"filter": passes}).hidden("s", behind, NO_OPTIONS) == {0, 1}


def test_a_filtered_question_hides_what_its_filter_hides():
    """Alone it would cover the first category by the second, whose base is the smallest left."""
    places = groups(14, 36, 50, 60)
    passes = np.zeros(len(places), dtype=np.int64)
    passes[[12, 13, *range(17, 37), *range(90, 96)]] = 1
    passes[[*range(5), *range(14, 17), *range(60, 85)]] = -1
    disclosure = control({"s": places}, {"filter": passes})
    behind = (passes == 0) & (np.arange(len(places)) % 5 > 0)
    assert disclosure.hidden("s", passes >= 0, counted(passes, places)) == {0, 2}
    assert disclosure.hidden("s", behind, NO_OPTIONS) == {0, 2}
    assert control({"s": places}).hidden("s", behind, NO_OPTIONS) == {0, 1}


# Segments of one survey


def test_a_small_category_is_covered_within_the_one_it_nests_in():
    fine = groups(5, 40, 20, 60)
    coarse = np.where(fine < 2, 0, 1)
    assert hidden_of(fine) == {0, 2}
    assert hidden_of(fine, {"coarse": coarse}) == {0, 1}


def test_nesting_holds_where_a_few_lack_the_other_segment():
    fine = groups(5, 40, 20, 60)
    coarse = np.where(fine < 2, 0, 1)
    coarse[[10, 50]] = -1
    assert hidden_of(fine, {"coarse": coarse}) == {0, 1}


def test_a_small_category_alone_in_the_one_it_nests_in_withholds_the_segment():
    fine = groups(5, 20, 60)
    coarse = np.where(fine < 1, 0, 1)
    assert hidden_of(fine, {"coarse": coarse}) is None
    assert control({"coarse": coarse, "fine": fine}).subgroups("coarse") == [None, None]


def test_overlapping_bands_withhold_what_they_could_bound():
    first = groups(5, 40, 60, 50)
    second = np.where(np.arange(len(first)) < 25, 0, np.where(np.arange(len(first)) < 75, 1, 2))
    assert hidden_of(first, {"other": second}) is None


def test_segments_that_have_nothing_to_do_with_each_other_change_nothing():
    places = groups(5, 40, 20, 60)
    assert hidden_of(places, {"other": np.arange(len(places)) % 3}) == {0, 2}


def test_a_segment_made_of_a_question_is_withheld_where_its_totals_tell():
    places = groups(5, 40, 20, 60)
    assert control({"s": places}, {"q": places}).hidden("s", everyone(places), NO_OPTIONS) is None


def test_an_option_that_one_person_chose_makes_no_segment():
    places = groups(1, 40, 20, 60)
    choice = 1 + np.arange(len(places)) % 2
    choice[0] = 0
    assert control({"s": places}, {"q": choice}).hidden("s", everyone(places), NO_OPTIONS) == {0, 2}


# The intruder

Publish = Callable[[Survey], Publication]


def published(survey: Survey, *, columns: slice = slice(None)) -> Publication:
    disclosure = Disclosure(
        threshold=THRESHOLD, segments=survey.segments, choices=survey.choices(), categories=survey.categories
    )
    hidden = {}
    for question, segment in crossings(survey):
        counts = survey.counts(question, segment)[1:, columns]
        hidden[question.code, segment] = disclosure.hidden(segment, question.answered, counts)
    return Publication(hidden, {segment: disclosure.subgroups(segment) for segment in survey.segments})


def one_by_one(hide: Callable[[np.ndarray, np.ndarray], frozenset[int] | None]) -> Publish:
    """A publication that looks at each table alone, and tells every size that isn't small."""

    def publish(survey: Survey) -> Publication:
        hidden = {}
        for question, segment in crossings(survey):
            counts = survey.counts(question, segment)[:, :-1]
            hidden[question.code, segment] = hide(counts[0], counts[1:])
        sizes = {
            segment: np.bincount(places[places >= 0], minlength=survey.categories[segment]).tolist()
            for segment, places in survey.segments.items()
        }
        told = {segment: [size if size >= THRESHOLD else None for size in each] for segment, each in sizes.items()}
        return Publication(hidden, told)

    return publish


def surveys(number: int) -> list[Survey]:
    return [random_survey(np.random.default_rng(seed)) for seed in range(number)]


def recovered(number: int, publish: Publish, *, enough: int = 20) -> int:
    """Cells that the intruder recovers in so many surveys; he stops once he has enough."""
    cells = (cell for survey in surveys(number) for cell in Intruder(survey, publish(survey), THRESHOLD).recovered())
    return len(list(islice(cells, enough)))


def test_the_intruder_recovers_nothing():
    assert recovered(40, published) == 0


def test_nothing_is_recovered_where_the_answers_of_those_without_a_category_are_not_given():
    assert recovered(10, lambda survey: published(survey, columns=slice(-1))) == 0


@pytest.mark.drill
def test_the_intruder_recovers_nothing_of_a_thousand_surveys():
    assert recovered(1000, published) == 0


def test_the_intruder_has_something_to_look_for():
    assert sum(len(Intruder(survey, published(survey), THRESHOLD).targets()) for survey in surveys(40)) > 1000


def test_without_the_threshold_the_intruder_reads_small_cells():
    assert recovered(5, one_by_one(lambda bases, counts: frozenset())) == 20


def test_without_secondary_suppression_the_intruder_subtracts():
    def primary(bases: np.ndarray, counts: np.ndarray) -> frozenset[int]:
        return frozenset(np.flatnonzero(bases < THRESHOLD).tolist())

    assert recovered(10, one_by_one(primary)) == 20


def test_tables_protected_one_by_one_give_each_other_away():
    assert recovered(10, one_by_one(lambda bases, counts: protect(bases, counts, THRESHOLD))) == 20


def test_as_much_is_shown_as_can_be():
    needing = partly = 0
    for survey in surveys(100):
        publication = published(survey)
        for question, segment in crossings(survey):
            if question.answered.sum() < THRESHOLD:
                continue
            hidden = publication.hidden[question.code, segment]
            *bases, rest = survey.counts(question, segment)[0].tolist()
            unplaced = (survey.segments[segment] < 0).sum()
            if min(bases) >= THRESHOLD and all(some == 0 or some >= THRESHOLD for some in (rest, unplaced)):
                assert hidden == frozenset()
            elif survey.categories[segment] > 3 and not any(segment in pair for pair in survey.pairs):
                needing += 1
                partly += hidden is not None
    assert partly > needing / 2
