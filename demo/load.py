"""The demonstration: the fictional association Prévenance, its magazine, studies, events and people."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, Site

from demo.desk import make_desk
from demo.events import convention_starts, make_events, workshop_starts
from demo.images import make_images
from demo.invoices import make_invoices
from demo.letters import make_letters
from demo.magazine import Newsroom, appeared_on
from demo.people import ACCOUNTS, DOMAIN, make_people
from demo.programmes import add_readings
from demo.publication import Publisher
from demo.sound import silence
from demo.studies import make_studies, open_step_by_step, study_called
from demo.survey.load import publish_surveys
from demo.writing import Library
from members.models import Organisation, User
from portal.core.files.collections import EVENTS, ORGANISATIONS, SITE, STUDIES, create_collection
from portal.core.models import BasePage, PortalDocument, SiteSettings
from portal.desk.roles import create_workflow
from portal.home.models import HomePage
from portal.operations.site import create_site, find_site

NAME = "Prévenance"
CONTACT = "bonjour@prevenance.example"
OFFICER, EDITOR = f"etudes@{DOMAIN}", f"edition@{DOMAIN}"


class OtherContent(Exception):
    """The database holds content that is not the demonstration's."""


def load_demo(say: Callable[[str], None] = lambda sentence: None, *, force: bool = False) -> bool:
    """Load it all, or nothing where it is already there; answers whether it was loaded. The surveys come last, each
    step on its own as editors take them.

    Raises OtherContent where somebody else's pages, accounts or organisations are, unless told to add to them.
    """
    if User.objects.filter(email=ACCOUNTS[0].email).exists():
        return False
    has_site = HomePage.objects.exists()
    if not force and (has_site or User.objects.exists() or Organisation.objects.exists()):
        raise OtherContent
    began = timezone.now()
    with transaction.atomic():
        site = find_site() if has_site else create_site(name=NAME, base_url=settings.BASE_URL, contact_email=CONTACT)
        for stage in _load(site):
            say(f"  {stage}")
        transaction.on_commit(lambda: _forget_moves(began))
    say("  résultats d’enquête / survey results")
    publish_surveys(study_called, User.objects.get(email=OFFICER))
    return True


def make_sound(collection: Collection) -> PortalDocument:
    file = ContentFile(silence(30), name="plateau-trois-heures.mp3")
    document = PortalDocument.objects.create(title="Le plateau à trois heures", file=file, collection=collection)
    document.get_file_size()
    document.get_file_hash()
    return document


def _forget_moves(since: datetime) -> None:
    """Pages were translated and renamed before anybody could ask for them."""
    Redirect.objects.filter(automatically_created=True, created_at__gte=since).delete()


def _load(site: dict[str, BasePage]) -> Iterator[str]:
    yield "images"
    collections = {name: create_collection(name) for name in (SITE, STUDIES, EVENTS, ORGANISATIONS)}
    images = make_images("Atelier Double écoute", collections[SITE], collections[ORGANISATIONS])
    publisher = Publisher(Library(images=images, words=seasonal_words(timezone.localdate())))
    yield "comptes / accounts"
    users = make_people(images)
    create_workflow()
    make_invoices()
    publisher.library.documents["plateau"] = make_sound(collections[SITE])
    newsroom = Newsroom(publisher)
    yield "études, événements / studies, events"
    make_studies(publisher, site["studies"], collections[STUDIES])
    events = make_events(publisher, site["events"], newsroom.people, users, collections[EVENTS])
    open_step_by_step(publisher.library.pages["barometre"], events["atelier"], timezone.now())
    yield "magazine, actualités / magazine, news"
    newsroom.magazine(site["magazine"], collections[SITE])
    newsroom.news(site["news"])
    newsroom.dossier(site["magazine"])
    add_readings(events, publisher.library.pages)
    yield "pages"
    for name in (
        "about",
        "join",
        "legal",
        "accessibility",
        "contact",
        "magazine",
        "news",
        "studies",
        "events",
    ):
        publisher.rewrite(site[name], name)
    make_letters(publisher.library.pages)
    make_desk(publisher.library.pages, User.objects.get(email=EDITOR))
    _settle_home(site["home"], publisher.library.pages["attente"])


def seasonal_words(today: date) -> dict[str, dict[str, str]]:
    """What the texts' `{words}` stand for, so that the demonstration is always of this season."""
    year = (today - timedelta(days=40)).year
    words = {}
    for language, full_date, month in (("fr", "l j F Y", "F Y"), ("en", "j F Y", "F Y")):
        with override(language):
            words[language] = {
                "year": str(year),
                "last_year": str(year - 1),
                "month": date_format(appeared_on("numero-precedent"), month),
                "workshop_date": date_format(workshop_starts(), full_date),
                "convention_date": date_format(convention_starts(), full_date),
            }
    return words


def _settle_home(home: BasePage, lead: BasePage) -> None:
    home.lead = lead
    home.save_revision().publish()
    english = home.get_translations().get().specific
    english.lead = lead
    english.save_revision().publish()
    association = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    association.magazine_name = "Double écoute"
    association.baseline_fr = "l’association des métiers du service client"
    association.baseline_en = "the association of customer service professions"
    association.contact_phone = "02 40 00 00 10"
    association.address = "12 rue des Échanges\n44000 Nantes"
    association.save()
