"""Takes rows out of a test's world. The product itself never deletes, and its database refuses to."""

import pgtrigger
from django.db import models


def remove(record: models.Model) -> None:
    """Delete a row and everything that hangs on it, past the triggers that guard them."""
    with pgtrigger.ignore():
        _remove(record)


def _remove(record: models.Model) -> None:
    for link in record._meta.get_fields(include_hidden=True):
        is_history = hasattr(link.related_model, "pgh_tracked_model") if link.is_relation else True
        if link.auto_created and not link.concrete and not is_history and (link.one_to_many or link.one_to_one):
            for row in link.related_model._base_manager.filter(**{link.field.name: record}):
                _remove(row)
    type(record)._base_manager.filter(pk=record.pk)._raw_delete("default")
