"""What people enter, as plain objects between forms, actions and pages: a value, and the way to a target."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

import msgspec
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.formatting import period_text
from core.history.timeline import Change, event_model_of
from roadmap.messages import value_text
from roadmap.models import CountryIndicator, Goal, Indicator, Milestone, Observation, TrajectoryProposal


@dataclass(frozen=True)
class ObservationEntry:
    """A value for a period as typed. Without value, numerator and denominator it says that there are no data."""

    period_start: date
    period_end: date
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    is_provisional: bool = False
    is_proxy: bool = False
    evidence: str = ""
    evidence_url: str = ""
    note: str = ""

    @property
    def is_no_data(self) -> bool:
        """Whether nothing is stated for the period."""
        return self.value is None and self.numerator is None and self.denominator is None


@dataclass(frozen=True)
class TrajectoryEntry:
    """Baseline, target and milestones as typed, or why the indicator does not apply."""

    goal: Goal | None = None
    baseline_value: Decimal | None = None
    baseline_on: date | None = None
    target_value: Decimal | None = None
    target_on: date | None = None
    not_applicable_reason: str = ""
    note: str = ""
    milestones: tuple[tuple[date, Decimal], ...] = ()


TRAJECTORY_FIELDS = tuple(field.name for field in fields(TrajectoryEntry) if field.name != "milestones")


def observation_entry(row: Any) -> ObservationEntry:
    """What a stored value says, or a row of its history."""
    return ObservationEntry(**{field.name: getattr(row, field.name) for field in fields(ObservationEntry)})


def trajectory_entry(one: CountryIndicator) -> TrajectoryEntry:
    """What a stored use of an indicator says; its milestones must be prefetched."""
    values = {name: getattr(one, name) for name in TRAJECTORY_FIELDS}
    return TrajectoryEntry(**values, milestones=tuple((m.on, m.value) for m in one.milestones.all()))


def observation_at(observation: Observation, event: int) -> ObservationEntry | None:
    """What a value said after a write; None where there is no such write."""
    row = event_model_of(Observation).objects.filter(pgh_id=event, pgh_obj_id=observation.pk).first()
    return observation_entry(row) if row else None


def trajectory_at(one: CountryIndicator, track: str, event: int) -> TrajectoryEntry | None:
    """Baseline, target and milestones after a write: of the indicator itself, or of a proposed change."""
    goals = Goal.objects.filter(country_id=one.country_id).in_bulk()
    if track == "proposal":
        row = event_model_of(TrajectoryProposal).objects.filter(pgh_id=event, country_indicator_id=one.pk).first()
        return entry_of_content(row.content, goals) if row else None
    row = event_model_of(CountryIndicator).objects.filter(pgh_id=event, pgh_obj_id=one.pk).first()
    if row is None:
        return None
    stood = event_model_of(Milestone).objects.filter(
        country_indicator_id=one.pk, pgh_created_at__lte=row.pgh_created_at
    )
    newest = stood.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    milestones = tuple(sorted((point.on, point.value) for point in newest if point.withdrawn_at is None))
    values = {name: getattr(row, name) for name in TRAJECTORY_FIELDS if name != "goal"}
    return TrajectoryEntry(goal=goals.get(row.goal_id or 0), **values, milestones=milestones)


def content_of(entry: TrajectoryEntry) -> dict[str, Any]:
    """A trajectory as JSON values: dates in ISO form, decimals as text, the goal by its key."""
    values = msgspec.to_builtins(entry, enc_hook=attrgetter("pk"), builtin_types=(Decimal,))
    values["milestones"] = [{"on": on, "value": f"{value:f}"} for on, value in values["milestones"]]
    return {name: f"{value:f}" if isinstance(value, Decimal) else value for name, value in values.items()}


def entry_of_content(content: Mapping[str, Any], goals: Mapping[int, Goal]) -> TrajectoryEntry:
    """The way back from JSON; `goals` by key, and a goal that is gone is left out."""
    goal = goals.get(content.get("goal") or 0)
    milestones = [(point["on"], point["value"]) for point in content.get("milestones", ())]
    return msgspec.convert({**content, "goal": goal, "milestones": milestones}, TrajectoryEntry)


def observation_changes(indicator: Indicator, before: ObservationEntry, after: ObservationEntry) -> list[Change]:
    """What differs between two values, in words."""
    return _changes(_observation_words(indicator, before), _observation_words(indicator, after))


def trajectory_changes(indicator: Indicator, before: TrajectoryEntry, after: TrajectoryEntry) -> list[Change]:
    """What differs between two trajectories, in words."""
    return _changes(_trajectory_words(indicator, before), _trajectory_words(indicator, after))


def trajectory_words(indicator: Indicator, entry: TrajectoryEntry) -> list[tuple[str, str]]:
    """A trajectory as labels with texts, empty ones left out."""
    return [(label, text) for label, text in _trajectory_words(indicator, entry).items() if text]


def _observation_words(indicator: Indicator, entry: ObservationEntry) -> dict[str, str]:
    has_ratio = entry.numerator is not None and entry.denominator is not None
    stated = "" if entry.value is None else value_text(entry.value, indicator)
    return {
        _("Period"): period_text(entry.period_start, entry.period_end),
        _("Value"): _("No data") if entry.is_no_data else stated,
        _("Numerator and denominator"): f"{plain(entry.numerator)} / {plain(entry.denominator)}" if has_ratio else "",
        _("Provisional"): _("yes") if entry.is_provisional else "",
        _("Proxy"): _("yes") if entry.is_proxy else "",
        _("Evidence"): entry.evidence,
        _("Link to evidence"): entry.evidence_url,
        _("Note"): entry.note,
    }


def _trajectory_words(indicator: Indicator, entry: TrajectoryEntry) -> dict[str, str]:
    found = (entry.baseline_value, entry.target_value, *(value for _on, value in entry.milestones))
    levels = [level for level in found if level is not None]

    def point(value: Decimal | None, on: date | None) -> str:
        if value is None or on is None:
            return ""
        return f"{value_text(value, indicator, levels)}, {date_format(on, 'j F Y')}"

    return {
        _("Goal"): str(entry.goal or ""),
        _("Baseline"): point(entry.baseline_value, entry.baseline_on),
        _("Target"): point(entry.target_value, entry.target_on),
        _("Milestones"): "; ".join(point(value, on) for on, value in entry.milestones),
        _("Not applicable because"): entry.not_applicable_reason,
        _("Note"): entry.note,
    }


def _changes(before: dict[str, str], after: dict[str, str]) -> list[Change]:
    return [Change(label, text, after[label]) for label, text in before.items() if text != after[label]]


def plain(value: Decimal | None) -> str:
    """A stored decimal as a person would type it: without the zeros that its column adds."""
    return "" if value is None else f"{value.normalize():f}"
