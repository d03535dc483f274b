"""Two people in the form of one row: who saves second is asked, with what was typed still there."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import get_resolver, reverse
from wagtail.admin.views.generic import EditView
from wagtail.admin.viewsets import viewsets
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site
from wagtail.test.utils.form_data import querydict_from_html

from articles.models import Rubric
from members.models import User
from portal.core.editing.replacing import WAGTAILS, AsksBeforeReplacing
from portal.core.models import SiteSettings, Topic
from tests.factories import media, pages
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


def administrator(name: str) -> Client:
    client = Client()
    client.force_login(UserFactory(first_name=name, last_name="Ollivier", is_superuser=True))
    return client


def rubric(site) -> tuple[Rubric, str, str]:
    row = Rubric.objects.create(label_fr="Avant")
    return row, reverse("rubrics:edit", args=[row.pk]), "label_fr"


def topic(site) -> tuple[Topic, str, str]:
    row = Topic.objects.create(label_fr="Avant")
    return row, reverse(row.snippet_viewset.get_url_name("edit"), args=[row.pk]), "label_fr"


def settings(site) -> tuple[SiteSettings, str, str]:
    row = SiteSettings.for_site(site["home"].get_site())
    return row, reverse("wagtailsettings:edit", args=["core", "sitesettings", row.site_id]), "name"


def event(site) -> tuple[object, str, str]:
    row = pages.event(site).event
    return row, reverse("event:edit", args=[row.pk]), "venue"


def account(site) -> tuple[User, str, str]:
    row = UserFactory(first_name="Avant", last_name="Ollivier")
    return row, reverse("wagtailusers_users:edit", args=[row.pk]), "first_name"


def group(site) -> tuple[Group, str, str]:
    row = Group.objects.create(name="Avant")
    return row, reverse("wagtailusers_groups:edit", args=[row.pk]), "name"


def own_site(site) -> tuple[Site, str, str]:
    row = site["home"].get_site()
    return row, reverse("wagtailsites:edit", args=[row.pk]), "site_name"


def redirection(site) -> tuple[Redirect, str, str]:
    row = Redirect.add_redirect("/avant", site["about"])
    return row, reverse("wagtailredirects:edit", args=[row.pk]), "old_path"


def picture(site) -> tuple[object, str, str]:
    row = media.image()
    return row, reverse("wagtailimages:edit", args=[row.pk]), "title"


def file(site) -> tuple[object, str, str]:
    row = media.document()
    return row, reverse("wagtaildocs:edit", args=[row.pk]), "title"


MADE = [rubric, topic, settings, event, account, group, own_site, redirection, picture, file]


@pytest.mark.parametrize("make", MADE)
def test_who_saves_second_is_asked_and_may_save_again(site, make):
    row, url, field = make(site)
    one, other = administrator("Zoé"), administrator("Ana")
    first, second = (
        querydict_from_html(client.get(url).text, form_id="w-editor-form").copy() for client in (one, other)
    )
    first[field], second[field] = "/premiere", "/seconde"
    assert one.post(url, first).status_code == 302
    asked = other.post(url, second)
    row.refresh_from_db()
    assert getattr(row, field) == "/premiere"
    assert "Rien n’est encore enregistré" in asked.text
    again = querydict_from_html(asked.text, form_id="w-editor-form")
    assert again[field] == "/seconde"
    assert other.post(url, again).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == "/seconde"


def test_it_is_told_who_and_when(site):
    _row, url, field = rubric(site)
    one, other = administrator("Zoé"), administrator("Ana")
    forms = [querydict_from_html(client.get(url).text, form_id="w-editor-form").copy() for client in (one, other)]
    for form in forms:
        form[field] = "Autre"
    one.post(url, forms[0])
    assert "Zoé Ollivier (à " in other.post(url, forms[1]).text


def test_saving_after_oneself_asks_nothing(site):
    row, url, field = rubric(site)
    client = administrator("Zoé")
    for text in ("Une", "Deux"):
        form = querydict_from_html(client.get(url).text, form_id="w-editor-form").copy()
        form[field] = text
        assert client.post(url, form).status_code == 302
    row.refresh_from_db()
    assert row.label_fr == "Deux"


def test_every_row_is_asked_about():
    assert get_resolver().url_patterns  # which registers them
    edited = [each for each in viewsets.viewsets if "edit" in {url.name for url in each.get_urlpatterns()}]
    forms = [each for each in edited if issubclass(each.edit_view_class, EditView)]
    silent = [each.model for each in forms if not issubclass(each.edit_view_class, (AsksBeforeReplacing, *WAGTAILS))]
    assert silent == []
    assert len(forms) >= 9, forms
