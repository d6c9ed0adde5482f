"""What the operators' page says is what the product does: variables, commands, files, jobs."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands
from procrastinate.contrib.django import app as queue

from iwt_dashboard.ops.paths import BASE_DIR
from tests.tools.rehearse.parts import installation

PAGE = (BASE_DIR / "docs" / "operations.md").read_text()
EXAMPLE = (BASE_DIR / ".env.example").read_text()
READ = re.compile(r"""(?:env\.\w+\(|environ(?:\.get\(|\[))\s*["']([A-Z][A-Z_]+)["']""")
# Passed between processes of ours, or Django's own.
INNER = {"IWT_PROCESS", "IWT_START_PIPE", "IWT_PARENT", "IWT_SOCKET", "DJANGO_SETTINGS_MODULE", "PATH"}
INNER |= {"LISTEN_FDS", "LISTEN_PID", "REMOTE_ADDR"}


def variables_read() -> set[str]:
    """Every variable that the product reads from its environment."""
    found: set[str] = set()
    for path in [*(BASE_DIR / "iwt_dashboard").rglob("*.py"), *(BASE_DIR / "core").rglob("*.py")]:
        found |= set(READ.findall(path.read_text()))
    return found - INNER


def variables_in_table() -> set[str]:
    table = PAGE.partition("## Environment")[2].partition("\n## ")[0]
    rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([A-Z][A-Z_]+)`", row)}


def variables_in_example() -> set[str]:
    return set(re.findall(r"^# ([A-Z][A-Z_]+)=", EXAMPLE, re.MULTILINE))


def test_every_variable_is_in_the_table_and_in_the_example():
    read = variables_read()

    assert len(read) > 30
    assert read <= variables_in_table()
    assert read <= variables_in_example()


def test_table_and_example_tell_of_the_same_variables():
    assert variables_in_table() == variables_in_example()


def test_environment_of_an_installation_holds_known_variables():
    text = (BASE_DIR / "deploy" / "environment.example").read_text()

    assert set(re.findall(r"^([A-Z_]+)=", text, re.MULTILINE)) <= variables_in_table()


def test_commands_that_are_named_exist():
    text = PAGE + "\n".join(path.read_text() for path in (BASE_DIR / "deploy").iterdir())
    named = set(re.findall(r"manage\.py ([a-z_]+)", text))

    assert {"backup", "restore", "migrate", "worker", "createsuperuser"} <= named
    assert named <= set(get_commands())


def test_files_that_are_named_exist():
    named = set(re.findall(r"iwt-dashboard-[a-z]+\.(?:service|socket|timer)", PAGE))

    assert named == {path.name for path in (BASE_DIR / "deploy").glob("iwt-dashboard-*")}
    assert (BASE_DIR / "deploy" / "nginx.conf.example").exists()


@pytest.mark.parametrize("unit", sorted((BASE_DIR / "deploy").glob("*.service")), ids=lambda path: path.name)
def test_services_run_without_rights_that_they_do_not_need(unit: Path):
    text = unit.read_text()

    for line in ("User=iwt-dashboard", "NoNewPrivileges=yes", "ProtectSystem=strict", "UMask=0077"):
        assert line in text


def test_links_of_the_page_lead_somewhere():
    headings = {
        re.sub(r"[^a-z0-9 -]", "", line[3:].lower()).replace(" ", "-")
        for line in PAGE.splitlines()
        if line[:3] == "## "
    }

    assert set(re.findall(r"\]\(#([a-z-]+)\)", PAGE)) <= headings


def test_jobs_by_the_clock_are_those_of_the_worker():
    queue.perform_import_paths()
    crons = {name: task.cron for (name, _), task in queue.periodic_registry.periodic_tasks.items()}

    assert crons == {
        "core.resume": "* * * * *",
        "roadmap.recount_run_out": "7 * * * *",
        "core.forget": "17 2 * * *",
        "core.mail_notices": "* * * * *",
        "core.settle_figures": "* * * * *",
        "core.verify_figures": "11 3 * * *",
        "iwt_dashboard.check_documents": "41 3 * * *",
        "iwt_dashboard.compare_all_again": "23 4 * * *",
        "iwt_dashboard.compare_programmes": "* * * * *",
        "partners.ask_owners": "43 1 * * *",
        "partners.find_lost_imports": "* * * * *",
        "partners.remind_of_rounds": "29 1 * * *",
    }
    section = PAGE.partition("## Jobs by the clock")[2].partition("\n## ")[0]
    assert all(time in section for time in ("every minute", "01:29", "01:43", "02:17", "03:11", "03:41", "04:23"))


def test_every_table_with_people_is_in_the_register(db):
    """Tables that name a person or an address, and none that is not there."""
    from django.apps import apps

    register = PAGE.partition("## Personal data register")[2]
    named = set(re.findall(r"`((?:core|mfa|django|usersessions)_[a-z]+)`", register))
    tables = {model._meta.db_table for model in apps.get_models()} | {"core_limits"}

    assert named <= tables
    assert {"core_user", "core_outgoingmail", "core_auditentry", "core_invitation", "mfa_authenticator"} <= named


def test_what_the_page_on_scaling_names_is_there():
    text = (BASE_DIR / "docs" / "scaling.md").read_text()
    headings = {
        re.sub(r"[^a-z0-9 -]", "", line[3:].lower()).replace(" ", "-") for line in text.splitlines() if "## " in line
    }

    assert set(re.findall(r"\]\(#([a-z-]+)\)", text)) | set(re.findall(r"scaling\.md#([a-z-]+)\)", PAGE)) <= headings
    assert all((BASE_DIR / name).exists() for name in re.findall(r"`?(deploy/[a-z.]+[a-z])`?", text))
    assert set(re.findall(r"`([A-Z]+_[A-Z_]*(?:URLS?|ADDRESSES|VAR|KEY|HOSTS))`", text)) <= variables_in_table()


def test_the_rehearsal_runs_the_files_that_an_installation_copies(tmp_path):
    with installation(tmp_path) as made:
        pooler, balancer = made.write_pgbouncer().read_text(), made.write_haproxy().read_text()

    assert "pool_mode = transaction" in pooler
    assert "option redispatch" in balancer
    # Every place that an installation fills in is filled in.
    settings_of_both = [line for line in (pooler + balancer).splitlines() if not line.lstrip().startswith(("#", ";"))]
    assert not [line for line in settings_of_both if "example.org" in line]
