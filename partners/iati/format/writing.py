"""Writes an activity that passes the IATI schema 2.03 and its ruleset, whatever is known and whatever is not.

What is not known is filled in and marked (`additions`), never passed off as published. The numbers of
rules are those of the ruleset 2.03.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from lxml import etree

from partners.iati.format.additions import NAMESPACE, OWN, PRIORITY, REPORTER, STATE, TEXTS, OwnShare
from partners.iati.format.outgoing import Budget, Outgoing, Party, Place, Sector, Texts, Transaction
from partners.iati.format.percentages import WHOLE, as_text, to_the_whole
from partners.iati.format.pieces import (
    LANG,
    add,
    clean,
    day_attribute,
    have_text,
    leaf,
    made,
    narratives,
    party_element,
    place_element,
    sector_element,
    share_attribute,
    stand_in,
    told_attribute,
    value_element,
)

VERSION = "2.03"
UNSPECIFIED_SECTOR = Sector("99810", name="Sectors not specified")
UNSPECIFIED_PLACE = Place("998", is_region=True, vocabulary="1", name="Developing countries, unspecified")
OTHER_KIND = "90"
LATEST_START = date(9998, 12, 31)
CODES = (("flow_type", "flow-type"), ("finance_type", "finance-type"), ("aid_type", "aid-type"))


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
    root.set(LANG, activity.language or "en")
    if re.fullmatch(r"-?\d{1,9}", activity.hierarchy):
        root.set("hierarchy", activity.hierarchy)
    if activity.is_humanitarian:
        root.set("humanitarian", "1")
    leaf(root, "iati-identifier", clean(activity.identifier))
    _reporter(root, activity)
    narratives(add(root, "title"), _titles(activity))
    _description(root, activity)
    _parties(root, activity)
    for kind, ref in activity.other_identifiers:
        add(root, "other-identifier", ref=clean(ref), type=kind)
    _status(root, activity, today)
    first = _dates(root, activity, today)
    _places(root, activity)
    _sectors(root, activity)
    for tag in activity.tags:
        sector_element(root, tag, name="tag")
    for key, name in (*CODES, ("tied_status", "tied-status")):
        if code := clean(str(activity.codes.get(key, ""))):
            add(root, f"default-{name}", code=code)
    for budget in activity.budgets:
        _budget(root, budget, first)
    for transaction in activity.transactions:
        _transaction(root, transaction, activity, min(first, today), today)
    for kind, identifier in activity.relations:
        add(root, "related-activity", ref=clean(identifier), type=kind)
    _stand_ins(root, activity)
    _own(root, activity)
    return root


def _description(root: Any, activity: Outgoing) -> None:
    """4.4.1: a description has text; where nobody wrote one, the title stands there."""
    if have_text(activity.descriptions):
        narratives(add(root, "description", type="1"), activity.descriptions)
    else:
        narratives(made(add(root, "description", type="1")), _titles(activity))


def _titles(activity: Outgoing) -> Texts:
    """4.3.1: a title has text."""
    return activity.titles if have_text(activity.titles) else (("", activity.identifier),)


def _reporter(root: Any, activity: Outgoing) -> None:
    """Who reports, which is not us. 1.1.3: its reference is not the identifier of the activity."""
    party = activity.reporter
    element = party_element(root, "reporting-org", party)
    # Who republishes the record of another says so.
    element.set("secondary-reporter", "1")
    if clean(party.ref) and clean(party.ref) != clean(activity.identifier):
        element.set("ref", clean(party.ref))
    else:
        told_attribute(element, "ref", REPORTER, party.ref)
    if not party.kind:
        told_attribute(element, "type", OTHER_KIND, "")


def _parties(root: Any, activity: Outgoing) -> None:
    """The schema wants one at least; where nobody is named, who reports is accountable for the record."""
    named = [party for party in activity.parties if clean(party.ref) or have_text(party.names)]
    for party in named:
        party_element(root, "participating-org", party)
    if not named:
        reporter = activity.reporter
        made(party_element(root, "participating-org", Party(reporter.ref, reporter.names, reporter.kind, role="2")))


def _status(root: Any, activity: Outgoing, today: date) -> None:
    """A status that nobody told follows from the days: before the start, after the end, or between them."""
    if activity.status:
        add(root, "activity-status", code=activity.status)
        return
    starts = [day for kind, day in activity.dates if kind in "12"]
    ends = [day for kind, day in activity.dates if kind in "34"]
    code = "1" if starts and min(starts) > today else "4" if ends and max(ends) < today else "2"
    made(add(root, "activity-status", code=code), "code")


def _dates(root: Any, activity: Outgoing, today: date) -> date:
    """The dates; gives the first start. 6.11.1: a start; 11.1.1-5: none after its end, nothing actual in the future."""
    days = dict(sorted(activity.dates))
    told = {kind: day for kind, day in days.items() if kind in ("1", "2", "3", "4")}
    for actual in ("2", "4"):
        if actual in told and told[actual] > today:
            told.setdefault({"2": "1", "4": "3"}[actual], told.pop(actual))
    for start, end in (("1", "3"), ("2", "4")):
        if start in told and end in told and told[start] > told[end]:
            told[end] = told[start]
    if not {"1", "2"} & set(told):
        known = [*told.values(), *(row.happened_on for row in activity.transactions if row.happened_on)]
        element = add(root, "activity-date", type="1", iso_date=min([*known, today]).isoformat())
        narratives(made(element), (("en", "The start is not known; the standard asks for a day."),))
        first = min([*known, today])
    else:
        first = min(told[kind] for kind in ("1", "2") if kind in told)
    for kind, day in sorted(told.items()):
        element = add(root, "activity-date", type=kind, iso_date=day.isoformat())
        if days.get(kind) != day:
            made(element)
    for kind in sorted(set(days) - {kind for kind, day in told.items() if days.get(kind) == day}):
        stand_in(root, "activity-date", type=kind, iso_date=days[kind].isoformat())
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
    shares = [place.percentage for place in official]
    filled = to_the_whole(shares) if len(official) > 1 else [WHOLE if share is not None else None for share in shares]
    for place, share in zip(official, filled, strict=True):
        element = place_element(root, place)
        share_attribute(element, place.percentage, share)
        if place in filled_in:
            made(element)
    for place in rest:
        share_attribute(place_element(root, place, is_stand_in=True), place.percentage, place.percentage)


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
    rows: list[Sector] = list(activity.sectors)
    if not rows and not any(row.sectors for row in activity.transactions):
        made(sector_element(root, UNSPECIFIED_SECTOR))
        return
    by_vocabulary: dict[str, list[Sector]] = {}
    for row in rows:
        by_vocabulary.setdefault(row.vocabulary or "1", []).append(row)
    for group in by_vocabulary.values():
        shares = [row.percentage for row in group]
        filled = to_the_whole(shares) if len(group) > 1 else [WHOLE if share is not None else None for share in shares]
        for row, share in zip(group, filled, strict=True):
            share_attribute(sector_element(root, row), row.percentage, share)


def _budget(root: Any, budget: Budget, first: date) -> None:
    """7.5.3 and 8.6.3: a period of a year at most. A longer one is cut into years; the budget as it is stands apart."""
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
        _write_budget(made(add(root, "budget")), budget, since, until, value)
    _write_budget(stand_in(root, "budget"), budget, budget.starts_on, budget.ends_on, budget.value)


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
    if budget.kind:
        element.set("type", budget.kind)
    if budget.status:
        element.set("status", budget.status)
    for name, day in (("period-start", start), ("period-end", end)):
        if day:
            add(element, name, iso_date=day.isoformat())
    value_element(element, value, budget.currency, budget.value_on, start)


def _transaction(root: Any, row: Transaction, activity: Outgoing, first: date, today: date) -> None:
    """A transaction. 11.2.1-2: not in the future; 3.x, 6.x: a recipient and a sector where the activity has none."""
    element = add(root, "transaction")
    if row.reference:
        element.set("ref", clean(row.reference))
    if row.is_humanitarian:
        element.set("humanitarian", "1")
    add(element, "transaction-type", code=row.kind)
    day = row.happened_on or row.value_on or first
    day_attribute(add(element, "transaction-date"), "iso-date", row.happened_on, min(day, today))
    value_element(element, row.value, row.currency, row.value_on, min(day, today), latest=today)
    if have_text(row.descriptions):
        narratives(add(element, "description"), row.descriptions)
    for name, party in (("provider-org", row.provider), ("receiver-org", row.receiver)):
        if party and (clean(party.ref) or clean(party.activity) or have_text(party.names)):
            party_element(element, name, party)
    if row.codes.get("disbursement_channel"):
        add(element, "disbursement-channel", code=clean(row.codes["disbursement_channel"]))
    stand_ins = _own_sectors(element, row, activity) + _own_places(element, row, activity)
    for key, name in CODES:
        if row.codes.get(key):
            add(element, name, code=clean(row.codes[key]))
    if row.codes.get("tied_status"):
        add(element, "tied-status", code=clean(row.codes["tied_status"]))
    element.extend(stand_ins)
    if row.is_made:
        made(element)


def _own_sectors(element: Any, row: Transaction, activity: Outgoing) -> list[Any]:
    """A transaction's own sectors: in place, or stand-ins where the activity has sectors already (6.6.2)."""
    if activity.sectors:
        return [sector_element(None, sector, is_stand_in=True) for sector in row.sectors]
    once = {sector.vocabulary or "1": sector for sector in reversed(row.sectors)}
    for sector in once.values():
        sector_element(element, sector)
    if not row.sectors and any(other.sectors for other in activity.transactions):
        made(sector_element(element, UNSPECIFIED_SECTOR))
    return [sector_element(None, sector, is_stand_in=True) for sector in row.sectors if sector not in once.values()]


def _own_places(element: Any, row: Transaction, activity: Outgoing) -> list[Any]:
    """A transaction's own recipient: in place, or a stand-in where the activity has recipients already (3.6.2)."""
    if activity.places:
        return [place_element(None, place, is_stand_in=True) for place in row.places]
    countries = [place for place in row.places if not place.is_region][:1]
    regions = [place for place in row.places if place.is_region][:1]
    for place in countries + regions:
        place_element(element, place)
    if not row.places and any(other.places for other in activity.transactions):
        made(place_element(element, UNSPECIFIED_PLACE))
    return [place_element(None, place, is_stand_in=True) for place in row.places if place not in countries + regions]


def _stand_ins(root: Any, activity: Outgoing) -> None:
    """The schema lets elements of other namespaces follow the last of its own only."""
    for element in [child for child in root if str(child.tag).startswith(f"{{{NAMESPACE}}}")]:
        root.append(element)


def _own(root: Any, activity: Outgoing) -> None:
    element = etree.SubElement(root, OWN)
    for name in TEXTS:
        if value := getattr(activity.own, name):
            element.set(name.replace("_", "-"), clean(value))
    for tag, shares in ((STATE, activity.own.states), (PRIORITY, activity.own.priorities)):
        for share in shares:
            _own_share(etree.SubElement(element, tag), share)


def _own_share(element: Any, share: OwnShare) -> None:
    element.set("code", clean(share.code))
    if share.share is not None:
        element.set("share", as_text(share.share))
    if share.is_suggested:
        element.set("suggested", "true")
    if share.reason:
        element.set("reason", clean(share.reason))
