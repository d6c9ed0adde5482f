"""Addresses of imports, of the questions that they leave, and of what was published."""

from django.urls import path

from partners.iati import views

IMPORT = "import/<int:pk>/"

urlpatterns = [
    path("import/", views.import_list, name="imports"),
    path("import/questions/", views.questions, name="import-questions"),
    path(IMPORT, views.import_detail, name="import"),
    path(f"{IMPORT}confirm/", views.import_move, {"move": "confirm"}, name="import-confirm"),
    path(f"{IMPORT}discard/", views.import_move, {"move": "discard"}, name="import-discard"),
    path(f"{IMPORT}choose/", views.import_choose, name="import-choose"),
    path(f"{IMPORT}restart/", views.import_move, {"move": "restart"}, name="import-restart"),
    path(f"{IMPORT}report.json", views.import_report, name="import-report"),
    path("programmes/<slug:slug>/published/", views.published, name="programme-published"),
]
