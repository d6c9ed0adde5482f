"""Two presses of one form make one record, or one move.

A write runs inside `once`: the token's row is written first, in the same transaction, so that the second of two presses
waits for the first and then finds where it led. The unsaved text of the same form draft is closed in that
transaction too. Without a token (an old page, a script) nothing is held back.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.drafts.models import SubmitToken
from core.drafts.store import close_saved
from core.models import User

KEPT = timedelta(days=30)


def once(*, by: User, token: UUID | None, create: Callable[[], str]) -> str:
    """Run `create`, which writes and answers an address; on a repeated token answer the first one. What `create`
    raises leaves nothing written and the token free again."""
    if token is None:
        with transaction.atomic():
            return create()
    try:
        with transaction.atomic():
            row = SubmitToken.objects.create(token=token, person=by)
            row.location = create()
            row.save(update_fields=["location"])
            close_saved(by=by, form_draft=token)
            return row.location
    except IntegrityError:
        earlier = SubmitToken.objects.filter(token=token).first()
        if earlier is None:
            raise
    if earlier.person_id == by.pk:
        return earlier.location
    # Somebody else's token says nothing about this press.
    return once(by=by, token=None, create=create)


def forget(*, after: timedelta = KEPT) -> int:
    """Remove the tokens of forms that were sent so long ago that nobody sends them again; how many."""
    return SubmitToken.objects.filter(used_at__lt=timezone.now() - after).delete()[0]
