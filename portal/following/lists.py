"""The feeds of all that is published of some kinds."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import ArticlePage, NewsPage
from events.models import EventPage
from portal.core.models import BasePage
from portal.following.querysets import EVERYTHING
from studies.models import StudyPage

TYPE = "application/atom+xml"


@dataclass(frozen=True)
class Followed:
    """`section` is the page type of the list that shows the same."""

    title: str | Promise
    models: tuple[type[BasePage], ...]
    section: str = ""


FEEDS = {
    "all": Followed(_("All that is new"), EVERYTHING),
    "articles": Followed(_("Articles of the magazine"), (ArticlePage,), "articles.MagazinePage"),
    "news": Followed(_("News"), (NewsPage,), "articles.NewsIndexPage"),
    "studies": Followed(_("Studies"), (StudyPage,), "studies.StudiesIndexPage"),
    "events": Followed(_("Events"), (EventPage,), "events.EventsIndexPage"),
}
