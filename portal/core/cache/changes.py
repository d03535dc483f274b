"""Every change of a row is told to the versions, by whatever door it comes: whatever shows the row is made anew."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver
from modelcluster.fields import ParentalKey
from wagtail.models import Locale, Page, Site
from wagtail.signals import page_slug_changed, post_page_move

from portal.core.cache import recording
from portal.core.cache.recording import parts_tag, row_tags
from portal.core.cache.store import store

CHROME = "chrome"
"""The frame of every page: its menus, its languages, the association's own facts."""

# What Wagtail writes to a page's row when a draft is saved: readers see none of it.
_OF_DRAFTS = frozenset(
    {"draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at"}
    | {"locked", "locked_at", "locked_by"}
)
_SECTIONS_DEPTH = 3
# Rows that no page shows, written all the time.
_UNSEEN = frozenset({"sessions", "django_tasks_database", "search"})
_UNSEEN_MODELS = frozenset({"core.message", "core.attempts", "wagtailcore.referenceindex", "wagtailcore.revision"})

PAGES = "pages"
"""Whatever lists all pages there are."""

STRETCH = 250
"""So many page numbers are listed together in a sitemap."""


def stretch_tag(language: str, stretch: int) -> str:
    """Whatever lists all pages in a language with numbers from `stretch` × STRETCH on."""
    return f"{PAGES}:{language}:{stretch}"


def changed(*tags: str) -> None:
    """Tell that these change with the current transaction; at once where there is none."""
    versions = store().versions
    if recording.in_transaction():
        versions.begin(tags)
        transaction.on_commit(lambda: versions.end(tags))
    else:
        versions.end(tags)


def tags_of(instance: Model) -> set[str]:
    """All that changes with a row: itself, the rows it is a part of, the lists it may be in."""
    tags = set(row_tags(instance))
    if isinstance(instance, Page):
        return tags | _page_lists(instance)
    tags.add(f"{instance._meta.label_lower}:*")
    for name in _wholes(type(instance)):
        field = instance._meta.get_field(name)
        whole: type[Model] = field.related_model  # type: ignore[assignment]
        label = "page" if issubclass(whole, Page) else whole._meta.label_lower
        pk = getattr(instance, field.attname)  # type: ignore[union-attr]
        tags |= {f"{label}:{pk}", parts_tag(whole, pk, type(instance))}
    return tags


def _page_lists(page: Page) -> set[str]:
    model = page.specific_class
    label = model._meta.label_lower if model else ""
    language = page.locale.language_code
    lists = {PAGES, stretch_tag(language, page.pk // STRETCH), f"{label}:*:{language}"}
    lists |= getattr(page, "shown_with_pages", set)()
    return lists | ({CHROME} if page.depth <= _SECTIONS_DEPTH else set())


def _wholes(model: type[Model]) -> list[str]:
    """The foreign keys of a row that is a part of what they lead to."""
    parental = [field.name for field in model._meta.concrete_fields if isinstance(field, ParentalKey)]
    return [*parental, *getattr(model, "part_of", ())]


@receiver(post_save)
def row_saved(instance: Model, created: bool = False, update_fields: Iterable[str] | None = None, **kwargs) -> None:
    if instance._meta.app_label in _UNSEEN or instance._meta.label_lower in _UNSEEN_MODELS:
        return
    if isinstance(instance, Page) and (
        (created and not instance.live) or (update_fields and _OF_DRAFTS.issuperset(update_fields))
    ):
        return
    if isinstance(instance, Site | Locale):
        changed(CHROME)
    changed(*tags_of(instance))


@receiver(post_delete)
def row_deleted(instance: Model, **kwargs) -> None:
    row_saved(instance)


@receiver(m2m_changed)
def row_related(instance: Model, action: str, **kwargs) -> None:
    if action.startswith("post_") and isinstance(instance, Model):
        changed(*tags_of(instance))


@receiver(post_page_move)
@receiver(page_slug_changed)
def addresses_changed(instance: Page, **kwargs) -> None:
    """All below it have another address, which Wagtail writes without their being saved."""
    for page in instance.get_descendants(inclusive=True).specific():
        changed(*tags_of(page))
