"""Only what an anonymous visitor without a grant receives may be kept for another, who asks again each time."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory

from members.models import User
from portal.access.decision import FOR_EVERYONE, REFUSED, Decision, Reason
from portal.core.cache.policy import apply_cache_policy

SHARED = "public, no-cache"
PRIVATE = "private, no-store"


def answer(decision=FOR_EVERYONE, method="get", user=None, session=None, touch=None, **cookies):
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    request = getattr(RequestFactory(), method)("/", headers={"cookie": cookie})
    request.user = user or AnonymousUser()
    request.session = SessionStore()
    request.session.update(session or {})
    request._messages = CookieStorage(request)
    if touch:
        touch(request)
    return apply_cache_policy(HttpResponse("x"), request, decision)


def test_what_everyone_reads_may_be_kept_and_is_asked_again_at_each_view():
    response = answer()

    assert response["Cache-Control"] == SHARED
    assert response["Vary"] == "Cookie"


def test_a_wall_that_an_anonymous_visitor_gets_may_be_kept():
    assert answer(REFUSED)["Cache-Control"] == SHARED


@pytest.mark.parametrize("reason", [Reason.MEMBER, Reason.ATTENDEE, Reason.PREVIEW, Reason.EDITOR])
def test_what_a_right_opened_is_never_kept(reason):
    assert answer(Decision(True, reason))["Cache-Control"] == PRIVATE


def test_nothing_a_signed_in_visitor_gets_is_kept():
    assert answer(user=User(pk=1))["Cache-Control"] == PRIVATE
    assert answer(REFUSED, user=User(pk=1))["Cache-Control"] == PRIVATE


def test_nothing_a_visitor_with_a_session_gets_is_kept():
    assert answer(session={"registered_address": "a@exemple.fr"})["Cache-Control"] == PRIVATE


def test_a_page_with_a_form_is_not_kept():
    assert answer(touch=get_token)["Cache-Control"] == PRIVATE
    assert answer(touch=get_token, csrftoken="a" * 32)["Cache-Control"] == PRIVATE


def test_a_page_with_a_message_for_one_person_is_not_kept():
    request = RequestFactory().get("/")
    storage = CookieStorage(request)
    storage.add(20, "Merci Zoë")
    response = HttpResponse()
    storage.update(response)

    assert answer(messages=response.cookies["messages"].coded_value)["Cache-Control"] == PRIVATE


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_only_answers_to_reading_are_kept(method):
    assert answer(method=method)["Cache-Control"] == PRIVATE
