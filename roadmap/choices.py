"""The words of the road map, each enumeration once: rules decide with them, models store them as choices."""

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


class Status(TextChoices):
    """How an indicator stands, at the date of its value."""

    ACHIEVED = "achieved", _("Achieved")
    ON_TRACK = "on_track", _("On track")
    SOME_PROGRESS = "some_progress", _("Some progress")
    OFF_TRACK = "off_track", _("Off track")
    MOVING_AWAY = "moving_away", _("Moving away")
    TOO_EARLY = "too_early", _("Too early to say")
    NO_RECENT_DATA = "no_recent_data", _("No recent data")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")
    NO_TARGET = "no_target", _("No target")  # trend only
    NOT_RATED = "not_rated", _("Not rated")  # no direction, no baseline, or a yes/no that is not due yet
    BELOW_LEVEL = "below_level", _("Below level")  # a level was to be kept and is not


class Reason(TextChoices):
    """Why a status or a missing percentage is what it is."""

    BY_RATIO = "by_ratio", _("Progress made is divided by the progress that was expected by the date of the value.")
    TARGET_DATE_PASSED = "target_date_passed", _("The target date has passed: all of the way is expected.")
    TARGET_MET = "target_met", _("The value is at the target or on its good side.")
    LEVEL_KEPT = "level_kept", _("The goal is to keep a level, and the value is at it or on its good side.")
    LEVEL_NOT_KEPT = "level_not_kept", _("The goal is to keep a level, and the value is on the wrong side of it.")
    BEFORE_TENTH_OF_TIME = (
        "before_tenth_of_time",
        _("Less than a tenth of the time from baseline to target had passed: nothing is rated so early."),
    )
    NOTHING_EXPECTED_YET = "nothing_expected_yet", _("By the date of the value no progress was planned yet.")
    VALUE_BEFORE_BASELINE = "value_before_baseline", _("The latest value is older than the baseline.")
    NO_VALUE = "no_value", _("No value is known here. That is neither good nor bad.")
    NO_TARGET = "no_target", _("No target is set, so the values are shown and not rated.")
    NO_BASELINE = "no_baseline", _("No baseline is set, so progress is not computed.")
    NO_DIRECTION = (
        "no_direction",
        _("More may mean better work or more crime: the value and its change are shown, and never rated."),
    )
    MAINTAIN = "maintain", _("The goal is to keep a level: there is no way to go, so no percentage.")
    NOT_A_RATIO = "not_a_ratio", _("A step is done or it is not: there is no half way, so no percentage.")
    DIRECTION_CONTRADICTS = "direction_contradicts", _("Baseline and target lead against the stated direction.")
    DATES_CONTRADICT = "dates_contradict", _("The dates of baseline and target contradict each other.")
    NOT_DONE_YET = "not_done_yet", _("Not done yet, and its date has not come.")
    NOT_DONE_BY_DATE = "not_done_by_date", _("Not done by its date.")
    BY_RUNG = "by_rung", _("The word that was chosen on the ladder decides.")
    PENDING_ANOTHER_ACTION = "pending_another_action", _("It waits for another action, so it is not rated.")
    NOT_COMMENCED = "not_commenced", _("It has not begun, and its date has not come.")
    VALUE_OUTSIDE_KIND = "value_outside_kind", _("The value does not fit the kind of the indicator.")
    STATED = "stated", _("The member state gives the reason.")
    OLDER_THAN_PERIOD = (
        "older_than_period",
        _("The latest value is older than one reporting period and the days of grace."),
    )


class Rating(TextChoices):
    """The six words of CITES National Ivory Action Plans (SC70 Doc. 27.4 Annex 1), in the order printed there."""

    ACHIEVED = "achieved", _("Achieved")
    SUBSTANTIALLY_ACHIEVED = "substantially_achieved", _("Substantially achieved")
    ON_TRACK = "on_track", _("On track")
    PARTIAL_PROGRESS = "partial_progress", _("Partial progress")
    PENDING_ANOTHER_ACTION = "pending_completion", _("Pending completion of another action")
    NOT_COMMENCED = "not_commenced", _("Not commenced")


RUNGS = tuple(reversed(Rating))
"""The same six from the lowest (0, not commenced) to the highest (5, achieved): how a milestone ladder is stored."""
