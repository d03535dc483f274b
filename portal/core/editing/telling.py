"""What whoever publishes, approves or takes up a page again is told of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages as admin_messages
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page, WorkflowState


def tell_of_draft_above(request: HttpRequest, page: Page) -> None:
    """As a page is published, such as a translation: readers are told of what it stands in once that is online too."""
    if "action-publish" in request.POST or request.POST.get("action") == "publish":
        _tell_of_drafts(request, [page])


def tell_of_drafts_above_many(request: HttpRequest, action_type: str, pages: list, action: Any) -> None:
    """After many were published at once, what they stand in perhaps among them."""
    if action_type == "publish":
        _tell_of_drafts(request, [page for page in pages if isinstance(page, Page)])


def tell_what_came_of_a_review(request: HttpRequest, page: Page) -> None:
    """Wagtail says no more than that the page was saved."""
    if "action-workflow-action" not in request.POST or not (state := _latest_review(page)):
        return
    words = {"title": page.get_admin_display_title(), "name": get_user_display_name(state.requested_by)}
    if state.status == WorkflowState.STATUS_NEEDS_CHANGES and state.requested_by:
        messages.success(request, _("“%(title)s” goes back to %(name)s for changes.") % words)
    elif state.status == WorkflowState.STATUS_APPROVED and Page.objects.live().filter(pk=page.pk).exists():
        messages.success(request, _("“%(title)s” is approved and online.") % words)
        _tell_of_drafts(request, [page])


def tell_what_is_asked(request: HttpRequest, page: Page) -> None:
    """Whoever opens a page that a reviewer sent back sees why, which Wagtail keeps in a panel that is closed."""
    state = _latest_review(page) if request.method == "GET" else None
    if not state or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return
    asked = state.current_task_state
    words = {"name": get_user_display_name(asked.finished_by), "comment": asked.get_comment()}
    if words["comment"]:
        messages.warning(request, _("Changes asked for by %(name)s: “%(comment)s”") % words)
    else:
        messages.warning(request, _("Changes asked for by %(name)s.") % words)


def _latest_review(page: Page) -> WorkflowState | None:
    return page.workflow_states.select_related("current_task_state").order_by("created_at").last()


def _tell_of_drafts(request: HttpRequest, pages: list[Page]) -> None:
    places = {page.path[: -Page.steplen] for page in pages}
    for parent in Page.objects.filter(path__in=places, depth__gt=1, live=False):
        sentence = _("“%(title)s”, in which what you publish stands, is not online: until it is, nothing leads there.")
        way = admin_messages.button(reverse("wagtailadmin_pages:edit", args=[parent.pk]), _("Open it"))
        admin_messages.warning(request, sentence % {"title": parent.get_admin_display_title()}, buttons=[way])
