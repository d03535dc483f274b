from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.access.decision import FOR_EVERYONE
from portal.access.middleware import ViewerRequest
from portal.core.cache.policy import apply_cache_policy
from portal.core.cache.recording import shows_all
from portal.core.models import Topic
from portal.following.lists import FEEDS
from portal.following.querysets import topics_in_use


@require_safe
def ways(request: ViewerRequest) -> HttpResponse:
    """All the ways to hear of what is new: letters, feeds, calendars."""
    shows_all(Topic)
    feeds = [(name, followed.title) for name, followed in FEEDS.items()]
    response = render(request, "following/ways.html", {"feeds": feeds, "topics": topics_in_use()})
    return apply_cache_policy(response, request, FOR_EVERYONE)
