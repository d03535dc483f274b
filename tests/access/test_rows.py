"""A form makes no more rows than anybody fills in, however many are announced."""

from django.contrib.auth.models import AnonymousUser

from portal.access.choices import MOST_ROWS
from tests.access.test_choosers import admin_forms


def test_what_is_announced_beyond_that_is_refused_without_being_made(db):
    held = {}
    for name, form_class in admin_forms().items():
        for relation in getattr(form_class, "formsets", {}):
            sent = {f"{relation}-TOTAL_FORMS": "100000", f"{relation}-INITIAL_FORMS": "0"}
            rows = form_class(sent, instance=form_class._meta.model(), for_user=AnonymousUser()).formsets[relation]
            held[f"{name} {relation}"] = rows.total_form_count()
    assert {"Event categories", "EventPage speakers", "Letter pieces"} <= set(held)
    assert set(held.values()) == {MOST_ROWS}
