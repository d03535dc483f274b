"""The decision changes at the very second of each step, and with every change of a right, by the next request."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client, TestCase
from django.utils import timezone

from members.models import Membership
from members.services.invitations import transfer_seat
from portal.access.models import PreviewGrant, Release
from portal.access.sources import SESSION_GRANTS
from portal.operations.site import find_site
from tests.factories import media, pages
from tests.factories.members import MembershipFactory, OrganisationFactory, SeatFactory, UserFactory, individual, member
from tests.factories.visitors import proof, register, signed_in, staff, with_session

PARIS = ZoneInfo("Europe/Paris")
SECOND = timedelta(seconds=1)

STEPS = [
    moment.astimezone(UTC)  # arithmetic on a time in Paris would be arithmetic on what its clocks show
    for moment in (
        datetime(2027, 6, 1, 9, 0, tzinfo=PARIS),
        datetime(2027, 3, 28, 3, 0, tzinfo=PARIS),  # the instant the clocks go forward
        datetime(2027, 3, 28, 0, 0, tzinfo=PARIS),
        datetime(2027, 10, 31, 2, 30, tzinfo=PARIS, fold=0),  # half past two comes twice that night
        datetime(2027, 10, 31, 2, 30, tzinfo=PARIS, fold=1),
        datetime(2027, 10, 31, 23, 59, 59, tzinfo=PARIS),
    )
]


def _document_block(document) -> str:
    return f'[{{"type": "download", "value": {{"document": {document.pk}, "label": "Kanari"}}}}]'


class Gated(TestCase):
    @classmethod
    def setUpTestData(cls):
        site = find_site()
        cls.event_page = pages.event(site)
        cls.document = media.document()
        cls.page = pages.article(site, body=_document_block(cls.document))
        cls.section = site["magazine"]

    def open(self, **steps) -> None:
        pages.release(self.page, **steps)

    def reads(self, client: Client) -> bool:
        page = "Kanari" in client.get(self.page.url).content.decode()
        file = client.get(f"/media/{self.document.file.name}").status_code == 200
        assert page == file, "the page and its file differ"
        return page


class StepsTest(Gated):
    def around(self, step: datetime, client: Client) -> list[bool]:
        answers = []
        for at in (step - SECOND, step, step + SECOND):
            with time_machine.travel(at, tick=False):
                answers.append(self.reads(client))
        return answers

    def test_everyone_reads_from_the_very_second(self):
        for step in STEPS:
            with self.subTest(step=step):
                self.open(everyone_at=step)
                assert self.around(step, Client()) == [False, True, True]

    def test_members_read_from_the_very_second_and_nobody_else(self):
        organisation = OrganisationFactory()
        MembershipFactory(organisation=organisation, starts_on="2027-01-01", ends_on="2027-12-31")
        user = SeatFactory(organisation=organisation).user
        for step in STEPS:
            with self.subTest(step=step), time_machine.travel(step - SECOND, tick=False):
                self.open(members_at=step)
                assert self.around(step, signed_in(user)) == [False, True, True]
                assert self.around(step, Client()) == [False, False, False]

    def test_attendees_read_from_the_very_second_and_nobody_else(self):
        user, other = UserFactory(), UserFactory()
        register(self.event_page.event, user.email)
        for step in STEPS:
            with self.subTest(step=step), time_machine.travel(step - SECOND, tick=False):
                self.open(preview_event=self.event_page.event, preview_at=step)
                assert self.around(step, signed_in(user)) == [False, True, True]
                assert self.around(step, signed_in(other)) == [False, False, False]

    def test_a_preview_link_ends_at_its_second(self):
        end = STEPS[1]
        self.open()
        grant = PreviewGrant(release=Release.objects.get(pk=self.page.release_id), note="N", expires_at=end)
        grant.make_token()
        grant.save()
        with time_machine.travel(end - SECOND, tick=False):
            client = with_session(**proof(SESSION_GRANTS, grant.pk))
            assert self.reads(client)
        with time_machine.travel(end, tick=False):
            assert not self.reads(client)

    def test_a_membership_ends_with_its_last_day_in_paris(self):
        for day in ("2027-03-28", "2027-10-31", "2027-06-30"):
            with self.subTest(day=day):
                last = datetime.fromisoformat(f"{day}T23:59:59").replace(tzinfo=PARIS)
                with time_machine.travel(last, tick=False):
                    self.open(members_at=last - timedelta(days=9))
                    client = signed_in(member(starts_on="2027-01-01", ends_on=day, grace_days=0))
                    assert self.reads(client)
                with time_machine.travel(last + SECOND, tick=False):
                    assert not self.reads(client)

    def test_grace_ends_with_its_last_day_in_paris(self):
        """In the night of a change of clocks too."""
        for ends_on, last_day in (("2027-03-01", "2027-03-28"), ("2027-10-04", "2027-10-31")):
            with self.subTest(day=last_day):
                last = datetime.fromisoformat(f"{last_day}T23:59:59").replace(tzinfo=PARIS)
                with time_machine.travel(last, tick=False):
                    self.open(members_at=last - timedelta(days=9))
                    client = signed_in(member(starts_on="2027-01-01", ends_on=ends_on, grace_days=27))
                    assert self.reads(client)
                with time_machine.travel(last + SECOND, tick=False):
                    assert not self.reads(client)

    def test_a_membership_starts_with_its_first_day_in_paris(self):
        first = datetime(2027, 10, 31, tzinfo=PARIS)
        with time_machine.travel(first - SECOND, tick=False):
            self.open(members_at=first - timedelta(days=9))
            client = signed_in(member(starts_on="2027-10-31", ends_on="2028-10-30"))
            assert not self.reads(client)
        with time_machine.travel(first, tick=False):
            assert self.reads(client)


class RightsTest(Gated):
    """In the middle of a session, whatever ends a right ends it for the very next request."""

    def setUp(self):
        self.open(preview_event=self.event_page.event, preview_at=timezone.now(), members_at=timezone.now())
        self.user = member()
        self.client = signed_in(self.user)
        assert self.reads(self.client)

    def test_the_membership_ends(self):
        Membership.objects.update(ends_on=timezone.localdate() - timedelta(days=1), grace_days=0)
        assert not self.reads(self.client)

    def test_the_membership_is_no_longer_confirmed(self):
        Membership.objects.update(paid_on=None)
        assert not self.reads(self.client)

    def test_the_membership_is_suspended(self):
        Membership.objects.update(suspended_on=timezone.localdate())
        assert not self.reads(self.client)

    def test_the_membership_is_ended_before_its_term(self):
        Membership.objects.update(ended_on=timezone.localdate() - timedelta(days=1))
        assert not self.reads(self.client)

    def test_an_own_membership_ends(self):
        client = signed_in(individual())
        assert self.reads(client)
        Membership.objects.exclude(user=None).update(ends_on=timezone.localdate() - timedelta(days=1), grace_days=0)
        assert not self.reads(client)

    def test_the_seat_is_transferred(self):
        delegate = SeatFactory(organisation=self.user.seats.get().organisation, is_delegate=True).user
        transfer_seat(seat=self.user.seats.get(), email="collegue@exemple.fr", language="fr", by=delegate)
        assert not self.reads(self.client)

    def test_the_membership_is_deleted(self):
        Membership.objects.all().delete()
        assert not self.reads(self.client)

    def test_the_seat_is_removed(self):
        self.user.seats.update(removed_at=timezone.now())
        assert not self.reads(self.client)

    def test_the_organisation_is_suspended(self):
        organisation = self.user.seats.get().organisation
        organisation.suspended_at = timezone.now()
        organisation.save()
        assert not self.reads(self.client)

    def test_the_account_is_deactivated(self):
        self.user.is_active = False
        self.user.save()
        assert not self.reads(self.client)

    def test_the_account_is_deleted(self):
        self.user.delete()
        assert not self.reads(self.client)

    def test_the_password_is_changed_elsewhere(self):
        self.user.set_password("un-autre-mot-de-passe")
        self.user.save()
        assert not self.reads(self.client)

    def test_signing_out(self):
        self.client.logout()
        assert not self.reads(self.client)

    def test_the_release_is_closed(self):
        self.open()
        assert not self.reads(self.client)

    def test_a_seat_in_a_second_member_organisation_still_reads(self):
        organisation = OrganisationFactory()
        MembershipFactory(organisation=organisation)
        SeatFactory(organisation=organisation, user=self.user)
        self.user.seats.exclude(organisation=organisation).update(removed_at=timezone.now())
        assert self.reads(self.client)


class OtherRightsTest(Gated):
    def test_a_registration_cancelled_or_an_absence_marked_ends_the_preview(self):
        self.open(preview_event=self.event_page.event, preview_at=timezone.now())
        for change in ({"state": "cancelled"}, {"state": "waiting"}, {"was_absent": True}):
            user = UserFactory()
            registration = register(self.event_page.event, user.email)
            client = signed_in(user)
            assert self.reads(client)
            type(registration).objects.filter(pk=registration.pk).update(**change)
            assert not self.reads(client), change

    def test_an_address_that_is_no_longer_proved_ends_the_preview(self):
        self.open(preview_event=self.event_page.event, preview_at=timezone.now())
        user = UserFactory()
        register(self.event_page.event, user.email)
        client = signed_in(user)
        assert self.reads(client)

        user.emailaddress_set.update(verified=False)
        assert not self.reads(client)

    def test_a_link_revoked_ends_at_once(self):
        self.open()
        grant = PreviewGrant(release_id=self.page.release_id, note="N", expires_at=timezone.now() + timedelta(days=1))
        grant.make_token()
        grant.save()
        client = with_session(**proof(SESSION_GRANTS, grant.pk))
        assert self.reads(client)

        PreviewGrant.objects.update(revoked_at=timezone.now())
        assert not self.reads(client)

    def test_leaving_the_editors_group_ends_reading(self):
        self.open()
        user = staff(self.section, "change_page")
        client = signed_in(user)
        assert self.reads(client)

        user.groups.clear()
        assert not self.reads(client)

    def test_a_page_moved_out_of_an_editors_section_is_no_longer_read_by_them(self):
        self.open()
        issue = pages.issue({"magazine": self.section})
        client = signed_in(staff(issue, "change_page"))
        assert not self.reads(client)

        self.page.move(issue, pos="last-child")
        self.page.refresh_from_db()
        assert self.reads(client)

    @pytest.mark.filterwarnings("ignore")
    def test_garbage_in_the_session_opens_nothing_and_breaks_nothing(self):
        self.open(preview_event=self.event_page.event, preview_at=timezone.now())
        for session in (proof(SESSION_GRANTS, 999_999), {SESSION_GRANTS: [1]}, {"registered_address": ""}):
            assert not self.reads(with_session(**session))
