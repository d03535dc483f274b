"""The page tree every site starts from, in both languages."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db import transaction
from wagtail.models import Locale, Page, Site

from articles.models import MagazinePage, NewsIndexPage
from events.models import EventsIndexPage
from portal.core.models import BasePage, SiteSettings
from portal.home.models import ContactPage, HomePage, StandardPage
from studies.models import StudiesIndexPage


@dataclass(frozen=True)
class Section:
    model: type[BasePage]
    fr: tuple[str, str]
    en: tuple[str, str]
    in_menu: bool = False
    outline: tuple[tuple[str, str], ...] = ()
    """The headings of a page that the association has to write before it goes online, in French and English."""


SECTIONS = {
    "magazine": Section(MagazinePage, ("magazine", "Magazine"), ("magazine", "Magazine"), in_menu=True),
    "news": Section(NewsIndexPage, ("actualites", "Actualités"), ("news", "News"), in_menu=True),
    "studies": Section(StudiesIndexPage, ("etudes", "Études"), ("studies", "Studies"), in_menu=True),
    "events": Section(EventsIndexPage, ("evenements", "Événements"), ("events", "Events"), in_menu=True),
    "about": Section(
        StandardPage,
        ("association", "L’association"),
        ("about", "The association"),
        in_menu=True,
        outline=(
            ("Qui nous sommes", "Who we are"),
            ("Ce que nous faisons", "What we do"),
            ("Le bureau et l’équipe", "The board and the team"),
        ),
    ),
    "join": Section(
        StandardPage,
        ("adherer", "Adhérer"),
        ("join", "Join us"),
        outline=(
            ("Pour qui", "For whom"),
            ("Ce que comprend l’adhésion", "What membership includes"),
            ("Combien elle coûte", "What it costs"),
            ("Comment adhérer", "How to join"),
        ),
    ),
    "contact": Section(ContactPage, ("contact", "Nous écrire"), ("contact", "Contact us")),
    "legal": Section(
        StandardPage,
        ("mentions-legales", "Mentions légales"),
        ("legal-notice", "Legal notice"),
        outline=(
            ("L’éditeur", "The publisher"),
            ("Responsable de la publication", "Who answers for what is published"),
            ("L’hébergeur", "The host"),
        ),
    ),
    "accessibility": Section(
        StandardPage,
        ("accessibilite", "Accessibilité : non auditée"),
        ("accessibility", "Accessibility: not audited"),
        outline=(
            ("L’état du site", "Where the site stands"),
            ("Signaler une difficulté", "Report a difficulty"),
        ),
    ),
}


class SiteExists(Exception):
    """The database already holds a page tree."""


@transaction.atomic
def create_site(*, name: str, base_url: str, contact_email: str) -> dict[str, BasePage]:
    """Replace Wagtail's welcome page by the portal's own tree; answers the French pages by section, and "home".

    What the association has to write itself are drafts, of headings only.

    Raises SiteExists when a home page is already there.
    """
    if HomePage.objects.exists():
        raise SiteExists
    french, _created = Locale.objects.get_or_create(language_code="fr")
    Locale.objects.get_or_create(language_code="en")
    address = urlsplit(base_url)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    welcome_page = site.root_page if site.pk else None
    root = Page.get_first_root_node()

    opening_fr = f"Le magazine, les études et les événements : {name} ouvre ici son site."
    opening_en = f"The magazine, the studies and the events: {name} opens its site here."
    home = root.add_child(instance=HomePage(title=name, slug="accueil", locale=french, introduction=opening_fr))
    site.hostname, site.site_name, site.root_page = address.hostname or "localhost", name, home
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.save()
    if welcome_page is not None:
        welcome_page.delete()
        home.refresh_from_db()

    translate(home, title=name, slug="home", introduction=opening_en)
    pages: dict[str, BasePage] = {"home": home}
    for key, section in SECTIONS.items():
        slug, title = section.fr
        page = section.model(title=title, slug=slug, show_in_menus=section.in_menu, locale=french)
        if isinstance(page, ContactPage):
            page.recipient = contact_email
        if section.outline:
            page.live, page.body = False, _headings(heading for heading, _english in section.outline)
        pages[key] = home.add_child(instance=page)
        slug, title = section.en
        if section.outline:
            page.save_revision()
            english = _translation(page, title=title, slug=slug)
            english.body = _headings(heading for _french, heading in section.outline)
            english.save()
            english.save_revision()
        else:
            translate(page, title=title, slug=slug)

    settings = SiteSettings.for_site(site)
    settings.name, settings.contact_email, settings.join_page = name, contact_email, pages["join"]
    settings.save()
    return pages


def find_site() -> dict[str, BasePage]:
    """What `create_site` answered, of the tree that is there."""
    home = HomePage.objects.get(locale__language_code="fr")
    pages: dict[str, BasePage] = {"home": home}
    for key, section in SECTIONS.items():
        pages[key] = section.model.objects.child_of(home).get(slug=section.fr[0])
    return pages


def translate(page: BasePage, **texts: object) -> BasePage:
    """Publish the English version of a French page, with these fields in English and the shared ones as they are."""
    english = _translation(page, **texts)
    english.save_revision().publish()
    english.refresh_from_db()
    return english


def _translation(page: BasePage, **texts: object) -> BasePage:
    english = page.copy_for_translation(Locale.objects.get(language_code="en"))
    for field, text in texts.items():
        setattr(english, field, text)
    return english


def _headings(headings: Iterable[str]) -> list[tuple[str, str]]:
    return [("heading", heading) for heading in headings]
