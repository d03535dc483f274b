"""The demonstration's barometer, computed again by R."""

import pytest

from demo.survey.questionnaire import Wave, questionnaire
from demo.survey.simulate import simulate
from studies.survey.answers import Answers
from studies.survey.codebook import Codebook, Role, Variable
from tests.studies.survey.reference import RSCRIPT, Portal, ask_r, figures

SEGMENT = "age"


def answers_of(codebook: Codebook, wave: Wave) -> Answers:
    """The simulated columns, empty cells as no answer, the weight by the name that R is told."""
    columns = simulate(codebook, wave)
    named = {"weight" if name == codebook.weight.column else name: cells for name, cells in columns.items()}
    return Answers({name: [cell or None for cell in cells] for name, cells in named.items()})


def scored_by_code(question: Variable) -> bool:
    """R knows of no score but the code."""
    return all(option.score == float(option.code) for option in question.options)


@pytest.mark.skipif(RSCRIPT is None, reason="R is missing (Debian: apt install r-cran-survey).")
@pytest.mark.drill
@pytest.mark.parametrize("wave", Wave)
def test_the_barometer_is_the_same_in_r(tmp_path, wave):
    codebook = questionnaire(wave)
    answers = answers_of(codebook, wave)
    by_role = {role: [q.code for q in codebook.questions if q.role is role] for role in Role}
    shares = by_role[Role.SINGLE] + by_role[Role.SCALE]
    means = [q.code for q in codebook.questions if q.role is Role.SCALE and scored_by_code(q)] + by_role[Role.NUMBER]
    said = figures(ask_r(tmp_path, answers, shares=shares, means=means, segment=SEGMENT))
    answers.columns[codebook.weight.column] = answers.columns["weight"]
    portal = Portal(codebook, answers, SEGMENT)

    assert len(said) > 500
    for row in said:
        assert portal.says(row) == pytest.approx(float(row["value"]), abs=5e-5), row
