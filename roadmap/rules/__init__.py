"""Status rules of the road map: pure functions over dated values, no tables.

`roadmap.choices` has the words and `roadmap.kinds` what depends on the kind of an indicator. Read `terms` for the
records, `values` for what counts, `progress` and `status` for one country, `region` for
all, `actions` for ratings in words, `checks` for what entry refuses.
"""

from roadmap.rules.actions import RungShare, RungTable, rung_shares
from roadmap.rules.checks import SeriesWarning, TrajectoryFault, check_series, check_trajectory
from roadmap.rules.region import RegionalCounts, RegionalReason, RegionalSummary, regional_summary
from roadmap.rules.status import (
    Assessment,
    Reporting,
    ReportingState,
    ReportingTerms,
    Span,
    assess,
    holding_span,
    reporting_state,
    reporting_terms,
)
from roadmap.rules.terms import RULES_VERSION, THRESHOLDS, Point, Reading, Trajectory
from roadmap.rules.values import Exclusion, screen
