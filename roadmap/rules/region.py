"""From countries to the region: counts always, one value where the kind allows it and enough countries report.

No weighting by size, no score, no ranking of members. The caller hands over only what the viewer may see, so
that a regional figure never reveals a hidden row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.choices import TextChoices
from core.choices import gettext_lazy as _
from roadmap.choices import Accumulation, Status
from roadmap.kinds import IndicatorKind, RegionalMethod, RegionalValue, kind_of
from roadmap.rules.status import Assessment
from roadmap.rules.terms import REGION_MEMBERS, REGION_MINIMUM, RULES_VERSION


class RegionalReason(TextChoices):
    """Why there is no regional status: too few countries report, or (so far always) there is no regional target."""

    BELOW_MINIMUM = "below_minimum", _("Fewer than 6 of 11 have recent data, so the region is not rated.")
    NO_REGIONAL_TARGET = "no_regional_target", _("No regional target is set, so the region is not rated.")


@dataclass(frozen=True)
class RegionalSummary:
    """One indicator over the member states.

    `counts` holds every status with at least one member and adds up, with `n_without_data` (nothing known or nothing
    visible), to `n_members`. `earliest_on` and `latest_on` are the dates of the values behind `value`.
    """

    n_reported: int
    n_not_applicable: int
    n_without_data: int
    counts: Mapping[Status, int]
    method: RegionalMethod
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    earliest_on: date | None
    latest_on: date | None
    is_provisional: bool
    reason: RegionalReason
    n_members: int = REGION_MEMBERS
    rules_version: str = RULES_VERSION


@dataclass(frozen=True)
class RegionalCounts:
    """One indicator over the member states in counts alone, for a list: every status with at least one member."""

    n_reported: int
    counts: Mapping[Status, int]
    n_members: int = REGION_MEMBERS


def regional_summary(
    assessments_by_country: Mapping[str, Assessment | None],
    kind: IndicatorKind,
    accumulation: Accumulation = Accumulation.STOCK,
) -> RegionalSummary:
    """Summarise one indicator over the member states; a country left out of the mapping has no data.

    Only recent values count as reported. Fewer than six: counts alone, no value (ESCAP, SDG Index).
    """
    if len(assessments_by_country) > REGION_MEMBERS:
        raise ValueError("more countries than members")
    known = [assessment for assessment in assessments_by_country.values() if assessment is not None]
    counts = {status: n for status in Status if (n := sum(a.status is status for a in known))}
    reported = [a.value for a in known if a.has_recent_value and a.value is not None]
    if len(reported) < REGION_MINIMUM:
        found, behind, reason = RegionalValue(RegionalMethod.BELOW_MINIMUM), [], RegionalReason.BELOW_MINIMUM
    else:
        found = kind_of(kind).aggregate(reported, accumulation)
        behind, reason = reported, RegionalReason.NO_REGIONAL_TARGET
    dates = [value.on for value in behind]
    return RegionalSummary(
        n_reported=len(reported),
        n_not_applicable=counts.get(Status.NOT_APPLICABLE, 0),
        n_without_data=REGION_MEMBERS - len(known),
        counts=counts,
        method=found.method,
        value=found.value,
        low=found.low,
        high=found.high,
        earliest_on=min(dates, default=None),
        latest_on=max(dates, default=None),
        is_provisional=any(value.is_provisional for value in behind),
        reason=reason,
    )
