from collections.abc import Iterator

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from studies.models import StudyPage
from studies.views.frame import may_change
from studies.viewsets import StudiesGroup


@hooks.register("register_admin_viewset")
def studies() -> StudiesGroup:
    return StudiesGroup()


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
    ("confirmed", _("Confirm the codebook"), _("Codebook confirmed")),
    ("tabulated", _("Compute tables"), _("Computation of tables started")),
    ("public", _("Make results public"), _("Results made public")),
    ("unpublished", _("Take results back"), _("Results taken back")),
    ("deleted", _("Delete tables"), _("Computed tables deleted")),
    ("read", _("Read answers"), _("Answers of respondents downloaded")),
    ("destroyed", _("Destroy answers"), _("Answers of respondents destroyed")),
    ("concordance", _("Confirm the concordance"), _("Concordance with an earlier edition confirmed")),
    ("open_chart", _("Choose the public chart"), _("Public chart chosen")),
)
