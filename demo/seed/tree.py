"""Where seeded pages stand in the page tree, without asking the database for each."""

from collections import Counter

from wagtail.models import Page

from articles.models import ArticlePage, IssuePage, MagazinePage, NewsIndexPage, NewsPage
from events.models import EventPage, EventsIndexPage
from members.models import User
from portal.core.models import BasePage
from studies.models import StudiesIndexPage, StudyPage

LISTS: dict[type[BasePage], type[BasePage]] = {
    IssuePage: MagazinePage,
    ArticlePage: MagazinePage,
    NewsPage: NewsIndexPage,
    StudyPage: StudiesIndexPage,
    EventPage: EventsIndexPage,
}


class Tree:
    """Gives paths below the lists of each language, and below the issues it has placed itself."""

    def __init__(self) -> None:
        self.lists = {(type(page), page.locale_id): page for page in lists()}
        self.steps: Counter[str] = Counter()

    def place(self, page: BasePage, parent: BasePage | None = None) -> None:
        parent = parent or self.lists[LISTS[type(page)], page.locale_id]
        if parent.path not in self.steps and parent.pk and (last := parent.get_last_child()):
            self.steps[parent.path] = Page._str2int(last.path[-Page.steplen :])
        self.steps[parent.path] += 1
        page.depth = parent.depth + 1
        page.path = Page._get_path(parent.path, page.depth, self.steps[parent.path])
        page.url_path = f"{parent.url_path}{page.slug}/"


def lists() -> list[BasePage]:
    return [page for model in dict.fromkeys(LISTS.values()) for page in model.objects.all()]


def count_children(owner: User) -> None:
    """Of the lists, and of the issues that `owner` has, as they are now."""
    for page in [*lists(), *IssuePage.objects.filter(owner=owner)]:
        Page.objects.filter(pk=page.pk).update(numchild=Page.objects.child_of(page).count())
