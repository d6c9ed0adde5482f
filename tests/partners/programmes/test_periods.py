"""When a programme is support that somebody can count on."""

import datetime

import pytest

from partners.programmes.rules.programmes import runs_in, runs_on

TODAY = datetime.date(2026, 11, 22)


def day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("status", "ends_on", "runs"),
    [
        ("1", None, True),
        ("2", None, True),
        ("3", None, True),
        ("2", "2026-11-22", True),
        ("2", "2026-11-21", False),  # published statuses lag behind
        ("4", "2027-12-31", False),
        ("5", "2027-12-31", False),
        ("6", "2027-12-31", False),
        ("terminated_early", "2027-12-31", False),
        ("unknown", "2027-12-31", False),
    ],
)
def test_running_today_is_by_status_and_not_beyond_the_end(status, ends_on, runs):
    assert runs_on(status, day(ends_on), TODAY) is runs
    assert runs_in(status, day("2020-01-01"), day(ends_on), 2026, TODAY) is runs


@pytest.mark.parametrize(
    ("status", "starts_on", "ends_on", "year", "runs"),
    [
        ("4", "2020-05-01", "2022-02-01", 2020, True),
        ("4", "2020-05-01", "2022-02-01", 2022, True),
        ("4", "2020-05-01", "2022-02-01", 2019, False),
        ("4", "2020-05-01", "2022-02-01", 2023, False),
        ("terminated_early", "2022-01-01", "2025-02-28", 2024, True),
        ("terminated_early", "2022-01-01", "2025-02-28", 2025, True),
        ("terminated_early", "2022-01-01", "2026-02-28", 2026, False),  # this year is as of today
        ("terminated_early", "2022-01-01", "2027-02-28", 2027, False),
        ("5", "2020-05-01", "2022-02-01", 2021, False),
        ("unknown", "2020-05-01", "2022-02-01", 2021, True),
        ("unknown", "2020-05-01", "2028-02-01", 2027, False),
        ("2", "2020-05-01", None, 2021, True),
        ("2", "2020-05-01", None, 2027, False),  # nobody knows
        ("4", "2020-05-01", None, 2021, False),
        ("2", None, "2028-01-01", 2021, False),
        ("2", "2020-05-01", "2027-01-01", 2027, True),
        ("1", "2027-12-31", "2029-01-01", 2027, True),
        ("1", "2028-01-01", "2029-01-01", 2027, False),
    ],
)
def test_running_in_another_year_is_by_dates(status, starts_on, ends_on, year, runs):
    assert runs_in(status, day(starts_on), day(ends_on), year, TODAY) is runs
