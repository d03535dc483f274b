"""What an editor may say of an address: nothing that loops, ends nowhere, runs a script or tells of a hidden page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from portal.desk.roles import create_roles
from tests.factories import pages
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(site) -> Client:
    client, user = Client(), UserFactory()
    user.groups.add(create_roles()["editor"])
    client.force_login(user)
    return client


def add(editor: Client, **fields) -> str:
    """What the form says, "" once the redirect is made."""
    data = {"old_path": "/vieux/", "site": "", "is_permanent": "on", "redirect_page": "", "redirect_link": "", **fields}
    response = editor.post(reverse("wagtailredirects:add"), data)
    return "" if response.status_code == 302 else response.text


def leads_to(path: str) -> str | int:
    response = Client().get(path)
    return response["Location"] if response.status_code in (301, 302) else response.status_code


@pytest.mark.parametrize("link", ["/magazine/?page=2", "https://ailleurs.example/x?y=1"])
def test_an_editor_leads_to_a_page_of_the_site_or_elsewhere(editor, link):
    assert add(editor, redirect_link=link) == ""
    assert leads_to("/vieux/") == link


def test_the_name_of_the_site_is_not_kept(editor):
    Site.objects.update(hostname="portail.example")
    assert add(editor, redirect_link="https://portail.example/magazine/") == ""
    assert Redirect.objects.get().redirect_link == "/magazine/"


def test_an_editor_leads_to_a_page_for_a_while(site, editor):
    assert add(editor, redirect_page=site["magazine"].pk, is_permanent="") == ""
    assert Client().get("/vieux/").status_code == 302


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"redirect_link": "javascript:alert(1)"}, "URL valide"),
        ({"redirect_link": "ftp://ailleurs.example/"}, "URL valide"),
        ({"redirect_link": "//ailleurs.example/"}, "URL valide"),
        ({"redirect_link": "/vieux"}, "à elle-même"),
        ({"redirect_link": "/VIEUX/?"}, "à elle-même"),
        ({"redirect_link": "/rien-du-tout/"}, "Rien ne se trouve"),
        ({}, "Choisissez une page ou saisissez une adresse."),
        ({"old_path": "/magazine/", "redirect_link": "https://ailleurs.example/"}, "Une page publiée se lit"),
        ({"old_path": "/en", "redirect_link": "https://ailleurs.example/"}, "Une page publiée se lit"),
        ({"old_path": "/\0/", "redirect_link": "https://ailleurs.example/"}, "nul"),
        ({"old_path": "http://[x/", "redirect_link": "https://ailleurs.example/"}, "pas une adresse"),
    ],
)
def test_what_would_not_lead_anywhere_is_refused_in_words(editor, fields, said):
    assert said in add(editor, **fields)
    assert not Redirect.objects.exists()


def test_two_redirects_make_no_loop(editor):
    Redirect.add_redirect("/b/", redirect_to="/a/")
    assert "Rien ne se trouve" in add(editor, old_path="/a/", redirect_link="/b/")
    Redirect.add_redirect("/a/", redirect_to="/b/")
    assert leads_to("/a/") == leads_to("/b/") == 404


def test_a_redirect_to_a_redirect_takes_one_step(editor):
    Redirect.add_redirect("/b/", redirect_to="/magazine/")
    assert add(editor, old_path="/a/", redirect_link="/b/") == ""
    assert leads_to("/a/") == "/magazine/"


def test_a_page_that_the_editor_may_not_know_is_refused(site):
    user = UserFactory()
    user.groups.add(create_roles()["editor"])
    user.groups.get().page_permissions.all().delete()
    client = Client()
    client.force_login(user)
    draft = site["magazine"].add_child(instance=pages.ArticlePage(title="Secret", slug="secret", live=False))
    said = add(client, redirect_page=draft.pk)
    assert "Secret" not in said
    assert said
    assert not Redirect.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"import_file_name": "x", "input_format": "0"}])
def test_an_import_whose_file_is_not_named_is_refused(editor, sent):
    assert editor.post(reverse("wagtailredirects:process_import"), sent).status_code == 400


def test_what_is_imported_is_checked_alike(editor):
    rows = (
        b"de,vers\n/un/,/magazine/\n/deux/,javascript:alert(1)\n/trois/,/rien/\n/magazine/,https://ailleurs.example/\n"
    )
    response = editor.post(
        reverse("wagtailredirects:start_import"), {"import_file": SimpleUploadedFile("adresses.csv", rows)}
    )
    form = response.context["form"]
    data = {name: form.initial[name] for name in ("import_file_name", "input_format")}
    confirmed = {**data, "from_index": 0, "to_index": 1, "permanent": "on"}
    editor.post(reverse("wagtailredirects:process_import"), confirmed)
    assert list(Redirect.objects.values_list("old_path", flat=True)) == ["/un"]
    assert editor.post(reverse("wagtailredirects:process_import"), confirmed).status_code == 400
