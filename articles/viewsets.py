from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet

from articles.models import Rubric
from portal.core.editing.replacing import RowEditView


class RubricViewSet(ModelViewSet):
    """The sections that the contents of issues are cut into."""

    model = Rubric
    edit_view_class = RowEditView
    name = "rubrics"
    icon = "list-ul"
    menu_label = _("Sections of the magazine")
    menu_order = 205
    add_to_admin_menu = True
    form_fields = ["label_fr", "label_en"]
    list_display = ["label_fr", "label_en"]
