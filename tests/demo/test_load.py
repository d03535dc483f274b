import tempfile
from collections import Counter
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db.models import Q
from django.test import TestCase, override_settings
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from articles.models import ArticlePage, IssuePage, NewsPage
from demo.load import load_demo, seasonal_words
from demo.people import ACCOUNTS, DOMAIN, read_password
from events.models import Event
from events.states import EventState
from members.models import Organisation, User
from portal.access.decision import decide
from portal.access.viewer import ANONYMOUS, MembershipState, Viewer, viewer_for
from portal.billing.models import Invoice
from portal.billing.states import State
from portal.core.models import Person, PortalDocument
from portal.core.pages.translations import gaps
from portal.core.reads.models import PageReads
from portal.desk.models import Remark
from portal.home.models import HomePage
from portal.letters.models import Letter
from portal.letters.pieces import MOST, new_since
from portal.search.finding import find
from portal.search.models import Entry
from portal.search.query import parse
from studies.models import StudyPage
from tests.factories.emptiness import clear_site
from tests.factories.members import UserFactory
from tests.search.quality import ENGLISH, FRENCH, GATED

SITUATIONS = {
    "sans-adhesion": MembershipState.NONE,
    "attente": MembershipState.PENDING,
    "sursis": MembershipState.GRACE,
    "echue": MembershipState.LAPSED,
    "suspendue": MembershipState.SUSPENDED,
    "place-retiree": MembershipState.NO_SEAT,
    "membre": MembershipState.ACTIVE,
    "referente": MembershipState.ACTIVE,
    "individuelle": MembershipState.ACTIVE,
}


def found(typed: str, language: str, reader: Viewer) -> list[str]:
    matches = find(parse(typed, language), language, reader, timezone.now()).matches
    titles = dict(Entry.objects.filter(pk__in=[match.pk for match in matches]).values_list("pk", "title"))
    return [titles[match.pk] for match in matches]


def viewer(name: str):
    return viewer_for(User.objects.get(email=f"{name}@{DOMAIN}"))


class TestDemo(TestCase):
    """A class of Django's own: the demonstration is loaded once for all of it."""

    @classmethod
    def setUpClass(cls) -> None:
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.enterClassContext(override_settings(DATA_DIR=Path(folder)))
        super().setUpClass()

    @classmethod
    def setUpTestData(cls) -> None:
        clear_site()
        mail.outbox = []
        load_demo()
        cls.messages = list(mail.outbox)

    def test_the_next_letter_takes_what_was_published_since_the_last_one(self) -> None:
        last, waiting = Letter.objects.order_by("pk")
        new = list(new_since(waiting, timezone.now()))
        assert 0 < len(new) < MOST
        assert not {page.pk for page in new} & set(last.pieces.values_list("page", flat=True))

    def test_readers_find_first_what_they_look_for(self) -> None:
        wrong, words = {}, seasonal_words(timezone.localdate())
        for language, asked in (("fr", FRENCH), ("en", ENGLISH)):
            for typed, expected in asked:
                typed, expected = typed.format(**words[language]), expected.format(**words[language])
                titles = found(typed, language, ANONYMOUS)
                if not (titles and titles[0].startswith(expected) if expected else not titles):
                    wrong[typed] = titles[:3]
        assert wrong == {}
        assert len(FRENCH) + len(ENGLISH) + len(GATED) >= 80

    def test_members_find_first_what_is_theirs_and_others_do_not(self) -> None:
        for typed, expected in GATED:
            assert found(typed, "fr", viewer("membre"))[0] == expected
            assert expected not in found(typed, "fr", viewer("echue"))

    def test_the_desk_has_reads_and_a_remark_to_show(self) -> None:
        assert PageReads.objects.values("page").distinct().count() == 10
        assert Remark.objects.waiting().count() == 1

    def test_there_is_somebody_in_each_situation(self) -> None:
        assert {name: viewer(name).membership for name in SITUATIONS} == SITUATIONS

    def test_the_new_edition_opens_to_the_workshop_before_the_members(self) -> None:
        page = StudyPage.objects.filter(locale__language_code="fr").order_by("-study__edition").first()
        readers = ("atelier", "membre", "convention")
        assert [decide(page, viewer(name), timezone.now()).granted for name in readers] == [True, False, False]

    def test_each_study_is_open_to_others_than_the_next(self) -> None:
        studies = StudyPage.objects.filter(locale__language_code="fr").order_by("study__published_on")
        visitors = (ANONYMOUS, viewer("membre"), viewer("atelier"))
        granted = [tuple(decide(page, visitor, timezone.now()).granted for visitor in visitors) for page in studies]
        assert granted == [(True, True, True), (False, True, False), (False, True, False), (False, False, True)]

    def test_there_is_an_event_in_each_state(self) -> None:
        states = Counter(event.state(timezone.now()) for event in Event.objects.with_counts())
        assert states == {
            EventState.PAST: 2,
            EventState.OPEN: 3,
            EventState.WAITING_LIST: 1,
            EventState.CANCELLED: 1,
            EventState.NOT_YET_OPEN: 1,
            EventState.ANNOUNCED: 1,
        }

    def test_invoices_are_paid_to_be_paid_and_taken_back_with_their_pdfs(self) -> None:
        invoices = Invoice.objects.with_balance().order_by("kind", "rank").select_related("document")
        states = [invoice.state(timezone.localdate()) for invoice in invoices]
        assert states == [State.CREDIT_NOTE, State.PAID, State.DUE, State.DUE]
        assert all(invoice.document.file.size for invoice in invoices)

    def test_nobody_is_written_to(self) -> None:
        assert self.messages == []

    def test_each_tier_of_support_has_organisations_with_their_logo(self) -> None:
        supporting = Organisation.objects.in_tiers(timezone.localdate()).exclude(logo=None)
        assert Counter(organisation.tier for organisation in supporting) == {"founder": 3, "partner": 5, "supporter": 6}

    def test_reading_a_file_has_nothing_left_to_write_down(self) -> None:
        assert not PortalDocument.objects.filter(Q(file_hash="") | Q(file_size=None)).exists()

    def test_every_page_exists_in_both_languages(self) -> None:
        keys = {
            home.locale.language_code: set(home.get_descendants().live().values_list("translation_key", flat=True))
            for home in HomePage.objects.all()
        }
        assert keys["fr"] == keys["en"]
        assert len(keys["fr"]) > 20

    def test_each_issue_of_the_magazine_has_four_articles_wherever_they_stand(self) -> None:
        issues = IssuePage.objects.live().filter(locale__language_code="fr")
        assert {issue.number: issue.articles().count() for issue in issues} == {40: 4, 41: 4, 42: 4}
        assert NewsPage.objects.live().filter(locale__language_code="fr").count() == 10

    def test_visitors_read_some_articles_and_the_opening_of_the_others(self) -> None:
        articles = ArticlePage.objects.live().filter(locale__language_code="fr")
        granted = Counter(decide(page, viewer("sans-adhesion"), timezone.now()).granted for page in articles)
        assert granted == {True: 7, False: 5}

    def test_everybody_who_writes_is_introduced_in_both_languages(self) -> None:
        people = Person.objects.values_list("role_fr", "role_en", "biography_fr", "biography_en")
        assert len(people) == 8
        assert all(all(words) for words in people)

    def test_accounts_open_with_the_password_that_is_told(self) -> None:
        assert User.objects.get(email=ACCOUNTS[0].email).check_password(read_password())

    def test_loaded_twice_it_changes_nothing(self) -> None:
        def state() -> tuple:
            return (Page.objects.count(), User.objects.count(), Organisation.objects.count(), read_password())

        before = state()
        assert not load_demo()
        assert state() == before

    def test_every_page_is_shown(self) -> None:
        status = {page.url: self.client.get(page.url).status_code for page in Page.objects.live().filter(depth__gt=1)}
        assert {url: code for url, code in status.items() if code != 200} == {}

    def test_each_french_page_enters_translation(self) -> None:
        english = Locale.objects.get(language_code="en")
        for page in Page.objects.filter(locale__language_code="fr", depth__gt=1).specific():
            translated = page.get_translation_or_none(english)
            was_live = translated is not None and translated.live
            with self.subTest(page=page.title):
                translate_object(page, [english])
                translation = Translation.objects.get(source__object_id=page.translation_key)
                target = translation.get_target_instance()
                assert target.live == was_live
                assert gaps(target)


def test_it_refuses_a_site_that_is_somebody_elses(site):
    with pytest.raises(CommandError, match="--force"):
        call_command("demo")


def test_it_refuses_a_database_where_somebody_has_an_account(nothing):
    UserFactory()
    with pytest.raises(CommandError, match="--force"):
        call_command("demo")
    assert not HomePage.objects.exists()


@pytest.mark.drill
def test_forced_it_adds_itself_to_the_site_that_is_there(site, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    call_command("demo", force=True)
    assert StudyPage.objects.child_of(site["studies"]).count() == 4
