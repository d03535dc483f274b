"""What changes what the workbooks of all tables say beside the figures: they are made anew in the worker."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.signals import page_published

from studies.models import Series, Study, StudyPage, Survey
from studies.tasks import write_workbooks


@receiver(post_save, sender=Study)
@receiver(post_save, sender=Series)
@receiver(page_published, sender=StudyPage)
def facts_changed(instance: Study | Series | StudyPage, created: bool = False, **kwargs: Any) -> None:
    if created:
        return
    public = Survey.objects.exclude(public=None)
    if isinstance(instance, Series):
        public = public.filter(study__series=instance)
    else:
        public = public.filter(study=instance.study_id if isinstance(instance, StudyPage) else instance.pk)
    for publication_id in public.values_list("public_id", flat=True):
        write_workbooks.enqueue(publication_id=publication_id)
