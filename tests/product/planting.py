"""A mark in every text that a hidden record could hold, found by looking at its fields: a new one is not missed.

`universe.py` fills by hand what pages show today. Whatever is still empty is filled here.
"""

from typing import Any

from django.db import IntegrityError, models, transaction

from tests.product.universe import EVERYBODY, Row, Universe


def is_for_text(field: Any) -> bool:
    """Whether a person may type freely into a field."""
    if not isinstance(field, models.CharField | models.TextField) or field.choices or not field.editable:
        return False
    return field.max_length is None or field.max_length >= 60


def plant(world: Universe) -> set[str]:
    """Fill the empty texts of every record that is hidden from anybody; those that a rule of its table keeps empty."""
    kept_empty = set()
    for row in world.rows:
        if row.record is not None and row.readers != EVERYBODY:
            for field in row.record._meta.concrete_fields:
                if is_for_text(field) and not getattr(row.record, field.name) and not _fill(world, row, field):
                    kept_empty.add(f"{row.kind}.{field.name}")
    return kept_empty


def _fill(world: Universe, row: Row, field: Any) -> bool:
    text = f"mark-planted-{row.kind}-{row.record.pk}-{field.name.replace('_', '')}-z"
    value = f"https://example.org/{text}" if isinstance(field, models.URLField) or "url" in field.name else text
    try:
        with transaction.atomic():
            type(row.record)._base_manager.filter(pk=row.record.pk).update(**{field.name: value})
    except IntegrityError:
        return False
    world.marks[text] = row.readers | row.keepers
    setattr(row.record, field.name, value)
    return True
