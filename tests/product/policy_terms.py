"""The words in which `policy` says who may ask what: roles, rows, pages, presses, and what forms carry."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.factories.roadmap import LAST_YEAR
from tests.product.universe import EVERYBODY, MEMBER_STATES, ORGANISATIONS, TEAMS, Row

# --- Roles, in the words of the design ---------------------------------------------------------------

ANONYMOUS = frozenset({"public", "deactivated"})
WRITERS = frozenset({"focal_vnm", "alternate_vnm", "focal_tha"})
CLEARERS = frozenset({"clearing_vnm", "clearing_tha"})
LOWERERS = WRITERS | CLEARERS
EDITORS = frozenset({"editor_wcs", "editor_traffic"})
KEEPERS = EDITORS | {"secretariat"}
assert LOWERERS < MEMBER_STATES

Tells = Callable[[str, Row], bool]


def reads(who: str, row: Row) -> bool:
    """Whether the row was shown to this person."""
    return who in row.readers


def own(who: str, row: Row) -> bool:
    """Whether the row is of the person's own country."""
    return who in TEAMS.get(row.iso3, ())


def own_and_reads(who: str, row: Row) -> bool:
    """Whether the row is of the person's own country and shown to them."""
    return own(who, row) and reads(who, row)


def of_own_organisation(who: str, row: Row) -> bool:
    """Whether the row is of the person's own organisation, and shown to them."""
    return who in ORGANISATIONS.get(row.organisation, ()) and reads(who, row)


def is_of_a_side(who: str, row: Row) -> bool:
    """Whether the person belongs to one of the two sides of an answer, and it is shown to them."""
    return own_and_reads(who, row) or of_own_organisation(who, row)


def talks(who: str, row: Row) -> bool:
    """Whether the person acts for their side, and the answer is not closed."""
    return who in (WRITERS | EDITORS) and row.state not in ("declined", "withdrawn")


def always(who: str, row: Row) -> bool:
    """Everybody, every row."""
    return True


def never(who: str, row: Row) -> bool:
    """Nobody."""
    return False


def stands(*states: str) -> Tells:
    """Whether what can be moved is in one of these states."""
    return lambda who, row: row.in_play in states


def is_waiting(who: str, row: Row) -> bool:
    """Whether it waits for the clearing officer."""
    return row.in_play == "submitted"


def is_open(who: str, row: Row) -> bool:
    """Whether its authors may write on it: nothing waits for the clearing officer."""
    return row.in_play != "submitted"


def is_cleared(who: str, row: Row) -> bool:
    """Whether the row itself is cleared, whatever waits beside it."""
    return row.state == "cleared"


# --- Pages and presses -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Press:
    """A form that is sent: what it carries, for which rows it writes, and what is answered then and otherwise."""

    body: Callable[[Row], dict[str, Any]]
    writes: Tells
    done: int = 302
    refused: int = 302
    query: str = ""


@dataclass(frozen=True)
class Page:
    """An address. `read` is what a reader is answered, or None where it only takes a press."""

    kind: str = ""
    who: frozenset[str] = EVERYBODY
    exists: Tells = always
    read: Callable[[str, Row], int] | None = lambda who, row: 200
    presses: tuple[Press, ...] = ()


def pressed(kind: str, who: frozenset[str], exists: Tells, *presses: Press) -> Page:
    """An address that only takes a press."""
    return Page(kind, who, exists, None, presses)


def form(kind: str, who: frozenset[str], exists: Tells, *presses: Press, open_to: Tells = always) -> Page:
    """An address with a form; it leads elsewhere where there is nothing to fill in."""
    return Page(kind, who, exists, lambda who, row: 200 if open_to(who, row) else 302, presses)


# --- What the forms carry ----------------------------------------------------------------------------

NEW_NEED = {
    "do": "save",
    "title": "Radios for rangers",
    "priority": "LIV",
    "statement": "Rangers lack radios.",
    "no_plan_reason": "The plan is under revision.",
    "support_kinds": ["equipment"],
    "urgency": "high",
    "lead_agency": "The ministry",
    "status": "open",
    "reason": "The plan was revised.",
    "parts-TOTAL_FORMS": "0",
    "parts-INITIAL_FORMS": "0",
}


NEW_PROGRAMME = {
    "do": "save",
    "title": "Rangers and radios",
    "status": "2",
    "country_VNM": "on",
    "country_VNM_share": "60",
    "total": "1000",
    "currency": "EUR",
    "amount_on": "2020-03-16",
    "iwt_share_basis": "unknown",
    "iwt_relevance": "confirmed",
    "disclosure": "partners",
    "organisations-TOTAL_FORMS": "0",
    "organisations-INITIAL_FORMS": "0",
}


def version_of(row: Row) -> dict[str, Any]:
    """The version that a person who has just opened the page would send along."""
    record = row.record
    if row.kind == "need" and row.change:
        record = record.revisions.get(number=3)
    if row.kind in ("indicator", "engagement") and row.change:
        record = record.proposals.get()
    return {"version": record.version}


def sends(**fields: Any) -> Callable[[Row], dict[str, Any]]:
    """A form with these fields and the current version."""
    return lambda row: {**fields, **(version_of(row) if row.record is not None else {})}


def own_version(**fields: Any) -> Callable[[Row], dict[str, Any]]:
    """A form with these fields and the version of the row itself, whatever waits beside it."""
    return lambda row: {**fields, "version": getattr(row.record, "version", 1)}


def answered_at(row: Row) -> dict[str, Any]:
    """The answer that a clearing officer has read."""
    return {"answered_at": row.record.answered_at.isoformat() if row.record.answered_at else ""}


OTHER_PERIOD = {"period": "other", "period_start": f"{LAST_YEAR - 35}-01-01", "period_end": f"{LAST_YEAR - 35}-12-31"}
NEXT_STEP = {
    "baseline_value": "10",
    "baseline_on": f"{LAST_YEAR - 3}-12-31",
    "target_value": "70",
    "target_on": f"{LAST_YEAR + 4}-12-31",
    "reason": "More posts were opened.",
}
PERIOD = {"period": f"{LAST_YEAR}-01-01/{LAST_YEAR}-12-31"}


def period_of(row: Row) -> dict[str, Any]:
    """A value's own period, with another value."""
    start, end = row.record.period_start, row.record.period_end
    period = {"period": "other", "period_start": start.isoformat(), "period_end": end.isoformat()}
    return {**period, "value": "77", "correction_reason": "A slip.", **version_of(row)}


def lowers(who: str, row: Row) -> bool:
    """Narrowing a cleared row is at once, for the whole team that writes and clears."""
    return row.state == "cleared" and row.disclosure != "national"


def raises(who: str, row: Row) -> bool:
    """Widening is the clearing officer's."""
    return row.state in ("cleared", "superseded") and row.disclosure != "public" and who in CLEARERS


def lowering(where: Tells = always) -> tuple[Press, Press]:
    """The two ways to change who can see a cleared row; `where` narrows the rows for which it is certain."""
    return (
        Press(own_version(disclosure="national"), lambda who, row: where(who, row) and lowers(who, row)),
        Press(own_version(disclosure="public"), lambda who, row: where(who, row) and raises(who, row)),
    )


CLEAR = Press(sends(disclosure="asean"), is_waiting)
RETURN = Press(sends(note="Name the lead agency."), is_waiting)
SUBMIT = Press(sends(), stands("draft", "returned"))
RECALL = Press(sends(), is_waiting)


def keeps(who: str, row: Row) -> bool:
    """Whether the person writes the programme: its owner's editors, and the secretariat."""
    return reads(who, row) and (who == "secretariat" or of_own_organisation(who, row))


def keeps_one(who: str, row: Row) -> bool:
    """Whether the person writes one of two programmes, and may read both."""
    own = any(who in ORGANISATIONS[code] for code in row.organisation.split("+"))
    return reads(who, row) and (who == "secretariat" or own)


def keeps_both(who: str, row: Row) -> bool:
    """Whether the person writes two programmes."""
    return keeps_one(who, row) and (who == "secretariat" or "+" not in row.organisation)


def merger(row: Row) -> dict[str, Any]:
    """Two programmes become the first of them."""
    first, second = row.record
    versions = {"first_version": first.version, "second_version": second.version}
    return {"survivor": first.pk, "reason": "Entered twice.", **versions}


def keeps_withdrawn(who: str, row: Row) -> bool:
    """Whether the programme has been withdrawn, and the person writes it."""
    return row.state == "withdrawn" and (who == "secretariat" or who in ORGANISATIONS[row.organisation])


def runs(who: str, row: Row) -> bool:
    """Whether the programme runs; TRAFFIC's have ended early."""
    return row.organisation != "traffic"


def edited_programme(row: Row) -> dict[str, Any]:
    """The programme with another title, as its form sends it."""
    return {**NEW_PROGRAMME, **version_of(row), "title": "Another title", "reason": "A slip."}


def has_no_answer_of(who: str, row: Row) -> bool:
    """Both organisations have an answer waiting on the needs beside which no change waits, of Viet Nam and Thailand."""
    return bool(row.change)


def may_go_back(who: str, row: Row) -> bool:
    """The first version of a need of the world has no parts yet. Beside a change the form's version is an old one."""
    return row.state != "submitted" and not row.change


def withdraws(who: str, row: Row) -> bool:
    """Drafts are discarded by who writes; what is cleared is withdrawn by writers and clearing officers."""
    return who in (LOWERERS if row.state == "cleared" else WRITERS) and row.state != "submitted"


def writes_for_it(who: str, row: Row) -> bool:
    """Whether the person writes for the row's country."""
    return own(who, row) and who in WRITERS


def clears_it(who: str, row: Row) -> bool:
    """Whether a document waits, and the person clears for its country."""
    return own(who, row) and who in CLEARERS and row.state == "waiting"


# --- Coordination ------------------------------------------------------------------------------------

SECRETARIAT = frozenset({"secretariat"})
OPENERS = LOWERERS | SECRETARIAT
CHAMPION_KEEPERS = EDITORS | SECRETARIAT
CHAMPION = {"name": "Somebody", "contact_role": "Director", "consent_scope": "none"}


def is_unmarked(who: str, row: Row) -> bool:
    """Whether the need is not marked to be raised yet: of each disclosure of Viet Nam, one cleared need is."""
    return not (row.iso3 == "VNM" and row.state == "cleared" and not row.change)


def opened_it(who: str, row: Row) -> bool:
    """Whether a round was opened by the person's side."""
    return own(who, row) if row.iso3 else who in SECRETARIAT


def of_own_side(who: str, row: Row) -> bool:
    """Whether an organisation, or the secretariat, keeps the entry and the person is of it."""
    return who in (ORGANISATIONS.get(row.organisation, ()) if row.organisation else SECRETARIAT)


def reads_history(who: str, row: Row) -> bool:
    """Own teams read the history of a need, the two sides of a delivery, all who see it that of what is shared."""
    of_kind = {"Need": own, "Delivery": is_of_a_side, "Engagement": own}
    return of_kind.get(type(row.record).__name__, reads)(who, row)


def in_half_a_year() -> str:
    """A month that nobody of the world has planned."""
    day = datetime.date.today() + datetime.timedelta(days=190)
    return f"{day:%Y-%m}"


def is_told_of_moves(who: str, row: Row) -> bool:
    """Whether the person's role makes any move: whoever only reads gets no mail to switch off."""
    return not who.startswith("viewer")


# Who has a private address of the calendar.
HAVE_CALENDARS = {"focal_tha", "editor_wcs", "editor_traffic"}
ENGAGED = {"status": "done", "report_public": "unknown", "reason": "Done since."}
