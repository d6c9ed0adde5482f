"""Rules of clearance: its moves as a table, and disclosure levels. Also date arithmetic by months. Pure functions."""

from calendar import monthrange
from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from dateutil.relativedelta import relativedelta

from core.choices import TextChoices
from core.choices import gettext_lazy as _


class State(TextChoices):
    """Where a record stands on its way to clearance."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    CLEARED = "cleared", _("Cleared")


class Move(TextChoices):
    """What a person can do with a record on its way."""

    SUBMIT = "submit", _("Submit for clearing")
    RECALL = "recall", _("Recall")
    CLEAR = "clear", _("Clear")
    RETURN = "return", _("Return")


class Actor(StrEnum):
    """The capacity in which a person of the record's own country acts."""

    AUTHOR_TEAM = "author_team"
    CLEARING_OFFICER = "clearing_officer"


class Refusal(TextChoices):
    """Why a move, or another disclosure, is refused, in the user's words."""

    NOT_FROM_THIS_STATE = "moved_on", _("This is no longer possible: the entry has moved on. Look at it once more.")
    NOT_YOURS_TO_DO = "not_yours_to_do", _("Your role may not do this.")
    OWN_ENTRY = "own_entry", _("Nobody clears an own entry. Ask another clearing officer.")
    NOTE_MISSING = "note_missing", _("Say what is to be mended: a return needs a note.")
    RAISE_NEEDS_CLEARANCE = "raise_needs_clearance", _("Only a clearing officer can let more people see this.")
    RAISE_OF_OWN_ENTRY = "own_raise", _("Nobody widens the circle of an own entry. Ask another clearing officer.")


MOVES: Mapping[tuple[State, Move], tuple[State, Actor]] = MappingProxyType(
    {
        (State.DRAFT, Move.SUBMIT): (State.SUBMITTED, Actor.AUTHOR_TEAM),
        (State.RETURNED, Move.SUBMIT): (State.SUBMITTED, Actor.AUTHOR_TEAM),
        (State.SUBMITTED, Move.RECALL): (State.DRAFT, Actor.AUTHOR_TEAM),
        (State.SUBMITTED, Move.CLEAR): (State.CLEARED, Actor.CLEARING_OFFICER),
        (State.SUBMITTED, Move.RETURN): (State.RETURNED, Actor.CLEARING_OFFICER),
    }
)
"""(state, move) -> (next state, who). Nothing leaves "cleared": a change of a cleared record is a new version
that starts as a draft beside it (UNEP Ozone reporting: versions are superseded, never reopened)."""


def check_move(
    state: str, move: str, *, actors: Collection[Actor], is_own: bool = False, note: str = ""
) -> State | Refusal:
    """The state that a move leads to, or why it may not be made.

    `actors` are the capacities in which the person acts for the record's own country (none for others). Nobody clears
    an own entry (the CBD publishing authority; akvo/akvo-rsr#2185), but anybody may send it back, with a note.
    """
    entry = MOVES.get((State(state), Move(move)))
    if entry is None:
        return Refusal.NOT_FROM_THIS_STATE
    to, actor = entry
    if actor not in actors:
        return Refusal.NOT_YOURS_TO_DO
    if to is State.CLEARED and is_own:
        return Refusal.OWN_ENTRY
    return Refusal.NOTE_MISSING if to is State.RETURNED and not note.strip() else to


def allowed_moves(state: str, *, actors: Collection[Actor], is_own: bool = False) -> tuple[Move, ...]:
    """The moves to offer to a person; a return is offered before its note is written."""
    answers = {move: check_move(state, move, actors=actors, is_own=is_own, note="to come") for move in Move}
    return tuple(move for move, answer in answers.items() if isinstance(answer, State))


class Disclosure(TextChoices):
    """Who may read a cleared record; declared from the narrowest circle to the widest."""

    NATIONAL = "national", _("National")
    ASEAN = "asean", _("ASEAN")
    PARTNERS = "partners", _("Partners")
    PUBLIC = "public", _("Public")


def is_raise(current: str, wanted: str) -> bool:
    """Whether the wanted level lets more people read than the current one."""
    order = list(Disclosure)
    return order.index(Disclosure(wanted)) > order.index(Disclosure(current))


def check_disclosure(current: str, wanted: str, *, actors: Collection[Actor], is_own: bool = False) -> Refusal | None:
    """Why the change is refused, or None where it may be made.

    Raising is clearance of what more people will read: the clearing officer's, but not for an own entry. Lowering
    protects, so anyone of the team may do it at once.
    """
    if is_raise(current, wanted):
        if Actor.CLEARING_OFFICER not in actors:
            return Refusal.RAISE_NEEDS_CLEARANCE
        return Refusal.RAISE_OF_OWN_ENTRY if is_own else None
    return None if actors else Refusal.NOT_YOURS_TO_DO


def effective_disclosure(state: str, disclosure: str) -> Disclosure:
    """Who reads the record now: uncleared content stays with its own country's team, whatever level is wished."""
    return Disclosure(disclosure) if State(state) is State.CLEARED else Disclosure.NATIONAL


def add_months(day: date, months: int) -> date:
    """The day so many months later (or earlier): 30 June and six months is 31 December, for periods end with months."""
    is_month_end = day.day == monthrange(day.year, day.month)[1]
    return day + relativedelta(months=months, day=31 if is_month_end else day.day)
