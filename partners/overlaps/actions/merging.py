"""Two programmes become one: one stays, the other is withdrawn with a pointer to it, and nothing is lost.

Answers to needs and smaller programmes move to the one that stays. What was published of the other moves where nothing
was published of the one that stays; otherwise it stays with the one that is withdrawn, and later files leave it alone.
What was moved and what stood there before is kept, so that a merger can be taken back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from core.clearance.actions import EditConflict, Refused
from core.models import Organisation, User
from core.tracking import is_invented
from partners.iati.models import PUBLISHED_ROWS, IatiRecord
from partners.overlaps.actions.decisions import (
    judged,
    locked_pair,
    note_withdrawn,
    standing_decision,
    would_hold_itself,
)
from partners.overlaps.comparison import GROUPS, put_values, values_of
from partners.overlaps.models import OverlapDecision, OverlapDecisionKind
from partners.programmes.actions.programme_links import write_countries, write_organisations, write_priorities
from partners.programmes.content import Participation
from partners.programmes.models.programmes import Programme, ProgrammeCountry, ProgrammeOrganisation, ProgrammePriority
from partners.programmes.permissions import keeps
from partners.support.models.answers import Response

BOTH = "both"
Shares = dict[str, str | None]


@dataclass(frozen=True)
class Merger:
    """How two programmes become one.

    `survivor` is the key of the one that stays. `taken` maps groups of fields and lists (`comparison`) to the key
    of the programme whose values stay; lists may map to BOTH, and do where they are not named, while groups that are
    not named stay as they are in the survivor. `versions` maps both keys to the versions that the person has seen;
    `seen` is the decision that stood then.
    """

    survivor: int
    reason: str
    taken: Mapping[str, int | str] = field(default_factory=dict)
    versions: Mapping[int, int] = field(default_factory=dict)
    seen: int | None = None


@transaction.atomic
def merge_programmes(*, by: User, one: Programme, other: Programme, merger: Merger) -> OverlapDecision:
    """Make one programme of two. The person keeps both, or is of the secretariat.

    Raises Refused where the rules forbid it, EditConflict where one of both or the decision on them has changed since
    the person looked, Programme.DoesNotExist where the person may not know of one of both.
    """
    first, second = locked_pair(by, one, other)
    if not (keeps(by, first) and keeps(by, second)):
        raise Refused(_("Only who keeps both programmes, or the secretariat, can merge them."))
    if any(merger.versions.get(row.pk, row.version) != row.version for row in (first, second)):
        raise EditConflict
    standing = standing_decision(first, second, merger.seen)
    if not merger.reason.strip():
        raise Refused(_("Say why they are the same: the reason stays in the history."))
    stays, goes = (first, second) if merger.survivor == first.pk else (second, first)
    if merger.survivor != stays.pk:
        raise Refused(_("Say which of them stays."))
    # The survivor takes the other's parts: it may not come to be among its own.
    if stays.parent_id and would_hold_itself(goes.pk, stays.parent_id, but=stays.pk):
        raise Refused(_("One of them is a part of the other. Take it out of it first."))
    if standing:
        note_withdrawn(by, standing, str(_("Decided anew.")))
    about = judged(first, second)
    before = _content(stays)
    moved = _move(stays, goes)
    _take(by, stays, goes, merger)
    stays.change_reason = merger.reason.strip()[:500]
    _store(stays)
    goes.withdraw(by, _("Merged into “%(title)s”.") % {"title": stays.title})
    # What a later file calls a part of it is a part of the one that stays.
    moved["within"], goes.parent = goes.parent_id, stays
    _store(goes)
    return OverlapDecision.objects.create(
        first=first,
        second=second,
        kind=OverlapDecisionKind.MERGED,
        into=stays,
        reason=merger.reason.strip()[:500],
        judged=about,
        moved={**moved, "before": before, "after": _content(stays)},
        decided_by=by,
        is_demo=is_invented(),
    )


@transaction.atomic
def take_merger_back(*, by: User, decision: OverlapDecision, reason: str) -> tuple[str, ...]:
    """Make two programmes of one again; gives the names of the groups that stay, for they were changed since.

    Answers and smaller programmes that were moved, and have not been moved elsewhere since, go back. Raises as
    `merge_programmes`.
    """
    rows = Programme.objects.filter(pk__in=(decision.first_id, decision.second_id)).order_by("pk")
    first, second = rows.select_related("owner").select_for_update(of=("self",))
    if not (keeps(by, first) and keeps(by, second)):
        raise Refused(_("Only who keeps both programmes, or the secretariat, can take this back."))
    row = standing_decision(first, second, decision.pk)
    if row is None or row.kind != OverlapDecisionKind.MERGED:
        raise Refused(_("This has been taken back already."))
    stays, goes = (first, second) if row.into_id == first.pk else (second, first)
    if stays.withdrawn_at is not None:
        raise Refused(_("The programme that stayed is withdrawn itself. Bring it back first."))
    kept = _give_back(by, stays, goes, row.moved)
    stays.change_reason = reason.strip()[:500]
    goes.bring_back()
    # The identifier goes back before the other takes it.
    _store(stays)
    _store(goes)
    note_withdrawn(by, row, reason)
    return kept


def _move(stays: Programme, goes: Programme) -> dict[str, Any]:
    """Move what hangs on the one that goes; gives what was moved."""
    moved: dict[str, Any] = {
        "answers": _repoint(Response, "programme", goes, stays),
        "parts": _repoint(Programme, "parent", goes, stays, but=stays.pk),
    }
    if goes.iati_identifier and not stays.iati_identifier and not IatiRecord.objects.filter(programme=stays).exists():
        moved["identifier"] = goes.iati_identifier
        stays.iati_identifier, goes.iati_identifier = goes.iati_identifier, ""
        goes.save(update_fields=["iati_identifier"])
        moved["published"] = {
            model._meta.model_name: _repoint(model, "programme", goes, stays) for model in (IatiRecord, *PUBLISHED_ROWS)
        }
    return moved


def _repoint(model: type[Model], link: str, source: Programme, target: Programme, *, but: int = 0) -> list[int]:
    """Let rows that name one programme name another; gives their keys."""
    rows = model._base_manager.filter(**{link: source}).exclude(pk=but)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    model._base_manager.filter(pk__in=keys).update(**{link: target})
    return keys


def _take(by: User, stays: Programme, goes: Programme, merger: Merger) -> None:
    """Give the survivor what was chosen of the other."""
    for group in GROUPS:
        if merger.taken.get(group.name) == goes.pk:
            put_values(stays, values_of(goes, group))
    if stays.parent_id in (stays.pk, goes.pk):
        stays.parent_id = None
    lists = _lists(stays)
    for name, others in _lists(goes).items():
        choice = merger.taken.get(name, BOTH)
        if choice == goes.pk:
            lists[name] = others
        elif choice == BOTH:
            # What only the other names comes without its share: shares of two programmes are not shares of one.
            lists[name] |= {key: None for key in others if key not in lists[name]} if lists[name] else others
    _write_lists(by, stays, lists)


def _lists(programme: Programme) -> dict[str, Shares]:
    """What hangs on a programme, as JSON can hold it: shares by key, and organisations by "key.role"."""

    def shares(rows: Any, key: str) -> Shares:
        return {str(pk): None if share is None else str(share) for pk, share in rows.values_list(key, "share")}

    roles = ProgrammeOrganisation.objects.filter(programme=programme).order_by("role", "organisation")
    return {
        "countries": shares(ProgrammeCountry.objects.filter(programme=programme), "country"),
        "priorities": shares(ProgrammePriority.objects.filter(programme=programme, is_suggested=False), "priority"),
        "organisations": {f"{key}.{role}": None for key, role in roles.values_list("organisation", "role")},
    }


def _write_lists(by: User, programme: Programme, lists: Mapping[str, Shares]) -> None:
    def shares(name: str) -> dict[int, Decimal | None]:
        return {int(key): None if share is None else Decimal(share) for key, share in lists[name].items()}

    write_countries(by, programme, shares("countries"))
    write_priorities(by, programme, shares("priorities"))
    pairs = [key.split(".") for key in lists["organisations"]]
    known = Organisation.objects.in_bulk([int(key) for key, _role in pairs])
    write_organisations(by, programme, [Participation(role, known[int(key)]) for key, role in pairs])


def _content(programme: Programme) -> dict[str, Any]:
    """All that a merger may change of a programme."""
    return {"fields": {group.name: values_of(programme, group) for group in GROUPS}, "lists": _lists(programme)}


def _give_back(by: User, stays: Programme, goes: Programme, moved: Mapping[str, Any]) -> tuple[str, ...]:
    """Undo what `_move` and `_take` did, where nobody has changed it since; gives what was left."""
    before, after, now = moved["before"], moved["after"], _content(stays)
    kept = []
    for part, found in before.items():
        for name, value in found.items():
            if now[part][name] == after[part][name]:
                now[part][name] = value
            elif value != after[part][name]:
                kept.append(name)
    for values in now["fields"].values():
        put_values(stays, values)
    _write_lists(by, stays, now["lists"])
    _point_back(Response, "programme", stays, goes, moved["answers"])
    _point_back(Programme, "parent", stays, goes, moved["parts"])
    if "within" in moved and goes.parent_id == stays.pk:
        within = moved["within"]
        goes.parent_id = None if within and would_hold_itself(goes.pk, within, but=goes.pk) else within
    if moved.get("identifier") and stays.iati_identifier == moved["identifier"]:
        stays.iati_identifier, goes.iati_identifier = "", moved["identifier"]
        _point_back(IatiRecord, "programme", stays, goes, moved["published"][IatiRecord._meta.model_name])
        for model in PUBLISHED_ROWS:
            # Rows that a later file has brought belong to the record, too.
            model._base_manager.filter(programme=stays).update(programme=goes)
    return tuple(kept)


def _point_back(model: type[Model], link: str, source: Programme, target: Programme, keys: list[int]) -> None:
    model._base_manager.filter(**{link: source}, pk__in=keys).update(**{link: target})


def _store(row: Programme) -> None:
    row.version += 1
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(_("The two do not fit together: look at dates, amount and share once more.")) from error
