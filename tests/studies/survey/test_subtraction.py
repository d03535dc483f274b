"""What segments, earlier publications and numbers tell together is not told: rule by rule on small examples."""

from dataclasses import replace

import numpy as np

from studies.survey.disclosure.control import Known
from studies.survey.disclosure.tally import Question, Split
from tests.studies.survey.test_disclosure import (
    THRESHOLD,
    bases_of,
    choice,
    control,
    everyone,
    groups,
    halves,
    hidden_at,
)


def number(values: np.ndarray) -> Question:
    return Question(~np.isnan(values), np.zeros((0, len(values)), dtype=bool), values=values)


# What segments tell together


def two_bandings(between: int) -> tuple[np.ndarray, np.ndarray]:
    """18–29 and older, 18–30 and older: so many are 30."""
    ages = groups(40, between, 60)
    return (ages > 0).astype(np.int64), (ages > 1).astype(np.int64)


def test_bands_that_differ_by_a_few_are_not_both_shown():
    first, second = two_bandings(3)
    disclosure = control({"first": first, "second": second}, q=choice(halves(first)))
    assert disclosure.hidden("q") == {"first": frozenset(), "second": None}
    assert disclosure.subgroups("second") == [None, None]


def test_bands_that_differ_by_enough_are_both_shown():
    first, second = two_bandings(10)
    disclosure = control({"first": first, "second": second}, q=choice(halves(first)))
    assert disclosure.hidden("q") == {"first": frozenset(), "second": frozenset()}


def test_bands_that_differ_by_a_few_who_answered_are_not_both_shown_at_that_question():
    first, second = two_bandings(12)
    answered = everyone(first)
    answered[40:43] = False
    disclosure = control({"first": first, "second": second}, q=bases_of(answered), all=bases_of(everyone(first)))
    assert disclosure.hidden("q") == {"first": frozenset(), "second": None}
    assert disclosure.hidden("all") == {"first": frozenset(), "second": frozenset()}


def test_two_categories_together_are_taken_from_one_of_another_segment():
    ages = groups(20, 25, 4, 50)
    fine, coarse = np.array([0, 1, 2, 2])[ages], np.array([0, 0, 0, 1])[ages]
    assert control({"fine": fine, "coarse": coarse}, q=bases_of(everyone(ages))).hidden("q")["coarse"] is None


def test_simulated_pairs_of_bandings_leave_nobody_to_be_subtracted():
    """Of any two bandings of 400 ages, prefix by prefix: what one has and the other hasn't is nobody, or enough."""
    rng = np.random.default_rng(9)
    for _pair in range(270):
        ages = rng.integers(18, 80, 400)
        cuts = [np.sort(rng.choice(np.arange(20, 78), rng.integers(2, 6), replace=False)) for _banding in range(2)]
        bandings = {name: np.searchsorted(cut, ages) for name, cut in zip("ab", cuts, strict=True)}
        hidden = control(bandings, q=bases_of(everyone(ages))).hidden("q")
        edges = {
            edge
            for cut, places in zip(cuts, hidden.values(), strict=True)
            for place, edge in enumerate(cut.tolist())
            if places is not None and not {place, place + 1} & places
        }
        sizes = [((ages > low) & (ages <= high)).sum() for low in edges for high in edges]
        assert all(size == 0 or size >= THRESHOLD for size in sizes)


# Numbers and sensitive questions


def one_huge(*sizes: int) -> tuple[np.ndarray, np.ndarray]:
    """Everyone says 10, but for one of the first category who says 50,000."""
    places = groups(*sizes)
    values = np.full(len(places), 10.0)
    values[0] = 50_000
    return places, values


def test_a_mean_that_one_respondent_dominates_is_not_shown():
    _places, values = one_huge(10)
    assert not control({}, q=number(values)).shows("q")
    assert control({}, q=number(np.full(10, 10.0))).shows("q")


def test_the_cover_of_a_dominated_category_is_not_dominated_either():
    """Two more huge ones, in the last categories: without them no cover would do."""
    places, values = one_huge(20, 30, 40, 50)
    values[[-1, -2]] = 49_000
    assert hidden_at(number(values), {"s": places}) == {0, 3}


def test_a_sum_that_two_segments_tell_is_not_dominated():
    first, second = two_bandings(12)
    values = np.full(len(first), 10.0)
    values[[0, 1, 2, 40, -1, -2, -3]] = 50_000
    disclosure = control({"first": first, "second": second}, q=number(values), all=bases_of(everyone(first)))
    assert disclosure.hidden("q") == {"first": frozenset(), "second": None}
    assert disclosure.hidden("all")["second"] == frozenset()


def one_voice() -> tuple[np.ndarray, np.ndarray]:
    """All of the second category chose the first option."""
    places = groups(30, 20, 40, 50)
    return places, np.where(places == 1, 0, halves(places))


def test_a_category_that_gave_one_answer_is_left_out_of_a_sensitive_question():
    places, options = one_voice()
    assert hidden_at(choice(options), {"s": places}) == frozenset()
    assert hidden_at(replace(choice(options), is_sensitive=True), {"s": places}) == {0, 1}


def test_a_sensitive_question_to_which_all_gave_one_answer_is_not_shown():
    options = np.zeros(40, dtype=np.int64)
    assert control({}, q=choice(options)).shows("q")
    assert not control({}, q=replace(choice(options), is_sensitive=True)).shows("q")


def test_a_group_of_answers_is_not_one_answer():
    options = halves(np.zeros(40))
    several = np.vstack([choice(options).chosen, everyone(options)])
    assert control({}, q=Question(everyone(options), several, groups=1, is_sensitive=True)).shows("q")


def test_a_sensitive_number_that_all_of_a_category_gave_is_left_out():
    places = groups(30, 20, 40)
    values = np.where(places == 1, 3.0, 1.0 + halves(places))
    assert hidden_at(replace(number(values), is_sensitive=True), {"s": places}) == {0, 1}


def test_a_sensitive_question_is_no_segment():
    places = groups(30, 40)
    question = replace(choice(places), is_sensitive=True)
    assert control({"q": places}, q=question, other=choice(halves(places))).hidden("other") == {"q": None}


# What is public already


def shown_before(places: np.ndarray, *shown: int, segment: str = "s", same: bool = True) -> Known:
    split = Split.of(np.where(np.isin(places, shown), places, -1), int(places.max()) + 1)
    return Known("q", segment, split, frozenset(shown) if same else None)


def test_what_a_publication_hid_stays_hidden_in_the_next():
    """Four more have come into the first category, which isn't small any more."""
    places = groups(12, 40, 20, 60)
    question = bases_of(everyone(places))
    assert control({"s": places}, q=question).hidden("q")["s"] == frozenset()
    assert control({"s": places}, [shown_before(places, 1, 3)], q=question).hidden("q")["s"] == {0, 2}


def test_what_was_shown_is_no_cover():
    places = groups(5, 40, 20, 60)
    question = bases_of(everyone(places))
    assert control({"s": places}, q=question).hidden("q")["s"] == {0, 2}
    assert control({"s": places}, [shown_before(places, 2, 3)], q=question).hidden("q")["s"] == {0, 1}


def test_a_category_that_was_shown_and_is_too_small_now_withholds_the_crossing():
    places = groups(9, 40, 20, 60)
    assert (
        control({"s": places}, [shown_before(places, 0, 1, 2, 3)], q=bases_of(everyone(places))).hidden("q")["s"]
        is None
    )


def test_new_categories_are_held_against_those_before():
    """18–29 was shown; now 18–30 would be."""
    before, now = two_bandings(3)
    known = shown_before(before, 0, 1, same=False)
    assert control({"s": now}, q=bases_of(everyone(now))).hidden("q")["s"] == frozenset()
    assert control({"s": now}, [known], q=bases_of(everyone(now))).hidden("q")["s"] is None


def test_new_categories_do_not_bound_what_was_hidden():
    """What was hidden lies within the new first category; then at both ends, and the new ones would tell how much."""
    before = groups(6, 40, 50, 60)
    now = np.where(np.arange(len(before)) < 70, 0, 1)
    known = shown_before(before, 2, 3, segment="fine", same=False)
    question = bases_of(everyone(now))
    assert control({"s": now}, q=question).hidden("q")["s"] == frozenset()
    assert control({"s": now}, [known], q=question).hidden("q")["s"] == frozenset()
    apart = shown_before(np.array([0, 1, 2, 0])[before], 1, 2, segment="fine", same=False)
    assert control({"s": now}, [apart], q=question).hidden("q")["s"] is None


def test_new_categories_do_not_tell_that_nobody_was_in_one():
    """Readers saw the second of three; one that holds the same respondents would tell that the third is empty."""
    places = groups(57, 173)
    now = np.array([0, 2])[places]
    now[0] = 1
    known = shown_before(places, 1, segment="bands", same=False)
    question = bases_of(everyone(now))
    assert control({"s": now}, [replace(known, columns=Split.of(places))], q=question).hidden("q")["s"] == {0, 1}
    assert control({"s": now}, [replace(known, columns=Split.of(places, 3))], q=question).hidden("q")["s"] is None


def test_what_was_hidden_beside_one_category_is_no_cover_for_what_was_in_it():
    """Readers saw the first three together; the fourth, alone in what was hidden, covers none of them."""
    places = groups(9, 40, 50, 5)
    bands = np.array([0, 0, 0, 1])[places]
    known = shown_before(bands, 0, segment="bands", same=False)
    question = bases_of(everyone(places))
    assert control({"s": places}, q=question).hidden("q")["s"] == {0, 3}
    beside = replace(known, columns=Split.of(bands))
    assert control({"s": places}, [beside], q=question).hidden("q")["s"] is None


def test_where_nobody_knows_who_was_shown_nothing_new_is():
    places = groups(30, 40, 50)
    forgotten = Known("q", "age", None, None)
    segments = {"s": places, "new": halves(places)}
    found = control(segments, [forgotten, shown_before(places, 0, 1, 2)], q=bases_of(everyone(places))).hidden("q")
    assert found == {"s": frozenset(), "new": None}


def test_what_readers_saw_by_another_segment_is_no_cover():
    """Nobody of the first two gave the second answer, so that they take the third with them; it was shown by itself."""
    places, answers = groups(4, 30, 40, 60), halves(groups(4, 30, 40, 60))
    question = choice(np.where(places < 2, 0, answers))
    assert control({"s": places}, q=question).hidden("q")["s"] == {0, 1, 2}
    bands = shown_before(np.array([0, 0, 1, 2])[places], 0, 1, 2, segment="bands", same=False)
    assert control({"s": places}, [bands], q=question).hidden("q")["s"] is None


def test_a_filter_that_lets_everyone_through_tells_what_is_empty():
    ages = groups(40, 0, 60)
    everybody, question = np.zeros_like(ages), bases_of(everyone(ages))
    filtered = replace(question, asked=everyone(ages), asked_of="whole", unasked=frozenset({1}))
    segments = {"ages": ages, "whole": everybody}
    assert control(segments, q=question).hidden("q")["ages"] == {0, 1}
    assert control(segments, q=filtered).hidden("q")["ages"] is None


def test_what_no_table_ever_showed_stays_hidden_at_other_questions_too():
    """The third hid the first, who said something else; its size, or its base at another question, would tell what."""
    places = groups(12, 40, 20, 60)
    question = bases_of(everyone(places))
    disclosure = control({"s": places}, [shown_before(places, 1, 3)], q=question, new=question)
    assert disclosure.hidden("new")["s"] == {0, 2}
    assert disclosure.subgroups("s") == [None, 40, None, 60]
