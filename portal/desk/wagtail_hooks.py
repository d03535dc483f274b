from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component

from portal.desk.panels import ToDoPanel
from portal.desk.viewsets import LinkViewSet, MessageViewSet


@hooks.register("register_admin_viewset")
def undelivered_messages() -> MessageViewSet:
    return MessageViewSet()


@hooks.register("register_admin_viewset")
def broken_links() -> LinkViewSet:
    return LinkViewSet()


@hooks.register("construct_homepage_panels")
def to_do(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(ToDoPanel())
