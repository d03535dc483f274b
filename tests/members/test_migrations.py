from datetime import date
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection, models
from django.db.migrations.state import ModelState, ProjectState

seats = import_module("members.migrations.0003_memberships_and_seats")


@pytest.fixture
def memberships(db):
    """The table of memberships in between, with what was known before and what is known now."""
    fields = {
        "id": models.BigAutoField(primary_key=True),
        "starts_on": models.DateField(),
        "confirmed": models.BooleanField(default=True),
        "accepted_on": models.DateField(null=True),
        "paid_on": models.DateField(null=True),
    }
    state = ProjectState()
    state.add_model(ModelState("members", "Membership", list(fields.items()), {"db_table": "membership_in_between"}))
    columns = ", ".join(f"{name} {field.rel_db_type(connection)}" for name, field in fields.items())
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE membership_in_between ({columns})")
    model = state.apps.get_model("members", "Membership")
    return SimpleNamespace(apps=state.apps, objects=model.objects)


@pytest.mark.parametrize(("confirmed", "paid_on"), [(True, date(2026, 1, 1)), (False, None)])
def test_what_was_confirmed_is_paid_and_the_rest_waits_for_its_payment(memberships, confirmed, paid_on):
    row = memberships.objects.create(pk=1, starts_on=date(2026, 1, 1), confirmed=confirmed)
    seats.date_what_was_confirmed(memberships.apps, None)
    row.refresh_from_db()
    assert (row.accepted_on, row.paid_on) == (date(2026, 1, 1), paid_on)
