"""Unsaved text: kept while a person types, found again when the form is opened, closed when it is saved.

What a form with an envelope sends, as one types or with a press of its button, is kept here first; only then is the
record written. Two presses of one form make one record, or one move: a write runs inside `once`, which writes the
token's row and closes the text in the same transaction.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from msgspec.structs import replace

from core.clearance.actions import Refused
from core.clearance.models import Viewer
from core.drafts.envelope import Envelope, Values
from core.drafts.models import SubmitToken, UnsavedOutcome, UnsavedText
from core.models import User

MOST_CHARACTERS = 400_000
MOST_FIELDS = 1_000
CLOSED_KEPT, OPEN_KEPT = timedelta(days=30), timedelta(days=365)


class TooLong(Refused):
    """More was typed than can be kept as unsaved text."""

    def __init__(self) -> None:
        super().__init__(_("This text is too long to be kept before it is saved. Shorten it, or save it in parts."))


@dataclass(frozen=True)
class Kept:
    """What became of a sending. `envelope` is a new one where the same form draft had gone on elsewhere and this
    text was kept beside it; `was_saved` says that the form had been saved with this very text."""

    form_draft: uuid.UUID
    revision: int
    saved_at: datetime
    envelope: Envelope | None = None
    was_saved: bool = False


@transaction.atomic
def keep(*, envelope: Envelope, values: Values, writer: str = "", sequence: int = 0, revision: int = 0) -> Kept:
    """Keep what was typed on a form draft.

    `writer` is the page that sends, `sequence` counts its sendings: one that arrives late is passed over. Another
    page writes on the same form draft only if it had seen its last `revision`; otherwise its text gets a form draft
    of its own, as does what is typed on a form that has been saved already. Raises TooLong.
    """
    check_size(values)
    row = UnsavedText.objects.select_for_update().filter(form_draft=envelope.form_draft).first()
    if row is None:
        if SubmitToken.objects.filter(token=envelope.form_draft).exists():
            return _fork(envelope, values, writer, sequence)
        row = _begin(envelope, values, writer, sequence)
        if row is not None:
            return Kept(row.form_draft, row.revision, row.saved_at)
        row = UnsavedText.objects.select_for_update().get(form_draft=envelope.form_draft)
    was_saved = row.outcome == UnsavedOutcome.SAVED
    is_same_page = bool(writer) and row.writer == writer
    is_own = row.person_id == envelope.person
    if is_own and ((is_same_page and sequence <= row.sequence) or values == row.values):
        return Kept(row.form_draft, row.revision, row.saved_at, was_saved=was_saved)
    if was_saved or not is_own or not (is_same_page or revision == row.revision):
        return _fork(envelope, values, writer, sequence)
    row.values, row.base = values, envelope.base
    row.writer, row.sequence = writer, sequence
    row.revision, row.saved_at = row.revision + 1, timezone.now()
    row.closed_at, row.outcome, row.set_aside_at = None, "", None
    row.save()
    return Kept(row.form_draft, row.revision, row.saved_at)


def check_size(values: Values) -> None:
    """Refuse more than can be kept."""
    n_characters = sum(len(name) + sum(map(len, texts)) for name, texts in values.items())
    if n_characters > MOST_CHARACTERS or len(values) > MOST_FIELDS:
        raise TooLong


def close_saved(*, by: User, form_draft: uuid.UUID) -> None:
    """Note that a form draft has been saved. Call it in the transaction that writes the record."""
    rows = UnsavedText.objects.filter(form_draft=form_draft, person=by).exclude(outcome=UnsavedOutcome.SAVED)
    rows.update(closed_at=timezone.now(), outcome=UnsavedOutcome.SAVED)


@transaction.atomic
def set_aside(*, by: User, form_draft: uuid.UUID) -> UnsavedText:
    """Leave a text out of its form until it is asked for. Raises UnsavedText.DoesNotExist."""
    row = _own(by, form_draft)
    row.set_aside_at = timezone.now()
    row.save(update_fields=["set_aside_at"])
    return row


@transaction.atomic
def discard(*, by: User, form_draft: uuid.UUID) -> UnsavedText:
    """Throw a text away; for a month it can be brought back. Raises UnsavedText.DoesNotExist."""
    row = _own(by, form_draft)
    if row.is_open:
        row.closed_at, row.outcome = timezone.now(), UnsavedOutcome.DISCARDED
        row.save(update_fields=["closed_at", "outcome"])
    return row


@transaction.atomic
def bring_back(*, by: User, form_draft: uuid.UUID) -> UnsavedText:
    """Take back that a text was thrown away or set aside. Raises UnsavedText.DoesNotExist."""
    row = _own(by, form_draft)
    if row.outcome == UnsavedOutcome.DISCARDED:
        row.closed_at, row.outcome = None, ""
    row.set_aside_at = None
    row.save(update_fields=["closed_at", "outcome", "set_aside_at"])
    return row


def once(*, by: User, token: uuid.UUID | None, create: Callable[[], str]) -> str:
    """Run `create`, which writes and answers an address; on a repeated token wait for the first press, and answer its
    address. Without a token nothing is held back. What `create` raises leaves nothing written and the token free."""
    if token is None:
        with transaction.atomic():
            return create()
    try:
        with transaction.atomic():
            row = SubmitToken.objects.create(token=token, person=by)
            row.location = create()
            row.save(update_fields=["location"])
            close_saved(by=by, form_draft=token)
            return row.location
    except IntegrityError:
        earlier = SubmitToken.objects.filter(token=token).first()
        if earlier is None:
            raise
    if earlier.person_id == by.pk:
        return earlier.location
    # Somebody else's token says nothing about this press.
    return once(by=by, token=None, create=create)


def forget(*, closed: timedelta = CLOSED_KEPT, untouched: timedelta = OPEN_KEPT) -> int:
    """Remove texts that were closed or left untouched so long ago; how many. What was saved stands in its record."""
    now = timezone.now()
    gone, _rows = UnsavedText.objects.filter(closed_at__lt=now - closed).delete()
    stale, _rows = UnsavedText.objects.open().filter(saved_at__lt=now - untouched).delete()
    return gone + stale


def forget_tokens(*, after: timedelta = CLOSED_KEPT) -> int:
    """Remove the tokens of forms that were sent so long ago that nobody sends them again; how many."""
    return SubmitToken.objects.filter(used_at__lt=timezone.now() - after).delete()[0]


def open_texts(person: Viewer, form_keys: Iterable[str]) -> list[UnsavedText]:
    """A person's open texts of these forms, the newest first, those set aside last. One query."""
    rows = UnsavedText.objects.visible_to(person).open().filter(form_key__in=list(form_keys))
    return sorted(rows.order_by("-saved_at"), key=lambda row: row.set_aside_at is not None)


def texts_of(person: Viewer, *, limit: int = 50) -> list[UnsavedText]:
    """A person's open texts of all forms, the newest first; values are not read. One query."""
    return list(UnsavedText.objects.visible_to(person).open().defer("values", "base")[:limit])


def discarded_texts(person: Viewer, *, limit: int = 50) -> list[UnsavedText]:
    """What a person threw away lately, the newest first; values are not read. One query."""
    rows = UnsavedText.objects.visible_to(person).filter(outcome=UnsavedOutcome.DISCARDED)
    return list(rows.defer("values", "base").order_by("-closed_at")[:limit])


def find_text(person: Viewer, form_draft: uuid.UUID) -> UnsavedText | None:
    """A text of the person's own, open or thrown away."""
    rows = UnsavedText.objects.visible_to(person).exclude(outcome__in=[UnsavedOutcome.SAVED, UnsavedOutcome.CONTINUED])
    found: UnsavedText | None = rows.filter(form_draft=form_draft).first()
    return found


def _own(by: User, form_draft: uuid.UUID) -> UnsavedText:
    row: UnsavedText = UnsavedText.objects.visible_to(by).select_for_update().get(form_draft=form_draft)
    return row


def _begin(envelope: Envelope, values: Values, writer: str, sequence: int) -> UnsavedText | None:
    """The first row of a form draft; None where another sending has just written it."""
    try:
        with transaction.atomic():
            row = UnsavedText.objects.create(
                form_draft=envelope.form_draft,
                person_id=envelope.person,
                form_key=envelope.form_key,
                title=envelope.title,
                address=envelope.address,
                values=values,
                base=envelope.base,
                writer=writer,
                sequence=sequence,
            )
    except IntegrityError:
        return None
    if envelope.follows:
        form_draft, revision = envelope.follows
        earlier = UnsavedText.objects.open().filter(form_draft=form_draft, person_id=envelope.person, revision=revision)
        earlier.update(closed_at=row.saved_at, outcome=UnsavedOutcome.CONTINUED)
    return row


def _fork(envelope: Envelope, values: Values, writer: str, sequence: int) -> Kept:
    """Keep a text beside another that went on from the same form draft."""
    own = replace(envelope, form_draft=uuid.uuid4(), follows=None)
    row = _begin(own, values, writer, sequence)
    if row is None:
        raise IntegrityError("a fresh form draft is taken")
    return Kept(row.form_draft, row.revision, row.saved_at, envelope=own)
