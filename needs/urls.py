"""Addresses of the needs app; `iwt_dashboard` adds the register and a need's own page to the same namespace."""

from django.urls import path

from needs.views import clearing, entry, questions

app_name = "needs"
urlpatterns = [
    path("new/", entry.need_create, name="new"),
    path("validate/", entry.validate_field, name="validate"),
    path("<need:code>/edit/", entry.need_edit, name="edit"),
    path("<need:code>/submit/", clearing.need_submit, name="submit"),
    path("<need:code>/recall/", clearing.need_recall, name="recall"),
    path("<need:code>/discard/", clearing.need_discard, name="discard"),
    path("<need:code>/confirm/", clearing.need_confirm, name="confirm"),
    path("<need:code>/status/", clearing.need_status, name="status"),
    path("<need:code>/disclosure/", clearing.need_disclosure, name="disclosure"),
    path("<need:code>/review/", clearing.need_review, name="review"),
    path("<need:code>/clear/", clearing.need_clear, name="clear"),
    path("<need:code>/return/", clearing.need_return, name="return"),
    path("<need:code>/ask/", questions.question_ask, name="ask"),
    path("questions/<int:pk>/answer/", questions.question_answer, name="answer"),
    path("questions/<int:pk>/share/", questions.question_share, name="share"),
]
