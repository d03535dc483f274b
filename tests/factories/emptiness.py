from wagtail.models import Page

from portal.access.models import Release


def clear_site() -> None:
    """As a database is that was only migrated: no page tree, no site."""
    Page.objects.filter(depth__gt=1).delete()
    Release.objects.all().delete()
