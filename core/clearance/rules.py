"""Rules of the ground floor: clearance and disclosure as tables, dates by months, honest rounding. No tables.

What a reader sees in words is returned as a code with its parameters; the words themselves, and their
translation, belong to the caller.
"""

from calendar import monthrange
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from dateutil.relativedelta import relativedelta

from core.choices import TextChoices
from core.choices import gettext_lazy as _

# --- Clearance ------------------------------------------------------------------------------------


class State(TextChoices):
    """Where a record stands on its way to clearance."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    CLEARED = "cleared", _("Cleared")


class Move(StrEnum):
    """What a person can do with a record on its way."""

    SUBMIT = "submit"
    RECALL = "recall"
    CLEAR = "clear"
    RETURN = "return"


class Actor(StrEnum):
    """The capacity in which a person of the record's own country acts."""

    AUTHOR_TEAM = "author_team"
    CLEARING_OFFICER = "clearing_officer"


class Refusal(StrEnum):
    """Why a move is refused."""

    NOT_FROM_THIS_STATE = "not_from_this_state"
    NOT_YOURS_TO_DO = "not_yours_to_do"
    OWN_ENTRY = "own_entry"
    NOTE_MISSING = "note_missing"


@dataclass(frozen=True)
class MoveVerdict:
    """The answer to "may this person do that?": the state it leads to, or why not."""

    to: State | None = None
    refusal: Refusal | None = None

    @property
    def is_allowed(self) -> bool:
        """Whether the move may be made."""
        return self.to is not None


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
    state: str,
    move: str,
    *,
    actors: Collection[Actor],
    person: Hashable,
    written_by: Collection[Hashable] = (),
    submitted_by: Hashable = None,
    note: str = "",
) -> MoveVerdict:
    """Decide one move.

    `actors` are the capacities in which the person acts for the record's own country (none for others);
    `person`, `written_by` and `submitted_by` are any keys that identify people. Nobody clears what they wrote
    or submitted (the CBD publishing authority; akvo/akvo-rsr#2185), but they may send it back: that harms
    nobody. A return needs a note, so that the team knows what to mend.
    """
    entry = MOVES.get((State(state), Move(move)))
    if entry is None:
        return MoveVerdict(refusal=Refusal.NOT_FROM_THIS_STATE)
    to, actor = entry
    if actor not in actors:
        return MoveVerdict(refusal=Refusal.NOT_YOURS_TO_DO)
    if to is State.CLEARED and is_own_entry(person, written_by, submitted_by):
        return MoveVerdict(refusal=Refusal.OWN_ENTRY)
    if to is State.RETURNED and not note.strip():
        return MoveVerdict(refusal=Refusal.NOTE_MISSING)
    return MoveVerdict(to=to)


def allowed_moves(
    state: str,
    *,
    actors: Collection[Actor],
    person: Hashable,
    written_by: Collection[Hashable] = (),
    submitted_by: Hashable = None,
) -> tuple[Move, ...]:
    """The moves to offer to a person; a return is offered before its note is written."""
    return tuple(
        move
        for move in Move
        if check_move(
            state,
            move,
            actors=actors,
            person=person,
            written_by=written_by,
            submitted_by=submitted_by,
            note="to come",
        ).is_allowed
    )


def is_own_entry(person: Hashable, written_by: Collection[Hashable], submitted_by: Hashable) -> bool:
    """Whether the person wrote or submitted the record. Nobody (None) owns nothing."""
    return person is not None and (person in written_by or person == submitted_by)


# --- Disclosure -----------------------------------------------------------------------------------


class Disclosure(TextChoices):
    """Who may read a cleared record; declared from the narrowest circle to the widest."""

    NATIONAL = "national", _("National")
    ASEAN = "asean", _("ASEAN")
    PARTNERS = "partners", _("Partners")
    PUBLIC = "public", _("Public")


DISCLOSURE_ORDER = tuple(Disclosure)


class DisclosureRefusal(StrEnum):
    """Why a change of disclosure is refused."""

    RAISE_NEEDS_CLEARANCE = "raise_needs_clearance"
    NOT_YOURS_TO_DO = "not_yours_to_do"
    OWN_ENTRY = "own_entry"


def is_raise(current: str, wanted: str) -> bool:
    """Whether the wanted level lets more people read than the current one."""
    return _rank(wanted) > _rank(current)


def is_lowering(current: str, wanted: str) -> bool:
    """Whether the wanted level lets fewer people read than the current one."""
    return _rank(wanted) < _rank(current)


def check_disclosure(
    current: str,
    wanted: str,
    *,
    actors: Collection[Actor],
    person: Hashable,
    written_by: Collection[Hashable] = (),
    submitted_by: Hashable = None,
) -> DisclosureRefusal | None:
    """Why the change is refused, or None where it may be made.

    Raising is clearance of what more people will read, so it has the same rule: the clearing officer, not for
    an own entry. Lowering protects, so anyone of the team may do it at once; the caller keeps the trace.
    """
    if is_raise(current, wanted):
        if Actor.CLEARING_OFFICER not in actors:
            return DisclosureRefusal.RAISE_NEEDS_CLEARANCE
        own = is_own_entry(person, written_by, submitted_by)
        return DisclosureRefusal.OWN_ENTRY if own else None
    return None if actors else DisclosureRefusal.NOT_YOURS_TO_DO


def effective_disclosure(state: str, disclosure: str) -> Disclosure:
    """Who reads the record now: uncleared content stays with its own country's team, whatever level is
    wished."""
    is_cleared = State(state) is State.CLEARED
    return Disclosure(disclosure) if is_cleared else Disclosure.NATIONAL


def _rank(level: str) -> int:
    return DISCLOSURE_ORDER.index(Disclosure(level))


# --- Sentences ------------------------------------------------------------------------------------


class SentenceCode(StrEnum):
    """Which sentence to print. The parameters that come with each are named beside it."""

    DRAFT_OWN_TEAM = "draft_own_team"  # country
    WAITING_FOR_CLEARING_OFFICER = "waiting_for_clearing_officer"  # since, days
    RETURNED_TO_FOCAL_POINT = "returned_to_focal_point"  # on, days
    CLEARED = "cleared"  # on
    AUDIENCE_NATIONAL = "audience_national"  # country
    AUDIENCE_ASEAN = "audience_asean"
    AUDIENCE_PARTNERS = "audience_partners"
    AUDIENCE_PUBLIC = "audience_public"
    AUDIENCE_NATIONAL_UNTIL_CLEARED = "audience_national_until_cleared"  # country, then: Disclosure


@dataclass(frozen=True)
class Sentence:
    """A sentence without its words: what to say, and the names, dates and numbers in it."""

    code: SentenceCode
    params: Mapping[str, str | int | date | None] = field(default_factory=dict)


def state_sentence(state: str, *, country: str, since: date | None, today: date) -> Sentence:
    """Where a record stands and whose move it is.

    `since` is the day it came into this state (submitted, returned, cleared); `days` counts whole days from
    then to `today`, never below 0, and is None where the day is not known.
    """
    days = None if since is None else max(0, (today - since).days)
    match State(state):
        case State.DRAFT:
            return Sentence(SentenceCode.DRAFT_OWN_TEAM, {"country": country})
        case State.SUBMITTED:
            return Sentence(SentenceCode.WAITING_FOR_CLEARING_OFFICER, {"since": since, "days": days})
        case State.RETURNED:
            return Sentence(SentenceCode.RETURNED_TO_FOCAL_POINT, {"on": since, "days": days})
        case State.CLEARED:
            return Sentence(SentenceCode.CLEARED, {"on": since})


def disclosure_sentence(state: str, disclosure: str, *, country: str) -> Sentence:
    """Who can see the record now, and who will once it is cleared."""
    wished = Disclosure(disclosure)
    if effective_disclosure(state, disclosure) is not wished:
        return Sentence(
            SentenceCode.AUDIENCE_NATIONAL_UNTIL_CLEARED,
            {"country": country, "then": Disclosure(disclosure)},
        )
    params = {"country": country} if wished is Disclosure.NATIONAL else {}
    return Sentence(SentenceCode(f"audience_{wished}"), params)


# --- Dates and rounding ---------------------------------------------------------------------------


def add_months(day: date, months: int) -> date:
    """The day so many months later (or earlier); the last day of a month leads to the last day of a month.

    30 June and six months is 31 December: periods end where months end.
    """
    is_month_end = day.day == monthrange(day.year, day.month)[1]
    return day + relativedelta(months=months, day=31 if is_month_end else day.day)
