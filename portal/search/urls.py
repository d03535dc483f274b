from django.urls import path
from django.utils.translation import gettext_lazy as _

from portal.search.views import author, results, suggestions, topic

app_name = "search"

urlpatterns = [
    path(_("search/"), results, name="results"),
    path(_("search/suggestions/"), suggestions, name="suggestions"),
    path(_("topics/<slug:slug>/"), topic, name="topic"),
    path(_("authors/<slug:slug>/"), author, name="author"),
]
