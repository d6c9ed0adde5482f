"""The words of the road map, each enumeration once: rules decide with them, models store them as choices."""

from enum import StrEnum

from core.choices import TextChoices
from core.choices import gettext_lazy as _


class Accumulation(TextChoices):
    """How numbers of several periods belong together; it matters for the kind "number" alone."""

    STOCK = "stock", _("Stock: the latest value counts")
    FLOW = "flow", _("Flow: the sum inside a period")
    CUMULATIVE = "cumulative", _("Cumulative: a running total")


class Direction(TextChoices):
    """Which way is good. Seizure, arrest and case counts have none: more may be better work or more crime
    (EIA, CITES CoP19)."""

    UP = "up", _("Higher is better")
    DOWN = "down", _("Lower is better")
    NONE = "none", _("No good direction")


class FlowBasis(TextChoices):
    """What the target of a flow is: a total to deliver, or a yearly rate to reach."""

    TOTAL = "total", _("A total to deliver")
    YEARLY_RATE = "yearly_rate", _("A yearly rate")


class Status(StrEnum):
    """How an indicator stands, at the date of its value."""

    ACHIEVED = "achieved"
    ON_TRACK = "on_track"
    SOME_PROGRESS = "some_progress"
    OFF_TRACK = "off_track"
    MOVING_AWAY = "moving_away"
    TOO_EARLY = "too_early"
    NO_RECENT_DATA = "no_recent_data"
    NOT_APPLICABLE = "not_applicable"
    NO_TARGET = "no_target"  # trend only
    NOT_RATED = "not_rated"  # no direction, no baseline, or a yes/no that is not due yet
    BELOW_LEVEL = "below_level"  # a level was to be kept and is not


class Reason(StrEnum):
    """Why a status or a missing percentage is what it is."""

    BY_RATIO = "by_ratio"
    TARGET_DATE_PASSED = "target_date_passed"
    TARGET_MET = "target_met"
    LEVEL_KEPT = "level_kept"
    LEVEL_NOT_KEPT = "level_not_kept"
    BEFORE_TENTH_OF_TIME = "before_tenth_of_time"
    NOTHING_EXPECTED_YET = "nothing_expected_yet"
    VALUE_BEFORE_BASELINE = "value_before_baseline"
    NO_VALUE = "no_value"
    NO_TARGET = "no_target"
    NO_BASELINE = "no_baseline"
    NO_DIRECTION = "no_direction"
    MAINTAIN = "maintain"
    NOT_A_RATIO = "not_a_ratio"
    DIRECTION_CONTRADICTS = "direction_contradicts"
    DATES_CONTRADICT = "dates_contradict"
    NOT_DONE_YET = "not_done_yet"
    NOT_DONE_BY_DATE = "not_done_by_date"
    BY_RUNG = "by_rung"
    PENDING_ANOTHER_ACTION = "pending_another_action"
    NOT_COMMENCED = "not_commenced"
    VALUE_OUTSIDE_KIND = "value_outside_kind"
    STATED = "stated"
    OLDER_THAN_PERIOD = "older_than_period"


class Rating(TextChoices):
    """The six words of CITES National Ivory Action Plans (SC70 Doc. 27.4 Annex 1), in the order printed
    there."""

    ACHIEVED = "achieved", _("Achieved")
    SUBSTANTIALLY_ACHIEVED = "substantially_achieved", _("Substantially achieved")
    ON_TRACK = "on_track", _("On track")
    PARTIAL_PROGRESS = "partial_progress", _("Partial progress")
    PENDING_ANOTHER_ACTION = "pending_completion", _("Pending completion of another action")
    NOT_COMMENCED = "not_commenced", _("Not commenced")


RUNGS = tuple(reversed(Rating))
"""The same six from the lowest (0, not commenced) to the highest (5, achieved): how a milestone ladder is
stored."""
