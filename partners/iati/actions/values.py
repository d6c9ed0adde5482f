"""A published activity and a programme of ours in the same words, so that they can be merged.

The words are JSON: texts, ISO dates, amounts as texts with two decimals, and two maps: "countries" (ISO 3166-1 alpha-3
to share) and "organisations" ("code|role").
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from core.models import Country, CrosswalkVocabulary, Organisation, Priority, PriorityCrosswalk
from partners.iati.actions.organisations import Organisations
from partners.iati.actions.rows import next_keys
from partners.iati.format.activity import Activity
from partners.iati.format.additions import Own
from partners.iati.format.faults import Notes
from partners.iati.messages import total_sentence
from partners.iati.models import IatiImport, IatiRecord
from partners.iati.rules.places import PublishedPlaces, published_places
from partners.iati.rules.suggestions import Sign, iwt_signs, priority_signs
from partners.iati.rules.totals import PublishedTotal, published_total
from partners.programmes.actions.programmes import slug_stem
from partners.programmes.models.choices import IwtRelevance, ProgrammeDisclosure, ProgrammeStatus, ShareBasis
from partners.programmes.models.programmes import Programme
from partners.programmes.rates import rate_for

LONGEST_TITLE = 400
KEYS_AT_ONCE = 50
LONGEST_SUMMARY = 5000
ROLES = ("1", "2", "3", "4")
# What an export of ours says beside the standard, under the names of the programme's own fields.
OWN_TEXTS = ("end_reason", "period_note", "amount_note", "iwt_share_note", "iwt_relevance_reason")
OWN_CHOICES = {
    "iwt_share_basis": ShareBasis,
    "iwt_relevance": IwtRelevance,
    "disclosure": ProgrammeDisclosure,
}
OWN_NUMBERS = ("iwt_share", "cofinancing")


@dataclass
class World:
    """What an import knows of the database besides the programmes: read once a file."""

    member_states: dict[str, Country]
    priorities: dict[str, Priority]
    crosswalk: dict[str, list[str]]
    organisations: Organisations
    file_name: str = ""
    organisation: Organisation | None = None
    only_asean: bool = False
    only_reported_by: str = ""
    of_import: IatiImport | None = None
    rates: dict[tuple[str, date | None], Decimal | None] = field(default_factory=dict)
    known: dict[str, tuple[Programme | None, IatiRecord | None]] = field(default_factory=dict)
    slugs: set[str] = field(default_factory=set)
    keys: list[int] = field(default_factory=list)

    def per_usd(self, currency: str, day: date | None) -> Decimal | None:
        """Units of a currency for one US dollar on a day; each is asked once."""
        key = (currency, day)
        if key not in self.rates:
            found = rate_for(currency, day)
            self.rates[key] = found.per_usd if found else None
        return self.rates[key]

    def next_programme(self) -> int:
        """The number of the next programme that is entered; asked for in portions."""
        if not self.keys:
            self.keys = next_keys(Programme, KEYS_AT_ONCE)
        return self.keys.pop(0)

    def free_slug(self, title: str) -> str:
        """A short name that no programme has."""
        stem = slug_stem(title)
        slug, number = stem, 1
        while slug in self.slugs:
            number += 1
            slug = f"{stem}-{number}"
        return slug

    def forget(self) -> None:
        """Read anew what a transaction that was taken back has left wrong, or somebody else has changed."""
        self.organisations.load()
        self.slugs = set(Programme.objects.values_list("slug", flat=True))
        self.known.clear()


def the_world(**asked: Any) -> World:
    """The world as it is now: five queries."""
    rows = PriorityCrosswalk.objects.filter(vocabulary=CrosswalkVocabulary.CRS_SECTOR, priority__isnull=False)
    crosswalk: dict[str, list[str]] = {}
    for term, code in rows.order_by("priority__position").values_list("term", "priority__code"):
        crosswalk.setdefault(term, []).append(code)
    return World(
        member_states={country.iso2: country for country in Country.objects.all()},
        priorities={priority.code: priority for priority in Priority.objects.all()},
        crosswalk=crosswalk,
        organisations=Organisations(),
        slugs=set(Programme.objects.values_list("slug", flat=True)),
        **asked,
    )


@dataclass(frozen=True)
class Published:
    """What an activity comes to: the values to merge, and what is suggested of it."""

    values: dict[str, Any]
    places: PublishedPlaces
    total: PublishedTotal
    signs: tuple[Sign, ...]
    priorities: Mapping[str, Sign]
    notes: Notes
    own: Own | None = None


def published(world: World, activity: Activity, *, enters: bool) -> Published:
    """Judge an activity. With `enters`, organisations that are not here yet are entered; without, none is."""
    places = published_places(activity.places, world.member_states)
    total = published_total(activity.budgets, activity.transactions, world.per_usd)
    sectors = [row.code for row in activity.sectors if row.vocabulary in ("1", "2")]
    title, description = activity.title, activity.description
    signs = iwt_signs(title, description, sectors)
    values: dict[str, Any] = {
        "title": (title or activity.identifier)[:LONGEST_TITLE],
        "summary": description[:LONGEST_SUMMARY],
        "status": activity.status or ProgrammeStatus.UNKNOWN.value,
        "money": None if total.amount is None else _money(total.amount, total.currency, total.on or _begins(activity)),
        "amount_note": total_sentence(total)[:300],
        "is_humanitarian": activity.is_humanitarian,
        "is_regional": places.is_regional,
        "covers_more": places.covers_more,
        "region_note": places.note,
        "other_identifier": activity.other_identifiers[0][:120] if activity.other_identifiers else "",
        "countries": {world.member_states[code].iso3: _share(share) for code, share in places.shares.items()},
        "organisations": _organisations(world, activity, enters=enters),
        **_period(activity),
    }
    if activity.own is not None:
        values |= _own_values(activity.own)
    found = priority_signs(title, description, sectors, world.crosswalk) if signs else {}
    return Published(values, places, total, signs, found, activity.notes, activity.own)


def values_of(programme: Programme) -> dict[str, Any]:
    """A programme in the same words. Its member states and organisations are read."""
    return {
        "title": programme.title,
        "summary": programme.summary,
        "status": programme.status,
        "starts_on": _iso(programme.starts_on),
        "ends_on": _iso(programme.ends_on),
        "money": None if programme.total is None else _money(programme.total, programme.currency, programme.amount_on),
        "is_humanitarian": programme.is_humanitarian,
        "is_regional": programme.is_regional,
        "covers_more": programme.covers_more,
        "region_note": programme.region_note,
        "other_identifier": programme.other_identifier,
        "countries": {row.country.iso3: _share(row.share) for row in programme.in_countries.select_related("country")},
        "organisations": {
            f"{row.organisation.code}|{row.role}": True
            for row in programme.participations.select_related("organisation")
        },
        **{name: getattr(programme, name) for name in (*OWN_TEXTS, *OWN_CHOICES)},
        **{name: _number(getattr(programme, name)) for name in OWN_NUMBERS},
        "planned_ends_on": _iso(programme.planned_ends_on),
        "last_confirmed_on": _iso(programme.last_confirmed_on),
    }


def day_of(text: Any) -> date | None:
    """A day out of the words of a merge."""
    try:
        return date.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        return None


def _begins(activity: Activity) -> date | None:
    return activity.dates.get("2") or activity.dates.get("1")


def _period(activity: Activity) -> dict[str, str]:
    """Actual days before planned ones. An end before the start is left out, for both cannot be true."""
    starts = _begins(activity)
    ends = activity.dates.get("4") or activity.dates.get("3")
    if starts and ends and ends < starts:
        ends = None
    return {"starts_on": _iso(starts), "ends_on": _iso(ends)}


def _organisations(world: World, activity: Activity, *, enters: bool) -> dict[str, bool]:
    found = {}
    for row in activity.participants:
        if row.role in ROLES:
            found[f"{world.organisations.key_of(row, enters=enters)}|{row.role}"] = True
    return found


def _own_values(own: Own) -> dict[str, Any]:
    """The values that an export of ours says in our own words; what it does not say is left as the standard says it."""
    found: dict[str, Any] = {name: getattr(own, name) for name in OWN_TEXTS}
    found["region_note"], found["other_identifier"] = own.region_note, own.other_identifier
    found |= {name: getattr(own, name) for name, choices in OWN_CHOICES.items() if getattr(own, name) in choices.values}
    found |= {name: _number(_decimal(getattr(own, name))) for name in OWN_NUMBERS}
    found |= {name: getattr(own, name) == "true" for name in ("is_regional", "covers_more")}
    found |= {
        name: _iso(day_of(getattr(own, name, "")))
        for name in ("starts_on", "ends_on", "planned_ends_on", "last_confirmed_on")
    }
    if own.status in ProgrammeStatus.values:
        found["status"] = own.status
    total = _decimal(own.total)
    found["money"] = None if total is None or not own.currency else _money(total, own.currency, day_of(own.amount_on))
    found["countries"] = {one.code: _share(one.share) for one in own.states}
    return found


def _money(amount: Decimal, currency: str, on: date | None) -> list[str]:
    return [f"{amount:.2f}", currency, _iso(on)]


def _share(share: Decimal | None) -> str | None:
    return None if share is None else f"{share:.2f}"


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _decimal(text: str) -> Decimal | None:
    try:
        found = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() and abs(found) < 10**14 else None


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def narratives_of(activity: Activity) -> dict[str, dict[str, str]]:
    """Titles and descriptions by language, the first of each; "" where nobody says which it is."""
    return {
        "title": _by_language((row.language, row.text) for row in activity.titles),
        "description": _by_language((row.language, row.text) for row in activity.descriptions if row.kind in ("", "1")),
    }


def _by_language(texts: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for language, text in texts:
        found.setdefault(language, text[:LONGEST_SUMMARY])
    return found


def said_of(activity: Activity) -> dict[str, Any]:
    """What we show or give out again and do not edit."""
    return {
        "participants": [
            {"role": row.role, "ref": row.ref, "name": row.name, "kind": row.kind, "activity": row.activity}
            for row in activity.participants
        ],
        "dates": {kind: day.isoformat() for kind, day in sorted(activity.dates.items())},
        "other_identifiers": activity.other_identifiers[:50],
        "hierarchy": activity.hierarchy,
        "updated": activity.updated,
        "currency": activity.currency,
        "language": activity.language,
        "codes": activity.codes,
        "is_secondary": activity.is_secondary,
    }
