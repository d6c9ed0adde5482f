"""A person's inbox on the workspace page: what waits in all sources, what is due first, and what was entered lately."""

from django.http import QueryDict

import needs.queries.inbox
import partners.support.queries.inbox
import roadmap.queries.inbox
from core.clearance.permissions import Permission, can
from core.documents.queries import waiting_documents
from core.drafts.store import texts_of
from core.figures.checking import last_check
from core.inbox import InboxSource, runs_of, waiting_entries, written_entries
from core.models import User
from core.pages import page_of
from iwt_dashboard.pages.landing import recent_changes
from partners.coordination.queries.inbox import my_engagements, waiting_engagements, waiting_rounds
from partners.iati.queries.inbox import waiting_imports
from partners.overlaps.queries.inbox import waiting_overlaps
from partners.programmes.queries.inbox import waiting_programmes
from roadmap.models import Cycle, CycleStatus

LATEST, WAITING_A_PAGE = 12, 40
FIRST_PAGE = QueryDict("")


SOURCES = (
    InboxSource(needs.queries.inbox.waiting_for, needs.queries.inbox.my_entries),
    InboxSource(roadmap.queries.inbox.waiting_for, roadmap.queries.inbox.my_entries),
    InboxSource(partners.support.queries.inbox.waiting_for, partners.support.queries.inbox.my_entries),
    InboxSource(waiting_rounds),
    InboxSource(waiting_engagements, my_engagements),
    InboxSource(waiting_documents),
    InboxSource(waiting_imports),
    InboxSource(waiting_overlaps),
    InboxSource(waiting_programmes),
)
"""Every source of entries, in the order in which entries of the same age are shown."""


class Inbox:
    """What waits for a person and what is due, in a fixed number of queries."""

    def __init__(self, person: User, asked: QueryDict = FIRST_PAGE) -> None:
        self.waiting = waiting_entries(SOURCES, person)
        self.page = page_of(self.waiting, asked, per_page=WAITING_A_PAGE)
        self.runs = runs_of(self.page.object_list)
        self.cycle = Cycle.objects.filter(status=CycleStatus.OPEN).order_by("due_on").first()
        self.may_write_needs = can(person, Permission.ENTRY_WRITE)
        self.may_answer_needs = can(person, Permission.RESPONSE_WRITE)
        self.may_keep_reference = can(person, Permission.REFERENCE_KEEP)
        # Whether what pages count agrees with the rows, is for who keeps the site.
        self.figures = last_check() if self.may_keep_reference else None
        self.unsaved = texts_of(person, limit=LATEST)


class LatestEntries:
    """The latest dozen of a person's entries from each source, and what was cleared lately where they may see it."""

    def __init__(self, person: User) -> None:
        self.mine = written_entries(SOURCES, person, limit=LATEST)
        self.runs = runs_of(self.mine, folds=True)
        self.changes = recent_changes(person)
