from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published

from portal.following.models import SharePicture
from portal.following.posters import GROUNDS
from portal.following.tasks import draw_share_picture


@receiver(page_published)
def draw_picture_of_published_page(sender: type[Page], instance: Page, **kwargs) -> None:
    if type(instance) in GROUNDS:
        draw_share_picture.enqueue(page_id=instance.pk)


@receiver(post_delete, sender=SharePicture)
def delete_its_file(sender: type[SharePicture], instance: SharePicture, **kwargs) -> None:
    storage, name = instance.file.storage, instance.file.name
    if name:
        transaction.on_commit(lambda: storage.delete(name))
