from django.db import models
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from portal.core.pages.listing import rows_with_page
from portal.core.pages.rows import SharedRowQuerySet


class StudyQuerySet(SharedRowQuerySet):
    def latest_first(self) -> "StudyQuerySet":
        """What is announced without a date, then by date."""
        return self.order_by(models.F("published_on").desc(nulls_first=True), "-pk")

    def dated(self) -> "StudyQuerySet":
        return self.exclude(published_on=None)


class StudyPageQuerySet(PageQuerySet):
    def for_cards(self) -> "StudyPageQuerySet":
        """With what a list shows of each, and without its results."""
        return (
            self.select_related("release", "study__series", "cover")
            .prefetch_related("cover__renditions")
            .defer("findings", "results")
        )

    def for_charts(self) -> "StudyPageQuerySet":
        """With what decides who sees a chart of each elsewhere, and its source."""
        return self.select_related("locale", "release__page", "study__series", "study__survey__public").defer(
            "key_figures", "findings", "results"
        )

    def latest_first(self) -> "StudyPageQuerySet":
        return self.order_by(models.F("study__published_on").desc(nulls_first=True), "-study_id")

    def of_rows(self, studies: StudyQuerySet) -> "StudyPageQuerySet":
        """The pages that `rows_with_page` found, for cards."""
        return self.filter(pk__in=studies.values("page_id")).for_cards().latest_first()

    def latest(self) -> "StudyPageQuerySet":
        """The one of these pages whose study was published last."""
        studies = self.model._meta.get_field("study").related_model.objects.dated()
        return self.model._default_manager.of_rows(rows_with_page(studies.latest_first(), self, "study")[:1])


StudyPageManager = PageManager.from_queryset(StudyPageQuerySet)
