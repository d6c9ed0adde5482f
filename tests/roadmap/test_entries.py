"""Trajectories as JSON and back: the format that proposals are stored in."""

from datetime import date
from decimal import Decimal

from roadmap.entries import TrajectoryEntry, content_of, entry_of_content
from roadmap.models import Goal

GOAL = Goal(pk=7)
ENTRY = TrajectoryEntry(
    goal=GOAL,
    baseline_value=Decimal("1E+2"),
    baseline_on=date(2024, 12, 31),
    target_value=Decimal("200.500000"),
    target_on=date(2030, 12, 31),
    note="As agreed.",
    milestones=((date(2026, 12, 31), Decimal(150)),),
)
CONTENT = {
    "goal": 7,
    "baseline_value": "100",
    "baseline_on": "2024-12-31",
    "target_value": "200.500000",
    "target_on": "2030-12-31",
    "not_applicable_reason": "",
    "note": "As agreed.",
    "milestones": [{"on": "2026-12-31", "value": "150"}],
}


def test_a_trajectory_is_kept_as_plain_json():
    assert content_of(ENTRY) == CONTENT
    assert content_of(TrajectoryEntry()) == {
        "goal": None,
        "baseline_value": None,
        "baseline_on": None,
        "target_value": None,
        "target_on": None,
        "not_applicable_reason": "",
        "note": "",
        "milestones": [],
    }


def test_a_trajectory_comes_back_as_it_went():
    assert entry_of_content(CONTENT, {7: GOAL}) == ENTRY


def test_what_the_json_does_not_hold_is_empty_and_a_goal_that_is_gone_left_out():
    assert entry_of_content({}, {}) == TrajectoryEntry()
    assert entry_of_content(CONTENT, {}).goal is None
