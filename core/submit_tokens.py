"""Two presses of one form make one record.

A creating action runs inside `once`: the token's row is written first, in the same transaction, so that the second of
two presses waits for the first and then finds where it led. Without a token (an old page, a script) nothing is held
back.
"""

from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, transaction

from core.models import SubmitToken, User


def once(*, by: User, token: UUID | None, create: Callable[[], str]) -> str:
    """Run `create`, which writes a record and answers its address; on a repeated token answer the first address.

    Raises whatever `create` raises; the token is then free again, for nothing was written.
    """
    if token is None:
        with transaction.atomic():
            return create()
    try:
        with transaction.atomic():
            row = SubmitToken.objects.create(token=token, person=by)
            row.location = create()
            row.save(update_fields=["location"])
            return row.location
    except IntegrityError:
        earlier = SubmitToken.objects.filter(token=token).first()
        if earlier is None:
            raise
    if earlier.person_id == by.pk:
        return earlier.location
    # Somebody else's token says nothing about this press.
    return once(by=by, token=None, create=create)
