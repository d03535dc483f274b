from django.urls import path
from django.utils.translation import gettext_lazy as _

from portal.access import views

app_name = "access"

urlpatterns = [
    path(_("forget/"), views.forget_proofs, name="forget"),
    path(_("preview/<str:token>/"), views.open_preview, name="preview"),
]
