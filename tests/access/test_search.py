"""The search as a surface: words of a gated part find, count and suggest nothing for who does not read it."""

import re
from itertools import product

import pytest
from django.test import Client

from tests.access import content
from tests.access.test_matrix import GardenTest, text_of
from tests.factories.visitors import VISITORS, Phase
from tests.search.asking import address, suggestions

RESULT = re.compile(r'class="result__title"><a [^>]*href="([^"]*)"')

ALONG = [visitor for visitor in VISITORS if visitor.name in ("anonymous", "attendee with an account", "member")]
UNKNOWN = "zzqqzz"
ASKED = (
    ("{0}", "zzqqzz", {"free": "1"}),
    ("{0}", "zzqqzz", {"kind": "question"}),
    ("{0}", "zzqqzz", {"year": "2026"}),
    ("{1}", "zzqqz", {}),
    ('"{0} {0}"', '"zzqqzz zzqqzz"', {}),
    ("{0} english", "zzqqzz english", {}),
)


class SearchTest(GardenTest):
    def asked(self, client: Client, item: content.Planted, text: str = "", **filters: str) -> str:
        return text_of(client.get(address(text or item.secret, item.language, **filters))).replace("\xad", "")

    def wrong(self, phases) -> tuple[int, list[str]]:
        cells, wrong = 0, []
        clients = {visitor: visitor.enter(self.garden.world) for visitor in VISITORS}
        for phase in phases:
            self.phase(phase)
            for (visitor, client), item in product(clients.items(), self.garden.texts):
                found, reads = self.asked(client, item), visitor.reads(phase)
                cell = f"{item}, {visitor}, {phase}"
                if reads != any(url.partition("?")[0] == item.page.url for url in RESULT.findall(found)):
                    wrong.append(f"{cell}: found {'nothing' if reads else 'what is gated'}")
                if not reads and (RESULT.search(found) or "found__count" in found):
                    wrong.append(f"{cell}: something is listed or counted")
                if not reads and content.SECRET in found.replace(item.secret, ""):
                    wrong.append(f"{cell}: it tells another secret")
                cells += 1
        return cells, wrong

    def test_the_gated_part_is_found_by_its_readers_alone(self):
        phases = (Phase.MEMBERS,)
        cells, wrong = self.wrong(phases)

        assert not wrong, "\n".join(wrong)
        assert cells == len(VISITORS) * len(phases) * len(self.garden.texts)

    @pytest.mark.drill
    def test_the_gated_part_is_found_by_its_readers_alone_in_every_phase(self):
        _cells, wrong = self.wrong(Phase)

        assert not wrong, "\n".join(wrong)

    def test_each_step_of_a_release_opens_the_search_to_its_audience_in_each_language(self):
        clients = {visitor: visitor.enter(self.garden.world) for visitor in ALONG}
        for phase in Phase:
            self.phase(phase)
            for (visitor, client), item in product(clients.items(), self.garden.texts):
                found = bool(RESULT.search(self.asked(client, item)))
                assert found == visitor.reads(phase), (item, visitor.name, phase)

    def test_filters_counts_and_other_spellings_tell_no_more(self):
        """Whatever is asked, the answer is that for a word that stands nowhere."""
        self.phase(Phase.MEMBERS)
        for item, (typed, unknown, filters) in product(self.garden.planted, ASKED):
            told = self.asked(Client(), item, typed.format(item.secret, item.secret[:-1]), **filters)
            alike = self.asked(Client(), item, unknown, **filters)
            assert _bare(told, item.secret) == _bare(alike, UNKNOWN), (item, typed, filters)

    def test_nothing_gated_is_suggested_to_anybody(self):
        for phase, visitor, item in product((Phase.MEMBERS, Phase.EVERYONE), ALONG, self.garden.planted):
            self.phase(phase)
            client = visitor.enter(self.garden.world)
            for typed in (item.secret, content.SECRET[:3]):
                assert "<li" not in suggestions(typed, item.language, client)

    def test_what_is_closed_again_is_found_no_more(self):
        self.phase(Phase.EVERYONE)
        item = self.garden.texts[0]
        assert RESULT.search(self.asked(Client(), item))
        item.page.release.everyone_at = item.page.release.members_at = None
        item.page.release.preview_at = item.page.release.preview_event = None
        item.page.release.save()
        assert not RESULT.search(self.asked(Client(), item))

    def test_nothing_of_it_is_kept(self):
        self.phase(Phase.EVERYONE)
        for item in self.garden.planted:
            assert Client().get(address(item.secret, item.language))["Cache-Control"] == "private, no-store"


def _bare(page: str, word: str) -> str:
    """Without what was typed, in whatever form it is repeated."""
    for form in (word, word[:-1]):
        page = page.replace(form, "…")
    return re.sub(r'(csrfmiddlewaretoken|nonce)[^>]*|date: [^"]*|content-length: \d+', "", page)
