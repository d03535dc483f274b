from django.dispatch import receiver
from wagtail.models import Page, ReferenceIndex
from wagtail.signals import page_published

from portal.core.files.media import PortalImage
from portal.core.files.pictures import make_pictures


@receiver(page_published)
def make_pictures_of_published_page(sender: type[Page], instance: Page, **kwargs) -> None:
    used = ReferenceIndex.get_references_for_object(instance)
    if used.filter(to_content_type__model=PortalImage._meta.model_name).exists():
        make_pictures.enqueue(page_id=instance.pk)
