import pytest

from studies.survey.answers import Answers
from studies.survey.codebook import Role, Side
from studies.survey.doors.answers.drafting import draft

NEGATIVE, NEUTRAL, POSITIVE = Side.NEGATIVE, Side.NEUTRAL, Side.POSITIVE
FOUR = [NEGATIVE, NEGATIVE, POSITIVE, POSITIVE]
FIVE = [NEGATIVE, NEGATIVE, NEUTRAL, POSITIVE, POSITIVE]

IN_WORDS = [
    (["Pas du tout d’accord", "Plutôt pas d’accord", "Plutôt d’accord", "Tout à fait d’accord"], FOUR),
    (["Pas du tout d'accord", "Pas d'accord", "Ni d'accord ni pas d'accord", "D'accord", "Tout à fait d'accord"], FIVE),
    (["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"], FIVE),
    (["Strongly disagree", "Somewhat disagree", "Neutral", "Somewhat agree", "Strongly agree"], FIVE),
    (["Très insatisfait(e)", "Plutôt insatisfait(e)", "Plutôt satisfait(e)", "Très satisfait(e)"], FOUR),
    (["Pas satisfait du tout", "Peu satisfait", "Assez satisfait", "Tout à fait satisfait"], FOUR),
    (["Insatisfait", "Ni satisfait ni insatisfait", "Satisfait"], [NEGATIVE, NEUTRAL, POSITIVE]),
    (["Jamais", "Rarement", "Parfois", "Souvent", "Toujours"], [NEUTRAL] * 5),
    (["Never", "Rarely", "Sometimes", "Often", "Always"], [NEUTRAL] * 5),
    (["Jamais", "Une fois par mois", "Plusieurs fois par semaine", "Tous les jours"], [NEUTRAL] * 4),
    (["Pas du tout probable", "Peu probable", "Plutôt probable", "Très probable"], FOUR),
    (["Certainement pas", "Probablement pas", "Probablement", "Certainement"], FOUR),
    (["Very unlikely", "Unlikely", "Likely", "Very likely"], FOUR),
    (["Pas du tout important", "Peu important", "Assez important", "Très important"], FOUR),
    (
        ["Not at all important", "Slightly important", "Moderately important", "Very important", "Extremely important"],
        FIVE,
    ),
    (["Très mauvaise", "Mauvaise", "Moyenne", "Bonne", "Excellente"], FIVE),
    (["Very poor", "Poor", "Fair", "Good", "Excellent"], FIVE),
    (["Non, pas du tout", "Non, plutôt pas", "Oui, plutôt", "Oui, tout à fait"], FOUR),
]


def drafted(cells, **about):
    return draft(Answers({"Q8": cells}, **{name: {"Q8": value} for name, value in about.items()})).variables[0]


def steps(variable):
    return [option for option in variable.options if option.score is not None]


@pytest.mark.parametrize(("words", "sides"), IN_WORDS)
def test_common_scales_have_order_scores_and_sides(words, sides):
    variable = drafted([*words[::2], *words[1::2]] * 3)
    assert variable.role is Role.SCALE
    assert [option.code for option in variable.options] == words
    assert [option.score for option in variable.options] == [*range(1, len(words) + 1)]
    assert [option.side for option in variable.options] == sides


@pytest.mark.parametrize(("words", "sides"), IN_WORDS)
@pytest.mark.parametrize("is_reversed", [False, True])
def test_codes_with_such_labels_are_scored_by_their_words(words, sides, is_reversed):
    if len(words) < 4:
        return
    labels = {str(code): label for code, label in enumerate(words[::-1] if is_reversed else words, start=1)}
    variable = drafted([*labels] * 3, value_labels=labels)
    assert variable.role is Role.SCALE
    assert [option.words.fr for option in variable.options] == words
    assert [option.score for option in variable.options] == [*range(1, len(words) + 1)]
    assert [option.side for option in variable.options] == sides


@pytest.mark.parametrize(
    "label", ["NSP", "Ne sait pas", "Je ne sais pas", "Sans opinion", "Refus", "Don’t know", "Non concerné"]
)
def test_no_opinion_has_no_score(label):
    words = IN_WORDS[0][0]
    variable = drafted([*words, label] * 3)
    assert [option.code for option in steps(variable)] == words
    last = variable.options[-1]
    assert (last.code, last.score, last.side, last.is_missing) == (label, None, NEUTRAL, False)


def test_labelled_codes_beyond_the_steps_have_no_score():
    labels = {"1": "Pas du tout satisfait", "2": "Plutôt pas satisfait", "3": "Plutôt satisfait", "4": "Très satisfait"}
    variable = drafted([*labels, "98", "99"] * 5, value_labels={**labels, "98": "Ne sait pas", "99": "Refus"})
    assert [(option.code, option.score) for option in variable.options] == [
        *(("1", 1), ("2", 2), ("3", 3), ("4", 4)),
        *(("98", None), ("99", None)),
    ]


def test_an_extreme_code_beside_usual_steps_is_proposed_as_missing():
    variable = drafted(["1", "2", "3", "4", "5", "9"] * 5)
    assert variable.role is Role.SCALE
    assert [option.code for option in variable.options if option.is_missing] == ["9"]


@pytest.mark.parametrize("between", [" - ", " : ", " = ", " – "])
def test_from_0_to_10_with_words_at_the_ends(between):
    ends = {0: f"0{between}Pas du tout probable", 10: f"10{between}Très probable"}
    codes = [ends.get(step, str(step)) for step in range(11)]
    variable = drafted(codes * 3)
    assert [(option.code, option.score) for option in variable.options] == list(zip(codes, range(11), strict=True))
    assert [option.side for option in variable.options].count(POSITIVE) == 2


def test_words_at_the_ends_give_the_sides():
    variable = drafted(["1", "2", "3", "4", "5"] * 4, value_labels={"1": "Très insatisfait", "5": "Très satisfait"})
    assert [option.side for option in variable.options] == FIVE


@pytest.mark.parametrize(
    "words",
    [
        ["Petite entreprise", "Moyenne entreprise", "Grande entreprise", "Très grande entreprise"],
        ["Nord", "Sud", "Est", "Ouest"],
        ["Pas du tout d'accord", "Plutôt d'accord", "Téléphone", "Courriel"],
        ["Oui", "Non", "Peut-être", "Autre"],
    ],
)
def test_other_words_are_no_scale(words):
    assert drafted(words * 12).role is Role.SINGLE
