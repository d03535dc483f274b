"""What is hidden can't be worked out: rule by rule on small examples. `test_intruder` tries it with a solver."""

from dataclasses import replace

import numpy as np

from studies.survey.disclosure.control import Disclosure, Known
from studies.survey.disclosure.covering import Crossing
from studies.survey.disclosure.tally import Question, Tally

THRESHOLD = 10


def protect(bases, counts, threshold: int, *, hidden=()) -> frozenset[int] | None:
    """What a table hides of which nothing else is known, no other table and no size."""
    places = range(len(bases))
    start = {place for place in places if bases[place] < threshold}.union(hidden)
    found = Crossing.alone(Tally(bases, counts)).cover(start, [places], threshold)
    return None if found is None or len(found) == len(bases) else frozenset(found)


def groups(*sizes: int, missing: int = 0) -> np.ndarray:
    return np.repeat([*range(len(sizes)), -1], [*sizes, missing])


def everyone(places: np.ndarray) -> np.ndarray:
    return np.ones(len(places), dtype=bool)


def halves(places: np.ndarray) -> np.ndarray:
    """A choice between two, half of each category, of those without one too."""
    return np.arange(len(places)) % 2


def choice(options: np.ndarray) -> Question:
    """A single choice, -1 where somebody didn't answer."""
    return Question(options >= 0, options == np.arange(options.max() + 1)[:, None], is_choice=True)


def bases_of(answered: np.ndarray) -> Question:
    """What tells who answered and nothing else."""
    return Question(answered, np.zeros((0, len(answered)), dtype=bool))


def control(segments: dict[str, np.ndarray], public: list[Known] | None = None, **questions: Question) -> Disclosure:
    return Disclosure(threshold=THRESHOLD, segments=segments, questions=questions, public=public or [])


def hidden_at(question: Question, segments: dict[str, np.ndarray], **others: Question) -> frozenset[int] | None:
    """What a question hides by the segment `s`, beside other segments and questions."""
    return control(segments, q=question, **others).hidden("q")["s"]


def hidden_of(places: np.ndarray, others: dict[str, np.ndarray] | None = None) -> frozenset[int] | None:
    """The same for a question that everyone answered, and of which only bases are shown."""
    return hidden_at(bases_of(everyone(places)), {"s": places, **(others or {})})


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
    assert hidden_at(choice(halves(places)), {"s": places}) == {2}


# Subgroup sizes and questions of one survey


def test_sizes_of_hidden_categories_are_not_told():
    assert control({"s": groups(30, 5, 20)}).subgroups("s") == [30, None, None]


def test_sizes_of_large_categories_are_told():
    assert control({"s": groups(30, 12, 20)}).subgroups("s") == [30, 12, 20]


def test_no_size_is_told_of_a_segment_that_is_not_shown():
    assert control({"s": groups(30, 5)}).subgroups("s") == [None, None]


def test_trailing_categories_without_respondents_count():
    places = groups(30, 12, 20)
    disclosure = Disclosure(threshold=THRESHOLD, segments={"s": places}, questions={}, categories={"s": 4})
    assert disclosure.subgroups("s") == [30, None, 20, None]


def test_a_question_that_too_few_answered_is_withheld():
    places = groups(30, 30)
    disclosure = control({"s": places}, q=bases_of(np.arange(60) < 9))
    assert not disclosure.shows("q")
    assert disclosure.hidden("q") == {"s": None}


def test_a_category_whose_size_is_told_covers_what_others_said():
    """It takes the third to cover the rare option; that all forty of it answered is no secret."""
    places = groups(5, 12, 40, 60)
    rare = np.zeros(len(places), dtype=np.int64)
    rare[[20, 21, 22]] = 1
    several = Question(everyone(places), np.array([rare == 0, rare == 1]))
    assert hidden_at(several, {"s": places}, common=choice(halves(places))) == {0, 1, 2}


def test_all_questions_hide_the_cover_that_shows_most():
    places = groups(5, 12, 40, 60, 80)
    rare = np.zeros(len(places), dtype=np.int64)
    rare[[20, 21, 22]] = 1
    disclosure = control({"s": places}, rare=choice(rare), q=bases_of(everyone(places)))
    assert disclosure.hidden("rare") == {"s": {0, 1, 2}}
    assert disclosure.hidden("q") == {"s": {0, 1, 2}}
    assert disclosure.subgroups("s") == [None, None, None, 60, 80]


def test_a_base_that_fell_under_the_threshold_is_covered_where_enough_did_not_answer():
    places = groups(12, 14, 40)
    answered = everyone(places)
    answered[[0, 1, 2, 3, 12, 13]] = False
    assert hidden_at(bases_of(answered), {"s": places}) == {0, 1}


def test_sizes_tell_a_base_that_fell_under_the_threshold_by_one():
    places = groups(10, 14, 40)
    assert hidden_at(bases_of(np.arange(len(places)) > 0), {"s": places}) is None


# Filter questions


def filtered(answering: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A segment, a filter that half of each category pass, and who of these answered the question behind it."""
    places = groups(16, 20, 40, 60)
    passes = halves(places)
    behind = (passes == 0) & (np.arange(len(places)) % 10 < answering * 10)
    return places, passes, behind


def behind_filter(places: np.ndarray, passes: np.ndarray, behind: Question) -> frozenset[int] | None:
    return hidden_at(behind, {"s": places}, filter=choice(passes))


def test_a_base_that_the_filter_tells_withholds_the_crossing():
    places, passes, behind = filtered(1)
    assert behind_filter(places, passes, bases_of(behind)) is None


def test_a_filtered_question_is_partly_shown_where_some_did_not_answer():
    places, passes, behind = filtered(0.6)
    assert behind_filter(places, passes, bases_of(behind)) == {0, 1}


def test_a_filtered_question_hides_what_its_filter_hides():
    """Alone it would cover the first category by the second, whose base is the smallest left."""
    places = groups(14, 36, 50, 60)
    passes = np.zeros(len(places), dtype=np.int64)
    passes[[12, 13, *range(17, 37), *range(90, 96)]] = 1
    passes[[*range(5), *range(14, 17), *range(60, 85)]] = -1
    behind = bases_of((passes == 0) & (np.arange(len(places)) % 5 > 0))
    assert hidden_at(choice(passes), {"s": places}) == {0, 2}
    assert behind_filter(places, passes, behind) == {0, 2}
    assert hidden_at(behind, {"s": places}) == {0, 1}


def test_one_who_slipped_past_a_filter_does_not_hide_that_it_is_one():
    places, passes, behind = filtered(1)
    behind[-1] = True
    assert passes[-1] == 1
    assert behind_filter(places, passes, bases_of(behind)) is None


def test_whoever_slipped_past_a_filter_is_known_to_have_chosen_what_does_not_lead_on():
    tally = Tally(np.array([8, 6]), np.array([[1, 1], [7, 5]]))
    free = Crossing.alone(tally)
    assert free.is_safe([0, 1], THRESHOLD)
    assert not replace(free, floors=np.array([[1, 0], [0, 0]])).is_safe([0, 1], THRESHOLD)


def test_a_filter_that_the_codebook_states_counts_however_many_slip_past_it():
    places, passes, behind = filtered(1)
    behind |= (np.arange(len(places)) % 7 == 0) & (places > 1)
    stated = replace(bases_of(behind), asked=passes == 0, asked_of="filter")
    assert behind_filter(places, passes, bases_of(behind)) == {0, 1}
    assert behind_filter(places, passes, stated) is None


def asked_of_the_first(places: np.ndarray, number: int, *, slips: int = 0) -> Question:
    """A question put to so many categories of the segment `s`, which some of the last have answered too."""
    asked = places < number
    answered = asked | (np.arange(len(places)) >= len(places) - slips)
    return replace(
        bases_of(answered), asked=asked, asked_of="s", unasked=frozenset(range(number, int(places.max()) + 1))
    )


def test_a_category_that_is_not_asked_needs_no_cover():
    assert hidden_at(asked_of_the_first(groups(40, 30, 50), 2), {"s": groups(40, 30, 50)}) == {2}


def test_whoever_slipped_past_a_segment_is_not_given_away():
    places = groups(40, 30, 50)
    assert hidden_at(asked_of_the_first(places, 2, slips=1), {"s": places}) is None


def test_a_category_that_is_not_asked_covers_no_other():
    places = groups(6, 40, 30, 50)
    assert hidden_at(asked_of_the_first(places, 3), {"s": places}) == {0, 2, 3}


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


def test_a_few_of_one_quantity_are_bounded_as_many_are():
    """Six are too few to lie in one band by no more than chance; the other bands tell that it isn't."""
    fine = groups(18, 17, 26, 6, 281)
    coarse = np.repeat([0, 1, 2], [61, 139, 148])
    apart = np.where(fine < 3, np.arange(len(fine)) % 3, coarse)
    assert hidden_of(fine, {"other": apart}) == {1, 3}
    assert hidden_of(fine, {"other": coarse}) is None


def test_overlapping_bands_withhold_what_they_could_bound():
    first = groups(5, 40, 60, 50)
    second = np.where(np.arange(len(first)) < 25, 0, np.where(np.arange(len(first)) < 75, 1, 2))
    assert hidden_of(first, {"other": second}) is None


def test_segments_that_have_nothing_to_do_with_each_other_change_nothing():
    places = groups(5, 40, 20, 60)
    assert hidden_of(places, {"other": np.arange(len(places)) % 3}) == {0, 2}


def test_a_segment_made_of_a_question_is_withheld_where_its_totals_tell():
    places = groups(5, 40, 20, 60)
    assert hidden_at(bases_of(everyone(places)), {"s": places}, same=choice(places)) is None


def test_an_option_that_one_person_chose_makes_no_segment():
    places = groups(1, 40, 20, 60)
    options = 1 + np.arange(len(places)) % 2
    options[0] = 0
    assert hidden_at(bases_of(everyone(places)), {"s": places}, same=choice(options)) == {0, 2}


def test_a_question_in_bands_that_overlap_the_segments_withholds_what_its_totals_bound():
    places, bands = groups(18, 56, 7, 55), groups(10, 36, 31, 59)
    assert hidden_of(places) == {0, 2}
    assert hidden_at(bases_of(everyone(places)), {"s": places}, bands=choice(bands)) is None


def test_where_many_skipped_such_a_question_its_totals_bound_its_own_answers_alone():
    places, bands = groups(18, 56, 7, 55), groups(10, 36, 31, 59)
    question = choice(np.where(np.arange(len(bands)) % 5, bands, -1))
    assert hidden_at(bases_of(everyone(places)), {"s": places}, bands=question) == {0, 2}
    assert hidden_at(question, {"s": places}) is None
    assert hidden_at(choice(halves(places)), {"s": places}) == {0, 2}
