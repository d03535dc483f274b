from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from articles.models import IssuePage
from articles.models.leaves import Leaf
from articles.tasks import read_pdf
from articles.viewsets import RubricViewSet


@hooks.register("register_admin_viewset")
def rubrics() -> RubricViewSet:
    return RubricViewSet()


@hooks.register("register_admin_urls")
def admin_urls() -> list:
    return [path("pages/", include("articles.urls"))]


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def read_what_is_chosen(request: HttpRequest, page: Page) -> None:
    """Of a draft too, for its editor to see its pages, or why they can't be shown."""
    if isinstance(page, IssuePage) and page.pdf_id:
        read_pdf.enqueue(document_id=page.pdf_id, most=page.leafed)


@hooks.register("construct_image_chooser_queryset")
def choose_among_pictures(images: QuerySet, request: HttpRequest) -> QuerySet:
    """The pages of a PDF are drawn anew with it."""
    return images.exclude(pk__in=Leaf.objects.values("image"))


@hooks.register("register_page_header_buttons")
def document_button(page: Page, user, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    takes_articles = "articles.ArticlePage" in (getattr(page.specific_class, "subpage_types", None) or ())
    if takes_articles and page.permissions_for_user(user).can_add_subpage():
        url = reverse("articles_admin:from_document", args=[page.pk])
        yield Button(_("New article from a document"), url=url, icon_name="upload", priority=12)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("articles.manuscript.imported", _("Import a document"), _("Draft made of a document"))
    actions.register_action(
        "articles.manuscript.dismissed", _("Dismiss the remarks on a document"), _("Remarks on the document dismissed")
    )
