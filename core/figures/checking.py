"""Holds every stored figure against what the rules make of the rows, and counts again what differs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import connection, transaction
from django.utils import timezone

from core.figures.models import FigureCheck
from core.figures.registry import Figure, figures
from core.figures.settling import recount, settle_marked

PORTION = 500
# So many differences are kept in words; the rest are a number.
SHOWN = 20


@dataclass
class Found:
    """What a check of one figure found."""

    figure: Figure
    n_checked: int
    differences: list[str]


def verify(*, repair: bool = True) -> Iterator[Found]:
    """Compare all figures, one after the other, with what their rows make; count again what differs, if so asked.

    What is only marked is counted first: that it waits is no fault. Each result is kept for the secretariat.
    """
    settle_marked()
    for figure in figures():
        keys, n_checked = iter(sorted(figure.keys())), 0
        differences: list[str] = []
        while portion := list(islice(keys, PORTION)):
            n_checked += len(portion)
            found = _compare(figure, portion)
            if found and repair:
                with transaction.atomic():
                    recount(figure.name, portion)
            differences += found
        FigureCheck.objects.create(
            figure=figure.name,
            checked_at=timezone.now(),
            n_checked=n_checked,
            n_differed=len(differences),
            differences="\n".join(differences[:SHOWN]),
        )
        yield Found(figure, n_checked, differences)


def _compare(figure: Figure, keys: list[int]) -> list[str]:
    """Compare figures with their rows as both were at one moment."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        found = figure.differences(keys)
        if is_outermost:
            # Nothing was written, and before a commit the marks of the transaction would be taken, which is a write.
            transaction.set_rollback(True)
        return found


@dataclass(frozen=True)
class LastCheck:
    """What the latest check found: since when the oldest of its results stands, how many figures were compared, how
    many differed, and the first of those in words."""

    checked_at: datetime
    n_checked: int
    n_differed: int
    differences: tuple[str, ...]


def last_checks() -> list[FigureCheck]:
    """The latest result of each figure, by name. One query."""
    rows = FigureCheck.objects.order_by("figure", "-checked_at").distinct("figure")
    return list(rows)


def last_check() -> LastCheck | None:
    """The latest results of all figures together; None before the first night. One query."""
    found = last_checks()
    if not found:
        return None
    return LastCheck(
        checked_at=min(one.checked_at for one in found),
        n_checked=sum(one.n_checked for one in found),
        n_differed=sum(one.n_differed for one in found),
        differences=tuple(line for one in found for line in one.differences.splitlines()),
    )
