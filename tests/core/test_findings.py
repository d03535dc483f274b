"""What the editor is told of a draft before it goes online, with the way to its place."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import ArticleByline
from portal.core.editing.findings import findings, registered
from portal.core.models import BasePage, Person, PortalImage
from portal.desk.roles import create_roles
from tests.factories import media, pages
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(site):
    user = UserFactory()
    user.groups.add(create_roles()["editor"])
    return user


def link(target: BasePage, words: str = "là", before: str = "") -> tuple[str, str]:
    return "paragraph", f'<p>{before}<a linktype="page" id="{target.pk}">{words}</a></p>'


def picture(image: PortalImage, alt: str = "", decorative: bool = False) -> tuple[str, dict]:
    image.contextual_alt_text, image.decorative = alt, decorative
    return "figure", {"image": image, "caption": ""}


def kept(site, **texts) -> BasePage:
    """An article with blocks that it could not be published with."""
    page = pages.article(site)
    for name, blocks in texts.items():
        setattr(page, name, blocks)
    page.save()
    return page


def told(page: BasePage, editor, check: str) -> list[str]:
    """The places of what one check finds, with the names of the parts below the block."""
    type(page).checks, before = (check,), type(page).checks
    try:
        return [_short(page, finding.place) for finding in findings(type(page).objects.get(pk=page.pk), editor)]
    finally:
        type(page).checks = before


def _short(page: BasePage, place: str) -> str:
    """`body.0.image` in the place of `body.<id>.image`."""
    field, _dot, rest = place.partition(".")
    for number, child in enumerate(getattr(type(page).objects.get(pk=page.pk), field) if rest else []):
        rest = rest.replace(child.id, str(number))
    return f"{field}.{rest}" if rest else field


def test_every_check_that_a_type_names_is_there():
    kinds = list(BasePage.__subclasses__())
    kinds += [below for model in kinds for below in model.__subclasses__()]
    assert {name for model in kinds for name in model.checks} == registered()


@pytest.mark.parametrize("make", [pages.article, pages.news, pages.event])
def test_a_missing_standfirst_is_told(site, editor, make):
    assert told(make(site, standfirst=" "), editor, "standfirst") == ["standfirst"]
    assert told(make(site, title="Autre", standfirst="Un chapeau."), editor, "standfirst") == []


def test_a_study_without_a_summary_is_told(site, editor):
    assert told(pages.study(site), editor, "summary") == ["summary"]
    assert told(pages.study(site, title="Autre", summary="En bref."), editor, "summary") == []


def test_a_text_that_nobody_signs_is_told(site, editor):
    page = pages.article(site)
    assert told(page, editor, "byline") == ["bylines"]
    page.bylines = [ArticleByline(person=Person.objects.create(name="Anne"))]
    page.save()
    assert told(page, editor, "byline") == []


def test_pictures_that_say_nothing_to_who_cannot_see_them(site, editor):
    body = [
        picture(media.image("a.png")),
        picture(media.image("b.png"), alt="Une usine"),
        picture(media.image("c.png"), decorative=True),
    ]
    page = pages.article(site, body=body, cover=media.image("d.png"))
    assert told(page, editor, "picture_descriptions") == ["cover", "body.0.image"]


def test_pictures_too_small_for_their_place(site, editor):
    small, wide = media.image("a.png"), media.image("b.png")
    PortalImage.objects.filter(pk=wide.pk).update(width=900)
    page = pages.article(site, body=[picture(small), picture(wide)], cover=wide)
    assert told(page, editor, "picture_sizes") == ["cover", "body.0.image"]


def test_links_without_words(site, editor):
    outside = ("outside_link", {"label": "", "url": "https://a.example/", "site": ""})
    page = kept(site, opening=[link(site["news"], ""), link(site["news"])], body=[outside])
    assert told(page, editor, "link_texts") == ["opening.0", "body.0.label"]


def test_links_to_drafts_lead_to_the_block_they_stand_in(site, editor):
    target = pages.news(site)
    blocks = [*pages.text("Rien."), link(target), ("page_link", {"page": target, "label": ""})]
    page = pages.article(site, body=blocks)
    assert told(page, editor, "draft_links") == []
    target.unpublish()
    assert told(page, editor, "draft_links") == ["body.1", "body.2"]


def test_what_everybody_reads_says_where_a_link_leads_to_what_is_closed(site, editor):
    closed, open_to_all = pages.study(site), pages.news(site)
    opening = [
        link(closed),
        link(open_to_all),
        link(closed, before="Pour les adhérents, "),
        ("page_link", {"page": closed, "label": ""}),
        ("page_link", {"page": closed, "label": "Les résultats, réservés aux adhérents"}),
    ]
    page = pages.article(site, opening=opening, body=[link(closed)])
    assert told(page, editor, "closed_links") == ["opening.0", "opening.3"]


def test_headings_skip_no_level_and_are_not_empty(site, editor):
    opening = [("subheading", "Trop tôt"), ("heading", "À sa place"), ("subheading", "Aussi"), ("heading", " ")]
    page = kept(site, opening=opening, body=[("subheading", "Encore")])
    assert told(page, editor, "headings") == ["opening.0", "opening.3"]


def test_the_editor_shows_them_with_the_way_there(client, site, editor):
    page = pages.article(site, standfirst="")
    client.force_login(editor)
    shown = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert 'data-finding="standfirst"' in shown
    assert "Personne ne signe ce texte." in shown


def test_they_keep_nothing_from_being_published(site):
    page = pages.article(site, standfirst="")
    page.save_revision().publish()
    assert page.live


def test_twenty_pictures_and_links_cost_what_two_do(site, editor):
    def filled(count: int) -> list:
        return [
            block
            for number in range(count)
            for block in (
                link(pages.study(site, title=f"Étude {number}")),
                link(pages.news(site, title=f"Nouvelle {number}")),
                picture(media.image(f"{number}.png")),
            )
        ]

    def cost(page: BasePage) -> int:
        page = type(page).objects.get(pk=page.pk)
        findings(page, editor)
        with CaptureQueriesContext(connection) as captured:
            findings(page, editor)
        return len(captured)

    two = pages.article(site, title="Deux", opening=filled(2))
    twenty = pages.article(site, title="Vingt", opening=filled(20))
    assert cost(twenty) == cost(two) <= 10


def test_a_cover_that_is_said_to_be_decorative_needs_no_description(site, editor):
    cover = media.image()
    cover.description = ""
    cover.save()
    page = pages.article(site, cover=cover)
    assert told(page, editor, "picture_descriptions") == ["cover"]
    cover.is_decorative = True
    cover.save()
    assert told(page, editor, "picture_descriptions") == []
