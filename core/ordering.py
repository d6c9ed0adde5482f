"""Every sorted list of rows ends with the key, so that no order is left to chance.

Rows that are alike in all that a list is sorted by came in whatever order the database met them: a page shown twice
differed, and a row could stand on the first page and on the second, and another on none. No query asks for the key, so
that none can forget it (ADR 44).
"""

from collections.abc import Iterator
from typing import Any

from django.db.models.expressions import OrderBy
from django.db.models.functions import Random
from django.db.models.sql.compiler import SQLCompiler

_as_asked: Any = SQLCompiler._order_by_pairs


def _ends_with_the_key(self: SQLCompiler) -> Iterator[tuple[OrderBy, bool]]:
    """What a query is sorted by, and after it the key of its rows where it is a query of rows.

    Where rows are made distinct by some of their columns, counted in groups, or joined from several queries, a row has
    no key. Backwards where the query goes backwards: the last of a list is the first of the list turned round.
    """
    found: list[tuple[OrderBy, bool]] = list(_as_asked(self))
    yield from found
    if not found or any(isinstance(by.expression, Random) for by, _ in found):
        return
    query: Any = self.query
    if query.combinator or (query.distinct and not query.distinct_fields and not query.default_cols):
        return
    key = query.model._meta.pk.get_col(query.get_initial_alias())
    if query.group_by not in (None, True) and key not in query.group_by:
        return
    # What is sorted by a column of the answer says as its source what stands there.
    if key not in [getattr(by.expression, "source", by.expression) for by, _ in found]:
        yield OrderBy(key, descending=not query.standard_ordering), False


# The place where Django turns `order_by` and the `ordering` of a model into sorts, for every query there is.
SQLCompiler._order_by_pairs = _ends_with_the_key  # type: ignore[method-assign, assignment]
