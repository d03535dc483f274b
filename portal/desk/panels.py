"""What waits for the person who opens the desk."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import Page, Revision, TaskState
from wagtail.permissions import page_permission_policy

from members.models import Application, ApplicationState
from portal.core.mail.models import Message
from portal.core.pages.listing import sections_of
from portal.desk.viewsets import may_see_messages
from portal.home.models import HomePage, StandardPage

SHOWN = 8


class ToDoPanel(Component):
    """Texts to review, drafts to finish, what goes online by itself, and where to begin something new."""

    name = "to_do"
    template_name = "desk/admin/to_do.html"
    order = 100

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        user = parent_context["request"].user
        return {
            **super().get_context_data(parent_context),
            "reviews": TaskState.objects.reviewable_by(user).count(),
            "sent_back": sent_back_to(user),
            "drafts": drafts_of(user),
            "due": due_for(user),
            "undelivered": undelivered_for(user),
            "applications": applications_for(user),
            "unwritten": unwritten_for(user),
            "beginnings": beginnings_for(user),
        }


def drafts_of(user) -> list[Page]:
    """What this person began and nobody has been handed yet, the latest first."""
    drafts = Page.objects.filter(owner=user, has_unpublished_changes=True, alias_of=None)
    handed_over = drafts.filter(_workflow_states__status__in=["in_progress", "needs_changes"]).values("pk")
    return list(drafts.exclude(pk__in=handed_over).order_by("-latest_revision_created_at")[:SHOWN])


def sent_back_to(user) -> list[Page]:
    """What this person submitted and is asked to change, the latest first."""
    asked = Page.objects.filter(_workflow_states__status="needs_changes", _workflow_states__requested_by=user)
    return list(asked.prefetch_workflow_states().order_by("-latest_revision_created_at").distinct()[:SHOWN])


def due_for(user) -> list[tuple[Any, Page]]:
    """When which page goes online by itself, of those this person may change."""
    pages = page_permission_policy.instances_user_has_any_permission_for(user, {"change", "publish"})
    scheduled = (
        Revision.page_revisions.filter(approved_go_live_at__gt=timezone.now())
        .order_by("approved_go_live_at")
        .values_list("object_id", "approved_go_live_at")
    )
    moments = {int(pk): moment for pk, moment in scheduled}
    found = pages.filter(pk__in=moments)
    return sorted(((moments[page.pk], page) for page in found), key=lambda pair: pair[0])[:SHOWN]


def unwritten_for(user) -> list[Page]:
    """What a new site was given the headings of and nobody has published yet: legal notice, personal data, joining…"""
    pages = page_permission_policy.instances_user_has_any_permission_for(user, {"change", "publish"})
    new = pages.type(StandardPage).filter(first_published_at=None, owner=None, alias_of=None)
    return list(new.select_related("locale").order_by("path"))


def undelivered_for(user) -> int:
    """How many messages did not arrive, for those who see which."""
    return Message.objects.undelivered().of_concern_to(user).count() if may_see_messages(user) else 0


def applications_for(user) -> int:
    """How many confirmed applications for a membership wait, for those who answer them."""
    may_answer = user.has_perm("members.change_application")
    return Application.objects.in_state(ApplicationState.CONFIRMED).count() if may_answer else 0


def beginnings_for(user) -> list[tuple[Page, Any]]:
    """The sections in which this person may write, with each type of page they may make there, as `_meta` tells it."""
    home = HomePage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
    return [
        (section, model._meta)
        for section in (sections_of(home).specific(defer=True) if home else [])
        if section.permissions_for_user(user).can_add_subpage()
        for model in section.creatable_subpage_models()
        if not isinstance(section, model)  # a page below a plain one is no beginning
    ]
