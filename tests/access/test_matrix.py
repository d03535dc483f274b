"""Page types, visitors, phases, languages and surfaces, crossed: the gated part is there for its readers alone."""

import html
from io import BytesIO
from itertools import product
from zipfile import ZipFile

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client, TestCase

from events.models import Event
from portal.access.decision import Reason
from studies.models import Publication, StudyPage, Survey
from tests.access import content, surfaces
from tests.factories.visitors import EVERYBODY, OF_MEMBERSHIPS, VISITORS, Phase, set_phase
from tests.factories.visits import committed

VARIANTS = (
    "",
    "?print=1",
    "?format=json",
    "?format=xml",
    "?amp",
    "?preview=1&mode=full&is_preview=true",
    "?page=-1&x[]=%00",
)
JOINING_LINK = "visio.exemple/salle-7"
OUTSIDER_NAMES = ("anonymous", "lapsed yesterday", "staff of another section")
OUTSIDERS = [visitor for visitor in VISITORS if visitor.name in OUTSIDER_NAMES]


def text_of(response) -> str:
    """Everything that reached the visitor: body and headers, entities, folded lines and workbooks undone."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK"):
        with ZipFile(BytesIO(body)) as workbook:
            body = b"".join(map(workbook.read, workbook.namelist()))
    headers = " ".join(f"{name}: {value}" for name, value in response.items())
    return html.unescape(body.decode("utf-8", "replace").replace("\r\n ", "") + headers).lower()


def problems(response, reads: bool, phase: Phase) -> list[str]:
    """What is wrong with a gated page as somebody got it who reads it, or who does not."""
    found = []
    shown = content.SECRET in text_of(response)
    wall = response.content.decode().partition('class="wall"')[2].partition("</section>")[0]
    if response.status_code != 200:
        found.append(f"answered {response.status_code}")
    if shown != reads:
        found.append("the gated part is there" if shown else "the gated part is missing")
    if reads and wall:
        found.append("a wall before a reader")
    if reads and phase is not Phase.EVERYONE and response["Cache-Control"] != "private, no-store":
        found.append("it may be kept")
    if not reads and ("<h2" not in wall or "href=" not in wall):
        found.append("no wall, or one that leads nowhere")
    if not reads and phase is not Phase.NEVER and response.context["decision"].reason is Reason.CLOSED:
        found.append("told that it never opens")
    return found


class GardenTest(TestCase):
    @classmethod
    def setUpTestData(cls):
        cache.clear()
        cls.garden = content.plant()
        events = [item.page.event_id for item in cls.garden.planted if hasattr(item.page, "event")]
        Event.objects.filter(pk__in=events).update(joining_url=f"https://{JOINING_LINK}")

    def setUp(self):
        self.enterContext(committed())
        cache.clear()

    def phase(self, phase: Phase) -> None:
        set_phase(self.garden.world.releases, phase, self.garden.world.preview_event)

    def clients(self, visitors=VISITORS) -> dict:
        return {visitor: visitor.enter(self.garden.world) for visitor in visitors}


def own_addresses(garden: content.Garden) -> set[str]:
    """What the personal link of somebody who registered opens."""
    return {url for name in surfaces.OWN for url in surfaces.PARAMETERS[name](garden)}


def test_every_page_type_has_a_factory():
    assert set(content.FACTORIES) == set(content.page_types())


class PagesTest(GardenTest):
    def cells(self, clients, phases, variants, step=1) -> tuple[int, list[str]]:
        """Each visitor asks for one page in so many, in the next phase for those beside (they go by languages)."""
        cells, wrong = 0, []
        for turn, phase in enumerate(phases):
            self.phase(phase)
            for place, (visitor, client) in enumerate(clients.items(), start=turn):
                for item, variant in product(self.garden.planted[place % step :: step], variants):
                    response = client.get(item.page.url + variant)
                    cell = f"{item}{variant}, {visitor}, {phase}"
                    wrong += [f"{cell}: {problem}" for problem in problems(response, visitor.reads(phase), phase)]
                    cells += 1
        return cells, wrong

    def test_every_visitor_gets_what_the_phase_admits(self):
        phases = (Phase.PREVIEW, Phase.MEMBERS)
        cells, wrong = self.cells(self.clients(), phases, [""], step=2)

        assert not wrong, "\n".join(wrong)
        assert cells == len(VISITORS) * len(phases) * len(content.gated_types())
        assert cells >= 23 * 2 * 4
        assert not [m for m in mail.outbox if content.SECRET in m.message().as_string().lower()]

    def test_each_way_to_hold_a_membership_opens_what_it_admits(self):
        self.phase(Phase.MEMBERS)
        item = self.garden.planted[0]
        for visitor, client in self.clients(OF_MEMBERSHIPS).items():
            assert problems(client.get(item.page.url), visitor.reads(Phase.MEMBERS), Phase.MEMBERS) == [], visitor

    def test_no_query_string_shows_more(self):
        clients = {visitor: visitor.enter(self.garden.world) for visitor in OUTSIDERS}
        cells, wrong = self.cells(clients, [Phase.MEMBERS], VARIANTS[1:])

        assert not wrong, "\n".join(wrong)
        assert cells == 3 * 2 * len(content.gated_types()) * 6

    @pytest.mark.drill
    def test_no_query_string_shows_more_to_anybody_in_any_phase(self):
        _cells, wrong = self.cells(self.clients(EVERYBODY), Phase, VARIANTS)

        assert not wrong, "\n".join(wrong)

    def test_an_address_without_its_slash_leads_to_the_same_wall(self):
        self.phase(Phase.MEMBERS)
        for item in self.garden.planted:
            response = Client().get(item.page.url.rstrip("/"))
            assert (response.status_code, response["Location"]) == (301, item.page.url)
            assert content.SECRET not in text_of(Client().get(item.page.url.rstrip("/"), follow=True))

    def test_head_and_other_methods_carry_nothing(self):
        self.phase(Phase.MEMBERS)
        for item, method in product(self.garden.planted, ("head", "options", "post", "put", "delete")):
            assert content.SECRET not in text_of(getattr(Client(), method)(item.page.url)), (item, method)

    def test_every_page_of_the_site_shows_no_secret_to_an_outsider(self):
        """Lists, home, cards, related content: whatever the tree holds."""
        self.phase(Phase.MEMBERS)
        clients = {visitor: visitor.enter(self.garden.world) for visitor in OUTSIDERS}
        urls, wrong = self.garden.urls(), []
        for (visitor, client), url in product(clients.items(), urls):
            response = client.get(url)
            text = text_of(response)
            if response.status_code != 200 or content.SECRET in text or JOINING_LINK in text:
                wrong.append(f"{url}, {visitor}: {response.status_code}")

        assert not wrong, "\n".join(wrong)
        assert len(urls) >= 21 + 2 * len(content.gated_types()) + 3

    def test_pages_other_than_the_gated_one_show_no_secret_even_to_its_readers(self):
        self.phase(Phase.MEMBERS)
        member = next(visitor for visitor in VISITORS if visitor.name == "member").enter(self.garden.world)
        own = {item.page.url for item in self.garden.planted}
        wrong = [url for url in self.garden.urls() if url not in own and content.SECRET in text_of(member.get(url))]

        assert not wrong


class UrlsTest(GardenTest):
    def test_every_address_is_classified(self):
        assert not surfaces.unclassified(), "Say in tests/access/surfaces.py what these hold"
        assert not set(surfaces.PARAMETERS) - set(surfaces.routes()), "No longer mounted"

    def test_no_address_beside_the_pages_shows_a_secret_to_who_may_not_read(self):
        """Sign-in, account, feeds, calendars, preview links…, with the words of a search in the query string."""
        self.phase(Phase.MEMBERS)
        item = self.garden.planted[0]
        queries = ("", f"?q={item.secret}&query={item.secret}&search={item.secret}&page=1", "?format=json&fields=*")
        clients = {visitor: visitor.enter(self.garden.world) for visitor in OUTSIDERS}
        cells, wrong = 0, []
        own = own_addresses(self.garden)
        for url, (visitor, client) in product(surfaces.addresses(self.garden), clients.items()):
            for query in queries if visitor is OUTSIDERS[0] else queries[:1]:
                response = client.get(url + query)
                text = text_of(response).replace(item.secret, "")
                if response.status_code >= 500 or content.SECRET in text or (JOINING_LINK in text and url not in own):
                    wrong.append(f"{url}{query}, {visitor}: {response.status_code}")
                cells += 1

        assert not wrong, "\n".join(wrong)
        assert cells >= 40 * (len(OUTSIDERS) + 2)

    def test_the_joining_link_of_a_webinar_is_shown_to_who_has_a_place(self):
        shown = [text_of(Client().get(url)) for url in own_addresses(self.garden)]

        assert shown
        assert all(JOINING_LINK in text for text in shown)


class SurveyTest(GardenTest):
    """Charts, tables and files of a survey, by the addresses that readers and strangers may write."""

    def setUp(self):
        super().setUp()
        self.studies = [item for item in self.garden.planted if isinstance(item.page, StudyPage)]
        publications = Publication.objects.filter(survey__study=self.studies[0].page.study_id)
        draft = publications.get(public_from=None)
        earlier = publications.exclude(public_from=None).earliest("pk")
        self.addresses = (
            "?question=q1",
            "?question=q1&segment=age",
            "?question=q1&segment=age&option=1",
            "?question=q1&view=trend",
            "?question=q9&segment=%00&option=x&view=y",
            f"?question=q1&publication={draft.pk}",
            f"?question=q1&publication={earlier.pk}",
            f"?question=q1&segment=age&format=csv&publication={earlier.pk}",
            "?question=q1&segment=age&format=csv",
            "?question=q1&format=xlsx",
            "?format=xlsx&all=1",
            f"?format=xlsx&all=1&publication={draft.pk}",
        )

    def asked(self, visitors, step: int) -> list:
        """Each visitor asks for one address in so many, the next visitor for those beside."""
        return [
            ((visitor, client), address)
            for place, visitor in enumerate(visitors)
            for client in [visitor.enter(self.garden.world)]
            for address in self.addresses[place % step :: step]
        ]

    def wrong(self, visitors, phases, step=1) -> list[str]:
        wrong, asked = [], self.asked(visitors, step)
        for phase in phases:
            self.phase(phase)
            for ((visitor, client), address), item in product(asked, self.studies):
                response = client.get(item.page.url + address)
                reads, shown = visitor.reads(phase), item.secret in text_of(response)
                cell = f"{item}{address}, {visitor}, {phase}"
                if shown != reads:
                    wrong.append(f"{cell}: the results are {'there' if shown else 'missing'}")
                if response.status_code not in (200, 404):
                    wrong.append(f"{cell}: answered {response.status_code}")
                if reads and phase is not Phase.EVERYONE and response["Cache-Control"] != "private, no-store":
                    wrong.append(f"{cell}: they may be kept")
        return wrong

    def test_results_are_for_whom_the_release_admits(self):
        assert not (wrong := self.wrong(VISITORS, [Phase.MEMBERS], step=3)), "\n".join(wrong)

    @pytest.mark.drill
    def test_results_are_for_whom_the_release_admits_in_every_phase(self):
        assert not (wrong := self.wrong(EVERYBODY, Phase)), "\n".join(wrong)

    def test_nobody_else_sees_more_than_the_public_results(self):
        """What waits to be made public, and what was taken back, opens to editors alone."""
        self.phase(Phase.EVERYONE)
        for item in self.studies:
            Survey.objects.filter(study=item.page.study_id).update(public=None)
            item.page.study.survey.refresh_from_db()
        readers = [visitor for visitor in VISITORS if visitor.reads(Phase.MEMBERS) and not visitor.reads(Phase.NEVER)]
        shown = [
            f"{item}{address}, {visitor}"
            for ((visitor, client), address), item in product(self.asked([*readers, *OUTSIDERS], step=3), self.studies)
            if "explorer" in (text := text_of(client.get(item.page.url + address)))
            and item.secret in text.partition("explorer")[2]
        ]

        assert not shown, "\n".join(shown)


class FilesTest(GardenTest):
    def cells(self, phases, step=1) -> tuple[int, list[str]]:
        """Each visitor asks for the files of one page in so many, the next visitor for those beside."""
        cells, wrong = 0, []
        for phase in phases:
            self.phase(phase)
            for place, (visitor, client) in enumerate(self.clients().items()):
                for item in self.garden.planted[place % step :: step]:
                    for kind, name in item.files().items():
                        status = client.get(f"/media/{name}").status_code
                        if status != (200 if visitor.reads(phase) else 404):
                            wrong.append(f"{kind} of {item}, {visitor}, {phase}: {status}")
                        cells += 1
        return cells, wrong

    def test_every_file_is_as_gated_as_its_page(self):
        cells, wrong = self.cells([Phase.MEMBERS], step=2)

        assert not wrong, "\n".join(wrong)
        assert cells >= len(VISITORS) * 2 * len(content.gated_types())

    @pytest.mark.drill
    def test_every_file_is_as_gated_as_its_page_in_every_phase(self):
        _cells, wrong = self.cells(Phase)

        assert not wrong, "\n".join(wrong)

    def test_originals_are_for_who_manages_them_and_reads(self):
        self.phase(Phase.MEMBERS)
        got = {
            visitor.name
            for visitor, client in self.clients().items()
            for item in self.garden.texts[::2]
            if client.get(f"/media/{item.image.file.name}").status_code != 404
        }

        assert got == {"administrator"}

    def test_another_files_number_in_any_name_opens_nothing(self):
        self.phase(Phase.MEMBERS)
        item = self.garden.planted[0]
        guesses = [
            f"documents/{item.document.pk}/",
            f"documents/{item.document.pk}/{item.document.filename}",
            f"images/{item.image.pk}",
            item.rendition.file.name.replace("width-20", "original"),
            item.rendition.file.name.replace("width-20", "width-400"),
            item.rendition.file.name.replace("images/", "original_images/"),
        ]

        assert {Client().get(f"/media/{guess}").status_code for guess in guesses} == {404}

    def leaf_cells(self, visitors, step=1) -> tuple[int, list[str]]:
        """Each visitor asks for the pages of the issue in one language in so many, in every phase."""
        cells, wrong = 0, []
        clients, issues = self.clients(visitors), self.garden.issues
        for turn, phase in enumerate(Phase):
            self.phase(phase)
            for place, (visitor, client) in enumerate(clients.items(), start=turn):
                for item in issues[place % step :: step]:
                    found = self.leaf_problems(item, client, visitor.reads(phase), phase)
                    wrong += [f"{item}, {visitor}, {phase}: {problem}" for problem in found]
                    cells += 1
        return cells, wrong

    def leaf_problems(self, item: content.Planted, client: Client, reads: bool, phase: Phase) -> list[str]:
        page = client.get(item.page.url).content.decode()
        *leafed, beyond = item.leaves
        found = ["not leafed through" for leaf in leafed if leaf.url not in page]
        if beyond.url in page or f"/{beyond.image.file.name}" in page:
            found.append("a page beyond is shown")
        for leaf in leafed:
            response = client.get(leaf.url)
            if response.status_code != 200:
                found.append(f"a leaf is answered by {response.status_code}")
        response = client.get(beyond.url)
        if response.status_code != (200 if reads else 404):
            found.append(f"a page beyond is answered by {response.status_code}")
        if reads and phase is not Phase.EVERYONE and response["Cache-Control"] != "private, no-store":
            found.append("a page beyond may be kept")
        return found

    def test_pages_to_leaf_through_are_for_everybody_as_many_as_the_editor_says_in_every_phase(self):
        cells, wrong = self.leaf_cells(VISITORS, step=2)

        assert not wrong, "\n".join(wrong)
        assert cells == len(VISITORS) * len(Phase)

    @pytest.mark.drill
    def test_pages_to_leaf_through_are_for_everybody_as_many_as_the_editor_says_in_every_phase_and_language(self):
        _cells, wrong = self.leaf_cells(EVERYBODY)

        assert not wrong, "\n".join(wrong)

    def test_pages_of_an_issue_that_is_not_online_are_for_who_keeps_its_files(self):
        self.phase(Phase.EVERYONE)
        for item in self.garden.issues:
            item.page.unpublish()
        got = {
            visitor.name
            for visitor, client in self.clients(EVERYBODY).items()
            for item in self.garden.issues
            for leaf in item.leaves
            if client.get(leaf.url).status_code != 404
        }

        assert got == {"administrator", "staff of the library"}
