"""Every record keeps its history and none can be deleted: asked of every model there is, and of the database."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import deletion

from tests.factories.core import CountryFactory
from tests.factories.needs import NeedComponentFactory

OWN = ("core", "needs", "roadmap", "partners", "iwt_dashboard")
# Tables that keep no history of their own, each with its reason.
WITHOUT_HISTORY = {
    "core.AuditEntry": "is a log itself, written once",
    "core.FigureCheck": "is a log itself: what a night's check of stored figures found",
    "core.Recount": "a queue: which figures are to be counted again",
    "core.TableChange": "says that a table was written; what was written keeps its own history",
    "core.Invitation": "the log says who invited whom, and what came of it",
    "core.MailSwitchedOff": "a person's own choice, of interest to nobody else",
    "core.Notice": "a queue: what was mailed is emptied, and gone from it after a day",
    "core.OutgoingMail": "a queue: what was sent is gone from it",
    "core.SubmitToken": "says that a form was pressed, and is of no interest after a day",
    "core.UnsavedText": "what one person is typing; it becomes a record when it is saved",
    "roadmap.IndicatorAssessment": "worked out from values and set-ups, and worked out again",
    "partners.ProgrammeText": "made from a programme, which is kept",
    "partners.NeedCoverage": "counted from needs, answers and deliveries, which are kept",
    "partners.NeedTally": "counted from the coverage of needs",
    "partners.OverlapDue": "a queue: which programmes are to be compared",
    "partners.OverlapPair": "found by comparing, and found again; what people decide of it is kept",
    "partners.MoneyLine": "counted from programmes, and counted again when they change",
    "partners.LeftOutRelation": "found in a file, and found again; the link it leads to is kept with its programme",
    "partners.IatiImportRow": "says what an import found; what it wrote is the history of the programme",
}
MODELS = [
    model
    for model in apps.get_models()
    if model._meta.app_label in OWN and not hasattr(model, "pgh_tracked_model") and not model._meta.proxy
]


def triggers_of(model):
    with connection.cursor() as cursor:
        cursor.execute(
            "select tgname from pg_trigger where tgrelid = %s::regclass and not tgisinternal", [model._meta.db_table]
        )
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_record_keeps_its_history_and_cannot_be_deleted(model, db):
    if model._meta.label in WITHOUT_HISTORY:
        return

    found = " ".join(triggers_of(model))

    assert "pgtrigger_insert_insert" in found
    assert "pgtrigger_update_update" in found
    assert "pgtrigger_never_deleted" in found


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_no_link_of_a_record_takes_it_along(model):
    if model._meta.label in WITHOUT_HISTORY:
        return

    taking = [
        field.name
        for field in model._meta.concrete_fields
        if field.is_relation and field.remote_field.on_delete in (deletion.CASCADE, deletion.SET_NULL)
    ]

    assert not taking


@pytest.mark.django_db
@pytest.mark.parametrize("make", [CountryFactory, NeedComponentFactory])
def test_the_database_refuses_to_delete(make):
    record = make()

    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        type(record)._base_manager.filter(pk=record.pk)._raw_delete("default")

    assert type(record)._base_manager.filter(pk=record.pk).exists()
