"""Every address outside the editor's interface, from the URL configuration: what it holds, how to ask for it.

An address without a value in it is asked for as it stands. One that takes values is listed here, by name, with the
addresses to ask for; the suite fails until it is.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from django.utils.translation import override

from articles.models import IssuePage
from events.models import DoorLink, FeedbackLink, Registration
from members.models import Seat
from portal.billing.models import Invoice
from portal.core.look.sitemap import STRETCH
from portal.core.models import BasePage, Person, Topic
from portal.desk.models import DraftLink
from portal.letters.models import Letter, LetterState, Reader
from tests.access.content import Garden, Planted
from tests.factories.billing import printed_nowhere
from tests.factories.letters import letter, reader
from tests.factories.members import MembershipFactory, SeatFactory
from tests.factories.visitors import register

DOOR = "a-token-of-a-door"

Addresses = Callable[[Garden], list[str]]


def tested_elsewhere(_garden: Garden) -> list[str]:
    """Pages: PagesTest. Files: FilesTest."""
    return []


def at(name: str, *args) -> list[str]:
    """The address in each language."""
    urls = []
    for language, _label in settings.LANGUAGES:
        with override(language):
            urls.append(reverse(name, args=args))
    return urls


def _event_page(garden: Garden) -> Planted:
    return next(item for item in garden.planted if hasattr(item.page, "event"))


def _registration(garden: Garden) -> Registration:
    return Registration.objects.filter(email="temoin@exemple.fr").first() or register(
        _event_page(garden).page.event, "temoin@exemple.fr"
    )


def _feedback(garden: Garden) -> str:
    """The token of somebody who was asked what they think of the event."""
    return FeedbackLink.objects.get_or_create(registration=_registration(garden))[0].token


def _door(garden: Garden) -> str:
    """The token of a link to the door of the garden's event, where somebody is expected."""
    event = _registration(garden).event
    until = timezone.now() + timedelta(days=1)
    hashed = DoorLink.hash_token(DOOR)
    DoorLink.objects.get_or_create(token_hash=hashed, defaults={"event": event, "note": "Accueil", "expires_at": until})
    return DOOR


def _drafts(garden: Garden) -> list[str]:
    """The tokens of links to the drafts of the garden's pages that are over: one expired, the others were ended."""
    tokens = []
    for item in garden.planted:
        token, now = f"draft-{item.page.pk}", timezone.now()
        over = {"revoked_at": now} if tokens else {"expires_at": now}
        facts = {"page": item.page, "note": "Relecture", "expires_at": now + timedelta(days=1), **over}
        DraftLink.objects.get_or_create(token_hash=DraftLink.hash_token(token), defaults=facts)
        tokens.append(token)
    return tokens


def _topic(garden: Garden) -> Topic:
    """Borne by every text of the garden that bears topics, in both languages."""
    topic, _created = Topic.objects.get_or_create(slug="jardin", defaults={"label_fr": "Jardin"})
    for item in garden.planted:
        if hasattr(item.page, "topics"):
            item.page.topics.add(topic)
            item.page.save_revision().publish()
    return topic


def _author(garden: Garden) -> Person:
    """Named on every page of the garden that names people."""
    person, _created = Person.objects.get_or_create(slug="jardiniere", defaults={"name": "Jardinière"})
    for item in garden.planted:
        for relation in ("bylines", "speakers"):
            if (rows := getattr(item.page, relation, None)) and not rows.exists():
                rows.add(rows.model(person=person))
                item.page.save_revision().publish()
    return person


def _seat() -> Seat:
    """A delegate's."""
    held = Seat.objects.filter(is_delegate=True).first()
    return held or SeatFactory(organisation=MembershipFactory().organisation, is_delegate=True)


def _invoice() -> Invoice:
    return Invoice.objects.first() or printed_nowhere()


def _letter(garden: Garden) -> Letter:
    """That went out, with every page of the garden."""
    found = Letter.objects.first()
    return found or letter(*(item.page for item in garden.planted), begun_at=timezone.now(), state=LetterState.SENT)


def _issue(garden: Garden) -> BasePage:
    return next(item.page for item in garden.planted if isinstance(item.page, IssuePage))


def _reader() -> Reader:
    return Reader.objects.first() or reader()


PARAMETERS: dict[str, Addresses] = {
    "wagtail_serve": tested_elsewhere,
    "media": tested_elsewhere,
    "account_reset_password_from_key": lambda _garden: at("account_reset_password_from_key", "1", "abc"),
    "mail_returned": lambda _garden: ["/mail-returned/a-secret-of-nobody/"],
    "theme": lambda _garden: ["/theme-0123456789ab.css"],
    "sitemap_file": lambda garden: [
        reverse("sitemap_file", args=[item.language, item.page.pk // STRETCH]) for item in garden.planted
    ],
    "sitemap_others": lambda garden: [_topic(garden) and reverse("sitemap_others", args=["fr", "names"])],
    "search:topic": lambda garden: at("search:topic", _topic(garden).slug),
    "search:author": lambda garden: at("search:author", _author(garden).slug),
    "following:topic": lambda garden: at("following:topic", _topic(garden).slug),
    "following:issue": lambda garden: at("following:issue", _issue(garden).pk),
    **{
        f"following:{form}": lambda garden, form=form: [  # type: ignore[misc]
            url for item in garden.planted for url in at(f"following:{form}", item.page.pk)
        ]
        for form in ("bibtex", "ris")
    },
    "following:picture": lambda garden: [
        url for item in garden.planted for url in at("following:picture", item.page.pk, "0" * 12)
    ],
    "desk:draft": lambda garden: [url for token in _drafts(garden) for url in at("desk:draft", token)],
    "desk:draft_text": lambda garden: [url for token in _drafts(garden) for url in at("desk:draft_text", token)],
    "desk:draft_file": lambda garden: [
        url for token in _drafts(garden) for url in at("desk:draft_file", token, "no.pdf")
    ],
    "access:preview": lambda _garden: at("access:preview", "unknown"),
    "account:invitation": lambda _garden: at("account:invitation", "unknown"),
    "account:organisation": lambda _garden: at("account:organisation", _seat().organisation_id),
    "account:logo": lambda _garden: at("account:logo", _seat().organisation_id),
    "openid_connect_callback": lambda _garden: at("openid_connect_callback", "unknown"),
    "account:listed": lambda _garden: at("account:listed", _seat().organisation_id),
    "account:invoices": lambda _garden: at("account:invoices", _seat().organisation_id),
    "account:ask": lambda _garden: at("account:ask", _seat().organisation_id),
    "account:seat": lambda _garden: at("account:seat", _seat().organisation_id, _seat().pk),
    "account:offer": lambda _garden: at("account:offer", _seat().organisation_id, 1),
    "account:answer": lambda _garden: at("account:answer", _seat().organisation_id, 1),
    "joining:application": lambda _garden: at("joining:application", "unknown"),
    "mfa_edit_webauthn": lambda _garden: at("mfa_edit_webauthn", 1),
    "mfa_remove_webauthn": lambda _garden: at("mfa_remove_webauthn", 1),
    "account:copy_given": lambda _garden: at("account:copy_given", "unknown"),
    "letters:confirm": lambda _garden: at("letters:confirm", "unknown"),
    "letters:choices": lambda _garden: at("letters:choices", _reader().token),
    "letters:stop": lambda garden: at("letters:stop", _reader().token, _letter(garden).pk),
    "letters:letter": lambda garden: at("letters:letter", _letter(garden).pk),
    "billing:invoice": lambda _garden: at("billing:invoice", _invoice().token),
    "billing:pdf": lambda _garden: at("billing:pdf", _invoice().token),
    "events:register": lambda garden: at("events:register", _event_page(garden).page.event_id),
    "events:calendar": lambda garden: at("events:calendar", _event_page(garden).page.event_id),
    "events:programme": lambda garden: at("events:programme", _event_page(garden).page.event_id),
    "events:registered": lambda _garden: at("events:registered", "forged"),
    "events:told": lambda garden: at("events:told", _registration(garden).token),
    "events:billing": lambda garden: at("events:billing", _registration(garden).token),
    "events:registration": lambda garden: at("events:registration", _registration(garden).token),
    "events:registration_calendar": lambda garden: at("events:registration_calendar", _registration(garden).token),
    "events:feedback": lambda garden: at("events:feedback", _feedback(garden)),
    "events:certificate": lambda garden: at("events:certificate", _registration(garden).token),
    **{
        f"events:door{view}": lambda garden, view=view: at(f"events:door{view}", _door(garden))  # type: ignore[misc]
        for view in ("", "_people", "_scans")
    },
}


OWN = ("events:registration", "events:registration_calendar")
"""Somebody's own, behind a secret in the address."""


def routes() -> dict[str, str]:
    """Each address by its name, or by itself where it has none."""
    with override(settings.LANGUAGE_CODE):
        found = [(name or route, route) for name, route in _walk(get_resolver())]
    return {name: route for name, route in found if not route.lstrip("^").startswith(settings.ADMIN_PATH)}


def takes_values(route: str) -> bool:
    return "<" in route or "(" in route


def _walk(resolver: URLResolver, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, route, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}" if pattern.name else "", route


def unclassified() -> set[str]:
    return {name for name, route in routes().items() if takes_values(route)} - set(PARAMETERS)


def addresses(garden: Garden) -> list[str]:
    """What to ask for, in both languages where the address has two."""
    plain = [f"/{route.replace('^', '').replace('$', '')}" for route in routes().values() if not takes_values(route)]
    named = [url for name, route in routes().items() if not takes_values(route) and name != route for url in at(name)]
    asked = [url for build in PARAMETERS.values() for url in build(garden)]
    return sorted({*plain, *named, *asked})
