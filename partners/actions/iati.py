"""The way of a file into the programmes: brought, read, shown, confirmed, written.

A person starts, confirms or puts aside; the worker reads and writes. Each step may be done twice without harm: a worker
that dies is replaced, and the new one goes on.
"""

from pathlib import Path
from typing import IO, Any

import pghistory
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from core.actions import EditConflict, Refused
from core.inert import Unfit
from core.models import User
from core.permissions import Permission, can
from partners import iati_files
from partners.actions.iati_links import link_parents
from partners.actions.iati_run import Tally, count, look, steps, write
from partners.actions.iati_store import Plan
from partners.actions.iati_values import World, the_world
from partners.iati import LOOK_AT, Activity, Refusal, look_at_head
from partners.iati_words import refusal_sentence
from partners.models import IatiImport, IatiImportRow, ImportOutcome, ImportState

READ_TASK = "partners.read_iati"
WRITE_TASK = "partners.write_iati"
# Rows and progress are written in portions.
PORTION = 50
OPEN_STATES = (ImportState.WAITING, ImportState.READING, ImportState.PREVIEW)


def start_import(*, by: User, name: str, file: IO[bytes], only_asean: bool = False) -> IatiImport:
    """Keep a file and have it read by the worker; gives the import, whose page shows the progress.

    A partner editor imports for the own organisation, the secretariat for all. Raises Refused where the person may not,
    Unfit where the file is too large, empty, or plainly no XML (the reason in plain words).
    """
    is_any = can(by, Permission.PROGRAMME_WRITE_ANY)
    if not is_any and (by.organisation is None or not can(by, Permission.PROGRAMME_WRITE)):
        raise Refused(_("Your role may not do this."))
    try:
        look_at_head(file.read(LOOK_AT))
    except Refusal as refusal:
        raise Unfit(refusal_sentence(refusal)) from None
    file.seek(0)
    stored = iati_files.store(file)
    with transaction.atomic():
        row = IatiImport.objects.create(
            asked_by=by,
            organisation=None if is_any else by.organisation,
            file_name=Path(name.replace("\\", "/")).name.strip()[-255:] or "file.xml",
            size=stored.size,
            sha256=stored.sha256,
            stored_as=stored.stored_as,
            only_asean=only_asean,
            is_demo=by.is_demo,
        )
        _defer(READ_TASK, row)
    return row


@transaction.atomic
def confirm_import(*, by: User, of_import: IatiImport, version: int | None = None) -> IatiImport:
    """Let the worker write what the preview shows.

    Raises Refused where it is not (or no longer) a preview, EditConflict where somebody else has moved it on since
    `version`.
    """
    row = _locked(by, of_import, version)
    if row.state != ImportState.PREVIEW:
        raise Refused(_("This is no longer possible: the import has moved on. Look at it once more."))
    row.confirmed_at = timezone.now()
    _move(row, ImportState.QUEUED, "confirmed_at")
    _defer(WRITE_TASK, row)
    return row


@transaction.atomic
def discard_import(*, by: User, of_import: IatiImport, version: int | None = None) -> IatiImport:
    """Put a preview aside; nothing of it is written. Raises as `confirm_import`."""
    row = _locked(by, of_import, version)
    if row.state not in OPEN_STATES:
        raise Refused(_("This is no longer possible: the import has moved on. Look at it once more."))
    row.finished_at = timezone.now()
    _move(row, ImportState.DISCARDED, "finished_at")
    transaction.on_commit(lambda: iati_files.remove(row.stored_as))
    return row


def read_import(key: int) -> None:
    """Read the file of an import and fill its preview. For the worker; a second call begins anew."""
    row = IatiImport.objects.select_related("organisation", "asked_by").get(pk=key)
    if row.state not in (ImportState.WAITING, ImportState.READING):
        return
    _move(row, ImportState.READING)
    IatiImportRow.objects.filter(of_import=row).delete()
    tally, waiting = Tally(file=row.file_name), list[IatiImportRow]()
    path = iati_files.path_of(row.stored_as)
    try:
        IatiImport.objects.filter(pk=key).update(total=count(path), done=0)
        for activity, done in steps(path, _world(row), look):
            tally.add(activity, done)
            waiting.append(_row(row, tally.activities, done))
            if len(waiting) == PORTION:
                _keep(row, waiting, tally.activities)
        _keep(row, waiting, tally.activities)
    except Refusal as refusal:
        # What was shown of a file that is refused would mislead.
        IatiImportRow.objects.filter(of_import=row).delete()
        row.refusal = refusal_sentence(refusal)
        row.finished_at = timezone.now()
        _finish(row, ImportState.REFUSED, tally, "refusal", "finished_at")
        iati_files.remove(row.stored_as)
        return
    row.read_at = timezone.now()
    _finish(row, ImportState.PREVIEW, tally, "read_at")


def carry_out_import(key: int) -> None:
    """Write the programmes of a confirmed import. For the worker; a second call goes on where the first stopped.

    Only what the preview called new or changed is written, as it is found at that moment.
    """
    row = IatiImport.objects.select_related("organisation", "asked_by").get(pk=key)
    if row.state not in (ImportState.QUEUED, ImportState.WRITING):
        return
    _move(row, ImportState.WRITING)
    world, path = _world(row), iati_files.path_of(row.stored_as)
    shown = dict(
        IatiImportRow.objects.filter(
            of_import=row, is_written=False, outcome__in=(ImportOutcome.NEW, ImportOutcome.CHANGED)
        ).values_list("position", "pk")
    )
    tally, touched = Tally(file=row.file_name), list[str]()

    def act(world: World, activity: Activity) -> Plan:
        key_of_row = shown.get(tally.activities + 1)
        if key_of_row is None:
            return Plan(ImportOutcome.UNCHANGED, activity.identifier, activity.title[:400], activity.line)
        with transaction.atomic():
            done = write(world, activity)
            _note(key_of_row, done)
        touched.append(activity.identifier)
        return done

    try:
        with pghistory.context(**_who(row), command="import_iati"):
            for activity, done in steps(path, world, act):
                tally.add(activity, done)
                if done.outcome == ImportOutcome.SKIPPED and isinstance(activity, Activity):
                    _note(shown.get(tally.activities), done)
                if tally.activities % PORTION == 0:
                    IatiImport.objects.filter(pk=key).update(done=tally.activities)
            link_parents(world, touched)
    except Refusal as refusal:
        row.refusal = refusal_sentence(refusal)
        row.finished_at = timezone.now()
        _move(row, ImportState.REFUSED, "refusal", "finished_at")
        return
    row.finished_at = timezone.now()
    row.report = {**row.report, "written": IatiImportRow.objects.filter(of_import=row, is_written=True).count()}
    IatiImport.objects.filter(pk=key).update(done=tally.activities)
    _move(row, ImportState.DONE, "finished_at", "report")
    iati_files.remove(row.stored_as)


def _locked(by: User, of_import: IatiImport, version: int | None) -> IatiImport:
    row: IatiImport = IatiImport.objects.visible_to(by).select_for_update(of=("self",)).get(pk=of_import.pk)
    is_any = can(by, Permission.PROGRAMME_WRITE_ANY)
    if not is_any and not (row.organisation and can(by, Permission.PROGRAMME_WRITE, organisation=row.organisation)):
        raise Refused(_("Your role may not do this."))
    if version is not None and row.version != version:
        raise EditConflict
    return row


def _move(row: IatiImport, state: ImportState, *names: str) -> None:
    """Set the state, unless a person has put the import aside in the meantime."""
    row.state = state
    row.version += 1
    row.save(update_fields=["state", "version", *names])


def _finish(row: IatiImport, state: ImportState, tally: Tally, *names: str) -> None:
    """Set the state that the reading led to, unless a person has put the import aside meanwhile."""
    with transaction.atomic():
        now = IatiImport.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if now.state != ImportState.READING:
            return
        row.report, row.version = tally.as_json() | {"skipped": [], "notes": [], "conflicts": []}, now.version
        _move(row, state, "report", *names)


def _defer(task: str, row: IatiImport) -> None:
    # Over Django's connection, and so in its transaction: the job is there if and only if the import is.
    manager = JobManager(DjangoConnector())
    configure_task(name=task, job_manager=manager, lock="partners.iati").defer(key=row.pk)


def _world(row: IatiImport) -> World:
    return the_world(
        file_name=row.file_name,
        organisation=row.organisation,
        only_asean=row.only_asean,
        only_reported_by=row.only_reported_by,
        of_import=row,
    )


def _row(of_import: IatiImport, position: int, done: Plan) -> IatiImportRow:
    return IatiImportRow(
        of_import=of_import,
        position=position,
        identifier=done.identifier[:300],
        title=done.title[:400],
        line=done.line,
        outcome=done.outcome,
        reason=done.reason[:500],
        diff=list(done.diff),
        notes=list(done.notes),
        programme=done.programme,
    )


def _keep(of_import: IatiImport, waiting: list[IatiImportRow], done: int) -> None:
    IatiImportRow.objects.bulk_create(waiting)
    waiting.clear()
    IatiImport.objects.filter(pk=of_import.pk).update(done=done)


def _note(key: int | None, done: Plan) -> None:
    """Write beside a row of the preview what became of it."""
    told: dict[str, Any] = {"outcome": done.outcome, "reason": done.reason[:500], "programme": done.programme}
    is_written = done.outcome in (ImportOutcome.NEW, ImportOutcome.CHANGED)
    if done.diff:
        told["diff"] = list(done.diff)
    if key is not None:
        IatiImportRow.objects.filter(pk=key).update(is_written=is_written, **told)


def _who(row: IatiImport) -> dict[str, Any]:
    """In whose name the history shows the writes: that of the person who confirmed."""
    person = row.asked_by
    if person is None:
        return {"user_name": "IATI import"}
    return {"user": person.pk, "user_name": str(person), "role": person.role}
