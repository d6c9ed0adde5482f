"""What the secretariat does to accounts: close them, open them again, give them another address."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.invitations import revoke, unconfirm_address
from core.accounts.mail import tell
from core.accounts.sessions import end_all
from core.clearance.actions import Refused
from core.history.audit import AuditKind, note
from core.models import User


@transaction.atomic
def deactivate(*, by: User, person: User) -> None:
    """Close an account: whoever is logged in is out at the next request, and no invitation opens it.

    Raises Refused for one's own.
    """
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
    """Follow up on a new address, which the caller has written.

    It must be confirmed, the old one hears of it, every session ends, and an invitation that went to the old one too.
    """
    unconfirm_address(person)
    end_all(person)
    revoke(by=by, person=person)
    if person.has_usable_password():
        tell(person, "account/email/address_changed", {"new": person.email}, to=was)
