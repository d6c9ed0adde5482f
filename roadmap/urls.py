"""Addresses of the road map."""

from django.urls import path

from roadmap.views import clearing, entering, indicators, overview, set_up

app_name = "roadmap"

ONE = "indicators/<slug:code>/<iso3:iso3>/"
VALUE = "values/<int:pk>/"

urlpatterns = [
    path("", overview.index, name="index"),
    path("goals/<slug:code>/", overview.goal, name="goal"),
    path("commitments/", overview.commitments, name="commitments"),
    path("processes/", overview.processes, name="processes"),
    path("indicators/", indicators.indicator_list, name="indicators"),
    path("indicators/<slug:code>/", indicators.indicator, name="indicator"),
    path(ONE, indicators.country_indicator, name="country-indicator"),
    path(f"{ONE}new/", entering.observe, name="observe"),
    path(f"{ONE}confirm/", entering.confirm, name="confirm"),
    path(f"{ONE}set-up/", set_up.set_up, name="set-up"),
    path(f"{ONE}set-up/submit/", set_up.submit, name="set-up-submit"),
    path(f"{ONE}set-up/recall/", set_up.recall, name="set-up-recall"),
    path(f"{ONE}set-up/review/", set_up.review, name="set-up-review"),
    path(f"{ONE}set-up/clear/", set_up.clear, name="set-up-clear"),
    path(f"{ONE}set-up/return/", set_up.send_back, name="set-up-return"),
    path(f"{ONE}set-up/disclosure/", set_up.disclosure, name="set-up-disclosure"),
    path(VALUE, clearing.observation, name="observation"),
    path(f"{VALUE}edit/", entering.edit, name="observation-edit"),
    path(f"{VALUE}correct/", entering.correct, name="observation-correct"),
    path(f"{VALUE}submit/", clearing.submit, name="observation-submit"),
    path(f"{VALUE}recall/", clearing.recall, name="observation-recall"),
    path(f"{VALUE}review/", clearing.review, name="observation-review"),
    path(f"{VALUE}clear/", clearing.clear, name="observation-clear"),
    path(f"{VALUE}return/", clearing.send_back, name="observation-return"),
    path(f"{VALUE}disclosure/", clearing.disclosure, name="observation-disclosure"),
]
