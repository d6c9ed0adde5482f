"""The elements of which an exported activity is made, how each marks what was filled in, and shares that sum to 100."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from lxml import etree

from partners.iati.format.activity import Narrative, Participant, Place, Sector
from partners.iati.format.additions import MADE, NAMESPACE, PUBLISHED
from partners.iati.format.values import LANGUAGE, NO_CURRENCY, SPACE, paragraphs, without_markup

NOT_ALLOWED = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[-\w./?=&#~:,;+]{1,280}", re.ASCII)
ACTIVITY = {
    "participating-org": "activity-id",
    "provider-org": "provider-activity-id",
    "receiver-org": "receiver-activity-id",
}
WHOLE = Decimal(100)
STEP = Decimal("0.01")


def to_the_whole(shares: Sequence[Decimal | None]) -> list[Decimal]:
    """Shares that sum to 100 exactly: as given where they do, in proportion where they can be, else all alike.

    One without a share among others that have one stands in no proportion to them: then all are alike. What rounding
    leaves over goes to the last.
    """
    if not shares:
        return []
    given = [share for share in shares if share is not None and 0 <= share <= WHOLE]
    if len(given) == len(shares) and sum(given) == WHOLE:
        return given
    is_proportional = len(given) == len(shares) and sum(given) > 0
    weights = given if is_proportional else [Decimal(1)] * len(shares)
    total = sum(weights, Decimal(0))
    found = [(weight / total * WHOLE).quantize(STEP, ROUND_DOWN) for weight in weights[:-1]]
    return [*found, WHOLE - sum(found, Decimal(0))]


def as_text(value: Decimal) -> str:
    """A number as XML writes it: no exponent, no needless zeros, never "-0"."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def party_element(parent: Any, name: str, party: Participant) -> Any:
    """An organisation. 6.8-6.10: with a reference or a name; who reports has both."""
    element = add(parent, name, role=party.role, ref=party.ref, type=party.kind)
    if clean(party.activity):
        element.set(ACTIVITY[name], clean(party.activity))
    if clean(party.name):
        narratives(element, [Narrative(party.name)])
    elif name == "reporting-org" or not clean(party.ref):
        made(leaf(element, "narrative", clean(party.ref) or "Not named"))
    return element


def place_element(parent: Any, place: Place, *, is_stand_in: bool = False) -> Any:
    """A recipient country or region; a stand-in where the rules want it at another place only."""
    element = _coded(parent, f"recipient-{place.kind}", place.code, is_stand_in)
    if place.is_region:
        _vocabulary(element, place)
    narratives(element, [Narrative(place.name)])
    return element


def sector_element(parent: Any, sector: Sector, *, name: str = "sector", is_stand_in: bool = False) -> Any:
    """A sector or tag. 2.2.1: one of an own vocabulary has a name."""
    element = _coded(parent, name, sector.code, is_stand_in)
    _vocabulary(element, sector)
    narratives(element, [Narrative(sector.name)])
    if not clean(sector.name) and sector.vocabulary in ("98", "99"):
        made(leaf(element, "narrative", clean(sector.code)))
    return element


def _coded(parent: Any, name: str, code: str, is_stand_in: bool) -> Any:
    """An element with a code in its place, or free where there is no parent yet."""
    tag = f"{{{NAMESPACE}}}{name}" if is_stand_in else name
    element = etree.Element(tag, nsmap={"iwt": NAMESPACE}) if parent is None else etree.SubElement(parent, tag)
    element.set("code", clean(code))
    return element


def _vocabulary(element: Any, row: Place | Sector) -> None:
    """The vocabulary, and its address if the schema takes it; what a publisher wrote there and is none is left out."""
    element.set("vocabulary", clean(row.vocabulary or "1"))
    if ADDRESS.fullmatch(row.vocabulary_uri):
        element.set("vocabulary-uri", row.vocabulary_uri)


def value_element(
    parent: Any, value: Decimal, currency: str, told: date | None, day: date | None, *, latest: date = date.max
) -> None:
    """An amount. 7.8.1: with its currency; the schema wants the day of the value as well."""
    element = leaf(parent, "value", as_text(value))
    day_attribute(element, "value-date", told, min(told or day or date.min, latest))
    told_attribute(element, "currency", clean(currency) or NO_CURRENCY, clean(currency))


def day_attribute(element: Any, name: str, told: date | None, shown: date) -> None:
    """A day as an attribute; marked where it is not the one that was told."""
    told_attribute(element, name, shown.isoformat(), told.isoformat() if told else "")


def share_attribute(element: Any, told: Decimal | None, shown: Decimal | None) -> None:
    """A share as an attribute; marked where it is not the one that was told."""
    if shown is not None:
        told_attribute(element, "percentage", as_text(shown), "" if told is None else as_text(told))


def told_attribute(element: Any, name: str, shown: str, told: str) -> None:
    """Set an attribute; mark it where another value was told, or none."""
    element.set(name, shown)
    if not told:
        made(element, name)
    elif told != shown:
        element.set(PUBLISHED + name, clean(told))


def made(element: Any, name: str = "") -> Any:
    """Mark an attribute of the element as filled in, or the element itself."""
    whole = str(element.tag).rpartition("}")[2]
    element.set(MADE, f"{element.get(MADE, '')} {name}".strip() if name else whole)
    return element


def stand_in(parent: Any, name: str, **attributes: str) -> Any:
    """An element of our namespace that stands for one of the standard."""
    return add(parent, f"{{{NAMESPACE}}}{name}", **attributes)


def add(parent: Any, name: str, /, **attributes: str) -> Any:
    """A child with those attributes that say something; an underscore in their names stands for a hyphen."""
    element = etree.SubElement(parent, name)
    for key, value in attributes.items():
        if told := clean(value):
            element.set(key.replace("_", "-"), told)
    return element


def leaf(parent: Any, name: str, text: str) -> Any:
    """A child with text."""
    element = etree.SubElement(parent, name)
    element.text = text
    return element


def narratives(element: Any, texts: Iterable[Narrative]) -> None:
    """The texts as narratives; empty ones are left out."""
    for one in texts:
        if shown := clean(one.text):
            narrative = leaf(element, "narrative", shown)
            if one.language:
                narrative.set(LANGUAGE, one.language)
            if shown != paragraphs(without_markup(shown)):
                narrative.set(SPACE, "preserve")


def have_text(texts: Iterable[Narrative]) -> bool:
    """Whether any of the texts says something."""
    return any(clean(one.text) for one in texts)


def clean(text: str) -> str:
    """The text without what XML cannot hold, its lines ended as XML ends them."""
    return NOT_ALLOWED.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
