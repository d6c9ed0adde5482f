"""What the database asks of rows with a source, and how rows from before it asked are brought in line.

A row that is shown as verified or as published has its source, whatever wrote it: a form, an import, a command.
"""

from typing import Any

from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from core.sources import NO_SOURCE, NOT_PUBLISHED, UNPUBLISHED_PARTS

NAMED = Q(source_title__regex=r"\S")
"""A source is named. That nobody has one is said in so many words (`NO_SOURCE`), and never by silence."""
_NOT_HERE = "|".join((*NOT_PUBLISHED, *(f".*{words}" for words in UNPUBLISHED_PARTS)))
ALL_PUBLISHED = Q(source_title__regex=rf"^(?!{_NOT_HERE}).*\S")
"""All of what is named was published, as `core.sources.is_all_published` says."""


def verified_against_source(table: str) -> CheckConstraint:
    """What is verified was checked against something published."""
    return CheckConstraint(
        condition=Q(verified=False) | ALL_PUBLISHED,
        name=f"{table}_verified_against",
        violation_error_message=_("It cannot be verified: no published source is named."),
    )


def source_named(table: str, unless: Q | None = None) -> CheckConstraint:
    """A row says where it comes from, `unless` it is somebody's own word or invented."""
    return CheckConstraint(
        condition=NAMED if unless is None else NAMED | unless,
        name=f"{table}_source_named",
        violation_error_message=_("Say where it comes from: what was published, and by whom."),
    )


def bring_in_line(model: Any, *, needs_source: bool = False, unless: Q | None = None) -> None:
    """Before the constraints are made: say of rows without a source that there is none, and that what has no published
    source was not verified against one. Nothing else of them changes, and nothing that is true is taken away."""
    rows = model._base_manager.all()
    if needs_source:
        rows.exclude(NAMED if unless is None else NAMED | unless).update(source_title=NO_SOURCE)
    rows.filter(verified=True).exclude(ALL_PUBLISHED).update(verified=False)
