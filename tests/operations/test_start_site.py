import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from wagtail.models import Site, Workflow

from members.models import User
from portal.home.models import HomePage
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
