"""An editor looks at a page before it is saved for the first time: none of its shared rows is there yet."""

import pytest
from django.urls import reverse
from wagtail.fields import StreamField
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from articles.models import ArticlePage, IssuePage, NewsPage
from events.models import EventPage
from portal.core.models import BasePage
from portal.home.models import StandardPage
from studies.models import StudyPage

SECTIONS = {
    StudyPage: "studies",
    NewsPage: "news",
    ArticlePage: "magazine",
    IssuePage: "magazine",
    EventPage: "events",
    StandardPage: "home",
}


def typed(model: type[BasePage]) -> dict[str, str]:
    """The form of a new page in which only the title was filled in."""
    streams = {field.name: streamfield([]) for field in model._meta.get_fields() if isinstance(field, StreamField)}
    rows = {name: inline_formset([]) for name in model.get_edit_handler().get_form_class().formsets}
    return nested_form_data({"title": "Un titre", "slug": "un-titre", **streams, **rows})


@pytest.mark.parametrize("model", SECTIONS, ids=lambda model: model.__name__)
def test_a_page_that_was_never_saved_can_be_looked_at(model, site, admin_client):
    place = [model._meta.app_label, model._meta.model_name, site[SECTIONS[model]].pk]
    address = reverse("wagtailadmin_pages:preview_on_add", args=place)
    online = {"web_date": "2026-08-01"}
    required = {
        IssuePage: {"number": "12", "month": "2026-04-01", "leafed": "0"},
        ArticlePage: online,
        NewsPage: online,
        EventPage: {"event-kind": "workshop", "event-capacity": "30"},
    }

    assert admin_client.post(address, typed(model) | required.get(model, {})).json()["is_valid"]
    shown = admin_client.get(address)
    assert shown.status_code == 200
    assert "Un titre" in shown.content.decode()
