"""Whether the planned end of a programme has passed without anybody's word that it ended, asked in the database."""

from datetime import date

from django.db.models import Case, Q, Value, When

from partners.programmes.models.choices import ACTIVE_STATUSES

ACTUAL_END = "4"
"""IATI activity date type of the day on which it really ended."""


def end_unconfirmed(today: date) -> Case:
    """`partners.programmes.rules.programmes.is_end_unconfirmed`, of a row of programmes."""
    passed = Q(ends_on__lt=today, status__in=ACTIVE_STATUSES)
    is_actual = Q(iati__isnull=False, iati__published__dates__has_key=ACTUAL_END)
    return Case(When(is_actual, then=Value(False)), When(passed, then=Value(True)), default=Value(False))
