from django import template
from wagtail.models import Page

from portal.desk.reads import total_of

register = template.Library()


@register.simple_tag
def total_reads(page: Page) -> dict[str, int]:
    """`reads` of the last thirty days, and those `by_members`."""
    return total_of(page)
