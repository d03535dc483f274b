import pytest

from studies.survey.rounding import half_up, whole_percent


@pytest.mark.parametrize(
    ("figure", "decimals", "rounded"),
    [(2.25, 1, 2.3), (2.35, 1, 2.4), (-2.25, 1, -2.3), (0.5, 0, 1), (1.005, 2, 1.01), (2.449, 1, 2.4)],
)
def test_the_middle_goes_away_from_zero(figure, decimals, rounded):
    assert half_up(figure, decimals) == rounded


def test_nothing_is_not_less_than_nothing():
    assert str(half_up(-0.01, 1)) == "0.0"


@pytest.mark.parametrize(("share", "percent"), [(0.225, 23), (0.2849, 28), (0.285, 29), (-0.005, -1), (1, 100)])
def test_whole_percents(share, percent):
    assert whole_percent(share) == percent
