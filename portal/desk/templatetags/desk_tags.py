from django import template
from wagtail.models import Page

from portal.desk.models import Remark
from portal.desk.reads import total_of

register = template.Library()


@register.simple_tag
def total_reads(page: Page) -> dict[str, int]:
    """`reads` of the last thirty days, and those `by_members`."""
    return total_of(page)


@register.simple_tag
def open_remarks(page: Page) -> int:
    """How many that came by a link to its draft wait for somebody to deal with them."""
    return Remark.objects.waiting().filter(link__page=page.pk).count()
