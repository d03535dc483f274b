from django.urls import path
from django.utils.translation import gettext_lazy as _

from events import feeds
from events.models import Kind
from events.views import codes, door, feedback, own, programme, registering

app_name = "events"
urlpatterns = [
    path("<int:event_id>/", registering.register, name="register"),
    path("<int:event_id>/event.ics", registering.event_calendar, name="calendar"),
    path("<int:event_id>/programme.pdf", programme.programme, name="programme"),
    path(_("recorded/<str:receipt>/"), registering.registered, name="registered"),
    path(_("mine/<slug:token>/"), own.registration, name="registration"),
    path(_("mine/<slug:token>/answers/"), own.told, name="told"),
    path(_("mine/<slug:token>/billing/"), own.billing, name="billing"),
    path(_("mine/<slug:token>/event.ics"), own.registration_calendar, name="registration_calendar"),
    path(_("mine/<slug:token>/certificate/"), own.certificate, name="certificate"),
    path(_("opinion/<slug:token>/"), feedback.feedback, name="feedback"),
    path(_("door/<slug:token>/"), door.page, name="door"),
    path(_("door/<slug:token>/people/"), door.people, name="door_people"),
    path(_("door/<slug:token>/scans/"), door.scans, name="door_scans"),
    path(_("code/"), codes.attendee_code, name="attendee_code"),
    path(_("code/enter/"), codes.attendee_code_enter, name="attendee_code_enter"),
]
calendar_urlpatterns = [
    path(_("all.ics"), feeds.calendar, name="all"),
    path(_("conventions.ics"), feeds.calendar, {"kind": Kind.CONVENTION}, name="convention"),
    path(_("workshops.ics"), feeds.calendar, {"kind": Kind.WORKSHOP}, name="workshop"),
    path(_("webinars.ics"), feeds.calendar, {"kind": Kind.WEBINAR}, name="webinar"),
]
