"""Signing in by one's own organisation, against a provider that is as strict as a real one."""

from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.models import Domain, IdentityProvider, Organisation, Seat, SeatRequest, User
from members.services.identity import ProviderSession
from tests.factories.members import MembershipFactory, OrganisationFactory, SeatFactory, UserFactory
from tests.factories.oidc import OpenIDProvider, openid_provider
from tests.factories.second_step import with_application
from tests.members.test_adapter import is_signed_in

pytestmark = pytest.mark.django_db

DOMAIN = "estacade.exemple.fr"
EMAIL = f"lise@{DOMAIN}"


@pytest.fixture(scope="module")
def server():
    with openid_provider() as provider:
        yield provider


@pytest.fixture
def theirs(server) -> OpenIDProvider:
    """The provider as it was when it was started, with Lise at its sign-in page."""
    url = server.url
    server.__init__()
    server.url = url
    server.person |= {"email": EMAIL, "given_name": "Lise", "family_name": "Morvan"}
    return server


def set_up(theirs: OpenIDProvider, domain: str = DOMAIN, **facts) -> Organisation:
    organisation = OrganisationFactory(name="Estacade")
    Domain.objects.create(organisation=organisation, domain=domain, verified_on=timezone.localdate())
    facts = {"client_id": theirs.client_id, "secret": theirs.secret, "issuer": theirs.url, **facts}
    IdentityProvider.objects.create(organisation=organisation, **facts)
    return organisation


@pytest.fixture
def organisation(site, theirs) -> Organisation:
    return set_up(theirs)


def go(client: Client, email: str = EMAIL, **query):
    """As far as the page that leads to the provider."""
    return client.post(reverse("own_sign_in", query=query or None), {"email": email})


def come_back(client: Client, page) -> object:
    """Through the provider's sign-in, as the browser follows it."""
    there = requests.get(page.context["url"], allow_redirects=False, timeout=5)
    back = urlsplit(there.headers["Location"])
    return client.get(f"{back.path}?{back.query}")


def sign_in(client: Client, email: str = EMAIL, **query):
    return come_back(client, go(client, email, **query))


def told(client: Client, answer) -> str:
    return client.get(answer.url).content.decode()


def test_an_address_of_the_organisation_signs_in_and_the_account_is_made(client, organisation):
    sign_in(client)
    assert is_signed_in(client)
    user = User.objects.get(email=EMAIL)
    assert (str(user), user.has_usable_password()) == ("Lise Morvan", False)
    assert EmailAddress.objects.get(user=user).verified


def test_it_is_the_account_that_was_there(client, organisation):
    user = UserFactory(email=EMAIL)
    sign_in(client)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert User.objects.filter(email=EMAIL).count() == 1


def test_nothing_is_linked_and_no_token_is_kept(client, organisation):
    sign_in(client)
    assert not any(model.objects.exists() for model in (SocialAccount, SocialApp, SocialToken))


def test_it_gives_no_seat_but_lets_one_ask(client, organisation):
    MembershipFactory(organisation=organisation)
    sign_in(client)
    assert not Seat.objects.exists()
    ask = reverse("account:ask", args=[organisation.pk])
    assert ask in client.get(reverse("account:home")).content.decode()
    client.post(ask)
    assert SeatRequest.objects.get().organisation == organisation


def test_who_has_a_seat_reads_as_a_member(client, organisation):
    MembershipFactory(organisation=organisation)
    SeatFactory(organisation=organisation, user=UserFactory(email=EMAIL))
    sign_in(client)
    assert client.get(reverse("account:home")).wsgi_request.viewer.membership == "active"


@pytest.mark.parametrize("email", ["lise@ailleurs.exemple.fr", f"lise@sous.{DOMAIN}", f"lise@{DOMAIN}.ailleurs.fr"])
def test_the_provider_proves_addresses_of_its_domains_alone(client, organisation, theirs, email):
    victim = UserFactory(email=email)
    theirs.person["email"] = email
    answer = sign_in(client)
    assert not is_signed_in(client)
    assert "que des adresses de ses propres domaines" in told(client, answer)
    assert list(User.objects.all()) == [victim]


def test_a_domain_of_another_organisation_is_not_proved(client, organisation, theirs):
    another = OrganisationFactory()
    Domain.objects.create(organisation=another, domain="autre.exemple.fr", verified_on=timezone.localdate())
    theirs.person["email"] = "lise@autre.exemple.fr"
    sign_in(client)
    assert not is_signed_in(client)


def test_a_domain_that_is_no_longer_verified_proves_nothing(client, organisation):
    page = go(client)
    Domain.objects.update(verified_on=None)
    come_back(client, page)
    assert not is_signed_in(client)


def test_a_provider_taken_down_in_between_opens_nothing(client, organisation):
    page = go(client)
    IdentityProvider.objects.all().delete()
    come_back(client, page)
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("said", "vouches", "opens"),
    [
        (True, False, True),
        ("true", False, True),
        (None, False, False),
        (None, True, True),
        (False, False, False),
        (False, True, False),
        ("false", True, False),
    ],
)
def test_an_address_counts_as_the_provider_says(client, site, theirs, said, vouches, opens):
    set_up(theirs, vouches=vouches)
    theirs.person["email_verified"] = said
    sign_in(client)
    assert is_signed_in(client) is opens


@pytest.mark.parametrize("facts", [{"is_superuser": True}, {"is_staff": True}])
def test_no_account_of_the_administration_is_opened(client, organisation, facts):
    user = UserFactory(email=EMAIL, **facts)
    if not user.is_superuser:
        from django.contrib.auth.models import Permission

        user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    answer = sign_in(client)
    assert not is_signed_in(client)
    assert "administration" in told(client, answer)


def test_a_second_step_that_one_has_is_asked_for(client, organisation):
    with_application(UserFactory(email=EMAIL))
    answer = sign_in(client)
    assert answer.url.startswith(reverse("mfa_authenticate"))
    assert not is_signed_in(client)


def test_a_closed_account_stays_closed(client, organisation):
    UserFactory(email=EMAIL, is_active=False)
    sign_in(client)
    assert not is_signed_in(client)


def test_a_password_chosen_before_the_address_was_proved_is_worth_nothing(client, organisation):
    user = UserFactory(email=EMAIL, proved=False)
    EmailAddress.objects.create(user=user, email=EMAIL, primary=True)
    sign_in(client)
    user.refresh_from_db()
    assert not user.has_usable_password()


def test_whoever_is_signed_in_as_somebody_else_is_no_longer(client, organisation):
    client.force_login(UserFactory())
    sign_in(client)
    assert client.session["_auth_user_id"] == str(User.objects.get(email=EMAIL).pk)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_address_one_came_for_is_where_one_lands_in_its_language(client, organisation, language):
    where = "/etudes/?page=2" if language == "fr" else "/en/studies/?page=2"
    path = {"fr": "/compte/login/organisation/", "en": "/en/account/login/organisation/"}[language]
    page = client.post(path, {"email": EMAIL, "next": where})
    assert come_back(client, page).url == where
    assert User.objects.get(email=EMAIL).language == language


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_it_never_leads_off_the_site(client, organisation, where):
    page = client.post(reverse("own_sign_in"), {"email": EMAIL, "next": where})
    assert come_back(client, page).url == reverse("account:home")


def test_the_provider_is_asked_with_state_and_a_challenge_and_the_address(client, organisation, theirs):
    asked = dict(parse_qsl(urlsplit(go(client).context["url"]).query))
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) >= 16
    assert asked["login_hint"] == EMAIL
    assert asked["redirect_uri"].endswith(f"/oidc/{organisation.pk}/callback/")


def test_a_sign_in_that_another_browser_began_opens_nothing(client, organisation):
    come_back(client, go(Client()))
    assert not is_signed_in(client)


def test_a_state_is_good_once(client, organisation):
    page = go(client)
    come_back(client, page)
    client.logout()
    come_back(client, page)
    assert not is_signed_in(client)


def test_a_state_of_another_provider_is_worth_nothing(client, organisation, theirs):
    other = set_up_another(theirs)
    page = go(client)
    there = requests.get(page.context["url"], allow_redirects=False, timeout=5)
    query = urlsplit(there.headers["Location"]).query
    client.get(f"/oidc/{other.pk}/callback/?{query}")
    assert not is_signed_in(client)


def set_up_another(theirs: OpenIDProvider) -> Organisation:
    other = OrganisationFactory()
    Domain.objects.create(organisation=other, domain="autre.exemple.fr", verified_on=timezone.localdate())
    IdentityProvider.objects.create(organisation=other, issuer=theirs.url, client_id=theirs.client_id, secret="autre")
    return other


@pytest.mark.parametrize(
    "twist",
    [
        {"id_claims": False},
        {"id_claims": {"iss": "https://autre.exemple.fr"}},
        {"id_claims": {"aud": "un-autre"}},
        {"id_claims": {"exp": 1}},
        {"id_claims": {"sub": "43"}},
        {"page_claims": {"sub": "43"}},
        {"page_claims": {"sub": None}},
        {"page_claims": {"email": None}, "id_claims": {"email": None}},
        {"page_claims": {"email": ["lise"]}},
        {"page_claims": {"email": "lise"}},
        {"page_claims": {"sub": "4" * 300}, "id_claims": {"sub": "4" * 300}},
        {"name": "https://autre.exemple.fr"},
        {"refuses": True},
        {"secret": "changé"},
    ],
    ids=str,
)
def test_a_word_that_is_not_right_opens_nothing_and_breaks_nothing(client, organisation, theirs, twist):
    for name, value in twist.items():
        setattr(theirs, name, value)
    answer = sign_in(client)
    assert not is_signed_in(client)
    assert answer.status_code == 302
    assert 'role="alert"' in told(client, answer) or "message" in told(client, answer)
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["Lise\x00", "voyez www.ailleurs.fr", "L" * 400, "Lise\r\nBcc: x"])
def test_a_name_that_no_message_may_carry_is_left_out(client, organisation, theirs, name):
    theirs.person["given_name"] = name
    sign_in(client)
    assert is_signed_in(client)
    assert User.objects.get(email=EMAIL).first_name in ("", "L" * 150)


def test_a_provider_that_does_not_answer_is_said_and_what_was_typed_stays(client, site, theirs):
    set_up(theirs, issuer="http://127.0.0.1:9")
    page = go(client).content.decode()
    assert "ne répond pas" in page
    assert EMAIL in page


def test_without_a_provider_there_is_no_button_and_no_page(client, site):
    assert reverse("own_sign_in") not in client.get(reverse("account_login")).content.decode()
    assert client.get(reverse("own_sign_in")).status_code == 404
    assert go(client).status_code == 404


def test_a_provider_without_a_verified_domain_is_none(client, organisation):
    Domain.objects.update(verified_on=None)
    assert client.get(reverse("own_sign_in")).status_code == 404


def test_the_way_in_keeps_where_one_was_going(client, organisation):
    page = client.get(reverse("account_login", query={"next": "/etudes/?page=2"})).content.decode()
    assert f"{reverse('own_sign_in')}?next=/etudes/%3Fpage%3D2" in page
    page = client.get(reverse("own_sign_in", query={"next": "/etudes/?page=2"})).content.decode()
    assert 'name="next" value="/etudes/?page=2"' in page


def test_known_and_unknown_addresses_are_told_the_same(organisation):
    UserFactory(email=f"connue@{DOMAIN}")
    pages = [go(Client(), f"{who}@{DOMAIN}") for who in ("connue", "autres")]
    blank = [page.content.decode().split("<main")[1].split("state=")[0].replace("connue", "autres") for page in pages]
    assert blank[0] == blank[1]


def test_an_address_of_another_domain_is_told_of_the_code(client, organisation):
    page = go(client, "lise@ailleurs.fr").content.decode()
    assert "Aucune organisation" in page
    assert reverse("account_request_login_code") in page


@pytest.mark.parametrize("key", ["0", "999999999999999999999999", "x", "\x00", "😀", "openid_connect"])
def test_where_providers_lead_back_to_does_not_tell_which_there_are(client, organisation, key):
    there, not_there = (
        client.get(reverse("openid_connect_callback", args=[which]), query_params={"code": "x", "state": "y"})
        for which in (organisation.pk, key)
    )
    assert (there.status_code, there.url) == (not_there.status_code, not_there.url)


def test_attempts_are_counted(client, organisation):
    answers = [go(client, f"lise@{DOMAIN}").status_code for _attempt in range(21)]
    assert answers == [200] * 20 + [429]


@pytest.mark.parametrize(
    "address", ["http://exemple.fr/", "https://127.0.0.1/", "https://localhost/", "https://[::1]/"]
)
def test_served_by_https_no_provider_is_asked_in_clear_or_inside_the_network(settings, address):
    settings.HTTPS = True
    with pytest.raises(requests.exceptions.InvalidURL), ProviderSession() as session:
        session.get(address)


def test_a_provider_leads_the_portal_nowhere(theirs):
    with ProviderSession() as session:
        query = "client_id=portail&response_type=code&scope=openid&state=x&redirect_uri=http://127.0.0.1:9/"
        assert session.get(f"{theirs.url}/authorize?{query}").status_code == 302
