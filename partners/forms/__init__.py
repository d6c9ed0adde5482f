"""What a person may type about partners."""

from partners.forms.answers import PART_NAME, AnswerForm, PartRow, RevisionForm
from partners.forms.filters import OrganisationFilterForm, ProgrammeFilterForm, any_of, offer
from partners.forms.gaps import GapFilterForm, MoneyFilterForm
from partners.forms.matching import (
    KEEP,
    DecisionForm,
    DeliveryDecisionForm,
    DeliveryForm,
    MessageForm,
    PressForm,
    SeenForm,
    StepForm,
    WithdrawForm,
)

__all__ = [
    "KEEP",
    "PART_NAME",
    "AnswerForm",
    "DecisionForm",
    "DeliveryDecisionForm",
    "DeliveryForm",
    "GapFilterForm",
    "MessageForm",
    "MoneyFilterForm",
    "OrganisationFilterForm",
    "PartRow",
    "PressForm",
    "ProgrammeFilterForm",
    "RevisionForm",
    "SeenForm",
    "StepForm",
    "WithdrawForm",
    "any_of",
    "offer",
]
