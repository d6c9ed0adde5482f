"""A published activity and a programme of ours as the same plain values, so that they can be merged.

The values are JSON: texts, ISO dates, amounts as texts with two decimals, and two maps: "countries" (ISO 3166-1 alpha-3
to share) and "organisations" ("code|role").
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Country, CrosswalkVocabulary, Priority, PriorityCrosswalk
from partners.iati.actions.organisations import Organisations
from partners.iati.actions.rows import WaitingRows, next_keys
from partners.iati.actions.standing import Standing, standing_of
from partners.iati.format.activity import Activity
from partners.iati.format.additions import Own
from partners.iati.messages import note_sentences, share_sentences, total_sentence
from partners.iati.models import IatiImport, IatiRecord
from partners.iati.rules.places import PublishedPlaces, published_places
from partners.iati.rules.suggestions import Sign, iwt_signs, priority_signs
from partners.iati.rules.totals import PublishedTotal, published_total
from partners.programmes.models.choices import IwtRelevance, ProgrammeDisclosure, ProgrammeStatus, ShareBasis
from partners.programmes.models.programmes import Programme
from partners.programmes.rates import rate_for

LONGEST_TITLE = 400
KEYS_AT_ONCE = 50
LONGEST_SUMMARY = 5000
HUNDRED, LARGEST = Decimal(100), Decimal(10**14) - 1
# Fields of a programme, by how their values are written. Those of the standard come first.
TEXTS = ("title", "summary", "region_note", "other_identifier")
OWN_TEXTS = ("end_reason", "period_note", "amount_note", "iwt_share_note", "iwt_relevance_reason")
CHOICES = {
    "status": ProgrammeStatus,
    "iwt_share_basis": ShareBasis,
    "iwt_relevance": IwtRelevance,
    "disclosure": ProgrammeDisclosure,
}
TRUTHS = ("is_regional", "covers_more")
PLAIN = (*TEXTS, *OWN_TEXTS, *CHOICES, *TRUTHS, "is_humanitarian")
SAID = ("hierarchy", "updated", "currency", "language", "codes", "is_secondary")
NUMBERS = ("iwt_share", "cofinancing")
DAYS = ("starts_on", "ends_on", "planned_ends_on", "last_confirmed_on")


def _new_keys() -> Iterator[int]:
    """Numbers for programmes that are entered, asked for in portions."""
    while True:
        yield from next_keys(Programme, KEYS_AT_ONCE)


@dataclass
class World:
    """What an import knows of the database besides the programmes: read once a file.

    `since` is when the run began of which the file is one of several. Of the activities that are being looked at it
    knows what is here (`known`), what stands of it (`standing`), what waits to be written (`rows`), and which are
    `locked`; `position` is the place in the file of the one that is looked at, `planned` is what was found of it.
    """

    member_states: dict[str, Country]
    priorities: dict[str, Priority]
    crosswalk: dict[str, list[str]]
    organisations: Organisations
    asked: IatiImport
    since: datetime | None = None
    rates: dict[tuple[str, date | None], Decimal | None] = field(default_factory=dict)
    known: dict[str, tuple[Programme | None, IatiRecord | None]] = field(default_factory=dict)
    slugs: set[str] = field(default_factory=set)
    keys: Iterator[int] = field(default_factory=_new_keys)
    rows: WaitingRows = field(default_factory=WaitingRows)
    standing: dict[int, Standing] = field(default_factory=dict)
    locked: set[int] = field(default_factory=set)
    position: int = 0
    planned: tuple[Activity, Any] | None = None

    def per_usd(self, currency: str, day: date | None) -> Decimal | None:
        """Units of a currency for one US dollar on a day; each is asked once."""
        key = (currency, day)
        if key not in self.rates:
            found = rate_for(currency, day)
            self.rates[key] = found.per_usd if found else None
        return self.rates[key]

    def forget(self) -> None:
        """Read anew what a transaction that was taken back has left wrong, or somebody else has changed."""
        self.organisations.load()
        self.slugs = set(Programme.objects.values_list("slug", flat=True))
        self.rows.forget()
        self.turn()

    def turn(self) -> None:
        """Turn to other activities: what is known of these is looked up anew when it is asked for."""
        self.known.clear()
        self.standing.clear()
        self.locked.clear()

    def standing_of(self, programme: Programme) -> Standing:
        """What stands of a programme."""
        if programme.pk not in self.standing:
            return standing_of([programme.pk])[programme.pk]
        return self.standing[programme.pk]


def the_world(of_import: IatiImport | None = None, *, since: datetime | None = None, **asked: Any) -> World:
    """The world as it is now, for an import, or for what is asked outside of one: five queries."""
    rows = PriorityCrosswalk.objects.filter(vocabulary=CrosswalkVocabulary.CRS_SECTOR, priority__isnull=False)
    crosswalk: dict[str, list[str]] = {}
    for term, code in rows.order_by("priority__position").values_list("term", "priority__code"):
        crosswalk.setdefault(term, []).append(code)
    return World(
        member_states={country.iso2: country for country in Country.objects.all()},
        priorities={priority.code: priority for priority in Priority.objects.all()},
        crosswalk=crosswalk,
        organisations=Organisations(),
        asked=of_import or IatiImport(**asked),
        since=since,
        slugs=set(Programme.objects.values_list("slug", flat=True)),
    )


@dataclass(frozen=True)
class Published:
    """What an activity comes to: the values to merge, and what is suggested of it."""

    values: dict[str, Any]
    places: PublishedPlaces
    total: PublishedTotal
    signs: tuple[Sign, ...]
    priorities: Mapping[str, Sign]
    own: Own | None


def published(world: World, activity: Activity, *, enters: bool, own: Own | None = None) -> Published:
    """Judge an activity. With `enters`, organisations that are not here yet are entered; without, none is.

    `own` are our own words in it, where they are believed.
    """
    places = published_places(activity.places, world.member_states)
    total = published_total(activity.budgets, activity.transactions, world.per_usd, cut=activity.notes.cuts)
    sectors = [row.code for row in activity.sectors if row.vocabulary in ("1", "2")]
    title, description = activity.title, activity.description
    signs = iwt_signs(title, description, sectors)
    if not signs:
        # What no English title says, one in the language of the place may.
        titles, texts = ("\n".join(row.text for row in rows) for rows in (activity.titles, activity.descriptions))
        signs = iwt_signs(titles, texts, sectors)
    starts, ends = _period(activity)
    values: dict[str, Any] = {
        "title": (title or activity.identifier)[:LONGEST_TITLE],
        "summary": description[:LONGEST_SUMMARY],
        "status": activity.status or ProgrammeStatus.UNKNOWN.value,
        "money": _money(total.amount, total.currency, total.on or starts),
        "amount_note": total_sentence(total)[:300],
        "is_humanitarian": activity.is_humanitarian,
        "is_regional": places.is_regional,
        "covers_more": places.covers_more,
        "region_note": places.note,
        "other_identifier": activity.other_identifiers[0][:120] if activity.other_identifiers else "",
        "countries": {world.member_states[code].iso3: share_text(share) for code, share in places.shares.items()},
        "organisations": {
            f"{world.organisations.key_of(row, enters=enters)}|{row.role}": True
            for row in activity.participants
            if row.role
        },
        "starts_on": _iso(starts),
        # Both cannot be true, and a start is told more often.
        "ends_on": "" if starts and ends and ends < starts else _iso(ends),
    }
    if own is not None:
        values |= own_values(own)
    found = priority_signs(title, description, sectors, world.crosswalk) if signs else {}
    return Published(values, places, total, signs, found, own)


def notes_of(activity: Activity, found: Published) -> list[str]:
    """What was mended, cut or left out of an activity on the way in, in sentences."""
    said = note_sentences(activity.notes)
    if len(activity.title) > LONGEST_TITLE:
        said.append(_("The title is longer than 400 characters and was cut."))
    if len(activity.description) > LONGEST_SUMMARY:
        said.append(_("The description is longer than 5,000 characters and was cut."))
    starts, ends = _period(activity)
    if starts and ends and ends < starts:
        left_out = _("It ends (%(end)s) before it begins (%(start)s); the end was left out.")
        said.append(left_out % {"end": ends, "start": starts})
    if found.places.has_unsound_shares:
        said.append(_("The shares of its countries and regions make more than the whole; they count as not given."))
    said.extend(share_sentences(found.places, activity.sectors))
    if found.total.gap and (gap := total_sentence(found.total)):
        said.append(gap)
    said.extend(str(note.label) for note in found.total.notes)
    return said


def values_of(programme: Programme, standing: Standing) -> dict[str, Any]:
    """A programme as the same values, with what stands of it."""
    return {
        **{name: getattr(programme, name) for name in PLAIN},
        **{name: share_text(getattr(programme, name)) or "" for name in NUMBERS},
        **{name: _iso(getattr(programme, name)) for name in DAYS},
        "money": _money(programme.total, programme.currency, programme.amount_on),
        "countries": {code: share_text(share) for code, share in standing.countries.items()},
        "organisations": {f"{code}|{role}": True for code, role in standing.organisations},
    }


def _period(activity: Activity) -> tuple[date | None, date | None]:
    """When it starts and ends: actual days before planned ones."""
    dates = activity.dates
    return dates.get("2") or dates.get("1"), dates.get("4") or dates.get("3")


def day_of(text: Any) -> date | None:
    """A day from its ISO text among the merged values; None where it is none."""
    try:
        return date.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        return None


def own_values(own: Own) -> dict[str, Any]:
    """The values that an export of ours says in our own words; what it does not say is left as the standard says it.

    What cannot be true is as good as not said: a share beyond the whole, an amount below nothing. Nobody has confirmed
    it on a day to come.
    """
    texts = {name: getattr(own, name) for name in (*OWN_TEXTS, "region_note", "other_identifier")}
    confirmed = day_of(own.last_confirmed_on)
    choices = {name: getattr(own, name) for name, kind in CHOICES.items() if getattr(own, name) in kind.values}
    return {
        **texts,
        **choices,
        "iwt_share": share_text(_number(own.iwt_share, HUNDRED)) or "",
        "cofinancing": share_text(_number(own.cofinancing)) or "",
        **{name: getattr(own, name) == "true" for name in TRUTHS},
        **{name: _iso(day_of(getattr(own, name))) for name in DAYS},
        "last_confirmed_on": _iso(min(confirmed, timezone.localdate()) if confirmed else None),
        "money": _money(_number(own.total) if own.currency else None, own.currency, day_of(own.amount_on)),
        "countries": {one.code: share_text(one.share) for one in own.states},
    }


def _money(amount: Decimal | None, currency: str, on: date | None) -> list[str] | None:
    return None if amount is None else [f"{amount:.2f}", currency, _iso(on)]


def share_text(share: Decimal | None) -> str | None:
    """A share as it is written among the values; None where it is not given."""
    return None if share is None else f"{share:.2f}"


def _number(text: str, most: Decimal = LARGEST) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() and 0 <= found <= most else None


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def narratives_of(activity: Activity) -> dict[str, dict[str, str]]:
    """Titles and descriptions by language, the first of each; "" where nobody says which it is."""
    general = [row for row in activity.descriptions if row.kind in ("", "1")]
    return {
        name: {row.language: row.text[:LONGEST_SUMMARY] for row in reversed(rows)}
        for name, rows in (("title", activity.titles), ("description", general))
    }


def said_of(activity: Activity) -> dict[str, Any]:
    """What we show or give out again and do not edit."""
    return {
        "participants": [asdict(row) for row in activity.participants],
        "dates": {kind: day.isoformat() for kind, day in sorted(activity.dates.items())},
        "other_identifiers": activity.other_identifiers[:50],
        **{name: getattr(activity, name) for name in SAID},
    }
