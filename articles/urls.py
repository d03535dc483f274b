"""Under the editor's own address: see `articles.wagtail_hooks`."""

from django.urls import path

from articles import views

app_name = "articles_admin"

urlpatterns = [
    path("add/articles/articlepage/<int:magazine_id>/document/", views.from_document, name="from_document"),
    path("<int:article_id>/document/", views.remarks, name="remarks"),
]
