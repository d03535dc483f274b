"""The barometer's questionnaire: `questionnaire.csv` is the latest edition's, a codebook file as an editor sends it."""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from studies.survey.codebook import QUESTIONS, Codebook, Role, Variable
from studies.survey.files.codebook_file import read_codebook
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


def questionnaire(wave: Wave) -> Codebook:
    """The earlier edition did not ask one question yet, and put another in other words."""
    latest = read_codebook(QUESTIONNAIRE, QUESTIONNAIRE.name)
    if wave is Wave.LATEST:
        return latest
    return Codebook(
        tuple(
            replace(variable, wording=EARLIER_WORDING) if variable.code == REWORDED else variable
            for variable in latest.variables
            if variable.code != NEW
        )
    )


def questionnaire_in_plain_words(wave: Wave) -> list[str]:
    """In French, as respondents would have read it: a paragraph a question."""
    asked = (variable for variable in questionnaire(wave).variables if variable.role in (*QUESTIONS, Role.OPEN))
    return [" ".join(filter(None, _paragraph(variable))) for variable in asked]


def _paragraph(variable: Variable) -> tuple[str, str, str]:
    asked_to = f"[{variable.asked_to.fr}]" if variable.asked_to else ""
    options = " / ".join(option.words.fr for option in variable.options)
    return f"{variable.code[1:]}. {variable.wording.fr}", asked_to, options
