"""What is found, in which order, and what the page says of it."""

from datetime import date

import pytest
from django.test import Client

from articles.models import ArticleByline
from portal.core.models import Person, Topic
from portal.home.models import StandardPage
from portal.search import finding
from portal.search.models import Entry
from portal.search.query import parse
from portal.search.snippets import snippet
from tests.factories import pages
from tests.factories.counting import queries
from tests.factories.members import member
from tests.factories.visitors import signed_in
from tests.search.asking import address, page, suggestions, titles


def test_all_forms_of_a_word_are_found(site):
    pages.news(site, title="Le cœur des œuvres", standfirst="Elles évoluèrent.")
    for typed in ("coeur", "OEUVRE", "évoluer", "l'œuvre", "cœurs evolué"):
        assert titles(typed) == ["Le cœur des œuvres"], typed


def test_the_title_counts_more_than_the_standfirst_and_that_more_than_the_text(site):
    pages.news(site, title="Trois", opening=pages.text("Accueil, accueil, accueil, accueil et accueil."))
    pages.news(site, title="Deux", standfirst="Un accueil.")
    pages.news(site, title="Un accueil")
    assert titles("accueil") == ["Un accueil", "Deux", "Trois"]


def test_what_is_recent_comes_before_what_is_old(site):
    pages.news(site, title="Le vieux baromètre", web_date=date(2006, 1, 1))
    pages.news(site, title="Le jeune baromètre", web_date=date(2026, 1, 1))
    pages.news(site, title="Le moyen baromètre", web_date=date(2016, 1, 1))
    assert titles("baromètre") == ["Le jeune baromètre", "Le moyen baromètre", "Le vieux baromètre"]


def test_of_a_frequent_word_the_titles_are_found_however_old(site, monkeypatch):
    monkeypatch.setattr(finding, "MOST", 2)
    monkeypatch.setattr(finding, "_prepared", finding._prepared.__wrapped__)  # which knows the number as it was
    pages.news(site, title="Le vieux baromètre", web_date=date(2006, 1, 1))
    for number in range(3):
        pages.news(site, title=f"Nouvelle {number}", standfirst="Un baromètre.")
    assert titles("baromètre") == ["Le vieux baromètre", "Nouvelle 2"]
    assert "Les 2 meilleurs résultats" in page("baromètre")


def test_words_in_quotes_follow_each_other(site):
    pages.news(site, title="La qualité de service")
    pages.news(site, title="Service de qualité")
    assert titles("« qualite de service »") == ["La qualité de service"]
    assert len(titles("qualité de service")) == 2


@pytest.mark.parametrize("typed", ["barometre", "baromettre", "barométre", "baomètre", "baormètre"])
def test_a_slip_of_one_letter_still_finds_the_title(site, typed):
    pages.news(site, title="Le baromètre des attentes")
    assert titles(typed) == ["Le baromètre des attentes"]


def test_it_says_what_was_put_right(site):
    pages.news(site, title="Le baromètre des attentes")
    assert "« baromètre »" in page("baromettre").replace("\u00a0", " ").replace("\u202f", " ")


def test_where_nothing_has_all_words_those_with_some_are_shown(site):
    pages.news(site, title="Le baromètre")
    assert titles("baromètre hippopotame") == ["Le baromètre"]
    assert "tous ces mots" in page("baromètre hippopotame")


def test_a_snippet_shows_where_the_words_stand(site):
    filler = "Une phrase de plus pour éloigner le début. " * 20
    pages.news(site, title="Un titre", opening=pages.text(f"{filler}Les clients évoluèrent <b>vite</b>. {filler}"))
    html = page("évoluer client")
    assert "Les <mark>clients</mark> <mark>évoluèrent</mark> vite." in html


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("etat", "État"), ("oeuvres", "œuvre"), ("2026", "2026"), ("liming", "李明"), ("ecoute", "écoute")],
)
def test_words_are_marked_however_they_are_written(typed, shown):
    """Whatever accent, ligature, figure, script or elision they begin with."""
    text = "L’État, une œuvre ; 2026, 李明 et l’écoute."
    assert f"<mark>{shown}</mark>" in snippet(text, parse(typed, "fr").keys(), "fr")


def test_a_snippet_is_the_stretch_with_most_different_words():
    filler = "Une phrase de plus. " * 30
    text = f"Attente. {filler}Attente, attente. {filler}La réponse à l’attente. {filler}"
    assert "La <mark>réponse</mark> à l’<mark>attente</mark>." in snippet(
        text, parse("attente réponse", "fr").keys(), "fr"
    )


def test_what_is_typed_is_never_markup(site):
    pages.news(site, title="Un <script>alert(1)</script> titre")
    html = Client().get(address("<script>alert titre")).content.decode()
    assert "<script>alert" not in html


def test_a_page_is_found_in_its_own_language_alone(site):
    french = pages.news(site, title="Une actualité singulière")
    pages.translate(french, title="A singular piece of news")
    assert titles("singular", "en") == ["A singular piece of news"]
    assert titles("singulière", "en") == []


def test_members_find_what_is_theirs_and_are_shown_it(site):
    pages.study(site, title="Une étude", results=pages.text("Le mot caché ici."))
    assert titles("caché") == []
    assert "Le mot <mark>caché</mark> ici." in page("caché", client=signed_in(member()))


def test_filters_are_links_with_what_they_would_leave(site):
    topic = Topic.objects.create(label_fr="Numérique", label_en="Digital")
    pages.news(site, title="Accueil un", web_date=date(2025, 1, 1), topics=[topic])
    pages.news(site, title="Accueil deux", web_date=date(2026, 1, 1))
    pages.article(site, title="Accueil trois", web_date=date(2026, 2, 1))
    study = pages.study(site, title="Accueil quatre")
    pages.release(study)

    assert len(titles("accueil")) == 4
    assert set(titles("accueil", kind="news")) == {"Accueil un", "Accueil deux"}
    assert titles("accueil", topic=topic.slug) == ["Accueil un"]
    assert set(titles("accueil", year="2026", kind="article")) == {"Accueil trois"}
    assert "Accueil quatre" not in titles("accueil", free="1")
    html = page("accueil")
    assert '>Actualités</a> <span class="found__count">2</span>' in html
    assert '>En accès libre</a> <span class="found__count">3</span>' in html


def test_an_unknown_filter_leaves_a_helpful_page(site):
    pages.news(site, title="Accueil")
    assert "Il ne reste rien" in page("accueil", year="1066", kind="\x00")


def test_nothing_found_says_what_to_do(site):
    pages.news(site, title="La dernière nouvelle")
    html = page("xylophone")
    assert "Aucun résultat" in html
    assert "La dernière nouvelle" in html
    assert "/contact/" in html
    assert "après connexion" in html
    assert "après connexion" not in page("xylophone", client=signed_in(member()))


def test_authors_and_speakers_are_found_and_have_their_page(site):
    person = Person.objects.create(name="Awa Diallo-Œuvrard", role_fr="directrice")
    pages.article(site, title="Son texte", bylines=[ArticleByline(person=person)])
    assert titles("oeuvrard")[0] == "Awa Diallo-Œuvrard"
    assert "Son texte" in Client().get("/auteurs/awa-diallo-oeuvrard/").content.decode()


def test_who_is_named_on_no_published_page_is_not_found(site):
    person = Person.objects.create(name="Invitée Surprise")
    article = pages.article(site, bylines=[ArticleByline(person=person)])
    assert titles("surprise") == ["Invitée Surprise", "Un article"]
    article.unpublish()
    assert titles("surprise") == []
    assert Client().get("/auteurs/invitee-surprise/").status_code == 404


def test_a_topic_has_its_page_in_each_language(site):
    topic = Topic.objects.create(label_fr="Numérique", label_en="Digital")
    french = pages.news(site, title="Un sujet", topics=[topic])
    pages.translate(french, title="A topic")
    assert "Un sujet" in Client().get("/sujets/numerique/").content.decode()
    english = Client().get("/en/topics/numerique/").content.decode()
    assert "A topic" in english
    assert "<h1>Digital" in english


def test_a_topic_leads_to_its_other_language_where_something_bears_it_there(site):
    topic = Topic.objects.create(label_fr="Numérique", label_en="Digital")
    french = pages.news(site, title="Un sujet", topics=[topic])
    html = Client().get("/sujets/numerique/").content.decode()
    assert '<a href="/en/" hreflang="en"' in html
    assert 'rel="alternate" hreflang="en"' not in html
    pages.translate(french, title="A topic")
    html = Client().get("/sujets/numerique/?page=1").content.decode()
    assert '<a href="/en/topics/numerique/" hreflang="en"' in html
    assert '<link rel="alternate" hreflang="en" href="http://testserver/en/topics/numerique/">' in html


def test_suggestions_are_public_titles_that_go_on_as_typed(site):
    pages.news(site, title="Le baromètre des attentes")
    pages.news(site, title="Les attentes des clients")
    assert "Le baromètre des attentes" in suggestions("barom")
    assert "Les attentes" not in suggestions("barom att")
    assert "Le baromètre" in suggestions("attentes BAR")
    assert "<li" not in suggestions("b")


def test_a_search_costs_the_same_with_two_results_and_with_ten(client, site):
    topic = Topic.objects.create(label_fr="Numérique")
    for number in range(2):
        pages.news(site, title=f"Accueil {number}", topics=[topic])
    two = queries(client, address("accueil"))
    for number in range(20):
        pages.article(site, title=f"Accueil {number + 2}", topics=[topic])
    assert queries(client, address("accueil")) == two
    assert two <= 14


def test_nothing_of_a_search_is_kept(site):
    assert Client().get(address("accueil"))["Cache-Control"] == "private, no-store"


def test_standard_pages_are_found(site):
    pages.publish(site["home"], StandardPage(title="Nos statuts", introduction="Depuis 1994."))
    assert titles("statut") == ["Nos statuts"]
    assert Entry.objects.filter(title="Nos statuts").count() == 1
