"""Documents hang on records, are read with them, and are never lost or half-written."""

import errno
import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from django.utils import timezone

from core.clearance.actions import Refused
from core.documents import actions as document_actions
from core.documents import store as document_store
from core.documents.models import Document
from core.documents.sanitise import Unfit
from core.history.audit import AuditEntry, AuditKind
from core.notices.models import Notice
from iwt_dashboard.pages.inbox import Inbox
from needs import actions as needs_actions
from tests import files
from tests.factories.core import DocumentFactory
from tests.factories.needs import NeedFactory, PlanFactory
from tests.factories.roadmap import ObservationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.DOCUMENTS_DIR = str(tmp_path / "documents")


@pytest.fixture
def draft(cast):
    return NeedFactory(country=cast.focal_vnm.country, created_by=cast.focal_vnm)


@pytest.fixture
def cleared(cast):
    return NeedFactory(country=cast.focal_vnm.country, cleared=True, disclosure="partners", created_by=cast.focal_vnm)


def add(by, record, data=None, name="plan.pdf"):
    data = files.pdf() if data is None else data
    return document_actions.add_document(by=by, record=record, name=name, file=io.BytesIO(data), size=len(data))


def readers(cast, document):
    people = {**cast.people(), "public": cast.public}
    return {who for who, person in people.items() if Document.objects.visible_to(person).filter(pk=document.pk)}


TEAM = {"focal_vnm", "alternate_vnm", "clearing_vnm", "second_clearing_vnm", "viewer_vnm"}
WITH_PARTNERS = {"focal_tha", "clearing_tha", "secretariat", "editor_wcs", "viewer_wcs", "editor_traffic"} | TEAM


def test_a_document_of_a_draft_is_the_own_teams_until_it_is_cleared_with_the_draft(cast, draft):
    document = add(cast.focal_vnm, draft)
    assert readers(cast, document) == TEAM

    needs_actions.submit(by=cast.focal_vnm, record=draft)
    needs_actions.clear_need(by=cast.clearing_vnm, record=draft, disclosure="partners")

    assert readers(cast, document) == WITH_PARTNERS


def test_a_document_added_after_clearing_waits_to_be_cleared_by_itself(cast, cleared):
    document = add(cast.focal_vnm, cleared)
    assert readers(cast, document) == TEAM

    document_actions.clear_document(by=cast.clearing_vnm, document=document)

    assert readers(cast, document) == WITH_PARTNERS


def test_a_document_goes_with_its_record(cast, cleared):
    document = add(cast.focal_vnm, cleared)
    document_actions.clear_document(by=cast.clearing_vnm, document=document)

    needs_actions.change_disclosure(by=cast.focal_vnm, record=cleared, disclosure="national")

    assert readers(cast, document) == TEAM


def test_a_document_of_a_plan_is_public_once_cleared(cast):
    plan = PlanFactory(country=cast.focal_vnm.country)
    document = add(cast.focal_vnm, plan)
    assert readers(cast, document) == TEAM

    document_actions.clear_document(by=cast.clearing_vnm, document=document)

    assert readers(cast, document) == WITH_PARTNERS | {"public"}


def test_what_the_secretariat_puts_to_a_plan_is_public_at_once(cast):
    document = add(cast.secretariat, PlanFactory(country=cast.focal_vnm.country))

    assert "public" in readers(cast, document)


@pytest.mark.parametrize("who", ["focal_tha", "clearing_vnm", "viewer_vnm", "editor_wcs", "secretariat"])
def test_only_the_writing_team_adds_documents_to_a_need(cast, cleared, who):
    with pytest.raises(Refused):
        add(getattr(cast, who), cleared)

    assert not Document.objects.exists()


def test_nothing_joins_what_lies_with_the_clearing_officer(cast, draft):
    needs_actions.submit(by=cast.focal_vnm, record=draft)

    with pytest.raises(Refused, match="clearing officer"):
        add(cast.focal_vnm, draft)


def test_nobody_clears_an_own_document(cast, cleared):
    document = add(cast.focal_vnm, cleared)

    with pytest.raises(Refused):
        document_actions.clear_document(by=cast.focal_vnm, document=document)


def test_a_record_takes_so_many_documents_and_no_more(cast, draft, settings):
    settings.DOCUMENTS_PER_RECORD = 1
    add(cast.focal_vnm, draft)

    with pytest.raises(Refused, match="no more"):
        add(cast.focal_vnm, draft)


def test_a_withdrawn_document_is_hidden_and_comes_back_uncleared(cast, cleared):
    document = add(cast.focal_vnm, cleared)
    document_actions.clear_document(by=cast.clearing_vnm, document=document)
    with pytest.raises(Refused, match="why"):
        document_actions.withdraw_document(by=cast.focal_vnm, document=document, reason="")

    document_actions.withdraw_document(by=cast.focal_vnm, document=document, reason="Names a ranger.")
    assert readers(cast, document) == set()
    assert document.stored_as in document_store.stored()

    document_actions.bring_document_back(by=cast.focal_vnm, document=document)
    assert readers(cast, document) == TEAM


def test_the_file_is_there_before_the_row_and_stays_if_the_row_fails(cast, draft, monkeypatch):
    monkeypatch.setattr(Document.objects, "create", lambda **fields: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        add(cast.focal_vnm, draft)

    assert len(document_store.stored()) == 1
    assert not Document.objects.exists()


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.rename"])
def test_a_full_disk_leaves_nothing_and_says_so(cast, draft, monkeypatch, step):
    def full(*args, **options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(step, full)

    with pytest.raises(Unfit, match="no room"):
        add(cast.focal_vnm, draft)

    assert not document_store.stored()
    assert not Document.objects.exists()


def test_the_check_names_files_that_are_missing_changed_or_left_over(cast, draft, capsys, settings):
    kept, changed, missing = (add(cast.focal_vnm, draft, name=f"{n}.pdf") for n in range(3))
    call_command("check_documents", verbosity=0)
    folder = Path(settings.DOCUMENTS_DIR)
    (folder / changed.stored_as).write_bytes(b"x" * changed.size)
    (folder / missing.stored_as).unlink()
    document_store.write(b"left")

    with pytest.raises(CommandError, match="2 documents"):
        call_command("check_documents")

    said = capsys.readouterr().out
    assert f"Document {changed.pk}: its file has another content" in said
    assert f"Document {missing.pk}: its file is missing" in said
    assert f"Document {kept.pk}:" not in said
    assert "1 files left over" in said


# --- pages


def upload(client, record, data, name="plan.pdf", kind="need"):
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("document-add", args=[kind, record.pk]), {"file": file})


def test_a_document_is_uploaded_without_script_and_fetched_inert(cast, as_person, draft):
    client = as_person(cast.focal_vnm)

    by_somebody = files.pdf(lambda made: made.docinfo.__setitem__("/Author", "Lan"))
    assert upload(client, draft, by_somebody, "Kế hoạch.pdf").status_code == 302

    document = Document.objects.get()
    assert document.taken_out == ["hidden"]
    page = client.get(reverse("documents", args=["need", draft.pk])).content.decode()
    assert "Taken out of it before it was kept: hidden data, such as names of authors" in page
    assert "Taken out when it was added: hidden data" in page
    answer = client.get(reverse("document", args=[document.key]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''K%E1%BA%BF")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
    assert AuditEntry.objects.get(kind=AuditKind.DOCUMENT_DOWNLOADED).about == draft.code


@pytest.mark.parametrize("who", ["focal_tha", "editor_wcs", "secretariat", "public"])
def test_who_may_not_know_of_a_document_finds_nothing(cast, as_person, draft, who):
    document = add(cast.focal_vnm, draft)
    client = as_person(getattr(cast, who))

    assert client.get(reverse("document", args=[document.key])).status_code == 404
    assert client.get(reverse("documents", args=["need", draft.pk])).status_code == 404


def test_a_file_that_is_not_taken_is_answered_with_the_reason(cast, as_person, draft):
    answer = upload(as_person(cast.focal_vnm), draft, b"<html></html>", "plan.pdf")

    assert answer.status_code == 422
    assert "not what its name says" in answer.content.decode()


def test_no_file_is_answered_with_a_reason(cast, as_person, draft):
    answer = as_person(cast.focal_vnm).post(reverse("document-add", args=["need", draft.pk]))

    assert answer.status_code == 422
    assert "Choose a file" in answer.content.decode()


def test_a_reader_who_may_not_write_sees_documents_and_no_form(cast, as_person, cleared):
    document = DocumentFactory(record=cleared.pk, country=cleared.country, cleared_at=timezone.now())
    client = as_person(cast.editor_wcs)

    page = client.get(reverse("documents", args=["need", cleared.pk])).content.decode()

    assert document.name in page
    assert "multipart" not in page
    assert upload(client, cleared, files.pdf()).status_code == 404


def test_moves_of_a_document_on_its_page(cast, as_person, cleared):
    document = add(cast.focal_vnm, cleared)
    officer, writer = as_person(cast.clearing_vnm), as_person(cast.focal_vnm)

    officer.post(reverse("document-clear", args=[document.key]))
    assert Document.objects.get().cleared_by == cast.clearing_vnm
    writer.post(reverse("document-withdraw", args=[document.key]), {"reason": "Old."})
    assert Document.objects.get().withdrawn_reason == "Old."
    assert "Old." in writer.get(reverse("documents", args=["need", cleared.pk])).content.decode()
    writer.post(reverse("document-bring-back", args=[document.key]))
    assert Document.objects.get().withdrawn_at is None


@pytest.mark.parametrize("address", ["document-clear", "document-withdraw", "document-bring-back"])
def test_strangers_move_no_document(cast, as_person, cleared, address):
    document = add(cast.focal_vnm, cleared)

    answer = as_person(cast.focal_tha).post(reverse(address, args=[document.key]), {"reason": "x"})

    assert answer.status_code == 404


def test_a_document_put_to_a_value_is_cleared_with_it(cast):
    value = ObservationFactory(disclosure="public")
    before = value.cleared_at - timedelta(days=1)
    old = DocumentFactory(kind="value", record=value.pk, country=value.country, offered_at=before)
    new = DocumentFactory(kind="value", record=value.pk, country=value.country)

    assert set(Document.objects.visible_to(cast.public)) == {old}
    assert new not in Document.objects.visible_to(cast.secretariat)


def asked_to_clear(person):
    """Titles, addresses of the mail that waits for a person, and lines of the workspace that lead to the same page."""
    notices = Notice.objects.filter(person=person)
    lines = [one.url for one in Inbox(person).waiting if one.state == "document"]
    return [(one.title, one.path) for one in notices], lines


@pytest.mark.parametrize("kind", ["need", "value", "plan"])
def test_who_clears_hears_of_a_document_that_came_after_its_record(cast, kind):
    """A document of a draft is cleared with it; one that is put to what others read already waits by itself."""
    viet_nam = cast.focal_vnm.country
    record, title = {
        "need": lambda: (NeedFactory(country=viet_nam, cleared=True, title="Radios"), "Radios"),
        "value": lambda: (ObservationFactory(country_indicator__country=viet_nam), ""),
        "plan": lambda: (PlanFactory(country=viet_nam, title="NBSAP"), "NBSAP"),
    }[kind]()

    document = add(cast.focal_vnm, record)

    told, shown = asked_to_clear(cast.clearing_vnm)
    assert [path for _title, path in told] == shown == [f"/documents/{kind}/{record.pk}/"]
    assert title in told[0][0]
    for person in (cast.focal_vnm, cast.clearing_tha, cast.viewer_vnm, cast.editor_wcs, cast.secretariat):
        assert asked_to_clear(person) == ([], [])
    document_actions.clear_document(by=cast.clearing_vnm, document=document)
    assert asked_to_clear(cast.second_clearing_vnm) == ([], [])


def test_nobody_is_asked_to_clear_a_document_of_a_draft_or_one_that_is_gone(cast, draft, cleared):
    add(cast.focal_vnm, draft)
    gone = add(cast.focal_vnm, cleared)
    document_actions.withdraw_document(by=cast.focal_vnm, document=gone, reason="Wrong file")

    assert asked_to_clear(cast.clearing_vnm) == ([], [])

    document_actions.bring_document_back(by=cast.focal_vnm, document=gone)
    assert asked_to_clear(cast.clearing_vnm)[1] == [f"/documents/need/{cleared.pk}/"]
