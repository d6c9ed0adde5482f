"""Values and trajectories as they were, from the history that the database keeps."""

from typing import Any

from roadmap.entries import ObservationEntry, TrajectoryEntry, entry_of_content
from roadmap.models import CountryIndicator, Goal, Milestone, Observation, TrajectoryProposal


def observation_at(observation: Observation, event: int) -> ObservationEntry | None:
    """What a value said after a write; None where there is no such write."""
    events: Any = Observation._meta.get_field("events").related_model
    row = events.objects.filter(pgh_id=event, pgh_obj_id=observation.pk).first()
    if row is None:
        return None
    return ObservationEntry(**{name: getattr(row, name) for name in ObservationEntry.__dataclass_fields__})


def trajectory_at(one: CountryIndicator, track: str, event: int) -> TrajectoryEntry | None:
    """Baseline, target and milestones after a write: of the indicator itself, or of a proposed change."""
    goals = Goal.objects.filter(country_id=one.country_id).in_bulk()
    if track == "proposal":
        events: Any = TrajectoryProposal._meta.get_field("events").related_model
        row = events.objects.filter(pgh_id=event, country_indicator_id=one.pk).first()
        return entry_of_content(row.content, goals) if row else None
    events = CountryIndicator._meta.get_field("events").related_model
    row = events.objects.filter(pgh_id=event, pgh_obj_id=one.pk).first()
    if row is None:
        return None
    return TrajectoryEntry(
        goal=goals.get(row.goal_id or 0),
        baseline_value=row.baseline_value,
        baseline_on=row.baseline_on,
        target_value=row.target_value,
        target_on=row.target_on,
        not_applicable_reason=row.not_applicable_reason,
        note=row.note,
        milestones=_milestones_at(one, row.pgh_created_at),
    )


def _milestones_at(one: CountryIndicator, instant: Any) -> tuple[tuple[Any, Any], ...]:
    events: Any = Milestone._meta.get_field("events").related_model
    newest: dict[int, Any] = {}
    for row in events.objects.filter(country_indicator_id=one.pk, pgh_created_at__lte=instant).order_by("pgh_id"):
        newest[row.pgh_obj_id] = row
    return tuple(sorted((row.on, row.value) for row in newest.values() if row.withdrawn_at is None))
