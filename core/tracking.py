"""Nothing is lost: every write of a kept record has its history, and the database refuses to delete the record. What
is no longer wanted is withdrawn: it stays in its table, is shown nowhere, and can be brought back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, TypeVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

Kept = TypeVar("Kept", bound=type[models.Model])
_invents: ContextVar[bool] = ContextVar("invents", default=False)


@contextmanager
def inventing() -> Iterator[None]:
    """Mark what is entered meanwhile as invented (`is_demo`): for loading demonstration data, and nothing else."""
    token = _invents.set(True)
    try:
        yield
    finally:
        _invents.reset(token)


def is_invented() -> bool:
    """Whether a row that is entered now is demonstration data.

    That hangs on how the row comes, not on who enters it: what a person types into a demonstration, and the files that
    they bring, are what they are.
    """
    return _invents.get()


def kept(**tracking: Any) -> Callable[[Kept], Kept]:
    """Keep the history of every write to a model (`tracking` goes to `pghistory.track`), and refuse in the database
    to delete a row; a whole table can be emptied, as tests and a restore do."""

    def decorate(model: Kept) -> Kept:
        tracked: Kept = pghistory.track(**tracking)(model)
        pgtrigger.register(pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete))(tracked)
        return tracked

    return decorate


def by_person(verbose_name: Any, **options: Any) -> Any:
    """The column that names the person who did something, or nobody; nothing leads back from the person."""
    options |= {"null": True, "blank": True, "related_name": "+", "verbose_name": verbose_name}
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, **options)


class Withdrawable(models.Model):
    """A record that can be withdrawn. Without an instant it stands; with one it is hidden."""

    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawn_by = by_person(_("withdrawn by"), editable=False)
    withdrawn_reason = models.CharField(
        _("why it was withdrawn"), max_length=500, blank=True, editable=False, db_default="", default=""
    )

    WITHDRAWAL: ClassVar = ("withdrawn_at", "withdrawn_by", "withdrawn_reason")

    class Meta:
        abstract = True

    def withdraw(self, by: Any, reason: str = "") -> None:
        """Hide the record from now on; a longer reason than the column takes is cut. Saves nothing."""
        self.withdrawn_at, self.withdrawn_by, self.withdrawn_reason = timezone.now(), by, reason.strip()[:500]

    def bring_back(self) -> None:
        """Let the record stand again. Saves nothing."""
        self.withdrawn_at, self.withdrawn_by, self.withdrawn_reason = None, None, ""


def standing(prefix: str = "") -> models.Q:
    """The condition that a record stands, that is, has not been withdrawn; `prefix` leads to it from another table."""
    return models.Q(**{f"{prefix}withdrawn_at__isnull": True})


class StandingManager(models.Manager):
    """The rows that stand. What was withdrawn is left out of every list, count and form without being asked."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """Leave out what was withdrawn."""
        return super().get_queryset().filter(standing())
