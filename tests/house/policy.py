"""Who may ask what, stated a second time and in plain words, for every address of ours. The product is not asked.

A page names the kind of row that its address holds, whose role may ask at all, for whom the row exists, what a reader
is answered, and what each press of a button writes. `test_matrix` compares the product with it; an address without an
entry here fails.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.factories.roadmap import LAST_YEAR
from tests.house.universe import CONFIRMED, EVERYBODY, MEMBER_STATES, ORGANISATIONS, SIGNED_IN, TEAMS, Row

# --- Roles, in the words of the design ---------------------------------------------------------------

ANONYMOUS = frozenset({"public", "deactivated"})
WRITERS = frozenset({"focal_vnm", "alternate_vnm", "focal_tha"})
CLEARERS = frozenset({"clearing_vnm", "clearing_tha"})
LOWERERS = WRITERS | CLEARERS
EDITORS = frozenset({"editor_wcs", "editor_traffic"})
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


def version_of(row: Row) -> dict[str, Any]:
    """The version that a person who has just opened the page would send along."""
    record = row.record
    if row.kind == "need" and row.change:
        record = record.revisions.get(number=3)
    if row.kind == "indicator" and row.change:
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


def has_no_answer_of(who: str, row: Row) -> bool:
    """Both organisations have an answer waiting on the needs beside which no change waits, of Viet Nam and Thailand."""
    return bool(row.change)


PAGES: dict[str, Page] = {
    # The roof
    "landing": Page(),
    "countries": Page(),
    "country": Page("country"),
    "report-card": Page("country"),
    "country-profile": Page("country"),
    "workspace": Page(who=SIGNED_IN),
    "workspace-entries": Page(who=SIGNED_IN),
    "help": Page(),
    "help-roles": Page(),
    "method": Page(),
    "glossary": Page(),
    "healthz": Page(),
    # Needs
    "needs:list": Page(),
    "needs:detail": Page("need", exists=reads),
    "needs:new": form("", WRITERS, always, Press(lambda row: NEW_NEED, always)),
    "needs:validate": pressed(
        "", WRITERS, always, Press(lambda row: NEW_NEED, never, refused=200, query="?field=title")
    ),
    "needs:edit": form("need", WRITERS, own, Press(sends(**NEW_NEED), is_open, refused=422), open_to=is_open),
    "needs:submit": pressed("need", WRITERS, own, SUBMIT),
    "needs:recall": pressed("need", WRITERS, own, RECALL),
    "needs:discard": pressed(
        "need", WRITERS, own, Press(sends(), lambda who, row: row.change in ("draft", "returned"))
    ),
    "needs:confirm": pressed("need", WRITERS, own, Press(sends(), stands("cleared"))),
    "needs:status": pressed(
        "need",
        WRITERS,
        own,
        Press(
            sends(status="in_discussion", reason="Talks began."),
            lambda who, row: is_cleared(who, row) and is_open(who, row),
        ),
    ),
    "needs:disclosure": pressed("need", LOWERERS, own, *lowering()),
    "needs:review": form("need", CLEARERS, own),
    "needs:clear": pressed("need", CLEARERS, own, CLEAR),
    "needs:return": pressed("need", CLEARERS, own, RETURN),
    "needs:ask": form("need", EDITORS, reads, Press(lambda row: {"question": "Which parks?"}, always)),
    "needs:answer": form(
        "question",
        WRITERS,
        own,
        Press(lambda row: {"answer": "Three parks."}, lambda who, row: row.state != "shared", refused=422),
    ),
    "needs:share": pressed("question", CLEARERS, own, Press(answered_at, stands("answered"))),
    # Road map
    "roadmap:index": Page(),
    "roadmap:goal": Page("goal", exists=reads),
    "roadmap:commitments": Page(),
    "roadmap:processes": Page(),
    "roadmap:indicators": Page(),
    "roadmap:indicator": Page("indicator-of-all"),
    "roadmap:country-indicator": Page("indicator"),
    "roadmap:observe": form("indicator", WRITERS, own, Press(sends(**OTHER_PERIOD, value="5"), always)),
    # A value for the last period is on its way everywhere, so that there is nothing left to confirm.
    "roadmap:confirm": pressed("indicator", WRITERS, own, Press(lambda row: PERIOD, never)),
    "roadmap:set-up": form("indicator", WRITERS, own, Press(sends(**NEXT_STEP), is_open), open_to=is_open),
    "roadmap:set-up-submit": pressed("indicator", WRITERS, own, SUBMIT),
    "roadmap:set-up-recall": pressed("indicator", WRITERS, own, RECALL),
    "roadmap:set-up-review": form("indicator", CLEARERS, own, open_to=is_waiting),
    "roadmap:set-up-clear": pressed("indicator", CLEARERS, own, CLEAR),
    "roadmap:set-up-return": pressed("indicator", CLEARERS, own, RETURN),
    "roadmap:set-up-disclosure": pressed("indicator", LOWERERS, own, *lowering()),
    "roadmap:observation": Page("value", exists=reads),
    "roadmap:observation-edit": form(
        "value",
        WRITERS,
        own,
        Press(period_of, stands("draft", "returned")),
        open_to=stands("draft", "returned"),
    ),
    "roadmap:observation-correct": form(
        "value", WRITERS, lambda who, row: own(who, row) and is_cleared(who, row), Press(period_of, always)
    ),
    "roadmap:observation-submit": pressed("value", WRITERS, own, SUBMIT),
    "roadmap:observation-recall": pressed("value", WRITERS, own, RECALL),
    "roadmap:observation-review": form("value", CLEARERS, own, open_to=is_waiting),
    "roadmap:observation-clear": pressed("value", CLEARERS, own, CLEAR),
    "roadmap:observation-return": pressed("value", CLEARERS, own, RETURN),
    "roadmap:observation-disclosure": pressed("value", LOWERERS, own, *lowering()),
    # Partners
    "partners:index": Page(),
    "partners:organisation": Page("organisation"),
    "partners:programmes": Page(),
    "partners:programme": Page("programme", exists=reads),
    "partners:confirm": pressed("programme", EDITORS, of_own_organisation, Press(lambda row: {}, always)),
    "partners:mechanisms": Page(),
    "partners:funding": Page(),
    "partners:respond": form(
        "need", EDITORS, reads, Press(sends(kind="offer", note="Radios."), has_no_answer_of, refused=422)
    ),
    "partners:respond-check": pressed(
        "need", EDITORS, reads, Press(sends(kind="offer"), never, refused=200, query="?field=note")
    ),
    "partners:response": Page("response", who=SIGNED_IN, exists=reads),
    "partners:decide": pressed(
        "response",
        WRITERS,
        own_and_reads,
        Press(own_version(move="accept"), stands("waiting", "in_discussion"), refused=422),
        Press(own_version(move="decline", note="No."), stands("waiting", "in_discussion"), refused=422),
    ),
    "partners:withdraw": pressed(
        "response",
        EDITORS,
        of_own_organisation,
        Press(own_version(), stands("waiting", "in_discussion", "accepted", "delivering"), refused=422),
    ),
    "partners:progress": pressed(
        "response",
        EDITORS,
        of_own_organisation,
        Press(own_version(move="start"), stands("accepted"), refused=422),
        Press(own_version(move="complete"), stands("accepted", "delivering"), refused=422),
    ),
}
assert set(CONFIRMED) <= {"accepted", "delivering", "completed"}
