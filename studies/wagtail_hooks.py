from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import Page

from portal.core.viewsets import SharedRowViewSet, lead_to_row
from studies.models import Series, Study, StudyPage


class StudyViewSet(SharedRowViewSet):
    model = Study
    name = "study"
    icon = "doc-full-inverse"
    menu_label = _("Studies")
    list_display = ["__str__", "series", "edition", "published_on"]
    list_filter = ["series"]
    panels = [
        MultiFieldPanel(
            [FieldPanel("series"), FieldRowPanel([FieldPanel("edition"), FieldPanel("published_on")])],
            heading=_("Edition"),
        ),
        MultiFieldPanel(
            [FieldPanel("commissioned_by"), FieldPanel("carried_out_by"), FieldPanel("academic_partner")],
            heading=_("Who"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("fieldwork_from"), FieldPanel("fieldwork_to"), FieldPanel("sample_size")]),
                FieldPanel("population_fr"),
                FieldPanel("population_en"),
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


@hooks.register("register_admin_viewset")
def studies() -> StudiesGroup:
    return StudiesGroup()


@hooks.register("after_create_page")
def lead_to_study(request: HttpRequest, page: Page) -> HttpResponse | None:
    return lead_to_row(request, page, "study", "study:edit") if isinstance(page, StudyPage) else None
