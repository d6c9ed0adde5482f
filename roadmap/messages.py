"""What the codes of the rules are called on screen, and how values and periods are written. Nothing here decides."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.clearance.messages import who_can_see
from core.clearance.models import State
from core.clearance.rules import is_raise
from core.formatting import NOTHING, number
from roadmap.choices import Reason, Status
from roadmap.kinds import RegionalMethod, kind_of
from roadmap.models import Indicator, Observation
from roadmap.rules import (
    Assessment,
    Exclusion,
    RegionalReason,
    Reporting,
    ReportingState,
    SeriesWarning,
    TrajectoryFault,
)

STATUS_LABELS: Mapping[Status, Any] = {
    Status.ACHIEVED: gettext_lazy("Achieved"),
    Status.ON_TRACK: gettext_lazy("On track"),
    Status.SOME_PROGRESS: gettext_lazy("Some progress"),
    Status.OFF_TRACK: gettext_lazy("Off track"),
    Status.MOVING_AWAY: gettext_lazy("Moving away"),
    Status.TOO_EARLY: gettext_lazy("Too early to say"),
    Status.NO_RECENT_DATA: gettext_lazy("No recent data"),
    Status.NOT_APPLICABLE: gettext_lazy("Not applicable"),
    Status.NO_TARGET: gettext_lazy("No target"),
    Status.NOT_RATED: gettext_lazy("Not rated"),
    Status.BELOW_LEVEL: gettext_lazy("Below level"),
}

REASONS: Mapping[Reason, Any] = {
    Reason.BY_RATIO: gettext_lazy(
        "Progress made is divided by the progress that was expected by the date of the value."
    ),
    Reason.TARGET_DATE_PASSED: gettext_lazy("The target date has passed: all of the way is expected."),
    Reason.TARGET_MET: gettext_lazy("The value is at the target or on its good side."),
    Reason.LEVEL_KEPT: gettext_lazy("The goal is to keep a level, and the value is at it or on its good side."),
    Reason.LEVEL_NOT_KEPT: gettext_lazy("The goal is to keep a level, and the value is on the wrong side of it."),
    Reason.BEFORE_TENTH_OF_TIME: gettext_lazy(
        "Less than a tenth of the time from baseline to target had passed: nothing is rated so early."
    ),
    Reason.NOTHING_EXPECTED_YET: gettext_lazy("By the date of the value no progress was planned yet."),
    Reason.VALUE_BEFORE_BASELINE: gettext_lazy("The latest value is older than the baseline."),
    Reason.NO_VALUE: gettext_lazy("No value is known here. That is neither good nor bad."),
    Reason.NO_TARGET: gettext_lazy("No target is set, so the values are shown and not rated."),
    Reason.NO_BASELINE: gettext_lazy("No baseline is set, so progress is not computed."),
    Reason.NO_DIRECTION: gettext_lazy(
        "More may mean better work or more crime: the value and its change are shown, and never rated."
    ),
    Reason.MAINTAIN: gettext_lazy("The goal is to keep a level: there is no way to go, so no percentage."),
    Reason.NOT_A_RATIO: gettext_lazy("A step is done or it is not: there is no half way, so no percentage."),
    Reason.DIRECTION_CONTRADICTS: gettext_lazy("Baseline and target lead against the stated direction."),
    Reason.DATES_CONTRADICT: gettext_lazy("The dates of baseline and target contradict each other."),
    Reason.NOT_DONE_YET: gettext_lazy("Not done yet, and its date has not come."),
    Reason.NOT_DONE_BY_DATE: gettext_lazy("Not done by its date."),
    Reason.BY_RUNG: gettext_lazy("The word that was chosen on the ladder decides."),
    Reason.PENDING_ANOTHER_ACTION: gettext_lazy("It waits for another action, so it is not rated."),
    Reason.NOT_COMMENCED: gettext_lazy("It has not begun, and its date has not come."),
    Reason.VALUE_OUTSIDE_KIND: gettext_lazy("The value does not fit the kind of the indicator."),
    Reason.STATED: gettext_lazy("The member state gives the reason."),
    Reason.OLDER_THAN_PERIOD: gettext_lazy(
        "The latest value is older than one reporting period and the days of grace."
    ),
}

EXCLUSIONS: Mapping[Exclusion, Any] = {
    Exclusion.NOT_CLEARED: gettext_lazy("not cleared"),
    Exclusion.SUPERSEDED: gettext_lazy("superseded by a correction"),
    Exclusion.PERIOD_REVERSED: gettext_lazy("its period ends before it begins"),
    Exclusion.NOT_ENDED: gettext_lazy("its period has not ended"),
    Exclusion.BLANK: gettext_lazy("no data"),
    Exclusion.ZERO_DENOMINATOR: gettext_lazy("its denominator is 0: no data"),
    Exclusion.OLDER: gettext_lazy("a later value counts"),
    Exclusion.SAME_OR_OVERLAPPING_PERIOD: gettext_lazy("another row covers the same days"),
    Exclusion.BEFORE_BASELINE: gettext_lazy("begins before the baseline"),
    Exclusion.NOT_A_FULL_YEAR: gettext_lazy("not a full year"),
}

REGIONAL_METHODS: Mapping[RegionalMethod, Any] = {
    RegionalMethod.SUM: gettext_lazy("Sum of the member states that reported"),
    RegionalMethod.POOLED_RATIO: gettext_lazy("All numerators over all denominators of those that reported"),
    RegionalMethod.MEDIAN: gettext_lazy("Median of the member states that reported"),
    RegionalMethod.COUNT_DONE: gettext_lazy("Member states that answered yes"),
    RegionalMethod.COUNTS_ONLY: gettext_lazy("Counts alone: a ladder has no mean"),
    RegionalMethod.BELOW_MINIMUM: gettext_lazy("No regional figure: fewer than 6 of 11 have recent data"),
}

REGIONAL_REASONS: Mapping[RegionalReason, Any] = {
    RegionalReason.BELOW_MINIMUM: gettext_lazy("Fewer than 6 of 11 have recent data, so the region is not rated."),
    RegionalReason.NO_REGIONAL_TARGET: gettext_lazy("No regional target is set, so the region is not rated."),
    RegionalReason.PARTIAL_SUM: gettext_lazy("A sum over some member states stands for too little to be rated."),
}

TRAJECTORY_FAULTS: Mapping[TrajectoryFault, Any] = {
    TrajectoryFault.DIRECTION_CONTRADICTS: gettext_lazy(
        "The target lies on the wrong side of the baseline for the direction of this indicator."
    ),
    TrajectoryFault.TARGET_WITHOUT_DIRECTION: gettext_lazy(
        "This indicator has no good direction, so it takes no target: more may mean better work or more crime."
    ),
    TrajectoryFault.TARGET_NOT_AFTER_BASELINE: gettext_lazy("The target's date must lie after the baseline's."),
    TrajectoryFault.MILESTONES_OUT_OF_ORDER: gettext_lazy("Write the milestones in order of their dates, each once."),
    TrajectoryFault.MILESTONE_OUTSIDE_DATES: gettext_lazy(
        "Each milestone's date must lie between the baseline's and the target's."
    ),
    TrajectoryFault.MILESTONE_AGAINST_DIRECTION: gettext_lazy(
        "The milestones turn back on the way from baseline to target."
    ),
    TrajectoryFault.MILESTONES_WITHOUT_TARGET: gettext_lazy("Milestones need a target at their end."),
    TrajectoryFault.TOTAL_STARTS_AT_ZERO: gettext_lazy("A total to deliver starts at 0: write 0 as the baseline."),
    TrajectoryFault.VALUE_OUTSIDE_KIND: gettext_lazy("A value does not fit the kind of this indicator."),
    TrajectoryFault.REPORTING_PERIOD_NOT_POSITIVE: gettext_lazy("The reporting period must be at least one month."),
}

SERIES_WARNINGS: Mapping[SeriesWarning, Any] = {
    SeriesWarning.PERIODS_OVERLAP: gettext_lazy(
        "Periods of this indicator overlap: only one of two values for the same days is counted."
    ),
    SeriesWarning.RUNNING_TOTAL_FELL: gettext_lazy("A running total is lower than the one before it."),
    SeriesWarning.BEGINS_BEFORE_BASELINE: gettext_lazy(
        "A period begins before the baseline: it cannot be split, so it is not counted."
    ),
}


def status_label(status: str) -> str:
    """The word for a status."""
    return str(STATUS_LABELS[Status(status)])


def status_code(assessment: Assessment) -> str:
    """The code that the status component draws: a level that was kept has its own shape."""
    return "maintained" if assessment.reason is Reason.LEVEL_KEPT else assessment.status.value


def assessment_label(assessment: Assessment) -> str:
    """The word for an assessment."""
    return _("Maintained") if assessment.reason is Reason.LEVEL_KEPT else status_label(assessment.status)


def assessment_detail(assessment: Assessment) -> str:
    """What stands in grey after the word: what an old value had earned, or what kind of not rated it is."""
    if assessment.is_grey and assessment.value is not None and assessment.last_status is not None:
        last = status_label(assessment.last_status).lower()
        return _("last: %(month)s, %(status)s") % {"month": date_format(assessment.value.on, "F Y"), "status": last}
    if assessment.reason is Reason.NO_DIRECTION:
        return _("value and change only")
    return _("nothing reported") if assessment.reason is Reason.NO_VALUE else ""


def reporting_sentence(reporting: Reporting) -> str:
    """Whether the report has come, apart from how good the value is."""
    if reporting.state is ReportingState.OVERDUE:
        return ngettext("Overdue by %(n)d day", "Overdue by %(n)d days", reporting.days) % {"n": reporting.days}
    if reporting.state is ReportingState.DUE:
        if not reporting.days:
            return _("Due: nothing has been reported yet")
        return ngettext("Due within %(n)d day", "Due within %(n)d days", reporting.days) % {"n": reporting.days}
    return {
        ReportingState.REPORTED: _("Reported"),
        ReportingState.NO_CHANGE: _("Confirmed: no change"),
        ReportingState.NOT_APPLICABLE: _("Not applicable"),
    }[reporting.state]


def value_text(value: Decimal | None, indicator: Indicator) -> str:
    """A value as its kind is written: grouped figures, a percentage, a step of a scale or ladder, yes or no."""
    if value is None:
        return NOTHING
    return kind_of(indicator.kind).text(value, indicator.decimals, number)


def amount_text(amount: Decimal | None, indicator: Indicator) -> str:
    """A difference between two values, with its sign; a percentage's in points."""
    if amount is None:
        return NOTHING
    if amount == 0:
        return _("no change")
    sign = "+" if amount > 0 else "−"
    return sign + kind_of(indicator.kind).amount_text(abs(amount), indicator.decimals, number)


def period_text(start: date, end: date) -> str:
    """A period in as few words as it needs: a year, a quarter, a month, a day, or from and to."""
    begins_month, ends_month = start.day == 1, (end + timedelta(days=1)).day == 1
    if begins_month and ends_month:
        if (start.month, end.month) == (1, 12):
            return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
        if (start.year, start.month) == (end.year, end.month):
            return date_format(start, "F Y")
        if start.year == end.year:
            return f"{date_format(start, 'F')}–{date_format(end, 'F Y')}"
    if start == end:
        return date_format(start, "j F Y")
    return f"{date_format(start, 'j F Y')} – {date_format(end, 'j F Y')}"


def audience_limit(row: Observation) -> str:
    """What narrows the circle of a value's readers beyond its own disclosure: the indicator that it belongs to."""
    one = row.country_indicator
    if one.state != State.CLEARED:
        return _("The indicator's own set-up is not cleared yet: until then its values are seen by the team alone.")
    if is_raise(one.disclosure, row.disclosure):
        return _("The indicator itself is shown to fewer. %(who)s") % {
            "who": who_can_see(one.disclosure, row.country.name)
        }
    return ""
