"""Status rules of the road map: pure functions over dated values, no tables.

`roadmap.choices` has the words and `roadmap.kinds` what depends on the kind of an indicator. Read `terms` for the
records, `values` for what counts, `progress` and `status` for one country, `region` for
all, `actions` for ratings in words, `checks` for what entry refuses.
"""

from roadmap.rules.actions import (
    RungShare,
    RungTable,
    rung_shares,
)
from roadmap.rules.checks import (
    SeriesWarning,
    TrajectoryFault,
    check_series,
    check_trajectory,
)
from roadmap.rules.progress import Progress, progress, time_share
from roadmap.rules.region import RegionalReason, RegionalSummary, regional_summary, regional_value
from roadmap.rules.status import (
    Assessment,
    Change,
    Reporting,
    ReportingState,
    assess,
    change,
    distance,
    is_stale,
    judge,
    reporting_state,
    status_of_ratio,
)
from roadmap.rules.terms import (
    ON_TRACK,
    REGION_MEMBERS,
    REGION_MINIMUM,
    RULES_VERSION,
    SOME,
    TOO_EARLY_TIME,
    Point,
    Reading,
    Trajectory,
)
from roadmap.rules.values import CurrentValue, Exclusion, Screened, current_value, reading_value, screen

THRESHOLDS = {
    "on_track": ON_TRACK,
    "some": SOME,
    "too_early_time": TOO_EARLY_TIME,
    "region_minimum": REGION_MINIMUM,
}
"""The numbers of this version of the rules, for the method page and for an edition."""

__all__ = [
    "ON_TRACK",
    "REGION_MEMBERS",
    "REGION_MINIMUM",
    "RULES_VERSION",
    "SOME",
    "THRESHOLDS",
    "TOO_EARLY_TIME",
    "Assessment",
    "Change",
    "CurrentValue",
    "Exclusion",
    "Point",
    "Progress",
    "Reading",
    "RegionalReason",
    "RegionalSummary",
    "Reporting",
    "ReportingState",
    "RungShare",
    "RungTable",
    "Screened",
    "SeriesWarning",
    "Trajectory",
    "TrajectoryFault",
    "assess",
    "change",
    "check_series",
    "check_trajectory",
    "current_value",
    "distance",
    "is_stale",
    "judge",
    "progress",
    "reading_value",
    "regional_summary",
    "regional_value",
    "reporting_state",
    "rung_shares",
    "screen",
    "status_of_ratio",
    "time_share",
]
