"""Mechanisms of coordination and technical help: how far each member state is engaged, and what is to be raised."""

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from core.clearance.models import Viewer
from core.clearance.permissions import Permission, can
from core.models import Country
from needs.models import Need
from partners.coordination.models.mechanisms import Engagement, Mechanism, MechanismSession, RaisedNeed
from partners.coordination.permissions import may_keep_engagement
from partners.coordination.rules.dates import NextDate, next_date


@dataclass(frozen=True)
class MechanismRow:
    """A mechanism and its engagements, one a member state in ASEAN order; None where nothing is recorded."""

    mechanism: Mechanism
    engagements: tuple[Engagement | None, ...]

    @property
    def recorded(self) -> list[Engagement]:
        """The engagements there are."""
        return [engagement for engagement in self.engagements if engagement]


@dataclass(frozen=True)
class MechanismMatrix:
    """All mechanisms beside all member states."""

    countries: tuple[Country, ...]
    rows: tuple[MechanismRow, ...]


@dataclass(frozen=True)
class EngagementLine:
    """A member state on a mechanism's page: its engagement if any, its next date, and whether the viewer keeps it."""

    country: Country
    engagement: Engagement | None
    next: NextDate
    may_keep: bool


@dataclass(frozen=True)
class RaisedLine:
    """A need that is to be raised at a mechanism, and when; `may_keep` says that the viewer writes for its country."""

    raised: RaisedNeed
    next: NextDate
    may_keep: bool


@dataclass(frozen=True)
class MechanismPage:
    """A mechanism with its member states, its meetings, and the needs that are to be raised there."""

    mechanism: Mechanism
    lines: tuple[EngagementLine, ...]
    ahead: tuple[MechanismSession, ...]
    past: tuple[MechanismSession, ...]
    raised: tuple[RaisedLine, ...]
    were_raised: tuple[RaisedNeed, ...]


def mechanism_matrix() -> MechanismMatrix:
    """Every mechanism, with the engagement of every member state."""
    countries = tuple(Country.objects.all())
    found = {(row.mechanism_id, row.country_id): row for row in Engagement.objects.select_related("country")}
    rows = tuple(
        MechanismRow(mechanism=mechanism, engagements=tuple(found.get((mechanism.pk, c.pk)) for c in countries))
        for mechanism in Mechanism.objects.all()
    )
    return MechanismMatrix(countries=countries, rows=rows)


def mechanism_of(viewer: Viewer, code: str) -> MechanismPage:
    """A mechanism. Raises Mechanism.DoesNotExist. Five queries."""
    mechanism = Mechanism.objects.get(code=code)
    today = timezone.localdate()
    found = {row.country_id: row for row in Engagement.objects.filter(mechanism=mechanism).select_related("country")}
    meetings = list(MechanismSession.objects.filter(mechanism=mechanism))
    days = [(one.on, one.ends_on or one.on) for one in meetings if not one.is_month_only]
    countries = list(Country.objects.all())
    lines = []
    for country in countries:
        engagement = found.get(country.pk)
        when = next_date(engagement.next_on if engagement else None, days, today)
        lines.append(EngagementLine(country, engagement, when, may_keep_engagement(viewer, country)))
    dates = {line.country.pk: line.next for line in lines}
    marks = list(_marks(viewer).filter(mechanism=mechanism))
    return MechanismPage(
        mechanism=mechanism,
        lines=tuple(lines),
        ahead=tuple(one for one in meetings if (one.ends_on or one.on) >= today),
        past=tuple(reversed([one for one in meetings if (one.ends_on or one.on) < today])),
        raised=tuple(
            RaisedLine(row, dates[row.need.country_id], _may_mark(viewer, row.need.country))
            for row in marks
            if row.raised_on is None
        ),
        were_raised=tuple(row for row in marks if row.raised_on is not None),
    )


def engagement_of(mechanism: Mechanism, country: Country) -> Engagement | None:
    """What is on record of a member state's engagement with a mechanism."""
    return Engagement.objects.filter(mechanism=mechanism, country=country).first()


def mechanism_and_country(code: str, iso3: str) -> tuple[Mechanism, Country] | None:
    """A cell of the matrix by its codes; None where there is none."""
    mechanism, country = Mechanism.objects.filter(code=code).first(), Country.objects.filter(iso3=iso3).first()
    return (mechanism, country) if mechanism and country else None


def raised_of_need(viewer: Viewer, need: Need) -> list[RaisedLine]:
    """Where a need is to be raised, and where it has been. One query."""
    return _lines(viewer, _marks(viewer).filter(need=need))


def raised_in(viewer: Viewer, country: Country) -> list[RaisedLine]:
    """The needs of a country that are to be raised somewhere. One query."""
    return _lines(viewer, _marks(viewer).filter(need__country=country, raised_on__isnull=True))


def raised_of(viewer: Viewer, pk: int) -> RaisedNeed:
    """A mark by its key. Raises RaisedNeed.DoesNotExist where the viewer does not see its need."""
    found: RaisedNeed = _marks(viewer).get(pk=pk)
    return found


def need_to_raise(viewer: Viewer, code: str) -> Need:
    """A need by its code. Raises Need.DoesNotExist where the viewer may not know of it."""
    found: Need = Need.objects.visible_to(viewer).select_related("country", "priority").get(code=code)
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
    """Marks with their dates, which come along in the same query."""
    engaged = Engagement.objects.filter(mechanism=OuterRef("mechanism"), country=OuterRef("need__country"))
    meetings = MechanismSession.objects.filter(mechanism=OuterRef("mechanism"), is_month_only=False)
    days = meetings.values(days=JSONObject(first=F("on"), last=Coalesce("ends_on", "on")))
    today = timezone.localdate()
    return [
        RaisedLine(
            row,
            next_date(row.own_next_on, [(_day(one["first"]), _day(one["last"])) for one in row.meeting_days], today),
            _may_mark(viewer, row.need.country),
        )
        for row in marks.annotate(own_next_on=Subquery(engaged.values("next_on")), meeting_days=ArraySubquery(days))
    ]


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _may_mark(viewer: Viewer, country: Country) -> bool:
    return can(viewer, Permission.ENTRY_WRITE, country=country)
