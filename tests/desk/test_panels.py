from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.desk.panels import beginnings_for, drafts_of, due_for, sent_back_to
from portal.desk.roles import create_roles, create_workflow
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.mail import refused
from tests.factories.members import ApplicationFactory, UserFactory
from tests.factories.pages import article


@pytest.fixture
def people(site):
    groups = create_roles()
    writer, editor = UserFactory(), UserFactory()
    writer.groups.add(groups["writer"])
    editor.groups.add(groups["editor"])
    create_workflow()
    return writer, editor


def draft(site, owner, **fields):
    page = article(site, owner=owner, **fields)
    page.title = "Un titre changé"
    page.save_revision()
    return page


def greeting(user) -> str:
    client = Client()
    client.force_login(user)
    return client.get(reverse("wagtailadmin_home")).content.decode()


def test_a_writer_finds_the_drafts_they_began_and_nobody_elses(site, people):
    writer, editor = people
    mine = draft(site, writer)
    draft(site, editor)
    assert [page.pk for page in drafts_of(writer)] == [mine.pk]


def test_a_draft_that_was_handed_over_is_no_longer_to_do(site, people):
    writer, _editor = people
    page = draft(site, writer)
    page.get_workflow().start(page, writer)
    assert drafts_of(writer) == []


def test_what_was_sent_back_waits_for_its_writer_with_the_reason(site, people):
    writer, editor = people
    page = draft(site, writer)
    page.get_workflow().start(page, writer)
    page.current_workflow_task_state.reject(user=editor, comment="Trop court.")
    assert (drafts_of(writer), sent_back_to(editor)) == ([], [])
    assert [each.pk for each in sent_back_to(writer)] == [page.pk]
    assert "« Trop court. »" in greeting(writer)


def test_an_editor_is_told_what_waits_for_review(site, people):
    writer, editor = people
    page = draft(site, writer)
    page.get_workflow().start(page, writer)
    assert "1 texte attend votre relecture" in greeting(editor)
    assert "1 texte attend" not in greeting(writer)


def test_what_goes_online_by_itself_is_told_to_those_who_may_change_it(site, people):
    writer, editor = people
    page = article(site)
    page.go_live_at = timezone.now() + timedelta(days=3)
    page.save_revision().publish()
    assert [page.pk for _moment, page in due_for(editor)] == [page.pk]
    assert due_for(writer) == []


def test_one_begins_where_one_may_write(site, people):
    writer, _editor = people
    begun = {model.model_name for _section, model in beginnings_for(writer)}
    assert begun == {"issuepage", "articlepage", "dossierpage", "newspage"}


def test_a_page_below_a_plain_page_is_no_beginning(site, people):
    _writer, editor = people
    assert "standardpage" not in {model.model_name for _section, model in beginnings_for(editor)}


def test_the_desk_greets_by_name_and_says_when_nothing_waits(site, people):
    writer, _editor = people
    text = greeting(writer)
    assert "Bonjour, " in text
    assert "Rien ne vous attend." in text


def test_organisers_are_told_of_messages_that_did_not_arrive(site, people):
    organiser = UserFactory()
    organiser.groups.add(create_roles()["events_organiser"])
    refused(about=RegistrationFactory(event=EventFactory()))
    assert "1 message n’est pas arrivé" in greeting(organiser)
    assert "1 message" not in greeting(people[0])


def test_whoever_keeps_the_memberships_is_told_of_confirmed_applications(site, people):
    officer = UserFactory()
    officer.groups.add(create_roles()["membership_officer"])
    ApplicationFactory()
    assert "demande d’adhésion attend" not in greeting(officer)
    ApplicationFactory(confirmed_at=timezone.now())
    assert "1 demande d’adhésion attend sa réponse" in greeting(officer)
    assert "demande d’adhésion attend" not in greeting(people[0])
