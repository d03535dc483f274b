from django.urls import path
from django.utils.translation import gettext_lazy as _

from events.views import codes, door, own, registering

app_name = "events"
urlpatterns = [
    path("<int:event_id>/", registering.register, name="register"),
    path("<int:event_id>/event.ics", registering.event_calendar, name="calendar"),
    path(_("recorded/<str:receipt>/"), registering.registered, name="registered"),
    path(_("mine/<slug:token>/"), own.registration, name="registration"),
    path(_("mine/<slug:token>/event.ics"), own.registration_calendar, name="registration_calendar"),
    path(_("door/<slug:token>/"), door.page, name="door"),
    path(_("door/<slug:token>/people/"), door.people, name="door_people"),
    path(_("door/<slug:token>/scans/"), door.scans, name="door_scans"),
    path(_("code/"), codes.attendee_code, name="attendee_code"),
    path(_("code/enter/"), codes.attendee_code_enter, name="attendee_code_enter"),
]
