"""The barometer's questionnaire: `questionnaire.csv` is the latest edition's, a codebook file as an editor sends it."""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from studies.survey.codebook import QUESTIONS, Codebook, Role, Variable
from studies.survey.doors.answers.codebook_file import read_codebook
from studies.survey.words import Words

QUESTIONNAIRE = Path(__file__).parent / "questionnaire.csv"


class Wave(StrEnum):
    """An edition of the barometer, as `targets.csv` names it."""

    EARLIER = "earlier"
    LATEST = "latest"


NEW = "q24"
REWORDED = "q28"
EARLIER_WORDING = Words(
    "Êtes-vous d’accord avec cette phrase : « Les services clients tiennent toujours leurs promesses » ?",
    "Do you agree with this sentence: “Customer services always keep their promises”?",
)


RESCALED = "q27"
EARLIER_SCORES = {"5": 4.0, "4": 3.0, "2": 2.0, "1": 1.0}


def questionnaire(wave: Wave) -> Codebook:
    """The earlier edition did not ask one question yet, put another in other words, and a third on a scale of four."""
    latest = read_codebook(QUESTIONNAIRE, QUESTIONNAIRE.name)
    if wave is Wave.LATEST:
        return latest
    return Codebook(tuple(_earlier(variable) for variable in latest.variables if variable.code != NEW))


def _earlier(variable: Variable) -> Variable:
    if variable.code == REWORDED:
        return replace(variable, wording=EARLIER_WORDING)
    if variable.code == RESCALED:
        options = [option for option in variable.options if option.code in EARLIER_SCORES]
        return replace(variable, options=tuple(replace(each, score=EARLIER_SCORES[each.code]) for each in options))
    return variable


def questionnaire_in_plain_words(wave: Wave) -> list[str]:
    """In French, as respondents would have read it: a paragraph a question."""
    asked = (variable for variable in questionnaire(wave).variables if variable.role in (*QUESTIONS, Role.OPEN))
    return [" ".join(filter(None, _paragraph(variable))) for variable in asked]


def _paragraph(variable: Variable) -> tuple[str, str, str]:
    asked_to = f"[{variable.asked_to.fr}]" if variable.asked_to else ""
    options = " / ".join(option.words.fr for option in variable.options)
    return f"{variable.code[1:]}. {variable.wording.fr}", asked_to, options
