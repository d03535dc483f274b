"""A shared cache between the portal and its visitors, as greedy as RFC 9111 allows it to be: nothing crosses."""

import random
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, override_settings
from django.utils import timezone

from tests.access import content
from tests.access.test_matrix import GardenTest, text_of
from tests.factories.visitors import VISITORS, Phase
from tests.factories.visits import Door, committed

SUITE_REQUESTS = 120
DRILL_REQUESTS = 10_000


class SharedCache:
    """Keeps whatever it may, for as long as it may; gives it to whoever `Vary` lets it."""

    def __init__(self) -> None:
        self.kept: dict[str, list[tuple[tuple, float, object]]] = {}
        self.hits = 0

    def get(self, client: Client, url: str):
        now = timezone.now().timestamp()
        for variant, until, response in self.kept.get(url, []):
            if not all(self.header(client, name) == value for name, value in variant):
                continue
            if now >= until and client.get(url, headers={"if-none-match": response["ETag"]}).status_code != 304:
                continue
            self.hits += 1
            return response
        response = client.get(url)
        if self.may_keep(response):
            names = [name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()]
            variant = tuple((name, self.header(client, name)) for name in names)
            self.kept.setdefault(url, []).append((variant, now + self.seconds(response), response))
        return response

    @staticmethod
    def header(client: Client, name: str) -> str:
        return client.cookies.output(header="", sep=";") if name == "cookie" else ""

    @staticmethod
    def may_keep(response) -> bool:
        said = directives(response)
        return not {"private", "no-store"} & set(said) and not response.cookies and "ETag" in response

    @staticmethod
    def seconds(response) -> int:
        """For how long it is used without asking."""
        said = directives(response)
        if {"private", "no-store", "no-cache"} & set(said) or response.cookies:
            return 0
        return int(said.get("s-maxage") or said.get("max-age") or 0)


def directives(response) -> dict[str, str]:
    return dict(part.strip().partition("=")[::2] for part in response.get("Cache-Control", "").lower().split(","))


class CachesTest(GardenTest):
    def crossings(self, get, requests: int) -> list[str]:
        self.phase(Phase.MEMBERS)
        order = random.Random(7)
        clients = list(self.clients().items())
        clients += [(VISITORS[0], Client()) for _each in range(len(clients))]
        crossed = []
        for _request in range(requests):
            visitor, client = order.choice(clients)
            item = order.choice(self.garden.planted[:3])
            kind, url = order.choice([("page", item.page.url), ("file", f"/media/{item.document.file.name}")])
            response = get(client, url)
            shown = content.SECRET in text_of(response) if kind == "page" else response.status_code == 200
            if shown != visitor.reads(Phase.MEMBERS):
                crossed.append(f"{url}, {visitor}")
        return crossed

    def test_nothing_crosses_a_shared_cache(self):
        shared = SharedCache()

        assert not self.crossings(shared.get, SUITE_REQUESTS)
        assert shared.hits > 10

    @pytest.mark.drill
    def test_nothing_crosses_a_shared_cache_ten_thousand_times(self):
        assert not self.crossings(SharedCache().get, DRILL_REQUESTS)

    def through_the_portals_own(self, requests: int) -> int:
        """How many of that many requests were answered without asking the portal."""

        def get(client: Client, url: str) -> HttpResponse:
            answer = door.get(url, HTTP_COOKIE=client.cookies.output(header="", sep=";"))
            return HttpResponse(answer.body, status=answer.status, headers=answer.head)

        with committed():
            door = Door()
            assert not self.crossings(get, requests)
        return requests - door.made

    def test_nothing_crosses_the_portals_own_cache(self):
        assert self.through_the_portals_own(SUITE_REQUESTS) > 10

    @pytest.mark.drill
    def test_nothing_crosses_the_portals_own_cache_ten_thousand_times(self):
        assert self.through_the_portals_own(DRILL_REQUESTS) > 1_000

    def test_nothing_crosses_djangos_own_page_cache(self):
        middleware = [
            "django.middleware.cache.UpdateCacheMiddleware",
            *settings.MIDDLEWARE,
            "django.middleware.cache.FetchFromCacheMiddleware",
        ]
        with override_settings(MIDDLEWARE=middleware, CACHE_MIDDLEWARE_SECONDS=600):
            assert not self.crossings(lambda client, url: client.get(url), SUITE_REQUESTS)

    def test_a_wall_kept_before_a_step_is_not_shown_after_it(self):
        self.phase(Phase.MEMBERS)
        item, shared = self.garden.planted[0], SharedCache()
        step = timezone.now() + timedelta(seconds=45)
        type(item.page.release).objects.filter(pk=item.page.release_id).update(everyone_at=step)

        with time_machine.travel(step - timedelta(seconds=20), tick=False):
            assert content.SECRET not in text_of(shared.get(Client(), item.page.url))
        with time_machine.travel(step - timedelta(milliseconds=1), tick=False):
            assert content.SECRET not in text_of(shared.get(Client(), item.page.url))
        with time_machine.travel(step, tick=False):
            assert content.SECRET in text_of(shared.get(Client(), item.page.url))

    def test_what_a_reader_gets_is_kept_by_nobody(self):
        self.phase(Phase.MEMBERS)
        for visitor, client in self.clients().items():
            if not visitor.reads(Phase.MEMBERS):
                continue
            item = self.garden.planted[0]
            for url in (item.page.url, *(f"/media/{name}" for name in item.files().values())):
                assert client.get(url)["Cache-Control"] == "private, no-store", (visitor, url)

    def test_what_an_editor_closes_is_closed_at_once(self):
        self.phase(Phase.EVERYONE)
        item, shared = self.garden.planted[0], SharedCache()
        file = f"/media/{item.document.file.name}"
        assert content.SECRET in text_of(shared.get(Client(), item.page.url))
        assert shared.get(Client(), file).status_code == 200

        self.phase(Phase.MEMBERS)

        assert content.SECRET not in text_of(shared.get(Client(), item.page.url))
        assert shared.get(Client(), file).status_code == 404

    def test_a_refused_file_is_kept_by_nobody(self):
        self.phase(Phase.MEMBERS)
        name = self.garden.planted[0].document.file.name

        assert SharedCache.seconds(Client().get(f"/media/{name}")) == 0

    def test_a_public_page_sets_no_cookie_and_may_be_shared(self):
        cache.clear()
        for page in self.garden.site.values():
            response = Client().get(page.url)
            if "csrfmiddlewaretoken" in response.content.decode():
                assert response["Cache-Control"] == "private, no-store"
                continue
            assert not response.cookies
            assert SharedCache.may_keep(response)
            assert SharedCache.seconds(response) == 0
