"""Programmes written from what their publisher says: entered new, brought up to date, with suggestions beside them."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from partners.iati.actions.organisations import free_name
from partners.iati.actions.values import DAYS, NUMBERS, PLAIN, Published, World, day_of
from partners.iati.format.activity import Activity
from partners.iati.format.additions import SLUG, Own, key_in
from partners.iati.messages import sign_sentence, signs_sentence
from partners.iati.models import IatiRecord
from partners.iati.rules.merge import ENTRIES, MAPS, NOT_SPLIT, SUGGESTED, Merged
from partners.programmes.actions.programmes import set_rate, slug_stem
from partners.programmes.models.choices import IwtRelevance
from partners.programmes.models.programmes import Programme, ProgrammeCountry, ProgrammeOrganisation, ProgrammePriority


def create(world: World, activity: Activity, found: Published) -> Programme:
    """Enter a programme as published, nobody's yet: it, its member states and organisations wait to be written.

    Relevance and priorities are suggestions, unless our own words say what people have decided.
    """
    own, slug = found.own, key_in(activity.identifier)
    row = Programme(
        iati_identifier="" if slug else activity.identifier,
        iwt_relevance=IwtRelevance.SUGGESTED if found.signs else IwtRelevance.NOT_JUDGED,
        iwt_relevance_reason=signs_sentence(found.signs),
        is_demo=world.asked.is_demo,
    )
    for name, value in found.values.items():
        _set(row, name, value)
    if own is not None and row.rate_per_usd is None:
        set_rate(row, stated=_rate(own))
    wanted = (own.slug if own else "") or slug
    is_free = SLUG.fullmatch(wanted) and wanted not in world.slugs
    row.slug = wanted if is_free else free_name(slug_stem(row.title), world.slugs)
    row.pk = next(world.keys)
    world.rows.add_record(row)
    world.slugs.add(row.slug)
    for name in MAPS:
        for key, value in found.values[name].items():
            if entry := _entry(world, row, name, key, value):
                model, known_by, told = entry
                world.rows.add(model, known_by | told)
    return row


def set_values(world: World, programme: Programme, merged: Merged, reason: str) -> None:
    """Write what the merge takes, for a reason; nothing where it takes nothing."""
    if not merged.taken:
        return
    is_own = False
    for change in merged.taken:
        head, _dot, key = change.field.partition(".")
        is_own |= head not in ENTRIES
        take(world, programme, change.field, change.after, is_there=not key or key in merged.values[head])
    programme.version += 1
    if is_own:
        programme.change_reason = reason
    world.rows.change(programme)


def take(world: World, programme: Programme, field: str, value: Any, *, is_there: bool) -> None:
    """Let a value of the publisher stand: in the row, which is saved by the caller, or as an entry of a list, which is
    taken away unless it `is_there`."""
    name, _dot, key = field.partition(".")
    if name not in ENTRIES:
        _set(programme, name, value)
    elif entry := _entry(world, programme, name, key, value):
        model, known_by, told = entry
        if is_there:
            model.objects.update_or_create(defaults=told, **known_by)
        else:
            reason = _("No longer in its publisher's file.")
            model.objects.filter(**known_by).update(withdrawn_at=timezone.now(), withdrawn_reason=reason)


def _entry(
    world: World, programme: Programme, name: str, key: str, value: Any
) -> tuple[Any, dict[str, Any], dict[str, Any]] | None:
    """The table of an entry of a list, what it is known by there, and what else it says; None for what is not here.

    A member state is known by its alpha-3 code and has a share, so is a priority by its code, if it is not merely
    suggested; an organisation is known by "code|role".
    """
    if name == "countries":
        country = next((one for one in world.member_states.values() if one.iso3 == key), None)
        if country is None:
            return None
        return ProgrammeCountry, {"programme_id": programme.pk, "country_id": country.pk}, {"share": _decimal(value)}
    if name == "priorities":
        priority = world.priorities.get(key)
        if priority is None:
            return None
        told = {"share": None if value == SUGGESTED else _decimal(value), "is_suggested": value == SUGGESTED}
        return ProgrammePriority, {"programme_id": programme.pk, "priority_id": priority.pk}, told
    code, _bar, role = key.rpartition("|")
    organisation = world.organisations.by_code.get(code)
    if organisation is None:
        return None
    return ProgrammeOrganisation, {"programme_id": programme.pk, "organisation_id": organisation.pk, "role": role}, {}


def suggest(
    world: World,
    programme: Programme,
    found: Published,
    record: IatiRecord | None,
    *,
    is_new: bool = False,
) -> list[str]:
    """Put suggested priorities to a programme, each once for all time; gives all that were ever suggested. The rows
    wait to be written.

    What a person has confirmed or taken away is left alone, and so is a relevance that a person has decided.
    """
    earlier = record.values.get("priorities", []) if record else []
    known = set() if is_new else world.standing_of(programme).priorities
    told: dict[str, dict[str, Any]] = {}
    if found.own is not None and record is None:
        for one in found.own.priorities:
            told[one.code] = {"share": one.share, "is_suggested": one.is_suggested, "suggestion_reason": one.reason}
    elif programme.iwt_relevance != IwtRelevance.NOT_IWT:
        for code, sign in found.priorities.items():
            told[code] = {"is_suggested": True, "suggestion_reason": sign_sentence(sign)[:300]}
    suggested = [code for code in told if code in world.priorities and code not in known and code not in earlier]
    for code in suggested:
        key = {"programme_id": programme.pk, "priority_id": world.priorities[code].pk}
        world.rows.add(ProgrammePriority, key | told[code])
    if programme.iwt_relevance == IwtRelevance.NOT_JUDGED and found.signs:
        programme.iwt_relevance, programme.iwt_relevance_reason = IwtRelevance.SUGGESTED, signs_sentence(found.signs)
        if not is_new:
            world.rows.change(programme)
    return [*earlier, *suggested]


def _set(row: Programme, name: str, value: Any) -> None:
    if name == "money":
        amount, currency, on = value or (None, "", "")
        row.total, row.currency, row.amount_on = _decimal(amount), currency, day_of(on)
        set_rate(row)
    elif name in DAYS:
        setattr(row, name, day_of(value))
    elif name in NUMBERS:
        setattr(row, name, _decimal(value))
    elif name in PLAIN:
        setattr(row, name, value)


def set_signed_rate(row: Programme, own: Own) -> None:
    """Put the rate of an amount as it stood in the export that bears our signature: no newer table moves a sum."""
    rate = _rate(own)
    if row.total is not None and rate is not None:
        row.rate_per_usd, row.rate_on, row.rate_source = rate, day_of(own.rate_on), own.rate_source[:120]


def _rate(own: Own) -> Decimal | None:
    """Units of a currency for one US dollar, as our own words say; None for what is no rate."""
    try:
        found = Decimal(own.rate_per_usd)
    except InvalidOperation:
        return None
    return found if found.is_finite() and 0 < found < 10**12 else None


def _decimal(text: str | None) -> Decimal | None:
    return Decimal(text) if text and text != NOT_SPLIT else None
