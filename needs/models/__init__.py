"""Plans of member states, and the needs that stand under them."""

from needs.models.needs import (
    AmountBasis,
    Need,
    NeedComponent,
    NeedFilter,
    NeedQuerySet,
    NeedRevision,
    NeedShow,
    SupportKind,
    TargetGroup,
    Urgency,
)
from needs.models.plans import Plan, PlanKind, PlanObjective, PlanStatus
from needs.models.questions import Clarification
