"""The editor's lists and forms of studies and their series."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from portal.core.editing.replacing import RowEditView
from portal.core.editing.shared_rows import SharedRowViewSet
from studies.models import Series, Study


class StudyIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet:
        return Study.objects.with_page_title().select_related("series")


class StudyViewSet(SharedRowViewSet):
    model = Study
    name = "study"
    icon = "doc-full-inverse"
    menu_label = _("Studies")
    index_view_class = StudyIndexView
    list_display = ["__str__", "series", "edition", "published_on"]
    list_filter = ["series"]
    panels = [
        HelpPanel(template="studies/admin/survey_link.html", heading=_("Survey results")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("series"), FieldPanel("edition")]),
                FieldRowPanel([FieldPanel("published_on"), FieldPanel("announced_fr"), FieldPanel("announced_en")]),
            ],
            heading=_("Edition"),
        ),
        MultiFieldPanel(
            [FieldPanel("commissioned_by"), FieldPanel("carried_out_by"), FieldPanel("academic_partner")],
            heading=_("Who"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("fieldwork_from"), FieldPanel("fieldwork_to"), FieldPanel("sample_size")]),
                FieldRowPanel([FieldPanel("fieldwork_fr"), FieldPanel("fieldwork_en")]),
                FieldPanel("population_fr"),
                FieldPanel("population_en"),
                FieldRowPanel([FieldPanel("mode_fr"), FieldPanel("mode_en")]),
                FieldPanel("sampling_fr"),
                FieldPanel("sampling_en"),
                FieldPanel("is_random"),
                FieldPanel("weighting_fr"),
                FieldPanel("weighting_en"),
                FieldPanel("method_fr"),
                FieldPanel("method_en"),
            ],
            heading=_("Method"),
        ),
        InlinePanel("files", heading=_("Files"), label=_("File")),
        MultiFieldPanel(
            [FieldPanel("link_url"), FieldPanel("link_label_fr"), FieldPanel("link_label_en")],
            heading=_("Elsewhere"),
            help_text=_("For instance the partner's site where the study can be downloaded."),
        ),
    ]


class SeriesViewSet(ModelViewSet):
    model = Series
    edit_view_class = RowEditView
    name = "series"
    icon = "list-ul"
    menu_label = _("Series")
    form_fields = ["name_fr", "name_en"]
    list_display = ["name_fr", "name_en"]


class StudiesGroup(ViewSetGroup):
    items = (StudyViewSet(), SeriesViewSet())
    menu_label = _("Studies")
    menu_icon = "doc-full-inverse"
    menu_order = 210
