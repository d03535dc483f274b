from django.db import models
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet


def _counts(registrations: str) -> dict[str, models.Count]:
    """`places_taken` and `people_waiting`, which the state of an event is made from."""
    return {
        name: models.Count(registrations, filter=models.Q((f"{registrations}__state", state)))
        for name, state in (("places_taken", "confirmed"), ("people_waiting", "waiting"))
    }


class EventQuerySet(models.QuerySet):
    def with_places_taken(self) -> "EventQuerySet":
        return self.annotate(**_counts("registrations"))

    def with_page_title(self) -> "EventQuerySet":
        """Named without a query each: by the page each event was made with."""
        pages = Page.objects.filter(eventpage__event=models.OuterRef("pk")).order_by("pk")
        return self.annotate(page_title=models.Subquery(pages.values("title")[:1]))


class RegistrationQuerySet(models.QuerySet):
    def active(self) -> "RegistrationQuerySet":
        return self.exclude(state="cancelled")

    def confirmed(self) -> "RegistrationQuerySet":
        return self.filter(state="confirmed")

    def waiting(self) -> "RegistrationQuerySet":
        """In the order in which they were committed, which the event's lock makes that of the keys."""
        return self.filter(state="waiting").order_by("pk")


class EventPageQuerySet(PageQuerySet):
    def with_event(self) -> "EventPageQuerySet":
        return (
            self.select_related("event", "release", "cover")
            .defer("programme", "materials")
            .annotate(**_counts("event__registrations"))
        )


EventPageManager = PageManager.from_queryset(EventPageQuerySet)
