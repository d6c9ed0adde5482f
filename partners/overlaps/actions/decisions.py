"""Comparing programmes that have changed, and what people decide of two that look alike."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from core.clearance.actions import EditConflict, Refused
from core.clearance.permissions import Permission, holders
from core.models import User
from core.notices.actions import notify, settle
from core.notices.models import NoticeKind
from core.tracking import is_invented
from partners.overlaps.candidates import MOST, alike
from partners.overlaps.models import OverlapDecision, OverlapDecisionKind
from partners.programmes.models.programmes import Programme
from partners.programmes.permissions import keeps
from partners.programmes.rules.portfolio import makes_circle

# Only one compares at a time; any other leaves it to that one.
_COMPARING = 7_304_118
AT_ONCE = 25
_COLUMNS = (
    *("first_id", "second_id", "grade", "rank"),
    *("title_likeness", "implementer_likeness", "has_same_identifier", "is_of_first", "is_of_second"),
)
_SQL = Path(__file__).parents[1] / "sql"
_TAKE = (_SQL / "take_due.sql").read_text(encoding="utf-8")
_WRITE = (_SQL / "write_pairs.sql").read_text(encoding="utf-8")
_TRIM = (_SQL / "trim_best.sql").read_text(encoding="utf-8")
_ALL_DUE = """
    INSERT INTO partners_overlapdue (programme_id, since)
    SELECT id, NOW() FROM partners_programme WHERE withdrawn_at IS NULL AND id %% %s = %s ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True)
class Compared:
    """How many programmes were compared, and how many still wait."""

    done: int
    waiting: int


@transaction.atomic
def compare_due(*, limit: int = AT_ONCE) -> Compared:
    """Compare the programmes that have waited longest with all others, unless somebody else does. Three queries."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [_COMPARING, limit])
        waiting, keys, since = cursor.fetchone()
        done = 0
        if keys:
            found = alike(keys, keeps_partners=True).pairs
            pairs = [{name: getattr(pair, name) for name in _COLUMNS} for pair in found]
            others = {key for pair in found for key in (pair.first_id, pair.second_id)} - set(keys)
            written = {"pairs": json.dumps(pairs), "keys": keys, "since": since, "most": MOST, "others": sorted(others)}
            # Two statements in one go: the second looks at what the first has written.
            cursor.execute(f"{_WRITE};{_TRIM}", written)
            (done,) = cursor.fetchone()
    return Compared(done, waiting - done)


def compare_again(*, share: int = 0, of: int = 1) -> None:
    """Note one of so many shares of all programmes to be compared again; all of them where nothing is said.

    Whatever changes is noted by triggers, and enters the lists of those that it looks most like at once. This mends
    the rest: that it has become one of the best of a programme far down in its own list.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ALL_DUE, [of, share])


@transaction.atomic
def decide_overlap(
    *,
    by: User,
    one: Programme,
    other: Programme,
    kind: OverlapDecisionKind,
    reason: str = "",
    whole: Programme | None = None,
    seen: int | None = None,
) -> OverlapDecision:
    """Note that two programmes are related, different, or said to be the same; or that one is part of the `whole`.

    `seen` is the key of the decision that stood when the person looked, if one did. Raises Refused where the rules
    forbid it, EditConflict where somebody decided meanwhile, Programme.DoesNotExist where the person may not know of
    one of both. Mergers have an action of their own.
    """
    first, second = _locked_for(by, one, other)
    standing = standing_decision(first, second, seen)
    if kind is OverlapDecisionKind.DIFFERENT and not reason.strip():
        raise Refused(_("Say why they are different: others will ask the same."))
    decision = OverlapDecision(
        first=first,
        second=second,
        kind=kind,
        into=whole,
        reason=reason.strip()[:500],
        judged=judged(first, second),
        decided_by=by,
        is_demo=is_invented(),
    )
    if standing and standing.kind == OverlapDecisionKind.MERGED:
        # A merger is undone by its own action alone, never as a side effect of another decision.
        raise Refused(_("They are merged. Take that back first."))
    if standing:
        _withdraw(by, standing, str(_("Decided anew.")))
    if kind is OverlapDecisionKind.PART:
        decision.moved = _make_part(by, first, second, whole)
    decision.save()
    if kind is OverlapDecisionKind.SAME_ASKED:
        _tell_who_decides(decision, by)
    return decision


@transaction.atomic
def take_back(*, by: User, decision: OverlapDecision, reason: str = "") -> OverlapDecision:
    """Take a decision back, so that the pair is asked about again; a part is then no part any more.

    Raises Refused where the rules forbid it or it has been taken back already. Mergers have an action of their own.
    """
    first, second = _locked_for(by, decision.first, decision.second)
    row = standing_decision(first, second, decision.pk)
    if row is None or row.kind == OverlapDecisionKind.MERGED:
        raise Refused(_("This has been taken back already."))
    return _withdraw(by, row, reason)


def locked_pair(by: User, one: Programme, other: Programme) -> tuple[Programme, Programme]:
    """Two programmes that the person may read, in the order of their keys, locked until the transaction ends."""
    rows = Programme.objects.visible_to(by).filter(pk__in=(one.pk, other.pk)).order_by("pk").select_related("owner")
    found = list(rows.select_for_update(of=("self",)))
    if len(found) != 2:
        raise Programme.DoesNotExist
    return found[0], found[1]


def standing_decision(first: Programme, second: Programme, seen: int | None) -> OverlapDecision | None:
    """The decision that stands; raises EditConflict where it is not the one that the person has seen."""
    found: OverlapDecision | None = OverlapDecision.objects.between(first, second).select_for_update().first()
    if (found.pk if found else None) != seen:
        raise EditConflict
    return found


def judged(first: Programme, second: Programme) -> dict[str, list[str]]:
    """What a decision was made on, to be told when it has changed."""
    return {
        "titles": [first.title, second.title],
        "identifiers": [first.iati_identifier, second.iati_identifier],
    }


def note_withdrawn(by: User, row: OverlapDecision, reason: str) -> None:
    """Withdraw a decision; what it did is undone elsewhere."""
    row.withdraw(by, reason)
    row.save(update_fields=list(OverlapDecision.WITHDRAWAL))
    settle(row)


def would_hold_itself(part: int, whole: int, *, but: int) -> bool:
    """Whether a programme would come to be among its own parts under that whole, whatever now stands above `but`."""
    above = Programme.objects.filter(parent__isnull=False).exclude(pk=but).values_list("pk", "parent")
    return makes_circle(str(part), str(whole), {str(pk): str(larger) for pk, larger in above})


def _tell_who_decides(decision: OverlapDecision, by: User) -> None:
    """Note for the other owner's editors and the secretariat that somebody says two programmes are the same."""
    first, second = decision.first, decision.second
    people = {person.pk: person for person in holders(Permission.PROGRAMME_WRITE_ANY)}
    for owner in {first.owner, second.owner} - {None, by.organisation}:
        people |= {person.pk: person for person in holders(Permission.PROGRAMME_WRITE, organisation=owner)}
    told = [
        person
        for _key, person in sorted(people.items())
        if OverlapDecision.objects.visible_to(person).filter(pk=decision.pk).exists()
    ]
    who = by.organisation or _("The secretariat")

    def asked(person: User) -> str:
        if keeps(person, first) and keeps(person, second):
            return _("%(who)s says that they are the same. Merge them, or say why they are not.") % {"who": who}
        words = _(
            "%(who)s says that they are the same. If so, the secretariat merges them; if not, say why they differ."
        )
        return words % {"who": who}

    notify(
        told,
        NoticeKind.PROGRAMME,
        decision,
        title=f"{first.title}; {second.title}",
        sentence=asked,
        path=reverse("partners:overlap", args=[first.slug, second.slug]),
        by=by,
    )


def _locked_for(by: User, one: Programme, other: Programme) -> tuple[Programme, Programme]:
    """Two locked programmes of which the person keeps at least one."""
    first, second = locked_pair(by, one, other)
    if not (keeps(by, first) or keeps(by, second)):
        raise Refused(_("Only the organisations that own one of them, and the secretariat, can say this."))
    return first, second


def _withdraw(by: User, row: OverlapDecision, reason: str) -> OverlapDecision:
    if row.kind == OverlapDecisionKind.PART and row.into_id:
        part = Programme.objects.get(pk=row.second_id if row.into_id == row.first_id else row.first_id)
        if part.parent_id == row.into_id:
            _put_under(part, row.moved.get("parent"))
    note_withdrawn(by, row, reason)
    return row


def _make_part(by: User, first: Programme, second: Programme, whole: Programme | None) -> dict[str, int | None]:
    """Put one programme under the other; gives what stood there before."""
    if whole is None or whole.pk not in (first.pk, second.pk):
        raise Refused(_("Say which of them is the larger one."))
    part = second if whole.pk == first.pk else first
    if not keeps(by, part):
        raise Refused(
            _("Only the organisation that owns the smaller one, and the secretariat, can say that it is a part.")
        )
    if would_hold_itself(part.pk, whole.pk, but=part.pk):
        raise Refused(_("The larger one is a part of the smaller one already."))
    before = part.parent_id
    _put_under(part, whole.pk)
    return {"parent": before}


def _put_under(part: Programme, whole: int | None) -> None:
    part.parent_id = whole
    part.version += 1
    part.save(update_fields=["parent", "version"])
