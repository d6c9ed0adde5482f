"""A person changes their own e-mail address: asked for by somebody who has just proved to be who they are, confirmed
from a mail that went to the new address, and told to the old one.

The link carries all that is to be known, signed, so that nothing is stored before it is followed. It works once and for
a day: it names the address that it replaces, and ends with every session of its person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.clearance.actions import Refused
from core.history.audit import AuditKind, note
from core.mail import tell
from core.models import User

SALT = "core.accounts.addresses"
GOOD_FOR = timedelta(days=1)


@dataclass(frozen=True)
class AddressChange:
    """A change that waits to be confirmed."""

    person: User
    new: str


@transaction.atomic
def ask_to_change(*, by: User, new: str, link: Callable[[str], str]) -> None:
    """Send the link to the new address, and word to the old one. Raises Refused for the address that it is already.

    Whether somebody else has the new one is not said here: its owner gets a mail that says so, and nothing changes.
    """
    new = new.strip().lower()
    if new == by.email.lower():
        raise Refused(_("This is your address already."))
    if User.objects.filter(email__iexact=new).exists():
        tell(by, "account/email/address_in_use", {}, to=new)
    else:
        token = signing.dumps([by.pk, by.email, new, by.session_generation], salt=SALT, compress=True)
        tell(by, "account/email/address_confirm", {"link": link(token), "new": new}, to=new)
    note(AuditKind.ADDRESS_ASKED, by=by, about=str(by), person=by.pk)
    tell(by, "account/email/address_asked", {"new": new})


def waiting_change(token: str) -> AddressChange | None:
    """The change that a link would make; None where it is spent, too old, or none of ours."""
    try:
        values: Any = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
        key, old, new, generation = values
    except (signing.BadSignature, ValueError, TypeError):
        return None
    person = User.objects.filter(pk=key, email=old, session_generation=generation, is_active=True).first()
    return AddressChange(person, new) if person else None


def confirm_change(*, token: str) -> User | None:
    """Make the change. The old address hears of it; sessions go on, for whoever asked knows the password. None where
    the link is spent, or somebody else has taken the address meanwhile."""
    try:
        with transaction.atomic():
            return _change(token)
    except IntegrityError:
        return None


def _change(token: str) -> User | None:
    found = waiting_change(token)
    if found is None:
        return None
    person = User.objects.select_for_update().get(pk=found.person.pk)
    if person.email != found.person.email or User.objects.filter(email__iexact=found.new).exists():
        return None
    was, person.email = person.email, found.new
    person.save(update_fields=["email"])
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    note(AuditKind.ADDRESS_CHANGED, by=person, about=str(person), person=person.pk)
    tell(person, "account/email/own_address_changed", {"new": person.email}, to=was)
    return person
