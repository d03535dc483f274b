"""What whoever publishes, approves or takes up a page again is told of it."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import querydict_from_html

from portal.core.mail.models import Message
from portal.desk.roles import create_roles, create_workflow
from tests.factories import pages
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db
STREAMS = {f"{name}-count": "0" for name in ("opening", "body", "corrections")}
NO_COMMENTS = {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}


def told(response: HttpResponse) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def editor_of(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def draft(page: Page) -> Page:
    page.unpublish()
    page.save_revision()
    return page


@pytest.fixture
def issue(site) -> Page:
    return draft(pages.issue(site, title="Numéro à venir"))


@pytest.fixture
def submitted(site, issue) -> Page:
    create_roles()
    create_workflow()
    page = draft(pages.article(site, parent=issue, title="Une relecture"))
    page.get_workflow().start(page, UserFactory(first_name="Noé", last_name="Laffitte"))
    return page


def send(client: Client, url: str, **typed: str) -> HttpResponse:
    form = querydict_from_html(client.get(url).text, form_id="page-edit-form").copy()
    for name, value in (STREAMS | NO_COMMENTS | typed).items():
        form[name] = value
    return client.post(url, form, follow=True)


def act(client: Client, page: Page, action: str) -> HttpResponse:
    said = '{"comment": "Le chapeau est trop court."}' if action == "reject" else "{}"
    asked = {"action-workflow-action": "1", "workflow-action-name": action, "workflow-action-extra-data": said}
    return send(client, editor_of(page), **asked)


def publish(client: Client, *chosen: Page) -> HttpResponse:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    return client.post(f"{address}?next=/admin/&{'&'.join(f'id={page.pk}' for page in chosen)}", follow=True)


def test_who_approves_is_told_that_it_is_online_and_that_what_it_stands_in_is_not(
    admin_client, submitted, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        said = told(act(admin_client, submitted, "approve"))
    assert "« Une relecture » est en ligne" in said
    assert "« Numéro à venir », où se trouve ce que vous publiez, n’est pas en ligne" in said


def test_who_makes_and_publishes_a_page_at_once_below_a_draft_is_told(
    issue, admin_client, django_capture_on_commit_callbacks
):
    url = reverse("wagtailadmin_pages:add", args=["articles", "articlepage", issue.pk])
    with django_capture_on_commit_callbacks(execute=True):
        response = send(admin_client, url, title="Un texte", slug="un-texte", **{"action-publish": "1"})
    assert Page.objects.live().filter(title="Un texte").exists()
    assert "« Numéro à venir », où" in told(response)


def test_who_asks_for_changes_is_told_to_whom_it_goes_back(admin_client, submitted):
    said = told(act(admin_client, submitted, "reject"))
    assert "« Une relecture » retourne à Noé Laffitte" in said
    assert "en ligne" not in said


def test_who_opens_it_again_reads_by_whom_what_is_asked_until_it_is_submitted_again(admin_client, submitted):
    reviewer = UserFactory(first_name="Léa", last_name="Roc")
    submitted.current_workflow_task_state.reject(user=reviewer, comment="Trop court.")
    assert "Modifications demandées par Léa Roc : « Trop court. »" in told(admin_client.get(editor_of(submitted)))
    submitted.current_workflow_state.resume(user=submitted.owner)
    assert "Modifications" not in told(admin_client.get(editor_of(submitted)))


def test_a_reason_is_shown_as_it_was_typed(admin_client, submitted):
    submitted.current_workflow_task_state.reject(user=UserFactory(), comment="<b>Trop</b>")
    assert "<b>Trop</b>" not in admin_client.get(editor_of(submitted)).text


def test_who_gives_no_reason_is_named_alone(admin_client, submitted):
    submitted.current_workflow_task_state.reject(user=UserFactory(first_name="Léa", last_name="Roc"))
    assert "Modifications demandées par Léa Roc." in told(admin_client.get(editor_of(submitted)))


def test_who_publishes_many_below_a_draft_is_told_once(site, issue, admin_client, django_capture_on_commit_callbacks):
    two = [draft(pages.article(site, parent=issue, title=f"Texte {number}")) for number in range(2)]
    with django_capture_on_commit_callbacks(execute=True):
        assert told(publish(admin_client, *two)).count("« Numéro à venir », où") == 1
        assert "« Numéro à venir », où" not in told(publish(admin_client, issue, *two))


def test_a_notice_has_a_subject_that_begins_with_its_first_word(submitted, admin_client, issue):
    submitted.current_workflow_task_state.reject(user=UserFactory(), comment="Trop court.")
    subjects = set(Message.objects.values_list("subject", flat=True))
    assert {subject.strip() for subject in subjects} == subjects
    assert "Modifications demandées (Relecture) : « Une relecture »" in subjects
