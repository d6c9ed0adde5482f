"""Which programmes look like others: PostgreSQL finds, measures and counts them, the pure rule grades the best."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from core.reading import reading_connection
from partners.overlaps import rules
from partners.overlaps.models import SETTLING, OverlapPair

MOST = 20
"""How many of the programmes that look like one are kept: more than anybody settles one by one."""
_CANDIDATES = (Path(__file__).parent / "sql" / "candidates.sql").read_text(encoding="utf-8")
_BLANK = r"[\s\u00a0\u200b\u2060\ufeff]+"
_NO_PAIR = "SELECT NULL::bigint AS id, NULL::bigint AS other WHERE false"
_PARTNERS = """
    SELECT first_id AS id, second_id AS other FROM partners_overlappair
    WHERE is_of_second AND first_id = ANY(%(keys)s)
    UNION ALL
    SELECT second_id, first_id FROM partners_overlappair WHERE is_of_first AND second_id = ANY(%(keys)s)
"""
# Programmes that may have room for one more, with the last of their best where they have as many as are kept. Those
# that are due find their best by themselves.
_OPEN = """
    SELECT f.id, last.rank, last.title_likeness::real AS title_share, last.implementer_likeness::real AS carrier_share
    FROM facts f
    LEFT JOIN (SELECT kept.*, row_number() OVER (
                   PARTITION BY id ORDER BY rank, title_likeness DESC, implementer_likeness DESC) AS place
               FROM (SELECT first_id AS id, rank, title_likeness, implementer_likeness
                     FROM partners_overlappair WHERE is_of_first
                     UNION ALL SELECT second_id, rank, title_likeness, implementer_likeness
                     FROM partners_overlappair WHERE is_of_second) kept) last
           ON last.id = f.id AND last.place = %(most)s
    WHERE NOT EXISTS (SELECT FROM partners_overlapdue d WHERE d.programme_id = f.id)
"""
_NONE_OPEN = "SELECT NULL::bigint AS id, NULL::int AS rank, NULL::real AS title_share, NULL::real AS carrier_share"


@dataclass(frozen=True)
class Alike:
    """Pairs of the best, not stored, each once and by their keys; and how many look like each programme in all."""

    pairs: list[OverlapPair] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)


def alike(
    keys: Collection[int],
    *,
    within: QuerySet[Any] | None = None,
    most: int = MOST,
    keeps_partners: bool = False,
    leaves_out_settled: bool = True,
) -> Alike:
    """The `most` programmes that look most like each of these, `within` those of a queryset; what people have settled
    is left out unless wanted. With `keeps_partners` also those whose best the programme is or becomes. One query."""
    if not keys:
        return Alike()
    narrowed, params = _narrowed(within)
    statement = _CANDIDATES.format(
        within=narrowed,
        partners=_PARTNERS if keeps_partners else _NO_PAIR,
        open=_OPEN if keeps_partners else f"{_NONE_OPEN} WHERE false",
    )
    bounds = {
        "equal_title": rules.EQUAL_TITLE,
        "strong_title": rules.STRONG_TITLE,
        "clear_title": rules.CLEAR_TITLE,
        "some_title": rules.SOME_TITLE,
        "alike_implementer": rules.ALIKE_IMPLEMENTER,
        "shortest": rules.SHORTEST_IDENTIFIER,
    }
    settling = [kind.value for kind in SETTLING] if leaves_out_settled else []
    with reading_connection().cursor() as cursor:
        cursor.execute(
            statement,
            {"keys": list(keys), "blank": _BLANK, "settling": settling, "most": most, **bounds, **params},
        )
        rows = cursor.fetchall()
    pairs: dict[tuple[int, int], OverlapPair] = {}
    asked = set(keys)
    for row in sorted(rows, key=lambda row: row[:3]):
        if pair := pairs.get(row[:2]) or _graded(row):
            pairs[row[:2]] = pair
            _flag(pair, row, most, is_other_asked=asked.issuperset(row[:2]))
    found = [pair for pair in pairs.values() if pair.is_of_first or pair.is_of_second]
    return Alike(found, {row[2]: row[-2] for row in rows})


def _narrowed(within: QuerySet[Any] | None) -> tuple[str, dict[str, Any]]:
    """The condition that a programme is in a queryset, and its parameters by name."""
    if within is None:
        return "", {}
    statement, values = within.order_by().values("pk").query.sql_with_params()
    names = tuple(f"%(within_{number})s" for number in range(len(values)))
    condition = f"AND p.id IN ({statement.replace('%%', '%%%%') % names})"
    return condition, {f"within_{number}": value for number, value in enumerate(values)}


def _graded(row: tuple[Any, ...]) -> OverlapPair | None:
    first, second, _of, starts, ends, other_starts, other_ends, *rest = row
    countries, other_countries, priorities, other_priorities, names, other_names, title, implementer = rest[:8]
    own = {rules.identifier_key(name) for name in names} - {""}
    is_same = not own.isdisjoint(rules.identifier_key(name) for name in other_names)
    grade = rules.overlap_grade(
        rules.Likeness(
            places=rules.in_common(countries, other_countries),
            priorities=rules.in_common(priorities, other_priorities),
            dates=rules.dates_in_common((starts, ends), (other_starts, other_ends)),
            title=float(title),
            implementer=float(implementer),
            has_same_identifier=is_same,
        )
    )
    if grade is None:
        return None
    return OverlapPair(
        first_id=first,
        second_id=second,
        grade=grade,
        rank=list(rules.OverlapGrade).index(grade) + 1,
        title_likeness=float(title),
        implementer_likeness=float(implementer),
        has_same_identifier=is_same,
        is_of_first=False,
        is_of_second=False,
    )


def _flag(pair: OverlapPair, row: tuple[Any, ...], most: int, *, is_other_asked: bool) -> None:
    """Note what a row says: whether the other is among the best of its programme, and this among those of the other,
    which says so itself where it was asked for, too."""
    own, others = ("is_of_first", "is_of_second") if row[2] == pair.first_id else ("is_of_second", "is_of_first")
    place, is_among_theirs = row[-3], row[-1]
    setattr(pair, own, place <= most)
    if not is_other_asked:
        setattr(pair, others, is_among_theirs)
