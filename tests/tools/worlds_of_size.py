"""Worlds of 1, 10 and 100 times the demonstration data, to measure on: `python -m tests.tools.worlds_of_size L FOLDER`.

FOLDER becomes what `IWT_VAR` names: a whole embedded PostgreSQL, stopped, on which `manage.py serve` can run. The same
seed and the same day give the same rows.

S is the reference and demonstration data. M and L hold each need, answer, delivery, question and programme 10 and 100
times: every copy has texts, money and days of its own, and keeps states, disclosures and who wrote what, so that what
the product forbids does not occur. Organisations, people and plans grow by a tenth of that, indicators by a twentieth,
which is about what a region would have. On top come 20 years of observations and ratings, payments, documents and
changes of mind. Rows are written by the database itself, triggers on, so that history grows as it would.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import psycopg

from tests.tools.invented_texts import invented_texts

SIZES = {"S": 1, "M": 10, "L": 100}
# Keys of the first copy are so much higher than those of the original, and so on: no row of the demonstration has more.
STEP = 100_000
# What people write down is spread over so many days for each copy, so that the hundredth is two years old.
DAYS_APART = 7
YEARS = 20
SEED = 1
TEXTS_FOR_EACH_COPY = 200
# Each programme is compared with all others: with thousands of them that takes minutes, and a few hundred show as much.
COMPARISONS = 20
IN_OTHER_CURRENCIES = "(ARRAY['USD', 'USD', 'EUR', 'GBP', 'JPY', 'AUD', 'THB', 'VND', 'IDR', 'PHP'])"

# A word of the generator for columns: `old` is the row that is copied, `copy.n` the number of the copy, `texts` one of
# the invented texts. The factor keeps sums and shares what they are.
FACTOR = "(1 + copy.n % 5)"
TITLE = {"title": "texts.title"}
MONEY_OF_NEED = {"amount_sought": f"old.amount_sought * {FACTOR}", "own_cofinancing": f"old.own_cofinancing * {FACTOR}"}
# A value is never above the one it was made of, so that shares and grades stay within their bounds.
VARIED = """round(old.value * (80 + (old.id * 7 + {n} * 13) % 21) / 100, (SELECT decimals FROM roadmap_indicator
    JOIN roadmap_countryindicator AS of ON of.indicator_id = roadmap_indicator.id
    WHERE of.id = old.country_indicator_id))"""
SOME_DAY = "(date '2006-01-01' + (copy.n * 131 + old.id::int * 977) % 6500)"


@dataclass(frozen=True)
class Copied:
    """A table whose rows are copied: once for `every` copies, with these columns anew. `texts_of` chooses the texts."""

    every: int = 1
    columns: dict[str, str] = field(default_factory=dict)
    texts_of: str = "id"
    days_apart: int = DAYS_APART


IDENTIFIER = "CASE WHEN old.iati_identifier = '' THEN '' ELSE old.iati_identifier || '-' || copy.n END"
_CODE = {"code": "left(old.code, 36) || '-' || copy.n"}
_REVISED = """old.content || jsonb_build_object('title', texts.title, 'statement', texts.paragraph,
    'amount_sought', ((old.content->>'amount_sought')::numeric * (1 + copy.n % 5))::text,
    'own_cofinancing', ((old.content->>'own_cofinancing')::numeric * (1 + copy.n % 5))::text,
    'plan_objective', (old.content->>'plan_objective')::bigint + (copy.n + 9) / 10 * {step},
    'components', (SELECT jsonb_agg(part || jsonb_build_object('pk', (part->>'pk')::bigint + copy.n * {step},
        'amount', ((part->>'amount')::numeric * (1 + copy.n % 5))::text) ORDER BY place)
        FROM jsonb_array_elements(old.content->'components') WITH ORDINALITY AS parts (part, place)))"""
TABLES: dict[str, Copied] = {
    "core_organisation": Copied(
        every=10,
        columns={
            **_CODE,
            "name": "texts.organisation || ' ' || copy.n * 1000 + old.id",
            "acronym": "CASE WHEN old.acronym = '' THEN '' ELSE left(old.acronym, 34) || ' ' || copy.n END",
            "iati_identifier": IDENTIFIER,
        },
    ),
    "core_user": Copied(every=10, columns={"email": "replace(old.email, '@', '.' || copy.n || '@')"}),
    "account_emailaddress": Copied(every=10, columns={"email": "replace(old.email, '@', '.' || copy.n || '@')"}),
    "needs_plan": Copied(every=10, columns={"title": "texts.title || ' ' || copy.n"}),
    "needs_planobjective": Copied(every=10, columns=TITLE),
    "needs_need": Copied(
        columns={
            **TITLE,
            **MONEY_OF_NEED,
            "number": "old.number + copy.n * {most}",
            "code": "left(old.code, 4) || lpad((old.number + copy.n * {most})::text, "
            "greatest(3, length((old.number + copy.n * {most})::text)), '0')",
            "statement": "CASE WHEN old.statement = '' THEN '' ELSE texts.paragraph END",
            "under_way": "CASE WHEN old.under_way = '' THEN '' ELSE texts.sentence END",
        }
    ),
    "needs_needcomponent": Copied(columns={**TITLE, "amount": f"old.amount * {FACTOR}"}),
    "needs_needrevision": Copied(columns={"content": _REVISED}, texts_of="need_id"),
    "needs_clarification": Copied(
        columns={
            "question": "texts.sentence",
            "answer": "CASE WHEN old.answer = '' THEN '' ELSE texts.paragraph END",
        }
    ),
    "partners_programme": Copied(
        columns={
            "title": "texts.project",
            "slug": "left(old.slug, 72) || '-' || copy.n",
            "summary": "texts.paragraph",
            "iati_identifier": IDENTIFIER,
            "total": f"coalesce(old.total, 40000 * (1 + (copy.n * 31 + old.id) % 90)) * {FACTOR}",
            "cofinancing": f"old.cofinancing * {FACTOR}",
            "currency": "CASE WHEN old.currency = '' THEN "
            f"{IN_OTHER_CURRENCIES}[1 + (copy.n + old.id) % 10] ELSE old.currency END",
            "starts_on": f"coalesce(old.starts_on, {SOME_DAY})",
            "ends_on": f"coalesce(old.ends_on, CASE WHEN old.starts_on IS NULL THEN {SOME_DAY} + 1100 END)",
        },
    ),
    "partners_programmecountry": Copied(),
    "partners_programmepriority": Copied(),
    "partners_programmeorganisation": Copied(),
    "partners_programmebudget": Copied(columns={"value": f"old.value * {FACTOR}"}),
    "partners_programmetransaction": Copied(columns={"value": f"old.value * {FACTOR}"}),
    "partners_programmeplace": Copied(),
    "partners_programmesector": Copied(),
    "partners_programmerelation": Copied(),
    "partners_iatiimport": Copied(),
    "partners_iatiimportrow": Copied(columns={"identifier": "old.identifier || '-' || copy.n", "title": "texts.title"}),
    "partners_iatirecord": Copied(columns={"identifier": "old.identifier || '-' || copy.n"}),
    "partners_response": Copied(
        columns={
            "amount": f"old.amount * {FACTOR}",
            "accepted_amount": f"old.accepted_amount * {FACTOR}",
            "note": "CASE WHEN old.note = '' THEN '' ELSE texts.sentence END",
        }
    ),
    "partners_responsecomponent": Copied(),
    "partners_responsemessage": Copied(columns={"text": "texts.sentence"}),
    "partners_responsereading": Copied(),
    "partners_delivery": Copied(columns={"amount": f"old.amount * {FACTOR}"}),
    "partners_deliverypart": Copied(),
    "partners_raisedneed": Copied(),
    # Of the rounds of two years a few are open: the others were closed by who opened them.
    "partners_replyround": Copied(
        columns={
            "title": "texts.title",
            "closed_on": "CASE WHEN copy.n % 20 = 0 THEN old.closed_on ELSE (old.opened_at + interval '20 days')::date"
            " - copy.n * {days} END",
            "closed_by_id": "CASE WHEN copy.n % 20 = 0 THEN old.closed_by_id ELSE old.opened_by_id END + {people}",
        }
    ),
    "partners_roundinvitation": Copied(),
    "partners_roundneed": Copied(),
    "partners_champion": Copied(every=10),
    "partners_approach": Copied(every=10, days_apart=0),
    "partners_mechanismsession": Copied(every=10, columns={**_CODE, "title": "texts.title"}, days_apart=180),
    # Years stay years: neither the periods of values nor targets move.
    "roadmap_indicator": Copied(
        every=20, columns={**_CODE, "title": "left(old.title, 280) || ', ' || copy.n"}, days_apart=0
    ),
    "roadmap_countryindicator": Copied(every=20, days_apart=0),
    "roadmap_milestone": Copied(every=20, days_apart=0),
    "roadmap_trajectoryproposal": Copied(every=20, days_apart=0),
    "roadmap_observation": Copied(
        every=20,
        columns={
            "value": VARIED.format(n="copy.n"),
            "note": "CASE WHEN old.note = '' THEN '' ELSE texts.sentence END",
        },
        days_apart=0,
    ),
}

# What no copy gives: rows made of one that stands, with some columns anew. Table -> the rows and the columns.
_EARLIER_VALUES = """
    INSERT INTO roadmap_observation SELECT made.* FROM (
        SELECT DISTINCT ON (country_indicator_id) * FROM roadmap_observation
        WHERE state = 'cleared' AND superseded_at IS NULL AND withdrawn_at IS NULL
        ORDER BY country_indicator_id, period_start
    ) AS old CROSS JOIN generate_series(1, {years}) AS year (n)
    CROSS JOIN LATERAL jsonb_populate_record(old::roadmap_observation, jsonb_build_object(
        'id', nextval(pg_get_serial_sequence('roadmap_observation', 'id')), 'supersedes_id', NULL,
        'correction_reason', '', 'period_start', (old.period_start - make_interval(years => year.n))::date,
        'period_end', (old.period_end - make_interval(years => year.n))::date, 'value', {varied}
    )) AS made
    WHERE old.period_start - make_interval(years => year.n) >= date '{today}' - make_interval(years => {years})"""
_EARLIER_RATINGS = """
    INSERT INTO roadmap_actionrating SELECT made.* FROM roadmap_actionrating AS old
    CROSS JOIN generate_series(2, {years}, 2) AS year (n)
    CROSS JOIN LATERAL jsonb_populate_record(old, jsonb_build_object(
        'id', nextval(pg_get_serial_sequence('roadmap_actionrating', 'id')),
        'rated_on', (old.rated_on - make_interval(years => year.n))::date
    )) AS made
    WHERE old.state = 'cleared' ON CONFLICT DO NOTHING"""
_PAYMENTS = """
    INSERT INTO {table} SELECT made.* FROM (SELECT * FROM {table} ORDER BY id LIMIT 1) AS old
    CROSS JOIN partners_programme AS programme CROSS JOIN generate_series(1, {each}) AS part (n)
    CROSS JOIN LATERAL jsonb_populate_record(old::{table}, jsonb_build_object(
        'id', nextval(pg_get_serial_sequence('{table}', 'id')), 'programme_id', programme.id,
        'value', round(programme.total / {each}, 2), 'currency', programme.currency, 'position', part.n,
        '{day}', programme.starts_on + part.n * 60, 'value_on', programme.starts_on + part.n * 60{more}
    )) AS made
    WHERE programme.id > {step} AND programme.total IS NOT NULL AND programme.id % 2 = 0
        AND NOT EXISTS (SELECT FROM {table} WHERE programme_id = programme.id)"""
_DOCUMENTS = """
    INSERT INTO core_document (key, kind, record, country_id, name, media_type, size, sha256, stored_as, taken_out,
        offered_at, added_at, added_by_id, is_demo, withdrawn_reason)
    SELECT md5('{kind}' || old.id)::uuid, '{kind}', old.id, old.country_id, 'Annex ' || old.id || '.pdf',
        'application/pdf', 20000 + old.id % 900000, repeat(md5('{kind}' || old.id), 2), '{kind}-' || old.id, '{{}}',
        old.created_at, old.created_at, coalesce(old.created_by_id, {somebody}), true, ''
    FROM {table} AS old WHERE old.id % {one_in} = 0"""
# People change what they have written; each change is a row of history.
_CHANGES = {
    "needs_need": "edited_at = edited_at + interval '1 hour'",
    "partners_programme": "last_confirmed_on = coalesce(last_confirmed_on, date '{today}' - 400) + 30",
    "partners_response": "version = version + 1",
    "roadmap_observation": "edited_at = edited_at + interval '1 hour'",
}


def grow(connection: psycopg.Connection, copies: int, *, seed: int = SEED, today: date | None = None) -> None:
    """Make so many copies of the demonstration data in a database that holds it and nothing else."""
    if copies < 1:
        return
    day = (today or date.today()).isoformat()
    with connection.transaction():
        _write_texts(connection, seed, TEXTS_FOR_EACH_COPY * copies)
        (most,) = connection.execute("SELECT max(number) FROM needs_need").fetchone() or (0,)
        for table, copied in TABLES.items():
            connection.execute(_copying(connection, table, copied, copies, most))
            _set_sequence(connection, table)
        for statement in _additions(connection, day):
            connection.execute(statement)
        for table, change in _CHANGES.items():
            connection.execute(f"UPDATE {table} SET {change.format(today=day)} WHERE id % 2 = 0")
    connection.execute("VACUUM ANALYZE")


def _write_texts(connection: psycopg.Connection, seed: int, count: int) -> None:
    connection.execute(
        "CREATE TEMPORARY TABLE invented (n int PRIMARY KEY, title text, sentence text, paragraph text,"
        " organisation text, project text) ON COMMIT DROP"
    )
    with connection.cursor() as cursor, cursor.copy("COPY invented FROM STDIN") as copy:
        for number, texts in enumerate(invented_texts(count, seed)):
            copy.write_row((number, texts.title, texts.sentence, texts.paragraph, texts.organisation, texts.project))
    connection.execute("ANALYZE invented")


def _copying(connection: psycopg.Connection, table: str, copied: Copied, copies: int, most: int) -> str:
    """The statement that copies a table: keys and links are raised, days are moved, the rest stays or is made anew."""
    links = dict(
        connection.execute(
            "SELECT a.attname, c.confrelid::regclass::text FROM pg_constraint AS c"
            " JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
            " WHERE c.contype = 'f' AND c.conrelid = %s::regclass",
            [table],
        ).fetchall()
    )
    columns = connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    ).fetchall()
    words = {"most": most, "step": STEP, "days": DAYS_APART, "people": _raised("core_user", copied)}
    made = {
        name: copied.columns[name].format(**words) if name in copied.columns else _kept(name, kind, links, copied)
        for name, kind in columns
    }
    times = -(-copies // copied.every)
    names = ", ".join(f'"{name}"' for name in made)
    return (
        f"INSERT INTO {table} ({names}) SELECT {', '.join(made.values())}"
        f" FROM {table} AS old CROSS JOIN generate_series(1, {times}) AS copy (n)"
        f" JOIN invented AS texts ON texts.n = (old.{copied.texts_of} * 7919 + copy.n * 104729)"
        f" % {TEXTS_FOR_EACH_COPY * copies} ORDER BY copy.n, old.id"
    )


def _kept(name: str, kind: str, links: dict[str, str], copied: Copied) -> str:
    """What a column of a copy holds where nothing special is said of it."""
    value = f'old."{name}"'
    if name == "id":
        return f"{value} + copy.n * {STEP}"
    if links.get(name) in TABLES:
        return f"{value} + {_raised(links[name], copied)}"
    if name == "is_demo":
        return "true"
    if name == "reference_digest":
        return "''"
    if kind == "date":
        return f"{value} - copy.n * {copied.days_apart}"
    if kind.startswith("timestamp"):
        return f"{value} - copy.n * {copied.days_apart} * interval '1 day'"
    return value


def _raised(table: str, by: Copied) -> str:
    """By how much the key of a row is raised that a copy of another table names."""
    every = TABLES[table].every
    return f"((copy.n - 1) * {by.every} + {every}) / {every} * {STEP}"


def _additions(connection: psycopg.Connection, today: str) -> Iterator[str]:
    """Statements that add what copies do not give."""
    (somebody,) = connection.execute("SELECT min(id) FROM core_user WHERE role = 'secretariat'").fetchone() or (0,)
    yield _EARLIER_VALUES.format(years=YEARS, today=today, varied=VARIED.format(n="year.n"))
    yield _EARLIER_RATINGS.format(years=YEARS)
    yield _PAYMENTS.format(table="partners_programmebudget", each=3, day="starts_on", more="", step=STEP)
    kinds = ", 'kind', (ARRAY['2', '3', '4'])[1 + part.n % 3], 'reference', 'P-' || part.n"
    yield _PAYMENTS.format(table="partners_programmetransaction", each=12, day="happened_on", more=kinds, step=STEP)
    yield _DOCUMENTS.format(kind="need", table="needs_need", one_in=3, somebody=somebody)
    yield _DOCUMENTS.format(kind="value", table="roadmap_observation", one_in=20, somebody=somebody)


def _set_sequence(connection: psycopg.Connection, table: str) -> None:
    connection.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


def make(size: str, folder: Path, *, seed: int = SEED) -> None:
    """Make the world of a size in a folder, in this process, in which Django is not set up yet."""
    os.environ |= {"IWT_VAR": str(folder.resolve()), "DATABASE_URL": "", "IWT_DEMO": "1"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "iwt_dashboard.settings"
    from iwt_dashboard.ops.database import embedded

    server = embedded()
    server.hold()
    try:
        server.start()
        import django
        from django.core.management import call_command

        django.setup()
        for command in ("migrate", "load_reference", "load_demo"):
            call_command(command, verbosity=0)
        with psycopg.connect(server.url(), autocommit=True) as connection:
            grow(connection, SIZES[size] - 1, seed=seed)
        _finish()
    finally:
        from django.db import connections

        connections.close_all()
        server.release()


def _finish() -> None:
    """Let the product work out what it would in its first minutes; of the comparing of programmes only a share."""
    from partners.overlaps.actions.decisions import compare_due
    from partners.overlaps.models import OverlapDue

    for _ in range(COMPARISONS):
        if not compare_due().waiting:
            break
    OverlapDue.objects.all().delete()


def main(arguments: list[str]) -> int:
    """Make a world; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("size", choices=SIZES)
    parser.add_argument("folder", type=Path, help="a new folder, which IWT_VAR names afterwards")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args(arguments)
    if options.folder.exists() and any(options.folder.iterdir()):
        parser.error(f"{options.folder} is not empty")
    begun = time.monotonic()
    make(options.size, options.folder, seed=options.seed)
    print(f"{options.size} stands in {options.folder}, made in {time.monotonic() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
