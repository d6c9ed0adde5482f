"""Which member states a published programme is for, with which shares, and whether it is for the region.

Shares are taken as published and never guessed: what does not add up, or is not given, is "not split". A programme that
names a region which can hold member states, and no country, is regional until people say which states it is for.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from partners.iati.format.activity import Place

HUNDRED = Decimal(100)
# What publishers' rounding adds up to at most.
ROUNDING = Decimal(1)
CENT = Decimal("0.01")

# OECD DAC regions (codelist Region, vocabulary 1). Real programmes on wildlife trade in South-East Asia stand under
# South Asia, too; Africa, America, Europe, the Middle East, Central Asia and Oceania hold no member state.
DAC_REGIONS = {
    "88": "States Ex-Yugoslavia", "89": "Europe, regional", "189": "North of Sahara, regional",
    "289": "South of Sahara, regional", "298": "Africa, regional", "380": "West Indies, regional",
    "389": "Caribbean and Central America, regional", "489": "South America, regional", "498": "America, regional",
    "589": "Middle East, regional", "619": "Central Asia, regional", "679": "South Asia, regional",
    "689": "South and Central Asia, regional", "789": "Far East Asia, regional", "798": "Asia, regional",
    "889": "Oceania, regional", "998": "Developing countries, unspecified", "1027": "Eastern Africa, regional",
    "1028": "Middle Africa, regional", "1029": "Southern Africa, regional", "1030": "Western Africa, regional",
    "1031": "Caribbean, regional", "1032": "Central America, regional", "1033": "Melanesia, regional",
    "1034": "Micronesia, regional", "1035": "Polynesia, regional",
}  # fmt: skip
CAN_HOLD_MEMBER_STATES = frozenset({"679", "689", "789", "798", "998"})
# UN M49 (vocabulary 2): the world, Asia, Eastern, Southern and South-eastern Asia.
M49_REGIONS = {"1": "World", "142": "Asia", "30": "Eastern Asia", "34": "Southern Asia", "35": "South-eastern Asia"}


@dataclass(frozen=True)
class PublishedPlaces:
    """`shares` maps ISO 3166-1 alpha-2 codes of member states to per cent, or to None for "not split".

    `is_in_asean` says that it is, or may be, for member states; `note` names the places that are not member states.
    """

    shares: dict[str, Decimal | None] = field(default_factory=dict)
    is_regional: bool = False
    covers_more: bool = False
    is_in_asean: bool = False
    note: str = ""
    has_unsound_shares: bool = False


def published_places(places: Sequence[Place], member_states: Collection[str]) -> PublishedPlaces:
    """Sort the recipients of a programme; `member_states` are alpha-2 codes."""
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
    )


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
        return place.code in CAN_HOLD_MEMBER_STATES or place.code not in DAC_REGIONS
    if place.vocabulary == "2":
        return place.code.lstrip("0") in M49_REGIONS
    return True


def _name(place: Place) -> str:
    if place.name:
        return place.name
    names = {"1": DAC_REGIONS, "2": M49_REGIONS}.get(place.vocabulary, {})
    code = place.code if place.vocabulary != "2" else place.code.lstrip("0")
    return names.get(code, place.code)
