"""The private address of a person's calendar: a random key, signed with the site's secret key."""

import uuid
from typing import ClassVar, Self

from django.core.signing import BadSignature, Signer
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import User
from core.tracking import kept

SIGNER = Signer(salt="partners.calendar", sep=".")


class CalendarAddressQuerySet(models.QuerySet):
    """Addresses of calendars."""

    def working(self) -> Self:
        """Those that open something."""
        generation = models.F("person__session_generation")
        return self.filter(key__isnull=False, person__is_active=True, generation=generation)


@kept(exclude=["key"])
class CalendarAddress(models.Model):
    """What opens a person's calendar to a calendar program, which has no session. Without a key there is none.

    The address holds the key and its signature (`token_of`): who reads this table alone cannot make the address. It
    works as long as the sessions of its `generation` do: a new password, a closed account and logging out everywhere
    end it with them.
    """

    person = models.OneToOneField(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    key = models.UUIDField(_("key"), null=True, unique=True, default=uuid.uuid4)
    made_at = models.DateTimeField(_("made"))
    generation = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    objects = CalendarAddressQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["person"]
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        return str(self.pk)


def token_of(key: uuid.UUID) -> str:
    """What stands in the address: the key and its signature."""
    return SIGNER.sign(key.hex).replace(".", "-", 1)


def key_in(token: str) -> uuid.UUID | None:
    """The key in an address; None where its signature is wrong."""
    hexed, _dash, signature = token.partition("-")
    try:
        return uuid.UUID(SIGNER.unsign(f"{hexed}.{signature}"))
    except (BadSignature, ValueError):
        return None
