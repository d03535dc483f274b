from typing import NamedTuple

from django import template
from django.template.context import RequestContext
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from articles.models import IssuePage
from portal.core.look.chrome import chrome_for
from portal.core.look.structured_data import as_script
from portal.core.models import Topic
from portal.following.citation import in_words
from portal.following.citing import source_of
from portal.following.lists import FEEDS, TYPE
from portal.following.models import picture_of
from portal.following.posters import GROUNDS, HEIGHT, WIDTH
from portal.following.structured_data import breadcrumb_facts, text_facts

register = template.Library()


class FeedLink(NamedTuple):
    title: str
    url: str


@register.inclusion_tag("components/feed_links.html", takes_context=True)
def feed_links(context: RequestContext) -> dict:
    """For the head of the current page: the feed of all, and those it belongs to."""
    page, topic = context.get("page"), context.get("topic")
    links = [FeedLink(str(FEEDS["all"].title), reverse("following:all"))]
    label = page._meta.label if page else ""
    for name, followed in FEEDS.items():
        if label and (label == followed.section or (followed.section and isinstance(page, followed.models))):
            links.append(FeedLink(str(followed.title), reverse(f"following:{name}")))
    if isinstance(page, IssuePage) and page.pk:
        links.append(FeedLink(page.title, reverse("following:issue", args=[page.pk])))
    if isinstance(topic, Topic):
        links.append(FeedLink(topic.label, reverse("following:topic", args=[topic.slug])))
    request = context["request"]
    return {"links": links, "type": TYPE, "origin": f"{request.scheme}://{request.get_host()}"}


class Shown(NamedTuple):
    """What another site shows of a page; `is_own`: it says the page's title."""

    url: str
    is_own: bool
    width: int = WIDTH
    height: int = HEIGHT


@register.simple_tag
def share_picture(page: Page) -> Shown:
    """The page's own, drawn when it was published; until then, and of any other page, the one that says nothing."""
    if "_shown" not in page.__dict__:
        page._shown = _shown(page)
    return page._shown


def _shown(page: Page) -> Shown:
    if isinstance(page, tuple(GROUNDS)) and page.pk:
        for row in picture_of(page.pk):
            return Shown(reverse("following:picture", args=[page.pk, row.version]), is_own=True)
    return Shown(static("img/share.jpg"), is_own=False)


@register.inclusion_tag("components/page_tools.html", takes_context=True)
def page_tools(context: RequestContext) -> dict:
    """How to quote the current page and pass it on; nothing of one that was never saved."""
    page, request = context["page"], context["request"]
    if page.pk is None:
        return {}
    source = source_of(page, request, bylines=context.get("bylines") or (), issue=context.get("printed_in"))
    address = request.build_absolute_uri(chrome_for(request).url(page))
    return {"title": page.title, "address": address, "citation": in_words(source) if source else "", "key": page.pk}


@register.simple_tag(takes_context=True)
def text_data(context: RequestContext) -> SafeString:
    """Structured data of the current page, a text: what it is, who may read all of it, where it stands."""
    page, request = context["page"], context["request"]
    facts = text_facts(
        page,
        request,
        picture=request.build_absolute_uri(share_picture(page).url),
        bylines=context.get("bylines") or (),
        issue=context.get("printed_in"),
    )
    return mark_safe(as_script(facts) + breadcrumb_data(context))  # noqa: S308 - as_script escapes


@register.simple_tag(takes_context=True)
def breadcrumb_data(context: RequestContext) -> SafeString:
    return as_script(breadcrumb_facts(context["page"], context["request"]))
