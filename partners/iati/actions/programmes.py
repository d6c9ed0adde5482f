"""Programmes written from what their publisher says: entered new, brought up to date, with suggestions beside them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Country
from partners.iati.actions.rows import NewRows
from partners.iati.actions.values import Published, World, day_of
from partners.iati.format.activity import Activity
from partners.iati.format.additions import SLUG, key_in
from partners.iati.messages import sign_sentence, signs_sentence
from partners.iati.models import IatiRecord
from partners.iati.rules.merge import Merged
from partners.programmes.actions.programmes import set_rate
from partners.programmes.models.choices import IwtRelevance
from partners.programmes.models.programmes import Programme, ProgrammeCountry, ProgrammeOrganisation, ProgrammePriority

PLAIN = (
    *("title", "summary", "status", "is_humanitarian", "is_regional", "covers_more", "region_note", "other_identifier"),
    *("amount_note", "end_reason", "period_note", "iwt_share_note", "iwt_share_basis", "iwt_relevance"),
    *("iwt_relevance_reason", "disclosure"),
)
DAYS = ("starts_on", "ends_on", "planned_ends_on", "last_confirmed_on")
NUMBERS = ("iwt_share", "cofinancing")
WRITTEN = ("total", "currency", "amount_on", "rate_per_usd", "rate_on", "rate_source")


def create(world: World, activity: Activity, found: Published, rows: NewRows) -> Programme:
    """Enter a programme as published: it, its member states and organisations wait in `rows`. It belongs to the
    organisation that reports it, where that is one of ours.

    Relevance and priorities are suggestions, unless an export of ours says what people have decided.
    """
    own = found.own
    row = Programme(
        iati_identifier="" if key_in(activity.identifier) else activity.identifier,
        iwt_relevance=IwtRelevance.SUGGESTED if found.signs else IwtRelevance.NOT_JUDGED,
        iwt_relevance_reason=signs_sentence(found.signs),
        is_demo=bool(world.of_import and world.of_import.is_demo),
    )
    row.owner = world.organisation or world.organisations.ours(activity.reporting_ref, activity.reporting_name)
    if own is not None and own.owner and world.organisation is None:
        row.owner = world.organisations.named(own.owner)
    for name, value in found.values.items():
        _set(row, name, value)
    wanted = (own.slug if own else "") or key_in(activity.identifier)
    row.slug = wanted if SLUG.fullmatch(wanted) and wanted not in world.slugs else world.free_slug(row.title)
    row.pk = world.next_programme()
    rows.add_record(row)
    world.slugs.add(row.slug)
    countries = {country.iso3: country for country in world.member_states.values()}
    for code, share in found.values["countries"].items():
        if code in countries:
            told = {"programme_id": row.pk, "country_id": countries[code].pk, "share": _decimal(share)}
            rows.add(ProgrammeCountry, told)
    for key in found.values["organisations"]:
        code, _bar, role = key.rpartition("|")
        if organisation := world.organisations.named(code):
            told = {"programme_id": row.pk, "organisation_id": organisation.pk, "role": role}
            rows.add(ProgrammeOrganisation, told)
    return row


def set_values(world: World, programme: Programme, found: Published, merged: Merged) -> None:
    """Write what the merge takes from the publisher; nothing where it takes nothing."""
    if not merged.taken:
        return
    is_own = False
    for change in merged.taken:
        head, _dot, key = change.field.partition(".")
        if head == "countries":
            write_country(world.member_states, programme, key, change.after, is_there=key in merged.values["countries"])
        elif head == "organisations":
            write_organisation(world, programme, key, is_there=key in merged.values["organisations"])
        else:
            _set(programme, head, change.after)
            is_own = True
    programme.version += 1
    if is_own:
        programme.change_reason = _("Its publisher says so.")
    programme.save()


def suggest(
    world: World,
    programme: Programme,
    found: Published,
    record: IatiRecord | None,
    new_rows: NewRows,
    *,
    is_new: bool = False,
) -> list[str]:
    """Put suggested priorities to a programme, each once for all time; gives all that were ever suggested. The rows
    wait in `new_rows`.

    What a person has confirmed or taken away is left alone, and so is a relevance that a person has decided.
    """
    earlier = list(record.values.get("priorities", [])) if record else []
    rows_of_it = ProgrammePriority.everything.filter(programme=programme)
    known = set() if is_new else set(rows_of_it.values_list("priority__code", flat=True))
    rows: dict[str, dict[str, Any]] = {}
    if found.own is not None and record is None:
        for one in found.own.priorities:
            if one.code in world.priorities and one.code not in known:
                known.add(one.code)
                rows[one.code] = {
                    "share": one.share,
                    "is_suggested": one.is_suggested,
                    "suggestion_reason": one.reason,
                }
    elif programme.iwt_relevance != IwtRelevance.NOT_IWT:
        for code, sign in found.priorities.items():
            if code in world.priorities and code not in known and code not in earlier:
                rows[code] = {"is_suggested": True, "suggestion_reason": sign_sentence(sign)[:300]}
    for code, told in rows.items():
        told |= {"programme_id": programme.pk, "priority_id": world.priorities[code].pk}
        new_rows.add(ProgrammePriority, told)
    if programme.iwt_relevance == IwtRelevance.NOT_JUDGED and found.signs:
        programme.iwt_relevance, programme.iwt_relevance_reason = IwtRelevance.SUGGESTED, signs_sentence(found.signs)
        if not is_new:
            programme.save(update_fields=["iwt_relevance", "iwt_relevance_reason"])
    return list(dict.fromkeys([*earlier, *rows]))


def set_value(programme: Programme, name: str, value: Any) -> None:
    """Give one value of a merge to a programme's row, which is saved by the caller."""
    _set(programme, name, value)


def write_country(
    member_states: Mapping[str, Country], programme: Programme, code: str, share: str | None, *, is_there: bool
) -> None:
    """Make a member state (ISO 3166-1 alpha-3) stand in a programme with a share, or not stand there."""
    country = next((one for one in member_states.values() if one.iso3 == code), None)
    if country is None:
        return
    rows = ProgrammeCountry.objects.filter(programme=programme, country=country)
    if not is_there:
        rows.update(withdrawn_at=timezone.now(), withdrawn_reason=_("No longer in its publisher's file."))
    elif not rows.update(share=_decimal(share)):
        ProgrammeCountry.objects.create(programme=programme, country=country, share=_decimal(share))


def write_organisation(world: World, programme: Programme, key: str, *, is_there: bool) -> None:
    """Make an organisation stand in a programme in a role ("code|role"), or not stand there."""
    code, _bar, role = key.rpartition("|")
    organisation = world.organisations.named(code)
    if organisation is None:
        return
    rows = ProgrammeOrganisation.objects.filter(programme=programme, organisation=organisation, role=role)
    if not is_there:
        rows.update(withdrawn_at=timezone.now(), withdrawn_reason=_("No longer in its publisher's file."))
    elif not rows.exists():
        ProgrammeOrganisation.objects.create(programme=programme, organisation=organisation, role=role)


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


def _decimal(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None
