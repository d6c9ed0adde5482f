"""Goals, actions, indicators and their values; commitments, and processes that others run."""

from roadmap.models.assessments import READ_BY, IndicatorAssessment, is_read_by, made_for
from roadmap.models.goals import Action, ActionRating, Framework, Goal, RatedBy
from roadmap.models.indicators import CountryIndicator, Indicator, Milestone, Observation, Origin, TrajectoryProposal
from roadmap.models.records import Commitment, CommitmentStage, CommitmentStep, Cycle, CycleStatus, ExternalProcess
