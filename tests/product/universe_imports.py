"""Imported files of the one world, and what was published of its programmes: who may read each is stated here by hand.

imports     of WCS: a preview, done, interrupted · of TRAFFIC: a preview · of the secretariat: a preview; an activity in
            each
published   of each programme: a record, a transaction, a budget, a recipient, a sector, a related activity
"""

from typing import Any

from django.utils import timezone

from partners.iati.models import (
    IatiImport,
    IatiImportRow,
    IatiRecord,
    ProgrammeBudget,
    ProgrammePlace,
    ProgrammeRelation,
    ProgrammeSector,
    ProgrammeTransaction,
)
from tests.factories.core import OrganisationFactory

SECRETARIAT = frozenset({"secretariat"})
BROUGHT = (("wcs", "preview"), ("wcs", "done"), ("wcs", "stopped"), ("traffic", "preview"), ("", "preview"))


def add_imports(world: Any, row_class: Any, organisations: Any) -> None:
    """Make the rows. The circles of readers are handed in: they are stated where the world is."""
    for code, state in BROUGHT:
        readers = SECRETARIAT | (organisations[code] if code else frozenset())
        name = f"import-{code or 'secretariat'}-{state}"
        of_import = IatiImport.objects.create(
            asked_by=world.people[f"editor_{code}" if code else "secretariat"],
            organisation=OrganisationFactory(code=code) if code else None,
            file_name=world.mark(f"{name}-file", readers),
            state=state,
            finished_at=timezone.now() if state == "done" else None,
        )
        IatiImportRow.objects.create(
            of_import=of_import,
            position=1,
            outcome="changed",
            heap="iwt",
            signs=[["title", "wildlife trade"]],
            diff=[{"field": "title", "before": world.mark(f"{name}-before", readers), "after": "After"}],
            notes=[world.mark(f"{name}-note", readers)],
            **world.texts(name, readers, "identifier", "title", "reason"),
        )
        world.add(row_class("import", of_import, readers, state=state, organisation=code))
    for row in world.of("programme"):
        _publish(world, row)


def _publish(world: Any, row: Any) -> None:
    programme, readers = row.record, row.readers
    name = f"published-{row.organisation}-{row.disclosure}"
    IatiRecord.objects.create(
        programme=programme,
        identifier=programme.iati_identifier or world.mark(f"{name}-identifier", readers),
        imported_at=timezone.now(),
        content_hash="0",
        narratives={"title": {"fr": world.mark(f"{name}-french", readers), "en": programme.title}},
        **world.texts(name, readers, "reporting_ref", "reporting_name", "file_name"),
    )
    ProgrammeTransaction.objects.create(
        programme=programme,
        kind="2",
        currency="USD",
        value=world.figure(readers),
        **world.texts(name, readers, "description", "reference", "provider_name", "receiver_name"),
    )
    ProgrammeBudget.objects.create(programme=programme, currency="USD", value=world.figure(readers))
    ProgrammePlace.objects.create(
        programme=programme, kind="region", code="789", vocabulary="1", name=world.mark(f"{name}-place", readers)
    )
    ProgrammeSector.objects.create(programme=programme, code="41030", name=world.mark(f"{name}-sector", readers))
    ProgrammeRelation.objects.create(programme=programme, kind="2", identifier=world.mark(f"{name}-child", readers))
