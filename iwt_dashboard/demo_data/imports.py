"""An imported IATI file of the demonstration, with what it leaves to people to answer."""

from pathlib import Path

from django.utils import timezone

from iwt_dashboard.demo_data.stage import Stage
from partners.iati.actions.links import link_parents
from partners.iati.actions.run import look, steps, write
from partners.iati.actions.values import the_world
from partners.iati.models import IatiImport, IatiImportRow, ImportState

FILE = Path(__file__).with_name("sample-iati.xml")
IMPORTER = "wcs"


def create_import(stage: Stage) -> None:
    """Import the sample as WCS's editor would: what the preview showed, and that it was confirmed."""
    now = timezone.now()
    of_import = IatiImport.objects.create(
        asked_by=stage.people.editors[IMPORTER],
        organisation=stage.organisations[IMPORTER],
        file_name=FILE.name,
        size=FILE.stat().st_size,
        state=ImportState.DONE,
        read_at=now,
        confirmed_at=now,
        finished_at=now,
        is_demo=True,
    )
    world = the_world(file_name=FILE.name, organisation=of_import.organisation, of_import=of_import)
    shown = [plan for _activity, plan in steps(FILE, world, look)]
    written = [plan for _activity, plan in steps(FILE, world, write)]
    link_parents(world, [plan.identifier for plan in written if plan.programme is not None])
    IatiImportRow.objects.bulk_create(
        IatiImportRow(
            of_import=of_import,
            position=position,
            identifier=plan.identifier,
            title=plan.title,
            line=plan.line,
            outcome=plan.outcome,
            reason=plan.reason,
            diff=list(plan.diff),
            notes=list(plan.notes),
            programme=done.programme,
            is_written=done.programme is not None,
        )
        for position, (plan, done) in enumerate(zip(shown, written, strict=True), 1)
    )
    IatiImport.objects.filter(pk=of_import.pk).update(total=len(shown), done=len(shown))
