"""Invites people: a mail with a link under which they set their own password. The link expires and works once."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.mail import tell
from core.accounts.models import Invitation
from core.clearance.actions import Refused
from core.history.audit import AuditKind, note
from core.models import User


@transaction.atomic
def invite(*, by: User, person: User, link: Callable[[str], str]) -> Invitation:
    """Write an invitation and its mail; an earlier one no longer works. `link` makes an address of a token.

    Raises Refused for a closed account, and for one that is open already; whatever sending raises, it leaves nothing.
    """
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
    confirm_address(person)
    note(AuditKind.INVITATION_ACCEPTED, by=person, about=str(person), person=person.pk)
    return person


def confirm_address(person: User) -> None:
    """Take a person's address as theirs, and no other."""
    addresses = apps.get_model("account", "EmailAddress").objects
    addresses.filter(user=person).exclude(email=person.email).delete()
    addresses.update_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})


def unconfirm_address(person: User) -> None:
    """Take a person's address as new: the next log-in sends a link there first."""
    addresses = apps.get_model("account", "EmailAddress").objects
    addresses.filter(user=person).delete()
    addresses.create(user=person, email=person.email, verified=False, primary=True)


def _fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
