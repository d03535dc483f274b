"""What changes what is found: the index follows in the same transaction, or in the worker where many pages do."""

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from events.models import Event
from events.signals import programme_changed
from portal.core.models import Person, Topic
from portal.core.redirects.keeping import move_address
from portal.search.addresses import addresses_of
from portal.search.indexing import index_page, index_person, withdraw_page
from portal.search.tasks import index_pages_of
from studies.models import Series, Study, Survey


@receiver(page_published)
def published(instance: Page, **kwargs: Any) -> None:
    index_page(instance.pk)


@receiver(page_unpublished)
@receiver(pre_delete)
def withdrawn(instance: Model, **kwargs: Any) -> None:
    if isinstance(instance, Page):
        withdraw_page(instance.pk)


@receiver(post_save)
def page_saved(instance: Model, created: bool, **kwargs: Any) -> None:
    """By whatever door: a page that is made live is found, one that is not live is not."""
    if isinstance(instance, Page) and instance.live and created:
        index_page(instance.pk)
    elif isinstance(instance, Page) and not instance.live and not created:
        withdraw_page(instance.pk)


@receiver(post_save, sender=Event)
@receiver(post_save, sender=Study)
@receiver(post_save, sender=Survey)
def facts_changed(instance: Any, created: bool, **kwargs: Any) -> None:
    if created:
        return
    row = instance.study if isinstance(instance, Survey) else instance
    for page_id in row.pages.filter(live=True).values_list("pk", flat=True):
        index_page(page_id)


@receiver(programme_changed, sender=Event)
def programme_told(event: Event, **kwargs: Any) -> None:
    facts_changed(event, created=False)


@receiver(pre_save, sender=Person)
@receiver(pre_save, sender=Topic)
def address_changes(instance: Any, **kwargs: Any) -> None:
    """The page of a topic or an author is found at its old address, in each language."""
    before = type(instance).objects.filter(pk=instance.pk).exclude(slug__in=["", instance.slug]).first()
    if before is not None and instance.slug:
        for old, new in zip(addresses_of(before), addresses_of(instance), strict=True):
            move_address(old=old, new=new)


@receiver(post_delete, sender=Person)
@receiver(post_delete, sender=Topic)
def address_gone(instance: Any, **kwargs: Any) -> None:
    Redirect.objects.filter(redirect_link__in=addresses_of(instance)).delete()


@receiver(post_save, sender=Person)
@receiver(post_save, sender=Topic)
@receiver(post_save, sender=Series)
def name_changed(instance: Any, created: bool, **kwargs: Any) -> None:
    if created:
        return
    if isinstance(instance, Person):
        index_person(instance)
    index_pages_of.enqueue(instance._meta.label_lower, instance.pk)
