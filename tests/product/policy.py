"""Who may ask what, stated a second time and in plain words, for every address of ours. The product is not asked.

A page names the kind of row that its address holds, whose role may ask at all, for whom the row exists, what a reader
is answered, and what each press of a button writes. `test_matrix` compares the product with it; an address without an
entry here fails.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.factories.roadmap import LAST_YEAR
from tests.product.universe import CONFIRMED, EVERYBODY, MEMBER_STATES, ORGANISATIONS, SIGNED_IN, TEAMS, Row

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

PAGES: dict[str, Page] = {
    # The roof
    "landing": Page(),
    "countries": Page(),
    "country": Page("country"),
    "report-card": Page("country"),
    "country-profile": Page("country"),
    "workspace": Page(who=SIGNED_IN),
    "workspace-entries": Page(who=SIGNED_IN),
    # Accounts. What is pressed there is one's own, and has tests of its own: pressing logs people out.
    "account": Page(who=SIGNED_IN),
    # First they show once more who they are.
    "account-address": Page(who=SIGNED_IN, read=lambda who, row: 302),
    # Without a link of ours: the page that says that it is spent.
    "account-address-confirm": Page(read=lambda who, row: 404),
    "account-sessions": form("", SIGNED_IN, always, Press(lambda row: {"session": "0"}, never)),
    "account-mail": pressed("", SIGNED_IN, always, Press(lambda row: {"mail-kinds": []}, is_told_of_moves)),
    "log-out-everywhere": Page(who=SIGNED_IN, read=None),
    "passkey-remove": Page("passkey", who=SIGNED_IN),
    "invitation": Page(),
    "unsaved-texts": Page(who=SIGNED_IN),
    "unsaved-keep": pressed("", SIGNED_IN, always, Press(lambda row: {}, never, refused=400)),
    "unsaved-token": Page(who=SIGNED_IN),
    "unsaved-text": Page("unsaved", who=SIGNED_IN, exists=reads),
    "unsaved-set-aside": pressed("unsaved", SIGNED_IN, reads, Press(lambda row: {}, always)),
    "unsaved-discard": pressed("unsaved", SIGNED_IN, reads, Press(lambda row: {}, always)),
    "unsaved-bring-back": pressed("unsaved", SIGNED_IN, reads, Press(lambda row: {}, always)),
    "calendar": Page(),
    "calendar-ics": Page(),
    # The address itself is the key, whoever asks with it.
    "calendar-private": Page("calendar"),
    "calendar-make": pressed("", SIGNED_IN, always, Press(lambda row: {}, always)),
    "calendar-revoke": pressed("", SIGNED_IN, always, Press(lambda row: {}, lambda who, row: who in HAVE_CALENDARS)),
    "help": Page(),
    "help-roles": Page(),
    "method": Page(),
    "data": Page(),
    "programmes-xml": Page(),
    "glossary": Page(),
    "healthz": Page(),
    "robots": Page(),
    # Nobody is named in the settings of tests.
    "security-contact": Page(read=lambda who, row: 404),
    # No worker runs beside the tests.
    "readyz": Page(read=lambda who, row: 503),
    # Histories, what was withdrawn, documents, and the log
    "history": Page("of-record", who=SIGNED_IN, exists=reads_history),
    "history-restore": form(
        "version-of-need", WRITERS, own, Press(sends(reason="It was right."), may_go_back, refused=422)
    ),
    "history-withdraw": pressed("of-need", SIGNED_IN, own, Press(sends(reason="Wrong."), withdraws)),
    # Nothing of the world is withdrawn.
    "history-bring-back": pressed("of-need", SIGNED_IN, never, Press(sends(), never)),
    "withdrawn": Page(who=MEMBER_STATES | SECRETARIAT),
    "documents": Page("of-need", exists=reads),
    "document-add": pressed("of-need", SIGNED_IN, writes_for_it, Press(lambda row: {}, never, refused=422)),
    "document": Page("document", exists=reads),
    "document-clear": pressed("document", SIGNED_IN, reads, Press(lambda row: {}, clears_it)),
    "document-withdraw": pressed(
        "document",
        SIGNED_IN,
        reads,
        Press(lambda row: {"reason": "Wrong."}, lambda who, row: own(who, row) and who in LOWERERS),
    ),
    "document-bring-back": pressed("document", SIGNED_IN, never, Press(lambda row: {}, never)),
    "log": Page(who=frozenset({"secretariat"})),
    "log-csv": Page(who=frozenset({"secretariat"})),
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
    "roadmap:own-indicators": Page(who=WRITERS),
    "roadmap:expected-status": pressed(
        "indicator", WRITERS, own, Press(sends(**OTHER_PERIOD, value="5"), never, refused=200)
    ),
    # Where a value was begun or returned, that one is opened: of the world, on each cleared indicator.
    "roadmap:observe": form(
        "indicator",
        WRITERS,
        own,
        Press(sends(**OTHER_PERIOD, value="5"), always),
        open_to=lambda who, row: bool(row.change) or row.state != "cleared",
    ),
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
    "partners:overlaps": Page(who=SIGNED_IN),
    "partners:overlap": Page("pair", who=SIGNED_IN, exists=reads),
    "partners:overlap-decide": pressed("pair", KEEPERS, keeps_one, Press(lambda row: {"kind": "related"}, always)),
    "partners:overlap-merge": form("pair", KEEPERS, keeps_both, Press(merger, always)),
    # Nothing of the world is decided.
    "partners:overlap-take-back": pressed(
        "pair", KEEPERS, keeps_one, Press(lambda row: {"seen": "1"}, never, refused=422)
    ),
    "partners:programme": Page("programme", exists=reads),
    "partners:programme-published": Page("programme", exists=reads),
    "partners:imports": form("", KEEPERS, always, Press(lambda row: {}, never, refused=422)),
    "partners:import-questions": form("", KEEPERS, always, Press(lambda row: {}, never)),
    "partners:import": Page("import", KEEPERS, exists=reads),
    "partners:import-report": Page("import", KEEPERS, exists=reads),
    "partners:import-confirm": pressed("import", KEEPERS, reads, Press(own_version(), stands("preview"))),
    "partners:import-discard": pressed("import", KEEPERS, reads, Press(own_version(), stands("preview", "stopped"))),
    "partners:import-choose": pressed(
        "import", KEEPERS, reads, Press(lambda row: {"do": "aside", "whole": "iwt"}, stands("preview"))
    ),
    "partners:import-restart": pressed("import", KEEPERS, reads, Press(own_version(), stands("stopped"))),
    "partners:confirm": pressed("programme", KEEPERS, of_own_organisation, Press(lambda row: {}, always)),
    "partners:programme-new": form("", KEEPERS, always, Press(lambda row: NEW_PROGRAMME, always)),
    "partners:programme-new-check": pressed(
        "", KEEPERS, always, Press(lambda row: NEW_PROGRAMME, never, refused=200, query="?field=total")
    ),
    "partners:programmes-withdrawn": Page(who=KEEPERS),
    "partners:programme-edit": form("programme", KEEPERS, keeps, Press(edited_programme, always)),
    "partners:programme-edit-check": pressed(
        "programme", KEEPERS, keeps, Press(edited_programme, never, refused=200, query="?field=total")
    ),
    "partners:programme-end": form(
        "programme", KEEPERS, keeps, Press(own_version(on="2026-01-31", reason="Cut."), runs, refused=422)
    ),
    "partners:programme-suspend": form(
        "programme", KEEPERS, keeps, Press(own_version(reason="Elections."), runs, refused=422)
    ),
    "partners:programme-restart": form(
        "programme",
        KEEPERS,
        keeps,
        Press(own_version(reason="New money.", ends_on="2099-12-31"), lambda who, row: not runs(who, row), refused=422),
    ),
    "partners:programme-withdraw": form(
        "programme",
        KEEPERS,
        keeps,
        Press(own_version(reason="Twice."), lambda who, row: row.disclosure != "partners", refused=422),
    ),
    "partners:programme-bring-back": pressed(
        "programme", KEEPERS, keeps_withdrawn, Press(lambda row: {}, lambda who, row: True)
    ),
    "partners:mechanisms": Page(),
    "partners:funding": Page(),
    "partners:gaps": Page(),
    "partners:gap-list": Page(),
    "partners:gaps-csv": Page(),
    "partners:gaps-xlsx": Page(),
    "partners:money": Page(),
    "partners:money-csv": Page(),
    "partners:money-xlsx": Page(),
    "partners:respond": form(
        "need", EDITORS, reads, Press(sends(kind="offer", note="Radios."), has_no_answer_of, refused=422)
    ),
    "partners:respond-check": pressed(
        "need", EDITORS, reads, Press(sends(kind="offer"), never, refused=200, query="?field=note")
    ),
    "partners:rounds": Page(who=SIGNED_IN),
    "partners:round-new": form("", OPENERS, always, Press(lambda row: {}, never, refused=422)),
    "partners:round": Page("round", who=SIGNED_IN, exists=reads),
    "partners:round-edit": form("round", OPENERS, opened_it, Press(sends(title="T", reply_by="2099-12-31"), always)),
    "partners:round-close": pressed("round", OPENERS, opened_it, Press(own_version(), always)),
    "partners:round-reply": form("round", EDITORS, reads, Press(lambda row: {}, never, refused=422)),
    "partners:round-answer": Page("round-sheet", who=SIGNED_IN, exists=reads),
    "partners:mechanism": Page("mechanism"),
    "partners:engagement": form(
        "engagement",
        WRITERS,
        own,
        # Beside a change the form's version is an old one.
        Press(own_version(**ENGAGED), lambda who, row: row.in_play != "submitted"),
        open_to=is_open,
    ),
    "partners:engagement-submit": pressed("engagement", WRITERS, own, SUBMIT),
    "partners:engagement-recall": pressed("engagement", WRITERS, own, RECALL),
    "partners:engagement-review": form("engagement", CLEARERS, own, open_to=is_waiting),
    "partners:engagement-clear": pressed("engagement", CLEARERS, own, CLEAR),
    "partners:engagement-return": pressed("engagement", CLEARERS, own, RETURN),
    "partners:engagement-disclosure": pressed("engagement", LOWERERS, own, *lowering()),
    "partners:raise": form("need", WRITERS, own, Press(lambda row: {"mechanism": "iccwc-toolkit"}, is_unmarked)),
    "partners:raised-done": pressed("raised", WRITERS, own, Press(lambda row: {"on": "2026-01-05"}, always)),
    "partners:raised-off": pressed("raised", WRITERS, own, Press(lambda row: {}, always)),
    "partners:champions": Page(who=SIGNED_IN),
    "partners:champion-new": form("", CHAMPION_KEEPERS, always, Press(lambda row: CHAMPION, always)),
    "partners:champion": Page("champion", who=SIGNED_IN, exists=reads),
    "partners:champion-edit": form("champion", CHAMPION_KEEPERS, of_own_side, Press(sends(**CHAMPION), always)),
    "partners:champion-consent": pressed("champion", CHAMPION_KEEPERS, of_own_side, Press(lambda row: {}, always)),
    "partners:champion-forget": pressed("champion", CHAMPION_KEEPERS, of_own_side, Press(lambda row: {}, always)),
    "partners:champion-approach": pressed(
        "champion",
        CHAMPION_KEEPERS,
        reads,
        Press(lambda row: {"month": in_half_a_year(), "contact_role": "Officer"}, always),
    ),
    "partners:approach-off": pressed("approach", CHAMPION_KEEPERS, of_own_side, Press(lambda row: {}, always)),
    "partners:response": Page("response", who=SIGNED_IN, exists=reads),
    "partners:decide": pressed(
        "response",
        WRITERS,
        own_and_reads,
        Press(own_version(move="accept", more="on"), stands("waiting", "in_discussion"), refused=422),
        Press(own_version(move="decline", note="No."), stands("waiting", "in_discussion"), refused=422),
    ),
    "partners:withdraw": pressed(
        "response",
        EDITORS,
        of_own_organisation,
        Press(
            own_version(note="It closed."), stands("waiting", "in_discussion", "accepted", "delivering"), refused=422
        ),
    ),
    "partners:progress": pressed(
        "response",
        EDITORS,
        of_own_organisation,
        Press(own_version(move="start"), stands("accepted"), refused=422),
    ),
    # Each organisation has an answer waiting on each need, beside which none in discussion can be asked anew.
    "partners:revise": form(
        "response",
        EDITORS,
        of_own_organisation,
        Press(own_version(kind="offer", note="More."), stands("waiting"), refused=422),
    ),
    "partners:message": pressed(
        "response", SIGNED_IN, is_of_a_side, Press(lambda row: {"text": "When?"}, talks, refused=422)
    ),
    "partners:read": pressed(
        "response", SIGNED_IN, is_of_a_side, Press(lambda row: {"seen": "987654321"}, never, refused=422)
    ),
    "partners:deliver": form(
        "response",
        EDITORS,
        of_own_organisation,
        Press(own_version(delivered_on="2026-01-31", note="Came."), stands("accepted", "delivering"), refused=422),
    ),
    "partners:delivery": Page("delivery", who=SIGNED_IN, exists=reads),
    "partners:decide-delivery": pressed(
        "delivery",
        WRITERS,
        own_and_reads,
        Press(own_version(move="confirm"), stands("reported"), refused=422),
        Press(own_version(move="dispute", note="Not all of it."), stands("reported"), refused=422),
    ),
    "partners:take-back": pressed(
        "delivery", EDITORS, of_own_organisation, Press(own_version(), stands("reported"), refused=422)
    ),
    "partners:programme-needs": Page("programme", exists=reads),
}
assert set(CONFIRMED) <= {"accepted", "delivering", "completed", "ended"}
