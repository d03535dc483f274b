from django.urls import path
from django.utils.translation import gettext_lazy as _

from events import views

app_name = "events"
urlpatterns = [
    path("<int:event_id>/", views.register, name="register"),
    path("<int:event_id>/event.ics", views.event_calendar, name="calendar"),
    path(_("recorded/<str:receipt>/"), views.registered, name="registered"),
    path(_("mine/<slug:token>/"), views.registration, name="registration"),
    path(_("mine/<slug:token>/event.ics"), views.registration_calendar, name="registration_calendar"),
    path(_("code/"), views.attendee_code, name="attendee_code"),
    path(_("code/enter/"), views.attendee_code_enter, name="attendee_code_enter"),
]
