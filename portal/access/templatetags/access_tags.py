from datetime import datetime

from django import template
from django.template.context import RequestContext
from django.utils import timezone
from wagtail.models import Page

from portal.access import wall
from portal.access.decision import Audience, Decision, Reason, decide, open_to, opens_to
from portal.access.models import Release
from portal.access.proofs import proofs
from portal.access.timeline import steps
from portal.access.viewer import viewer_for

register = template.Library()


@register.simple_tag
def timeline(release: Release) -> list[str]:
    """The release in one sentence for each audience."""
    return [step.sentence(timezone.now()) for step in steps(release)]


@register.simple_tag
def members_wait_until(page: Page) -> datetime | None:
    """The moment to come from which members read; None once they do, or if they never do."""
    return None if Audience.MEMBERS in open_to(page, timezone.now()) else opens_to(page.release, Audience.MEMBERS)


@register.inclusion_tag("components/proofs.html", takes_context=True)
def read_thanks_to(context: RequestContext) -> dict:
    """What lets this browser read the page, where its account alone would not."""
    request, page, decision = context["request"], context.get("page"), context.get("decision")
    by_session = (
        isinstance(decision, Decision)
        and decision.reason in (Reason.ATTENDEE, Reason.PREVIEW)
        and not decide(page, viewer_for(request.user), timezone.now()).granted  # type: ignore[arg-type]
    )
    return {
        "proofs": proofs(request.session) if by_session else [],
        "request": request,
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag(takes_context=True)
def ways_on(context: RequestContext, page: Page, decision: Decision) -> list[wall.Way]:
    """Every way on from the wall before this page, for this very visitor."""
    return wall.ways_on(wall.Wall(context["request"], page, decision))


@register.simple_tag(takes_context=True)
def sign_in_url(context: RequestContext) -> str:
    """Where to sign in, to come back to where one is."""
    return wall.sign_in_url(context["request"])


@register.simple_tag(takes_context=True)
def here(context: RequestContext) -> str:
    return wall.here(context["request"])
