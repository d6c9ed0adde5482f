"""Writes an activity that passes the IATI schema 2.03 and its ruleset, whatever is known and whatever is not.

What is not known is filled in and marked (`additions`), never passed off as published. The numbers of
rules are those of the ruleset 2.03.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from lxml import etree

from partners.iati.format import pieces
from partners.iati.format.activity import Budget, Narrative, Outgoing, Participant, Place, Sector, Transaction
from partners.iati.format.additions import (
    NAMESPACE,
    OWN,
    PRIORITY,
    REPORTER,
    SLICE,
    SLICES,
    STATE,
    TEXTS,
    Own,
    seal_all,
)
from partners.iati.format.pieces import WHOLE, add, clean, have_text, leaf, made, narratives, stand_in
from partners.iati.format.values import LANGUAGE

VERSION = "2.03"
UNSPECIFIED_SECTOR = Sector("99810", name="Sectors not specified")
UNSPECIFIED_PLACE = Place("region", "998", "1", name="Developing countries, unspecified")
OTHER_KIND = "90"
LATEST_START = date(9998, 12, 31)
CODES = ("flow_type", "finance_type", "aid_type", "tied_status")


def opening(now: str) -> bytes:
    """The beginning of a file; `now` is an instant in ISO 8601."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<iati-activities version="{VERSION}" generated-datetime="{now}" xmlns:iwt="{NAMESPACE}">\n'
    ).encode()


CLOSING = b"</iati-activities>\n"


def written(activity: Outgoing, today: date) -> bytes:
    """One activity as it stands in the file."""
    text: bytes = etree.tostring(activity_element(activity, today), encoding="utf-8")
    return text + b"\n"


def activity_element(activity: Outgoing, today: date) -> Any:
    """The element of an activity, its children in the order of the schema."""
    root = etree.Element("iati-activity", nsmap={"iwt": NAMESPACE})
    root.set(LANGUAGE, activity.language or "en")
    if re.fullmatch(r"-?\d{1,9}", activity.hierarchy):
        root.set("hierarchy", activity.hierarchy)
    if activity.is_humanitarian:
        root.set("humanitarian", "1")
    leaf(root, "iati-identifier", clean(activity.identifier))
    _reporter(root, activity)
    # 4.3.1: a title has text; 4.4.1: so has a description. Where nobody wrote one, what stands before it does.
    titles = activity.titles if have_text(activity.titles) else [Narrative(activity.identifier)]
    narratives(add(root, "title"), titles)
    descriptions = activity.descriptions if have_text(activity.descriptions) else titles
    description = add(root, "description", type="1")
    narratives(description, descriptions)
    if descriptions is titles:
        made(description)
    _parties(root, activity)
    for ref in activity.other_identifiers:
        add(root, "other-identifier", ref=ref, type="A9")
    _status(root, activity, today)
    first = _dates(root, activity, today)
    _places(root, activity)
    _sectors(root, activity)
    for tag in activity.tags:
        pieces.sector_element(root, tag, name="tag")
    _codes(root, activity.codes, CODES, "default-")
    for number, budget in enumerate(activity.budgets, 1):
        _budget(root, budget, first, str(number))
    for transaction in activity.transactions:
        _transaction(root, transaction, activity, min(first, today), today)
    for relation in activity.relations:
        add(root, "related-activity", ref=relation.identifier, type=relation.kind)
    # The schema lets elements of other namespaces follow the last of its own only.
    for element in [child for child in root if str(child.tag).startswith(f"{{{NAMESPACE}}}")]:
        root.append(element)
    _own(root, activity)
    seal_all(root)
    return root


def _codes(parent: Any, codes: Mapping[str, str], names: Iterable[str], prefix: str = "") -> None:
    for name in names:
        if code := clean(codes.get(name, "")):
            add(parent, prefix + name.replace("_", "-"), code=code)


def _reporter(root: Any, activity: Outgoing) -> None:
    """Who reports, which is not us. 1.1.3: its reference is not the identifier of the activity."""
    ref = clean(activity.reporting_ref)
    reporter = Participant("", activity.reporting_ref, activity.reporting_name, activity.reporting_type)
    element = pieces.party_element(root, "reporting-org", reporter)
    # Who republishes the record of another says so.
    element.set("secondary-reporter", "1")
    if not ref or ref == clean(activity.identifier):
        pieces.told_attribute(element, "ref", REPORTER, activity.reporting_ref)
    if not activity.reporting_type:
        pieces.told_attribute(element, "type", OTHER_KIND, "")


def _parties(root: Any, activity: Outgoing) -> None:
    """The schema wants one at least; where nobody is named, who reports is accountable for the record."""
    named = [party for party in activity.participants if clean(party.ref) or clean(party.name)]
    for party in named:
        pieces.party_element(root, "participating-org", party)
    if not named:
        reporter = Participant("2", activity.reporting_ref, activity.reporting_name, activity.reporting_type)
        made(pieces.party_element(root, "participating-org", reporter))


def _status(root: Any, activity: Outgoing, today: date) -> None:
    """A status that nobody told follows from the days: before the start, after the end, or between them."""
    if activity.status:
        add(root, "activity-status", code=activity.status)
        return
    starts = [day for kind, day in activity.dates.items() if kind in "12"]
    ends = [day for kind, day in activity.dates.items() if kind in "34"]
    code = "1" if starts and min(starts) > today else "4" if ends and max(ends) < today else "2"
    made(add(root, "activity-status", code=code), "code")


def _dates(root: Any, activity: Outgoing, today: date) -> date:
    """The dates; gives the first start. 6.11.1: a start; 11.1.1-5: none after its end, nothing actual in the future."""
    days = dict(sorted(activity.dates.items()))
    told = dict(days)
    for actual in ("2", "4"):
        if actual in told and told[actual] > today:
            told.setdefault({"2": "1", "4": "3"}[actual], told.pop(actual))
    for start, end in (("1", "3"), ("2", "4")):
        if start in told and end in told and told[start] > told[end]:
            told[end] = told[start]
    first = min((told[kind] for kind in ("1", "2") if kind in told), default=None)
    if first is None:
        first = min([*told.values(), *(row.happened_on for row in activity.transactions if row.happened_on), today])
        element = add(root, "activity-date", type="1", iso_date=first.isoformat())
        narratives(made(element), [Narrative("The start is not known; the standard asks for a day.", "en")])
    for kind, day in sorted(told.items()):
        element = add(root, "activity-date", type=kind, iso_date=day.isoformat())
        if days.get(kind) != day:
            made(element)
    for kind, day in days.items():
        if told.get(kind) != day:
            stand_in(root, "activity-date", type=kind, iso_date=day.isoformat())
    return first


def _places(root: Any, activity: Outgoing) -> None:
    """3.x: recipients in one place only, each with a share where there are several, and all of them 100 together.

    Regions of one vocabulary stand beside the countries; those of a second one divide the same whole once more.
    """
    official, rest = _one_vocabulary(activity.places)
    filled_in: list[Place] = official if activity.are_places_made else []
    if not official and not any(row.places for row in activity.transactions):
        official = filled_in = [UNSPECIFIED_PLACE]
    elif left := _left_over(official):
        filled_in = [*filled_in, replace(UNSPECIFIED_PLACE, percentage=left)]
        official = [*official, filled_in[-1]]
    for place, share in zip(official, _filled(official), strict=True):
        element = pieces.place_element(root, place)
        pieces.share_attribute(element, place.percentage, share)
        if place in filled_in:
            made(element)
    for place in rest:
        element = pieces.place_element(root, place, is_stand_in=True)
        pieces.share_attribute(element, place.percentage, place.percentage)


def _filled(rows: Sequence[Place | Sector]) -> Sequence[Decimal | None]:
    """The shares of rows that divide one whole: all of it is one's own, if it has a share at all."""
    shares = [row.percentage for row in rows]
    return pieces.to_the_whole(shares) if len(rows) > 1 else [None if share is None else WHOLE for share in shares]


def _left_over(official: list[Place]) -> Decimal | None:
    """What the shares leave of the whole, if all are given: it goes elsewhere, nobody said where."""
    shares = [place.percentage for place in official]
    given = [share for share in shares if share is not None and share >= 0]
    if not shares or len(given) < len(shares) or not 0 < sum(given) < WHOLE:
        return None
    is_spoken_for = any(
        (place.is_region and (place.vocabulary or "1") != "1") or place.code == "998" for place in official
    )
    return None if is_spoken_for else WHOLE - sum(given)


def _one_vocabulary(places: Iterable[Place]) -> tuple[list[Place], list[Place]]:
    """Countries and the regions of the first vocabulary named, and apart from them the regions of all others."""
    rows = sorted(places, key=lambda place: place.is_region)
    first = min((place.vocabulary or "1" for place in rows if place.is_region), default="")
    official = [place for place in rows if not place.is_region or (place.vocabulary or "1") == first]
    return official, [place for place in rows if place not in official]


def _sectors(root: Any, activity: Outgoing) -> None:
    """2.x and 6.x: sectors of the activity or of its transactions, and within a vocabulary as `_places`."""
    if not activity.sectors and not any(row.sectors for row in activity.transactions):
        made(pieces.sector_element(root, UNSPECIFIED_SECTOR))
    by_vocabulary: dict[str, list[Sector]] = {}
    for row in activity.sectors:
        by_vocabulary.setdefault(row.vocabulary or "1", []).append(row)
    for group in by_vocabulary.values():
        for row, share in zip(group, _filled(group), strict=True):
            pieces.share_attribute(pieces.sector_element(root, row), row.percentage, share)


def _budget(root: Any, budget: Budget, first: date, name: str) -> None:
    """7.5.3 and 8.6.3: a period of a year at most. A longer one is cut into years; the budget as it is stands apart.
    Slices and whole are told apart from those of other budgets by a name."""
    start = budget.starts_on or budget.value_on or budget.ends_on or first
    start = min(start, LATEST_START)
    end = budget.ends_on or _year_from(start)
    is_as_told = start == budget.starts_on and end == budget.ends_on and start <= end
    if is_as_told and end <= _year_from(start) + timedelta(days=1):
        _write_budget(add(root, "budget"), budget, start, end, budget.value)
        return
    periods = _years(start, end) if is_as_told else [(start, _year_from(start))]
    part = (budget.value / len(periods)).quantize(Decimal("0.01"))
    for number, (since, until) in enumerate(periods, 1):
        value = part if number < len(periods) else budget.value - part * (len(periods) - 1)
        element = made(add(root, "budget"))
        element.set(SLICE, name)
        _write_budget(element, budget, since, until, value)
    whole = stand_in(root, "budget")
    whole.set(SLICES, f"{name}/{len(periods)}")
    _write_budget(whole, budget, budget.starts_on, budget.ends_on, budget.value)


def _years(start: date, end: date) -> list[tuple[date, date]]:
    """The period cut into years, a hundred at most."""
    found: list[tuple[date, date]] = []
    while start <= min(end, LATEST_START) and len(found) < 100:
        until = min(end, _year_from(start))
        found.append((start, until))
        start = until + timedelta(days=1)
    return found


def _year_from(start: date) -> date:
    """The last day of the year that begins on a day."""
    is_leap_day = (start.month, start.day) == (2, 29)
    return start + relativedelta(years=1, days=0 if is_leap_day else -1)


def _write_budget(element: Any, budget: Budget, start: date | None, end: date | None, value: Decimal) -> None:
    for name, told in (("type", budget.kind), ("status", budget.status)):
        if told:
            element.set(name, told)
    for name, day in (("period-start", start), ("period-end", end)):
        if day:
            add(element, name, iso_date=day.isoformat())
    pieces.value_element(element, value, budget.currency, budget.value_on, start)


def _transaction(root: Any, row: Transaction, activity: Outgoing, first: date, today: date) -> None:
    """A transaction. 11.2.1-2: not in the future; 3.x, 6.x: a recipient and a sector where the activity has none."""
    element = add(root, "transaction", ref=row.reference, humanitarian="1" if row.is_humanitarian else "")
    add(element, "transaction-type").set("code", row.kind)
    day = min(row.happened_on or row.value_on or first, today)
    pieces.day_attribute(add(element, "transaction-date"), "iso-date", row.happened_on, day)
    pieces.value_element(element, row.value, row.currency, row.value_on, day, latest=today)
    if clean(row.description):
        narratives(add(element, "description"), [Narrative(row.description)])
    provider = Participant("", row.provider_ref, row.provider_name, activity=row.provider_activity)
    receiver = Participant("", row.receiver_ref, row.receiver_name, activity=row.receiver_activity)
    for name, party in (("provider-org", provider), ("receiver-org", receiver)):
        if clean(party.ref + party.name + party.activity):
            pieces.party_element(element, name, party)
    _codes(element, row.codes, ["disbursement_channel"])
    stand_ins = _own_rows(element, row, activity)
    _codes(element, row.codes, CODES)
    element.extend(stand_ins)
    if activity.are_transactions_made:
        made(element)


def _own_rows(element: Any, row: Transaction, activity: Outgoing) -> list[Any]:
    """A transaction's own sector and recipients: in place, or stand-ins where the activity has some (3.6.2, 6.6.2)."""
    stand_ins: list[Any] = []
    kinds: list[tuple[str, Any, Any]] = [
        ("sectors", pieces.sector_element, UNSPECIFIED_SECTOR),
        ("places", pieces.place_element, UNSPECIFIED_PLACE),
    ]
    for name, write, unspecified in kinds:
        own: list[Any] = getattr(row, name)
        if getattr(activity, name):
            stand_ins += [write(None, one, is_stand_in=True) for one in own]
        elif not own and any(getattr(other, name) for other in activity.transactions):
            made(write(element, unspecified))
        else:
            for one in own:
                write(element, one)
    return stand_ins


def _own(root: Any, activity: Outgoing) -> None:
    own = activity.own or Own()
    element = add(root, OWN, **{name: getattr(own, name) for name in TEXTS})
    for tag, shares in ((STATE, own.states), (PRIORITY, own.priorities)):
        for one in shares:
            share, suggested = one.share, "true" if one.is_suggested else ""
            told = "" if share is None else pieces.as_text(share)
            add(element, tag, code=one.code, share=told, suggested=suggested, reason=one.reason)
