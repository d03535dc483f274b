from typing import NamedTuple

from django import template
from django.template.context import RequestContext
from django.urls import reverse

from articles.models import IssuePage
from portal.core.models import Topic
from portal.following.lists import FEEDS, TYPE

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
