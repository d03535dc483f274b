"""Published pages in order, in a time that doesn't grow with their number.

A database sorts all the pages of a list before it gives the first ones, unless the query leaves it no other way than
the index of their order: hence the correlated subqueries here, and an index for each `order_by` they go with.
"""

from typing import TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail.query import PageQuerySet

from portal.access.prepared import PreparedRows
from portal.core.cache.recording import shows_all

FEW = 200

P = TypeVar("P", bound=PageQuerySet)
R = TypeVar("R", bound=QuerySet)


@PreparedRows
def live_translations(key: int) -> QuerySet:
    """Of the page with that key, that very page included; each with its locale."""
    alike = Page.objects.filter(pk=key).order_by().values("translation_key")
    return Page.objects.live().filter(translation_key__in=alike).select_related("locale")


def sections_of(home: Page) -> PageQuerySet:
    """The live children of the home page; by their types, for the range of its paths is the whole site."""
    models = home.specific_class.allowed_subpage_models()
    return home.get_children().live().filter(content_type__in=ContentType.objects.get_for_models(*models).values())


def published_below(pages: P, parent: Page) -> P:
    """The live children of `parent`."""
    between = parent._get_children_path_interval(parent.path)
    return pages.live().filter(path__range=between, depth=parent.depth + 1)


def listed_below(pages: P, parent: Page) -> P:
    """The live children of `parent`, to be ordered by fields of their own."""
    shows_all(pages.model)
    children = published_below(Page.objects.all(), parent)
    if parent.numchild <= FEW:
        return pages.filter(pk__in=children.values("pk"))
    return pages.filter(Exists(children.filter(pk=OuterRef("pk"))))


def listed_in(pages: P, locale_id: int) -> P:
    """The live pages in one language, to be ordered by fields of their own."""
    shows_all(pages.model)
    return live_in(pages, locale_id)


def live_in(pages: P, locale_id: int) -> P:
    """The same of a part of them, of which whoever looks into it notes what it shows."""
    return pages.filter(Exists(Page.objects.live().filter(pk=OuterRef("pk"), locale=locale_id)))


def live_here(pages: P) -> P:
    """The live ones in the visitor's language: that is asked of each page, not of all there are in the language."""
    return live_in_language(pages, get_language())


def live_in_language(pages: P, language: str | None) -> P:
    here = Page.objects.live().filter(locale__language_code=language)
    return pages.filter(Exists(here.filter(pk=OuterRef("pk"))))


def rows_with_page(rows: R, pages: PageQuerySet, field: str, *, few: bool = False) -> R:
    """The shared rows that have one of `pages`, which point to them by `field`; each with its `page_id`."""
    shows_all(pages.model)
    own = pages.filter(**{field: OuterRef("pk")})
    rows = rows.annotate(page_id=Subquery(own.order_by("pk").values("pk")[:1]))
    return rows.filter(pk__in=pages.order_by().values(field)) if few else rows.filter(Exists(own))


def rows_listed_below(rows: R, pages: PageQuerySet, parent: Page, field: str) -> R:
    """The shared rows of the live children of `parent`, to be ordered by fields of their own."""
    return rows_with_page(rows, published_below(pages, parent), field, few=parent.numchild <= FEW)
