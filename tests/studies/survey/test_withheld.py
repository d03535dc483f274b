"""Which group withheld what: told to editors with the tables."""

from studies.survey.answers import Answers
from studies.survey.codebook import Codebook, Option, Role, Variable
from studies.survey.tabulation import tabulate
from studies.survey.withheld import withheld
from studies.survey.words import Words
from tests.factories.surveys import AGES, YES_NO, column, table

SIZES = (Option("t5", Words("T5")), Option("t6", Words("T6")), Option("t7", Words("T7")))
SIZE = Variable("taille", Role.SEGMENT, Words("Taille"), column="taille", options=SIZES)
AGE = Variable("age", Role.SEGMENT, Words("Âge"), column="age", options=AGES)
WAITING = Variable("q1", Role.SINGLE, Words("Attente"), column="q1", options=YES_NO)


def test_a_group_that_is_too_small_is_told_with_its_size_and_what_it_hides():
    places = ["t5"] * 40 + ["t6"] * 7 + ["t7"] * 20
    answers = Answers({"q1": ["1", "2"] * 33 + ["1"], "taille": places})
    made = tabulate(Codebook((WAITING, SIZE)), answers, threshold=10, progress=lambda done: None)
    assert made.small == {"taille": {"t6": 7}}
    [found] = withheld(made.tables, [SIZE], made.small)
    assert (found["segment"], found["fr"], found["tables"], found["absent"]) == ("taille", "Taille", 1, 0)
    assert [(each["code"], each["hidden"] > 0, each["size"]) for each in found["categories"]][1] == ("t6", True, 7)


def test_a_table_that_is_not_shown_at_all_is_counted():
    shown, absent = table("q1", "age", [column("j"), column("a", None)]), table("q2", "age", [])
    [found] = withheld([table("q1"), shown, absent], [AGE], {})
    assert (found["tables"], found["absent"]) == (2, 1)
    assert [each["hidden"] for each in found["categories"]] == [0, 1]


def test_what_hides_nothing_is_not_told():
    assert withheld([table("q1"), table("q1", "age")], [AGE], {}) == []
