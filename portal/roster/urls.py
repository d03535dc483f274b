"""Under the editor's own address: see `portal.roster.wagtail_hooks`."""

from django.urls import path

from portal.roster import attendees, views

app_name = "roster_admin"

urlpatterns = [
    path("", views.sheets, name="sheets"),
    path("send/", views.send, name="send"),
    path("organisations.csv", views.template, {"kind": "csv"}, name="template_csv"),
    path("organisations.xlsx", views.template, {"kind": "xlsx"}, name="template_xlsx"),
    path("attendees/<int:event_id>/", attendees.attendees, name="attendees"),
    path("<int:sheet_id>/", views.sheet, name="sheet"),
    path("<int:sheet_id>/import/", views.confirm, name="confirm"),
    path("<int:sheet_id>/go-on/", views.resume, name="resume"),
]
