"""Asking other sites whether something is found at an address: seldom, slowly, by name, never inside our network."""

import socket
import time
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

import requests
from django.conf import settings
from django.utils.translation import gettext_noop

from portal.core.limits.hosts import is_public
from portal.desk.models import LinkState

SECONDS = 10
PAUSE_SECONDS = 1.0
MOST_STEPS = 5
NOT_THERE = frozenset({404, 410})
ASK_IN_FULL = frozenset({400, 403, 404, 405, 501})
"""What some sites answer to those who ask for the headers alone."""
TOO_OFTEN = frozenset({429, 503})

Answer = tuple[LinkState | None, str]
"""None: something is found there; else how sure it is that nothing is, and what was answered, in no language yet."""


class Slower(Exception):
    """The site asks to be left alone for a while."""


def ask_one_by_one(addresses: Iterable[str]) -> Iterator[tuple[str, Answer]]:
    """With a pause between two questions to the same host; a host that wants to be left alone is."""
    last = ""
    left_alone = set()
    for address in addresses:
        host = urlsplit(address).netloc
        if host in left_alone:
            continue
        if host == last:
            time.sleep(PAUSE_SECONDS)
        last = host
        try:
            yield address, ask(address)
        except Slower:
            left_alone.add(host)


def ask(address: str) -> Answer:
    try:
        return _followed(address)
    except socket.gaierror as error:
        is_unknown = error.errno == socket.EAI_NONAME
        return (LinkState.BROKEN if is_unknown else LinkState.UNSURE), gettext_noop("the name of the site is not known")
    except requests.exceptions.SSLError:
        return LinkState.UNSURE, gettext_noop("the certificate is not valid")
    except requests.exceptions.Timeout:
        return LinkState.UNSURE, gettext_noop("no answer in time")
    except (requests.exceptions.InvalidURL, UnicodeError, ValueError):
        return LinkState.BROKEN, gettext_noop("not an address")
    except (requests.exceptions.RequestException, OSError):
        return LinkState.UNSURE, gettext_noop("no connection")


def _followed(address: str) -> Answer:
    for _step in range(MOST_STEPS):
        host = urlsplit(address).hostname or ""
        if not is_public(host):
            return LinkState.UNSURE, gettext_noop("not on the public network")
        response = _asked(address)
        if response.is_redirect:
            address = urljoin(address, response.headers["Location"])
        elif response.status_code in TOO_OFTEN and "Retry-After" in response.headers:
            raise Slower
        elif response.status_code in NOT_THERE:
            return LinkState.BROKEN, str(response.status_code)
        else:
            return (None, "") if response.status_code < 400 else (LinkState.UNSURE, str(response.status_code))
    return LinkState.UNSURE, gettext_noop("led on without end")


def _asked(address: str) -> requests.Response:
    """The headers, or the start of an answer; never the visitor's or the server's own credentials."""
    headers = {"User-Agent": f"{settings.WAGTAIL_SITE_NAME} links (+{settings.BASE_URL})".encode("ascii", "ignore")}
    with requests.Session() as session:
        session.trust_env = False
        answer = session.head(address, timeout=SECONDS, allow_redirects=False, headers=headers)
        if answer.status_code in ASK_IN_FULL:
            answer = session.get(address, timeout=SECONDS, allow_redirects=False, headers=headers, stream=True)
            answer.close()
        return answer
