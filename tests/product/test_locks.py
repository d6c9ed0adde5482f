"""Readers never wait for writers; who writes what somebody else is writing is told soon, with the text kept."""

from contextlib import contextmanager

import psycopg
import pytest
from django.apps import apps
from django.db import OperationalError, connection
from django.urls import reverse

from core.drafts.envelope import ENVELOPE
from tests.page_forms import form_in
from tests.product.fuzzing import targets
from tests.product.hostile_requests import MISSING

pytestmark = pytest.mark.django_db
OF_OURS = {"core", "needs", "roadmap", "partners", "account", "mfa"}
# Counted up by whoever tries something, and by nobody who reads.
NOT_LOCKED = {"core_limits"}


@contextmanager
def another():
    """Another connection to the same database, as another process of the site has."""
    settings = connection.get_connection_params()
    options = {name: settings[name] for name in ("dbname", "user", "password", "host", "port") if settings.get(name)}
    with psycopg.connect(**options) as made:
        yield made
        made.rollback()


@contextmanager
def all_rows_locked():
    """Every row of every table of ours as somebody holds it who is writing, and the sessions with them."""
    tables = sorted(
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.app_label in OF_OURS and model._meta.managed and model._meta.db_table not in NOT_LOCKED
    )
    with another() as writer:
        for table in [*tables, "django_session"]:
            writer.execute(f'SELECT 1 FROM "{table}" FOR UPDATE')
        yield


@pytest.mark.parametrize("part", range(4))
def test_no_page_waits_for_a_row_that_somebody_is_writing(universe, client_of, part):
    faults = {}
    with all_rows_locked():
        connection.cursor().execute("SET lock_timeout = '100ms'")
        for number, target in enumerate(targets(universe)):
            if number % 4 != part or target.name in MISSING:
                continue
            answer = client_of(target.who).get(target.path)
            if answer.status_code >= 500:
                faults[target] = answer.status_code
    assert not faults


def test_rows_are_really_held(universe):
    """The test above would see a page that waits."""
    with all_rows_locked(), connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
        with pytest.raises(OperationalError, match="lock timeout"):
            cursor.execute('UPDATE "needs_need" SET title = title')


def test_a_write_that_meets_a_lock_gives_up_and_keeps_the_text(universe, client_of):
    need = universe.find("need", iso3="VNM", state="draft", change="").record
    address, client = reverse("needs:edit", args=[need.code]), client_of("focal_vnm")
    form = form_in(client.get(address), ENVELOPE, title="Radios that somebody typed for an hour")

    with another() as writer:
        writer.execute("SELECT 1 FROM needs_need WHERE id = %s FOR UPDATE", [need.pk])
        client.raise_request_exception = False
        answer = client.post(address, form)
        client.raise_request_exception = True

    assert answer.status_code == 503
    assert "Others were writing at the same moment" in answer.text
    assert "Radios that somebody typed for an hour" in answer.text


def test_no_code_that_reads_takes_locks():
    from iwt_dashboard.ops.paths import BASE_DIR

    floors = ("core", "needs", "roadmap", "partners", "iwt_dashboard")
    found = [
        str(path.relative_to(BASE_DIR))
        for floor in floors
        for path in (BASE_DIR / floor).rglob("*.py")
        if {"queries", "views", "pages", "charts", "forms"} & set(path.relative_to(BASE_DIR).parts[:-1])
        and path.name != "actions.py"
        and ("select_for_update" in path.read_text() or "LOCK TABLE" in path.read_text())
    ]

    assert found == []
