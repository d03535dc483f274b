from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import page_permission_policy

from portal.core.mail.models import Message
from portal.core.mail.sending import send_again
from portal.desk.models import Link

CHANGE_WHAT_MESSAGES_TELL = ("events.change_registration", "members.change_organisation", "billing.change_invoice")


def may_see_messages(user: Any) -> bool:
    """Whoever may change what messages are about sees which of them did not arrive."""
    return any(map(user.has_perm, CHANGE_WHAT_MESSAGES_TELL))


class MessagePolicy(ModelPermissionPolicy):
    """Nobody writes a message here."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in ("view", "change") and may_see_messages(user)


class MessageIndexView(IndexView):
    page_title = gettext_lazy("Undelivered messages")

    def get_base_queryset(self) -> QuerySet:
        return Message.objects.undelivered().of_concern_to(self.request.user).prefetch_related("about")


class MessageView(InspectView):
    """Why one message did not arrive; what it says is nobody's business here, for it may hold a link."""

    permission_required = "change"
    template_name = "desk/admin/message.html"
    page_title = gettext_lazy("Message")

    def get_object(self, queryset: QuerySet | None = None) -> Message:
        return get_object_or_404(Message.objects.of_concern_to(self.request.user), pk=self.pk)

    def get_edit_url(self) -> None:
        """Nobody edits a message."""

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if send_again(message_id=self.object.pk, by=request.user):
            messages.success(request, _("The message is being sent again."))
        else:
            messages.error(request, _("There is nothing to send again: the message is on its way, sent, or erased."))
        return redirect("message:edit", self.object.pk)


class MessageViewSet(ModelViewSet):
    model = Message
    name = "message"
    icon = "mail"
    menu_hook = "register_reports_menu_item"
    menu_label = gettext_lazy("Undelivered messages")
    menu_order = 100
    index_view_class = MessageIndexView
    edit_view_class = MessageView
    add_to_reference_index = False
    copy_view_enabled = False
    form_fields = ["to"]
    list_display = [
        "to",
        Column("subject", label=gettext_lazy("Subject"), accessor=str),
        Column("about", label=gettext_lazy("About")),
        Column("state", label=gettext_lazy("State"), accessor="get_state_display"),
        "error",
        "created_at",
    ]
    list_filter = ["state"]
    search_fields = ["to"]
    list_per_page = 50

    @property
    def permission_policy(self) -> MessagePolicy:
        return MessagePolicy(self.model)

    def get_edit_view_kwargs(self, **kwargs) -> dict:
        fields = ["to", "__str__", "about", "state", "error", "tries", "created_at", "next_try_at"]
        return super().get_edit_view_kwargs(fields=fields, **kwargs)

    def get_urlpatterns(self) -> list:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.edit_view, name="edit"),
        ]


class LinkPolicy(ModelPermissionPolicy):
    """Whoever edits pages sees the links in them; nobody writes one here."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and page_permission_policy.user_has_permission(user, "change")


class LinkIndexView(IndexView):
    page_title = gettext_lazy("Broken links")

    def get_base_queryset(self) -> QuerySet:
        pages = page_permission_policy.instances_user_has_permission_for(self.request.user, "change")
        return Link.objects.filter(page__in=pages.order_by().values("pk")).select_related("page")


class LinkViewSet(ModelViewSet):
    model = Link
    name = "link"
    icon = "link"
    menu_hook = "register_reports_menu_item"
    menu_label = gettext_lazy("Broken links")
    menu_order = 110
    index_view_class = LinkIndexView
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False
    form_fields = ["address"]
    list_display = [
        TitleColumn(
            "page",
            label=gettext_lazy("Page"),
            accessor="page.get_admin_display_title",
            get_url=lambda link: reverse("wagtailadmin_pages:edit", args=[link.page_id]),
        ),
        Column("address", label=gettext_lazy("Address"), accessor="shown_address"),
        Column("state", label=gettext_lazy("State"), accessor="get_state_display", sort_key="state"),
        Column("found", label=gettext_lazy("Answer"), accessor="shown_answer"),
        DateColumn("since", label=gettext_lazy("Since"), sort_key="since"),
    ]
    list_filter = ["state"]
    search_fields = ["address"]
    list_per_page = 50

    @property
    def permission_policy(self) -> LinkPolicy:
        return LinkPolicy(self.model)

    def get_urlpatterns(self) -> list:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]
