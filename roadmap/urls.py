"""Addresses of the road map."""

from django.urls import URLPattern, path

from core.clearing_pages import Views
from roadmap.views import clearing, entering, reading, set_up

app_name = "roadmap"

ONE = "indicators/<slug:code>/<iso3:iso3>/"
VALUE = "values/<int:pk>/"


def _moves(place: str, name: str, views: Views) -> list[URLPattern]:
    """The addresses of the six views of a record that a country clears."""
    moves = ("submit", "recall", "review", "clear", "return", "disclosure")
    return [path(f"{place}{move}/", view, name=f"{name}-{move}") for move, view in zip(moves, views, strict=True)]


urlpatterns = [
    path("", reading.index, name="index"),
    path("goals/<slug:code>/", reading.goal, name="goal"),
    path("commitments/", reading.commitments, name="commitments"),
    path("processes/", reading.processes, name="processes"),
    path("enter/", entering.own_indicators, name="own-indicators"),
    path("indicators/", reading.indicator_list, name="indicators"),
    path("indicators/<slug:code>/", reading.indicator, name="indicator"),
    path(ONE, reading.country_indicator, name="country-indicator"),
    path(f"{ONE}new/", entering.observe, name="observe"),
    path(f"{ONE}expected-status/", entering.expected_status, name="expected-status"),
    path(f"{ONE}confirm/", entering.confirm, name="confirm"),
    path(f"{ONE}set-up/", set_up.set_up, name="set-up"),
    *_moves(f"{ONE}set-up/", "set-up", set_up.MOVES),
    path(VALUE, clearing.observation, name="observation"),
    path(f"{VALUE}edit/", entering.edit, name="observation-edit"),
    path(f"{VALUE}correct/", entering.correct, name="observation-correct"),
    *_moves(VALUE, "observation", clearing.MOVES),
]
