"""Addresses of the editor's interface that Wagtail and its extensions answer without asking enough: ours come first."""

from django.http import Http404
from django.urls import path, re_path
from django.views.defaults import page_not_found
from wagtail.admin.auth import require_admin_access
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.utils.urlpatterns import decorate_urlpatterns

from portal.core.editing.browsing import BrowseFromHereView
from portal.core.editing.bulk import bulk_action
from portal.core.editing.replacing import SettingEditView
from portal.core.editing.reports import KnownPageTypesReport, OwnTranslationsReport
from portal.core.editing.saving import MakeView, SaveEarlierView, SaveView
from portal.core.editing.translating import (
    ChosenDocuments,
    ChosenImages,
    SubmitOwnPageView,
    UpdateOwnPageView,
    override_segment,
)

_files = WagtailAPIRouter("wagtailadmin_api")
_files.register_endpoint("images", ChosenImages)
_files.register_endpoint("documents", ChosenDocuments)
_translate = "localize/translate/<int:translation_id>"

urlpatterns = decorate_urlpatterns(
    [
        path("bulk/<str:app_label>/<str:model_name>/<str:action>/", bulk_action, name="wagtail_bulk_action"),
        path("choose-page/", BrowseFromHereView.as_view()),
        path("pages/add/<slug:app_label>/<slug:model_name>/<int:parent_page_id>/", MakeView.as_view()),
        path("pages/<int:page_id>/edit/", SaveView.as_view()),
        path("pages/<int:page_id>/revisions/<int:revision_id>/revert/", SaveEarlierView.as_view()),
        path("reports/page-types-usage/", KnownPageTypesReport.as_view()),
        path("reports/page-types-usage/results/", KnownPageTypesReport.as_view(results_only=True)),
        path("localize/reports/translations/", OwnTranslationsReport.as_view()),
        path("localize/reports/translations/results/", OwnTranslationsReport.as_view(results_only=True)),
        path("settings/<slug:app_name>/<slug:model_name>/<int:pk>/", SettingEditView.as_view()),
        path("localize/submit/page/<int:page_id>/", SubmitOwnPageView.as_view()),
        path("localize/update/<int:translation_source_id>/", UpdateOwnPageView.as_view()),
        path("api/main/images/<int:pk>/", _files.wrap_view(ChosenImages.as_view({"get": "detail_view"}))),
        path("api/main/documents/<int:pk>/", _files.wrap_view(ChosenDocuments.as_view({"get": "detail_view"}))),
        re_path("^api/main/(?:documents|images)/", page_not_found, {"exception": Http404()}),
        path(f"{_translate}/overrides/<int:overridable_segment_id>/edit/", override_segment),
    ],
    require_admin_access,
)
