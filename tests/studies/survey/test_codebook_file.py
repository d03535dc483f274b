from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studies.survey.codebook import Codebook, Condition, Option, Role, Side, Variable
from studies.survey.doors.answers.codebook_file import embedded_codebook, read_codebook, write_codebook
from studies.survey.doors.answers.reading import read_answers
from studies.survey.problems import Refused
from studies.survey.words import Words
from tests.studies.survey.answer_files import CODEBOOK, HEADER, answer_rows, csv_bytes, xlsx_bytes

HEADINGS = ["variable", "role", "column", "title_fr", "option", "label_fr", "score", "side", "option_column"]


@pytest.fixture
def read(tmp_path):
    def read_rows(*rows, name="codebook.csv"):
        path = tmp_path / "sent"
        path.write_bytes(csv_bytes([HEADINGS, *rows]))
        return read_codebook(path, name)

    return read_rows


def refusal(read, *rows):
    with pytest.raises(Refused) as refused:
        read(*rows)
    problem = refused.value.problems[0]
    return problem.row, problem.column


QUESTION = ["q1", "single", "Q1", "Canal", "", "", "", "", ""]
OPTION = ["", "", "", "", "1", "Téléphone", "", "", ""]


@pytest.mark.parametrize("name", ["codebook.csv", "Codebook.XLSX"])
def test_a_row_a_variable_and_below_it_a_row_an_option(tmp_path, name):
    path = tmp_path / "sent"
    path.write_bytes(csv_bytes(CODEBOOK) if name.endswith("csv") else xlsx_bytes({"Feuil1": CODEBOOK}))
    codebook = read_codebook(path, name)
    assert [variable.code for variable in codebook.questions] == ["canal", "outils", "nps"]
    assert codebook.questions[0].options == (Option("1", Words("Téléphone")), Option("2", Words("Courriel")))
    assert codebook.questions[1].columns == ("mobile", "web")
    assert codebook.questions[2].options[9] == Option("9", Words("9"), 9.0, Side.POSITIVE)
    assert codebook.weight.column == "poids"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1252"])
def test_a_text_file_is_read_as_spreadsheets_save_it(tmp_path, encoding):
    path = tmp_path / "sent"
    path.write_bytes(csv_bytes(CODEBOOK).decode().encode(encoding))
    assert read_codebook(path, "codebook.csv").questions[0].options[0].words == Words("Téléphone")


def test_french_headings_roles_and_sides_are_understood(tmp_path):
    path = tmp_path / "sent"
    path.write_text(
        "Code,Rôle,Colonne,Titre_FR,Modalité,Libellé_FR,Note,Côté\n"
        "q1,Échelle,Q1,Satisfaction,,,,\n,,,,1,Pas satisfait,1,négatif\nq1,,,,2,Satisfait,2,+\n"
    )
    (variable,) = read_codebook(path, "plan.csv").variables
    assert variable.role is Role.SCALE
    assert [(option.score, option.side) for option in variable.options] == [(1, Side.NEGATIVE), (2, Side.POSITIVE)]


def test_numbers_in_a_workbook_are_codes(tmp_path):
    path = tmp_path / "sent"
    path.write_bytes(xlsx_bytes({"Codebook": [HEADINGS, QUESTION, ["", "", "", "", 1.0, 2026, "", "", ""]]}))
    assert read_codebook(path, "c.xlsx").variables[0].options == (Option("1", Words("2026")),)


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ([["q1", "sondage", "Q1", "T", "", "", "", "", ""]], (2, "role")),
        ([["q1", "", "Q1", "T", "", "", "", "", ""]], (2, "role")),
        ([["q 1", "single", "Q1", "T", "", "", "", "", ""]], (2, "variable")),
        ([["q1", "single", "Q1", "", "", "", "", "", ""]], (2, "title_fr")),
        ([["q1", "single", "Q1", "T" * 121, "", "", "", "", ""]], (2, "title_fr")),
        ([QUESTION, OPTION, QUESTION], (4, "variable")),
        ([QUESTION, OPTION, OPTION], (4, "option")),
        ([OPTION, QUESTION], (2, "variable")),
        ([QUESTION, ["q2", *OPTION[1:]]], (3, "variable")),
        ([QUESTION, [*OPTION[:6], "un", "", ""]], (3, "score")),
        ([QUESTION, [*OPTION[:7], "bon", ""]], (3, "side")),
        ([QUESTION, [*OPTION[:5], "", "", "", ""]], (3, "label_fr")),
        ([["q1", "multiple", "", "T", "", "", "", "", ""], OPTION], (3, "option_column")),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column(read, rows, place):
    assert refusal(read, *rows) == place


def test_an_unknown_heading_is_named(tmp_path):
    path = tmp_path / "sent"
    path.write_text("variable;role;couleur\nq1;single;bleu\n")
    with pytest.raises(Refused) as refused:
        read_codebook(path, "c.csv")
    assert (refused.value.problems[0].row, refused.value.problems[0].column) == (1, "couleur")


def test_a_condition_that_no_cell_could_hold_is_named(tmp_path):
    path = tmp_path / "sent"
    path.write_text(f"variable;role;title_fr;asked_if\nq1;number;T;q2={'x' * 40_000}\n")
    with pytest.raises(Refused) as refused:
        read_codebook(path, "c.csv")
    assert {(problem.row, problem.column) for problem in refused.value.problems} == {(2, "asked_if")}


@pytest.mark.parametrize("content", ["", "variable;role\n", "id;canal\n1;2\n"])
def test_a_file_that_is_no_codebook_is_refused(tmp_path, content):
    path = tmp_path / "sent"
    path.write_text(content)
    with pytest.raises(Refused):
        read_codebook(path, "c.csv")


def test_a_codebook_is_no_pdf(tmp_path):
    with pytest.raises(Refused, match="xlsx"):
        read_codebook(tmp_path / "sent", "codebook.pdf")


@pytest.mark.parametrize("title", ["Codebook", "codes", "Plan de codage"])
def test_a_workbook_of_answers_may_hold_its_codebook(tmp_path, title):
    path = tmp_path / "sent"
    path.write_bytes(xlsx_bytes({"Réponses": answer_rows(), title: CODEBOOK}))
    codebook = embedded_codebook(path, "r.xlsx")
    assert codebook is not None
    assert len(codebook.questions) == 3


@pytest.mark.parametrize("title", ["Notes", "Codes"])
def test_a_workbook_of_answers_may_hold_none(tmp_path, title):
    path = tmp_path / "sent"
    path.write_bytes(xlsx_bytes({"Réponses": answer_rows(), title: [["Question", "Sens"], ["Q1", "…"]]}))
    assert embedded_codebook(path, "r.xlsx") is None
    assert embedded_codebook(path, "r.csv") is None


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=40
).map(str.strip)
FILLED = TEXT.filter(bool)
CODES = st.one_of(st.integers(-99, 99).map(str), st.from_regex(r"[A-Z][A-Za-z0-9_=+-]{0,9}", fullmatch=True))
OPTIONS = st.builds(
    Option,
    code=CODES,
    words=st.builds(Words, FILLED, TEXT),
    score=st.none() | st.integers(-100, 100).map(float) | st.just(0.5),
    side=st.sampled_from(Side),
    column=FILLED,
    group=st.builds(Words, TEXT, TEXT),
    is_missing=st.booleans(),
)
VARIABLES = st.builds(
    Variable,
    code=st.from_regex(r"[a-z][a-z0-9_-]{0,20}", fullmatch=True),
    role=st.sampled_from(Role),
    title=st.builds(Words, FILLED, TEXT),
    column=TEXT,
    wording=st.builds(Words, TEXT, TEXT),
    asked_to=st.builds(Words, TEXT, TEXT),
    unit=st.builds(Words, TEXT, TEXT),
    battery=st.builds(Words, TEXT, TEXT),
    asks_all=st.booleans(),
    is_segment=st.booleans(),
    is_sensitive=st.booleans(),
    options=st.lists(OPTIONS, max_size=4, unique_by=(lambda option: option.code, lambda option: option.column)).map(
        tuple
    ),
)


@st.composite
def codebooks(draw):
    """Each variable may be asked of those who chose some options of another."""
    variables = draw(st.lists(VARIABLES, min_size=1, max_size=4, unique_by=lambda variable: variable.code))
    with_options = [variable for variable in variables if variable.options]
    for place, variable in enumerate(variables):
        if with_options and draw(st.booleans()):
            asked = draw(st.sampled_from(with_options))
            names = [option.column if asked.role is Role.MULTIPLE else option.code for option in asked.options]
            chosen = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
            variables[place] = replace(variable, asked_if=Condition(asked.code, tuple(chosen)))
    return Codebook(tuple(variables))


@settings(max_examples=10, deadline=None)
@given(codebooks())
def test_what_is_written_is_read_back_equal(tmp_path_factory, codebook):
    path = tmp_path_factory.mktemp("codebook") / "sent"
    path.write_bytes(write_codebook(codebook))
    assert read_codebook(path, "codebook.xlsx") == codebook


def test_a_multiple_choice_needs_columns_even_where_the_file_has_no_heading_for_them(tmp_path):
    path = tmp_path / "sent"
    path.write_text("variable;role;title_fr;option;label_fr\nq1;multiple;Outils;;\n;;;1;Mobile\n")
    with pytest.raises(Refused) as refused:
        read_codebook(path, "c.csv")
    assert (refused.value.problems[0].row, refused.value.problems[0].column) == (3, "option_column")


def test_the_new_facts_are_columns(tmp_path):
    path = tmp_path / "sent"
    path.write_text(
        "code;rôle;colonne;titre_fr;batterie_fr;posée_si;est_segment;sensible;modalité;libellé_fr;regroupement_fr;"
        "sans_réponse\n"
        "q1;choix unique;Q1;Canal;;;oui;;;;;\n;;;;;;;;1;Téléphone;À distance;\n;;;;;;;;2;Courriel;À distance;\n"
        ";;;;;;;;9;Refus;;x\n"
        "q2;nombre;Q2;Attente;Délais;q1=1, 2;;vrai;;;;\n"
    )
    channel, waiting = read_codebook(path, "plan.csv").variables
    assert (channel.is_segment, channel.is_sensitive) == (True, False)
    assert [option.group.fr for option in channel.options] == ["À distance", "À distance", ""]
    assert [option.is_missing for option in channel.options] == [False, False, True]
    assert waiting.battery == Words("Délais")
    assert waiting.asked_if == Condition("q1", ("1", "2"))
    assert waiting.is_sensitive


@pytest.mark.parametrize("condition", ["q1", "q1=", "=1", "q8=1", "q1=9", "q1=1,,2"])
def test_a_condition_names_a_question_and_its_options(tmp_path, condition):
    path = tmp_path / "sent"
    rows = [["q1", "single", "Q1", "Canal", "", "", ""], ["", "", "", "", "", "1", "Téléphone"]]
    asked = ["q2", "number", "Q2", "Attente", condition, "", ""]
    path.write_bytes(
        csv_bytes([["variable", "role", "column", "title_fr", "asked_if", "option", "label_fr"], *rows, asked])
    )
    with pytest.raises(Refused) as refused:
        read_codebook(path, "codebook.csv")
    assert (refused.value.problems[0].row, refused.value.problems[0].column) == (4, "asked_if")


def test_the_help_sheet_explains_every_column(tmp_path):
    path = tmp_path / "sent"
    path.write_bytes(write_codebook(Codebook((Variable("q1", Role.OPEN, Words("Titre"), "Q1"),))))
    book = openpyxl.load_workbook(path.open("rb"))
    headings = [cell.value for cell in book["Codebook"][1]]
    lines = list(book["Aide - Help"].iter_rows(min_row=2, values_only=True))
    assert [line[1] for line in lines] == headings
    assert all(all(line) for line in lines)


@pytest.mark.parametrize(
    "rows",
    [
        [["Variable", "Role", "Valeurs"], ["Q1", "question", "1 à 5"]],
        [["Plan de codage"], [], ["Variable", "Role", "Type"], ["Q1", "=A1", None]],
        [[None] * 5, ["x"]],
    ],
)
def test_a_sheet_of_that_name_in_another_form_does_not_block_the_answers(tmp_path, rows):
    path = tmp_path / "sent"
    path.write_bytes(xlsx_bytes({"Codebook": rows, "Réponses": [HEADER, *answer_rows()]}))
    assert embedded_codebook(path, "r.xlsx") is None
    assert len(read_answers(path, "r.xlsx", lambda done: None)) == 20
