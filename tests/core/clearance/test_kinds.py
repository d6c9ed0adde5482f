"""What every kind of record on its way to clearance must declare, and the order of an inbox."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from core.clearance.models import Proposal
from core.inbox import InboxEntry, InboxSource, oldest_first, waiting_entries, written_entries

KINDS = Proposal.__subclasses__()


def entry(title, day=None):
    since = datetime(2026, 3, day, tzinfo=UTC) if day else None
    return InboxEntry(what="Need", title=title, url="/", sentence="", since=since)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_record_has_one_open_proposal_at_most(kind):
    assert kind._meta.get_field(kind.record_field).is_relation
    assert [kind.record_field] in [list(one.fields) for one in kind._meta.constraints if hasattr(one, "fields")]


def test_the_kinds_of_proposals_are_known():
    assert {kind.__name__ for kind in KINDS} == {"EngagementProposal", "NeedRevision", "TrajectoryProposal"}


def test_an_inbox_has_the_oldest_first_and_what_has_no_day_last():
    first, second, undated = entry("a", day=1), entry("b", day=2), entry("c")

    assert oldest_first([undated, second, first]) == [first, second, undated]


def test_sources_are_gathered_and_what_a_person_wrote_is_cut_room_by_room(cast):
    first, second = entry("a", day=1), entry("b", day=2)
    sources = (
        InboxSource(lambda person: [second], lambda person: [first, second]),
        InboxSource(lambda person: [first] if person == cast.focal_vnm else []),
    )

    assert waiting_entries(sources, cast.focal_vnm) == [first, second]
    assert waiting_entries(sources, cast.focal_tha) == [second]
    assert written_entries(sources, cast.focal_vnm, limit=1) == [first]


@pytest.mark.parametrize("name", ["submit", "recall", "clear", "return", "disclosure"])
def test_no_move_of_a_value_or_a_set_up_answers_to_get(cast, as_person, name):
    person = cast.clearing_vnm if name in {"clear", "return", "disclosure"} else cast.focal_vnm

    assert as_person(person).get(reverse(f"roadmap:observation-{name}", args=[1])).status_code == 405
    assert as_person(person).get(reverse(f"roadmap:set-up-{name}", args=["x", "VNM"])).status_code == 405
