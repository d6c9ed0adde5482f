"""The days and instants of demonstration rows, counted from one day that is called today."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import models
from django.utils import timezone


@dataclass(frozen=True)
class Calendar:
    """Days around `today`; nothing that has happened lies after it."""

    today: date

    def past(self, day: date, *, days_ago: int = 1) -> date:
        """That day, or a day `days_ago` before today where it would lie later."""
        return min(day, self.today - timedelta(days=days_ago))

    def ago(self, days: int) -> date:
        """The day so many days before today (after it where negative)."""
        return self.today - timedelta(days=days)

    def year_end(self, years: int) -> date:
        """The last day of the year so many years after this one (before it where negative)."""
        return date(self.today.year + years, 12, 31)

    def day(self, years: int, month: int, day: int) -> date:
        """A day of the year so many years after this one."""
        return date(self.today.year + years, month, day)


def at(day: date, hour: int = 9) -> datetime:
    """A full hour of a day, in the site's time zone."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


@contextmanager
def instants_as_given(*record_models: type[models.Model]) -> Iterator[None]:
    """Let `created_at` and `edited_at` take the instants of the story instead of the instant of loading."""
    with ExitStack() as stack:
        for model in record_models:
            for field in model._meta.concrete_fields:
                for switch in ("auto_now", "auto_now_add"):
                    if getattr(field, switch, False):
                        setattr(field, switch, False)
                        stack.callback(setattr, field, switch, True)
        yield
