"""What is on the site already that an old page may belong to."""

from functools import cached_property

from wagtail.models import Page

from articles.models import IssuePage, MagazinePage, NewsIndexPage
from portal.archive.pieces import Kind
from portal.core.models import BasePage, Person, Topic
from portal.home.models import HomePage
from studies.models import StudiesIndexPage
from studies.survey.sheets.values import fold

SECTIONS: dict[Kind, type[BasePage]] = {
    Kind.ARTICLE: MagazinePage,
    Kind.NEWS: NewsIndexPage,
    Kind.STUDY: StudiesIndexPage,
    Kind.PAGE: HomePage,
}


class Surroundings:
    """Read once, and kept up by whoever adds to it: many pieces are asked of the same."""

    @cached_property
    def people(self) -> dict[str, int]:
        return {fold(name): pk for pk, name in Person.objects.order_by("-pk").values_list("pk", "name")}

    @cached_property
    def topics(self) -> dict[str, int]:
        found = {}
        for topic in Topic.objects.order_by("-pk"):
            found.update({fold(name): topic.pk for name in (topic.slug, topic.label_en, topic.label_fr) if name})
        return found

    @cached_property
    def _sections(self) -> dict[tuple[Kind, str], int]:
        return {
            (kind, language): pk
            for kind, model in SECTIONS.items()
            for pk, language in model.objects.order_by("-path").values_list("pk", "locale__language_code")
        }

    @cached_property
    def issues(self) -> dict[int, IssuePage]:
        """By number, the French ones before those that are only in English."""
        found = IssuePage.objects.select_related("locale").order_by("locale__language_code", "-path")
        return {issue.number: issue for issue in found}

    def section(self, kind: Kind, language: str) -> Page | None:
        return Page.objects.filter(pk=self._sections.get((kind, language), 0)).first()
