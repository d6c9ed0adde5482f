"""Which member states a published programme is for, with which shares, and whether it is for the region.

Shares are taken as published and never guessed: what does not add up, or is not given, is "not split". A programme that
names a region which can hold member states, and no country, is regional until people say which states it is for.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import yaml

from partners.iati.format.activity import Place, Sector

HUNDRED = Decimal(100)
# What publishers' rounding adds up to at most.
ROUNDING = Decimal(1)
# Fractions of one, such as 0.6 and 0.4: together the whole, but for the rounding of the last digit.
FRACTION_ROUNDING = Decimal("0.011")
CENT = Decimal("0.01")

KNOWN: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("regions.yaml").read_text(encoding="utf-8"))
REGIONS: dict[str, dict[str, str]] = KNOWN["regions"]


@dataclass(frozen=True)
class PublishedPlaces:
    """`shares` maps ISO 3166-1 alpha-2 codes of member states to per cent, or to None for "not split".

    `is_in_asean` says that it is, or may be, for member states; `note` names the places that are not member states.
    `are_fractions` says that shares were published as fractions of one (0.6 for 60 %), and taken as such;
    `sum_of_shares` is what they come to where each place has one and that is not the whole; `may_be_fractions` that
    some have none, and the others are so small that they may be meant so.
    """

    shares: dict[str, Decimal | None] = field(default_factory=dict)
    is_regional: bool = False
    covers_more: bool = False
    is_in_asean: bool = False
    note: str = ""
    has_unsound_shares: bool = False
    are_fractions: bool = False
    sum_of_shares: Decimal | None = None
    may_be_fractions: bool = False


def are_fractions(shares: Iterable[Decimal | None]) -> bool:
    """Whether shares are fractions of one: each is one at most, and together they make one. What nobody gives is left
    out; one alone beside such may be one per cent as well."""
    told = list(shares)
    given = [share for share in told if share is not None]
    if len(given) == 1 and len(told) > 1:
        return False
    return bool(given) and max(given) <= 1 and abs(sum(given, Decimal(0)) - 1) <= FRACTION_ROUNDING


def may_be_fractions(shares: Iterable[Decimal | None]) -> bool:
    """Whether shares may be fractions of one, which nobody can say: all that are given are one at most, and not all
    are given."""
    told = list(shares)
    given = [share for share in told if share]
    return bool(given) and max(given) <= 1 and None in told and not are_fractions(told)


def sum_of_shares(rows: Sequence[Place | Sector]) -> Decimal | None:
    """What the shares of one vocabulary come to in per cent, where every row has one and it is not the whole; else
    None."""
    given = [row.percentage for row in rows if row.percentage is not None]
    if not given or len(given) < len(rows):
        return None
    total = sum(given, Decimal(0)) * (100 if are_fractions(given) else 1)
    return total if abs(total - HUNDRED) > ROUNDING else None


def published_places(places: Sequence[Place], member_states: Collection[str]) -> PublishedPlaces:
    """Sort the recipients of a programme; `member_states` are alpha-2 codes."""
    one_list = _one_list(places)
    of_states = [place.percentage for place in one_list if not place.is_region]
    # Some tell the whole once more for a region of all of the countries.
    is_fraction = are_fractions(place.percentage for place in one_list) or (
        are_fractions(of_states) and _come_to_all(place.percentage for place in one_list if place.is_region)
    )
    if is_fraction:
        places = [replace(place, percentage=place.percentage and place.percentage * 100) for place in places]
    countries: dict[str, list[Decimal | None]] = {}
    for place in places:
        if place.kind == "country" and place.code:
            countries.setdefault(place.code, []).append(place.percentage)
    ours = [code for code in countries if code in member_states]
    regions = [place for place in places if place.kind == "region"]
    others = [place for place in places if place.kind == "country" and place.code not in member_states]
    can_hold = [place for place in regions if _can_hold(place)]
    shares, is_sound = _shares(countries, regions)
    note = ", ".join(dict.fromkeys(_name(place) for place in [*regions, *others]))
    return PublishedPlaces(
        shares={code: shares.get(code) for code in ours},
        is_regional=bool(can_hold) and not ours,
        covers_more=bool(others) or bool(ours and regions) or any(place not in can_hold for place in regions),
        is_in_asean=bool(ours or can_hold),
        note=note[:300],
        has_unsound_shares=not is_sound,
        are_fractions=is_fraction and is_sound,
        sum_of_shares=sum_of_shares(one_list) if is_sound else None,
        may_be_fractions=may_be_fractions(place.percentage for place in one_list),
    )


def _come_to_all(shares: Iterable[Decimal | None]) -> bool:
    """Whether shares are all of it in per cent."""
    return abs(sum((share for share in shares if share), Decimal(0)) - HUNDRED) <= ROUNDING


def _one_list(places: Sequence[Place]) -> list[Place]:
    """Countries, and the regions of one vocabulary: others tell the same shares once more."""
    first = next((place.vocabulary for place in places if place.is_region), "")
    return [place for place in places if not place.is_region or place.vocabulary == first]


def _shares(countries: dict[str, list[Decimal | None]], regions: list[Place]) -> tuple[dict[str, Decimal | None], bool]:
    """Shares in per cent with two decimals, and whether they make sense together with those of regions."""
    known = {
        code: sum((share for share in given if share is not None), Decimal(0))
        for code, given in countries.items()
        if any(share is not None for share in given)
    }
    by_vocabulary: dict[str, Decimal] = {}
    for place in regions:
        by_vocabulary[place.vocabulary] = by_vocabulary.get(place.vocabulary, Decimal(0)) + (place.percentage or 0)
    # Regions of several vocabularies tell the same share once each.
    claimed = sum(known.values(), Decimal(0)) + max(by_vocabulary.values(), default=Decimal(0))
    if claimed > HUNDRED + ROUNDING:
        return dict.fromkeys(countries), False
    if not claimed and len(known) == len(countries):
        # Nothing of it anywhere cannot be meant: a form was left empty.
        return dict.fromkeys(countries), True
    rounded = {code: share.quantize(CENT, ROUND_HALF_UP) for code, share in known.items()}
    over = sum(rounded.values(), Decimal(0)) - HUNDRED
    if over > 0:
        largest = max(rounded, key=lambda code: (rounded[code], code))
        rounded[largest] -= over
    if len(countries) == 1 and not regions and rounded and set(rounded.values()) == {HUNDRED}:
        # All of it in one country is what "not split" means there, too.
        return dict.fromkeys(countries), True
    return {code: rounded.get(code) for code in countries}, True


def _can_hold(place: Place) -> bool:
    """Whether a region can hold member states; one of a list that we do not know may."""
    if place.vocabulary == "1":
        return place.code in KNOWN["can_hold_member_states"] or place.code not in REGIONS["1"]
    return place.vocabulary != "2" or place.code.lstrip("0") in REGIONS["2"]


def _name(place: Place) -> str:
    code = place.code.lstrip("0") if place.vocabulary == "2" else place.code
    return place.name or REGIONS.get(place.vocabulary, {}).get(code, place.code)
