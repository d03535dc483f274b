"""Who does what behind the scenes: one group a role. Administrators are superusers and need none.

Whoever may choose or change a file reads it while no live page uses it (see portal.core.files.gate), so each room has a
collection of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
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
from portal.core.files.collections import EVENTS, ORGANISATIONS, SITE, STUDIES, create_collection
from portal.core.models import BasePage
from portal.desk.models import RoleGroup
from portal.home.models import HomePage
from studies.models import StudiesIndexPage

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
            "articles.add_rubric",
            "articles.change_rubric",
            "articles.delete_rubric",
            "articles.view_rubric",
            "letters.add_letter",
            "letters.change_letter",
            "letters.delete_letter",
            "letters.view_letter",
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


class Right(NamedTuple):
    """A permission in general, on a page and below, or on the files of a collection."""

    permission: str
    page: int | None = None
    collection: str = ""

    @property
    def name(self) -> str:
        return f"{self.permission} {self.page or self.collection}".rstrip()


@transaction.atomic
def create_roles() -> dict[str, Group]:
    """Make the groups, and give those there are what no earlier version gave their role: what administrators gave,
    took away, renamed or deleted stays so. Answers the groups there are, by the role's key."""
    if not RoleGroup.objects.exists():
        Group.objects.filter(name__in=["Editors", "Moderators"], user=None).delete()  # Wagtail's own
    rows = Permission.objects.select_related("content_type")
    permissions = {f"{row.content_type.app_label}.{row.codename}": row for row in rows}
    groups = {key: _renew(key, role, permissions) for key, role in ROLES.items()}
    return {key: group for key, group in groups.items() if group is not None}


def _renew(key: str, role: Role, permissions: dict[str, Permission]) -> Group | None:
    """None where administrators deleted the group."""
    kept, made = RoleGroup.objects.select_for_update(of=("self",)).select_related("group").get_or_create(key=key)
    if made:
        kept.group, _made = Group.objects.get_or_create(name=role.name)
    if kept.group is not None:
        given = set(kept.given)
        new = [right for right in _rights_of(role) if right.name not in given]
        _give(kept.group, new, permissions)
        kept.given = [*kept.given, *(right.name for right in new)]
        kept.save()
    return kept.group


def _rights_of(role: Role) -> Iterator[Right]:
    for permission in ("wagtailadmin.access_admin", *role.in_general):
        yield Right(permission)
    for section in role.sections:
        for page in section.objects.values_list("pk", flat=True):
            for codename in role.on_pages:
                yield Right(f"wagtailcore.{codename}", page=page)
    for collection in role.collections:
        for permission in role.on_files:
            yield Right(permission, collection=collection)


def _give(group: Group, rights: list[Right], permissions: dict[str, Permission]) -> None:
    group.permissions.add(*(permissions[each.permission] for each in rights if not (each.page or each.collection)))
    GroupPagePermission.objects.bulk_create(
        [
            GroupPagePermission(group=group, page_id=each.page, permission=permissions[each.permission])
            for each in rights
            if each.page
        ],
        ignore_conflicts=True,
    )
    collections = {name: create_collection(name) for name in {each.collection for each in rights} - {""}}
    GroupCollectionPermission.objects.bulk_create(
        [
            GroupCollectionPermission(
                group=group, collection=collections[each.collection], permission=permissions[each.permission]
            )
            for each in rights
            if each.collection
        ],
        ignore_conflicts=True,
    )


APPROVAL = "Relecture"


@transaction.atomic
def create_workflow() -> Workflow:
    """What writers submit in the magazine and the news waits for an editor; one that is there stays as it is."""
    if known := Workflow.objects.filter(name=APPROVAL).first():
        return known
    Workflow.objects.filter(name="Moderators approval").delete()  # Wagtail's own, over the whole site
    Task.objects.filter(name="Moderators approval").delete()
    workflow = Workflow.objects.create(name=APPROVAL)
    task, _made = GroupApprovalTask.objects.get_or_create(name=APPROVAL)
    task.groups.set(Group.objects.filter(rolegroup__key="editor"))
    WorkflowTask.objects.create(workflow=workflow, task=task.task_ptr)
    for page in Page.objects.type(MagazinePage, NewsIndexPage):
        WorkflowPage.objects.get_or_create(page=page, defaults={"workflow": workflow})
    return workflow
