"""Making and revoking the private address of a person's calendar."""

import uuid

from django.db import transaction
from django.utils import timezone

from core.models import User
from partners.coordination.models.calendar import CalendarAddress


@transaction.atomic
def make_address(*, by: User) -> None:
    """Give the person a new address; an earlier one opens nothing from then on."""
    generation = User.objects.values_list("session_generation", flat=True).get(pk=by.pk)
    new = {"key": uuid.uuid4(), "made_at": timezone.now(), "generation": generation}
    CalendarAddress.objects.update_or_create(person=by, defaults=new)


@transaction.atomic
def revoke_address(*, by: User) -> None:
    """Let the person's address open nothing any more. Nothing is written where there is none."""
    for row in CalendarAddress.objects.select_for_update(of=("self",)).filter(person=by):
        row.key = None
        row.save(update_fields=["key"])
