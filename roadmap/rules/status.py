"""The status of an indicator, and apart from it whether its report has come.

Status is judged at the date of the value: a late report is late, not worse. Silence is a state of its own,
neither red nor green.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from core.choices import TextChoices
from core.choices import gettext_lazy as _
from core.clearance.rules import add_months
from roadmap.choices import Direction, Reason, Status
from roadmap.kinds import Judgement, to_decimal
from roadmap.rules.progress import Progress, exact_expected, exact_expected_of, exact_progress, progress, time_share
from roadmap.rules.terms import ON_TRACK, RULES_VERSION, SOME, TOO_EARLY_TIME, Reading, Trajectory
from roadmap.rules.values import CurrentValue, current_value, reported


@dataclass(frozen=True)
class Change:
    """The step from the value before to the current one."""

    previous_on: date
    amount: Decimal


@dataclass(frozen=True)
class Assessment:
    """Everything that a page says about one indicator of one country on a day.

    `is_grey` goes with the status "no recent data", and `last_status` then keeps what the old value had earned.
    `distance` is what the value lacks to the target in the good direction; below 0 it has gone beyond.
    """

    status: Status
    reason: Reason
    value: CurrentValue | None = None
    progress: Progress = field(default_factory=lambda: Progress(None, Reason.NO_VALUE))
    expected: Decimal | None = None
    ratio: Decimal | None = None
    change: Change | None = None
    distance: Decimal | None = None
    is_grey: bool = False
    last_status: Status | None = None
    rules_version: str = RULES_VERSION

    @property
    def is_provisional(self) -> bool:
        """Whether the value rests on a provisional row."""
        return bool(self.value and self.value.is_provisional)

    @property
    def has_recent_value(self) -> bool:
        """Whether it counts as reported in a regional summary."""
        return self.value is not None and not self.is_grey and self.status is not Status.NOT_APPLICABLE


def assess(trajectory: Trajectory, readings: Iterable[Reading], as_of: date) -> Assessment:
    """Judge one indicator of one country on a day. Same rows in another order give the same answer."""
    if trajectory.not_applicable_reason:
        return Assessment(Status.NOT_APPLICABLE, Reason.STATED)
    rows = tuple(readings)
    current = current_value(trajectory, rows, as_of)
    if current is None:
        return Assessment(Status.NO_RECENT_DATA, Reason.NO_VALUE, is_grey=True)
    previous = current_value(trajectory, rows, current.on - timedelta(days=1))
    judged, way = judge(trajectory, current), progress(trajectory, current.value)
    is_grey = is_stale(trajectory, current.on, as_of)
    return Assessment(
        status=Status.NO_RECENT_DATA if is_grey else judged.status,
        reason=Reason.OLDER_THAN_PERIOD if is_grey else judged.reason,
        value=current,
        progress=way,
        expected=judged.expected,
        ratio=judged.ratio,
        change=Change(previous.on, current.value - previous.value) if previous else None,
        distance=distance(trajectory, current.value),
        is_grey=is_grey,
        last_status=judged.status if is_grey else None,
    )


def judge(  # noqa: PLR0911  the order of the cases is the rule
    trajectory: Trajectory, current: CurrentValue
) -> Judgement:
    """The status that a value has earned at its own date.

    In this order: no direction, no target, a value from before the baseline, data that contradict; then the
    target met (a fact that needs no baseline and no date), a level not kept, no baseline; then too early;
    then the ratio r of progress to expected progress: on track from 0.85, some progress from 0.5, off track
    from 0, moving away below. After the target date 1 is expected, so that r is the progress itself.
    """
    start, target = trajectory.start, trajectory.target
    if trajectory.direction == Direction.NONE:
        return Judgement(Status.NOT_RATED, Reason.NO_DIRECTION)
    if target is None:
        return Judgement(Status.NO_TARGET, Reason.NO_TARGET)
    if start and current.on < start.on:
        return Judgement(Status.TOO_EARLY, Reason.VALUE_BEFORE_BASELINE)
    if trajectory.direction_contradicts:
        return Judgement(Status.NOT_RATED, Reason.DIRECTION_CONTRADICTS)
    if trajectory.is_met_by(current.value):
        return Judgement(Status.ACHIEVED, Reason.LEVEL_KEPT if trajectory.is_maintain else Reason.TARGET_MET)
    if trajectory.is_maintain:
        return Judgement(Status.BELOW_LEVEL, Reason.LEVEL_NOT_KEPT)
    by_kind = trajectory.of_kind.judge(current.value, is_due=current.on >= target.on)
    return by_kind or _judge_by_ratio(trajectory, current)


def _judge_by_ratio(trajectory: Trajectory, current: CurrentValue) -> Judgement:
    """Numbers, percentages and scales with a way to go: progress over what was expected by then."""
    done = exact_progress(trajectory, current.value)
    if isinstance(done, Reason):
        return Judgement(Status.NOT_RATED, done)
    passed = time_share(trajectory, current.on)
    by_periods = trajectory.is_flow_total and current.readings
    expected = exact_expected_of(trajectory, current.readings) if by_periods else exact_expected(trajectory, current.on)
    if passed is None or expected is None:
        return Judgement(Status.NOT_RATED, Reason.DATES_CONTRADICT)
    if passed < Fraction(TOO_EARLY_TIME):
        return Judgement(Status.TOO_EARLY, Reason.BEFORE_TENTH_OF_TIME, to_decimal(expected))
    reason = Reason.TARGET_DATE_PASSED if passed > 1 else Reason.BY_RATIO
    if expected <= 0:
        if done < 0:
            return Judgement(Status.MOVING_AWAY, reason, to_decimal(expected))
        return Judgement(Status.TOO_EARLY, Reason.NOTHING_EXPECTED_YET, to_decimal(expected))
    ratio = done / expected
    return Judgement(status_of_ratio(ratio), reason, to_decimal(expected), to_decimal(ratio))


def status_of_ratio(ratio: Fraction | Decimal) -> Status:
    """The four words of the ratio of progress to expected progress; each threshold belongs to the better word."""
    if ratio < 0:
        return Status.MOVING_AWAY
    if ratio >= Fraction(ON_TRACK):
        return Status.ON_TRACK
    return Status.SOME_PROGRESS if ratio >= Fraction(SOME) else Status.OFF_TRACK


def distance(trajectory: Trajectory, value: Decimal) -> Decimal | None:
    """What the value lacks to the target, in its unit and in the good direction; None without target or direction."""
    if trajectory.target is None or trajectory.direction == Direction.NONE:
        return None
    lacking = trajectory.target.value - value
    return -lacking if trajectory.direction == Direction.DOWN else lacking


def is_stale(trajectory: Trajectory, on: date, as_of: date) -> bool:
    """Whether a value is older than one reporting period and the days of grace. The last of these days is not."""
    return as_of >= stale_from(trajectory, on)


def stale_from(trajectory: Trajectory, on: date) -> date:
    """The first day on which a value is too old.

    A yearly rate has a new value once a year however often it is reported on.
    """
    months = max(12, trajectory.reporting_months) if trajectory.is_flow_rate else trajectory.reporting_months
    return add_months(on, months) + timedelta(days=trajectory.grace_days + 1)


class ReportingState(TextChoices):
    """Whether the report has come; it says nothing about how good the value is."""

    REPORTED = "reported", _("Reported")
    NO_CHANGE = "no_change", _("Confirmed: no change")
    DUE = "due", _("Due: nothing has been reported yet")
    OVERDUE = "overdue", _("Overdue")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")


class Reporting(NamedTuple):
    """Reporting state with its days: left while due, gone by when overdue, else 0."""

    state: ReportingState
    days: int


@dataclass(frozen=True)
class ReportingTerms:
    """What the reports that are in leave to the calendar: the state now, and the days that end it.

    `next_end` is the last day of the period that the next report is about, and `deadline` the last one of its grace;
    None where there is no date to count from.
    """

    state: ReportingState
    next_end: date | None = None
    deadline: date | None = None

    def on(self, as_of: date) -> Reporting:
        """The reporting state on a day: due from the day after the period, overdue from the day after the grace."""
        if self.next_end is None or self.deadline is None or as_of <= self.next_end:
            return Reporting(self.state, 0)
        if as_of > self.deadline:
            return Reporting(ReportingState.OVERDUE, (as_of - self.deadline).days)
        return Reporting(ReportingState.DUE, (self.deadline - as_of).days)


def reporting_state(trajectory: Trajectory, readings: Iterable[Reading], as_of: date) -> Reporting:
    """Whether a report is in, due or overdue on a day (UNICEF PRP keeps this apart from the status as well)."""
    return reporting_terms(trajectory, readings, as_of).on(as_of)


def reporting_terms(trajectory: Trajectory, readings: Iterable[Reading], as_of: date) -> ReportingTerms:
    """From when on a report is due and overdue, by the periods that have ended by a day.

    The next period ends one reporting period after the end of the last reported one, or after the baseline
    date where nothing was ever reported; it is due from the next day, overdue after the days of grace. When a
    row was sent in plays no part: a late report is in. Without any date to count from it is due, with 0 days.
    """
    if trajectory.not_applicable_reason:
        return ReportingTerms(ReportingState.NOT_APPLICABLE)
    reports = reported(trajectory, readings, as_of)
    last_end = max((reading.period_end for reading in reports), default=None)
    anchor = last_end or (trajectory.baseline.on if trajectory.baseline else None)
    if anchor is None:
        return ReportingTerms(ReportingState.DUE)
    next_end = add_months(anchor, trajectory.reporting_months)
    latest = [reading for reading in reports if reading.period_end == last_end]
    is_confirmation = bool(latest) and all(reading.no_change for reading in latest)
    state = ReportingState.NO_CHANGE if is_confirmation else ReportingState.REPORTED
    return ReportingTerms(state, next_end, next_end + timedelta(days=trajectory.grace_days))


@dataclass(frozen=True)
class Span:
    """Days on which something holds, both ends included; None is without end."""

    first: date | None = None
    last: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def holding_span(trajectory: Trajectory, readings: Iterable[Reading], value_on: date | None, as_of: date) -> Span:
    """The days around a day on which its assessment and its reporting terms are the same, whatever else the calendar
    says: as long as no further period ends, and until the value (of `value_on`) becomes too old, or since it did.
    """
    if trajectory.not_applicable_reason:
        return Span()
    changes = {r.period_end for r in readings if r.is_cleared and not r.is_superseded}
    if value_on is not None:
        changes.add(stale_from(trajectory, value_on))
    after = min((day for day in changes if day > as_of), default=None)
    first = max((day for day in changes if day <= as_of), default=None)
    return Span(first, after and after - timedelta(days=1))
