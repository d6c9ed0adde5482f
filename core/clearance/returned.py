"""Which write sent a record back to its authors the last time: what was mended since is the difference to it."""

from typing import Any

from core.clearance.models import Cleared, State
from core.history.timeline import event_model_of


def write_of_return(record: Cleared) -> int | None:
    """The key of the write, in the history of the record's table, that returned a record which is submitted again.

    None where it was not returned since it was cleared last. One query at most.
    """
    returned_at = record.returned_at
    if record.state != State.SUBMITTED or returned_at is None:
        return None
    if record.cleared_at is not None and record.cleared_at > returned_at:
        return None
    writes: Any = event_model_of(type(record)).objects.filter(
        pgh_obj_id=record.pk, state=State.RETURNED, returned_at=returned_at
    )
    found: int | None = writes.order_by("pgh_id").values_list("pgh_id", flat=True).first()
    return found
