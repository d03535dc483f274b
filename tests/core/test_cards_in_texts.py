"""Pages of the portal shown in a text as lists show them: as they stand now, in its language, or not at all."""

from datetime import timedelta

from django.utils import timezone

from tests.factories import media, pages
from tests.factories.counting import queries


def text_with(*chosen) -> list[tuple]:
    return [("cards", list(chosen)), *pages.text("La suite.")]


def test_a_study_an_event_and_an_article_show_where_they_stand(client, site):
    study = pages.study(site, title="Le baromètre", summary="Ce que veulent les clients.")
    event = pages.event(site, title="Un atelier sur l’attente", standfirst="Trois heures.")
    other = pages.release(pages.article(site, title="Un autre article"), members_at=timezone.now())
    html = client.get(pages.article(site, body=text_with(study, event, other)).url).content.decode()
    for shown in ("Le baromètre", "Ce que veulent les clients.", "Un atelier sur l’attente", "Inscriptions ouvertes"):
        assert shown in html
    assert html.count('<span class="access">') >= 2
    assert f'href="{event.url}"' in html


def test_a_page_shows_what_became_of_what_it_names(client, site):
    event = pages.event(site, title="Un atelier")
    article = pages.article(site, body=text_with(event))
    assert "Inscriptions ouvertes" in client.get(article.url).content.decode()
    event.event.cancelled_at = timezone.now()
    event.event.save()
    assert "Inscriptions ouvertes" not in client.get(article.url).content.decode()
    event.title = "Un atelier reporté"
    event.save_revision().publish()
    assert "Un atelier reporté" in client.get(article.url).content.decode()


def test_what_is_not_online_leaves_no_hole(client, site):
    study, other = pages.study(site, title="Retirée"), pages.news(site, title="Supprimée")
    article = pages.article(site, body=text_with(study, other))
    study.unpublish()
    other.delete()
    html = client.get(article.url).content.decode()
    assert "text-cards" not in html
    assert "Retirée" not in html
    assert "La suite." in html


def test_cards_are_in_the_language_of_the_page(client, site):
    event, alone = pages.event(site, title="Un atelier"), pages.news(site, title="En français seulement")
    pages.translate(event, title="A workshop")
    article = pages.article(site, body=text_with(event, alone))
    english = pages.translate(article, title="An article", body=text_with(event, alone))
    html = client.get(english.url).content.decode()
    assert "A workshop" in html
    assert "Un atelier" not in html
    assert '<li lang="fr">' in html


def test_four_of_each_in_twenty_blocks_cost_what_two_do(client, site):
    def filled(count: int) -> list:
        blocks: list[tuple] = []
        for number in range(count):
            event = pages.event(
                site, title=f"Atelier {number}", facts={"starts_at": timezone.now() + timedelta(days=9 + number)}
            )
            chosen = [
                event,
                pages.study(site, title=f"Étude {number}", cover=media.image()),
                pages.article(site, title=f"Article {number}", cover=media.image()),
                pages.news(site, title=f"Brève {number}", cover=media.image()),
            ]
            blocks.append(("cards", chosen))
        return blocks

    two, twenty = (pages.article(site, title=f"Avec {count}", body=filled(count)) for count in (2, 20))
    assert queries(client, twenty.url) == queries(client, two.url)


def test_twenty_pages_in_one_language_cost_what_two_do(client, site):
    def filled(count: int) -> list:
        return [("cards", [pages.news(site, title=f"Brève {number}")]) for number in range(count)]

    two, twenty = (pages.article(site, title=f"Avec {count}", body=filled(count)) for count in (2, 20))
    english = [pages.translate(page, title=f"With {page.pk}", body=page.body) for page in (two, twenty)]
    assert queries(client, english[1].url) == queries(client, english[0].url)
