"""Addresses of the partners app."""

from django.urls import path

from partners.coordination import urls as urls_rounds
from partners.iati import urls as urls_imports
from partners.overlaps import urls as urls_overlaps
from partners.pages.views import merged, organisations, programme_moves, programmes
from partners.programmes.views import money, programme_entry
from partners.support import urls as urls_answers
from partners.support.views import gaps

app_name = "partners"

urlpatterns = [
    path("", organisations.index, name="index"),
    path("organisations/<slug:code>/", organisations.organisation, name="organisation"),
    path("programmes/", programmes.programme_list, name="programmes"),
    path("programmes/new/", programme_entry.programme_create, name="programme-new"),
    path("programmes/new/check/", programme_entry.field_check, name="programme-new-check"),
    path("programmes/withdrawn/", programme_moves.withdrawn, name="programmes-withdrawn"),
    path("programmes/<slug:slug>/", programmes.programme, name="programme"),
    path("programmes/<slug:slug>/edit/", programme_entry.programme_edit, name="programme-edit"),
    path("programmes/<slug:slug>/edit/check/", programme_entry.field_check, name="programme-edit-check"),
    path("programmes/<slug:slug>/end/", programme_moves.move, {"name": "end"}, name="programme-end"),
    path("programmes/<slug:slug>/suspend/", programme_moves.move, {"name": "suspend"}, name="programme-suspend"),
    path("programmes/<slug:slug>/restart/", programme_moves.move, {"name": "restart"}, name="programme-restart"),
    path("programmes/<slug:slug>/withdraw/", programme_moves.move, {"name": "withdraw"}, name="programme-withdraw"),
    path("programmes/<slug:slug>/bring-back/", programme_moves.bring_back, name="programme-bring-back"),
    path("programmes/<slug:slug>/confirm/", programmes.confirm, name="confirm"),
    path("mechanisms/", organisations.mechanisms, name="mechanisms"),
    path("funding/", organisations.funding, name="funding"),
    path("gaps/", gaps.gap_map, name="gaps"),
    path("gaps/list/", gaps.gap_list, name="gap-list"),
    path("gaps/gaps.csv", gaps.gaps_csv, name="gaps-csv"),
    path("gaps/gaps.xlsx", gaps.gaps_xlsx, name="gaps-xlsx"),
    path("money/", money.money, name="money"),
    path("money/money.csv", money.money_csv, name="money-csv"),
    path("money/money.xlsx", money.money_xlsx, name="money-xlsx"),
    *urls_answers.urlpatterns,
    *urls_rounds.urlpatterns,
    *urls_imports.urlpatterns,
    *urls_overlaps.urlpatterns,
]
# What names a programme that was merged into another one leads on to that one.
ASK_FOR_PROGRAMME = ("respond", "import-questions")
for pattern in urlpatterns:
    if "<slug:slug>" in str(pattern.pattern):
        pattern.callback = merged.leading_on(pattern.callback)
    elif pattern.name in ASK_FOR_PROGRAMME:
        pattern.callback = merged.led_on(pattern.callback)
