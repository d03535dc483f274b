from django.urls import path

from portal.billing import views

app_name = "billing"
urlpatterns = [
    path("<slug:token>/", views.invoice, name="invoice"),
    path("<slug:token>/pdf/", views.invoice_pdf, name="pdf"),
]
