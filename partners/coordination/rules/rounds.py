"""Reply rounds: when they are open, what counts as late, and who is reminded when.

Source: the NDC Partnership's requests for support, which members answer within two months.
"""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from core.choices import TextChoices
from core.choices import gettext_lazy as _
from core.clearance.rules import add_months

MONTHS_TO_REPLY = 2
REMIND_BEFORE = timedelta(days=14)


class RoundState(StrEnum):
    """Whether a round still waits for replies."""

    OPEN = "open"
    PAST = "past"
    CLOSED = "closed"


class ReminderKind(TextChoices):
    """On which occasion an organisation is written to."""

    OPENING = "opening", _("on opening")
    TWO_WEEKS = "two_weeks", _("two weeks before")
    LAST_DAY = "last_day", _("on the day")


def default_reply_by(opened_on: date) -> date:
    """The day two months on; the last of a month leads to the last of a month."""
    return add_months(opened_on, MONTHS_TO_REPLY)


def round_state(reply_by: date, closed_on: date | None, today: date) -> RoundState:
    """Open up to and on the day; past after it, when answers are late; closed where its opener ended it."""
    if closed_on is not None:
        return RoundState.CLOSED
    return RoundState.PAST if today > reply_by else RoundState.OPEN


def is_late(answered_on: date, reply_by: date) -> bool:
    """Whether an answer came after the day. One on the day is in time; putting the day off makes it so again."""
    return answered_on > reply_by


def reminder_due(
    opened_on: date, reply_by: date, today: date, sent: Collection[ReminderKind], *, waiting: int
) -> ReminderKind | None:
    """What an organisation with so many needs waiting is to be told today; None where nothing.

    `sent` is what it has been told about this day already. One reminder a day, the most urgent; one that the worker
    missed is made up for while it still means something. A round of two weeks or less has none two weeks before.
    """
    if not waiting or today < opened_on or today > reply_by:
        return None
    fitting = ReminderKind.OPENING
    if today == reply_by and opened_on < reply_by:
        fitting = ReminderKind.LAST_DAY
    elif today >= reply_by - REMIND_BEFORE > opened_on:
        fitting = ReminderKind.TWO_WEEKS
    order = list(ReminderKind)
    is_told = any(order.index(one) >= order.index(fitting) for one in sent)
    return None if is_told else fitting
