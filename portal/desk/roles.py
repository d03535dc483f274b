"""Who does what behind the scenes: one group a role. Administrators are superusers and need none.

Whoever may choose or change a file reads it while no live page uses it (see portal.core.files.gate), so each room has a
collection of its own.
"""

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from articles.models import MagazinePage, NewsIndexPage
from events.models import EventsIndexPage
from portal.core.models import BasePage
from portal.home.models import HomePage
from studies.models import StudiesIndexPage

SITE, STUDIES, EVENTS, ORGANISATIONS = "Site", "Études", "Événements", "Organisations"
PUBLISHES = ("add_page", "change_page", "publish_page")
TRANSLATES = ("wagtail_localize.submit_translation",)
PEOPLE = ("core.add_person", "core.change_person", "core.view_person")
IMAGES = ("wagtailimages.add_image", "wagtailimages.choose_image")
KEEPS_FILES = (
    *IMAGES,
    "wagtailimages.change_image",
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
    "wagtaildocs.choose_document",
)


@dataclass(frozen=True)
class Role:
    """What a group may do: on pages of these types and below, in general, and on the files of these collections."""

    name: str
    sections: tuple[type[BasePage], ...] = ()
    on_pages: tuple[str, ...] = ()
    in_general: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    on_files: tuple[str, ...] = ()


ROLES = {
    "writer": Role("Rédacteurs", (MagazinePage, NewsIndexPage), ("add_page",), ("core.add_person",), (SITE,), IMAGES),
    "editor": Role(
        "Éditeurs",
        (HomePage,),
        PUBLISHES,
        (
            *TRANSLATES,
            *PEOPLE,
            "access.see_as",
            "core.delete_person",
            "core.add_topic",
            "core.change_topic",
            "core.delete_topic",
            "core.view_topic",
            "wagtailredirects.add_redirect",
            "wagtailredirects.change_redirect",
            "wagtailredirects.delete_redirect",
            "wagtailredirects.view_redirect",
            "studies.change_study",
            "studies.add_series",
            "studies.change_series",
            "events.change_event",
        ),
        (SITE, STUDIES, EVENTS),
        KEEPS_FILES,
    ),
    "events_organiser": Role(
        "Organisateurs d’événements",
        (EventsIndexPage,),
        PUBLISHES,
        (
            *TRANSLATES,
            *PEOPLE,
            "events.change_event",
            "events.view_event",
            "events.add_registration",
            "events.change_registration",
            "events.view_registration",
        ),
        (EVENTS,),
        KEEPS_FILES,
    ),
    "studies_officer": Role(
        "Responsables des études",
        (StudiesIndexPage,),
        PUBLISHES,
        (
            *TRANSLATES,
            *PEOPLE,
            "studies.change_study",
            "studies.view_study",
            "studies.read_answers",
            "studies.add_series",
            "studies.change_series",
            "studies.delete_series",
        ),
        (STUDIES,),
        KEEPS_FILES,
    ),
    "membership_officer": Role(
        "Responsables des adhésions",
        in_general=(
            "members.add_organisation",
            "members.change_organisation",
            "members.view_organisation",
            "members.change_application",
            "members.view_application",
            "members.add_plan",
            "members.change_plan",
            "members.view_plan",
            "members.add_membership",
            "members.change_membership",
            "members.view_membership",
            "members.view_seat",
            "members.view_user",
            "access.see_as",
        ),
        collections=(ORGANISATIONS,),
        on_files=IMAGES,
    ),
    "billing_officer": Role(
        "Trésorerie",
        in_general=("billing.change_invoice", "billing.view_invoice", "billing.change_seller"),
    ),
}


@transaction.atomic
def create_roles() -> dict[str, Group]:
    """Make the groups, or give those there are exactly the rights of their role; answers them by the role's key."""
    Group.objects.filter(name__in=["Editors", "Moderators"], user=None).delete()  # Wagtail's own
    return {key: _create_group(role) for key, role in ROLES.items()}


def _create_group(role: Role) -> Group:
    group, _made = Group.objects.get_or_create(name=role.name)
    group.permissions.set([_permission(name) for name in ("wagtailadmin.access_admin", *role.in_general)])
    GroupPagePermission.objects.filter(group=group).delete()
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page_id=page_id, permission=_permission(f"wagtailcore.{codename}"))
        for section in role.sections
        for page_id in section.objects.values_list("pk", flat=True)
        for codename in role.on_pages
    )
    GroupCollectionPermission.objects.filter(group=group).delete()
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=group, collection=collection, permission=_permission(name))
        for collection in map(create_collection, role.collections)
        for name in role.on_files
    )
    return group


def create_collection(name: str) -> Collection:
    root = Collection.get_first_root_node()
    return root.get_children().filter(name=name).first() or root.add_child(name=name)


def _permission(name: str) -> Permission:
    app_label, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


APPROVAL = "Relecture"


@transaction.atomic
def create_workflow() -> Workflow:
    """What writers submit in the magazine and the news waits for an editor. May be run again."""
    Workflow.objects.filter(name="Moderators approval").delete()  # Wagtail's own, over the whole site
    Task.objects.filter(name="Moderators approval").delete()
    workflow, _made = Workflow.objects.get_or_create(name=APPROVAL)
    task, _made = GroupApprovalTask.objects.get_or_create(name=APPROVAL)
    task.groups.set(Group.objects.filter(name=ROLES["editor"].name))
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task.task_ptr)
    for page in Page.objects.type(MagazinePage, NewsIndexPage):
        WorkflowPage.objects.get_or_create(page=page, defaults={"workflow": workflow})
    return workflow
