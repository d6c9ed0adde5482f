"""A successor takes over: drafts and unsaved texts become theirs, and the account of who leaves is closed.

Who wrote what stays as it was: the author of a draft, and every version in its history. What changes is who edits it
next, and that change is in the history too, under the name of who handed over.
"""

from dataclasses import dataclass
from typing import Any

import pghistory
from django.apps import apps
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.actions import deactivate
from core.accounts.mail import tell
from core.clearance.actions import Refused
from core.clearance.models import Cleared, State
from core.clearance.permissions import Permission, can
from core.drafts.models import UnsavedText
from core.history.audit import AuditKind, note
from core.models import User

NOT_YET_SUBMITTED = (State.DRAFT, State.RETURNED)


@dataclass(frozen=True)
class Moved:
    """How much went, or would go, from one person to another."""

    drafts: int
    texts: int


def possible_successors(leaver: User) -> QuerySet[User]:
    """Active people with the same role for the same member state or organisation."""
    same = User.objects.filter(
        is_active=True, role=leaver.role, country=leaver.country_id, organisation=leaver.organisation_id
    )
    return same.exclude(pk=leaver.pk).order_by("name")


def what_would_move(leaver: User) -> Moved:
    """How many drafts and unsaved texts of a person a successor would find."""
    drafts = sum(_drafts_of(model, leaver).count() for model in _cleared_models())
    return Moved(drafts=drafts, texts=_texts_of(leaver).count())


@transaction.atomic
def hand_over(*, by: User, leaver: User, successor: User) -> Moved:
    """Give a person's drafts and unsaved texts to a successor, and close the person's account. All of it or nothing.

    Raises Refused where who asks does not keep people, or the two do not hold the same role for the same country or
    organisation.
    """
    if not can(by, Permission.PEOPLE_KEEP):
        raise Refused(_("Only the secretariat hands over accounts."))
    people = User.objects.select_for_update(of=("self",)).filter(pk__in=[leaver.pk, successor.pk]).order_by("pk")
    locked = {row.pk: row for row in people}
    leaver, successor = locked[leaver.pk], locked[successor.pk]
    if not possible_successors(leaver).filter(pk=successor.pk).exists():
        raise Refused(
            _("A successor is another active person with the same role for the same country or organisation.")
        )
    with pghistory.context(handed_over_by=str(by), handed_over_from=str(leaver), handed_over_to=str(successor)):
        now = timezone.now()
        drafts = sum(
            _drafts_of(model, leaver).update(edited_by=successor, edited_at=now, version=F("version") + 1)
            for model in _cleared_models()
        )
    moved = Moved(drafts=drafts, texts=_texts_of(leaver).update(person=successor))
    if leaver.is_active:
        deactivate(by=by, person=leaver)
    note(
        AuditKind.HANDED_OVER,
        by=by,
        about=f"{leaver} → {successor}",
        leaver=leaver.pk,
        successor=successor.pk,
        drafts=moved.drafts,
        texts=moved.texts,
    )
    tell(successor, "account/email/handed_over", {"leaver": leaver})
    return moved


def _cleared_models() -> list[Any]:
    """Every table of records that a country clears, whichever app above holds it."""
    return [model for model in apps.get_models() if issubclass(model, Cleared) and not model._meta.abstract]


def _drafts_of(model: Any, person: User) -> Any:
    """What a person wrote or edited last and has not submitted, or got back."""
    mine = Q(edited_by=person) | Q(edited_by=None, created_by=person)
    return model._base_manager.filter(mine, state__in=NOT_YET_SUBMITTED)


def _texts_of(person: User) -> Any:
    """A person's unsaved texts that are still open."""
    return UnsavedText.objects.filter(person=person, closed_at=None)
