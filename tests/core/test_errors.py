"""Each error is a page of the site, in the visitor's language; a form refused for its token loses nothing."""

from unittest.mock import patch

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import DataError, OperationalError
from django.http import HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from portal.core.look.errors import STATUSES, csrf_failure, server_error, too_many_requests
from portal.core.middleware import ErrorPageMiddleware
from tests.factories.html import Outline

pytestmark = pytest.mark.django_db

HERE = "http://testserver"
AROUND = ("csrfmiddlewaretoken", "q", "email")
"""Fields of the head and the foot of every page, beside the token."""


def posted_to(response: HttpResponse) -> list[str]:
    """Where the forms of the page itself are sent; the one at its foot begins a subscription."""
    forms = Outline(response.content.decode()).all("form")
    actions = [form["action"] for form in forms if form.get("method") == "post"]
    return [action for action in actions if action != reverse("letters:begin")]


def answered_by(view, path="/contact/", client=None):
    """What a visitor gets when the view of that address is `view`."""
    client = client or Client(raise_request_exception=False)
    with patch("portal.home.models.ContactPage.serve", view):
        return client.get(path)


def raising(error):
    def serve(page, request, *args, **kwargs):
        raise error

    return serve


def answering(response):
    return lambda page, request, *args, **kwargs: response


def is_page_of_the_site(response, language="fr") -> bool:
    html = response.content.decode()
    return f'<html lang="{language}">' in html and 'class="masthead' in html and "<h1>" in html


@pytest.mark.parametrize(("error", "status"), [(BadRequest(), 400), (PermissionDenied(), 403)])
@pytest.mark.parametrize(("path", "language"), [("/contact/", "fr"), ("/en/contact/", "en")])
def test_an_error_is_a_page_of_the_site(site, error, status, path, language):
    response = answered_by(raising(error), path)
    assert response.status_code == status
    assert is_page_of_the_site(response, language)


@pytest.mark.parametrize(("path", "status"), [("/contact/?topic=x", 400), ("/contact/", 500)])
def test_only_where_something_was_sent_is_a_value_that_can_not_be_the_senders_fault(site, path, status):
    assert answered_by(raising(DataError("value out of range")), path).status_code == status


@pytest.mark.parametrize("status", sorted(STATUSES))
def test_a_bare_answer_becomes_a_page_of_the_site(site, status):
    response = answered_by(answering(HttpResponse("no", status=status)))
    assert response.status_code == status
    assert is_page_of_the_site(response)


def test_a_view_that_takes_no_such_method_still_names_those_it_takes(site):
    response = answered_by(answering(HttpResponseNotAllowed(["POST"])))
    assert response.headers["Allow"] == "POST"
    assert is_page_of_the_site(response)


def test_a_page_that_a_view_made_for_its_error_stays(rf):
    made = HttpResponse("<body>Complet", status=429)
    assert ErrorPageMiddleware(lambda request: made)(rf.get("/")) is made


def test_what_is_no_page_stays(rf):
    made = HttpResponse('{"error": 1}', status=400, content_type="application/json")
    assert ErrorPageMiddleware(lambda request: made)(rf.get("/")) is made


def test_too_many_tries_are_told_on_a_page(site, client):
    request = client.get("/").wsgi_request
    response = too_many_requests(request)
    assert response.status_code == 429
    assert is_page_of_the_site(response)


def test_a_form_that_is_too_long_is_told_so(site, client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    response = client.post("/contact/", {"message": "a" * 200})
    assert response.status_code == 413
    assert is_page_of_the_site(response)


def test_a_form_of_too_many_fields_is_told_so(site, client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    response = client.post("/contact/", {"a": 1, "b": 2, "c": 3, "d": 4})
    assert response.status_code == 413


def test_an_unknown_host_name_is_an_answer_all_the_same(site, client):
    response = client.get("/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "<h1>" in response.content.decode()


@pytest.mark.parametrize(
    ("language", "said", "unsaid"), [("fr", "Une panne", "Something"), ("en", "Something", "Une panne")]
)
def test_a_breakdown_is_told_in_the_language_of_the_page(site, language, said, unsaid):
    response = answered_by(raising(RuntimeError()), "/contact/" if language == "fr" else "/en/contact/")
    html = response.content.decode()
    assert response.status_code == 500
    assert said in html
    assert unsaid not in html


def test_a_breakdown_before_the_language_is_known_is_told_in_both(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = server_error(RequestFactory().get("/"))
    assert "Une panne" in response.content.decode()
    assert "Something" in response.content.decode()


def test_the_page_of_a_breakdown_asks_nothing_of_the_site():
    html = render_to_string("500.html")
    assert "Une panne" in html
    assert "<script" not in html


def test_a_database_that_does_not_answer_is_back_soon(site):
    response = answered_by(raising(OperationalError()))
    assert response.status_code == 503
    assert "Une panne" in response.content.decode()


# A form refused for its token


def refused(data, **headers):
    client = Client(enforce_csrf_checks=True)
    return client, client.post("/contact/?a=1", data, headers=headers)


def test_a_form_refused_for_its_token_is_shown_again_with_what_was_typed(site):
    _client, response = refused({"message": 'Dire "bonjour" & <b>merci</b>', "to": ["a", "b"]}, origin=HERE)
    assert response.status_code == 403
    page = Outline(response.content.decode())
    sent = [(field["name"], field["value"]) for field in page.all("input") if field["name"] not in AROUND]
    assert sent == [("message", 'Dire "bonjour" & <b>merci</b>'), ("to", "a"), ("to", "b")]
    assert posted_to(response) == ["/contact/?a=1"]
    assert "<b>merci" not in response.content.decode()


def test_the_form_shown_again_can_be_sent(site):
    client, response = refused({"message": "Bonjour"}, origin=HERE)
    fields = {field["name"]: field.get("value", "") for field in Outline(response.content.decode()).all("input")}
    assert client.post("/contact/", fields, headers={"origin": HERE}).status_code == 200


@pytest.mark.parametrize(("field", "said"), [("password", True), ("message", False)])
def test_a_lost_password_is_told(site, field, said):
    _client, response = refused({field: "secret"}, origin=HERE)
    assert ("mot de passe est à saisir" in response.content.decode()) is said


def test_a_password_is_not_written_into_the_page(site):
    _client, response = refused({"login": "lea@exemple.fr", "password": "secret", "oldpassword": "x"}, origin=HERE)
    html = response.content.decode()
    assert "lea@exemple.fr" in html
    assert "secret" not in html
    assert "oldpassword" not in html


@pytest.mark.parametrize("headers", [{}, {"origin": "https://elsewhere.example"}, {"origin": "null"}])
def test_a_form_from_another_site_is_not_one_click_away(site, headers):
    _client, response = refused({"message": "Bonjour"}, **headers)
    html = response.content.decode()
    assert response.status_code == 403
    assert "Bonjour" not in html
    assert posted_to(response) == []


def test_files_are_asked_for_anew(site, client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    request = client.get("/").wsgi_request
    posted = RequestFactory().post("/", {"cv": SimpleUploadedFile("cv.pdf", b"%PDF")}, headers={"origin": HERE})
    posted.viewer, posted.user, posted.session = request.viewer, request.user, request.session
    assert "Les fichiers" in csrf_failure(posted).content.decode()


ODD = [
    "a&" * 20_000,
    "page=" + "9" * 5_000,
    "page=%00",
    "next=%ff%fe",
    "%ed%a0%80=1",
    "q[]=1&q=",
    "topic=%0d%0aSet-Cookie:a=b",
]
PUBLIC = ["/", "/actualites/", "/magazine/", "/etudes/", "/evenements/", "/contact/", "/compte/login/", "/nothing/"]


@pytest.mark.parametrize("query", ODD)
def test_odd_queries_are_answered_by_a_page_of_the_site_wherever_they_are_asked(site, query):
    client = Client(raise_request_exception=False)
    for path in PUBLIC:
        response = client.get(f"{path}?{query}")
        assert response.status_code in (200, 400, 404, 413), path
        assert "<main" in response.text, path


def test_the_editors_doors_answer_odd_queries_too(admin_client, site):
    admin_client.raise_request_exception = False
    for path in ("/admin/", "/admin/pages/", "/admin/reports/site-history/"):
        assert admin_client.get(f"{path}?{ODD[0]}").status_code in (200, 400, 413), path


def test_a_form_sent_too_often_can_be_sent_again_as_it_was_typed(client, site):
    sent = {"email": "p@exemple.fr", "next": "/etudes/?page=2"}
    for _time in range(21):
        answer = client.post("/compte/signup/", sent, headers={"origin": "http://testserver"})
        client.cookies.clear()
    content = answer.content.decode()
    assert answer.status_code == 429
    assert all(f'name="{name}" value="{value}"' in content for name, value in sent.items())


def test_a_password_is_never_written_into_a_page(client, site):
    for _time in range(31):
        answer = client.post(
            "/compte/login/", {"login": "p@exemple.fr", "password": "secret"}, headers={"origin": "http://testserver"}
        )
    assert (answer.status_code, "p@exemple.fr" in answer.content.decode()) == (429, True)
    assert "secret" not in answer.content.decode()
