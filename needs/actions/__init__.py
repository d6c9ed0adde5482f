"""Every write of the needs app: keyword-only, attributed, atomic, and decided by the rules on the locked row.

A need that has never been cleared is edited in its own row. Once it is cleared the row is what others read, and a
change waits beside it as the one open `NeedRevision`; clearing it writes its content into the row. The version counters
of a need and its proposals run on from one another, so that a page opened before a proposal was made, or after it was
cleared, is always recognised as old.
"""

from needs.actions.clearing import change_disclosure, clear_need, confirm_unchanged, recall, return_need, submit
from needs.actions.entry import create_need, discard_proposal, restore_need, save_entry, set_status
from needs.actions.questions import answer_question, ask_question, share_answer
