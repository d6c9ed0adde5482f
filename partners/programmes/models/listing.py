"""Which programmes a viewer may read, and which of them a list is asked for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Value, When
from django.utils import timezone

from core.clearance.models import Disclosure, Viewer
from core.figures import settle
from core.folding import words_of
from core.models import Role
from core.tracking import standing
from partners.programmes.models.choices import (
    ACTIVE_STATUSES,
    ENDED_STATUSES,
    Audience,
    IwtRelevance,
    ProgrammeShow,
    ProgrammeStatus,
)
from partners.programmes.models.ends import end_unconfirmed
from partners.programmes.rules.programmes import oldest_fresh_day

UNJUDGED = (IwtRelevance.SUGGESTED, IwtRelevance.NOT_JUDGED)
"""No person has said yet whether it counters illegal wildlife trade."""
NO_PRIORITY = "none"
"""In an address and a filter: programmes that name no priority."""


def shown_to(viewer: Viewer, prefix: str = "") -> Q:
    """The condition that a viewer may read a programme; `prefix` leads to it from another table."""
    stands = standing(prefix)
    about_iwt = ~Q(**{f"{prefix}iwt_relevance": IwtRelevance.NOT_IWT})
    if not (viewer.is_authenticated and viewer.is_active):
        return stands & about_iwt & Q(**{f"{prefix}disclosure": Disclosure.PUBLIC})
    if viewer.role == Role.SECRETARIAT:
        return stands
    if viewer.organisation_id:
        about_iwt |= Q(**{f"{prefix}owner_id": viewer.organisation_id})
    return stands & about_iwt


def audience_of(viewer: Viewer) -> Audience:
    """Which of the two a viewer belongs to."""
    return Audience.KNOWN if viewer.is_authenticated and viewer.is_active else Audience.PUBLIC


def counted_by(audience: Audience) -> Q:
    """The condition that a programme is among those that money and gaps are counted over."""
    return standing() if audience is Audience.KNOWN else standing() & Q(disclosure=Disclosure.PUBLIC)


@dataclass(frozen=True)
class ProgrammeFilter:
    """What a person asked of the list of programmes.

    `show` is one of `ProgrammeShow`; `own_of` is the key of the organisation whose own programmes are meant by it.
    Among the priorities, `NO_PRIORITY` asks for those that name none.
    """

    countries: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    organisation: str = ""
    status: str = ""
    text: str = ""
    show: str = ""
    own_of: int | None = None


class ProgrammeQuerySet(models.QuerySet):
    """Programmes, asked for in the users' words."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Public programmes for everybody, the rest for everybody who has logged in.

        What is about something else stays with its owner and the secretariat; what is withdrawn, nobody sees.
        """
        return self.filter(shown_to(viewer))

    def counted_for(self, viewer: Viewer) -> Self:
        """What money and gaps are counted over for a viewer: what everybody of the same standing may read.

        With it come, unseen, those that were judged to be about something else: the rule leaves them out of every list
        and total, but one of them may stand between a programme and the larger one that contains it.
        """
        return self.filter(counted_by(audience_of(viewer)))

    def about_iwt(self) -> Self:
        """Without those that were judged to be about something else: no list, count or total holds them."""
        return self.exclude(iwt_relevance=IwtRelevance.NOT_IWT)

    def not_judged(self) -> Self:
        """Those of which no person has said yet whether they counter illegal wildlife trade."""
        return self.filter(iwt_relevance__in=UNJUDGED)

    def unconfirmed_since(self, day: date) -> Self:
        """Programmes that have not ended, and of which nobody has said since that day that they still stand."""
        silent = Q(last_confirmed_on__isnull=True) | Q(last_confirmed_on__lt=day)
        return self.exclude(status__in=ENDED_STATUSES).filter(silent)

    def active(self) -> Self:
        """Programmes that run or are about to, as of today: `partners.programmes.rules.programmes.runs_on`."""
        return self.filter(runs_on(timezone.localdate()))

    def active_in(self, year: int, today: date) -> Self:
        """Programmes that are active in the view of a year: `partners.programmes.rules.programmes.runs_in`."""
        return self.filter(runs_in_view(year, today))

    def not_active_in(self, year: int, today: date) -> Self:
        """All others."""
        return self.exclude(runs_in_view(year, today))

    def with_ends(self) -> Self:
        """With `is_end_unconfirmed`: `partners.programmes.models.ends`."""
        return self.annotate(is_end_unconfirmed=end_unconfirmed(timezone.localdate()))

    def with_publisher(self) -> Self:
        """With `is_from_iati`, whether it came with a published file, and if so `publisher` and `published_on`, the day
        on which the file was brought: what its entry says is its publisher's word."""
        return self.annotate(
            is_from_iati=Case(When(iati__content_hash__gt="", then=Value(True)), default=Value(False)),
            publisher=F("iati__reporting_name"),
            published_on=F("iati__imported_at"),
        )

    def end_passed(self) -> Self:
        """Those whose planned end has passed, and of which nobody has confirmed that they ended."""
        # The first two conditions are those of the third: an index knows them.
        passed = self.filter(status__in=ACTIVE_STATUSES, ends_on__lt=timezone.localdate())
        return passed.with_ends().filter(is_end_unconfirmed=True)

    def working_in(self, countries: Collection[str]) -> Self:
        """Those that name one of the member states, and those that cover the region without naming any.

        As on a member state's page and in its counts (`ProgrammeFacts.works_in`): what is for the region is for each.
        """
        return self.filter(self._linked("in_countries", country__iso3__in=countries) | self._is_everywhere())

    def everywhere(self) -> Self:
        """Those that cover the region without naming a member state."""
        return self.filter(self._is_everywhere())

    def naming(self, countries: Collection[str]) -> Self:
        """Those that name one of the member states."""
        return self.filter(self.names(countries))

    def names(self, countries: Collection[str]) -> Q:
        """The condition of `naming`, for a count beside others."""
        return self._linked("in_countries", country__iso3__in=countries)

    def serving(self, priorities: Collection[str]) -> Self:
        """Those with one of the priorities, also where it is only suggested, or with none at all (`NO_PRIORITY`)."""
        found = self._linked("for_priorities", priority__code__in=priorities)
        if NO_PRIORITY in priorities:
            found |= ~self._linked("for_priorities")
        return self.filter(found)

    def of_organisation(self, organisation: Any) -> Self:
        """Those that an organisation (a key, or an outer row's) owns or takes part in; what is about something else,
        as its owner alone."""
        within = OuterRef(organisation) if isinstance(organisation, OuterRef) else organisation
        part = self._linked("participations", organisation=within)
        about_iwt = ~Q(iwt_relevance=IwtRelevance.NOT_IWT)
        return self.filter(Q(owner=organisation) | (part & about_iwt))

    def judged(self, wanted: ProgrammeFilter) -> Self:
        """Those that count: a person has confirmed that they counter illegal wildlife trade, and their priority where
        one is asked for."""
        return self.filter(self.is_judged(wanted))

    def matching(self, wanted: ProgrammeFilter) -> Self:
        """Every condition of the filter. What is about something else is left out unless it is asked for."""
        rows = self._shown_as(wanted)
        if wanted.countries:
            rows = rows.working_in(wanted.countries)
        if wanted.priorities:
            rows = rows.serving(wanted.priorities)
        if wanted.organisation:
            part = self._linked("participations", organisation__code=wanted.organisation)
            rows = rows.filter(Q(owner__code=wanted.organisation) | part)
        if wanted.status:
            rows = rows.filter(status=wanted.status)
        if wanted.text:
            settle()
        return rows.filter(*(Q(text__words__contains=word) for word in words_of(wanted.text)))

    def _shown_as(self, wanted: ProgrammeFilter) -> Self:
        """The part of the list that is asked for."""
        rows, is_judged = self.about_iwt(), self.is_judged(wanted)
        if wanted.show == ProgrammeShow.NOT_IWT:
            rows = self.filter(iwt_relevance=IwtRelevance.NOT_IWT)
        elif wanted.show == ProgrammeShow.OWN:
            rows = self.filter(owner=wanted.own_of)
        elif wanted.show == ProgrammeShow.UNCONFIRMED:
            rows = rows.unconfirmed_since(oldest_fresh_day(timezone.localdate()))
        elif wanted.show == ProgrammeShow.ACTIVE:
            rows = rows.active().filter(is_judged)
        elif wanted.show == ProgrammeShow.NOT_ACTIVE:
            rows = rows.exclude(pk__in=self.active().values("pk")).filter(is_judged)
        elif wanted.show == ProgrammeShow.NOT_JUDGED:
            rows = rows.exclude(is_judged)
        elif wanted.show == ProgrammeShow.ENDED:
            rows = rows.filter(status__in=ENDED_STATUSES)
        elif wanted.show == ProgrammeShow.END_PASSED:
            rows = rows.end_passed().filter(is_judged)
        elif wanted.show == ProgrammeShow.NO_OWNER:
            rows = rows.filter(owner__isnull=True)
        return rows

    def is_judged(self, wanted: ProgrammeFilter) -> Q:
        """The condition of `judged`, for a count beside others."""
        codes = set(wanted.priorities) - {NO_PRIORITY}
        judged = Q(iwt_relevance=IwtRelevance.CONFIRMED)
        if not codes:
            return judged
        return judged & self._linked("for_priorities", priority__code__in=codes, is_suggested=False)

    def _is_everywhere(self) -> Q:
        return Q(is_regional=True) & ~self._linked("in_countries")

    def _linked(self, link: str, **conditions: Any) -> Q:
        """The condition that one row which hangs on a programme stands, and fulfils all of these."""
        of_row = {f"{link}__{name}": value for name, value in conditions.items()}
        found = self.model._base_manager.filter(standing(f"{link}__"), **{f"{link}__isnull": False}, **of_row)
        return Q(pk__in=found.values("pk"))


def runs_on(day: date) -> Q:
    """The condition that a programme runs or is about to, by `partners.programmes.rules.programmes.runs_on`."""
    return Q(status__in=ACTIVE_STATUSES) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def runs_in_view(year: int, today: date) -> Q:
    """The condition that a programme is active in the view of a year: `runs_in` of the rules."""
    if year == today.year:
        return runs_on(today)
    began = Q(starts_on__lte=date(year, 12, 31)) & ~Q(status=ProgrammeStatus.CANCELLED)
    runs, lasts = Q(status__in=ACTIVE_STATUSES), Q(ends_on__gte=date(year, 1, 1))
    return began & (lasts | (runs & Q(ends_on__isnull=True)) if year < today.year else lasts & runs)
