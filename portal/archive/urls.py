"""Under the editor's own address: see `portal.archive.wagtail_hooks`."""

from django.urls import path

from portal.archive import views

app_name = "archive_admin"

urlpatterns = [
    path("", views.batches, name="batches"),
    path("send/", views.send, name="send"),
    path("<int:batch_id>/", views.batch, name="batch"),
    path("<int:batch_id>/import/", views.confirm, name="confirm"),
    path("<int:batch_id>/go-on/", views.resume, name="resume"),
]
