from django.dispatch import receiver
from wagtail.signals import page_published

from articles.models import IssuePage
from articles.tasks import read_pdf


@receiver(page_published, sender=IssuePage)
def read_what_is_published(instance: IssuePage, **kwargs) -> None:
    if instance.pdf_id:
        read_pdf.enqueue(document_id=instance.pdf_id, most=instance.leafed)
