import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from portal.core.models import Person
from portal.core.viewsets import PersonFilterForm
from tests.factories.members import UserFactory

CHOOSER = "wagtailsnippetchoosers_core_person"


@pytest.fixture
def people(db):
    return [Person.objects.create(name=name) for name in ("Zoë Œuvrard", "Hélène Saint-Clair", "Ali Saïd")]


@pytest.fixture
def writer(client, db):
    user = UserFactory()
    user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    client.force_login(user)
    return user


def found(typed: str) -> list[str]:
    form = PersonFilterForm({"q": typed})
    assert form.is_valid()
    return [person.name for person in form.filter(Person.objects.all())]


@pytest.mark.parametrize("typed", ["Hélène", "helene", "saint clair", "HÉL"])
def test_a_person_is_found_with_and_without_accents(people, typed):
    assert found(typed) == ["Hélène Saint-Clair"]


def test_everybody_is_listed_while_nothing_is_searched(people):
    assert len(found("")) == 3


def test_the_chooser_searches(client, writer, people):
    listed = client.get(reverse(f"{CHOOSER}:choose_results"), {"q": "said"}).content.decode()
    assert "Ali Saïd" in listed
    assert "Zoë" not in listed


def test_those_who_may_add_a_person_do_so_in_the_chooser(client, writer):
    assert "Ajouter une personne" not in client.get(reverse(f"{CHOOSER}:choose")).json()["html"]
    writer.user_permissions.add(Permission.objects.get(codename="add_person"))
    assert "Ajouter une personne" in client.get(reverse(f"{CHOOSER}:choose")).json()["html"]
    sent = client.post(reverse(f"{CHOOSER}:create"), {"name": "Anne Neuve", "role_fr": "Rédactrice"})
    assert sent.json()["result"]["string"] == "Anne Neuve"
