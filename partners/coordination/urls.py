"""Addresses of coordination: reply rounds, mechanisms and what is raised there, champions."""

from django.urls import path

from partners.coordination.views import champions, engagements, mechanisms, rounds

ROUND = "rounds/<int:pk>/"
MECHANISM = "mechanisms/<slug:code>/"
ENGAGEMENT = f"{MECHANISM}<iso3:iso3>/"
CHAMPION = "champions/<int:pk>/"

urlpatterns = [
    path("rounds/", rounds.round_list, name="rounds"),
    path("rounds/new/", rounds.round_new, name="round-new"),
    path(ROUND, rounds.reply_round, name="round"),
    path(f"{ROUND}edit/", rounds.round_edit, name="round-edit"),
    path(f"{ROUND}close/", rounds.round_close, name="round-close"),
    path(f"{ROUND}reply/", rounds.round_reply, name="round-reply"),
    path(f"{ROUND}countries/<iso3:iso3>/", rounds.round_answer, name="round-answer"),
    path(MECHANISM, mechanisms.mechanism, name="mechanism"),
    path(ENGAGEMENT, engagements.engagement_edit, name="engagement"),
    path(f"{ENGAGEMENT}submit/", engagements.MOVES.submit, name="engagement-submit"),
    path(f"{ENGAGEMENT}recall/", engagements.MOVES.recall, name="engagement-recall"),
    path(f"{ENGAGEMENT}review/", engagements.MOVES.review, name="engagement-review"),
    path(f"{ENGAGEMENT}clear/", engagements.MOVES.clear, name="engagement-clear"),
    path(f"{ENGAGEMENT}return/", engagements.MOVES.send_back, name="engagement-return"),
    path(f"{ENGAGEMENT}disclosure/", engagements.MOVES.disclosure, name="engagement-disclosure"),
    path("needs/<need:code>/raise/", mechanisms.need_raise, name="raise"),
    path("raised/<int:pk>/done/", mechanisms.raised_done, name="raised-done"),
    path("raised/<int:pk>/off/", mechanisms.raised_off, name="raised-off"),
    path("champions/", champions.champion_list, name="champions"),
    path("champions/new/", champions.champion_new, name="champion-new"),
    path(CHAMPION, champions.champion, name="champion"),
    path(f"{CHAMPION}edit/", champions.champion_edit, name="champion-edit"),
    path(f"{CHAMPION}withdraw-consent/", champions.hide, {"how": "withdraw-consent"}, name="champion-consent"),
    path(f"{CHAMPION}forget/", champions.hide, {"how": "forget"}, name="champion-forget"),
    path(f"{CHAMPION}approach/", champions.approach, name="champion-approach"),
    path("approaches/<int:pk>/off/", champions.approach_off, name="approach-off"),
]
