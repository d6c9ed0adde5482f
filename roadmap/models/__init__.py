"""Goals, actions, indicators and their values; commitments, and processes that others run."""

from roadmap.models.goals import (
    Action,
    ActionRating,
    AlignmentDegree,
    Framework,
    FrameworkKind,
    Goal,
    NationalOrRegionalQuerySet,
    OfGoalQuerySet,
    RatedBy,
)
from roadmap.models.indicators import (
    CountryIndicator,
    Indicator,
    Milestone,
    Observation,
    ObservationQuerySet,
    Origin,
    TrajectoryProposal,
    TrajectoryProposalQuerySet,
)
from roadmap.models.records import (
    Commitment,
    CommitmentStage,
    CommitmentStep,
    Cycle,
    CycleStatus,
    ExternalProcess,
    ProcessKind,
)

__all__ = [
    "Action",
    "ActionRating",
    "AlignmentDegree",
    "Commitment",
    "CommitmentStage",
    "CommitmentStep",
    "CountryIndicator",
    "Cycle",
    "CycleStatus",
    "ExternalProcess",
    "Framework",
    "FrameworkKind",
    "Goal",
    "Indicator",
    "Milestone",
    "NationalOrRegionalQuerySet",
    "Observation",
    "ObservationQuerySet",
    "OfGoalQuerySet",
    "Origin",
    "ProcessKind",
    "RatedBy",
    "TrajectoryProposal",
    "TrajectoryProposalQuerySet",
]
