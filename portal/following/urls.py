from django.urls import path
from django.utils.translation import gettext_lazy as _

from portal.following import feeds, views

app_name = "following"
urlpatterns = [
    path("", views.ways, name="ways"),
    path(_("all.xml"), feeds.feed, {"name": "all"}, name="all"),
    path(_("articles.xml"), feeds.feed, {"name": "articles"}, name="articles"),
    path(_("news.xml"), feeds.feed, {"name": "news"}, name="news"),
    path(_("studies.xml"), feeds.feed, {"name": "studies"}, name="studies"),
    path(_("events.xml"), feeds.feed, {"name": "events"}, name="events"),
    path(_("listen.xml"), feeds.podcast, name="podcast"),
    path(_("topics/<slug:slug>.xml"), feeds.topic, name="topic"),
    path(_("issues/<int:issue_id>.xml"), feeds.issue, name="issue"),
    path(_("pictures/<int:page_id>-<slug:version>.jpg"), views.share_picture, name="picture"),
    path(_("cite/<int:page_id>.bib"), views.cite, {"form": "bib"}, name="bibtex"),
    path(_("cite/<int:page_id>.ris"), views.cite, {"form": "ris"}, name="ris"),
]
