"""Partners' questions on needs and the country's answers."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clearance import rules
from core.clearance.actions import EditConflict, Refused, ask_may, refused
from core.clearance.authors import has_written
from core.clearance.permissions import Permission, can, holders
from core.models import User
from core.notices.actions import notify, settle
from core.notices.models import NoticeKind
from core.tracking import is_invented
from needs.models import Clarification, Need


@transaction.atomic
def ask_question(*, by: User, need: Need, question: str) -> Clarification:
    """Put a partner's question to the country. The two sides alone read it until the country shares it."""
    if not can(by, Permission.NEED_ASK) or by.organisation is None:
        raise refused(rules.Refusal.NOT_YOURS_TO_DO)
    if not Need.objects.visible_to(by).cleared().filter(pk=need.pk).exists():
        raise refused(rules.Refusal.NOT_FROM_THIS_STATE)
    row = Clarification.objects.create(
        need=need,
        organisation=by.organisation,
        question=question,
        asked_by=by,
        asked_at=timezone.now(),
        is_demo=is_invented(),
    )
    sentence = _("%(organisation)s asks a question. Answer it on the need's page.") % {"organisation": by.organisation}
    _tell(holders(Permission.NEED_ANSWER_QUESTION, country=need.country), row, sentence, by)
    return row


@transaction.atomic
def answer_question(
    *, by: User, clarification: Clarification, answer: str, version: int | None = None
) -> Clarification:
    """Write the country's answer; it may be mended until it is shared. The asking organisation reads it at once.

    `version` is that of the answer that the person had seen (`Clarification.answer_version`).
    """
    row = _lock_question(clarification)
    ask_may(by, Permission.NEED_ANSWER_QUESTION, row.need.country)
    if version is not None and version != row.answer_version:
        raise EditConflict
    if row.shared_at:
        raise Refused(_("The answer has been shared and can no longer be changed."))
    if not answer.strip():
        raise Refused(_("Write an answer."))
    row.answer, row.answered_by, row.answered_at = answer, by, timezone.now()
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    names = {"country": row.need.country.name, "organisation": row.organisation}
    answered = _("%(country)s has answered the question of %(organisation)s.") % names
    to_share = answered + " " + _("Share it on the need's page, if all who see the need may read it.")

    def sentence(person: User) -> str:
        """The asking side reads it; a clearing officer decides who else does."""
        return to_share if can(person, Permission.ENTRY_CLEAR, country=row.need.country) else answered

    told = {
        *holders(Permission.NEED_ASK, organisation=row.organisation),
        *holders(Permission.ENTRY_CLEAR, country=row.need.country),
    }
    _tell(sorted(told, key=lambda person: person.pk), row, sentence, by)
    return row


@transaction.atomic
def share_answer(*, by: User, clarification: Clarification, answered_at: datetime | None = None) -> Clarification:
    """Show question and answer to all who see the need. `answered_at` is the answer that the person had read."""
    row = _lock_question(clarification)
    ask_may(by, Permission.ENTRY_CLEAR, row.need.country)
    if row.answered_at is None or row.shared_at is not None:
        raise refused(rules.Refusal.NOT_FROM_THIS_STATE)
    if has_written(by, row):
        raise refused(rules.Refusal.OWN_ENTRY)
    if answered_at is not None and answered_at != row.answered_at:
        raise EditConflict
    row.shared_by, row.shared_at = by, timezone.now()
    row.save(update_fields=["shared_by", "shared_at"])
    settle(row)
    return row


def _tell(people: Iterable[User], row: Clarification, sentence: str | Callable[[User], str], by: User) -> None:
    """Note for people that a question, or its answer, waits for them."""
    path = f"{row.need.page_path()}#question-{row.pk}"
    notify(people, NoticeKind.QUESTION, row, title=row.need.full_title, sentence=sentence, path=path, by=by)


def _lock_question(clarification: Clarification) -> Clarification:
    rows = Clarification.objects.select_for_update(of=("self",)).select_related("need__country")
    return rows.get(pk=clarification.pk)
