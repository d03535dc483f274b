from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from portal.access.middleware import ViewerRequest
from portal.core.models import Person, Topic


class PersonViewSet(SnippetViewSet):
    model = Person
    icon = "user"
    list_display = ["name", "role_fr"]
    search_fields = ["name"]
    list_per_page = 50


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    list_display = ["label_fr", "label_en"]
    search_fields = ["label_fr", "label_en"]


class PublicationGroup(SnippetViewSetGroup):
    items = (PersonViewSet, TopicViewSet)
    menu_label = _("People and topics")
    menu_icon = "group"
    menu_order = 310


register_snippet(PublicationGroup)


@hooks.register("before_copy_page")
def copy_only_what_one_reads(request: ViewerRequest, page: Page) -> None:
    """Whoever copies a section owns the copies of what others wrote in it, and authors read what they own."""
    if request.method == "POST" and request.POST.get("copy_subpages"):
        for below in page.get_descendants().specific():
            if not below.decision_for(request.viewer).granted:
                raise PermissionDenied
