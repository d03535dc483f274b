"""Redis is away: pages go on, what counts attempts closes."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories.members import UserFactory


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def redis_at(port: int) -> Iterator[None]:
    command = ["redis-server", "--port", str(port), "--save", "", "--bind", "127.0.0.1"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        while socket.socket().connect_ex(("127.0.0.1", port)):
            time.sleep(0.05)
        yield
    finally:
        server.terminate()
        server.wait()


@pytest.fixture
def port(settings) -> int:
    port = free_port()
    settings.CACHES = {
        **settings.CACHES,
        "default": {
            "BACKEND": "portal.core.cache.backends.ForgivingRedisCache",
            "LOCATION": f"redis://127.0.0.1:{port}/0",
        },
    }
    return port


def test_what_is_asked_of_an_absent_redis_is_not_there(port):
    assert cache.get("a", "b") == "b"
    assert cache.get_many(["a"]) == {}
    assert "a" not in cache
    cache.set("a", 1)
    assert cache.set_many({"a": 1}) == ["a"]
    assert cache.add("a", 1) is False
    assert cache.touch("a") is False
    assert cache.delete("a") is False
    cache.delete_many(["a"])
    assert cache.get_or_set("a", 3) == 3
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")


@pytest.mark.django_db
def test_pages_go_on_and_sign_in_closes_politely_without_redis(port, site):
    client = Client()
    assert client.get("/").status_code == 200
    user = UserFactory()
    answer = client.post("/compte/login/", {"login": user.email, "password": "faux"})
    assert answer.status_code in (200, 429)
    assert "Internal" not in answer.text


@pytest.mark.drill
@pytest.mark.django_db
def test_pages_go_on_while_redis_stops_and_starts(port, site):
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is missing (Debian: apt install redis-server)")
    client, statuses = Client(), []
    for _round in range(3):
        with redis_at(port):
            statuses += [client.get("/").status_code for _page in range(10)]
            cache.set("tour", 1)
            assert cache.get("tour") == 1
        statuses += [client.get("/").status_code for _page in range(10)]
        assert cache.get("tour") is None
    assert set(statuses) == {200}
