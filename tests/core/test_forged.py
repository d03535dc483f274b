"""What no page of the portal sends, sent to the editor all the same: refused, never a breakdown."""

import pytest

from portal.core.models import Person
from tests.factories import pages
from tests.factories.events import EventFactory
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db

NO_NUMBERS = ["x", "\x00", "²", "-1", "1e400", "9" * 30, "[]", "999999"]


@pytest.fixture
def editor(client, site):
    client.force_login(UserFactory(is_superuser=True))
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("forged", NO_NUMBERS)
def test_what_is_no_number_is_chosen_in_no_chooser(editor, site, forged):
    form = {"name": "Léa Darc", "slug": "", "portrait": forged}
    assert editor.post("/admin/snippets/core/person/add/", form).status_code == 200
    assert not Person.objects.exists()

    for address in (f"/admin/pages/{site['about'].pk}/move/", f"/admin/pages/{site['about'].pk}/copy/"):
        answer = editor.post(address, {"new_parent_page": forged, "new_title": "a", "new_slug": "a"})
        assert answer.status_code in (200, 400, 404), address
    answer = editor.post("/admin/pages/create/home/standardpage", {"parent_page": forged})
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize("forged", [{}, {"bylines-TOTAL_FORMS": "x"}, {"bylines-0-id": "x"}, {"opening-count": "x"}])
def test_a_form_of_the_editor_that_lacks_a_part_is_refused(editor, site, forged):
    page = pages.article(site)
    counts = {f"bylines-{name}_FORMS": number for name, number in (("TOTAL", "1"), ("INITIAL", "1"))}
    form = {"title": "Autre", "slug": page.slug, "body-count": "0", "comments-TOTAL_FORMS": "0"}
    answer = editor.post(f"/admin/pages/{page.pk}/edit/", form | counts | forged)
    assert answer.status_code in (200, 400)
    page.refresh_from_db()
    assert page.title != "Autre"


@pytest.mark.parametrize("typed", ["01/01/0001", "31/12/9999", "01/04/0226"])
@pytest.mark.parametrize(
    "where", ["/admin/pages/{page}/history/", "/admin/reports/site-history/", "/admin/pages/{home}/"]
)
def test_lists_are_filtered_by_no_year_that_no_clock_reaches(editor, site, where, typed):
    page = pages.article(site)
    address = where.format(page=page.pk, home=site["home"].pk)
    names = [f"{name}_{end}" for name in ("timestamp", "latest_revision_created_at") for end in ("from", "to")]
    assert editor.get(address, dict.fromkeys(names, typed)).status_code == 200


def test_an_event_in_the_year_one_is_refused_beside_its_date(editor, site):
    event = EventFactory()
    form = editor.get(f"/admin/event/edit/{event.pk}/").context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"starts_at": "01/01/0001 10:00"}
    answer = editor.post(f"/admin/event/edit/{event.pk}/", sent)
    assert answer.status_code == 200
    assert "1900" in str(answer.context["form"].errors["starts_at"])
    assert "01/01/0001 10:00" in answer.content.decode()
