"""Sign-in, from the outside."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.template.loader import get_template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from members.models import User
from members.services.accounts import open_account
from tests.factories.members import UserFactory

PASSWORD = "motdepasse-de-test"

pytestmark = pytest.mark.django_db


def code_in(message) -> str:
    return re.search(r"^([A-Z0-9]{3,}(?:-[A-Z0-9]+)?)$", message.body, re.M)[1]


def is_signed_in(client) -> bool:
    return SESSION_KEY in client.session


def ask_for_code(client, email: str, **query):
    return client.post(reverse("account_request_login_code", query=query or None), {"email": email})


def confirm_code(client, code: str):
    return client.post(reverse("account_confirm_login_code"), {"code": code})


def sign_in(client, user, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": user.email, "password": password})


def sign_up(client, email="nouvelle@exemple.fr"):
    return client.post(reverse("account_signup"), {"email": email})


def test_a_password_signs_in(client, site):
    sign_in(client, UserFactory())
    assert is_signed_in(client)


def test_the_address_is_taken_in_any_letter_case(client, site):
    user = UserFactory()
    client.post(reverse("account_login"), {"login": user.email.upper(), "password": PASSWORD})
    assert is_signed_in(client)


def test_a_code_signs_in(client, site, mailoutbox):
    ask_for_code(client, UserFactory().email)
    confirm_code(client, code_in(mailoutbox[0]))
    assert is_signed_in(client)


def test_a_wrong_code_does_not_sign_in(client, site):
    ask_for_code(client, UserFactory().email)
    confirm_code(client, "ZZZZZZ")
    assert not is_signed_in(client)


def test_three_wrong_codes_end_the_attempt(client, site, mailoutbox):
    ask_for_code(client, UserFactory().email)
    for _attempt in range(3):
        confirm_code(client, "ZZZZZZ")
    confirm_code(client, code_in(mailoutbox[0]))
    assert not is_signed_in(client)


def test_signing_in_leads_back_to_where_one_was(client, site):
    user = UserFactory()
    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD, "next": "/etudes/"})
    assert answer.url == "/etudes/"


def test_signing_in_never_leads_off_the_site(client, site):
    user = UserFactory()
    answer = client.post(
        reverse("account_login"), {"login": user.email, "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert answer.url == reverse("account:home")


def test_an_invited_person_gets_in_by_code_at_once(client, site, mailoutbox):
    open_account(email="invitee@exemple.fr", by=None)
    ask_for_code(client, "invitee@exemple.fr")
    confirm_code(client, code_in(mailoutbox[0]))
    assert is_signed_in(client)


def test_signing_in_by_code_proves_the_address(client, site, mailoutbox):
    open_account(email="invitee@exemple.fr", by=None)
    ask_for_code(client, "invitee@exemple.fr")
    confirm_code(client, code_in(mailoutbox[0]))
    assert EmailAddress.objects.get(email="invitee@exemple.fr").verified


def test_a_password_of_an_unproved_address_ends_when_its_owner_proves_it(client, site, mailoutbox):
    user = UserFactory(proved=False)
    EmailAddress.objects.create(user=user, email=user.email, primary=True)
    ask_for_code(client, user.email)
    confirm_code(client, code_in(mailoutbox[-1]))
    user.refresh_from_db()
    assert not user.has_usable_password()


def test_a_code_leaves_the_password_of_a_proved_address(client, site, mailoutbox):
    user = UserFactory()
    ask_for_code(client, user.email)
    confirm_code(client, code_in(mailoutbox[0]))
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_signing_up_ends_with_a_code(client, site, mailoutbox):
    sign_up(client)
    confirm_code(client, code_in(mailoutbox[0]))
    assert is_signed_in(client)
    assert EmailAddress.objects.get(email="nouvelle@exemple.fr").verified


def test_signing_up_leads_to_where_one_was(client, site, mailoutbox):
    answer = client.post(reverse("account_signup"), {"email": "nouvelle@exemple.fr", "next": "/etudes/?page=2"})
    page = client.get(answer.url).content.decode()
    assert 'value="/etudes/?page=2"' in page
    assert client.post(answer.url, {"code": code_in(mailoutbox[0])}).url == "/etudes/?page=2"


def test_whoever_is_told_to_have_no_account_gets_one_from_there(client, site, mailoutbox):
    ask_for_code(client, "nouvelle@exemple.fr")
    sign_up(client)
    confirm_code(client, code_in(mailoutbox[1]))
    assert is_signed_in(client)


def test_nobody_is_signed_in_before_the_address_is_proved(client, site):
    sign_up(client)
    assert not is_signed_in(client)


def test_signing_up_asks_for_no_password(client, site):
    assert "password" not in client.get(reverse("account_signup")).content.decode()
    sign_up(client)
    assert not User.objects.get(email="nouvelle@exemple.fr").has_usable_password()


@pytest.mark.parametrize("known", [True, False])
def test_signing_up_hashes_no_password_and_writes_one_message(client, site, mailoutbox, monkeypatch, known):
    """What costs time is done alike, so that the time tells nothing of who has an account."""
    email = UserFactory().email if known else "personne@ailleurs.fr"
    hashed = []
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(args) or "md5$x$x")
    sign_up(client, email)
    assert (len(hashed), len(mailoutbox)) == (0, 1)


def test_signing_up_writes_as_many_rows_for_known_and_unknown(client, site):
    written = []
    for email in ("premiere@ailleurs.fr", UserFactory().email, "personne@ailleurs.fr"):
        client.cookies.clear()
        with CaptureQueriesContext(connection) as queries:
            sign_up(client, email)
        written.append(sorted(query["sql"].split('"')[1] for query in queries if query["sql"].startswith("INSERT")))
    assert written[1] == written[2]


def test_signing_up_where_there_is_an_account_signs_in_to_it(client, site, mailoutbox):
    user = UserFactory()
    sign_up(client, user.email)
    confirm_code(client, code_in(mailoutbox[0]))
    assert (User.objects.count(), EmailAddress.objects.count()) == (1, 1)
    assert client.session[SESSION_KEY] == str(user.pk)


def test_signing_up_reopens_no_closed_account(client, site, mailoutbox):
    sign_up(client, UserFactory(is_active=False).email)
    assert not re.search(r"^[A-Z0-9]{3,}-[A-Z0-9]+$", mailoutbox[0].body, re.M)


def test_a_form_sent_twice_leads_to_the_one_code(client, site, mailoutbox):
    for _time in range(2):
        answer = sign_up(client)
    client.post(answer.url, {"code": code_in(mailoutbox[0])})
    assert (is_signed_in(client), len(mailoutbox)) == (True, 1)


def test_too_many_tries_are_refused_in_a_page_of_the_site(client, site):
    for number in range(21):
        answer = sign_up(client, f"p{number}@exemple.fr")
    assert answer.status_code == 429
    assert '<html lang="fr"' in answer.content.decode()


def test_a_code_can_be_sent_again(client, site, mailoutbox):
    ask_for_code(client, UserFactory().email)
    page = client.get(reverse("account_confirm_login_code")).content.decode()
    assert 'value="resend"' in page
    client.post(reverse("account_confirm_login_code"), {"action": "resend"})
    confirm_code(client, code_in(mailoutbox[1]))
    assert is_signed_in(client)


def test_asking_for_a_code_answers_alike_for_known_and_unknown(client, site):
    known = ask_for_code(client, UserFactory().email)
    unknown = ask_for_code(client, "personne@ailleurs.fr")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


@pytest.mark.parametrize("known", [True, False])
def test_no_code_is_said_to_be_sent_where_none_may_be(client, site, known):
    ask_for_code(client, UserFactory().email if known else "personne@ailleurs.fr")
    page = client.get(reverse("account_confirm_login_code")).content.decode()
    assert ("Nous avons écrit à" in page, "a été envoyé" in page, 'placeholder="Code' in page) == (True, False, False)


def test_signing_up_answers_alike_for_known_and_unknown(client, site):
    known = sign_up(client, UserFactory().email)
    client.cookies.clear()
    unknown = sign_up(client, "personne@ailleurs.fr")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_resetting_a_password_answers_alike_for_known_and_unknown(client, site):
    known = client.post(reverse("account_reset_password"), {"email": UserFactory().email})
    unknown = client.post(reverse("account_reset_password"), {"email": "personne@ailleurs.fr"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_a_reset_link_lets_choose_a_password(client, site, mailoutbox):
    user = UserFactory()
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = re.search(r"http://testserver(\S+)", mailoutbox[0].body)[1]
    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": "un-nouveau-secret", "password2": "un-nouveau-secret"})
    user.refresh_from_db()
    assert user.check_password("un-nouveau-secret")


def test_guessing_a_password_is_slowed_down(client, site):
    user = UserFactory()
    for _attempt in range(6):
        sign_in(client, user, "faux")
    sign_in(client, user)
    assert not is_signed_in(client)


def test_asking_for_codes_is_slowed_down(client, site, mailoutbox):
    user = UserFactory()
    for _attempt in range(6):
        client.cookies.clear()
        ask_for_code(client, user.email)
    assert len(mailoutbox) == 3


def test_a_deactivated_account_ends_its_session_at_the_next_request(client, site):
    user = UserFactory()
    sign_in(client, user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(reverse("account:home")).status_code == 302


def test_a_password_changed_elsewhere_ends_the_session_at_the_next_request(client, site):
    user = UserFactory()
    sign_in(client, user)
    user.set_password("autre-secret-ailleurs")
    user.save()
    assert client.get(reverse("account:home")).status_code == 302


def test_a_deactivated_account_gets_no_code(client, site, mailoutbox):
    ask_for_code(client, UserFactory(is_active=False).email)
    assert not any("code" in message.subject.lower() for message in mailoutbox)


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_request_login_code"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pages_of_sign_in_are_never_stored(client, site, name, language):
    with override(language):
        url = reverse(name)
    assert client.get(url)["Cache-Control"] == "private, no-store"


def test_english_pages_stand_under_en(client, site):
    with override("en"):
        assert reverse("account_login").startswith("/en/account/")


@pytest.mark.parametrize("name", ["login_code", "email_confirmation", "password_reset_key", "unknown_account"])
@pytest.mark.parametrize("part", ["subject.txt", "txt", "html"])
def test_every_message_of_sign_in_has_its_template(name, part):
    get_template(f"emails/account/{name}.{part}")


def test_messages_have_a_text_and_an_html_part(client, site, mailoutbox):
    ask_for_code(client, UserFactory().email)
    (html, mimetype) = mailoutbox[0].alternatives[0]
    code = code_in(mailoutbox[0])
    assert mimetype == "text/html"
    assert code in html


def test_messages_ask_nothing_of_other_machines(client, site, mailoutbox):
    ask_for_code(client, UserFactory().email)
    assert not re.findall(r"(?:src|url\()=?[\"']?https?:", mailoutbox[0].alternatives[0][0])


def enter_by_code(client, mailoutbox, email: str = "invitee@exemple.fr") -> User:
    user = open_account(email=email, by=None)
    ask_for_code(client, email)
    confirm_code(client, code_in(mailoutbox[-1]))
    mailoutbox.clear()
    return user


def test_a_person_without_a_password_chooses_one(client, site, mailoutbox):
    user = enter_by_code(client, mailoutbox)
    data = {"password1": "une-longue-phrase-secrete", "password2": "une-longue-phrase-secrete"}
    assert client.post(reverse("account_set_password"), data).url == reverse("account:home")
    user.refresh_from_db()
    assert user.check_password("une-longue-phrase-secrete")


def test_choosing_another_password_keeps_this_session(client, site):
    sign_in(client, UserFactory())
    secret = "une-longue-phrase-secrete"
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": secret, "password2": secret})
    assert client.get(reverse("account:home")).status_code == 200


def test_a_new_address_counts_once_it_is_proved(client, site, mailoutbox):
    user = UserFactory()
    sign_in(client, user)
    client.post(reverse("account_email"), {"email": "Nouvelle@Exemple.fr", "action_add": ""})
    user.refresh_from_db()
    before = user.email
    client.post(reverse("account_email_verification_sent"), {"code": code_in(mailoutbox[0])})
    user.refresh_from_db()
    assert (before != user.email, user.email) == (True, "nouvelle@exemple.fr")


def test_no_other_address_stays_after_a_change(client, site, mailoutbox):
    user = UserFactory()
    sign_in(client, user)
    client.post(reverse("account_email"), {"email": "nouvelle@exemple.fr", "action_add": ""})
    client.post(reverse("account_email_verification_sent"), {"code": code_in(mailoutbox[0])})
    assert EmailAddress.objects.get(user=user).email == "nouvelle@exemple.fr"


def test_the_page_of_sign_in_is_in_its_language(client, site):
    with override("en"):
        url = reverse("account_login")
    assert '<html lang="en">' in client.get(url).content.decode()


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_signup", "account_request_login_code", "account_reset_password", "account_inactive"],
)
def test_the_pages_of_sign_in_need_no_script_and_no_inline_style(client, site, name):
    content = client.get(reverse(name)).content.decode()
    scripts = re.findall(r"<script([^>]*)>", content)
    assert [kind for kind in scripts if "src=" not in kind and 'type="application/json"' not in kind] == []
    assert "style=" not in content


def test_what_only_a_script_can_do_is_hidden_without(client, site):
    content = client.get(reverse("account_login")).content.decode()
    assert re.search(r'<section [^>]*data-passkey hidden>(?:(?!</section>).)*id="passkey_login"', content, re.S)


def test_every_field_of_sign_in_has_its_label(client, site):
    content = client.get(reverse("account_login")).content.decode()
    fields = re.findall(r'<input type="(?!hidden)[^>]*id="(\w+)"', content)
    assert set(fields) == set(re.findall(r'<label for="(\w+)"', content))


def test_a_wrong_code_is_refused_with_what_to_do(client, site, mailoutbox):
    client.post(reverse("account_request_login_code"), {"email": UserFactory().email})
    answer = client.post(reverse("account_confirm_login_code"), {"code": "ABCD-EFGH"})
    assert "demandez-en un autre" in answer.content.decode()
