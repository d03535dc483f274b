from django import template
from django.utils import timezone

from portal.access.models import Release
from portal.access.timeline import steps

register = template.Library()


@register.simple_tag
def timeline(release: Release) -> list[str]:
    """The release in one sentence for each audience."""
    return [step.sentence(timezone.now()) for step in steps(release)]
