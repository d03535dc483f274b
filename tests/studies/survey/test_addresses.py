from dataclasses import replace

import pytest

from studies.survey.addresses import Address, says
from studies.survey.codebook import Group, Option, Role
from studies.survey.tables import Column, Table
from studies.survey.words import NO_WORDS, Words

AGE = Table(
    question="q05",
    role=Role.SCALE,
    title=Words("Satisfaction"),
    wording=NO_WORDS,
    asked_to=NO_WORDS,
    unit=NO_WORDS,
    options=(Option("1", Words("Non")), Option("2", Words("Oui"))),
    segment="age",
    segment_words=Words("Âge"),
    columns=(
        Column("18", Words("18–34 ans"), 40, (62, 38), (46, 25), (75, 54), 1.38, 1.2, 1.5, (1, 1, 2), 24),
        Column("65", Words("65 ans et plus"), None),
    ),
)


@pytest.mark.parametrize(
    ("address", "figure"),
    [("q05/2@age:18", 38), ("q05/mean@age:18", 1.38), ("q05/median@age:18", 1), ("q05/net@age:18", 24)],
)
def test_an_address_leads_to_its_figure(address, figure):
    assert Address.at(address).read(AGE) == figure


@pytest.mark.parametrize("address", ["q05/9@age:18", "q05/2@age:99", "q05/2@age:65", "q05/mean@age:65"])
def test_what_is_not_shown_has_no_figure(address):
    assert Address.at(address).read(AGE) is None


@pytest.mark.parametrize("address", ["", "q05", "/2", "q05/2@age", "q05/2@:18"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(ValueError):  # noqa: PT011 - the text itself is the message
        Address.at(address)


@pytest.mark.parametrize(
    ("written", "published"), [("71", 71), ("6,5", 6.54), ("7", 6.54), ("−12", -12), ("1 200", 1200), ("+4", 4)]
)
def test_a_text_may_round(written, published):
    assert says(written, published)


@pytest.mark.parametrize(("written", "published"), [("71", 72), ("6,6", 6.54), ("un tiers", 33), ("", 0)])
def test_another_number_is_told(written, published):
    assert not says(written, published)


def test_a_group_has_an_address_by_its_slug():
    either = replace(AGE, groups=(Group("satisfaits", Words("Satisfaits"), (0, 1)),))
    first = replace(AGE.columns[0], shares=(62, 38, 100))
    assert Address.at("q05/satisfaits@age:18").read(replace(either, columns=(first,))) == 100


def test_a_mean_is_held_against_the_unrounded():
    column = replace(AGE.columns[0], mean=2.45, exact_mean=2.449)
    published = Address.at("q05/mean@age:18").read(replace(AGE, columns=(column,)))
    assert (says("2,4", published), says("2,5", published)) == (True, False)
