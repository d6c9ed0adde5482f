"""Addresses of the partners app."""

from django.urls import path

from partners.views import organisations, overview, programmes, responses

app_name = "partners"

ANSWER = "responses/<int:pk>/"

urlpatterns = [
    path("", organisations.index, name="index"),
    path("organisations/<slug:code>/", organisations.organisation, name="organisation"),
    path("programmes/", programmes.programme_list, name="programmes"),
    path("programmes/<slug:slug>/", programmes.programme, name="programme"),
    path("programmes/<slug:slug>/confirm/", programmes.confirm, name="confirm"),
    path("mechanisms/", overview.mechanisms, name="mechanisms"),
    path("funding/", overview.funding, name="funding"),
    path("needs/<need:code>/respond/", responses.respond, name="respond"),
    path("needs/<need:code>/respond/check/", responses.respond_check, name="respond-check"),
    path(ANSWER, responses.response, name="response"),
    path(f"{ANSWER}decide/", responses.decide, name="decide"),
    path(f"{ANSWER}withdraw/", responses.withdraw, name="withdraw"),
    path(f"{ANSWER}progress/", responses.progress, name="progress"),
]
