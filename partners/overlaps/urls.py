"""Addresses of overlaps."""

from django.urls import path

from partners.overlaps import views as overlaps

PAIR = "overlaps/<slug:slug>/<slug:other>/"

urlpatterns = [
    path("overlaps/", overlaps.overlap_list, name="overlaps"),
    path(PAIR, overlaps.overlap, name="overlap"),
    path(f"{PAIR}decide/", overlaps.overlap_decide, name="overlap-decide"),
    path(f"{PAIR}merge/", overlaps.overlap_merge, name="overlap-merge"),
    path(f"{PAIR}take-back/", overlaps.overlap_take_back, name="overlap-take-back"),
]
