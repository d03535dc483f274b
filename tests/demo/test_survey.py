import hashlib
import json
import re
import tempfile
from pathlib import Path

import pytest
from django.test import TestCase, override_settings

from demo.survey.files import earlier_answers
from demo.survey.load import OPEN_QUESTION, publish_surveys
from demo.survey.questionnaire import NEW, RESCALED, REWORDED, Wave, questionnaire
from demo.survey.simulate import HEAVIEST, LIGHTEST, RESPONDENTS, read_targets, simulate
from demo.writing import TEXTS
from studies.models import Series, Study
from studies.survey.addresses import Address, says
from studies.survey.codebook import Condition, Role
from studies.survey.tables import THRESHOLD, WHOLE, Table
from tests.factories.members import UserFactory

EDITIONS = {Wave.EARLIER: "barometre-precedent", Wave.LATEST: "barometre"}

# What the texts of a study quote, and where it is published: one figure, or several to be added up
QUOTED = {
    "barometre": {
        "71": "q09/1",
        "64": "q09/2",
        "58": "q09/3",
        "12": "q09/5",
        "78": "q09/1@age:4",
        "82": "q03/satisfaits",
        "67": "q04/satisfaits",
        "59": "q05/satisfaits",
        "54": "q06/satisfaits",
        "44": "q07/satisfaits",
        "31": "q08/satisfaits",
        "51": "q08/insatisfaits",
        "46": "q21/1",
        "29": "q21/2",
        "52": "q21/1@age:1",
        "43": "q23/daccord",
        "86": "q25/daccord",
        "27": "q24/2",
        "10": "q24/4",
        "53": "q28/daccord",
    },
    "barometre-precedent": {
        "68": "q09/1",
        "57": "q11/1",
        "74": "q19/1",
        "66": "q19/2",
        "11": "q19/3",
        "9": "q19/4",
        "19": "q16/3",
        "41": "q17/1",
        "17": "q18/1",
        "55": "q12/3",
        "21": "q12/1",
        "15": "q12/2",
    },
    "observatoire": {
        "68": "o1/1",
        "49": "o1/2",
        "35": "o1/3",
        "21": "o1/4",
        "74": "o1/1@meetings:1",
        "51": "o1/1@meetings:3",
        "23": "o2/1",
        "34": "o2/1@seniority:1",
        "24": "o2/1@seniority:2",
        "14": "o2/1@seniority:3",
        "61": "o3/1",
        "62": "o5/1",
        "57": "o5/2",
        "44": "o5/3",
    },
}
# Percentages of other sources: the professionals' own questionnaire, sums past 100, another edition, a sample of teams
ELSEWHERE = {
    "barometre": {"79", "38", "100", "47"},
    "barometre-precedent": set(),
    "observatoire": {"25", "27", "41", "15", "55", "37"},
}
# In words or with a decimal
ALSO_SAID = (
    ("barometre", "6", "q10/mean"),
    ("barometre", "44", "q24/1"),
    ("barometre", "33", "q20/oui"),
    ("barometre", "39", "q09/4"),
    ("barometre", "60", "q22/1"),
    ("barometre", "20", "q22/2"),
    ("barometre", "10", "q22/3"),
    ("barometre-precedent", "6.6", "q10/mean"),
    ("barometre-precedent", "33", "q20/oui"),
    ("barometre-precedent", "47", "q23/daccord"),
    ("barometre-precedent", "48", "q21/1@age:1"),
    ("observatoire", "3", "o4/mean"),
)
# A figure of the latest edition less that of the one before, as the texts tell it
CHANGES = (
    (3, "q09/1"),
    (7, "q09/2"),
    (0, "q09/3"),
    (3, "q21/1"),
    (-4, "q21/2"),
    (4, "q21/1@age:1"),
    (0, "q20/oui"),
)
OF_THE_REPORTING = {
    "rappel": ("barometre-precedent", {"57": "q11/1", "41": "q17/1", "17": "q18/1"}),
}
PERCENT = re.compile(r"\b(\d+)(?: \| %| %|%)")


def percentages(name: str, language: str) -> set[str]:
    return set(PERCENT.findall((TEXTS / f"{name}.{language}.txt").read_text(encoding="utf-8")))


class TestDemoSurveys(TestCase):
    """A class of Django's own: the surveys are published once for all of it."""

    @classmethod
    def setUpClass(cls) -> None:
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.enterClassContext(override_settings(MEDIA_ROOT=Path(folder)))
        super().setUpClass()

    @classmethod
    def setUpTestData(cls) -> None:
        barometer, observatory = (Series.objects.create(name_fr=name) for name in ("Baromètre", "Observatoire"))
        studies = {
            "barometre-precedent": Study.objects.create(series=barometer, edition=10),
            "barometre": Study.objects.create(series=barometer, edition=11),
            "observatoire": Study.objects.create(series=observatory, edition=2),
        }
        publish_surveys(studies.__getitem__, UserFactory())
        cls.surveys = {name: study.survey for name, study in studies.items()}
        cls.tables = {
            name: {(row.question, row.segment): row.table() for row in survey.public.tables.all()}
            for name, survey in cls.surveys.items()
        }

    def published(self, name: str, addresses: str) -> float:
        return sum(self._figure(name, Address.at(address)) for address in addresses.split())

    def _figure(self, name: str, address: Address) -> float:
        figure = address.read(self.tables[name][address.question, address.segment])
        assert figure is not None, address
        return figure

    def test_every_share_aimed_at_is_published_for_everyone(self) -> None:
        for edition, name in EDITIONS.items():
            options = {variable.code: variable for variable in questionnaire(edition).questions}
            aimed = {
                (code, target.option): target.share
                for code, targets in read_targets(edition).items()
                for target in targets
                if code in options and options[code].options
            }
            assert {address: self.published(name, "/".join(address)) for address in aimed} == aimed

    def test_figures_in_the_texts_are_the_published_ones(self) -> None:
        quoted = [(name, *pair) for name, figures in QUOTED.items() for pair in figures.items()]
        quoted += [(name, *pair) for name, figures in OF_THE_REPORTING.values() for pair in figures.items()]
        wrong = {
            (name, written, addresses): self.published(name, addresses)
            for name, written, addresses in (*quoted, *ALSO_SAID)
            if not says(written, self.published(name, addresses))
        }
        assert wrong == {}

    def test_the_trends_in_the_texts_are_those_of_the_tables(self) -> None:
        changes = tuple(
            (self.published("barometre", addresses) - self.published("barometre-precedent", addresses), addresses)
            for _points, addresses in CHANGES
        )
        assert changes == CHANGES

    def test_the_gap_between_counter_and_machine_grew_by_seven_points(self) -> None:
        gap = {
            name: self.published(name, "q03/satisfaits") - self.published(name, "q08/satisfaits")
            for name in EDITIONS.values()
        }
        assert gap["barometre"] - gap["barometre-precedent"] == 7

    def test_what_makes_a_wait_acceptable_comes_in_the_same_order_at_every_age(self) -> None:
        ages = self.tables["barometre"]["q09", "age"].columns
        assert [sorted(age.shares, reverse=True) for age in ages] == [list(age.shares) for age in ages]

    def test_channels_satisfy_from_the_counter_down_to_the_machine(self) -> None:
        satisfied = [self.published("barometre", f"q{number:02}/satisfaits") for number in range(3, 9)]
        assert satisfied == sorted(satisfied, reverse=True)

    def test_the_channels_are_a_battery_of_which_each_item_says_who_was_asked(self) -> None:
        tables = [self.tables["barometre"][f"q{number:02}", WHOLE] for number in range(3, 9)]
        assert {table.battery.fr for table in tables} == {"Satisfaction selon le canal"}
        assert {group.words.fr for table in tables for group in table.groups} == {"Satisfaits", "Insatisfaits"}
        asked = {variable.code: variable.asked_if for variable in self.surveys["barometre"].codebook().questions}
        assert asked["q03"] == Condition("q02", ("q02_3",))

    def test_who_does_not_know_counts_in_the_shares_and_not_in_the_mean(self) -> None:
        table = self.tables["barometre"]["q15", WHOLE]
        shares = dict(zip((option.score for option in table.options), table.columns[0].shares, strict=False))
        assert shares.pop(None) == 3
        scored = sum(score * share for score, share in shares.items()) / sum(shares.values())
        assert table.columns[0].mean == pytest.approx(scored, abs=0.02)

    def test_small_categories_are_merged_and_a_question_is_a_segment(self) -> None:
        channels = self.tables["barometre"]["q23", "channel"].columns
        assert [str(column.words) for column in channels].count("Messagerie ou réseaux sociaux") == 1
        assert len(channels) == 5
        gave_up = self.tables["barometre"]["q25", "q20"].columns
        assert [str(column.words) for column in gave_up] == ["Non", "Oui"]

    def test_a_scale_that_changed_has_other_scores(self) -> None:
        scores = {
            name: [option.score for option in self.tables[name][RESCALED, WHOLE].options] for name in EDITIONS.values()
        }
        assert scores == {"barometre-precedent": [4, 3, 2, 1], "barometre": [5, 4, 3, 2, 1]}

    def test_small_groups_are_not_shown(self) -> None:
        shown = [table.columns for tables in self.tables.values() for table in tables.values()]
        assert () in shown
        assert all(column.base is None or column.base >= THRESHOLD for columns in shown for column in columns)

    def test_each_edition_is_weighted_and_has_its_respondents(self) -> None:
        for name in EDITIONS.values():
            publication = self.surveys[name].public
            assert (publication.respondents, publication.is_weighted) == (RESPONDENTS, True)

    def test_remarks_are_not_published(self) -> None:
        columns = simulate(questionnaire(Wave.LATEST), Wave.LATEST)
        published = json.dumps([table.to_json() for table in self.tables["barometre"].values()], ensure_ascii=False)
        remarks = {remark for remark in columns["q30"] if remark}
        assert len(remarks) > 10
        assert not any(remark in published for remark in remarks)
        assert not any(question == "q30" for question, _segment in self.tables["barometre"])

    def test_the_latest_edition_is_lined_up_with_the_one_before(self) -> None:
        pairs = {pair.code: pair.wording_changed for pair in self.surveys["barometre"].concordances.all()}
        asked = {variable.code for variable in questionnaire(Wave.LATEST).questions}
        assert set(pairs) == asked - {NEW}
        assert [code for code, changed in pairs.items() if changed] == [REWORDED]

    def test_one_chart_is_open_to_all(self) -> None:
        survey = self.surveys["barometre"]
        assert (survey.open_question, survey.open_segment) == (OPEN_QUESTION, WHOLE)

    def test_the_observatory_came_as_tables(self) -> None:
        tables: dict[tuple[str, str], Table] = self.tables["observatoire"]
        assert {table.role for table in tables.values()} == {Role.SINGLE, Role.MULTIPLE, Role.SCALE, Role.NUMBER}
        assert tables["o1", WHOLE].columns[0].base == self.surveys["observatoire"].public.respondents == 1486


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", list(QUOTED))
def test_no_percentage_is_quoted_that_is_not_held_against_the_tables(name, language):
    assert percentages(name, language) == set(QUOTED[name]) | ELSEWHERE[name]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", list(OF_THE_REPORTING))
def test_articles_quote_the_figures_of_their_edition(name, language):
    assert percentages(name, language) == set(OF_THE_REPORTING[name][1])


def test_the_same_answers_come_out_everywhere():
    answers, _codebook = earlier_answers()
    assert hashlib.sha256(answers).hexdigest()[:16] == "b5be189f7fc3d5bd"


def test_weights_are_neither_too_light_nor_too_heavy():
    for edition in Wave:
        weights = [float(cell) for cell in simulate(questionnaire(edition), edition)["poids"]]
        assert min(weights) >= LIGHTEST
        assert max(weights) <= HEAVIEST
        assert sum(weights) / len(weights) == pytest.approx(1, abs=0.001)


def test_the_questionnaire_has_thirty_questions_in_both_languages():
    codebook = questionnaire(Wave.LATEST)
    asked = [variable for variable in codebook.variables if re.fullmatch(r"q\d\d", variable.code)]
    assert len(asked) == 30
    assert all(words.fr and words.en for variable in asked for words in (variable.title, variable.wording))
    assert all(option.words.en for variable in codebook.variables for option in variable.options)
