"""What may be typed: hostile, careless and honest input, each answered in words."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from roadmap.choices import Accumulation, Direction
from roadmap.forms import ConfirmForm, IndicatorFilterForm, ObservationForm, SetUpForm
from roadmap.forms.fields import offered_periods
from roadmap.kinds import IndicatorKind
from roadmap.models import Goal
from tests.factories.core import PriorityFactory
from tests.factories.roadmap import (
    LAST_YEAR,
    CountryIndicatorFactory,
    FrameworkFactory,
    IndicatorFactory,
    ObservationFactory,
)

pytestmark = pytest.mark.django_db
PERIOD = f"{LAST_YEAR}-01-01/{LAST_YEAR}-12-31"


def form(kind=IndicatorKind.NUMBER, decimals=0, **typed):
    indicator = IndicatorFactory(code=f"kind-{kind}-{decimals}", kind=kind, decimals=decimals)
    return ObservationForm({"period": PERIOD, **typed}, indicator=indicator)


def taken(*kind, **typed):
    bound = form(*kind, **typed)
    assert bound.is_valid(), bound.errors
    return bound.entry()


def test_a_plain_value_is_taken():
    bound = form(value="1,234", note="Ghi chú")

    assert bound.is_valid(), bound.errors
    assert bound.entry().value == 1234
    assert bound.entry().period_end == datetime.date(LAST_YEAR, 12, 31)


@pytest.mark.parametrize(
    "typed",
    ["NaN", "Infinity", "-Infinity", "sNaN", "1e400", "-1", "2.5", "abc", "١٢x", "9" * 19, "1e-7", "\x00", "--1"],
)
def test_what_is_no_count_is_refused_on_its_field(typed):
    bound = form(value=typed)

    assert not bound.is_valid()
    assert set(bound.errors) == {"value"}


def test_an_empty_value_is_refused_unless_there_are_no_data():
    assert "value" in form(value="").errors
    assert form(value="", is_no_data="on").errors == {"note": ["Say why there are no data."]}
    assert taken(value="", is_no_data="on", note="No patrols.").is_no_data
    assert "is_no_data" in form(value="3", is_no_data="on", note="No patrols.").errors


def test_nought_must_be_meant():
    asked = form(value="0")
    assert list(asked.errors) == ["zero_is_meant"]
    assert asked.asks_about_zero

    meant = form(value="0", zero_is_meant="on")
    assert meant.is_valid()
    assert meant.entry().value == 0


def test_a_percentage_from_its_parts_is_not_typed_twice():
    bound = form(IndicatorKind.PERCENTAGE, decimals=1, numerator="14", denominator="52")

    assert bound.is_valid(), bound.errors
    assert (bound.entry().value, bound.entry().numerator, bound.entry().denominator) == (None, 14, 52)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"value": "100.5"}, "value"),
        ({"value": "-1"}, "value"),
        ({"numerator": "5"}, "denominator"),
        ({"denominator": "5"}, "numerator"),
        ({"numerator": "0", "denominator": "0"}, "denominator"),
        ({"numerator": "5", "denominator": "-5"}, "denominator"),
        ({"numerator": "6", "denominator": "5"}, "numerator"),
        ({"numerator": "NaN", "denominator": "5"}, "numerator"),
        ({"numerator": "1", "denominator": "5", "value": "20"}, "value"),
        ({"numerator": "0", "denominator": "5"}, "zero_is_meant"),
        ({"value": "0"}, "zero_is_meant"),
    ],
)
def test_a_percentage_that_cannot_be_is_refused_in_words(typed, field):
    bound = form(IndicatorKind.PERCENTAGE, decimals=1, **typed)

    assert not bound.is_valid()
    assert field in bound.errors


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (IndicatorKind.SCALE, "3", "4"),
        (IndicatorKind.SCALE, "0", "1.5"),
        (IndicatorKind.MILESTONES, "5", "6"),
        (IndicatorKind.YES_NO, "1", "2"),
        (IndicatorKind.YES_NO, "0", "-1"),
    ],
)
def test_steps_are_chosen_and_nothing_between(kind, good, bad):
    assert taken(kind, value=good).value == Decimal(good)
    assert "value" in form(kind, value=bad).errors


def own_dates(start, end):
    return form(value="3", period="other", period_start=start, period_end=end)


def test_own_dates_are_taken_and_may_be_one_day():
    bound = own_dates("2024-03-01", "2024-03-01")

    assert bound.is_valid(), bound.errors
    assert bound.entry().period_start == bound.entry().period_end == datetime.date(2024, 3, 1)


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        ("2024-12-31", "2024-01-01", "period_end"),
        ("", "2024-01-01", "period_start"),
        ("2024-01-01", "", "period_end"),
        ("1066-10-14", "2024-01-01", "period_start"),
        ("2024-02-30", "2024-03-01", "period_start"),
        (str(timezone.localdate()), str(timezone.localdate() + datetime.timedelta(days=1)), "period_end"),
    ],
)
def test_dates_that_contradict_or_lie_ahead_are_refused(start, end, field):
    assert field in own_dates(start, end).errors


@pytest.mark.parametrize("period", ["", "2024-01-01/2023-01-01", "x/y", "2024-01-01", "none"])
def test_a_period_that_was_not_offered_is_refused(period):
    assert "period" in form(value="3", period=period).errors


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "data:text/html,x", "ftp://example.org/a", "JaVaScRiPt:alert(1)", "https://", "vbscript:x"],
)
def test_only_web_addresses_are_links(link):
    assert "evidence_url" in form(value="3", evidence_url=link).errors


def test_a_web_address_is_kept_and_a_bare_one_completed():
    assert taken(value="3", evidence_url="example.org/a").evidence_url == "https://example.org/a"


def test_text_is_kept_as_typed_without_invisible_characters():
    native = "ລາຍງານ របាយការណ៍ အစီရင်ခံစာ รายงาน báo cáo 🐘"

    bound = form(value="3", note=f"\x07{native}\u202e\x00", evidence="a\x0bb")

    assert bound.is_valid(), bound.errors
    assert bound.entry().note == native
    assert bound.entry().evidence == "ab"


def test_too_long_text_and_a_proxy_without_a_word_are_refused():
    assert "note" in form(value="3", note="x" * 2001).errors
    assert "evidence" in form(value="3", evidence="x" * 301).errors
    assert "note" in form(value="3", is_proxy="on").errors


def test_a_correction_asks_why_and_keeps_the_period():
    old = ObservationFactory(value=Decimal(0))
    bound = ObservationForm({"value": "4"}, indicator=old.country_indicator.indicator, corrects=old)

    assert "period" not in bound.fields
    assert "correction_reason" in bound.errors


def test_a_stored_nought_was_meant():
    row = ObservationFactory(value=Decimal(0))

    stored = ObservationForm(indicator=row.country_indicator.indicator, row=row)

    assert stored.asks_about_zero
    assert stored.initial["zero_is_meant"] is True


@pytest.mark.parametrize(
    ("months", "first"),
    [
        (12, (datetime.date(2025, 1, 1), datetime.date(2025, 12, 31))),
        (6, (datetime.date(2026, 1, 1), datetime.date(2026, 6, 30))),
        (3, (datetime.date(2026, 7, 1), datetime.date(2026, 9, 30))),
        (1, (datetime.date(2026, 10, 1), datetime.date(2026, 10, 31))),
        (24, (datetime.date(2024, 1, 1), datetime.date(2025, 12, 31))),
    ],
)
def test_offered_periods_are_complete_and_in_step_with_the_calendar(months, first):
    periods = offered_periods(months, datetime.date(2026, 11, 22))

    assert periods[0] == first
    assert all(later[0] - earlier[1] == datetime.timedelta(days=1) for later, earlier in zip(periods, periods[1:]))  # noqa: B905, RUF007


def test_an_old_page_does_not_confirm_a_new_period():
    assert not ConfirmForm({"period": "1999-01-01/1999-12-31"}, indicator=IndicatorFactory()).is_valid()


# --- set-up --------------------------------------------------------------------------------------

WAY = {"baseline_value": "10", "baseline_on": "2024-12-31", "target_value": "50", "target_on": "2030-12-31"}


def set_up(direction=Direction.UP, accumulation=Accumulation.STOCK, **typed):
    indicator = IndicatorFactory(code=f"way-{direction}-{accumulation}", direction=direction, accumulation=accumulation)
    return SetUpForm({**WAY, **typed}, indicator=indicator, goals=Goal.objects.none())


def test_a_way_to_a_target_is_taken_with_its_milestones():
    bound = set_up(milestone_1_on="2026-12-31", milestone_1_value="20")

    assert bound.is_valid(), bound.errors
    assert bound.entry().milestones == ((datetime.date(2026, 12, 31), Decimal(20)),)


def test_values_alone_are_a_way_too():
    bound = set_up(**dict.fromkeys(WAY, ""))

    assert bound.is_valid(), bound.errors
    assert bound.entry().target_value is None


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"target_value": "5"}, "target_value"),
        ({"target_on": "2020-01-01"}, "target_on"),
        ({"target_on": ""}, "target_on"),
        ({"baseline_value": ""}, "baseline_value"),
        ({"milestone_1_on": "2026-12-31"}, "milestone_1_value"),
        ({"milestone_1_on": "2031-12-31", "milestone_1_value": "20"}, "milestone_1_on"),
        ({"milestone_1_on": "2026-12-31", "milestone_1_value": "5"}, "milestone_1_value"),
        ({"not_applicable_reason": "No elephants"}, "not_applicable_reason"),
        ({"baseline_value": "NaN"}, "baseline_value"),
        ({"target_value": "1e400"}, "target_value"),
        ({"goal": "999"}, "goal"),
    ],
)
def test_a_way_that_contradicts_itself_is_refused_in_words(typed, field):
    bound = set_up(**typed)

    assert not bound.is_valid()
    assert field in bound.errors


def test_a_total_to_deliver_starts_at_nought_and_counts_take_no_target():
    assert "baseline_value" in set_up(accumulation=Accumulation.FLOW).errors
    assert "target_value" in set_up(direction=Direction.NONE).errors
    assert "target_value" in set_up(direction=Direction.DOWN).errors


def test_a_change_of_what_is_cleared_asks_why():
    one = CountryIndicatorFactory()

    bound = SetUpForm(WAY, indicator=one.indicator, goals=Goal.objects.none(), is_change=True)

    assert "reason" in bound.errors


def test_the_filter_forgets_what_it_does_not_know():
    framework, priority = FrameworkFactory(), PriorityFactory()
    typed = {"framework": "nonsense", "kind": "scale", "priority": priority.code, "q": "x" * 200}

    bound = IndicatorFilterForm(
        typed,
        framework=[(framework.code, framework.title)],
        priority=[(priority.code, priority.name)],
        kind=IndicatorKind.choices,
    )

    assert bound.typed() == {"kind": "scale", "priority": priority.code}
    assert bound.active() == 2
