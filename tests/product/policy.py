"""Who may ask what, stated a second time and in plain words, for every address of ours. The product is not asked.

A page names the kind of row that its address holds, whose role may ask at all, for whom the row exists, what a reader
is answered, and what each press of a button writes. `test_matrix` compares the product with it; an address without an
entry here fails.
"""

from tests.product.policy_partners import PARTNERS
from tests.product.policy_terms import (
    CLEAR,
    CLEARERS,
    EDITORS,
    HAVE_CALENDARS,
    LOWERERS,
    NEW_NEED,
    NEXT_STEP,
    OTHER_PERIOD,
    PERIOD,
    RECALL,
    RETURN,
    SECRETARIAT,
    SUBMIT,
    WRITERS,
    Page,
    Press,
    always,
    answered_at,
    clears_it,
    form,
    is_cleared,
    is_open,
    is_told_of_moves,
    is_waiting,
    lowering,
    may_go_back,
    never,
    own,
    period_of,
    pressed,
    reads,
    reads_history,
    sends,
    stands,
    withdraws,
    writes_for_it,
)
from tests.product.universe import MEMBER_STATES, SIGNED_IN

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
    **PARTNERS,
}
