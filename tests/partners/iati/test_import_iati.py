"""The command that imports files, and the steps of a file that was brought in the browser."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core.clearance.actions import EditConflict, Refused
from core.documents.sanitise import Unfit
from core.kept_files import kept_files
from partners.iati import files as iati_files
from partners.iati.actions import imports as actions
from partners.iati.actions import run as iati_run
from partners.iati.models import IatiImport, IatiImportRow, ImportState
from partners.iati.queries.imports import counts_of, imports_of, rows_of
from partners.programmes.models.programmes import Programme
from tests.factories.iati import (
    IatiImportRowFactory,
    IatiRecordFactory,
    ProgrammeBudgetFactory,
    ProgrammePlaceFactory,
    ProgrammeRelationFactory,
    ProgrammeSectorFactory,
    ProgrammeTransactionFactory,
)
from tests.factories.partners import ProgrammeFactory
from tests.partners.iati.iati_samples import activity, budget, file_of, money

pytestmark = pytest.mark.django_db
PUBLISHED_FACTORIES = (
    IatiRecordFactory,
    ProgrammeBudgetFactory,
    ProgrammePlaceFactory,
    ProgrammeRelationFactory,
    ProgrammeSectorFactory,
    ProgrammeTransactionFactory,
)
VIET_NAM = '<recipient-country code="VN"/>'


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.IATI_DIR = str(tmp_path / "iati")
    return tmp_path


@pytest.fixture
def run(folder):
    """Run the command with a report; gives the report and how the command ended."""

    def running(*args):
        report = folder / "report.json"
        try:
            call_command("import_iati", *args, "--report", str(report), stdout=io.StringIO(), stderr=io.StringIO())
            ended = ""
        except CommandError as error:
            ended = str(error)
        return json.loads(report.read_text()), ended

    return running


# --- the command -------------------------------------------------------------------------------------


def test_folders_and_files_are_imported_and_told(folder, run):
    files = folder / "files" / "deep"
    files.mkdir(parents=True)
    (files / "a.xml").write_bytes(file_of(activity("A", VIET_NAM + money("3", "12.50") + budget("7"))))
    (files / "b.XML").write_bytes(file_of(activity(""), activity("B", VIET_NAM)))
    (files / "notes.txt").write_text("not asked for")

    report, ended = run(str(folder / "files"))

    assert ended == ""
    assert [Path(one["file"]).name for one in report["files"]] == ["a.xml", "b.XML"]
    first, second = report["files"]
    assert (first["activities_read"], first["created"], first["sums"]) == (1, 1, {"3": {"USD": "12.50"}})
    assert (first["transactions_kept"], first["budgets_kept"]) == (1, 1)
    assert second["skipped"] == [{"identifier": "", "line": 3, "reason": "It has no IATI identifier."}]
    again, _ended = run(str(folder / "files"))
    assert [(one["created"], one["changed"], one["unchanged"]) for one in again["files"]] == [(0, 0, 1), (0, 0, 1)]


def test_a_refused_file_stops_none_of_the_others(folder, run):
    (folder / "a.xml").write_bytes(b"PK\x03\x04")
    (folder / "b.xml").write_bytes(file_of(activity("B")))

    report, ended = run(str(folder / "a.xml"), str(folder / "gone.xml"), str(folder / "b.xml"))

    assert ended == "2 of 3 files refused. The others were imported."
    assert [one["refused"] and one["refused"]["reason"] for one in report["files"]] == [
        "This is a ZIP archive. Unpack it and bring the XML file inside.",
        "The file cannot be read from the disk.",
        None,
    ]
    assert Programme.objects.count() == 1


def test_a_dry_run_writes_nothing(folder, run):
    (folder / "a.xml").write_bytes(file_of(activity("A", VIET_NAM)))

    report, _ended = run(str(folder / "a.xml"), "--dry-run")

    assert (report["dry_run"], report["files"][0]["created"]) == (True, 1)
    assert not Programme.objects.exists()


def test_org_and_only_asean_narrow(folder, run, cast):
    content = file_of(activity("A", VIET_NAM), activity("B", '<recipient-country code="BF"/>'), activity("C", VIET_NAM))
    (folder / "a.xml").write_bytes(content.replace(b"US-GOV-1", b"GB-1", 1))

    report, _ended = run(str(folder / "a.xml"), "--only-asean", "--org", "us-gov-1")

    assert report["files"][0]["created"] == 1
    assert [one["identifier"] for one in report["files"][0]["skipped"]] == ["A", "B"]


def test_an_empty_folder_is_named(folder, run):
    (folder / "empty").mkdir()

    report, ended = run(str(folder / "empty"))

    assert ended
    assert report["files"][0]["refused"]


# --- a file brought in the browser -------------------------------------------------------------------


@pytest.fixture
def start(cast):
    cast.editor_wcs.organisation.iati_identifier = "US-GOV-1"
    cast.editor_wcs.organisation.save()

    def starting(*activities, by=None, name="folder\\a.xml"):
        content = activities[0] if isinstance(activities[0], bytes) else file_of(*activities)
        return actions.start_import(by=by or cast.editor_wcs, name=name, file=io.BytesIO(content))

    return starting


def test_a_file_is_read_shown_confirmed_and_written(start, cast):
    brought = start(activity("A", VIET_NAM + money()), activity(""))
    assert (brought.state, brought.file_name, brought.organisation) == (
        "waiting",
        "a.xml",
        cast.editor_wcs.organisation,
    )

    actions.read_import(brought.pk)

    brought.refresh_from_db()
    rows = IatiImportRow.objects.filter(of_import=brought)
    assert (brought.state, brought.total, brought.done) == ("preview", 2, 2)
    assert [(row.position, row.outcome, row.reason) for row in rows] == [
        (1, "new", ""),
        (2, "skipped", "It has no IATI identifier."),
    ]
    assert not Programme.objects.exists()

    actions.confirm_import(by=cast.editor_wcs, of_import=brought, version=brought.version)
    actions.carry_out_import(brought.pk)

    brought.refresh_from_db()
    programme = Programme.objects.get()
    assert (brought.state, brought.report["created"], brought.report["written"]) == ("done", 1, 1)
    assert rows.get(position=1).programme == programme
    assert (programme.owner, programme.iati.latest_import) == (cast.editor_wcs.organisation, brought)
    with iati_files.local(brought.stored_as) as path:
        assert not path.exists()


def test_steps_done_twice_do_no_harm(start, cast):
    brought = start(activity("A", VIET_NAM))
    actions.read_import(brought.pk)
    actions.read_import(brought.pk)
    brought.refresh_from_db()
    actions.confirm_import(by=cast.editor_wcs, of_import=brought)
    actions.carry_out_import(brought.pk)
    actions.carry_out_import(brought.pk)

    assert IatiImportRow.objects.count() == 1
    assert Programme.objects.count() == 1
    with pytest.raises(Refused):
        actions.confirm_import(by=cast.editor_wcs, of_import=brought)


def test_a_worker_that_died_is_replaced(start, cast, monkeypatch):
    brought = start(*(activity(name, VIET_NAM) for name in "ABC"))
    actions.read_import(brought.pk)
    actions.confirm_import(by=cast.editor_wcs, of_import=brought)
    kept, seen = actions.write, []
    monkeypatch.setattr(iati_run, "PORTION", 2)

    def dying(world, found):
        if len(seen) == 2:
            raise SystemExit
        seen.append(found.identifier)
        return kept(world, found)

    monkeypatch.setattr(actions, "write", dying)
    with pytest.raises(SystemExit):
        actions.carry_out_import(brought.pk)
    monkeypatch.setattr(actions, "write", lambda world, found: seen.append(found.identifier) or kept(world, found))

    actions.carry_out_import(brought.pk)

    brought.refresh_from_db()
    assert seen == ["A", "B", "C"]
    assert (brought.state, brought.report["written"]) == ("done", 3)


def test_a_refused_file_leaves_no_preview(start):
    brought = start(file_of(activity("A"))[:-4])

    actions.read_import(brought.pk)

    brought.refresh_from_db()
    assert brought.state == ImportState.REFUSED
    assert brought.refusal.startswith("The file ends in the middle")
    assert not IatiImportRow.objects.exists()


def test_what_is_plainly_no_xml_is_refused_at_once(start):
    with pytest.raises(Unfit, match="ZIP archive"):
        start(b"PK\x03\x04")

    assert not IatiImport.objects.exists()


def test_a_file_that_is_too_large_is_refused(start, settings):
    settings.IATI_MAX_BYTES = 1000

    with pytest.raises(Unfit, match="larger than"):
        start(b"<" + b"a" * 2000)

    assert not kept_files("iati").sizes()


def test_put_aside_nothing_is_written(start, cast):
    brought = start(activity("A"))
    actions.read_import(brought.pk)
    actions.discard_import(by=cast.editor_wcs, of_import=brought)
    actions.carry_out_import(brought.pk)

    brought.refresh_from_db()
    assert brought.state == ImportState.DISCARDED
    assert not Programme.objects.exists()


def test_put_aside_while_it_is_read(start, cast, monkeypatch):
    brought = start(activity("A"))
    kept = actions.count

    def counting(path):
        actions.discard_import(by=cast.editor_wcs, of_import=brought)
        return kept(path)

    monkeypatch.setattr(actions, "count", counting)
    actions.read_import(brought.pk)

    brought.refresh_from_db()
    assert brought.state == ImportState.DISCARDED


def test_who_may(start, cast):
    for person in (cast.viewer_wcs, cast.focal_vnm, cast.clearing_vnm):
        with pytest.raises(Refused):
            start(activity("A"), by=person)
    brought = start(activity("A"))
    actions.read_import(brought.pk)
    with pytest.raises(IatiImport.DoesNotExist):
        actions.confirm_import(by=cast.editor_traffic, of_import=brought)
    with pytest.raises(Refused):
        actions.confirm_import(by=cast.viewer_wcs, of_import=brought)
    with pytest.raises(EditConflict):
        actions.confirm_import(by=cast.editor_wcs, of_import=brought, version=1)
    by_secretariat = start(activity("A"), by=cast.secretariat)
    assert by_secretariat.organisation is None
    with pytest.raises(IatiImport.DoesNotExist):
        actions.confirm_import(by=cast.editor_wcs, of_import=by_secretariat)


# --- what others see of it ---------------------------------------------------------------------------


def test_imports_and_published_rows_are_seen_by_whom_they_concern(cast):
    brought = IatiImportRowFactory().of_import
    hidden = ProgrammeFactory(slug="hidden", for_partners=True)
    shown = ProgrammeFactory(slug="shown")
    for factory in PUBLISHED_FACTORIES:
        factory(programme=hidden)
        factory(programme=shown)

    for person, sees in ((cast.editor_wcs, 1), (cast.secretariat, 1), (cast.editor_traffic, 0), (cast.focal_vnm, 0)):
        assert IatiImport.objects.visible_to(person).filter(pk=brought.pk).count() == sees
        assert IatiImportRow.objects.visible_to(person).count() == sees
    for factory in PUBLISHED_FACTORIES:
        rows = factory._meta.model.objects
        assert rows.visible_to(cast.focal_vnm).count() == 2
        assert [row.programme for row in rows.visible_to(cast.public)] == [shown]


def test_counts_of_an_import(cast):
    brought = IatiImportRowFactory(is_written=True).of_import
    IatiImportRowFactory(of_import=brought, outcome="skipped", reason="It has no IATI identifier.")

    counts = counts_of(brought)

    assert counts == {
        **{"new": 1, "changed": 0, "unchanged": 0, "skipped": 1, "asks": 0},
        **{"aside": 0, "before": 0, "programmes": 1, "total": 2},
    }
    assert [row.outcome for row in rows_of(brought, "skipped")] == ["skipped"]
    assert rows_of(brought, "nonsense").count() == 2
    assert list(imports_of(cast.editor_wcs)) == [brought]
    assert not imports_of(cast.editor_traffic)
    assert list(imports_of(cast.secretariat)) == [brought]
