"""Translations and aliases go where their source goes."""

from django.conf import settings
from django.dispatch import receiver
from wagtail.coreutils import find_available_slug
from wagtail.models import Page
from wagtail.signals import page_slug_changed, post_page_move


@receiver(post_page_move)
def take_translations_along(instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs) -> None:
    """Below the new section in their own language, but for one that an editor had put elsewhere than its source."""
    if parent_page_before.pk == parent_page_after.pk or instance.locale.language_code != settings.LANGUAGE_CODE:
        return
    for other in instance.get_translations().select_related("locale"):
        if other.get_parent().translation_key != parent_page_before.translation_key:
            continue
        there = parent_page_after.get_translation_or_none(other.locale)
        if there is None:
            there = parent_page_after.specific.copy_for_translation(other.locale, copy_parents=True, alias=True)
        slug = find_available_slug(there, other.slug)
        if slug != other.slug:
            other = rename(other, slug)
        other.move(Page.objects.get(pk=there.pk), pos="last-child")


@receiver(page_slug_changed)
def rename_aliases(instance: Page, instance_before: Page, **kwargs) -> None:
    """Those that bear the address of their source."""
    for alias in Page.objects.filter(alias_of=instance.pk, slug=instance_before.slug):
        rename(alias, find_available_slug(alias.get_parent(), instance.slug, ignore_page_id=alias.pk))


def rename(page: Page, slug: str) -> Page:
    page = page.specific
    page.slug = slug
    page.save()
    return page
