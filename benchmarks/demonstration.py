"""The addresses that the measures visit: one page of each type of the demonstration."""

import re
import urllib.request

EVENT = "/evenements/tenir-parole/"
PAGES = {
    "home": "/",
    "magazine": "/magazine/",
    "issue": "/magazine/le-temps-des-autres/",
    "article": "/magazine/le-temps-des-autres/ce-que-l-attente-dit-de-nous/",
    "news": "/actualites/",
    "studies": "/etudes/",
    "study": "/etudes/barometre-des-attentes-2026/",
    "calendar": "/evenements/",
    "event": EVENT,
    "standard": "/association/",
    "contact": "/contact/",
    "sign-in": "/compte/login/",
    "sign-up": "/compte/signup/",
}


def addresses(portal: str) -> dict[str, str]:
    """The whole address of each page; the registration's has a number in it, which the event's page tells."""
    portal = portal.rstrip("/")
    with urllib.request.urlopen(portal + EVENT) as answer:  # noqa: S310 - the address given by hand
        registration = re.search(r'href="(/inscriptions/[^"]+)"', answer.read().decode())
    pages = PAGES | ({"registration": registration[1]} if registration else {})
    return {name: portal + path for name, path in pages.items()}
