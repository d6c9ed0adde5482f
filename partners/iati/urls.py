"""Addresses of imports, of the questions that they leave, and of what was published."""

from django.urls import path

from partners.iati.views import import_questions, imports, published

IMPORT = "import/<int:pk>/"

urlpatterns = [
    path("import/", imports.import_list, name="imports"),
    path("import/questions/", import_questions.questions, name="import-questions"),
    path(IMPORT, imports.import_detail, name="import"),
    path(f"{IMPORT}confirm/", imports.import_confirm, name="import-confirm"),
    path(f"{IMPORT}discard/", imports.import_discard, name="import-discard"),
    path(f"{IMPORT}restart/", imports.import_restart, name="import-restart"),
    path(f"{IMPORT}report.json", imports.import_report, name="import-report"),
    path("programmes/<slug:slug>/published/", published.published, name="programme-published"),
]
