"""The way of a file into the programmes: brought, read, shown, confirmed, written.

A person starts, confirms, puts aside or starts again; the worker reads and writes. Each step may be done twice without
harm: a worker that dies is replaced, and the new one goes on. Whoever takes an import over counts its version up, and
whoever worked at it before notices before the next write, and leaves it.
"""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import IO, Any

import pghistory
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from core.clearance.actions import EditConflict, Refused
from core.clearance.permissions import Permission, can
from core.documents.sanitise import Unfit
from core.models import User
from core.tracking import is_invented
from partners.iati import files as iati_files
from partners.iati.actions.aside import TO_WRITE, set_aside_before
from partners.iati.actions.left_out import LeftOut
from partners.iati.actions.links import link_parents
from partners.iati.actions.plans import ActivityPlan
from partners.iati.actions.rows import update_rows
from partners.iati.actions.run import FileTally, count, look_and_note, steps, without_waiting, write
from partners.iati.actions.values import World, the_world
from partners.iati.format.activity import Activity
from partners.iati.format.faults import FileRefusal, RefusalCode
from partners.iati.format.stream import LOOK_AT, look_at_head
from partners.iati.messages import refusal_sentence
from partners.iati.models import IatiImport, IatiImportRow, ImportOutcome, ImportState

READ_TASK = "partners.read_iati"
WRITE_TASK = "partners.write_iati"
# Rows and progress are written in portions.
PORTION = 50
# What is noted beside a row of the preview.
NOTED = ["outcome", "reason", "programme_id", "diff", "is_written"]
ENDED = {ImportState.DONE, ImportState.REFUSED, ImportState.DISCARDED}


class NoLongerOurs(Exception):
    """Somebody has put the import aside meanwhile, or another worker has taken it over."""


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
    except FileRefusal as refusal:
        raise Unfit(refusal_sentence(refusal)) from None
    file.seek(0)
    stored = iati_files.store(file)
    with transaction.atomic():
        row = IatiImport.objects.create(
            asked_by=by,
            organisation=None if is_any else by.organisation,
            file_name=Path(name.replace("\\", "/")).name.strip()[-255:] or "file.xml",
            **stored,
            only_asean=only_asean,
            is_demo=is_invented(),
        )
        _defer(READ_TASK, row)
    return row


@transaction.atomic
def confirm_import(*, by: User, of_import: IatiImport, version: int | None = None) -> IatiImport:
    """Let the worker write what the preview shows.

    Raises Refused where it is not (or no longer) a preview, EditConflict where somebody else has moved it on since
    `version`.
    """
    row = lock_import(by, of_import, version, [ImportState.PREVIEW])
    row.confirmed_at, row.done = timezone.now(), 0
    _move(row, ImportState.QUEUED, "confirmed_at", "done")
    _defer(WRITE_TASK, row)
    return row


@transaction.atomic
def discard_import(*, by: User, of_import: IatiImport, version: int | None = None) -> IatiImport:
    """Put a file aside, whatever is being done with it. Nothing more of it is written; what is written stays.

    Raises Refused where it has come to its end already, else as `confirm_import`.
    """
    row = lock_import(by, of_import, version, set(ImportState) - ENDED)
    if row.confirmed_at:
        to_write(row).update(outcome=ImportOutcome.SKIPPED, reason=_("The file was put aside before it was written."))
        # What was written is linked to its parents, by the worker that is at it or the next one.
        _defer(WRITE_TASK, row)
    elif row.state != ImportState.PREVIEW:
        # Half a preview would mislead.
        IatiImportRow.objects.filter(of_import=row).delete()
    row.finished_at, row.refusal = timezone.now(), ""
    _move(row, ImportState.DISCARDED, "finished_at", "refusal")
    transaction.on_commit(lambda: iati_files.remove(row.stored_as))
    return row


@transaction.atomic
def restart_import(*, by: User, of_import: IatiImport, version: int | None = None) -> IatiImport:
    """Have the worker take up an import that has stopped, where it stopped. Raises as `confirm_import`."""
    row = lock_import(by, of_import, version, [ImportState.STOPPED])
    row.refusal = ""
    _move(row, ImportState.QUEUED if row.confirmed_at else ImportState.WAITING, "refusal")
    _defer(WRITE_TASK if row.confirmed_at else READ_TASK, row)
    return row


def read_import(key: int) -> None:
    """Read the file of an import and fill its preview. For the worker; a second call begins anew."""
    row = _taken(key, ImportState.READING, ImportState.WAITING)
    if row is None:
        return
    tally = FileTally(file=row.file_name)
    try:
        with transaction.atomic():
            _advance(row, total=0, done=0)
            IatiImportRow.objects.filter(of_import=row).delete()
        with iati_files.local(row.stored_as) as path:
            _advance(row, total=count(path))
            with pghistory.context(**_who(row)):
                _read(row, path, tally)
        row.read_at = timezone.now()
        _finish(row, ImportState.PREVIEW, tally, "read_at")
    except NoLongerOurs:
        return
    except FileRefusal as refusal:
        if refusal.code is RefusalCode.NOT_READABLE:
            # That is the fault of the server, and may pass; unless somebody has just put the file aside.
            if _is_ours(row):
                raise
            return
        row.refusal, row.finished_at = refusal_sentence(refusal), timezone.now()
        _finish(row, ImportState.REFUSED, tally, "finished_at")


def _read(row: IatiImport, path: Path, tally: FileTally) -> None:
    waiting: list[tuple[int, ActivityPlan]] = []

    def keep() -> None:
        before = set_aside_before(row.organisation, (done for _at, done in waiting))
        with transaction.atomic():
            _advance(row, done=tally.activities)
            IatiImportRow.objects.bulk_create(_preview(row, at, done, before) for at, done in waiting)
        waiting.clear()

    for activity, done in steps(path, the_world(row), look_and_note):
        tally.add(activity, done)
        waiting.append((tally.activities, done))
        if len(waiting) == PORTION:
            keep()
    keep()


def _preview(row: IatiImport, at: int, done: ActivityPlan, before: Mapping[str, str]) -> IatiImportRow:
    """What the preview says of an activity; what people have set `before` aside stays so, with the reason."""
    said = before.get(done.identifier, "")
    told = done.shown() | ({"is_set_aside": True, "reason": said[:500]} if said else {})
    return IatiImportRow(of_import=row, position=at, **told)


def carry_out_import(key: int) -> None:
    """Write the programmes of a confirmed import. For the worker; a second call goes on where the first stopped.

    Only what the preview called new or changed, and nobody set aside, is written, as it is found at that moment. Of one
    that was put aside only what was written before is linked to its parents.
    """
    if row := _taken(key, ImportState.WRITING, ImportState.QUEUED):
        with pghistory.context(**_who(row)):
            try:
                _carry_out(row)
            except (NoLongerOurs, FileRefusal):
                if _is_ours(row):
                    raise
            else:
                iati_files.remove(row.stored_as)
                return
    rows = IatiImport.objects.select_related("organisation", "asked_by")
    if found := rows.filter(pk=key, state=ImportState.DISCARDED).first():
        with pghistory.context(**_who(found)):
            link_parents(the_world(found), _written(found))


def _carry_out(row: IatiImport) -> None:
    world = the_world(row)
    left_out = LeftOut(world)
    with iati_files.local(row.stored_as) as path, without_waiting():
        done = _write(row, path, world, left_out)
        left_out.write()
    link_parents(world, [*_written(row), *left_out.told])
    row.report = {**row.report, "written": len(_written(row))}
    row.finished_at, row.refusal = timezone.now(), ""
    with transaction.atomic():
        _advance(row, done=done)
        _move(row, ImportState.DONE, "finished_at", "report", "refusal")


def _write(row: IatiImport, path: Path, world: World, left_out: LeftOut) -> int:
    """Write what is not written yet; how many activities the file holds. Raises NoLongerOurs."""
    waiting = to_write(row)
    shown = dict(waiting.values_list("position", "pk"))
    position = 0

    def act(world: World, activity: Activity) -> ActivityPlan:
        if world.position not in shown:
            return ActivityPlan.of(activity, ImportOutcome.UNCHANGED)
        return write(world, activity)

    def keep(done: list[tuple[int, ActivityPlan]]) -> None:
        _note(row, {shown[at]: one for at, one in done if at in shown})

    for activity, done in steps(path, world, act, keep, locks=True):
        position += 1
        left_out.add(activity, done)
        if done.outcome == ImportOutcome.SKIPPED and isinstance(activity, Activity) and position in shown:
            _note(row, {shown[position]: done})
        if position % PORTION == 0:
            _advance(row, done=position)
    return position


def to_write(row: IatiImport) -> QuerySet[IatiImportRow]:
    """What is still to be written of an import."""
    return IatiImportRow.objects.filter(of_import=row, is_written=False, is_set_aside=False, outcome__in=TO_WRITE)


def _written(row: IatiImport) -> list[str]:
    """The identifiers of what stands, in the order of the file, whichever worker has written it."""
    rows = IatiImportRow.objects.filter(of_import=row, is_written=True)
    return list(rows.order_by("position").values_list("identifier", flat=True))


def lock_import(by: User, of_import: IatiImport, version: int | None, states: Collection[str]) -> IatiImport:
    """An import in one of these states that the person may move on, locked until the transaction ends."""
    # Rows that the worker writes at this moment point at the import, and need not wait for us.
    rows = IatiImport.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    row: IatiImport = rows.get(pk=of_import.pk)
    is_any = can(by, Permission.PROGRAMME_WRITE_ANY)
    if not is_any and not (row.organisation and can(by, Permission.PROGRAMME_WRITE, organisation=row.organisation)):
        raise Refused(_("Your role may not do this."))
    if version is not None and row.version != version:
        raise EditConflict
    if row.state not in states:
        raise Refused(_("This is no longer possible: the import has moved on. Look at it once more."))
    return row


def _move(row: IatiImport, state: ImportState, *names: str) -> None:
    """Set the state of a row that we have locked."""
    row.state = state
    row.version += 1
    row.save(update_fields=["state", "version", *names])


@transaction.atomic
def _taken(key: int, state: ImportState, before: ImportState) -> IatiImport | None:
    """Take an import for work, also from a worker that has died at it; None where there is nothing to do."""
    rows = IatiImport.objects.select_related("organisation", "asked_by")
    row = rows.select_for_update(of=("self",), no_key=True).filter(pk=key, state__in=(before, state)).first()
    if row is not None:
        _move(row, state)
    return row


def _advance(row: IatiImport, **numbers: int) -> None:
    """Note how far we are. Raises NoLongerOurs; until the transaction ends nobody can take the import away."""
    if not IatiImport.objects.filter(pk=row.pk, version=row.version).update(**numbers):
        raise NoLongerOurs


def _is_ours(row: IatiImport) -> bool:
    return IatiImport.objects.filter(pk=row.pk, version=row.version).exists()


def _finish(row: IatiImport, state: ImportState, tally: FileTally, *names: str) -> None:
    """Set the state that the reading led to, unless the import is no longer ours."""
    with transaction.atomic():
        _advance(row, done=tally.activities)
        if state == ImportState.REFUSED:
            # What was shown of a file that is refused would mislead.
            IatiImportRow.objects.filter(of_import=row).delete()
            transaction.on_commit(lambda: iati_files.remove(row.stored_as))
        else:
            row.refusal = ""
        row.report = tally.as_json() | {"skipped": [], "notes": [], "conflicts": []}
        _move(row, state, "report", "refusal", *names)


def _defer(task: str, row: IatiImport) -> None:
    # Over Django's connection, and so in its transaction: the job is there if and only if the import is.
    manager = JobManager(DjangoConnector())
    configure_task(name=task, job_manager=manager, lock="partners.iati").defer(key=row.pk)


def _note(of_import: IatiImport, done: Mapping[int, ActivityPlan]) -> None:
    """Write beside rows of the preview what became of them. Two queries; raises NoLongerOurs."""
    rows = IatiImportRow.objects.filter(pk__in=done, is_written=False, of_import__version=of_import.version)
    held = dict(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk", "diff"))
    # Where it is still ours, somebody who was taken for dead has just written those that are missing.
    if len(held) < len(done) and not _is_ours(of_import):
        raise NoLongerOurs
    update_rows(IatiImportRow, NOTED, [_noted(key, done[key], diff) for key, diff in held.items()])


def _noted(key: int, done: ActivityPlan, diff: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": key,
        "outcome": done.outcome,
        "reason": done.reason[:500],
        "programme_id": done.programme.pk if done.programme else None,
        "diff": list(done.diff) or diff,
        "is_written": done.outcome in TO_WRITE,
    }


def _who(row: IatiImport) -> dict[str, Any]:
    """In whose name the history shows the writes: that of the person who confirmed."""
    person = row.asked_by
    named = (
        {"user": person.pk, "user_name": str(person), "role": person.role} if person else {"user_name": "IATI import"}
    )
    return named | {"command": "import_iati"}
