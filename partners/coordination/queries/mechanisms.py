"""Mechanisms of coordination and technical help: how far each member state is engaged, and what is to be raised."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page
from django.db.models import Count, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils import timezone

from core.clearance.models import State, Viewer, own_country_id
from core.clearance.permissions import Permission, can
from core.models import Country, User
from core.pages import page_of
from core.reference_rows import countries
from needs.models import Need
from partners.coordination.models.mechanisms import (
    Engagement,
    EngagementProposal,
    Mechanism,
    MechanismSession,
    RaisedNeed,
)
from partners.coordination.permissions import may_keep_engagement
from partners.coordination.rules.dates import NextDate, next_date

# The number of a part, as an address gives it; whatever else stands there means the first, or the last.
PART = re.compile(r"[1-9][0-9]{0,5}")


@dataclass(frozen=True)
class MechanismRow:
    """A mechanism and its engagements, one a member state in ASEAN order; None where nothing is recorded."""

    mechanism: Mechanism
    engagements: list[Engagement | None]

    @property
    def recorded(self) -> list[Engagement]:
        """The engagements there are."""
        return [engagement for engagement in self.engagements if engagement]


@dataclass(frozen=True)
class EngagementLine:
    """A member state on a mechanism's page: its cleared engagement if the viewer reads one, and its next date.

    `may_keep` says that the viewer writes it; `waiting` is what waits beside it or before it, for its own team alone.
    """

    country: Country
    engagement: Engagement | None
    next: NextDate
    may_keep: bool
    waiting: Engagement | EngagementProposal | None = None

    @property
    def may_review(self) -> bool:
        """Whether something waits for a clearing officer; only its own team is shown what waits."""
        return self.waiting is not None and self.waiting.state == State.SUBMITTED


@dataclass(frozen=True)
class RaisedLine:
    """A need that is to be raised at a mechanism, and when; `may_keep` says that the viewer writes for its country."""

    raised: RaisedNeed
    next: NextDate
    may_keep: bool


@dataclass(frozen=True)
class MechanismPage:
    """A mechanism with its member states, its meetings, and the needs that are or were to be raised there."""

    mechanism: Mechanism
    lines: list[EngagementLine]
    ahead: list[MechanismSession]
    past: list[MechanismSession]
    raised: list[RaisedLine]
    were_raised: list[RaisedNeed]

    def line_of(self, country: int | None) -> EngagementLine | None:
        """The line of a member state."""
        return next((line for line in self.lines if line.country.pk == country), None)


def mechanism_matrix(viewer: Viewer) -> tuple[list[Country], list[MechanismRow]]:
    """All member states, and every mechanism with the cleared engagement of each of them that the viewer may read."""
    states = countries()
    told = Engagement.objects.told_to(viewer).select_related("country")
    found = {(row.mechanism_id, row.country_id): row for row in told}
    rows = [MechanismRow(one, [found.get((one.pk, c.pk)) for c in states]) for one in Mechanism.objects.all()]
    return states, rows


def mechanism_of(viewer: Viewer, code: str) -> MechanismPage:
    """A mechanism. Raises Mechanism.DoesNotExist. Five queries, and one for the team of a member state."""
    mechanism, today = Mechanism.objects.get(code=code), timezone.localdate()
    rows = list(Engagement.objects.visible_to(viewer).filter(mechanism=mechanism).select_related("country"))
    found = {row.country_id: row for row in rows if row.state == State.CLEARED}
    waiting: dict[int, Engagement | EngagementProposal] = {
        row.country_id: row for row in rows if row.state != State.CLEARED
    }
    if own_country_id(viewer):
        changes = EngagementProposal.objects.visible_to(viewer).open().filter(engagement__mechanism=mechanism)
        waiting |= {row.country_id: row for row in changes}
    meetings = list(MechanismSession.objects.filter(mechanism=mechanism))
    days = [(one.on, one.ends_on or one.on) for one in meetings if not one.is_month_only]
    lines = []
    for country in countries():
        engagement = found.get(country.pk)
        when = next_date(engagement.next_on if engagement else None, days, today)
        keeps = may_keep_engagement(viewer, country)
        lines.append(EngagementLine(country, engagement, when, keeps, waiting.get(country.pk)))
    marks = _lines(viewer, _marks(viewer).filter(mechanism=mechanism))
    return MechanismPage(
        mechanism=mechanism,
        lines=lines,
        ahead=[one for one in meetings if (one.ends_on or one.on) >= today],
        past=[one for one in reversed(meetings) if (one.ends_on or one.on) < today],
        raised=[one for one in marks if one.raised.raised_on is None],
        were_raised=[one.raised for one in marks if one.raised.raised_on is not None],
    )


def engagement_of(
    viewer: Viewer, code: str, iso3: str
) -> tuple[Mechanism, Country, Engagement | EngagementProposal | None]:
    """A mechanism, a member state whose engagements the viewer keeps, and what there is of it, as far as they may read:
    the open change of a cleared one, else the engagement. Raises what is not there."""
    # The permission first: else the number of queries would tell who lacks it whether the mechanism exists.
    country = Country.objects.get(iso3=iso3)
    if not may_keep_engagement(viewer, country):
        raise Country.DoesNotExist
    mechanism = Mechanism.objects.get(code=code)
    return mechanism, country, _in_play(viewer, mechanism, country)


def engagement_in_play(viewer: User, code: str, iso3: str) -> Engagement | EngagementProposal:
    """What is on its way of the own country: the open change, or the engagement. Raises Engagement.DoesNotExist."""
    of = Mechanism.objects.filter(code=code).first()
    country = Country.objects.filter(iso3=iso3, team=viewer).first()
    found = _in_play(viewer, of, country) if of and country else None
    if found is None:
        raise Engagement.DoesNotExist
    return found


def _in_play(viewer: Viewer, mechanism: Mechanism, country: Country) -> Engagement | EngagementProposal | None:
    changes = EngagementProposal.objects.visible_to(viewer).open().filter(engagement__mechanism=mechanism)
    change = changes.filter(country=country).select_related("country", "engagement__mechanism").first()
    if change is not None:
        return change
    rows = Engagement.objects.visible_to(viewer).filter(mechanism=mechanism, country=country)
    return rows.select_related("country", "mechanism").first()


def raised_of_need(viewer: Viewer, need: Need) -> list[RaisedLine]:
    """Where a need is to be raised, and where it has been. One query."""
    return _lines(viewer, _marks(viewer).filter(need=need))


def raised_in(viewer: Viewer, country: Country, query: QueryDict, per_page: int, parameter: str) -> Page[Any]:
    """The part that an address asks for, by a parameter, of the needs of a country that are to be raised somewhere, in
    order. One query, and two more where the address asks for a part that there is not."""
    marks = _marks(viewer).filter(need__country=country, raised_on__isnull=True)
    asked = query.get(parameter, "1")
    begin = (int(asked) - 1) * per_page if PART.fullmatch(asked) else 0
    rows = list(_dated(viewer, marks).annotate(n_of_all=Window(Count("pk")))[begin : begin + per_page])
    lines = _as_lines(viewer, rows)
    n = rows[0].n_of_all if rows else 0 if begin == 0 else marks.count()
    page = page_of([], query, per_page=per_page, parameter=parameter, count=n)
    if n and page.start_index() != begin + 1:
        lines = _as_lines(viewer, _dated(viewer, marks)[page.start_index() - 1 : page.end_index()])
    page.object_list = lines
    return page


def raised_of(viewer: Viewer, pk: int) -> RaisedNeed:
    """A mark by its key. Raises RaisedNeed.DoesNotExist where the viewer does not write for the need's country."""
    found: RaisedNeed = _marks(viewer).get(pk=pk)
    if not can(viewer, Permission.ENTRY_WRITE, country=found.need.country):
        raise RaisedNeed.DoesNotExist
    return found


def need_to_raise(viewer: Viewer, code: str) -> Need:
    """A need by its code. Raises Need.DoesNotExist where the viewer does not write for its country."""
    found: Need = Need.objects.visible_to(viewer).select_related("country", "priority").get(code=code)
    if not can(viewer, Permission.ENTRY_WRITE, country=found.country):
        raise Need.DoesNotExist
    return found


def all_mechanisms() -> list[Mechanism]:
    """Every mechanism."""
    return list(Mechanism.objects.all())


def _marks(viewer: Viewer) -> QuerySet[RaisedNeed]:
    rows = RaisedNeed.objects.visible_to(viewer)
    return rows.select_related("need__country", "mechanism").order_by(
        "mechanism__position", "need__country__asean_order", "need__number", "pk"
    )


def _lines(viewer: Viewer, marks: QuerySet[RaisedNeed]) -> list[RaisedLine]:
    return _as_lines(viewer, _dated(viewer, marks))


def _dated(viewer: Viewer, marks: QuerySet[RaisedNeed]) -> QuerySet[Any]:
    """Marks with their dates, which come along in the same query."""
    told = Engagement.objects.told_to(viewer)
    engaged = told.filter(mechanism=OuterRef("mechanism"), country=OuterRef("need__country"))
    meetings = MechanismSession.objects.filter(mechanism=OuterRef("mechanism"), is_month_only=False).order_by("pk")
    return marks.annotate(
        own_next_on=Subquery(engaged.values("next_on")),
        first_days=ArraySubquery(meetings.values("on")),
        last_days=ArraySubquery(meetings.values(last=Coalesce("ends_on", "on"))),
    )


def _as_lines(viewer: Viewer, dated: Iterable[Any]) -> list[RaisedLine]:
    return [
        RaisedLine(
            raised=row,
            next=next_date(row.own_next_on, zip(row.first_days, row.last_days, strict=True), timezone.localdate()),
            may_keep=can(viewer, Permission.ENTRY_WRITE, country=row.need.country),
        )
        for row in dated
    ]
