"""What pages of the road map and of `iwt_dashboard` read: frozen dataclasses, each at a fixed number of queries."""

from roadmap.queries.counts import CountedIndicator, indicators_in_use, status_counts
from roadmap.queries.entering import (
    OwnIndicator,
    earlier_values,
    expected_assessment,
    open_value,
    own_indicators,
)
from roadmap.queries.goals import RatedAction, delivery, find_goal, goal_page, rated_actions_of, regional_goals
from roadmap.queries.indicators import (
    IndicatorPage,
    country_indicator_page,
    country_indicators,
    country_indicators_of_goals,
    matching_indicators,
    regional_indicator,
    series_warnings,
)
from roadmap.queries.listed import LatestValue, Provenance
from roadmap.queries.lookup import (
    correction_of,
    filter_choices,
    find_country,
    find_country_indicator,
    find_indicator,
    find_observation,
    goals_to_choose,
    last_stated,
    open_proposal,
    proposed_entry,
)
from roadmap.queries.mended import mended_set_up, mended_value
from roadmap.queries.of_country import Standing, rows_of_keys, standings_of
from roadmap.queries.records import (
    CommitmentOfCountry,
    commitment_rows,
    commitments_of,
    countries_with_processes,
    processes_of,
)
from roadmap.queries.rows import IndicatorRow, rows_of
from roadmap.queries.series import ExplainedRow, Series, trajectory_of
