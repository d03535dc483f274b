from django.urls import path
from django.utils.translation import gettext_lazy as _

from portal.desk import outside

app_name = "desk"

urlpatterns = [
    path("<str:token>/", outside.draft, name="draft"),
    path(_("<str:token>/text/"), outside.draft_text, name="draft_text"),
    path("<str:token>/media/<path:name>", outside.draft_file, name="draft_file"),
]
