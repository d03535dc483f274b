"""No door puts a page online without what no page goes online without."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import PageLogEntry, Task, Workflow, WorkflowTask

from events.models import EventPage
from portal.core.pages.rows import Incomplete
from studies.models import StudyPage
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[(EventPage, "events", "event", "starts_at"), (StudyPage, "studies", "study", "published_on")])
def draft(request, site):
    model, section, *_row = request.param
    page = model(title="Sans date", live=False)
    site[section].add_child(instance=page)
    page.save_revision()
    return page


def is_live(page) -> bool:
    page.refresh_from_db()
    return page.live


def told(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def bulk(client, page):
    return client.post(
        f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'publish'])}?id={page.pk}&next=/", follow=True
    )


def test_code_does_not_publish_it(draft):
    with pytest.raises(Incomplete):
        draft.latest_revision.publish()
    assert not is_live(draft)


def test_a_bulk_publication_is_refused_in_words(admin_client, draft):
    response = bulk(admin_client, draft)
    assert not is_live(draft)
    assert "Sans date" in told(response)
    assert response.redirect_chain[-1][0] == reverse("wagtailadmin_pages:edit", args=[draft.pk])


def test_nothing_of_a_bulk_publication_is_published(admin_client, site, draft):
    other = pages.news(site)
    other.unpublish()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    admin_client.post(f"{address}?id={other.pk}&id={draft.pk}&next=/")
    assert not is_live(other)


def test_a_workflow_approval_is_refused_and_stays_to_be_decided(admin_client, admin_user, draft):
    workflow = Workflow.objects.create(name="Relecture")
    WorkflowTask.objects.create(workflow=workflow, task=Task.objects.create(name="Relire"))
    state = workflow.start(draft, admin_user)
    with pytest.raises(Incomplete):
        state.current_task_state.approve(user=admin_user)
    state.refresh_from_db()
    assert (state.status, is_live(draft)) == ("in_progress", False)


def schedule(page, **changes) -> None:
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision(approved_go_live_at=timezone.now() - timedelta(minutes=1))


def test_what_was_scheduled_is_left_a_draft_and_says_so(draft):
    schedule(draft)
    call_command("publish_scheduled")
    assert not is_live(draft)
    assert PageLogEntry.objects.filter(page=draft.pk, action="core.publish.refused").exists()


def test_it_keeps_nothing_else_that_is_due_from_being_published(site, draft):
    other = pages.news(site)
    other.unpublish()
    schedule(draft)
    schedule(other)
    call_command("publish_scheduled")
    assert is_live(other)


def test_words_that_announce_it_are_enough(draft):
    row = getattr(draft, draft.row_in_form)
    row.announced_fr = "printemps 2099"
    row.save()
    draft.latest_revision.publish()
    assert is_live(draft)


def test_the_refusal_is_french(draft):
    with translation.override("fr"), pytest.raises(Incomplete, match="n’est pas publi"):
        draft.latest_revision.publish()


QUOTE = ("quote", {"quote": "", "source": ""})
BOX = ("box", {"title": "Repères", "content": []})
FIGURES = ("key_figures", [{"number": "12", "unit": "", "sentence": "", "change": ""}])


@pytest.mark.parametrize("block", [QUOTE, BOX, FIGURES])
def test_a_text_with_a_block_that_is_not_filled_in_is_refused(admin_client, site, block):
    page = pages.article(site, title="En chantier")
    page.unpublish()
    page.body = [("heading", "Un début"), block]
    page.save_revision()
    response = bulk(admin_client, page)
    assert not is_live(page)
    assert "Corps du texte : le bloc 2" in told(response)


def test_a_block_that_may_stay_empty_is_none(site):
    page = pages.article(site, body=[("quote", {"quote": "Un blanc.", "source": ""})])
    page.save_revision().publish()
    assert is_live(page)
