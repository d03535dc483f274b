"""What a page in another language still lacks, and what of it is its own."""

from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from portal.core.pages.addresses import address_from, is_reserved, numbered


def gaps(page: Page) -> list[str]:
    """The texts, in reading order, that publishing this translation would show in the language of its source.

    Figures and signs are the same in every language.
    """
    translation = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
    ).first()
    if translation is None:
        return []
    segments = translation.source.stringsegment_set.order_by("order").select_related("string")
    lacking = segments.annotate_translation(translation.target_locale).filter(translation=None)
    return [text for segment in lacking if any(map(str.isalpha, text := segment.string.data))]


@receiver(post_save, sender=StringSegment)
def keep_address(instance: StringSegment, created: bool, **kwargs) -> None:
    """A new address of the source leaves those of its translations that were given one, or are known by it."""
    if not created or instance.context.path != "slug":
        return
    for translation in Translation.objects.filter(source=instance.source_id).select_related("target_locale"):
        locale = translation.target_locale
        page = Page.objects.filter(translation_key=instance.source.object_id, locale=locale).first()
        given = StringTranslation.objects.filter(context=instance.context_id, locale=locale).exists()
        if page is not None and page.alias_of_id is None and (given or page.first_published_at):
            StringTranslation.objects.get_or_create(
                translation_of=instance.string,
                context=instance.context,
                locale=locale,
                defaults={"data": page.slug, "translation_type": "manual", "updated_at": timezone.now()},
            )


@receiver(post_save, sender=StringTranslation)
def address_of_title(instance: StringTranslation, **kwargs) -> None:
    """What was never online gets its address from its title in the other language, unless it was given one."""
    if instance.context is None or instance.context.path != "title" or not instance.data.strip():
        return
    key, locale = instance.context.object_id, instance.locale
    page = Page.objects.filter(translation_key=key, locale=locale, first_published_at=None).first()
    slug = StringSegment.objects.filter(source__object_id=key, context__path="slug").order_by("-pk").first()
    if page is None or slug is None or page.alias_of_id is not None:
        return
    of_slug = {"translation_of": slug.string, "context": slug.context, "locale": locale}
    if StringTranslation.objects.filter(**of_slug).exists():
        return
    addresses = numbered(address_from(instance.data, 200) or "page", 200)
    parent = page.get_parent()
    free = next(
        each for each in addresses if Page._slug_is_available(each, parent, page) and not is_reserved(parent, each)
    )
    StringTranslation.objects.create(**of_slug, data=free, translation_type="manual")
