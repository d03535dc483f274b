"""What stands in place of a gated part: the ways on from there, which rooms tell."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from wagtail.models import Page

from portal.access.decision import Decision
from portal.access.middleware import ViewerRequest


@dataclass(frozen=True)
class Wall:
    """One visitor before what they do not read."""

    request: ViewerRequest
    page: Page
    decision: Decision


@dataclass(frozen=True)
class Way:
    """One way on; `is_first` for the one that most visitors in that situation take."""

    heading: str
    text: str
    url: str
    label: str
    is_first: bool = False


WaysOn = Callable[[Wall], Iterable[Way]]

_rooms: list[tuple[int, WaysOn]] = []


def register_ways_on(place: int) -> Callable[[WaysOn], WaysOn]:
    """Let a room say how to get on from a wall: its ways stand in the order of `place`, the lowest first."""

    def register(ways: WaysOn) -> WaysOn:
        _rooms.append((place, ways))
        _rooms.sort(key=lambda room: room[0])
        return ways

    return register


def ways_on(wall: Wall) -> list[Way]:
    return [way for _place, ways in _rooms for way in ways(wall)]


def sign_in_url(request: HttpRequest) -> str:
    """The way to sign in and back to this address, query included; made from the address alone, so it may be shared.

    Pages on the way to somewhere else, such as sign-in itself, lead there.
    """
    url = resolve_url(settings.LOGIN_URL)
    try:
        target = request.GET.get(REDIRECT_FIELD_NAME, "")
    except TooManyFieldsSent:  # on the page that says so, which nobody needs to come back to
        return url
    match = request.resolver_match
    if target and not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = ""
    elif not target and not (match and (match.url_name or "").startswith(("account_", "mfa_"))):
        target = here(request)
    return f"{url}?{urlencode({REDIRECT_FIELD_NAME: target})}" if target else url


def back_here(url: str, request: HttpRequest) -> str:
    """`url`, leading back to this address afterwards, query included."""
    return f"{url}?{urlencode({REDIRECT_FIELD_NAME: here(request)})}"


def here(request: HttpRequest) -> str:
    """This address; of a page, with the parameters that it reads and no other, for what it shows to be shared."""
    return getattr(request, "page_address", "") or request.get_full_path()
