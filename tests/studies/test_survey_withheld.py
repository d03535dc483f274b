"""What the tables leave out is told to editors, and mended from there."""

import pytest

from studies.codebooks import store_codebook
from studies.models import Study
from studies.services.sources import destroy_answers
from studies.survey.codebook import Codebook, Option, Role, Variable
from studies.survey.words import Words
from tests.factories import pages
from tests.factories.surveys import codebook, publish_tables, source
from tests.studies.screens import at, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(site) -> Study:
    return pages.study(site).study


@pytest.mark.parametrize(("role", "size"), [("studies_officer", "T6 (7)"), ("editor", "T6 (moins de 10)")])
def test_a_small_group_is_named_beside_its_tables_and_merged_with_one_click(client, study, role, size):
    sign_in(client, role)
    rows = [f"{number % 2 + 1};{'T6' if number < 7 else 'T7' if number < 30 else 'T5'}" for number in range(80)]
    source(study, "\n".join(["q1;age", *rows]).encode())
    parts = tuple(Option(code, Words(code)) for code in ("T5", "T6", "T7"))
    segment = Variable("age", Role.SEGMENT, Words("Taille"), column="age", options=parts)
    store_codebook(study.survey, Codebook((codebook().variables[0], segment)))
    client.post(at("publish", study))
    text = client.get(at("overview", study)).text
    assert size in text
    assert text.count(f'action="{at("merge", study, "age")}"') == 2
    client.post(at("merge", study, "age"), {"category": ["T6", "T7"]})
    client.post(at("publish", study))
    assert not study.survey.publications.first().withheld
    found = study.survey.publications.first().tables.get(segment="age").table()
    assert [column.base for column in found.columns] == [50, 30]
    merged = found.columns[1].code
    client.post(at("merge", study, "age"), {"category": ["T5", merged]})
    assert {option.group.fr for option in study.survey.codebook().variables[1].options} == {"T5 + T6 + T7"}


def test_a_small_group_of_an_institute_is_the_institutes_to_merge(client, study):
    sign_in(client, "studies_officer")
    withheld = [{"segment": "age", "fr": "Âge", "en": "", "tables": 2, "absent": 1, "categories": []}]
    sent = source(study, name="tableaux.xlsx", door="tables")
    publication = publish_tables(study, source=sent, withheld=withheld, public=False)
    for url in (at("overview", study), at("go_public", study, publication.pk)):
        assert "Demandez à l’institut" in client.get(url).text


def test_the_sizes_of_small_groups_go_with_the_answers(study):
    sent = source(study)
    publication = publish_tables(study, source=sent, withheld=[{"segment": "age"}])
    destroy_answers(source_id=sent.pk)
    publication.refresh_from_db()
    assert publication.withheld == []
