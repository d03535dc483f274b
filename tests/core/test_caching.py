"""Only what an anonymous visitor without a grant receives may be kept for another, and never past the next step."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory

from members.models import User
from portal.access.decision import FOR_EVERYONE, REFUSED, Decision, Reason
from portal.access.models import Release
from portal.core.caching import SHARED_SECONDS, apply_cache_policy

NOW = datetime(2027, 3, 1, 11, tzinfo=UTC)
PRIVATE = "private, no-store"


def answer(decision=FOR_EVERYONE, release=None, method="get", user=None, session=None, touch=None, at=NOW, **cookies):
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    request = getattr(RequestFactory(), method)("/", headers={"cookie": cookie})
    request.user = user or AnonymousUser()
    request.session = SessionStore()
    request.session.update(session or {})
    request._messages = CookieStorage(request)
    if touch:
        touch(request)
    return apply_cache_policy(HttpResponse("x"), request, decision, release, at)


def shared_seconds(response) -> int | None:
    parts = dict(part.partition("=")[::2] for part in response["Cache-Control"].split(", "))
    return int(parts["s-maxage"]) if "public" in parts else None


def test_what_everyone_reads_is_shared_for_a_minute_and_asked_again_by_browsers():
    response = answer()

    assert shared_seconds(response) == SHARED_SECONDS
    assert "max-age=0" in response["Cache-Control"]
    assert response["Vary"] == "Cookie"


def test_a_wall_that_an_anonymous_visitor_gets_is_shared():
    assert shared_seconds(answer(REFUSED)) == SHARED_SECONDS


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


@pytest.mark.parametrize("step", ["preview_at", "members_at", "everyone_at"])
@pytest.mark.parametrize(
    ("ahead", "seconds"),
    [
        (timedelta(days=1), SHARED_SECONDS),
        (timedelta(seconds=59), 59),
        (timedelta(seconds=1, microseconds=999_999), 1),
        (timedelta(microseconds=1), 0),
        (timedelta(0), SHARED_SECONDS),
        (timedelta(seconds=-1), SHARED_SECONDS),
    ],
)
def test_nothing_is_kept_past_the_next_step(step, ahead, seconds):
    assert shared_seconds(answer(REFUSED, Release(**{step: NOW + ahead}))) == seconds


def test_the_nearest_of_several_steps_counts():
    release = Release(members_at=NOW + timedelta(seconds=30), everyone_at=NOW + timedelta(seconds=10))

    assert shared_seconds(answer(REFUSED, release)) == 10
