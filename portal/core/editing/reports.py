"""Wagtail's reports over all pages, for those that name pages whoever looks."""

from django.db.models import QuerySet
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail_localize.views.report import TranslationsReportView

from portal.access.choosing import known_to


class KnownPageTypesReport(PageTypesUsageReportView):
    def decorate_paginated_queryset(self, page_types):
        page_types = super().decorate_paginated_queryset(page_types)
        shown = [item.last_edited_page.pk for item in page_types if item.last_edited_page]
        known = set(known_to(self.request.user, Page).filter(pk__in=shown).values_list("pk", flat=True))
        for item in page_types:
            if item.last_edited_page and item.last_edited_page.pk not in known:
                item.last_edited_page = None
        return page_types


class OwnTranslationsReport(TranslationsReportView):
    """The translations of the pages that one edits."""

    def get_queryset(self) -> QuerySet:
        edited = page_permission_policy.instances_user_has_permission_for(self.request.user, "change")
        keys = edited.order_by().values("translation_key")
        return super().get_queryset().filter(source__object_id__in=keys).order_by("-pk")
