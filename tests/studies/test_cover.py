"""A study without a picture has a cover drawn with its title."""

from tests.factories import pages

TITLE = "Ce que les équipes attendent de leurs responsables quand les règles du travail changent sans cesse"


def test_a_drawn_cover_gives_the_whole_title(client, site):
    study = pages.study(site, title=TITLE)
    cover = client.get(study.url).content.decode().split('class="cover__title', 1)[1].split("</p>", 1)[0]
    assert TITLE in cover.replace("\xa0", " ")
    assert "…" not in cover
