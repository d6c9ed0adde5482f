"""The pages of a member state as an address asks for them: the filter of its needs, the parts of long lists."""

from typing import Any

from django.core.paginator import Page
from django.http import QueryDict

from core.page_cache.recording import kept_attribute
from core.pages import page_of, querystring_without_page
from core.reference_rows import priorities
from iwt_dashboard.pages.country_dashboard import LISTS, RAISED, CountryDashboard
from iwt_dashboard.pages.forms import CountryNeedsFilterForm
from iwt_dashboard.pages.report_card import ReportCard
from partners.support.queries.gaps import as_stated
from roadmap.queries import IndicatorRow

PER_PAGE, PER_PAGE_OF_CARD, NEEDS_A_PAGE = 8, 40, 10
WHOLE = "whole"
"""In the address of a report card: everything on one page."""


class CountryPage:
    """What of a dashboard an address shows. `beside`: what else stands in it beside the number of a part, by the list
    that comes in parts."""

    def __init__(self, dashboard: CountryDashboard, query: QueryDict) -> None:
        self._dashboard, self._query = dashboard, query
        self.form = CountryNeedsFilterForm(query, priorities=priorities())
        self.beside = _beside(query, *LISTS, RAISED, "page")

    @kept_attribute
    def needs(self) -> Page[Any]:
        """The open needs that the filter admits."""
        n_needs = None if self.form.active() else self._dashboard.needs.total.total
        admitted = self.form.admitted(self._dashboard.open_needs)
        page = page_of(admitted, self._query, per_page=NEEDS_A_PAGE, count=n_needs)
        page.object_list = as_stated(page.object_list)
        return page

    @kept_attribute
    def indicators(self) -> dict[str, Page[IndicatorRow]]:
        """The parts of both lists of indicators."""
        return self._dashboard.indicators.shown(self._query, PER_PAGE)

    @kept_attribute
    def raised(self) -> Page[Any]:
        """The part of the needs to be raised."""
        return self._dashboard.raised_shown(self._query)


class CardPage:
    """What of a report card an address shows: long lists in parts, or, where `whole` asks for it, all of them."""

    whole = WHOLE

    def __init__(self, card: ReportCard, query: QueryDict) -> None:
        self._card, self._query = card, query
        self.beside = _beside(query, *LISTS)

    @kept_attribute
    def indicators(self) -> dict[str, Page[IndicatorRow]]:
        """The parts of both lists of indicators."""
        found = self._card.indicators
        return found.shown(self._query, max(1, found.n_in_use) if WHOLE in self._query else PER_PAGE_OF_CARD)


def _beside(query: QueryDict, *names: str) -> dict[str, str]:
    """What stands in the address beside the number of a part, for each list that comes in parts."""
    return {name: querystring_without_page(query, name) for name in names}
