from dataclasses import replace

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from articles.models import ArticlePage
from portal.desk.models import RoleGroup
from portal.desk.roles import ROLES, create_roles, create_workflow
from tests.factories.members import UserFactory
from tests.factories.pages import article


@pytest.fixture
def roles(site):
    return create_roles()


def person(group):
    user = UserFactory()
    user.groups.add(group)
    return user


def english(page):
    return page.get_translations().get(locale__language_code="en")


def test_running_twice_changes_nothing(roles, capsys):
    before = (
        GroupPagePermission.objects.count(),
        GroupCollectionPermission.objects.count(),
        Collection.objects.count(),
    )
    call_command("create_roles")
    call_command("create_roles")
    assert before == (
        GroupPagePermission.objects.count(),
        GroupCollectionPermission.objects.count(),
        Collection.objects.count(),
    )
    assert create_workflow().workflow_tasks.count() == 1


def rights(group) -> set:
    return set(group.permissions.values_list("codename", flat=True))


def test_what_administrators_changed_stays(roles):
    group = roles["membership_officer"]
    group.permissions.remove(Permission.objects.get(codename="see_as"))
    group.permissions.add(Permission.objects.get(codename="change_invoice"))
    GroupPagePermission.objects.filter(group=roles["editor"]).delete()
    GroupCollectionPermission.objects.filter(group=roles["studies_officer"]).delete()
    before = rights(group)
    assert create_roles()["membership_officer"] == group
    assert rights(group) == before
    assert not GroupPagePermission.objects.filter(group=roles["editor"]).exists()
    assert not GroupCollectionPermission.objects.filter(group=roles["studies_officer"]).exists()


def test_what_a_new_version_brings_is_given_once(roles, monkeypatch):
    group = roles["membership_officer"]
    more = replace(ROLES["membership_officer"], in_general=("core.add_topic",))
    monkeypatch.setitem(ROLES, "membership_officer", more)
    before = rights(group)
    create_roles()
    assert rights(group) == before | {"add_topic"}
    group.permissions.remove(Permission.objects.get(codename="add_topic"))
    create_roles()
    assert rights(group) == before


def test_a_group_that_was_renamed_or_deleted_is_not_made_anew(roles):
    roles["writer"].name = "Plumes"
    roles["writer"].save()
    roles["billing_officer"].delete()
    count = Group.objects.count()
    assert create_roles()["writer"].name == "Plumes"
    assert "billing_officer" not in create_roles()
    assert Group.objects.count() == count


def test_groups_of_a_version_that_kept_no_count_are_taken_over(roles):
    RoleGroup.objects.all().delete()
    assert create_roles() == roles


def test_a_workflow_that_administrators_changed_stays(site, roles):
    workflow = create_workflow()
    workflow.workflow_pages.all().delete()
    task = workflow.tasks[0].specific
    task.groups.add(roles["studies_officer"])
    create_workflow()
    assert not workflow.workflow_pages.exists()
    assert roles["studies_officer"] in task.groups.all()


def test_a_writer_adds_in_the_magazine_in_both_languages(site, roles):
    writer = person(roles["writer"])
    for section in (site["magazine"], english(site["magazine"])):
        assert section.permissions_for_user(writer).can_add_subpage()


def test_a_writer_does_not_publish(site, roles):
    assert not site["magazine"].permissions_for_user(person(roles["writer"])).can_publish_subpage()


def test_a_writer_does_not_change_what_others_wrote(site, roles):
    assert not article(site).permissions_for_user(person(roles["writer"])).can_edit()


def test_a_writer_does_not_add_events(site, roles):
    assert not site["events"].permissions_for_user(person(roles["writer"])).can_add_subpage()


def test_an_editor_publishes_everywhere_in_both_languages(site, roles):
    editor = person(roles["editor"])
    for page in Page.objects.filter(depth__gte=2):
        assert page.permissions_for_user(editor).can_publish()


def test_an_events_organiser_publishes_events_alone(site, roles):
    organiser = person(roles["events_organiser"])
    assert site["events"].permissions_for_user(organiser).can_publish_subpage()
    assert not site["studies"].permissions_for_user(organiser).can_edit()


def test_a_studies_officer_publishes_studies_alone(site, roles):
    officer = person(roles["studies_officer"])
    assert site["studies"].permissions_for_user(officer).can_publish_subpage()
    assert not site["events"].permissions_for_user(officer).can_edit()


def test_a_membership_officer_has_no_right_on_pages(roles):
    assert not GroupPagePermission.objects.filter(group=roles["membership_officer"]).exists()


def test_a_membership_officer_cannot_change_accounts(roles):
    assert not person(roles["membership_officer"]).has_perm("members.change_user")


def test_the_files_of_studies_are_for_studies_officers_and_editors(roles):
    groups = GroupCollectionPermission.objects.filter(collection__name="Études").values_list("group", flat=True)
    assert set(groups) == {roles["studies_officer"].pk, roles["editor"].pk}


def test_a_writers_article_waits_for_an_editor(site, roles):
    create_workflow()
    page = article(site)
    state = page.get_workflow().start(page, person(roles["writer"]))
    editor = person(roles["editor"])
    state.current_task_state.specific.approve(user=editor)
    assert state.current_task_state.status == "approved"


@pytest.mark.parametrize("section", ["magazine", "news"])
def test_the_approval_covers_both_languages(site, roles, section):
    workflow = create_workflow()
    assert {site[section].get_workflow(), english(site[section]).get_workflow()} == {workflow}


def test_other_sections_need_no_approval(site, roles):
    create_workflow()
    assert site["studies"].get_workflow() is None


def test_only_editors_approve(site, roles):
    create_workflow()
    page = article(site)
    task = page.get_workflow().tasks[0].specific
    assert "approve" in [action[0] for action in task.get_actions(page, person(roles["editor"]))]
    assert not task.get_actions(page, person(roles["writer"]))


def test_a_writer_edits_their_own_draft(site, roles):
    writer = person(roles["writer"])
    page = site["magazine"].add_child(instance=ArticlePage(title="Brouillon", live=False, owner=writer))
    assert page.permissions_for_user(writer).can_edit()
