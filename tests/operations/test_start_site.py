import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.models import Site, Workflow

from members.models import User
from portal.home.models import HomePage, StandardPage
from portal.operations.management.commands import start_site
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(monkeypatch):
    """Answers the password prompts, one after the other."""

    def answer(*passwords: str) -> None:
        answers = iter(passwords)
        monkeypatch.setattr(start_site, "getpass", lambda prompt: next(answers))

    return answer


def test_makes_tree_roles_workflow_and_administrator(nothing, typed):
    typed("un long mot de passe", "un long mot de passe")
    call_command("start_site", email="Camille@Association.example", name="Les Répondants")
    assert {page.locale.language_code for page in HomePage.objects.live()} == {"fr", "en"}
    assert Site.objects.get(is_default_site=True).site_name == "Les Répondants"
    assert Group.objects.filter(name="Éditeurs").exists()
    assert Workflow.objects.exists()
    administrator = User.objects.get()
    assert administrator.email == "camille@association.example"
    assert administrator.is_superuser
    assert administrator.check_password("un long mot de passe")
    assert EmailAddress.objects.get(user=administrator).verified


def test_loads_no_demonstration(nothing, typed):
    call_command("start_site", email="camille@association.example", code=True)
    assert User.objects.count() == 1


def test_what_the_association_has_to_write_is_a_draft_of_headings(nothing, client):
    call_command("start_site", email="camille@association.example", name="Les Répondants", code=True)
    assert not StandardPage.objects.live().exists()
    legal = StandardPage.objects.get(slug="mentions-legales").get_latest_revision_as_object()
    assert next(block.value for block in legal.body) == "L’éditeur"
    english = StandardPage.objects.get(slug="legal-notice").get_latest_revision_as_object()
    assert next(block.value for block in english.body) == "The publisher"
    assert client.get("/mentions-legales/").status_code == 404


@pytest.mark.parametrize(("address", "sentence"), [("/", "ouvre ici son site"), ("/en/", "opens its site here")])
def test_the_home_page_of_an_empty_site_introduces_the_association(nothing, client, address, sentence):
    call_command("start_site", email="camille@association.example", name="Les Répondants", code=True)
    html = client.get(address).content.decode()
    assert sentence in html
    assert "mentions-legales" not in html


def test_the_first_administrator_is_told_what_is_to_be_written(nothing, client):
    call_command("start_site", email="camille@association.example", name="Les Répondants", code=True)
    client.force_login(User.objects.get())
    page = StandardPage.objects.get(slug="mentions-legales")
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    html = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "À écrire" in html
    assert edit in html
    page.save_revision().publish()
    assert edit not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_with_a_code_there_is_no_password(nothing):
    call_command("start_site", email="camille@association.example", code=True)
    assert not User.objects.get().has_usable_password()


@pytest.mark.parametrize(
    ("passwords", "complaint"),
    [(("un long mot de passe", "un autre"), "diffèrent"), (("court", "court"), "12")],
)
def test_refuses_a_password_mistyped_or_weak_and_makes_nothing(nothing, typed, passwords, complaint):
    typed(*passwords)
    with pytest.raises(CommandError, match=complaint):
        call_command("start_site", email="camille@association.example")
    assert not HomePage.objects.exists()


def test_refuses_what_is_no_address(nothing):
    with pytest.raises(CommandError, match="adresse"):
        call_command("start_site", email="camille", code=True)


def test_refuses_a_second_site_and_makes_no_account(site):
    with pytest.raises(CommandError, match="déjà"):
        call_command("start_site", email="camille@association.example", code=True)
    assert not User.objects.exists()


def test_refuses_an_address_that_has_an_account(nothing):
    UserFactory(email="camille@association.example")
    with pytest.raises(CommandError, match="déjà"):
        call_command("start_site", email="camille@association.example", code=True)
