"""The home page and the frame of every page cost the same however much there is to choose from."""

from members.models import Tier
from portal.home.models import StandardPage
from tests.factories import media, pages
from tests.factories.counting import queries
from tests.factories.members import OrganisationFactory


def test_home_page(client, site):
    issue = pages.issue(site)

    def add(count: int) -> None:
        for _each in range(count):
            pages.article(site, parent=issue, cover=media.image())
            pages.news(site)
            pages.event(site)
            pages.study(site)
            OrganisationFactory(tier=Tier.SUPPORTER, logo=media.image())

    add(5)
    five = queries(client, "/")
    add(5)
    assert queries(client, "/") == five


def test_menus(client, site):
    before = queries(client, "/adherer/")
    for number in range(10):
        pages.publish(site["home"], StandardPage(title=f"Page {number}", show_in_menus=number % 2 == 0))
    assert queries(client, "/adherer/") == before
