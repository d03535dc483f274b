from datetime import date, datetime

from django import template
from django.db.models import Manager, QuerySet
from django.template.context import RequestContext
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import Page

from portal.access.decision import Decision, Reason
from portal.access.models import Release
from portal.core.chrome import Chrome, Language, Link, chrome_for
from portal.core.mosaic import mosaic as draw_mosaic
from portal.core.pages import BasePage
from portal.core.structured_data import as_script

register = template.Library()


@register.simple_tag(takes_context=True)
def get_chrome(context: RequestContext) -> Chrome:
    """Menus, home page, settings and page on how to join, each read at most once a request."""
    return chrome_for(context["request"])


@register.simple_tag(takes_context=True)
def get_languages(context: RequestContext) -> list[Language]:
    """The current page, or the current address outside pages, in every language of the portal."""
    page = context.get("page")
    return chrome_for(context["request"]).languages(page if isinstance(page, Page) else None)


@register.simple_tag(takes_context=True)
def section(context: RequestContext, model: str) -> Link | None:
    """Title and address, in the current language, of the section of that page type: "events.EventsIndexPage"."""
    return chrome_for(context["request"]).section(model)


@register.simple_tag(takes_context=True)
def page_url(context: RequestContext, page: Page) -> str:
    """The page's address, without the queries `page.url` makes outside a request."""
    return chrome_for(context["request"]).url(page)


@register.simple_tag(takes_context=True)
def edit_url(context: RequestContext) -> str:
    """Where the viewer edits the current page; "" for who may not, outside pages and in previews."""
    page, request = context.get("page"), context["request"]
    if not isinstance(page, Page) or getattr(request, "is_preview", False):
        return ""
    if not request.viewer.may_edit(page.path, page.owner_id):
        return ""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


@register.inclusion_tag("components/access.html")
def access_mark(page: BasePage, decision: Decision | None = None) -> dict[str, str]:
    """To whom the gated part of a page is open at present: whoever looks, or with a decision its very viewer."""
    if _is_open(page.release):
        return {"open_to": "everyone"}
    if decision is not None and decision.reason in (Reason.ATTENDEE, Reason.PREVIEW):
        return {"open_to": "viewer"}
    members_at = page.release.members_at
    return {"open_to": "members" if members_at is not None and members_at <= timezone.now() else "nobody"}


def _is_open(release: Release) -> bool:
    return release.everyone_at is not None and release.everyone_at <= timezone.now()


@register.simple_tag(takes_context=True)
def text_data(
    context: RequestContext, kind: str, description: str, published: date, authors: QuerySet | None = None
) -> SafeString:
    """Structured data of the current page, a text of that schema.org type; says whether all of it is open to all."""
    page = context["page"]
    return as_script(
        {
            "@type": kind,
            "headline": page.title,
            "description": description,
            "url": page.get_full_url(context["request"]),
            "inLanguage": get_language(),
            "datePublished": published,
            "author": [{"@type": "Person", "name": row.person.name} for row in authors or ()],
            "isAccessibleForFree": _is_open(page.release),
        }
    )


@register.simple_tag
def with_people(rows: Manager) -> QuerySet:
    """The rows of a page that each point at a person, all the people in one query."""
    return rows.select_related("person__portrait")


@register.simple_tag
def members_wait_until(release: Release) -> datetime | None:
    """The moment to come from which members read; None once they do, or if they never do."""
    return release.members_at if release.members_at is not None and release.members_at > timezone.now() else None


@register.simple_tag
def mosaic(seed: str, columns: int, rows: int) -> SafeString:
    return mark_safe(draw_mosaic(seed, columns, rows))  # noqa: S308 - numbers and colours only
