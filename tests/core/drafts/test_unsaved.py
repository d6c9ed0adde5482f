"""Unsaved text: what is kept, what becomes of late and doubled sendings, and who reads it."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from msgspec.structs import replace

from core.drafts import store as unsaved
from core.drafts.envelope import Envelope, typed_values
from core.drafts.models import SubmitToken, UnsavedOutcome, UnsavedText
from core.drafts.store import once
from tests.factories.core import UnsavedTextFactory, UserFactory

pytestmark = pytest.mark.django_db


def envelope_of(person, **fields):
    given = {"form_key": "needs.need:new", "form_draft": uuid.uuid4(), "title": "New need", "address": "/needs/new/"}
    return Envelope(person=person.pk, **{**given, **fields})


def words(text):
    return {"title": [text]}


def texts_in_the_table():
    return sorted(row.values["title"][0] for row in UnsavedText.objects.open())


def test_what_is_kept_is_found_again(cast):
    envelope = envelope_of(cast.focal_vnm, base=words(""))

    kept = unsaved.keep(envelope=envelope, values=words("Radios"))

    (row,) = unsaved.open_texts(cast.focal_vnm, ["needs.need:new"])
    assert (row.form_draft, row.values, row.base, row.revision) == (
        envelope.form_draft,
        words("Radios"),
        words(""),
        kept.revision,
    )


def test_nobody_else_reads_it(cast):
    UnsavedTextFactory(person=cast.focal_vnm)

    readers = [name for name, person in cast.people().items() if unsaved.texts_of(person)]

    assert readers == ["focal_vnm"]
    assert not UnsavedText.objects.visible_to(cast.public)


def test_a_deactivated_person_reads_nothing(cast):
    UnsavedTextFactory(person=cast.focal_vnm)
    cast.focal_vnm.is_active = False

    assert not UnsavedText.objects.visible_to(cast.focal_vnm)


@pytest.mark.parametrize(
    ("writer", "sequence", "revision", "stands"),
    [
        ("page-a", 2, 0, ["second"]),  # the next sending of the same page, whose first answer got lost
        ("page-a", 1, 1, ["first"]),  # the first again, by a retry
        ("page-a", 0, 1, ["first"]),  # one that was overtaken
        ("page-b", 1, 1, ["second"]),  # another page that had seen the first
        ("page-b", 1, 0, ["first", "second"]),  # another page that had not
        ("", 0, 1, ["second"]),  # a press without script
        ("", 0, 0, ["first", "second"]),  # a press without script from a copy of the page
    ],
)
def test_sendings_of_one_draft(cast, writer, sequence, revision, stands):
    envelope = envelope_of(cast.focal_vnm)
    unsaved.keep(envelope=envelope, values=words("first"), writer="page-a", sequence=1)

    unsaved.keep(envelope=envelope, values=words("second"), writer=writer, sequence=sequence, revision=revision)

    assert texts_in_the_table() == stands


def test_a_text_kept_beside_another_gets_a_envelope_of_its_own(cast):
    envelope = envelope_of(cast.focal_vnm)
    unsaved.keep(envelope=envelope, values=words("first"), writer="page-a", sequence=1)

    kept = unsaved.keep(envelope=envelope, values=words("second"), writer="page-b", sequence=1)

    assert kept.envelope is not None
    assert kept.envelope.form_draft == kept.form_draft != envelope.form_draft
    assert UnsavedText.objects.get(form_draft=kept.form_draft).values == words("second")


def test_saving_closes_the_text(cast):
    envelope = envelope_of(cast.focal_vnm)
    unsaved.keep(envelope=envelope, values=words("Radios"))

    once(by=cast.focal_vnm, token=envelope.form_draft, create=lambda: "/needs/VNM-001/")

    row = UnsavedText.objects.get()
    assert (row.outcome, row.is_open) == (UnsavedOutcome.SAVED, False)


def test_a_save_that_fails_leaves_the_text_open(cast):
    envelope = envelope_of(cast.focal_vnm)
    unsaved.keep(envelope=envelope, values=words("Radios"))

    def fail():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        once(by=cast.focal_vnm, token=envelope.form_draft, create=fail)

    assert UnsavedText.objects.get().is_open


@pytest.mark.parametrize(
    ("text", "sequence", "stands"),
    [
        ("as saved", 9, []),  # the same press again
        ("older", 1, []),  # what was on its way when the button was pressed
        ("newer", 9, ["newer"]),  # typed after going back to the page
    ],
)
def test_what_arrives_after_the_save(cast, text, sequence, stands):
    envelope = envelope_of(cast.focal_vnm)
    unsaved.keep(envelope=envelope, values=words("as saved"), writer="page-a", sequence=5)
    once(by=cast.focal_vnm, token=envelope.form_draft, create=lambda: "/")

    kept = unsaved.keep(envelope=envelope, values=words(text), writer="page-a", sequence=sequence)

    assert texts_in_the_table() == stands
    assert kept.was_saved is (not stands)


def test_what_is_typed_on_a_saved_form_without_a_row_is_kept_apart(cast):
    envelope = envelope_of(cast.focal_vnm)
    SubmitToken.objects.create(token=envelope.form_draft, person=cast.focal_vnm)

    kept = unsaved.keep(envelope=envelope, values=words("after"))

    assert kept.envelope is not None
    assert texts_in_the_table() == ["after"]


def test_a_later_opening_takes_the_place_of_the_earlier(cast):
    earlier = UnsavedTextFactory(person=cast.focal_vnm, revision=3)

    unsaved.keep(envelope=envelope_of(cast.focal_vnm, follows=(earlier.form_draft, 3)), values=words("further"))

    earlier.refresh_from_db()
    assert earlier.outcome == UnsavedOutcome.CONTINUED
    assert texts_in_the_table() == ["further"]


def test_an_earlier_opening_that_went_on_elsewhere_stays(cast):
    earlier = UnsavedTextFactory(person=cast.focal_vnm, revision=4, values=words("on the phone"))

    unsaved.keep(envelope=envelope_of(cast.focal_vnm, follows=(earlier.form_draft, 3)), values=words("at the desk"))

    assert texts_in_the_table() == ["at the desk", "on the phone"]


def test_typing_on_after_it_was_continued_elsewhere_opens_the_earlier_again(cast):
    envelope = envelope_of(cast.focal_vnm)
    kept = unsaved.keep(envelope=envelope, values=words("phone"), writer="phone", sequence=1)
    unsaved.keep(
        envelope=envelope_of(cast.focal_vnm, follows=(envelope.form_draft, kept.revision)), values=words("desk")
    )

    unsaved.keep(envelope=envelope, values=words("phone again"), writer="phone", sequence=2)

    assert texts_in_the_table() == ["desk", "phone again"]


def test_setting_aside_and_throwing_away_and_back(cast):
    text = UnsavedTextFactory(person=cast.focal_vnm)

    unsaved.set_aside(by=cast.focal_vnm, form_draft=text.form_draft)
    assert [row.set_aside_at is not None for row in unsaved.open_texts(cast.focal_vnm, [text.form_key])] == [True]
    unsaved.discard(by=cast.focal_vnm, form_draft=text.form_draft)
    assert not unsaved.texts_of(cast.focal_vnm)
    assert [row.form_draft for row in unsaved.discarded_texts(cast.focal_vnm)] == [text.form_draft]
    unsaved.bring_back(by=cast.focal_vnm, form_draft=text.form_draft)
    assert [row.set_aside_at for row in unsaved.texts_of(cast.focal_vnm)] == [None]


@pytest.mark.parametrize("act", [unsaved.set_aside, unsaved.discard, unsaved.bring_back])
def test_nobody_touches_the_text_of_another(cast, act):
    text = UnsavedTextFactory(person=cast.focal_vnm)

    with pytest.raises(UnsavedText.DoesNotExist):
        act(by=cast.secretariat, form_draft=text.form_draft)


@pytest.mark.parametrize(
    "values",
    [
        {"title": ["x" * (unsaved.MOST_CHARACTERS + 1)]},
        {f"field-{n}": ["x"] for n in range(unsaved.MOST_FIELDS + 1)},
    ],
)
def test_more_than_can_be_kept_is_refused_and_changes_nothing(cast, values):
    envelope = envelope_of(cast.focal_vnm)
    unsaved.keep(envelope=envelope, values=words("Radios"))

    with pytest.raises(unsaved.TooLong, match="too long"):
        unsaved.keep(envelope=envelope, values=values, revision=1)

    assert texts_in_the_table() == ["Radios"]


def test_secrets_and_the_workings_of_the_form_are_left_out(rf):
    sent = {
        "title": "Radios",
        "kinds": ["a", "b"],
        "password1": "x",
        "csrfmiddlewaretoken": "x",
        "draft_envelope": "x",
        "do": "draft",
    }
    data = rf.post("/", sent).POST

    assert typed_values(data) == {"title": ["Radios"], "kinds": ["a", "b"]}


def test_a_envelope_survives_its_journey_and_no_other_is_believed(cast):
    envelope = envelope_of(cast.focal_vnm, base={"title": ["Đồng bằng"]}, follows=(uuid.uuid4(), 2))

    assert Envelope.read(envelope.text()) == envelope
    assert Envelope.read(envelope.text() + "x") is None
    assert Envelope.read("") is None
    assert Envelope.read(envelope.text(), max_age=timedelta(seconds=-1)) is None
    assert replace(envelope, person=1).text() != envelope.text()


def test_a_row_is_closed_with_its_outcome_or_open_without(cast):
    text = UnsavedTextFactory(person=cast.focal_vnm)

    with pytest.raises(IntegrityError), transaction.atomic():
        UnsavedText.objects.filter(pk=text.pk).update(outcome=UnsavedOutcome.SAVED)


@pytest.mark.parametrize(
    ("days_closed", "days_touched", "is_forgotten"),
    [(31, 31, True), (29, 29, False), (None, 366, True), (None, 364, False)],
)
def test_what_is_forgotten(cast, days_closed, days_touched, is_forgotten):
    now = timezone.now()
    closed = {"closed_at": now - timedelta(days=days_closed), "outcome": UnsavedOutcome.SAVED} if days_closed else {}
    UnsavedTextFactory(person=cast.focal_vnm, saved_at=now - timedelta(days=days_touched), **closed)

    assert unsaved.forget() == int(is_forgotten)
    assert UnsavedText.objects.exists() is not is_forgotten


@pytest.mark.django_db(transaction=True)
def test_two_first_sendings_at_the_same_moment_lose_nothing():
    person, gate = UserFactory(), threading.Barrier(2)
    envelope = envelope_of(person)

    def send(page):
        gate.wait()
        unsaved.keep(envelope=envelope, values=words(page), writer=page, sequence=1)
        connection.close()

    threads = [threading.Thread(target=send, args=(page,)) for page in ("desk", "phone")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert texts_in_the_table() == ["desk", "phone"]
