"""Searching and sorting text in the database, as `core.folding` says.

`title__holds="nghe"` finds "Nghệ An"; every sign of the word stands for itself. And every sort on text, of a query or
of a model's `ordering`, of the administration or of an aggregate, goes by `core_sort_key`: no query asks for it, so
that none can forget it (ADR 37).
"""

from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import CharField, Func, Q, TextField
from django.db.models.expressions import OrderBy, OrderByList, Ref
from django.db.models.functions import Collate
from django.db.models.lookups import PatternLookup

from core.folding import folded, words_of


class Folded(Func):
    """A text as a search reads it."""

    function = "core_folded"
    arity = 1
    output_field = TextField()


class SortKey(Func):
    """What a text is sorted by."""

    function = "core_sort_key"
    arity = 1
    output_field = TextField()


class SortKeyField(TextField):
    """A column that holds sort keys: a sort on it goes by what stands there."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options | {"db_collation": "C"})


def by_alphabet(text: str) -> Collate:
    """A column in the form that sorts go by, for an index that serves them."""
    return Collate(SortKey(text), "C")


@CharField.register_lookup
@TextField.register_lookup
class Holds(PatternLookup):
    """Whether a text holds another one, as a search reads both."""

    lookup_name = "holds"
    prepare_rhs = False

    def process_lhs(self, compiler: Any, connection: Any, lhs: Any = None) -> Any:
        """The column, folded."""
        sql, params = compiler.compile(lhs or self.lhs)
        return f"core_folded({sql})", params

    def process_rhs(self, qn: Any, connection: Any) -> Any:
        """The text that is sought, folded; its signs stand for themselves."""
        return "%s", ["".join(("%", connection.ops.prep_for_like_query(folded(str(self.rhs))), "%"))]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Both compared."""
        lhs, lhs_params = self.process_lhs(compiler, connection)
        rhs, rhs_params = self.process_rhs(compiler, connection)
        return f"{lhs} LIKE {rhs}", (*lhs_params, *rhs_params)


def holding(text: str, *columns: str) -> Q:
    """Rows of which each word of a text stands in one of the columns; all rows where it has no word."""
    each = (reduce(or_, (Q(**{f"{column}__holds": word}) for column in columns)) for word in words_of(text))
    return reduce(and_, each, Q())


def _in_order(self: OrderBy, compiler: Any, connection: Any, **options: Any) -> Any:
    """The SQL of a sort; of one on text, by its sort key.

    A column that is named by its place in the answer stands itself for this place: a place has no key. Where rows are
    made distinct, or queries are joined to one, SQL takes nothing but places: whoever shows those sorts them in Python.
    """
    query: Any = compiler.query
    sorted_by: Any = self.expression
    takes_places = query.combinator or query.distinct_fields or (query.distinct and isinstance(sorted_by, Ref))
    sorted_by = getattr(sorted_by, "source", sorted_by)  # what a reference refers to
    column = sorted_by._output_field_or_none
    if takes_places or isinstance(column, SortKeyField) or not isinstance(column, CharField | TextField):
        return self.as_sql(compiler, connection, **options)
    own: Any = self.copy()
    own.set_source_expressions([Collate(SortKey(sorted_by), "C")])
    return own.as_sql(compiler, connection, **options)


def _each_in_order(self: OrderByList, compiler: Any, connection: Any, **options: Any) -> Any:
    """The SQL of the sort inside an aggregate or a window, where Django leaves a plain column as it is."""
    own: Any = self.copy()
    columns: list[Any] = self.get_source_expressions()
    own.set_source_expressions([one if isinstance(one, OrderBy) else OrderBy(one) for one in columns])
    return own.as_sql(compiler, connection, **options)


# The method that Django looks for before `as_sql`: its place for what is special to a database.
OrderBy.as_postgresql = _in_order  # type: ignore[attr-defined]
OrderByList.as_postgresql = _each_in_order  # type: ignore[attr-defined]
