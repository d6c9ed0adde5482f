"""The log is written once, says who was what then, and takes in no secret."""

import pytest
from django.db import DatabaseError, transaction

from core.history.audit import NEVER_NOTED, AuditEntry, AuditKind, note
from tests.factories.core import AuditEntryFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_an_entry_says_who_and_in_which_role():
    person = UserFactory(name="Ana Sok")

    entry = note(AuditKind.HANDED_OVER, by=person, about="KHM", drafts=3)

    assert (entry.by_name, entry.by_role, entry.about) == ("Ana Sok", person.role_label, "KHM")
    assert entry.detail == {"drafts": 3}
    assert entry.kind_label == "Handed over"


def test_an_entry_keeps_the_name_that_a_person_had():
    person = UserFactory(name="Ana Sok")
    entry = note(AuditKind.LOGGED_IN, by=person)

    person.name = "Ana Vann"
    person.save()

    entry.refresh_from_db()
    assert entry.by_name == "Ana Sok"


def test_something_can_happen_without_a_person():
    assert note(AuditKind.LOGIN_FAILED, by=None).by_name == ""


@pytest.mark.parametrize("name", sorted(NEVER_NOTED))
def test_a_secret_is_refused(name):
    with pytest.raises(ValueError, match=name):
        note(AuditKind.LOGGED_IN, by=None, **{name: "x"})

    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("write", ["update", "delete"])
def test_the_database_refuses_to_change_an_entry(write):
    entry = AuditEntryFactory()

    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        entry.delete() if write == "delete" else AuditEntry.objects.filter(pk=entry.pk).update(about="other")

    assert AuditEntry.objects.get() == entry


def test_an_entry_goes_with_the_write_that_failed():
    def failing():
        with transaction.atomic():
            note(AuditKind.EXPORTED, by=None)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing()

    assert not AuditEntry.objects.exists()


def test_what_is_too_long_is_cut():
    assert len(note(AuditKind.EXPORTED, by=None, about="x" * 999).about) == 300


def test_only_the_secretariat_reads_what_others_did(cast):
    own = note(AuditKind.LOGGED_IN, by=cast.focal_vnm)
    other = note(AuditKind.LOGGED_IN, by=cast.secretariat)

    assert set(AuditEntry.objects.visible_to(cast.secretariat)) == {own, other}
    assert list(AuditEntry.objects.visible_to(cast.focal_vnm)) == [own]
