"""Writes down the SQL of every trigger, for people to see what a change of a model does to them.

    .venv/bin/python -m tests.tools.trigger_sql

The test `test_triggers_are_those_of_the_golden_file` compares. What all triggers have in common (the question whether
pgtrigger is told to ignore them) stands once, at the head; hashes are left out.
"""

import re
from pathlib import Path

FILE = Path(__file__).parents[1] / "iwt_dashboard" / "ops" / "triggers.sql"
COMMAND = ".venv/bin/python -m tests.tools.trigger_sql"

_HEAD = re.compile(r"\s*CREATE OR REPLACE FUNCTION \S+_pgtrigger_should_ignore\(.*?LANGUAGE plpgsql;", re.DOTALL)
_GUARD = re.compile(r"IF \(\S+_pgtrigger_should_ignore\(TG_NAME\) IS TRUE\) THEN.*?END IF;\s*END IF;", re.DOTALL)
_COMMENT = re.compile(r"COMMENT ON TRIGGER .*? IS '[0-9a-f]{40}';")
_DROP = re.compile(r"DROP TRIGGER IF EXISTS .*?;")


def text() -> str:
    """What the file has to hold."""
    from iwt_dashboard.ops import triggers

    found = triggers.wanted().values()
    commons = {_plain(match.group()) for one in found for match in [_HEAD.match(one.install_sql)] if match}
    commons |= {_plain(match.group()) for one in found for match in [_GUARD.search(one.install_sql)] if match}
    parts = [f"-- Written by: {COMMAND}", "-- In each:", *sorted(commons), ""]
    for one in found:
        sql = one.install_sql
        for pattern in (_HEAD, _GUARD, _COMMENT, _DROP):
            sql = pattern.sub("", sql, count=1)
        function, trigger = re.split(r"\$\$ LANGUAGE plpgsql;", sql, maxsplit=1)
        body = function.split("AS $$", 1)[1]
        parts += [_plain(trigger), f"    {_plain(body)}", ""]
    return "\n".join(parts)


def _plain(sql: str) -> str:
    return " ".join(sql.split())


if __name__ == "__main__":
    import os

    os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "LOG_LEVEL": "WARNING"}
    import django

    django.setup()
    FILE.write_text(text())
