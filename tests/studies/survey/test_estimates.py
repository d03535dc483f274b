"""Against published implementations: R's survey package and statsmodels, on a public survey and on random numbers."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint, proportions_ztest
from statsmodels.stats.weightstats import DescrStatsW

from studies.survey.codebook import Codebook
from studies.survey.differences import discoveries, p_value, z_statistic
from studies.survey.estimates import (
    effective_base,
    mean_error,
    weighted_quantiles,
    wilson,
)
from studies.survey.rounding import whole_percent
from studies.survey.sample import Sample
from studies.survey.words import NO_WORDS, Words
from tests.studies.survey import electorate
from tests.studies.survey.reference import RSCRIPT, Portal, ask_r, figures

RECORDED = (Path(__file__).parent / "reference.csv").read_text()
WITH_SHARES, WITH_MEANS, SEGMENT = ["selfLR", "vote"], ["selfLR", "age"], "educ"


@pytest.mark.parametrize("name", ["selfLR", "vote", "age"])
def test_shares_means_and_quartiles_are_those_of_r(name):
    portal = Portal(electorate.CODEBOOK, electorate.answers(), SEGMENT)
    rows = [row for row in figures(RECORDED) if row["question"] == name]
    assert len(rows) >= 16
    for row in rows:
        assert portal.says(row) == pytest.approx(float(row["value"]), abs=5e-5), row


@pytest.mark.skipif(RSCRIPT is None, reason="R is missing (Debian: apt install r-cran-survey).")
@pytest.mark.drill
def test_r_still_says_what_is_recorded(tmp_path):
    said = ask_r(tmp_path, electorate.answers(), shares=WITH_SHARES, means=WITH_MEANS, segment=SEGMENT)
    assert said == RECORDED


@pytest.mark.parametrize("share", [0, 0.004, 0.07, 0.5, 0.81, 1])
@pytest.mark.parametrize("effective", [10, 29.6, 487.25, 10_000])
def test_wilson_intervals_are_those_of_statsmodels(share, effective):
    low, high = proportion_confint(share * effective, effective, alpha=0.05, method="wilson")
    assert wilson(share, effective) == pytest.approx((max(low, 0), min(high, 1)), abs=1e-9)


@pytest.mark.parametrize(("share_a", "share_b"), [(0.5, 0.55), (0.07, 0.12), (0.9, 0.4), (0, 0.03), (0.3, 0.3)])
@pytest.mark.parametrize(("effective_a", "effective_b"), [(41.5, 380), (900.25, 1100.5)])
def test_z_tests_are_those_of_statsmodels(share_a, share_b, effective_a, effective_b):
    z, p = proportions_ztest([share_a * effective_a, share_b * effective_b], [effective_a, effective_b])
    assert z_statistic(share_a, effective_a, share_b, effective_b) == pytest.approx(z, abs=1e-9)
    assert p_value(share_a, effective_a, share_b, effective_b) == pytest.approx(p, abs=1e-9)


@pytest.mark.parametrize("share", [0, 1])
def test_nothing_and_everything_do_not_differ_from_themselves(share):
    assert p_value(share, 20, share, 30) == 1


def test_the_effective_base_of_equal_weights_is_the_base():
    assert effective_base(40 * 1.7, 40 * 1.7**2) == pytest.approx(40)


def test_uneven_weights_make_the_effective_base_smaller():
    weights = np.array([0.5, 1, 2.5])
    assert effective_base(weights.sum(), (weights**2).sum()) == pytest.approx(16 / 7.5)


def test_half_a_percent_is_rounded_up():
    assert [whole_percent(share) for share in (0.005, 0.285, 0.995, 0.0049999)] == [1, 29, 100, 0]


def test_a_quartile_is_a_value_that_was_given():
    values, weights = np.array([1.0, 2, 3, 4]), np.array([1.0, 1, 1, 1])
    assert weighted_quantiles(values, weights) == [1, 2, 3]


def test_the_mean_of_one_respondent_has_no_width():
    assert mean_error(np.array([4.0]), np.array([1.3])) == 0


@pytest.mark.parametrize("seed", range(20))
def test_discoveries_are_those_of_statsmodels(seed):
    chance = np.random.default_rng(seed)
    p_values = np.concatenate([chance.uniform(size=40), chance.uniform(0, 0.02, size=seed)])
    assert discoveries(p_values.tolist()) == multipletests(p_values, 0.05, method="fdr_bh")[0].tolist()


def test_no_test_is_no_discovery():
    assert discoveries([]) == []


@pytest.mark.parametrize("seed", range(10))
def test_standard_errors_of_unweighted_means_are_those_of_statsmodels(seed):
    values = np.random.default_rng(seed).normal(size=12)
    assert mean_error(values, np.full(12, 1.7)) == pytest.approx(DescrStatsW(values).std_mean, abs=1e-9)


def test_figures_of_a_scale_with_an_answer_that_has_no_score_are_those_of_statsmodels():
    """« 4 » of the seven steps taken for « don't know », 1 to 3 for a group."""
    [scale, *others] = electorate.CODEBOOK.variables
    left = Words("Gauche")
    steps = tuple(
        replace(
            option, score=None if option.code == "4" else option.score, group=left if option.code < "4" else NO_WORDS
        )
        for option in scale.options
    )
    codebook = Codebook((replace(scale, options=steps), *others))
    answers = electorate.answers()
    sample = Sample(codebook, answers)
    group = sample.group(sample.asked(codebook.variables[0]), np.ones(len(sample), dtype=bool))
    values, weights = (np.array(answers.columns[name], dtype=float) for name in ("selfLR", "weight"))
    kept = (weights > 0) & (values != 4)
    assert group.mean == pytest.approx(DescrStatsW(values[kept], weights[kept]).mean, abs=5e-5)
    everyone = DescrStatsW((values < 4)[weights > 0], weights[weights > 0])
    assert group.shares[-1] == pytest.approx(everyone.mean, abs=5e-5)
    assert group.base == (weights > 0).sum()
