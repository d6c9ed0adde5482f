"""Imports at the same time as others: of the same file, and of programmes that somebody edits meanwhile."""

import io
import threading
import time

import pytest
from django.db import connection, transaction

from core.clearance.actions import EditConflict
from iwt_dashboard.ops.database_limits import Asker
from partners.iati.actions import imports as actions
from partners.iati.actions.answers import QuestionAnswers, answer_questions
from partners.iati.actions.run import import_file
from partners.iati.actions.values import World, the_world
from partners.iati.models import IatiImport, IatiImportRow, IatiRecord, ProgrammeTransaction
from partners.programmes.models.programmes import Programme
from tests.factories.core import UserFactory
from tests.partners.iati.iati_samples import activity, file_of, money
from tests.tools.crowd import all_at_once

pytestmark = [pytest.mark.django_db(transaction=True)]
NAMES = [f"A-{number}" for number in range(12)]
NEW_ONE = '<participating-org role="4"><narrative>A new one</narrative></participating-org>'


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.IATI_DIR = str(tmp_path / "iati")


@pytest.fixture
def secretariat():
    return UserFactory(secretariat=True)


def content(*, title="Against wildlife trafficking", names=NAMES):
    return file_of(*(activity(name, money() + money("3", "5") + NEW_ONE, title=title) for name in names))


def closing(act):
    """What a thread does, and then gives its connection back."""

    def acting():
        try:
            return act()
        finally:
            connection.close()

    return acting


def is_there_once():
    assert sorted(Programme.objects.values_list("iati_identifier", flat=True)) == sorted(NAMES)
    assert IatiRecord.objects.count() == len(NAMES)
    assert ProgrammeTransaction.objects.count() == 2 * len(NAMES)
    assert {programme.participations.count() for programme in Programme.objects.all()} == {1}


def test_two_commands_with_the_same_file(tmp_path):
    path = tmp_path / "a.xml"
    path.write_bytes(content())

    first, second = all_at_once([closing(lambda: import_file(path, the_world(file_name="a.xml")))] * 2)

    is_there_once()
    outcomes = [tally.as_json() for tally in (first, second)]
    assert [one["skipped"] for one in outcomes] == [[], []]
    assert sum(one["created"] for one in outcomes) == len(NAMES)
    assert {programme.events.count() for programme in Programme.objects.all()} == {1}


def test_two_people_with_the_same_file(secretariat):
    other = UserFactory(secretariat=True)
    brought = [actions.start_import(by=who, name="a.xml", file=io.BytesIO(content())) for who in (secretariat, other)]
    all_at_once([closing(lambda row=row: actions.read_import(row.pk)) for row in brought])
    assert IatiImportRow.objects.filter(outcome="new").count() == 2 * len(NAMES)
    for who, row in zip((secretariat, other), brought, strict=True):
        actions.confirm_import(by=who, of_import=row)

    all_at_once([closing(lambda row=row: actions.carry_out_import(row.pk)) for row in brought])

    is_there_once()
    assert set(IatiImport.objects.values_list("state", flat=True)) == {"done"}
    for name in NAMES:
        told = IatiImportRow.objects.filter(identifier=name).values_list("outcome", "is_written")
        assert sorted(told) == [("new", True), ("unchanged", False)]
    assert sum(row.report["written"] for row in IatiImport.objects.all()) == len(NAMES)


def test_an_import_waits_for_who_is_saving_and_keeps_what_was_saved(tmp_path):
    path = tmp_path / "a.xml"
    path.write_bytes(content())
    import_file(path, the_world(file_name="a.xml"))
    path.write_bytes(content(title="Another title"))
    saving, done = threading.Event(), []

    def person():
        with transaction.atomic():
            row = Programme.objects.select_for_update().get(iati_identifier="A-5")
            saving.set()
            # The import has come to this programme, and waits.
            while not _somebody_waits_for_us():
                time.sleep(0.01)
            row.title, row.version = "A person's title", row.version + 1
            row.save()

    def importing():
        saving.wait()
        done.append(import_file(path, the_world(file_name="a.xml")))

    all_at_once([closing(person), closing(importing)])

    report = done[0].as_json()
    assert (report["changed"], report["skipped"]) == (len(NAMES), [])
    assert Programme.objects.get(iati_identifier="A-5").title == "A person's title"
    assert Programme.objects.get(iati_identifier="A-6").title == "Another title"
    assert [one["identifier"] for one in report["conflicts"]] == ["A-5"]
    record = IatiRecord.objects.get(identifier="A-5")
    assert record.conflicts["title"] == {"mine": "A person's title", "theirs": "Another title"}


def test_who_saves_what_an_import_has_changed_meanwhile_is_told(tmp_path, secretariat):
    path = tmp_path / "a.xml"
    path.write_bytes(content())
    import_file(path, the_world(file_name="a.xml"))
    seen = Programme.objects.get(iati_identifier="A-0")
    path.write_bytes(content(title="Another title"))
    import_file(path, the_world(file_name="a.xml"))

    with pytest.raises(EditConflict):
        answer_questions(
            by=secretariat, programme=seen, answers=QuestionAnswers(is_whole_region=True), version=seen.version
        )


def test_two_that_lock_each_other_out_are_both_written(tmp_path, monkeypatch):
    path = tmp_path / "a.xml"
    path.write_bytes(content())
    import_file(path, the_world(file_name="a.xml"))
    path.write_bytes(content(title="Another title"))
    first, second = (Programme.objects.get(iati_identifier=name) for name in ("A-0", "A-1"))
    saving, given_up, kept = threading.Event(), [], World.forget

    def person():
        with transaction.atomic():
            _wait_as_the_worker_does()
            Programme.objects.select_for_update().get(pk=second.pk)
            saving.set()
            # The import has locked the first one by then. It waits for a second before it looks whether we wait for it,
            # and is refused.
            while not _somebody_waits_for_us():
                time.sleep(0.01)
            Programme.objects.select_for_update().get(pk=first.pk)

    def importing():
        _wait_as_the_worker_does()
        saving.wait()
        done.append(import_file(path, the_world(file_name="a.xml")))

    monkeypatch.setattr(World, "forget", lambda world: given_up.append(world) or kept(world))
    done = []
    all_at_once([closing(person), closing(importing)])

    assert len(given_up) == 1
    assert (done[0].as_json()["changed"], done[0].skipped) == (len(NAMES), [])


def _wait_as_the_worker_does():
    """A page gives up a locked row sooner than two that lock each other out are found; the worker does not."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{Asker.WORKER.value.lock}s'")


def _somebody_waits_for_us():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
        )
        return cursor.fetchone()[0]
