"""The elements of which an exported activity is made, and how each marks what was filled in."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree

from partners.iati.format.additions import MADE, NAMESPACE, PUBLISHED
from partners.iati.format.outgoing import Party, Place, Sector, Texts
from partners.iati.format.percentages import as_text
from partners.iati.format.values import SPACE, paragraphs

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NOT_ALLOWED = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NO_CURRENCY = "XXX"


def party_element(parent: Any, name: str, party: Party) -> Any:
    """An organisation. 6.8-6.10: with a reference or a name; who reports has both."""
    element = add(parent, name)
    if party.role and name == "participating-org":
        element.set("role", party.role)
    if clean(party.ref):
        element.set("ref", clean(party.ref))
    if party.kind:
        element.set("type", clean(party.kind))
    if party.activity:
        element.set(ACTIVITY[name], clean(party.activity))
    if have_text(party.names):
        narratives(element, party.names)
    elif name == "reporting-org" or not clean(party.ref):
        made(leaf(element, "narrative", clean(party.ref) or "Not named"))
    return element


ACTIVITY = {
    "participating-org": "activity-id",
    "provider-org": "provider-activity-id",
    "receiver-org": "receiver-activity-id",
}


def place_element(parent: Any, place: Place, *, is_stand_in: bool = False) -> Any:
    """A recipient country or region; a stand-in where the rules want it at another place only."""
    name = "recipient-region" if place.is_region else "recipient-country"
    element = piece(parent, name, is_stand_in)
    element.set("code", clean(place.code))
    if place.is_region:
        element.set("vocabulary", clean(place.vocabulary or "1"))
        address(element, place.vocabulary_uri)
    if place.name:
        narratives(element, (("", place.name),))
    return element


def sector_element(parent: Any, sector: Sector, *, name: str = "sector", is_stand_in: bool = False) -> Any:
    """A sector or tag. 2.2.1: one of an own vocabulary has a name."""
    element = piece(parent, name, is_stand_in)
    element.set("code", clean(sector.code))
    element.set("vocabulary", clean(sector.vocabulary or "1"))
    address(element, sector.vocabulary_uri)
    if clean(sector.name):
        narratives(element, (("", sector.name),))
    elif sector.vocabulary in ("98", "99"):
        made(leaf(element, "narrative", clean(sector.code)))
    return element


def address(element: Any, uri: str) -> None:
    """An address that the schema takes; what a publisher wrote there and is none is left out."""
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[-\w./?=&#~:,;+]{1,280}", uri, re.ASCII):
        element.set("vocabulary-uri", uri)


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
    if shown is None:
        return
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


def piece(parent: Any, name: str, is_stand_in: bool) -> Any:
    """An element in its place, or free where there is no parent yet."""
    tag = f"{{{NAMESPACE}}}{name}" if is_stand_in else name
    return etree.Element(tag, nsmap={"iwt": NAMESPACE}) if parent is None else etree.SubElement(parent, tag)


def stand_in(parent: Any, name: str, **attributes: str) -> Any:
    """An element of our namespace that stands for one of the standard."""
    return add(parent, f"{{{NAMESPACE}}}{name}", **attributes)


def add(parent: Any, name: str, **attributes: str) -> Any:
    """A child with attributes; an underscore in their names stands for a hyphen."""
    return etree.SubElement(parent, name, {key.replace("_", "-"): value for key, value in attributes.items()})


def leaf(parent: Any, name: str, text: str) -> Any:
    """A child with text."""
    element = etree.SubElement(parent, name)
    element.text = text
    return element


def narratives(element: Any, texts: Texts) -> None:
    """The texts as narratives; empty ones are left out."""
    for language, text in texts:
        if shown := clean(text):
            narrative = leaf(element, "narrative", shown)
            if language:
                narrative.set(LANG, language)
            if shown != paragraphs(shown):
                narrative.set(SPACE, "preserve")


def have_text(texts: Texts) -> bool:
    """Whether any of the texts says something."""
    return any(clean(text) for _, text in texts)


def clean(text: str) -> str:
    """The text without what XML cannot hold, its lines ended as XML ends them."""
    return NOT_ALLOWED.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
