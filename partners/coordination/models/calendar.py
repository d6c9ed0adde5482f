"""The private address of a person's calendar: a key, and an envelope on it made with the site's secret."""

import uuid
from typing import ClassVar

from django.core.signing import BadSignature, Signer
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import User
from core.tracking import kept

SIGNER = Signer(salt="partners.calendar", sep=".")


@kept(exclude=["key"])
class CalendarAddress(models.Model):
    """What opens a person's calendar to a calendar program, which has no session. Without a key there is none.

    The address holds the key and an envelope made with the site's secret (`token_of`), so that nobody
    who reads this table can ask with it.
    """

    person = models.OneToOneField(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    key = models.UUIDField(_("key"), null=True, unique=True, default=uuid.uuid4)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        ordering: ClassVar = ["person"]
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        return str(self.pk)


def token_of(key: uuid.UUID) -> str:
    """What stands in the address: the key and its envelope."""
    return SIGNER.sign(key.hex).replace(".", "-", 1)


def key_in(token: str) -> uuid.UUID | None:
    """The key in an address; None where the envelope is not ours."""
    hexed, _dash, envelope = token.partition("-")
    try:
        return uuid.UUID(SIGNER.unsign(f"{hexed}.{envelope}"))
    except (BadSignature, ValueError):
        return None
