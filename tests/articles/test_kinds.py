"""What an article says of itself: its kind, who wrote it as whom, how long it takes, what was put right in it."""

import re
from datetime import date

import pytest

from articles.models import Kind
from articles.reading_time import minutes
from portal.core.models import Person
from tests.factories import media, pages
from tests.factories.counting import queries


@pytest.fixture
def author(db) -> Person:
    return Person.objects.create(name="Maëlle Garrigue", role_fr="rédactrice en chef", portrait=media.image())


def signed(article, person: Person, **fields):
    article.bylines.create(person=person, **fields)
    article.save_revision().publish()
    return article


def html_of(client, page) -> str:
    return client.get(page.url).content.decode()


@pytest.mark.parametrize(
    ("kind", "typed", "shown"),
    [
        (Kind.ARTICLE, "", ""),
        (Kind.REPORT, "", "Reportage"),
        (Kind.TRIBUNE, "", "Tribune"),
        (Kind.COLUMN, "", "La ligne d’à côté"),
        (Kind.REPORT, "De nuit", "De nuit"),
    ],
)
def test_what_stands_above_the_title(site, kind, typed, shown):
    article = pages.article(site, kind=kind, kicker=typed, standing_title="La ligne d’à côté")
    assert article.shown_kicker == shown == article.card()["kicker"]


def test_an_opinion_piece_says_that_it_binds_its_author_alone(client, site):
    sentence = "n’engage que son auteur"
    assert sentence in html_of(client, pages.article(site, title="Une", kind=Kind.TRIBUNE))
    assert sentence not in html_of(client, pages.article(site, title="Autre", kind=Kind.COLUMN))


def test_a_column_shows_its_author(client, site, author):
    article = signed(pages.article(site, kind=Kind.COLUMN, standing_title="La ligne d’à côté"), author)
    assert "article__portrait" in html_of(client, article)
    assert "La ligne d’à côté" in html_of(client, article)


def test_an_interview_names_who_answers_and_their_page_lists_it(client, site, author):
    article = pages.article(site, title="Un entretien", kind=Kind.INTERVIEW, interviewee=author)
    html = html_of(client, article)
    address = f"/auteurs/{author.slug}/"
    assert f'<a href="{address}">Maëlle Garrigue</a></b>, rédactrice en chef' in html
    assert "Un entretien" in client.get(address).content.decode()


def test_a_byline_says_who_somebody_was_when_they_wrote(client, site, author):
    article = signed(pages.article(site), author, role_fr="conseillère", organisation="Cigalis")
    later = signed(pages.article(site, title="Plus tard"), author)
    assert html_of(client, article).count("conseillère (Cigalis)") == 1 + 1
    assert "Cigalis" not in html_of(client, later)
    assert "rédactrice en chef" in html_of(client, later)
    page = client.get(f"/auteurs/{author.slug}/").content.decode()
    assert "conseillère (Cigalis)" in page


def test_an_english_page_marks_a_role_told_in_french_only(client, site, author):
    article = signed(pages.article(site), author, role_fr="conseillère")
    english = pages.translate(article, title="An article")
    assert '<span lang="fr">conseillère</span>' in html_of(client, english)


@pytest.mark.parametrize(
    ("words", "language", "expected"), [(0, "fr", 0), (20, "fr", 1), (390, "fr", 2), (390, "en", 2), (2280, "en", 10)]
)
def test_how_long_a_text_takes(words, language, expected):
    assert minutes("mot " * words, language) == expected


def test_the_whole_text_is_counted_when_it_is_published_and_told_to_all(client, site):
    article = pages.article(site, opening=pages.text("mot " * 200), body=pages.text("mot " * 770))
    article.refresh_from_db()
    assert article.reading_minutes == 5
    pages.release(article)
    assert re.search(r"5\sminutes de lecture", html_of(client, article))
    article.body = pages.text("mot")
    article.save_revision().publish()
    article.refresh_from_db()
    assert article.reading_minutes == 1


def test_each_language_counts_its_own(site):
    article = pages.article(site, body=pages.text("mot " * 800))
    english = pages.translate(article, title="An article", body=pages.text("word " * 100))
    english.refresh_from_db()
    assert (article.reading_minutes, english.reading_minutes) == (4, 1)


def test_corrections_are_dated_and_told_to_all(client, site):
    notes = [
        ("correction", {"date": date(2026, 3, 2), "text": "<p>Une faute de nom.</p>"}),
        ("correction", {"date": date(2026, 4, 9), "text": "<p>27 % et non 17 %.</p>"}),
    ]
    article = pages.release(pages.article(site, corrections=notes))
    assert article.corrected_on == date(2026, 4, 9)
    assert [day for day, _text in article.correction_notes()] == [date(2026, 4, 9), date(2026, 3, 2)]
    html = html_of(client, article)
    assert "Corrigé le 9 avril 2026" in html
    assert html.index("9 avril 2026</time>") < html.index("2 mars 2026</time>")
    assert "Une faute de nom." in article.public_text()


def test_a_correction_without_a_date_in_a_draft_breaks_nothing(site):
    article = pages.article(site)
    article.corrections = [("correction", {"date": None, "text": ""})]
    assert article.corrected_on is None


def test_twenty_corrections_cost_what_two_do(client, site):
    def noted(count: int) -> list:
        return [("correction", {"date": date(2026, 3, day), "text": "<p>Une faute.</p>"}) for day in range(1, count)]

    two, twenty = (pages.article(site, title=f"Avec {count}", corrections=noted(count)) for count in (2, 20))
    assert queries(client, twenty.url) == queries(client, two.url)
