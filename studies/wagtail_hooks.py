from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from portal.core.viewsets import SharedRowViewSet, lead_to_row
from studies.models import Series, Study, StudyPage
from studies.views import may_change


class StudyViewSet(SharedRowViewSet):
    model = Study
    name = "study"
    icon = "doc-full-inverse"
    menu_label = _("Studies")
    list_display = ["__str__", "series", "edition", "published_on"]
    list_filter = ["series"]
    panels = [
        HelpPanel(template="studies/admin/survey_link.html", heading=_("Survey results")),
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
                FieldRowPanel([FieldPanel("mode_fr"), FieldPanel("mode_en")]),
                FieldPanel("sampling_fr"),
                FieldPanel("sampling_en"),
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


@hooks.register("register_admin_urls")
def admin_urls() -> list:
    return [path("surveys/", include("studies.urls"))]


@hooks.register("register_page_header_buttons")
def survey_button(page: Page, user, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(page, StudyPage) and may_change(user, page.study):
        url = reverse("survey_admin:overview", args=[page.study_id])
        yield Button(_("Survey results"), url=url, icon_name="table", priority=12)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for name, label, message in LOGGED:
        actions.register_action(f"studies.survey.{name}", label, message)


LOGGED = (
    ("sent", _("Send a survey file"), _("Survey file sent")),
    ("reviewed", _("Review the codebook"), _("Codebook reviewed")),
    ("tabulated", _("Compute tables"), _("Computation of tables started")),
    ("public", _("Make results public"), _("Results made public")),
    ("unpublished", _("Take results back"), _("Results taken back")),
    ("read", _("Read answers"), _("Answers of respondents downloaded")),
    ("destroyed", _("Destroy answers"), _("Answers of respondents destroyed")),
    ("concordance", _("Confirm the concordance"), _("Concordance with an earlier edition confirmed")),
    ("open_chart", _("Choose the public chart"), _("Public chart chosen")),
)
