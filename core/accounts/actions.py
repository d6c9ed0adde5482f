"""What is done to accounts: invite, confirm, close and open again, and hand over to a successor.

When a successor takes over, the authors of drafts and versions stay who they were. What changes is who edits them next,
and that is in the history too, under the name of who handed over.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

import pghistory
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import Invitation
from core.accounts.sessions import end_all
from core.clearance.actions import Refused
from core.clearance.models import Cleared, State
from core.clearance.permissions import Permission, can
from core.drafts.models import UnsavedText
from core.history.audit import AuditKind, note
from core.mail import tell
from core.models import User


@transaction.atomic
def invite(*, by: User, person: User, link: Callable[[str], str]) -> Invitation:
    """Write an invitation and its mail; an earlier one no longer works. `link` makes an address of a token. Raises
    Refused for a closed account and for one in use; whatever sending raises, it leaves nothing."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise Refused(_("%(name)s is deactivated and got no link. Reactivate the account first.") % {"name": person})
    if person.has_usable_password():
        raise Refused(
            _("%(name)s has set a password already. Who has forgotten it asks for a new one on the log-in page.")
            % {"name": person}
        )
    now, token = timezone.now(), secrets.token_urlsafe(32)
    Invitation.objects.filter(person=person).unanswered().update(revoked_at=now)
    invitation = Invitation.objects.create(
        person=person,
        token_hash=_fingerprint(token),
        sent_at=now,
        sent_by=by,
        expires_at=now + timedelta(days=settings.INVITATION_DAYS),
    )
    note(AuditKind.INVITATION_SENT, by=by, about=str(person), person=person.pk)
    context = {"link": link(token), "days": settings.INVITATION_DAYS, "inviter": by}
    tell(person, "account/email/invitation", context)
    return invitation


@transaction.atomic
def revoke(*, by: User, person: User) -> bool:
    """Let a person's open invitation work no more; whether there was one."""
    revoked = Invitation.objects.filter(person=person).unanswered().update(revoked_at=timezone.now())
    if revoked:
        note(AuditKind.INVITATION_REVOKED, by=by, about=str(person), person=person.pk)
    return bool(revoked)


def open_invitation(token: str) -> Invitation | None:
    """The invitation that a token opens: sent, neither accepted, revoked nor expired, and the account still open."""
    found = Invitation.objects.unanswered().filter(
        token_hash=_fingerprint(token), expires_at__gt=timezone.now(), person__is_active=True
    )
    return found.select_related("person__country", "person__organisation").first()


@transaction.atomic
def accept(*, token: str, password: str) -> User | None:
    """Set the password of the invited person, whose address is thereby confirmed. None where the link is spent."""
    fingerprint = _fingerprint(token)
    invitation = Invitation.objects.select_for_update(of=("self",)).filter(token_hash=fingerprint).first()
    if invitation is None or open_invitation(token) is None:
        return None
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    person = invitation.person
    person.set_password(password)
    person.save(update_fields=["password"])
    # This address is theirs, and no other.
    EmailAddress.objects.filter(user=person).exclude(email=person.email).delete()
    confirmed = {"verified": True, "primary": True}
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults=confirmed)
    note(AuditKind.INVITATION_ACCEPTED, by=person, about=str(person), person=person.pk)
    return person


@transaction.atomic
def deactivate(*, by: User, person: User) -> None:
    """Close an account at once; no invitation opens it any more. Raises Refused for one's own."""
    if by.pk == person.pk:
        raise Refused(_("Nobody deactivates their own account."))
    person.is_active = False
    person.save(update_fields=["is_active"])
    revoke(by=by, person=person)
    end_all(person)
    note(AuditKind.DEACTIVATED, by=by, about=str(person), person=person.pk)


@transaction.atomic
def reactivate(*, by: User, person: User) -> None:
    """Open an account again; role, password and second factors are as they were."""
    person.is_active = True
    person.save(update_fields=["is_active"])
    note(AuditKind.REACTIVATED, by=by, about=str(person), person=person.pk)


@transaction.atomic
def address_changed(*, by: User, person: User, was: str) -> None:
    """Follow up on a new address, which the caller has written: it must be confirmed, the old one hears of it, and
    every session and invitation ends."""
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=person.email, verified=False, primary=True)
    end_all(person)
    revoke(by=by, person=person)
    if person.has_usable_password():
        tell(person, "account/email/address_changed", {"new": person.email}, to=was)


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
    return Moved(sum(rows.count() for rows in _drafts_of(leaver)), _texts_of(leaver).count())


@transaction.atomic
def hand_over(*, by: User, leaver: User, successor: User) -> Moved:
    """Give a person's drafts and unsaved texts to a successor, and close the person's account. Raises Refused for who
    does not keep people, and for a successor of another role, country or organisation."""
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
        values = {"edited_by": successor, "edited_at": timezone.now(), "version": F("version") + 1}
        drafts = sum(rows.update(**values) for rows in _drafts_of(leaver))
    moved = Moved(drafts, _texts_of(leaver).update(person=successor))
    if leaver.is_active:
        deactivate(by=by, person=leaver)
    told = {"leaver": leaver.pk, "successor": successor.pk, **asdict(moved)}
    note(AuditKind.HANDED_OVER, by=by, about=f"{leaver} → {successor}", **told)
    tell(successor, "account/email/handed_over", {"leaver": leaver})
    return moved


def set_demonstration_password(password: str) -> None:
    """Give every demonstration account this password, unless they have it; other accounts are left alone."""
    accounts = User.objects.filter(is_demo=True)
    first = accounts.order_by("pk").first()
    if first and not check_password(password, first.password):
        accounts.update(password=make_password(password))


def _drafts_of(person: User) -> list[Any]:
    """What a person wrote or edited last and has not submitted, or got back, of each kind that a country clears."""
    mine = Q(edited_by=person) | Q(edited_by=None, created_by=person)
    kinds = (model for model in apps.get_models() if issubclass(model, Cleared))
    return [kind._base_manager.filter(mine, state__in=(State.DRAFT, State.RETURNED)) for kind in kinds]


def _texts_of(person: User) -> Any:
    """A person's unsaved texts that are still open."""
    return UnsavedText.objects.filter(person=person, closed_at=None)


def _fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
