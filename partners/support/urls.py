"""Addresses of answers to needs: giving them, deciding on them, delivering; and needs that a programme could serve."""

from django.urls import path

from partners.support.views import answers, deliveries, responses

ANSWER = "responses/<int:pk>/"
DELIVERY = "deliveries/<int:pk>/"

urlpatterns = [
    path("needs/<need:code>/respond/", responses.respond, name="respond"),
    path("needs/<need:code>/respond/check/", responses.respond_check, name="respond-check"),
    path(ANSWER, answers.response, name="response"),
    path(f"{ANSWER}decide/", answers.decide, name="decide"),
    path(f"{ANSWER}withdraw/", answers.withdraw, name="withdraw"),
    path(f"{ANSWER}progress/", answers.progress, name="progress"),
    path(f"{ANSWER}revise/", responses.revise, name="revise"),
    path(f"{ANSWER}message/", answers.message, name="message"),
    path(f"{ANSWER}read/", answers.read, name="read"),
    path(f"{ANSWER}deliver/", deliveries.deliver, name="deliver"),
    path(DELIVERY, deliveries.delivery, name="delivery"),
    path(f"{DELIVERY}decide/", deliveries.decide_delivery, name="decide-delivery"),
    path(f"{DELIVERY}take-back/", deliveries.take_back, name="take-back"),
    path("programmes/<slug:slug>/needs/", responses.needs_to_support, name="programme-needs"),
]
