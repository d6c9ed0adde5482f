"""Keeps what programmes are found and sorted by beside them."""

from collections.abc import Collection, Iterable

from django.db import connection

from partners.programmes.models.programmes import Programme

_MADE = """
SELECT id, core_folded(title) || E'\\n' || core_folded(summary) || E'\\n' || core_folded(iati_identifier) AS words,
    core_sort_key(title) AS title_key
FROM partners_programme WHERE id = ANY(%s)
"""
_LOCK = """
SELECT programme_id FROM partners_programmetext WHERE programme_id = ANY(%s) ORDER BY programme_id FOR UPDATE
"""
_WRITE = f"""
INSERT INTO partners_programmetext AS stored (programme_id, words, title_key) {_MADE} ORDER BY id
ON CONFLICT (programme_id) DO UPDATE SET words = excluded.words, title_key = excluded.title_key
WHERE (stored.words, stored.title_key) IS DISTINCT FROM (excluded.words, excluded.title_key)
"""
_DIFFERING = f"""
SELECT made.id FROM ({_MADE}) AS made LEFT JOIN partners_programmetext stored ON stored.programme_id = made.id
WHERE (stored.words, stored.title_key) IS DISTINCT FROM (made.words, made.title_key) ORDER BY made.id
"""  # noqa: S608  all of it is written here


def recount_texts(keys: Collection[int]) -> None:
    """Write the words of these programmes where they changed. Three queries at most.

    Rows are locked before it is seen whether they differ, for somebody else may be writing them. Where none differs
    nothing is written: even a statement that changes no row gives its table another version.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [list(keys)])
        cursor.execute(_DIFFERING, [list(keys)])
        if differing := [key for (key,) in cursor.fetchall()]:
            cursor.execute(_WRITE, [differing])


def text_keys() -> Iterable[int]:
    """Every programme that there is."""
    return Programme.objects.order_by("pk").values_list("pk", flat=True).iterator()


def text_differences(keys: Collection[int]) -> list[str]:
    """Of which programmes other words are stored than they have."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERING, [list(keys)])
        return [f"programme {key}: other words are stored than it has" for (key,) in cursor.fetchall()]
