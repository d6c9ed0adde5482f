"""Who may ask what of the partners' pages: see `policy`."""

from tests.product.policy_terms import (
    CHAMPION,
    CHAMPION_KEEPERS,
    CLEAR,
    CLEARERS,
    EDITORS,
    ENGAGED,
    KEEPERS,
    LOWERERS,
    NEW_PROGRAMME,
    OPENERS,
    RECALL,
    RETURN,
    SUBMIT,
    WRITERS,
    Page,
    Press,
    always,
    edited_programme,
    form,
    has_no_answer_of,
    in_half_a_year,
    is_of_a_side,
    is_open,
    is_unmarked,
    is_waiting,
    keeps,
    keeps_both,
    keeps_one,
    keeps_withdrawn,
    lowering,
    merger,
    never,
    of_own_organisation,
    of_own_side,
    opened_it,
    own,
    own_and_reads,
    own_version,
    pressed,
    reads,
    runs,
    sends,
    stands,
    talks,
)
from tests.product.universe import SIGNED_IN

PARTNERS: dict[str, Page] = {
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
