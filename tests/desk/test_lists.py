"""The lists and choosers of the editor's interface cost the same with two rows and with twenty.

Not so the explorer of pages and the report on aging ones: Wagtail and wagtail-localize ask for each page's address and
for its translations, on fifty rows a screen.
"""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from members.models import Organisation
from portal.core.models import Person, Topic
from studies.models import Series
from tests.factories import media, pages
from tests.factories.counting import queries
from tests.factories.events import RegistrationFactory
from tests.factories.mail import refused
from tests.factories.members import MembershipFactory, SeatFactory, UserFactory

LISTS = (
    "wagtailadmin_home",
    "event:index",
    "registration:index",
    "study:index",
    "series:index",
    "organisations:index",
    "message:index",
    "wagtailsnippets_core_person:list",
    "wagtailsnippets_core_topic:list",
    "wagtailsnippetchoosers_core_person:choose",
    "wagtailusers_users:index",
    "wagtailimages:index",
    "wagtaildocs:index",
    "wagtailadmin_choose_page",
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:page_types_usage",
    "wagtailadmin_reports:workflow",
    "wagtail_localize:translations_report",
)


def add(site: dict, count: int, by) -> None:
    for _each in range(count):
        page = pages.event(site)
        registration = RegistrationFactory(event=page.event)
        pages.translate(pages.news(site, owner=by), title="A piece of news")
        study = pages.study(site)
        study.study.series = Series.objects.create(name_fr="Baromètre")
        study.study.save()
        SeatFactory(organisation=MembershipFactory().organisation)
        organisation = Organisation.objects.latest("pk")
        refused(about=registration)
        refused(about=organisation)
        refused(about=UserFactory())
        Person.objects.create(name="Camille")
        Topic.objects.create(label_fr="Attente")
        media.image()
        media.document()
        news = pages.news(site, owner=by)
        news.save_revision()
        Revision.objects.filter(pk=news.latest_revision.pk).update(
            approved_go_live_at=timezone.now() + timedelta(days=1)
        )


def costs(client, urls: list[str]) -> dict[str, int]:
    return {url: queries(client, url) for url in urls}


def test_lists_of_the_desk(client, site):
    administrator = UserFactory(is_superuser=True)
    client.force_login(administrator)
    add(site, 2, administrator)
    release = pages.study(site).release
    urls = [
        *map(reverse, LISTS),
        reverse("access_admin:release", args=[release.pk]),
        f"{reverse('registration:index')}?state=confirmed",
    ]
    few = costs(client, urls)
    add(site, 18, administrator)
    many = costs(client, urls)
    assert {url: (few[url], many[url]) for url in urls if many[url] > few[url]} == {}
