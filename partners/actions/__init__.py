"""Every write of partners by people. Each is atomic and asks the rules on the locked row."""

from partners.actions.answers import (
    Acceptance,
    AnswerDraft,
    MoreThanRemains,
    decide,
    end_answer,
    progress,
    respond,
    revise,
    withdraw,
)
from partners.actions.deliveries import (
    DeliveryDraft,
    decide_delivery,
    draft_of,
    report_delivery,
    reword_decision,
)
from partners.actions.programmes import (
    Ending,
    bring_programme_back,
    confirm_programme,
    create_programme,
    edit_programme,
    end_early,
    restart,
    suspend,
    withdraw_programme,
)
from partners.actions.thread import is_open_to_messages, mark_read, write_message

__all__ = [
    "Acceptance",
    "AnswerDraft",
    "DeliveryDraft",
    "Ending",
    "MoreThanRemains",
    "bring_programme_back",
    "confirm_programme",
    "create_programme",
    "decide",
    "decide_delivery",
    "draft_of",
    "edit_programme",
    "end_answer",
    "end_early",
    "is_open_to_messages",
    "mark_read",
    "progress",
    "report_delivery",
    "respond",
    "restart",
    "revise",
    "reword_decision",
    "suspend",
    "withdraw",
    "withdraw_programme",
    "write_message",
]
