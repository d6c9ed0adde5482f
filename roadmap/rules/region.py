"""From countries to the region: counts always, one value where the kind allows it, and nothing on thin data.

No weighting by size, no score, no ranking of members. The caller hands over only what the viewer may see, so
that a regional figure never reveals a hidden row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median_low

from core.choices import TextChoices
from core.choices import gettext_lazy as _
from roadmap.choices import Accumulation, Direction, Status
from roadmap.kinds import IndicatorKind, RegionalMethod, RegionalValue, kind_of
from roadmap.rules.status import Assessment, judge
from roadmap.rules.terms import REGION_MEMBERS, REGION_MINIMUM, RULES_VERSION, Trajectory
from roadmap.rules.values import CurrentValue


class RegionalReason(TextChoices):
    """Why there is no regional status."""

    BELOW_MINIMUM = "below_minimum", _("Fewer than 6 of 11 have recent data, so the region is not rated.")
    NO_REGIONAL_TARGET = "no_regional_target", _("No regional target is set, so the region is not rated.")
    PARTIAL_SUM = "partial_sum", _("A sum over some member states stands for too little to be rated.")


@dataclass(frozen=True)
class RegionalSummary:
    """One indicator over the member states.

    `counts` holds every status with at least one member and adds up, with `n_without_data` (nothing known or
    nothing visible), to `n_members`. `earliest_on` and `latest_on` are the dates of the values behind
    `value`.
    """

    n_members: int
    n_reported: int
    n_not_applicable: int
    n_without_data: int
    counts: Mapping[Status, int]
    method: RegionalMethod
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    earliest_on: date | None = None
    latest_on: date | None = None
    is_provisional: bool = False
    status: Status | None = None
    reason: RegionalReason | None = None
    rules_version: str = RULES_VERSION


def regional_summary(
    assessments_by_country: Mapping[str, Assessment | None],
    kind: IndicatorKind,
    accumulation: Accumulation = Accumulation.STOCK,
    *,
    trajectory: Trajectory | None = None,
    n_members: int = REGION_MEMBERS,
) -> RegionalSummary:
    """Summarise one indicator over the member states; a country left out of the mapping has no data.

    Only recent values count as reported. Fewer than six: counts alone, no value and no status (ESCAP, SDG
    Index). `trajectory` is the regional goal where there is one: without it no regional status is made up. A
    sum over some of the members stands for too little: it is rated only where every member to whom the
    indicator applies has reported, or where it meets a rising target already.
    """
    if len(assessments_by_country) > n_members:
        raise ValueError("more countries than members")
    known = [assessment for assessment in assessments_by_country.values() if assessment is not None]
    counts = {status: n for status in Status if (n := sum(a.status is status for a in known))}
    reported = [a.value for a in known if a.has_recent_value and a.value is not None]
    n_not_applicable = counts.get(Status.NOT_APPLICABLE, 0)
    is_thin = len(reported) < REGION_MINIMUM
    found = RegionalValue(RegionalMethod.BELOW_MINIMUM) if is_thin else regional_value(kind, accumulation, reported)
    status, reason = (
        (None, RegionalReason.BELOW_MINIMUM)
        if is_thin
        else _regional_status(trajectory, found, reported, is_whole=len(reported) + n_not_applicable >= n_members)
    )
    dates = [] if is_thin else [value.on for value in reported]
    return RegionalSummary(
        n_members=n_members,
        n_reported=len(reported),
        n_not_applicable=n_not_applicable,
        n_without_data=n_members - len(known),
        counts=counts,
        method=found.method,
        value=found.value,
        low=found.low,
        high=found.high,
        earliest_on=min(dates, default=None),
        latest_on=max(dates, default=None),
        is_provisional=not is_thin and any(value.is_provisional for value in reported),
        status=status,
        reason=reason,
    )


def regional_value(kind: IndicatorKind, accumulation: Accumulation, values: Iterable[CurrentValue]) -> RegionalValue:
    """One value for several countries, as the kind allows; the least number of countries is the caller's to
    hold."""
    rows = list(values)
    return kind_of(kind).aggregate(rows, accumulation) if rows else RegionalValue(RegionalMethod.COUNTS_ONLY)


def _regional_status(
    trajectory: Trajectory | None, found: RegionalValue, reported: list[CurrentValue], *, is_whole: bool
) -> tuple[Status | None, RegionalReason | None]:
    """Judge the regional value against the regional goal, at the middle one of the countries' dates."""
    if trajectory is None or trajectory.target is None or found.value is None:
        return None, RegionalReason.NO_REGIONAL_TARGET
    if found.method is RegionalMethod.COUNT_DONE:
        return None, RegionalReason.NO_REGIONAL_TARGET
    is_met_upwards = trajectory.direction == Direction.UP and trajectory.is_met_by(found.value)
    if found.method is RegionalMethod.SUM and not is_whole and not is_met_upwards:
        return None, RegionalReason.PARTIAL_SUM
    middle = median_low(value.on for value in reported)
    return judge(trajectory, CurrentValue(found.value, middle)).status, None
