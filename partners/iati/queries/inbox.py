"""IATI files in a person's inbox: previews to confirm, and what files could not say."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clearance.permissions import Permission, can
from core.inbox import InboxEntry, shown
from core.models import User
from partners.iati.messages import state_sentence
from partners.iati.models import IatiImport, ImportState
from partners.iati.queries.questions import open_question_count

YOUR_MOVE = (ImportState.PREVIEW, ImportState.STOPPED)


def waiting_imports(user: User) -> list[InboxEntry]:
    """Files that wait for this person (a preview, an interruption), and a line for all open questions. Two queries."""
    if not can(user, Permission.PROGRAMME_WRITE):
        return []
    rows = IatiImport.objects.visible_to(user).filter(asked_by=user, state__in=YOUR_MOVE)
    what, count = _("Import from IATI"), open_question_count(user)
    found = [
        InboxEntry(
            what=what,
            title=row.file_name,
            url=reverse("partners:import", args=[row.pk]),
            state=row.state,
            sentence=state_sentence(row.state, is_confirmed=row.confirmed_at is not None),
            since=row.read_at or row.asked_at,
            is_own=True,
            record=row,
        )
        for row in shown(rows, "asked_at")
    ]
    if count:
        said = _("Member states, priorities or relevance that a file could not say: until then they count in no gap.")
        title = ngettext("%(n)s programme has open questions", "%(n)s programmes have open questions", count)
        url = reverse("partners:import-questions")
        found.append(InboxEntry(what=what, title=title % {"n": count}, url=url, sentence=said, figure="questions"))
    return found
