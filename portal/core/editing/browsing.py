"""Where a chooser of pages opens: where its editor would look, in the language of what is being written.

The editor asks for that language; rich text, and choosers outside pages, don't.
"""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from wagtail.admin.views.chooser import BrowseView, page_models_from_string
from wagtail.models import Locale, Page


class BrowseFromHereView(BrowseView):
    """Wagtail's own opens at the root whenever the pages asked for stand in several languages."""

    def get(self, request: HttpRequest, parent_page_id: int | None = None) -> HttpResponse:
        if parent_page_id is None and "user_perms" not in request.GET:
            parent_page_id = _start(request)
        return super().get(request, parent_page_id)


def _start(request: HttpRequest) -> int | None:
    """The issue or section that the page being written shares with such pages, else the place of them all."""
    try:
        kinds = page_models_from_string(request.GET.get("page_type") or "wagtailcore.page")
    except (ValueError, LookupError):
        return None
    page = _written(request)
    asked = Locale.objects.filter(language_code=request.GET.get("locale", "")).first()
    locale = asked or (page.locale if page else Locale.get_active())
    wanted = Page.objects.filter(locale=locale)
    if kinds == (Page,):
        return wanted.filter(depth=2).values_list("pk", flat=True).first()
    wanted = wanted.type(*kinds)
    if page:
        for near in filter(None, (page, page.get_parent())):
            if wanted.child_of(near).exclude(pk=page.pk).exists():
                return near.pk
    return wanted.first_common_ancestor().pk if wanted.exists() else None


def _written(request: HttpRequest) -> Page | None:
    """The page whose editor the chooser was opened in; a new one is told by its parent."""
    try:
        match = resolve(urlsplit(request.headers.get("Referer", "")).path)
    except Resolver404:
        return None
    number = match.kwargs.get("page_id") or match.kwargs.get("parent_page_id")
    return Page.objects.filter(pk=number).first() if number else None
