"""Sentences on what the rules found, and how values and periods are written. Nothing here decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clearance.messages import who_can_see
from core.clearance.models import State
from core.clearance.rules import is_raise
from core.formatting import NOTHING, beside, number, per_cent
from roadmap.choices import Reason
from roadmap.models import Indicator, Observation
from roadmap.rules import THRESHOLDS, Assessment, Reporting, ReportingState
from roadmap.rules.terms import ON_TRACK, SOME


def status_code(assessment: Assessment) -> str:
    """The code that the status component draws: a level that was kept has its own shape."""
    return "maintained" if assessment.reason is Reason.LEVEL_KEPT else assessment.status.value


def assessment_label(assessment: Assessment) -> str:
    """The word for an assessment."""
    return _("Maintained") if assessment.reason is Reason.LEVEL_KEPT else str(assessment.status.label)


def assessment_detail(assessment: Assessment) -> str:
    """What stands in grey after the word: what an old value had earned, or what kind of not rated it is."""
    if assessment.is_grey and assessment.value is not None and assessment.last_status is not None:
        last = str(assessment.last_status.label).lower()
        return _("last: %(month)s, %(status)s") % {"month": date_format(assessment.value.on, "F Y"), "status": last}
    if assessment.reason is Reason.NO_DIRECTION:
        return _("value and change only")
    return _("nothing reported") if assessment.reason is Reason.NO_VALUE else ""


def reporting_sentence(reporting: Reporting) -> str:
    """Whether the report has come, apart from how good the value is."""
    if reporting.state is ReportingState.OVERDUE:
        return ngettext("Overdue by %(n)d day", "Overdue by %(n)d days", reporting.days) % {"n": reporting.days}
    if reporting.state is ReportingState.DUE and reporting.days:
        return ngettext("Due within %(n)d day", "Due within %(n)d days", reporting.days) % {"n": reporting.days}
    return str(reporting.state.label)


@dataclass(frozen=True)
class _Writer:
    """Writes figures so that they fall on the side of each of the lines on which they are."""

    lines: tuple[Decimal, ...] = ()

    def number(self, value: Decimal, places: int | None) -> str:
        return number(value) if places is None else beside(value, self.lines, places)

    def per_cent(self, value: Decimal, places: int | None) -> str:
        return per_cent(value, places, self.lines)


def value_text(value: Decimal | None, indicator: Indicator, lines: Iterable[Decimal] = ()) -> str:
    """A value as its kind is written: grouped figures, a percentage, a step of a scale or ladder, yes or no.

    `lines` are values that stand beside it, such as the target: what is short of one is not rounded up to it.
    """
    if value is None:
        return NOTHING
    return indicator.of_kind.text(value, indicator.decimals, _Writer(tuple(line for line in lines if line != value)))


def ratio_text(ratio: Decimal | None) -> str:
    """Progress over expected progress, on the side of the thresholds of its word on which it is."""
    return beside(ratio, (0, THRESHOLDS["on_track"], THRESHOLDS["some"]), 2)


def progress_text(found: Assessment, places: int = 0) -> str:
    """How far the way has been gone, in per cent: on the side of what was expected by then, and of the thresholds of
    its word, on which it is. After the target date 84.96% is not on track, and is not written as 85%."""
    if found.progress.ratio is None:
        return NOTHING
    expected = found.expected
    lines = [] if expected is None else [100 * expected * step for step in (Decimal(1), ON_TRACK, SOME)]
    return per_cent(100 * found.progress.ratio, places, lines)


def amount_text(amount: Decimal | None, indicator: Indicator) -> str:
    """A difference between two values, with its sign; a percentage's in points."""
    if amount is None:
        return NOTHING
    if amount == 0:
        return _("no change")
    sign = "+" if amount > 0 else "−"
    return sign + indicator.of_kind.amount_text(abs(amount), indicator.decimals, _Writer((Decimal(0),)))


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
