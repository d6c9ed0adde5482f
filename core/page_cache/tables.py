"""Which tables have versions, and what the names of tables in a statement mean for a page that was built from it."""

import re
from collections.abc import Iterable
from functools import lru_cache

from django.apps import apps
from django.db import models

from core.page_cache.versions import note_changes

# No page from the cache shows them: what is under way in one form or one queue, and what the cache itself keeps.
WITHOUT = frozenset(
    f"core_{name}"
    for name in (
        *("auditentry", "invitation", "notice", "mailswitchedoff", "outgoingmail", "submittoken", "unsavedtext"),
        *("recount", "tablechange"),
    )
)
# Rows of these are never changed by anything that a page shows: they come with a release, or tell of a history row
# that was written with them in one transaction.
CONSTANT = frozenset({"django_content_type", "pghistory_context"})
HISTORY = "event"


def with_versions(labels: Iterable[str]) -> list[type[models.Model]]:
    """The models of some apps whose tables have versions of their own. A history table has that of its records, which
    are written in the same statement."""
    found = [model for label in labels for model in apps.get_app_config(label).get_models(include_auto_created=True)]
    names = {model._meta.db_table for model in found}
    return [
        model
        for model in found
        if model._meta.managed
        and model._meta.db_table not in WITHOUT
        and not (model._meta.db_table.endswith(HISTORY) and model._meta.db_table.removesuffix(HISTORY) in names)
    ]


def note_all_changes(labels: Iterable[str]) -> None:
    """Let every statement that writes rows of these apps give their tables another version."""
    for model in with_versions(labels):
        note_changes(model)
        _versioned.add(model._meta.db_table)


_versioned: set[str] = set()


@lru_cache(maxsize=1)
def _names() -> re.Pattern[str]:
    """Any table of the site as a whole word: our statements name tables in quotes or bare."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return re.compile(r"\b(" + "|".join(sorted(map(re.escape, tables), key=len, reverse=True)) + r")\b")


@lru_cache(maxsize=4_000)
def tables_in(statement: str) -> frozenset[str] | None:
    """The tables that a statement reads, by the names of those that have versions; None where one has none."""
    found = {name.removesuffix(HISTORY) if name not in _versioned else name for name in _names().findall(statement)}
    found -= CONSTANT
    return frozenset(found) if found <= _versioned else None
