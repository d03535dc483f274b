"""The screen on which an organisation's own sign-in is set up."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from members.models import Domain, IdentityProvider, Organisation
from portal.desk.roles import create_roles
from tests.factories.members import OrganisationFactory, UserFactory
from tests.factories.oidc import openid_provider
from tests.factories.visitors import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def theirs():
    with openid_provider() as provider:
        yield provider


@pytest.fixture
def organisation(site) -> Organisation:
    organisation = OrganisationFactory(name="Estacade")
    Domain.objects.create(organisation=organisation, domain="estacade.exemple.fr", verified_on=timezone.localdate())
    return organisation


@pytest.fixture
def administrator(site) -> Client:
    return signed_in(UserFactory(is_superuser=True))


def screen(organisation: Organisation) -> str:
    return reverse("organisations:provider", args=[organisation.pk])


def fill_in(client: Client, organisation: Organisation, theirs, **facts):
    told = {"issuer": theirs.url, "client_id": theirs.client_id, "secret": theirs.secret, **facts}
    return client.post(screen(organisation), told)


def test_an_administrator_sets_it_up_from_the_organisations_screen(administrator, organisation, theirs):
    edit = administrator.get(reverse("organisations:edit", args=[organisation.pk])).content.decode()
    assert screen(organisation) in edit
    shown = administrator.get(screen(organisation)).content.decode()
    assert f"http://testserver/oidc/{organisation.pk}/callback/" in shown
    fill_in(administrator, organisation, theirs)
    provider = IdentityProvider.objects.get()
    assert (provider.issuer, provider.secret, provider.vouches) == (theirs.url, theirs.secret, False)


def test_the_secret_is_never_shown_again_and_left_empty_it_stays(administrator, organisation, theirs):
    fill_in(administrator, organisation, theirs)
    assert theirs.secret not in administrator.get(screen(organisation)).content.decode()
    fill_in(administrator, organisation, theirs, secret="", client_id="autre")
    provider = IdentityProvider.objects.get()
    assert (provider.client_id, provider.secret) == ("autre", theirs.secret)


def test_it_is_on_record_without_the_secret(administrator, organisation, theirs):
    fill_in(administrator, organisation, theirs)
    administrator.post(reverse("organisations:remove_provider", args=[organisation.pk]))
    entries = ModelLogEntry.objects.filter(action__startswith="members.identity")
    assert [entry.action for entry in entries.order_by("pk")] == [
        "members.identity.set_up",
        "members.identity.taken_down",
    ]
    assert theirs.secret not in str([entry.data for entry in ModelLogEntry.objects.all()])
    assert not IdentityProvider.objects.exists()


@pytest.mark.parametrize("copied", ["", "/", "/.well-known/openid-configuration"])
def test_the_address_is_taken_as_people_copy_it(administrator, organisation, theirs, copied):
    fill_in(administrator, organisation, theirs, issuer=f"{theirs.url}{copied}")
    assert IdentityProvider.objects.get().issuer == theirs.url


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:9", "pas une adresse", "ftp://exemple.fr", "", "😀" * 10])
def test_where_no_provider_answers_is_said(administrator, organisation, theirs, issuer):
    answer = fill_in(administrator, organisation, theirs, issuer=issuer)
    assert answer.status_code == 200
    assert answer.context["form"].errors["issuer"]
    assert not IdentityProvider.objects.exists()


def test_a_provider_that_goes_by_another_name_is_refused(administrator, organisation, theirs):
    theirs.name = "https://autre.exemple.fr"
    answer = fill_in(administrator, organisation, theirs)
    theirs.name = ""
    assert "issuer" in answer.context["form"].errors


def test_served_by_https_a_provider_inside_the_network_is_refused(administrator, organisation, theirs, settings):
    settings.HTTPS = True
    answer = fill_in(administrator, organisation, theirs)
    assert "issuer" in answer.context["form"].errors


def test_without_a_verified_domain_there_is_nothing_to_set_up(administrator, organisation, theirs):
    Domain.objects.update(verified_on=None)
    assert "Vérifiez d’abord un domaine" in fill_in(administrator, organisation, theirs).content.decode()
    assert not IdentityProvider.objects.exists()


def test_officers_may_only_if_an_administrator_lets_them(organisation, theirs):
    """It opens accounts, which officers don't."""
    officer = UserFactory()
    officer.groups.add(create_roles()["membership_officer"])
    client = signed_in(officer)
    assert (
        screen(organisation) not in client.get(reverse("organisations:edit", args=[organisation.pk])).content.decode()
    )
    fill_in(client, organisation, theirs)
    assert not IdentityProvider.objects.exists()
    officer.user_permissions.add(Permission.objects.get(codename="change_identityprovider"))
    fill_in(client, organisation, theirs)
    assert IdentityProvider.objects.exists()


def test_administrators_give_the_right_to_a_group(administrator):
    page = administrator.get(reverse("wagtailusers_groups:add")).content.decode()
    assert f'value="{Permission.objects.get(codename="change_identityprovider").pk}"' in page
