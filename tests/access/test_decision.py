"""`decide` and `readable_by` are one rule; the rule says what the timeline says, at the second."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.apps import apps
from django.test import TestCase
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase
from wagtail.models import Page

from portal.access.decision import Audience, Reason, decide, open_to, readable_by
from portal.access.models import Release
from portal.access.viewer import ANONYMOUS, READING_STATES, MembershipState, Viewer
from portal.operations.site import find_site
from tests.factories import pages
from tests.factories.members import UserFactory

SUITE_EXAMPLES = 60
DRILL_EXAMPLES = 10_000

NOON = datetime(2027, 3, 1, 11, tzinfo=UTC)
MOMENTS = [NOON + timedelta(days=day) for day in range(4)]
INSTANTS = [
    moment + shift
    for moment in MOMENTS
    for shift in (timedelta(seconds=-1), timedelta(microseconds=-1), timedelta(), timedelta(seconds=1))
]


def gated_models() -> list:
    return [model for model in apps.get_models() if hasattr(model, "release_lookup")]


class OneRule(HypothesisTestCase):
    """Random timelines for pages of every type, random viewers and moments."""

    @classmethod
    def setUpTestData(cls):
        site = find_site()
        cls.owners = [UserFactory(), UserFactory()]
        cls.events = [pages.event(site).event, pages.event(site).event]
        for number, owner in enumerate([*cls.owners, None]):
            made = [
                pages.article(site, title=f"A{number}"),
                pages.study(site, title=f"S{number}"),
                pages.news(site, title=f"N{number}"),
            ]
            for page in made:
                type(page).objects.filter(pk=page.pk).update(owner=owner)
            made[0].copy(update_attrs={"slug": f"copie-{number}", "title": "Copie"})
            made[1].create_alias(update_slug=f"alias-{number}")
            pages.translate(made[2], title="News")
        cls.releases = list(Release.objects.values_list("pk", flat=True))
        cls.paths = sorted(
            {path[:end] for path in Page.objects.values_list("path", flat=True) for end in range(0, len(path) + 1, 4)}
        )

    def agree(self, data) -> None:
        for pk in data.draw(st.sets(st.sampled_from(self.releases), max_size=8)):
            event_id = data.draw(st.sampled_from([None, *(event.pk for event in self.events)]))
            moment = st.sampled_from([None, *MOMENTS])
            Release.objects.filter(pk=pk).update(
                preview_event=event_id,
                preview_at=data.draw(moment) if event_id else None,
                members_at=data.draw(moment),
                everyone_at=data.draw(moment),
            )
        viewer = Viewer(
            user_id=data.draw(st.sampled_from([None, *(owner.pk for owner in self.owners)])),
            membership=data.draw(st.sampled_from(MembershipState)),
            attended_event_ids=data.draw(st.frozensets(st.sampled_from([event.pk for event in self.events]))),
            granted_release_ids=data.draw(st.frozensets(st.sampled_from(self.releases), max_size=2)),
            edit_paths=data.draw(st.lists(st.sampled_from(self.paths), max_size=1).map(tuple)),
            own_paths=data.draw(st.lists(st.sampled_from(self.paths), max_size=2).map(tuple)),
        )
        at = data.draw(st.sampled_from(INSTANTS))
        for model in gated_models():
            by_sql = set(readable_by(model.objects.all(), viewer, at).values_list("pk", flat=True))
            items = list(model.objects.select_related(*filter(None, (model.release_lookup, model.page_lookup))))
            one_by_one = {item.pk for item in items if decide(item, viewer, at).granted}
            assert by_sql == one_by_one, f"{model.__name__}: {by_sql ^ one_by_one}"
            if not issubclass(model, Page):
                continue
            with time_machine.travel(at, tick=False):
                by_page = {page.pk for page in items if page.decision_for(viewer).granted}
            assert by_sql == by_page, f"{model.__name__}: {by_sql ^ by_page}"

    @settings(max_examples=SUITE_EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_a_query_and_a_decision_agree(self, data):
        self.agree(data)

    def test_a_viewer_without_an_account_owns_nothing(self):
        nobody = Viewer(own_paths=("",))
        Release.objects.update(preview_event=None, preview_at=None, members_at=None, everyone_at=None)

        gating = [model for model in gated_models() if model.gated_fields]
        assert not any(readable_by(model.objects.all(), nobody, NOON).exists() for model in gating)

    @pytest.mark.drill
    @settings(max_examples=DRILL_EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_a_query_and_a_decision_agree_ten_thousand_times(self, data):
        self.agree(data)


def page_of(release: Release):
    """The least that can be gated: what `decide` reads of a page."""

    class Item:
        gated_fields = ("body",)
        release_lookup = "release"
        page_lookup = ""
        path = "00010002"
        owner_id = None

    item = Item()
    item.release = release
    return item


MEMBER = Viewer(user_id=1, membership=MembershipState.ACTIVE)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("state", MembershipState)
def test_only_an_active_membership_or_its_grace_reads_as_a_member(state):
    release = Release(members_at=NOON)

    decision = decide(page_of(release), Viewer(user_id=1, membership=state), NOON)

    assert decision.granted == (state in READING_STATES)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (MembershipState.NONE, Reason.NO_MEMBERSHIP),
        (MembershipState.PENDING, Reason.PENDING),
        (MembershipState.LAPSED, Reason.LAPSED),
        (MembershipState.SUSPENDED, Reason.SUSPENDED),
        (MembershipState.NO_SEAT, Reason.NO_SEAT),
    ],
)
def test_the_refusal_names_the_visitors_own_situation(state, reason):
    decision = decide(page_of(Release(members_at=NOON)), Viewer(user_id=1, membership=state), NOON)

    assert decision.reason is reason


def test_nobody_signed_in_is_told_to_sign_in():
    assert decide(page_of(Release(members_at=NOON)), ANONYMOUS, NOON).reason is Reason.SIGN_IN


def test_a_missing_release_admits_nobody():
    decision = decide(page_of(None), MEMBER, NOON)

    assert (decision.granted, decision.reason) == (False, Reason.CLOSED)


def test_a_release_without_a_step_admits_nobody():
    assert not decide(page_of(Release()), MEMBER, NOON).granted


def test_an_attendee_never_reads_before_the_preview_opens():
    release = Release(preview_event_id=7, preview_at=NOON)
    attendee = Viewer(attended_event_ids=frozenset({7}))

    assert not decide(page_of(release), attendee, NOON - SECOND).granted
    assert decide(page_of(release), attendee, NOON).granted


def test_an_event_without_a_date_opens_nothing_to_its_attendees():
    release = Release(preview_event_id=7, members_at=NOON)

    assert not decide(page_of(release), Viewer(attended_event_ids=frozenset({7})), NOON).granted


def test_a_preview_link_opens_its_own_release_only():
    holder = Viewer(granted_release_ids=frozenset({3}))

    assert decide(page_of(Release(pk=3)), holder, NOON).reason is Reason.PREVIEW
    assert not decide(page_of(Release(pk=4)), holder, NOON).granted


def test_who_edits_a_sibling_section_reads_as_a_visitor():
    assert not decide(page_of(Release()), Viewer(user_id=1, edit_paths=("00010003",)), NOON).granted
    assert decide(page_of(Release()), Viewer(user_id=1, edit_paths=("00010002",)), NOON).reason is Reason.EDITOR


def test_who_may_only_add_pages_reads_their_own_and_no_orphan():
    page = page_of(Release())
    author = Viewer(user_id=1, own_paths=("0001",))

    assert not decide(page, author, NOON).granted
    assert not decide(page, Viewer(own_paths=("0001",)), NOON).granted
    page.owner_id = 1
    assert decide(page, author, NOON).granted


@pytest.mark.parametrize("moment", ["2027-03-28T01:59:59+01:00", "2027-10-31T02:30:00+02:00"])
def test_the_clock_changes_in_paris_move_no_step(moment):
    """March has no hour from 2 to 3, October has two: a step is an instant, not a clock's reading."""
    step = datetime.fromisoformat(moment) + SECOND
    page = page_of(Release(members_at=step))

    for at, granted in ((step - SECOND, False), (step, True), (step + SECOND, True)):
        local = timezone.localtime(at)
        assert decide(page, MEMBER, local).granted is granted
        assert decide(page, MEMBER, at.astimezone(UTC)).granted is granted


def test_the_hour_that_comes_twice_opens_at_the_first_only_if_said_so():
    first = datetime.fromisoformat("2027-10-31T02:30:00+02:00")
    second = datetime.fromisoformat("2027-10-31T02:30:00+01:00")

    assert decide(page_of(Release(members_at=first)), MEMBER, second).granted
    assert not decide(page_of(Release(members_at=second)), MEMBER, first).granted


class OpensAt(TestCase):
    def test_waiting_is_named_only_where_it_helps_that_visitor(self):
        release = Release(preview_event_id=7, preview_at=NOON, members_at=MOMENTS[1], everyone_at=MOMENTS[2])
        page, before = page_of(release), NOON - SECOND

        assert decide(page, ANONYMOUS, before).opens_at == MOMENTS[2]
        assert decide(page, MEMBER, before).opens_at == MOMENTS[1]
        assert decide(page, Viewer(attended_event_ids=frozenset({7})), before).opens_at == NOON

    def test_what_never_opens_says_so(self):
        assert decide(page_of(Release()), ANONYMOUS, NOON).reason is Reason.CLOSED
        assert decide(page_of(Release(members_at=NOON)), ANONYMOUS, NOON).opens_at is None


class Audiences(TestCase):
    release = Release(preview_event_id=7, preview_at=NOON, members_at=MOMENTS[1], everyone_at=MOMENTS[2])

    def test_a_wider_opening_counts_for_the_narrower_audiences(self):
        assert open_to(page_of(self.release), NOON - SECOND) == set()
        assert open_to(page_of(self.release), NOON) == {Audience.ATTENDEES}
        assert open_to(page_of(self.release), MOMENTS[2]) == set(Audience)

    def test_what_gates_nothing_is_open_to_all_whatever_its_release_says(self):
        page = page_of(Release())
        page.gated_fields = ()

        assert open_to(page, NOON) == set(Audience)
        assert decide(page, ANONYMOUS, NOON).granted
