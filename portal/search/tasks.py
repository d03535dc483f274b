from django.db.models import Q
from django_tasks import task
from wagtail.models import Page

from portal.search.indexing import index_page
from portal.search.models import Entry


@task()
def index_pages_of(model: str, key: int) -> None:
    """After somebody, a topic or a series got another name: all the pages that bear it."""
    where = {
        "core.person": Q(people=key),
        "core.topic": Q(topics=key),
        "studies.series": Q(page__studypage__study__series=key),
    }[model]
    for page_id in Page.objects.filter(pk__in=Entry.objects.filter(where).values("page")).values_list("pk", flat=True):
        index_page(page_id)
