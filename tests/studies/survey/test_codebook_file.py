import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studies.survey.codebook import Codebook, Option, Role, Side, Variable
from studies.survey.files.codebook_file import embedded_codebook, read_codebook, write_codebook
from studies.survey.problems import Refused
from studies.survey.words import Words
from tests.studies.survey.answer_files import CODEBOOK, answer_rows, csv_bytes, xlsx_bytes

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
    options=st.lists(OPTIONS, max_size=4, unique_by=(lambda option: option.code, lambda option: option.column)).map(
        tuple
    ),
)


@settings(max_examples=20, deadline=None)
@given(st.lists(VARIABLES, min_size=1, max_size=4, unique_by=lambda variable: variable.code).map(tuple))
def test_what_is_written_is_read_back_equal(tmp_path_factory, variables):
    path = tmp_path_factory.mktemp("codebook") / "sent"
    path.write_bytes(write_codebook(Codebook(variables)))
    assert read_codebook(path, "codebook.xlsx") == Codebook(variables)
