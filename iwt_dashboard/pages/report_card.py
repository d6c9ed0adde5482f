"""The live report card of a member state: how far its goals and indicators have come, on two printed pages.

It shows what its viewer may see, and says so; delivery (actions, rated in NIAP words by the country and beside it by
the secretariat) stands apart from outcome (indicators).
"""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from core.clearance.models import Disclosure, State, Viewer, own_country_id, readable_disclosures
from core.models import Country
from core.page_cache.recording import kept_attribute
from core.reference_rows import priorities
from iwt_dashboard.pages.country_dashboard import IndicatorsOfCountry
from iwt_dashboard.pages.needs_summary import NeedsSummary, summarise
from partners.programmes.queries.active import not_counted, programmes_of_year
from partners.programmes.rules.programmes import NotCounted
from partners.support.queries.gaps import GapWorld
from partners.support.queries.need_counts import need_counts
from roadmap.choices import Rating
from roadmap.models import ActionRating, ExternalProcess, Goal
from roadmap.queries import CommitmentOfCountry, RatedAction, commitments_of, processes_of, rated_actions_of
from roadmap.rules import RULES_VERSION, RungTable, rung_shares


class ReportCard:
    """Indicators, goals with their actions, needs and commitments, and for whom the card was made.

    Each is read where it is shown first; all of them in fourteen queries.
    """

    rules_version = RULES_VERSION

    def __init__(self, viewer: Viewer, country: Country, as_of: date) -> None:
        self.as_of = as_of
        self.shown_to = _audience(viewer, country)
        self._viewer, self._country = viewer, country

    @kept_attribute
    def indicators(self) -> IndicatorsOfCountry:
        """Its cleared indicators."""
        return IndicatorsOfCountry(self._viewer, self._country, self.as_of)

    @kept_attribute
    def needs(self) -> NeedsSummary:
        """Open needs and their gap, in total and by priority."""
        programmes = programmes_of_year(self._viewer, self.as_of.year, self.as_of, self._country.iso3)
        world = GapWorld(need_counts(self._viewer, self._country), programmes)
        return summarise(world, priorities(), self._country)

    @property
    def active_programmes(self) -> int:
        """How many programmes are active in it."""
        return self.needs.gap.n_programmes

    @kept_attribute
    def not_counted(self) -> NotCounted:
        """Programmes that no count of active ones holds."""
        return not_counted(self._viewer, self._country.iso3)

    @kept_attribute
    def commitments(self) -> list[CommitmentOfCountry]:
        """How far it has come with each commitment."""
        return commitments_of(self._viewer, self._country)

    @property
    def processes(self) -> list[ExternalProcess]:
        """What other issuers have recorded about it."""
        return processes_of(self._country)

    @kept_attribute
    def goals(self) -> list[Goal]:
        """Its cleared goals. Drafts stand in the workspace of their team; the card reads the same to all of it."""
        goals = Goal.objects.visible_to(self._viewer).filter(country=self._country, state=State.CLEARED)
        return list(goals.select_related("aligned_with").order_by("position", "code"))

    @kept_attribute
    def actions(self) -> list[RatedAction]:
        """Its actions with both ratings."""
        return rated_actions_of(self._viewer, self._country)

    @property
    def rungs(self) -> list[tuple[str, str, int, int]]:
        """The six NIAP words: code, word, actions by the country's own rating, actions by the secretariat's."""
        pairs = zip(self._by_country.rungs, self._by_secretariat.rungs, strict=True)
        return [(own.rating.value, str(own.rating.label), own.count, other.count) for own, other in pairs]

    @property
    def unrated(self) -> tuple[int, int]:
        """How many actions the country has not rated, and the secretariat: with the rungs they make all actions."""
        return self._by_country.n_unrated, self._by_secretariat.n_unrated

    @kept_attribute
    def _by_country(self) -> RungTable:
        return _rungs(rated.own for rated in self.actions)

    @kept_attribute
    def _by_secretariat(self) -> RungTable:
        return _rungs(rated.secretariat for rated in self.actions)

    @property
    def is_demonstration(self) -> bool:
        """Whether any entry on the card is invented."""
        return self.needs.total.n_invented > 0 or any(one.is_demo for one in self.indicators.own)


def _rungs(ratings: Iterable[ActionRating | None]) -> RungTable:
    return rung_shares(Rating(one.rating) if one else None for one in ratings)


def _audience(viewer: Viewer, country: Country) -> str:
    """Which entries the card holds, in words."""
    if own_country_id(viewer) == country.pk:
        return _("This card holds all cleared entries of %(country)s, national ones too.") % {"country": country.name}
    widest = readable_disclosures(viewer)[0]
    return {
        Disclosure.ASEAN: _("This card holds what %(country)s shares within ASEAN, with partners and with the public."),
        Disclosure.PARTNERS: _("This card holds what %(country)s shares with partners and with the public."),
    }.get(widest, _("This card holds what %(country)s has made public.")) % {"country": country.name}
