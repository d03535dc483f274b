"""Rows shared by the pages of one thing in every language: what is true of it, whatever the language."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import Panel
from wagtail.models import Page


class Incomplete(Exception):
    """The page stays as it is, since its shared rows lack what no page goes online without: in words."""

    def __init__(self, page: Page, sentences: list[str]) -> None:
        sentence = gettext("“%(title)s” is not published. %(reasons)s")
        super().__init__(sentence % {"title": page.get_admin_display_title(), "reasons": " ".join(sentences)})
        self.page = page


class SharedRowQuerySet(models.QuerySet):
    def with_page_title(self) -> Self:
        """Named without a query each: by the page each row was made with."""
        relation: Any = self.model._meta.get_field("pages")
        own = relation.related_model._base_manager.filter(**{relation.field.name: models.OuterRef("pk")})
        return self.annotate(page_title=models.Subquery(own.order_by("pk").values("title")[:1]))


class SharedRow(models.Model):
    """The facts of one thing, once for its pages in every language, which point to it with `related_name="pages"`.

    The row is made with its page, cloned with a copy of it, kept by translations and aliases: `BasePage.shared_rows`.

    A page whose form is `portal.core.editing.row_form.RowPageForm` and whose `row_in_form` names the row asks in its
    own form for the row's `creation_panels`, and saves page and row at once, until the row `is_in_use()`; from then on
    it is changed in its own view. What a draft may lack, but no page that goes online, is said by `missing()`, and
    `BasePage.publish` asks it, by whatever door a page is published.

    A release is a shared row too, but of every type of page, and `portal.access` knows no page of ours: it has
    `clone()` and nothing else of this.
    """

    creation_panels: ClassVar[list[Panel]] = []
    recognised_by: ClassVar[tuple[str, ...]] = ()

    pages: Any  # the related manager, named by the foreign key

    class Meta:
        abstract = True

    def __str__(self) -> str:
        title = self.page_title if hasattr(self, "page_title") else getattr(self.page(), "title", "")
        return title or f"{self._meta.verbose_name} {self.pk}"

    def page(self) -> Page | None:
        """The page it was made with, else any language's."""
        return self.pages.select_related("release", "release__page").order_by("pk").first() if self.pk else None

    def is_in_use(self) -> bool:
        """Whether anybody relies on it: what changes then concerns them."""
        return self.pk is not None and self.pages.filter(live=True).exists()

    def save_edited(self) -> None:
        """From the editor of its page, with what follows from it."""
        self.save()

    def missing(self) -> dict[str, object]:
        """What its page can't go online without: a sentence each, by field."""
        return {}

    def facts(self) -> list[tuple[str, object]]:
        """What an editor recognises it by: the fields in `recognised_by`, each with its label."""
        fields: list[Any] = [self._meta.get_field(name) for name in self.recognised_by]
        return [(str(capfirst(field.verbose_name)), self._shown(field.name)) for field in fields]

    def _shown(self, name: str) -> object:
        display = getattr(self, f"get_{name}_display", None)
        return display() if display else getattr(self, name)

    def clone(self) -> Self:
        """An unsaved copy, with its own children, for the copy of its page."""
        copy = type(self)(
            **{f.attname: getattr(self, f.attname) for f in self._meta.concrete_fields if not f.primary_key}
        )
        if isinstance(self, ClusterableModel):
            self.copy_all_child_relations(copy)
        return copy
