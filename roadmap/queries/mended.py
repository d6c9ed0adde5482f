"""What was changed in a value or a set-up since the clearing officer returned it."""

from core.clearance.returned import write_of_return
from core.history.timeline import Change
from roadmap.entries import (
    observation_at,
    observation_changes,
    observation_entry,
    trajectory_at,
    trajectory_changes,
    trajectory_entry,
)
from roadmap.models import CountryIndicator, Observation, TrajectoryProposal
from roadmap.queries.lookup import proposed_entry


def mended_value(row: Observation) -> list[Change] | None:
    """What a value that is submitted again says differently; None where it was not returned. Two queries at most."""
    event = write_of_return(row)
    before = observation_at(row, event) if event else None
    return observation_changes(row.country_indicator.indicator, before, observation_entry(row)) if before else None


def mended_set_up(record: CountryIndicator | TrajectoryProposal) -> list[Change] | None:
    """What a set-up, or a change of one, says differently since it was returned; None where it was not."""
    is_proposal = isinstance(record, TrajectoryProposal)
    one = record.country_indicator if isinstance(record, TrajectoryProposal) else record
    event = write_of_return(record)
    before = trajectory_at(one, "proposal" if is_proposal else "own", event) if event else None
    if before is None:
        return None
    now = proposed_entry(record) if isinstance(record, TrajectoryProposal) else trajectory_entry(one)
    return trajectory_changes(one.indicator, before, now)
