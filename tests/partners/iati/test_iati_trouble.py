"""Imports that cannot go on through no fault of the file: tried again, told in words, started again or put aside."""

import io
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from core.clearance.actions import Refused
from partners import tasks
from partners.iati import files as iati_files
from partners.iati.actions import imports as actions
from partners.iati.actions import run as iati_run
from partners.iati.actions.failures import stop_what_is_lost
from partners.iati.models import IatiImport, IatiImportRow, ImportState
from partners.programmes.models.programmes import Programme
from tests.partners.iati.iati_samples import activity, file_of, money

pytestmark = pytest.mark.django_db
LAST = tasks.MOST_RETRIES
CHILD = '<related-activity ref="A" type="1"/>'


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.IATI_DIR = str(tmp_path / "iati")


@pytest.fixture
def bring(cast):
    """Bring a file of some activities as the secretariat; with `confirmed`, it is read and waits to be written."""

    def bringing(*activities, confirmed=False):
        row = actions.start_import(by=cast.secretariat, name="a.xml", file=io.BytesIO(file_of(*activities)))
        if confirmed:
            actions.read_import(row.pk)
            actions.confirm_import(by=cast.secretariat, of_import=row)
        return row

    return bringing


def attempt(task, row, number):
    """What the worker does at an attempt, and what it hears; the first is number 0."""
    task.func(SimpleNamespace(job=SimpleNamespace(attempts=number)), key=row.pk)
    row.refresh_from_db()


def fail(task, row, number, error):
    with pytest.raises(error):
        attempt(task, row, number)
    row.refresh_from_db()


@pytest.fixture
def stumble(monkeypatch):
    """Have the work end with an error at an activity, until it is taken back."""

    def stumbling(identifier, error):
        for name in ("look_and_note", "write"):
            kept = getattr(iati_run, name)

            def act(world, found, kept=kept):
                if found.identifier == identifier:
                    raise error
                return kept(world, found)

            monkeypatch.setattr(actions, name, act)

    return stumbling


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OperationalError("server closed the connection"), "The database could not be reached, or had no room."),
        (OSError(28, "No space left on device"), "The server has no room left, or cannot read its disk."),
        (RuntimeError("hush"), "Something went wrong that was not foreseen."),
    ],
)
def test_reading_is_tried_again_and_at_last_told_on_the_page(bring, cast, as_person, stumble, error, words):
    row = bring(activity("A"), activity("B"))
    page = reverse("partners:import", args=[row.pk])
    client = as_person(cast.secretariat)
    stumble("B", error)

    fail(tasks.read_iati, row, 0, type(error))
    assert row.state == ImportState.READING
    assert words in client.get(page).content.decode()
    assert "is tried again by itself" in client.get(page).content.decode()
    fail(tasks.read_iati, row, LAST, type(error))

    assert row.state == ImportState.STOPPED
    assert not IatiImportRow.objects.exists()
    shown = client.get(page).content.decode()
    assert words in shown
    assert "hush" not in shown
    assert row.file_name in client.get(reverse("workspace")).content.decode()

    stumble("no such", error)
    client.post(reverse("partners:import-restart", args=[row.pk]), {"version": row.version})
    row.refresh_from_db()
    assert (row.state, row.refusal) == (ImportState.WAITING, "")
    attempt(tasks.read_iati, row, 0)
    assert (row.state, row.refusal, row.done) == (ImportState.PREVIEW, "", 2)


def test_writing_goes_on_where_it_stopped_once_it_is_started_again(bring, cast, as_person, stumble):
    row = bring(activity("A"), activity("B", CHILD), activity("C"), confirmed=True)
    stumble("C", OperationalError("away"))

    fail(tasks.write_iati, row, 0, OperationalError)
    fail(tasks.write_iati, row, LAST, OperationalError)

    assert row.state == ImportState.STOPPED
    shown = as_person(cast.secretariat).get(reverse("partners:import", args=[row.pk])).content.decode()
    assert "What is written stays" in shown
    assert Programme.objects.count() == 2
    stumble("no such", OperationalError)
    actions.restart_import(by=cast.secretariat, of_import=row, version=row.version)
    with pytest.raises(Refused):
        actions.restart_import(by=cast.secretariat, of_import=row)
    attempt(tasks.write_iati, row, 0)

    assert (row.state, row.refusal, row.report["written"]) == (ImportState.DONE, "", 3)
    assert Programme.objects.count() == 3
    assert set(IatiImportRow.objects.values_list("outcome", "is_written")) == {("new", True)}
    # Written by the attempt that failed, linked by the one that did not.
    assert Programme.objects.get(iati_identifier="B").parent == Programme.objects.get(iati_identifier="A")


def test_one_that_takes_the_worker_with_it_each_time_is_left_alone_at_last(bring, monkeypatch):
    row = bring(activity("A"))
    monkeypatch.setattr(tasks, "read_import", lambda key: pytest.fail("tried once more"))

    attempt(tasks.read_iati, row, LAST + 1)

    assert row.state == ImportState.STOPPED
    assert "broke off" in row.refusal


@pytest.mark.parametrize("confirmed", [False, True])
def test_a_file_that_is_gone(bring, cast, confirmed):
    row = bring(activity("A"), confirmed=confirmed)
    task = tasks.write_iati if confirmed else tasks.read_iati
    iati_files.remove(row.stored_as)

    fail(task, row, 0, Exception)
    assert row.state == (ImportState.WRITING if confirmed else ImportState.READING)
    fail(task, row, LAST, Exception)

    assert (row.state, row.refusal) == (ImportState.STOPPED, "The file cannot be read from the disk.")
    actions.discard_import(by=cast.secretariat, of_import=row, version=row.version)
    assert IatiImport.objects.get(pk=row.pk).state == ImportState.DISCARDED


@pytest.mark.parametrize("status", ["failed", "cancelled", None])
def test_what_no_job_works_at_any_more_is_told_too(bring, status):
    lost, alive, done = bring(activity("A")), bring(activity("A")), bring(activity("A"), confirmed=True)
    actions.carry_out_import(done.pk)
    jobs = ProcrastinateJob.objects.filter(args__key=lost.pk)
    # The queue's own tables are written by its own functions alone: this is what they leave.
    jobs._raw_delete(jobs.db) if status is None else jobs._update(
        [(jobs.model._meta.get_field("status"), None, status)]
    )

    assert stop_what_is_lost() == 1

    assert [IatiImport.objects.get(pk=row.pk).state for row in (lost, alive, done)] == ["stopped", "waiting", "done"]
    assert stop_what_is_lost() == 0


# --- put aside on the way ----------------------------------------------------------------------------


def after(monkeypatch, identifier, happens):
    """Have something happen once, between the transactions of the worker, after it has done with an activity."""
    kept, happened = actions.steps, []

    def steps(*args, **how):
        for found, done in kept(*args, **how):
            yield found, done
            if done.identifier == identifier and not happened:
                happened.append(identifier)
                happens()

    monkeypatch.setattr(actions, "steps", steps)


def test_put_aside_while_it_is_read(bring, cast, monkeypatch):
    row = bring(*(activity(f"A-{n}") for n in range(actions.PORTION + 10)))
    after(monkeypatch, "A-55", lambda: actions.discard_import(by=cast.secretariat, of_import=row))

    actions.read_import(row.pk)

    row.refresh_from_db()
    assert row.state == ImportState.DISCARDED
    assert not IatiImportRow.objects.exists()


def test_put_aside_while_it_is_written(bring, cast, as_person, monkeypatch):
    row = bring(activity("A"), activity("B", CHILD), activity("C", money()), activity("D"), confirmed=True)
    client, page = as_person(cast.secretariat), reverse("partners:import", args=[row.pk])
    shown = client.get(page).content.decode()
    assert "Stop: leave what is written" in shown
    monkeypatch.setattr(iati_run, "PORTION", 2)
    after(monkeypatch, "B", lambda: client.post(reverse("partners:import-discard", args=[row.pk])))

    actions.carry_out_import(row.pk)

    row.refresh_from_db()
    assert row.state == ImportState.DISCARDED
    assert set(Programme.objects.values_list("iati_identifier", flat=True)) == {"A", "B"}
    told = IatiImportRow.objects.order_by("position").values_list("outcome", "is_written", "reason")
    aside = ("skipped", False, "The file was put aside before it was written.")
    assert list(told) == [("new", True, ""), ("new", True, ""), aside, aside]
    assert Programme.objects.get(iati_identifier="B").parent == Programme.objects.get(iati_identifier="A")
    assert "What was written before stays" in client.get(page).content.decode()
    with pytest.raises(Refused):
        actions.discard_import(by=cast.secretariat, of_import=row)


def test_put_aside_after_its_worker_died(bring, cast, stumble, monkeypatch):
    row = bring(activity("A"), activity("B", CHILD), activity("C"), confirmed=True)
    monkeypatch.setattr(iati_run, "PORTION", 2)
    stumble("C", SystemExit())
    with pytest.raises(SystemExit):
        actions.carry_out_import(row.pk)
    actions.discard_import(by=cast.secretariat, of_import=row)

    actions.carry_out_import(row.pk)

    assert Programme.objects.get(iati_identifier="B").parent == Programme.objects.get(iati_identifier="A")
    assert Programme.objects.count() == 2


def test_a_worker_taken_for_dead_leaves_the_import_to_the_next_one(bring, monkeypatch):
    row = bring(activity("A"), activity("B"), activity("C"), confirmed=True)
    monkeypatch.setattr(iati_run, "PORTION", 1)
    after(monkeypatch, "A", lambda: actions.carry_out_import(row.pk))
    actions.carry_out_import(row.pk)

    row.refresh_from_db()
    assert (row.state, row.report["written"]) == (ImportState.DONE, 3)
    assert set(IatiImportRow.objects.values_list("outcome", "is_written")) == {("new", True)}
    assert {programme.events.count() for programme in Programme.objects.all()} == {1}


def test_a_reader_taken_for_dead_leaves_the_preview_alone(bring, monkeypatch):
    row = bring(*(activity(f"A-{n}") for n in range(actions.PORTION + 10)))
    after(monkeypatch, "A-55", lambda: actions.read_import(row.pk))
    actions.read_import(row.pk)

    row.refresh_from_db()
    assert row.state == ImportState.PREVIEW
    assert IatiImportRow.objects.count() == actions.PORTION + 10
