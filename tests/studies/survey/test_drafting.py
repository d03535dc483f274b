import pytest

from studies.survey.answers import Answers
from studies.survey.codebook import Option, Role, Side
from studies.survey.doors.answers.checking import check
from studies.survey.doors.answers.drafting import draft, found_options
from studies.survey.words import Words

TEXTS = [f"Réponse libre numéro {number}" for number in range(40)]


def drafted(column, cells, **about):
    """The variable that is drafted from one column."""
    return draft(Answers({column: cells}, **about)).variables[0]


def test_a_nominal_number_has_no_mean():
    cells = [str(number) for number in range(40)] * 2
    assert drafted("V1", cells, measures={"V1": "nominal"}).role is Role.IGNORED
    assert drafted("V1", cells, measures={"V1": "scale"}).role is Role.NUMBER


def test_a_measure_of_few_values_is_a_number():
    cells = ["0", "1", "2", "3", "4", "6"] * 10
    assert drafted("enfants", cells, measures={"enfants": "scale"}).role is Role.NUMBER


def test_many_labelled_codes_are_options():
    labels = {str(code): f"Département {code}" for code in range(1, 96)}
    variable = drafted("dept", [*labels, *labels], value_labels={"dept": labels})
    assert (variable.role, len(variable.options)) == (Role.SINGLE, 95)


def test_what_the_file_declares_missing_is_an_option_that_is_no_answer():
    about = {"value_labels": {"Q1": {"1": "Oui", "2": "Non"}}, "missing": {"Q1": {"9": "NSP"}}}
    variable = drafted("Q1", ["1", "2", "9"] * 10, **about)
    assert [(option.code, option.words.fr, option.is_missing) for option in variable.options] == [
        ("1", "Oui", False),
        ("2", "Non", False),
        ("9", "NSP", True),
    ]


def test_labels_of_part_of_a_numbers_values_are_proposed_as_missing():
    labels = {"98": "Ne sait pas", "99": "Refus"}
    years = [*(str(number) for number in range(2, 41)), "98", "99", "98"] * 2
    variable = drafted("anc", years, value_labels={"anc": labels})
    assert variable.role is Role.NUMBER
    assert [(option.code, option.is_missing) for option in variable.options] == [("98", True), ("99", True)]


def test_few_values_with_labels_for_missing_alone_are_a_number_too():
    cells = ["0", "1", "2", "3", "4", "6", "7", "99"] * 10
    variable = drafted("enfants", cells, value_labels={"enfants": {"99": "Refus"}})
    assert (variable.role, [option.code for option in variable.options]) == (Role.NUMBER, ["99"])


def test_a_label_that_says_an_ordinary_number_is_not_missing():
    cells = [str(number) for number in range(40)] * 2
    variable = drafted("anc", cells, value_labels={"anc": {"0": "Moins d’un an"}})
    assert (variable.role, variable.options) == (Role.NUMBER, ())


def test_rare_texts_are_somebodys_own_words():
    cells = ["RAS"] * 20 + ["Je pars en retraite le 3 mars, ne le dites pas"]
    assert drafted("Un commentaire libre ?", cells).role is Role.OPEN
    assert drafted("Q1", ["RAS"] * 20).role is Role.SINGLE


def test_a_text_is_an_option_if_it_is_given_as_often_as_the_threshold():
    cells = ["Téléphone"] * 12 + ["Courriel"] * 11
    assert draft(Answers({"Q1": cells}), threshold=11).variables[0].role is Role.SINGLE
    assert draft(Answers({"Q1": cells}), threshold=12).variables[0].role is Role.OPEN


def test_rare_words_that_questionnaires_offer_are_options():
    cells = ["Oui"] * 30 + ["Non"] * 3 + ["Ne sait pas"]
    assert [option.code for option in drafted("Q1", cells).options] == ["Ne sait pas", "Non", "Oui"]


def test_spellings_of_one_answer_are_one_option():
    cells = ["Île-de-France", "île-de-france", "Île-de-France", "ILE-DE-FRANCE"] * 5 + ["D'accord", "D’accord"] * 8
    assert [option.code for option in drafted("Q1", cells).options] == ["D'accord", "Île-de-France"]


@pytest.mark.parametrize("column", ["Canaux [Autre]", "Q2[other]", "Q2[SQ001comment]", "Q2_7_TEXT", "Autre (préciser)"])
def test_what_was_added_to_an_option_is_free_text(column):
    assert drafted(column, ["Fax"] * 20 + ["Télégramme"] * 20).role is Role.OPEN


@pytest.mark.parametrize(
    "column", ["Mon métier a du sens", "Mon métier évolue", "Quelle est la taille de votre équipe ?"]
)
def test_a_question_that_holds_a_segments_word_is_no_segment(column):
    assert drafted(column, ["1", "2"] * 10).role is Role.SINGLE


@pytest.mark.parametrize(
    "column", ["Quel est votre âge ?", "Taille de votre entreprise", "Votre métier", "Région (rec)"]
)
def test_a_question_that_asks_for_a_segment_alone_is_one(column):
    assert drafted(column, ["1", "2"] * 10).role is Role.SEGMENT


def test_items_of_one_question_are_a_battery():
    labels = {"Q8_1": "Êtes-vous d’accord ? - Mon travail a du sens", "Q8_2": "Êtes-vous d’accord ? - je suis fier"}
    answers = Answers({name: ["1", "2", "4", "5"] * 5 for name in labels}, labels=labels)
    first, second = draft(answers).variables
    assert first.battery == second.battery == Words("Êtes-vous d’accord ?")
    assert [first.title.fr, second.title.fr] == ["Mon travail a du sens", "Je suis fier"]


def test_a_battery_is_called_by_what_its_items_begin_with_rather_than_by_a_code():
    labels = {
        "Q3_1": "Êtes-vous satisfait de… l’accueil",
        "Q3_2": "Êtes-vous satisfait de… le délai",
        "Q4_1": "Accueil",
        "Q4_2": "Délai",
    }
    variables = draft(Answers({name: ["1", "2", "4", "5"] * 5 for name in labels}, labels=labels)).variables
    assert [(each.battery.fr, each.title.fr) for each in variables] == [
        ("Êtes-vous satisfait de…", "L’accueil"),
        ("Êtes-vous satisfait de…", "Le délai"),
        ("Q4", "Accueil"),
        ("Q4", "Délai"),
    ]


def test_questions_of_one_wording_have_nothing_to_tell_them_apart_in_a_battery():
    columns = {f"Q{number}. Satisfait ?": ["Oui", "Non"] * 20 for number in (5, 6)}
    titles = [(variable.title.fr, variable.battery.fr) for variable in draft(Answers(columns)).variables]
    assert titles == [("Satisfait ? (q5)", ""), ("Satisfait ? (q6)", "")]


def test_questions_of_one_title_are_told_apart():
    labels = {"Q1": "Satisfaction", "Q2": "Satisfaction"}
    titles = [v.title.fr for v in draft(Answers({name: ["1", "2"] * 5 for name in labels}, labels=labels)).variables]
    assert titles == ["Satisfaction (q1)", "Satisfaction (q2)"]


def test_an_array_is_a_scale_a_row():
    columns = {"Q4[SQ001]": ["A1", "A5", "A3", "A4"] * 5, "Q4[SQ002]": ["A1", "A2", "A3", "A5"] * 5}
    first, second = draft(Answers(columns)).variables
    assert first.role is second.role is Role.SCALE
    assert [option.code for option in first.options] == ["A1", "A2", "A3", "A4", "A5"]
    assert [option.score for option in first.options] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(("first", "last"), [(0, 10), (1, 5), (1, 7), (1, 10)])
def test_usual_numbers_are_a_scale(first, last):
    variable = drafted("Q7", [str(step) for step in range(first, last + 1)] * 3)
    assert variable.role is Role.SCALE
    assert [option.score for option in variable.options] == [float(step) for step in range(first, last + 1)]


def test_a_step_nobody_chose_is_there():
    assert [option.code for option in drafted("Q7", ["1", "2", "4", "5"] * 5).options] == ["1", "2", "3", "4", "5"]


def test_from_0_to_10_the_sides_are_those_of_the_net_promoter_score():
    sides = [option.side for option in drafted("Q7", [str(step) for step in range(11)] * 3).options]
    assert sides == [Side.NEGATIVE] * 7 + [Side.NEUTRAL] * 2 + [Side.POSITIVE] * 2


SATISFACTION = {
    "1": "Pas du tout satisfait",
    "2": "Plutôt insatisfait",
    "3": "Ni satisfait ni insatisfait",
    "4": "Plutôt satisfait",
    "5": "Très satisfait",
}
IN_ENGLISH = ["Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied", "Satisfied", "Very satisfied"]
SIDES = [Side.NEGATIVE, Side.NEGATIVE, Side.NEUTRAL, Side.POSITIVE, Side.POSITIVE]


def test_satisfaction_has_sides():
    variable = drafted("Q8", ["1", "2", "4", "5"] * 5, value_labels={"Q8": SATISFACTION})
    assert variable.role is Role.SCALE
    assert [option.side for option in variable.options] == SIDES


@pytest.mark.parametrize("words", [list(SATISFACTION.values()), IN_ENGLISH])
def test_satisfaction_in_words_is_put_in_order(words):
    variable = drafted("Q8", words[::-1] * 5)
    assert [option.code for option in variable.options] == words
    assert [option.score for option in variable.options] == [1, 2, 3, 4, 5]
    assert [option.side for option in variable.options] == SIDES


def test_labels_without_an_order_are_no_scale():
    labels = {"1": "Téléphone", "2": "Courriel", "3": "Web", "4": "Courrier", "5": "Agence"}
    variable = drafted("Q1", ["1", "2", "5"] * 5, value_labels={"Q1": labels}, labels={"Q1": "Quel canal ?"})
    assert (variable.role, variable.title.fr) == (Role.SINGLE, "Quel canal ?")
    assert [option.words.fr for option in variable.options] == list(labels.values())


def test_many_numbers_are_a_number_and_many_texts_are_open():
    assert drafted("Q1", [str(number) for number in range(40)] * 2).role is Role.NUMBER
    assert drafted("Q1", ["1.5", "2.5"] * 20).role is Role.NUMBER
    assert drafted("Q1", TEXTS).role is Role.OPEN
    assert drafted("Q1", TEXTS[:12]).role is Role.OPEN


@pytest.mark.parametrize(
    "column", ["AGE", "S1_sexe", "Region", "secteur d’activité", "Taille de l'entreprise", "Q2AGE"]
)
def test_a_segment_is_known_by_its_name(column):
    assert drafted(column, ["1", "2", "3"] * 10).role is Role.SEGMENT


@pytest.mark.parametrize("column", ["usage", "message", "Q1", "visage_marque"])
def test_a_name_that_only_holds_the_word_is_no_segment(column):
    assert drafted(column, ["1", "2", "3"] * 10).role is Role.SINGLE


def test_a_segment_is_known_by_its_label():
    assert drafted("S3", ["1", "2"] * 10, labels={"S3": "Tranche d’âge"}).role is Role.SEGMENT


def test_codes_are_short_and_each_its_own():
    long = "Dans quelle mesure êtes-vous d’accord avec chacune des affirmations que voici ? " * 2
    codes = [variable.code for variable in draft(Answers({long: ["x"], long + "!": ["x"], "?": ["x"]})).variables]
    assert len(set(codes)) == 3
    assert all(0 < len(code) <= 60 for code in codes)


def test_limesurveys_own_codes_have_words():
    assert [option.words for option in drafted("Q1", ["A1", "-oth-", "A2"] * 9).options] == [
        Words("A1"),
        Words("A2"),
        Words("Autre", "Other"),
    ]


def test_a_draft_passes_the_check():
    columns = {
        "id": [str(number) for number in range(40)],
        "Q1": ["A1", None, "A2", "-oth-"] * 10,
        "Q2[a]": ["Y", None] * 20,
        "Q2[b]": [None, "Y"] * 20,
        "Q3": ["1", "2", "3", "5"] * 10,
        "Q4": [str(number * 7) for number in range(40)],
        "Q5": TEXTS,
        "age": ["18", "35"] * 20,
        "poids": ["1.5"] * 40,
    }
    answers = Answers(columns)
    assert check(draft(answers), answers) == []


def test_a_columns_answers_are_put_in_order_under_their_labels():
    answers = Answers({"q": ["10", None, "2", "nsp", "2"]}, value_labels={"q": {"2": "Peu"}})
    assert found_options(answers, "q", is_scale=True) == [
        Option("2", Words("Peu"), score=2.0),
        Option("10", Words("10"), score=10.0),
        Option("nsp", Words("nsp")),
    ]


def test_what_is_no_answer_is_found_as_such():
    answers = Answers({"q": ["1", "9", "Oui", "OUI"]}, missing={"q": {"9": "Refus"}})
    assert found_options(answers, "q", is_scale=False) == [
        Option("1", Words("1")),
        Option("Oui", Words("Oui")),
        Option("9", Words("Refus"), is_missing=True),
    ]


def test_a_text_that_few_wrote_is_listed_for_nobody():
    answers = Answers({"q": ["RAS"] * 20 + ["Mme Dupont crie"]})
    assert found_options(answers, "q", is_scale=False, threshold=10) == []
    assert found_options(Answers({"q": ["RAS"] * 20}), "q", is_scale=False, threshold=10)


def test_more_answers_than_anybody_reviews_are_not_taken_for_options():
    assert found_options(Answers({"q": [str(value) for value in range(201)]}), "q", is_scale=False) == []
