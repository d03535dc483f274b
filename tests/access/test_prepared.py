"""What every page asks has its SQL made once, and is answered anew each time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from unittest.mock import patch
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.db import DataError, connection, transaction
from django.db.models import QuerySet
from django.db.models.query import ModelIterable
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.models import Membership, User
from portal.access.prepared import Prepared, PreparedRows
from portal.access.viewer import viewer_for
from tests.factories.members import UserFactory, member

pytestmark = pytest.mark.django_db


def test_the_rows_are_those_of_the_query_as_they_are_now():
    def ends(first: str, second: str) -> QuerySet:
        rows = Membership.objects.filter(organisation__seats__user__email__in=[first, second], grace_days__lt=1000)
        return rows.values_list("ends_on", "fee", "pk").order_by("pk")

    prepared = Prepared(ends)
    one, two, other = member(), member(), member()
    assert prepared(one.email, two.email) == [list(row) for row in ends(one.email, two.email)]
    assert prepared(two.email, other.email) == [list(row) for row in ends(two.email, other.email)]
    Membership.objects.update(ends_on=timezone.localdate() + timedelta(days=7))
    assert prepared(one.email, two.email) == [list(row) for row in ends(one.email, two.email)]


def test_the_query_is_made_once_for_each_number_of_parameters():
    made = []

    def named(*addresses: str) -> QuerySet:
        made.append(addresses)
        return User.objects.filter(email__in=addresses).values_list("pk")

    prepared, user = Prepared(named), UserFactory()
    assert [prepared(user.email), prepared("nobody@example.org"), prepared(user.email)] == [
        [[user.pk]],
        [],
        [[user.pk]],
    ]
    assert prepared(user.email, "nobody@example.org") == [[user.pk]]
    assert len(made) == 2


def test_rows_are_instances_with_what_they_select_along_and_nothing_that_is_deferred(django_assert_num_queries):
    def of_address(email: str) -> QuerySet:
        rows = EmailAddress.objects.filter(email=email, verified=True).select_related("user")
        return rows.defer("user__last_name").order_by("pk")

    prepared, one, other = PreparedRows(of_address), member(), member()
    assert prepared(one.email) == list(of_address(one.email))
    with django_assert_num_queries(1):
        (found,) = prepared(other.email)
        assert found.user == other
    assert "last_name" in found.user.get_deferred_fields()
    assert found.user.last_name == other.last_name
    assert prepared("nobody@example.org") == []


def test_rows_are_read_by_the_connection_of_each_thread():
    prepared = PreparedRows(lambda pk: User.objects.filter(pk=pk))
    assert prepared(0) == []
    with ThreadPoolExecutor(1) as other:
        compiler = prepared._for((0,)).compiler
        assert other.submit(_connection_used, prepared).result() is not compiler.connection


def _connection_used(prepared: PreparedRows) -> object:
    with patch.object(ModelIterable, "__iter__", lambda asked: iter([asked.queryset.query.get_compiler("default")])):
        (compiler,) = prepared(0)
    return compiler.connection


@pytest.mark.parametrize(("proved", "email"), [("A_B@example.org", "a_b@example.org"), ("axb@example.org", "")])
def test_an_address_is_proved_however_it_is_written_and_no_other_with_it(proved, email):
    user = UserFactory(email="a_b@example.org")
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=proved, verified=True)
    assert viewer_for(user).email == email


def test_moments_are_told_as_the_database_is_told_them():
    def since(at: datetime) -> QuerySet:
        return User.objects.filter(date_joined__gte=at).values_list("pk")

    prepared, user = Prepared(since), UserFactory()
    assert prepared(user.date_joined) == [[user.pk]]
    assert prepared(user.date_joined + timedelta(microseconds=1)) == []
    assert prepared(user.date_joined.astimezone(ZoneInfo("Asia/Tokyo"))) == [[user.pk]]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite takes no time to plan")
class TestOnPostgresql:
    @pytest.fixture(autouse=True)
    def queries_of_its_own(self) -> None:
        self.mark = uuid4().hex

    def planned(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT statement FROM pg_prepared_statements")
            return sum(f"'{self.mark}'" in statement for (statement,) in cursor.fetchall())

    def of_address(self, email: str) -> QuerySet:
        return User.objects.filter(email=email).extra(where=[f"'{self.mark}' <> ''"])  # noqa: S610 - our own word

    def keys(self, email: str) -> QuerySet:
        return self.of_address(email).values_list("pk")

    def test_a_query_is_planned_once(self):
        prepared = Prepared(self.keys)
        for number in range(4):
            prepared(f"{number}@example.org")
        assert self.planned() == 1

    def test_so_is_one_of_instances(self):
        prepared = PreparedRows(self.of_address)
        for number in range(4):
            prepared(f"{number}@example.org")
        assert self.planned() == 1

    def test_what_is_asked_stands_in_the_log_of_queries(self):
        prepared = Prepared(self.keys)
        with CaptureQueriesContext(connection) as queries:
            for number in range(4):
                prepared(f"{number}@example.org")
        assert "3@example.org" in queries[-1]["sql"]

    def test_others_are_sent_as_ever(self):
        for number in range(4):
            list(self.keys(f"{number}@example.org"))
        assert self.planned() == 0

    def test_so_they_are_after_one_that_failed(self):
        failing = Prepared(lambda number: User.objects.extra(where=["1 / %s = 1"], params=[number]).values_list("pk"))
        with pytest.raises(DataError), transaction.atomic():
            failing(0)
        for number in range(4):
            list(self.keys(f"{number}@example.org"))
        assert self.planned() == 0
