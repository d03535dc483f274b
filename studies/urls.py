"""Under the editor's own address: see `studies.wagtail_hooks`."""

from django.urls import path

from studies import views

app_name = "survey_admin"

urlpatterns = [
    path("<int:study_id>/", views.overview, name="overview"),
    path("<int:study_id>/send/", views.send, name="send"),
    path("<int:study_id>/template/", views.template, name="template"),
    path("<int:study_id>/files/<int:source_id>/", views.answers, name="answers"),
    path("<int:study_id>/files/<int:source_id>/again/", views.send_again, name="send_again"),
    path("<int:study_id>/files/<int:source_id>/destroy/", views.destroy, name="destroy"),
    path("<int:study_id>/codebook/", views.codebook, name="codebook"),
    path("<int:study_id>/codebook/file/", views.codebook_file, name="codebook_file"),
    path("<int:study_id>/codebook/<int:variable_id>/", views.variable, name="variable"),
    path("<int:study_id>/concordance/", views.concordance, name="concordance"),
    path("<int:study_id>/publish/", views.publish, name="publish"),
    path("<int:study_id>/publications/<int:publication_id>/", views.go_public, name="go_public"),
    path("<int:study_id>/take-back/", views.take_back, name="take_back"),
    path("<int:study_id>/chart/", views.open_chart, name="open_chart"),
]
