"""The address alone says in which language something is answered: no cookie does, nor the browser's own language."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from wagtail.users.models import UserProfile

from portal.core.language import language_of
from tests.access import surfaces
from tests.access.test_matrix import GardenTest
from tests.factories import pages
from tests.factories.members import UserFactory

ENGLISH, GERMAN = {"accept-language": "en"}, {"accept-language": "de, *;q=0.1"}


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/", "fr"),
        ("/magazine/", "fr"),
        ("/admin/", "fr"),
        ("/en/", "en"),
        ("/en", "en"),
        ("/en/magazine/", "en"),
        ("/en-bref/", "fr"),
        ("/en-gb/", "fr"),
        ("/enfance/", "fr"),
        ("/fr/", "fr"),
        ("/de/", "fr"),
        ("//en/", "fr"),
        ("", "fr"),
    ],
)
def test_the_first_folder_says_the_language(path, language):
    assert language_of(path) == language


def text(response) -> str:
    """The page, but for the token of its form."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


class EverywhereTest(GardenTest):
    def test_no_answer_depends_on_the_language_of_the_browser(self):
        """Pages of all types, every other address, what is missing, refused or wrong, files, the administration."""
        missing = ["/nulle-part/", "/en/nowhere/", "/media/documents/rien.pdf", "/magazine", "/%00/", "/en-gb/"]
        files = [f"/media/{name}" for item in self.garden.planted for name in item.files().values()]
        urls = {*self.garden.urls(), *surfaces.addresses(self.garden), *missing, *files, "/admin/", "/admin/login/"}
        wrong = []
        for url in sorted(urls):
            Client().get(url)  # what is printed for whoever asks first
            english, german = (Client(headers=headers).get(url) for headers in (ENGLISH, GERMAN))
            if any("accept-language" in answer.get("Vary", "").lower() for answer in (english, german)):
                wrong.append(f"{url}: Vary: {english['Vary']}")
            alike = ("Content-Language", "Location", "Content-Type", "Vary")
            if [english.get(name) for name in alike] != [german.get(name) for name in alike]:
                wrong.append(f"{url}: {english.headers} {german.headers}")

        assert not wrong, "\n".join(wrong)
        assert len(urls) > 80

    def test_a_page_is_the_same_whatever_the_browser_and_its_cookies_prefer(self):
        for url in self.garden.urls():
            Client().get(url)  # what is not drawn yet is drawn for who looks next
            english, german = Client(headers=ENGLISH), Client(headers=GERMAN)
            german.cookies["django_language"] = "en"
            assert text(english.get(url)) == text(german.get(url)) == text(Client().get(url)), url

    def test_no_answer_to_staff_does_either(self):
        client = Client(headers=ENGLISH)
        client.force_login(UserFactory(is_superuser=True))
        for url in ("/admin/", "/admin/pages/", "/admin/nulle-part/", "/admin/jsi18n/", "/", "/en/"):
            assert "accept-language" not in client.get(url).get("Vary", "").lower(), url


pytestmark = pytest.mark.django_db


def test_a_french_page_may_begin_with_the_name_of_a_language(client, site):
    page = pages.publish(site["home"], type(site["about"])(title="En bref", slug="en-bref"))
    answer = client.get(page.url, headers=ENGLISH)
    assert page.url == "/en-bref/"
    assert answer.status_code == 200
    assert '<html lang="fr">' in answer.content.decode()


@pytest.mark.parametrize(("preferred", "language"), [("", "fr"), ("fr", "fr"), ("en", "en")])
@pytest.mark.parametrize("headers", [ENGLISH, GERMAN])
def test_the_administration_speaks_the_language_its_user_chose(client, site, preferred, language, headers):
    user = UserFactory()
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": preferred})
    client.force_login(user)
    for url in ("/admin/", "/admin/account/"):
        assert f'<html lang="{language}"' in client.get(url, headers=headers).content.decode()


def test_the_language_of_one_request_is_not_that_of_the_next(client, site):
    for path, language in 2 * [("/en/", "en"), ("/", "fr"), ("/en/nowhere/", "en"), ("/robots.txt", "fr")]:
        assert client.get(path)["Content-Language"] == language
