"""The editor's views of events."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, StatusFlagColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.widgets.button import Button, HeaderButton

from events.models import Category, Event, EventPage, EventsIndexPage, Question
from events.services.organising import cancel_event, change_event
from events.viewsets import asking, copying, feedback, programme
from events.viewsets.concerns import ByItsClocks, undelivered
from portal.core.editing.shared_rows import SharedRowEditView, SharedRowViewSet


def starts_there(event: Event) -> datetime | None:
    """By the clocks of the place, as it stands on the event's own screen."""
    return event.starts_at and timezone.make_naive(event.starts_at, event.zone)


class EventIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet:
        return Event.objects.with_counts().with_page_title()

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """An event is made with its page."""
        section = EventsIndexPage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
        if section is None or not section.permissions_for_user(self.request.user).can_add_subpage():
            return []
        meta = EventPage._meta
        url = reverse("wagtailadmin_pages:add", args=[meta.app_label, meta.model_name, section.pk])
        return [HeaderButton(_("Add an event"), url=url, icon_name="plus")]


class EventEditView(ByItsClocks, SharedRowEditView):
    template_name = "events/admin/event.html"

    def get_context_data(self, **kwargs) -> dict:
        registrations = self.object.registrations.all()
        return {**super().get_context_data(**kwargs), "undelivered": undelivered(registrations, self.request.user)}

    def is_valid(self, form) -> bool:
        """A category stays as long as somebody is registered in it, or a question is asked of it alone."""
        rows = form.formsets["categories"].deleted_forms if form.is_valid() else []
        gone = [row.instance for row in rows if row.instance.pk]
        kept = [category for category in gone if category.registrations.exists()]
        if kept:
            names = {"names": ", ".join(map(str, kept))}
            form.add_error(None, _("Somebody is registered as %(names)s: it can’t be removed.") % names)
        elif gone and (lost := self._asked_of_nobody(form, gone)):
            told = _(
                "“%(question)s” is asked of the category “%(name)s” alone: it can’t be removed before that question "
                "is changed, under “What the form asks”."
            )
            form.add_error(None, told % {"question": lost, "name": lost.only_for})
        return super().is_valid(form)

    def _asked_of_nobody(self, form, gone: list[Category]) -> Question | None:
        """The first question that would be, once these categories are gone: unless another takes their name."""
        stay = [row.instance.label_fr for row in form.formsets["categories"].ordered_forms]
        names = {category.label_fr for category in Category.objects.filter(pk__in=[each.pk for each in gone])}
        return self.object.questions.filter(only_for__in=names).exclude(only_for__in=stay).first()

    def save_instance(self) -> Event:
        event = self.form.save(commit=False)
        change_event(event=event, by=self.request.user)
        self.has_content_changes = self.form.has_changed()
        if "starts_at" in self.form.changed_data and event.has_started(timezone.now()):
            messages.warning(self.request, event.PAST_DATE)
        return event

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        url = reverse("event:programme", args=[self.object.pk])
        buttons = [Button(_("Programme"), url=url, icon_name="list-ul", priority=5)]
        url = reverse("event:asked", args=[self.object.pk])
        buttons.append(Button(_("What the form asks"), url=url, icon_name="form", priority=7))
        if self.request.user.has_perm("events.change_registration"):
            url = reverse("registration:dashboard", args=[self.object.pk])
            buttons.append(Button(_("Registrations"), url=url, icon_name="group", priority=10))
        if self.object.starts_at:
            url = reverse("event:copy", args=[self.object.pk])
            buttons.append(Button(_("Hold this event again"), url=url, icon_name="copy", priority=15))
        if self.object.cancelled_at is None:
            url = reverse("event:cancel", args=[self.object.pk])
            buttons.append(Button(_("Cancel the event"), url=url, icon_name="cross", priority=20))
        return buttons


class EventCancelView(InspectView):
    """Says whom it concerns, then cancels for good."""

    permission_required = "change"
    template_name = "events/admin/cancel.html"
    page_title = gettext_lazy("Cancel the event")

    def get_context_data(self, **kwargs) -> dict:
        active = self.object.registrations.active()
        told = {"count": active.count(), "invoiced": active.exclude(invoice_line=None).count()}
        return {**super().get_context_data(**kwargs), **told}

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        cancel_event(event_id=self.object.pk, by=self.request.user)
        messages.success(request, _("The event is cancelled; everyone registered is being told."))
        return redirect("event:edit", self.object.pk)


class EventViewSet(SharedRowViewSet):
    model = Event
    name = "event"
    icon = "date"
    menu_label = gettext_lazy("Events")
    index_view_class = EventIndexView
    edit_view_class = EventEditView
    list_display = [
        "__str__",
        "kind",
        Column("starts_at", label=gettext_lazy("Starts"), accessor=starts_there, sort_key="starts_at"),
        Column(
            "places",
            label=gettext_lazy("Places taken"),
            accessor=lambda event: f"{event.places_taken} / {event.capacity}",
        ),
        Column("people_waiting", label=gettext_lazy("Waiting")),
        StatusFlagColumn("cancelled_at", true_label=gettext_lazy("Cancelled"), label=""),
    ]
    list_filter = ["kind"]
    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("time_zone")]),
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldRowPanel([FieldPanel("hours_fr"), FieldPanel("hours_en")]),
                FieldRowPanel([FieldPanel("announced_fr"), FieldPanel("announced_en")]),
                FieldPanel("venue"),
                FieldPanel("address"),
                FieldRowPanel([FieldPanel("access_fr"), FieldPanel("access_en")]),
                FieldPanel("joining_url"),
                FieldPanel("contact_email"),
            ],
            heading=gettext_lazy("When and where"),
            help_text=gettext_lazy(
                "Everyone registered is told of a new date or place, and their calendars follow. On another day, the "
                "sessions of the programme keep their hours."
            ),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("audience_fr"), FieldPanel("audience_en")]),
                FieldRowPanel([FieldPanel("price_fr"), FieldPanel("price_en")]),
            ],
            heading=gettext_lazy("For whom, and at what price"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("capacity"), FieldPanel("has_waiting_list"), FieldPanel("members_only")]),
                FieldPanel("offer_hours"),
                FieldRowPanel([FieldPanel("registration_opens_at"), FieldPanel("registration_closes_at")]),
                FieldPanel("members_first_until"),
                FieldPanel("reminder_days"),
            ],
            heading=gettext_lazy("Registration"),
            help_text=gettext_lazy("New places go to the waiting list first."),
        ),
        InlinePanel(
            "categories",
            heading=gettext_lazy("Categories of those who register"),
            label=gettext_lazy("Category"),
            help_text=gettext_lazy(
                "Such as member, visitor, press or partner, each with its price; the form asks where there is a "
                "choice. Without any, the event is free for everybody. Whoever is registered keeps the price of that "
                "moment."
            ),
        ),
        InlinePanel("partners", heading=gettext_lazy("Partners"), label=gettext_lazy("Partner")),
        InlinePanel("readings", heading=gettext_lazy("To read about it"), label=gettext_lazy("Study or article")),
    ]

    def get_urlpatterns(self) -> list:
        cancel = self.construct_view(EventCancelView, fields=["starts_at", "venue"])
        asked = asking.panel.bind_to_model(Event)
        form = self.get_edit_view_kwargs(panel=asked, form_class=asked.get_form_class())
        opinions = feedback.panel.bind_to_model(Event)
        questions = self.get_edit_view_kwargs(panel=opinions, form_class=opinions.get_form_class())
        return [
            *super().get_urlpatterns(),
            path("feedback/<int:pk>/", self.construct_view(feedback.FeedbackEditView, **questions), name="feedback"),
            path("asked/<int:pk>/", self.construct_view(asking.AskedEditView, **form), name="asked"),
            path("cancel/<int:pk>/", cancel, name="cancel"),
            path("<int:event_id>/programme/", programme.edit, name="programme"),
            path("<int:event_id>/copy/", copying.copy, name="copy"),
        ]
