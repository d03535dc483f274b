"""Under the editor's own address: see `studies.wagtail_hooks`."""

from django.urls import path

from studies.views import codebook, confirmation, editions, overview, publications, sources

app_name = "survey_admin"

urlpatterns = [
    path("<int:study_id>/", overview.overview, name="overview"),
    path("<int:study_id>/send/", sources.send, name="send"),
    path("<int:study_id>/template/", sources.template, name="template"),
    path("<int:study_id>/files/<int:source_id>/", sources.answers, name="answers"),
    path("<int:study_id>/files/<int:source_id>/again/", sources.send_again, name="send_again"),
    path("<int:study_id>/files/<int:source_id>/destroy/", sources.destroy, name="destroy"),
    path("<int:study_id>/codebook/", codebook.codebook, name="codebook"),
    path("<int:study_id>/codebook/file/", codebook.codebook_file, name="codebook_file"),
    path("<int:study_id>/codebook/confirm/", confirmation.confirm, name="confirm_codebook"),
    path("<int:study_id>/codebook/columns/", confirmation.add, name="add_columns"),
    path("<int:study_id>/codebook/<int:variable_id>/", codebook.variable, name="variable"),
    path("<int:study_id>/codebook/<slug:code>/merge/", codebook.merge, name="merge"),
    path("<int:study_id>/concordance/", editions.concordance, name="concordance"),
    path("<int:study_id>/concordance/<slug:code>/", editions.option_pairs, name="option_pairs"),
    path("<int:study_id>/publish/", publications.publish, name="publish"),
    path("<int:study_id>/publications/<int:publication_id>/", publications.go_public, name="go_public"),
    path("<int:study_id>/publications/<int:publication_id>/delete/", publications.delete, name="delete"),
    path("<int:study_id>/preview/", publications.preview, name="preview"),
    path("<int:study_id>/take-back/", publications.take_back, name="take_back"),
    path("<int:study_id>/chart/", publications.open_chart, name="open_chart"),
]
