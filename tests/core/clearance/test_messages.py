"""The sentences of clearance: where a record stands, and who can see it."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone

from core.clearance.actions import is_own
from core.clearance.messages import audience_sentence, state_sentence

NOON = datetime(2026, 3, 15, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "since", "expected"),
    [
        ("draft", NOON, "Draft. The next move is the focal point's: submit it for clearing."),
        ("submitted", NOON.replace(day=3), "Waiting for the clearing officer since 3 March 2026 (12 days)."),
        ("submitted", NOON, "Waiting for the clearing officer since 15 March 2026 (today)."),
        ("submitted", NOON.replace(day=16), "Waiting for the clearing officer since 16 March 2026 (today)."),
        ("submitted", None, "Waiting for the clearing officer since an unknown day."),
        (
            "returned",
            NOON.replace(day=14),
            "Returned with a note on 14 March 2026 (1 day). The next move is the focal point's.",
        ),
        ("cleared", NOON.replace(month=1, day=2), "Cleared on 2 January 2026."),
    ],
)
def test_state_sentence(monkeypatch, state, since, expected):
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    step = "created" if state == "draft" else state

    assert state_sentence(SimpleNamespace(state=state, **{f"{step}_at": since})) == expected


@pytest.mark.parametrize(
    ("state", "level", "expected"),
    [
        ("cleared", "national", "Only the team of Lao PDR can see this."),
        ("cleared", "asean", "All member states and the secretariat can see this; partners and the public cannot."),
        (
            "cleared",
            "partners",
            "All member states, the secretariat and registered partners can see this; the public cannot.",
        ),
        ("cleared", "public", "Everybody can see this, without logging in."),
        ("draft", "national", "Only the team of Lao PDR can see this."),
        (
            "submitted",
            "partners",
            "Only the team of Lao PDR can see this until it is cleared. After that: All member states, the "
            "secretariat and registered partners can see this; the public cannot.",
        ),
        (
            "returned",
            "public",
            "Only the team of Lao PDR can see this until it is cleared. After that: Everybody can see this, "
            "without logging in.",
        ),
    ],
)
def test_audience_sentence(state, level, expected):
    record = SimpleNamespace(state=state, disclosure=level, country=SimpleNamespace(name="Lao PDR"))

    assert audience_sentence(record) == expected


@pytest.mark.parametrize(
    ("created", "edited", "submitted", "expected"),
    [
        (1, None, 1, False),
        (7, None, 1, True),
        (1, 7, 1, True),
        (1, None, 7, True),
        (None, None, None, False),
        (3, 7, 3, True),
    ],
)
def test_an_entry_is_own_where_the_person_wrote_edited_or_submitted_it(created, edited, submitted, expected):
    record = SimpleNamespace(created_by_id=created, edited_by_id=edited, submitted_by_id=submitted)

    assert is_own(SimpleNamespace(pk=7), record) is expected
