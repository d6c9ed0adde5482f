"""What every write of a need shares: the locked rows, the questions asked of them, and how content gets into them."""

from typing import Any

from django.db.models import Max
from django.db.models.deletion import Collector, ProtectedError
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core.clearance import proposals
from core.clearance.actions import Refused
from core.models import Country, User
from needs.content import NEED_FIELDS, PART_FIELDS, NeedContent, PartContent, missing
from needs.models import Need, NeedComponent, NeedRevision

# The next number of a need lies so far from the last one, at most.
LARGEST_GAP = 3
_Match = tuple[PartContent, NeedComponent | None]


class Incomplete(Refused):
    """A need is not complete enough to be submitted; `fields` maps each field to what is missing."""

    def __init__(self, found: dict[str, str]) -> None:
        super().__init__(_("Not yet complete: %(what)s") % {"what": " ".join(found.values())})
        self.fields = found


def ask_editable(record: Need | NeedRevision) -> None:
    """Refuse to write what waits for the clearing officer."""
    proposals.ask_editable(
        record, submitted=_("This is with the clearing officer. Recall it, or wait for its return, before you edit it.")
    )


def ask_complete(content: NeedContent) -> None:
    """Refuse what is not complete enough to be cleared."""
    if found := missing(content, today=timezone.localdate()):
        raise Incomplete(found)


def lock_pair(need: Need) -> tuple[Need, NeedRevision | None]:
    """The need and its open proposal, locked in this order by everybody."""
    return proposals.lock_pair(need, NeedRevision)


def next_number(rows: Any) -> int:
    """The number after the highest among these rows; hold a lock, so that two people cannot get it at once."""
    return (rows.aggregate(highest=Max("number"))["highest"] or 0) + 1


def next_need_number(country: Country) -> int:
    """A number for a new need of a country, whose row is locked: after the highest, with gaps that mean nothing.

    Were numbers given one after the other, those that a reader does not see would count what is hidden. How far the
    next one lies is drawn by the key of this instance, so that nobody else can tell a gap from a hidden need.
    """
    after = next_number(Need.objects.filter(country=country))
    drawn = salted_hmac("needs.number", f"{country.iso3} {after}").digest()[0]
    return after + drawn % LARGEST_GAP


def fill(need: Need, content: NeedContent) -> None:
    """Write content into a need's fields; the caller saves."""
    for name in NEED_FIELDS:
        value = getattr(content, name)
        setattr(need, name, list(value) if isinstance(value, tuple) else value)


def write_parts(need: Need, content: NeedContent, by: User | None = None) -> None:
    """Make the need's parts those of the content, each part keeping its row. What the content lacks is withdrawn."""
    matched, removed = match_parts(need, content)
    ask_unanswered(removed)
    for row in removed:
        row.position = None
        row.withdraw(by)
        row.save(update_fields=["position", *row.WITHDRAWAL])
    for position, (part, found) in enumerate(matched, start=1):
        row = found or NeedComponent(need=need)
        row.position = position
        row.bring_back()
        for name in PART_FIELDS:
            setattr(row, name, getattr(part, name))
        row.save()


def match_parts(need: Need, content: NeedContent) -> tuple[list[_Match], list[NeedComponent]]:
    """Each part of the content with its row (a part without key goes by title), and the rows that no part claims."""
    every = {row.pk: row for row in NeedComponent.everything.filter(need=need).order_by("position", "pk")}
    # A part that had left comes back in its own row; by its title alone only a part that stands is found.
    stored = {key: row for key, row in every.items() if row.withdrawn_at is None}
    claimed = {part.pk for part in content.parts if part.pk in stored}
    matched: list[_Match] = []
    for part in content.parts:
        row = every.get(part.pk) if part.pk else None
        if row is None:
            row = next((r for r in stored.values() if r.title == part.title and r.pk not in claimed), None)
            claimed |= {row.pk} if row else set()
        matched.append((part, row))
    return matched, [row for key, row in stored.items() if key not in claimed]


def ask_unanswered(rows: list[NeedComponent]) -> None:
    """Refuse to take parts away which partners have answered: finds the rows of any app that link to them."""
    blocked = []
    for row in rows:
        try:
            Collector(using="default", origin=row).collect([row])
        except ProtectedError:
            blocked.append(row.title)
    if blocked:
        raise Refused(
            _("Partners have answered these parts, so they cannot be taken away: %(parts)s.")
            % {"parts": ", ".join(blocked)}
        )
