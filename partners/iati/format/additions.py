"""What our export says beside the standard, in a namespace of its own, and how a reader takes it away again.

The schema and the ruleset ask for things that publishers and people leave open: shares that sum to 100, a start, a
recipient. The export fills them in and marks each: `iwt:made` on an element names the attributes that were filled in,
or the element itself; `iwt:published-…` holds what stood there before; an element of our namespace stands for one that
the rules allow at another place only. `undo_part` gives back what was held. `<iwt:programme>` carries the fields that
IATI has no word for.

A budget of more than a year is cut into slices (`iwt:slice` names the budget that each is of), and stands apart as it
is (`iwt:slices`, with their number). Once a slice is changed or gone, the slices say what there is, and the whole says
nothing.

`iwt:seal` tells whether what was filled in still stands as it was: what somebody has changed since is no longer ours to
take away, it is said.
"""

import hashlib
import re
from copy import deepcopy
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Any

NAMESPACE = "urn:iwt-dashboard:iati:1"
PREFIX = "IWT-DASHBOARD-"
"""Begins the identifier of a programme that has none of its publisher; its short name follows."""
ORGANISATION_PREFIX = "IWT-DASHBOARD-ORG-"
"""Begins the reference of an organisation that has no IATI identifier; its code follows."""
REPORTER = "IWT-DASHBOARD"
"""The dashboard itself, which reports programmes that nobody owns."""

MADE = f"{{{NAMESPACE}}}made"
SEAL = f"{{{NAMESPACE}}}seal"
PUBLISHED = f"{{{NAMESPACE}}}published-"
SLICE = f"{{{NAMESPACE}}}slice"
SLICES = f"{{{NAMESPACE}}}slices"
OWN = f"{{{NAMESPACE}}}programme"
STATE = f"{{{NAMESPACE}}}member-state"
PRIORITY = f"{{{NAMESPACE}}}priority"
LONGEST = 5_000
MOST = 100
RESTORED = ("code", "currency", "iso-date", "percentage", "ref", "value-date")
FILLED_IN = (*RESTORED, "type")
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,80}")


@dataclass(frozen=True)
class OwnShare:
    """A member state (ISO 3166-1 alpha-3) or a priority, with its share in per cent; None is "not split"."""

    code: str
    share: Decimal | None = None
    is_suggested: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Own:
    """The fields of a programme that IATI has no word for; each text as it stands in the file, "" where it is not said.

    `content_hash` is the fingerprint of the publication that was held when the file was made, `signature` is by the
    instance that made it (`partners.iati.signing`). Without one that is ours all of this is what anybody may write.
    """

    slug: str = ""
    signature: str = ""
    content_hash: str = ""
    owner: str = ""
    status: str = ""
    end_reason: str = ""
    starts_on: str = ""
    ends_on: str = ""
    planned_ends_on: str = ""
    period_note: str = ""
    other_identifier: str = ""
    total: str = ""
    currency: str = ""
    amount_on: str = ""
    rate_per_usd: str = ""
    rate_on: str = ""
    rate_source: str = ""
    cofinancing: str = ""
    amount_note: str = ""
    iwt_share: str = ""
    iwt_share_basis: str = ""
    iwt_share_note: str = ""
    iwt_relevance: str = ""
    iwt_relevance_reason: str = ""
    is_regional: str = ""
    covers_more: str = ""
    region_note: str = ""
    disclosure: str = ""
    last_confirmed_on: str = ""
    parent: str = ""
    states: tuple[OwnShare, ...] = ()
    priorities: tuple[OwnShare, ...] = ()


TEXTS = tuple(one.name for one in fields(Own) if one.name not in ("states", "priorities"))


def undo_part(part: Any) -> tuple[bool, Own | None]:
    """Take our additions out of one child of an activity, in place: whether it stands, and our own fields, if it held
    them. A file that is read as it comes by is undone part by part."""
    own = None
    for element in list(part.iter()):
        if not isinstance(element.tag, str):
            continue
        if element.tag == OWN and element is part:
            own = _own(element)
        if element.tag in (OWN, STATE, PRIORITY) or _is_made(element):
            if element is part:
                return False, own
            element.getparent().remove(element)
        else:
            restore(element)
    return True, own


def as_shown(part: Any) -> Any | None:
    """A copy of a part that was filled in as a whole, as it stands there in the words of the standard; None for any
    other part."""
    if not _is_made(part):
        return None
    shown = deepcopy(part)
    for element in shown.iter():
        for name in list(element.attrib):
            if name.startswith(f"{{{NAMESPACE}}}"):
                del element.attrib[name]
    return shown


@dataclass(frozen=True)
class SliceMark:
    """What a budget is to the one that was cut: a slice of it, which stands as it was made or not, or itself, with the
    number of its slices."""

    of: str
    number: int | None = None
    is_intact: bool = True


def slice_mark(budget: Any) -> SliceMark | None:
    """The mark of a slice, or of a budget that was cut into some; None for any other."""
    of, _bar, number = _text(budget, SLICES, 20).partition("/")
    if of and number.isdecimal() and str(budget.tag).startswith(f"{{{NAMESPACE}}}"):
        return SliceMark(of, int(number))
    of = _text(budget, SLICE, 10)
    return SliceMark(of, is_intact=_is_made(budget)) if of else None


def without_marks(part: Any) -> None:
    """Take our marks off a part that stands, and what was filled in in it, in place."""
    for element in part.iter():
        if isinstance(element.tag, str):
            restore(element)


def seal_all(root: Any) -> None:
    """Put its seal on everything in an activity that was filled in, once the activity is complete."""
    for element in root.iter():
        if _filled_in(element):
            element.set(SEAL, _seal(element))


def _filled_in(element: Any) -> set[str]:
    """The names of the attributes that were filled in or shown otherwise than published, or that of the element."""
    names = {name[len(PUBLISHED) :] for name in element.attrib if name.startswith(PUBLISHED)}
    return names | set(str(element.get(MADE, "")).split())


def _seal(element: Any) -> str:
    """A short text that differs once what was filled in is changed: the attributes, or all of the element."""
    names, parts = _filled_in(element), list[str]()
    for one in element.iter() if _local(element) in names else ():
        if isinstance(one.tag, str):
            shown = [f"{key}={value}" for key, value in one.attrib.items() if not key.startswith(f"{{{NAMESPACE}}}")]
            parts.append(f"<{_local(one)} {sorted(shown)}>{(one.text or '').strip()}")
    parts += [f"{name}={element.get(name)}" for name in sorted(names - {_local(element)})]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def _is_intact(element: Any) -> bool:
    """Whether what was filled in stands as it was; earlier exports bear no seal, and are believed."""
    seal = element.get(SEAL)
    return seal is None or seal == _seal(element)


def key_in(text: str, prefix: str = PREFIX) -> str:
    """The short name in an identifier that we made, or the code in a reference; "" for what is none of ours."""
    key = text.removeprefix(prefix)
    return key if key != text and SLUG.fullmatch(key) else ""


def _is_made(element: Any) -> bool:
    return str(element.get(MADE, "")).split() == [_local(element)] and _is_intact(element)


def restore(element: Any) -> None:
    """Remove what was filled in, put back what was published, and call a stand-in by its name in the standard."""
    is_intact = _is_intact(element)
    for name in str(element.get(MADE, "")).split() if is_intact else ():
        if name in FILLED_IN:
            element.attrib.pop(name, None)
    for name, value in list(element.attrib.items()):
        if is_intact and name.startswith(PUBLISHED) and name[len(PUBLISHED) :] in RESTORED:
            element.set(name[len(PUBLISHED) :], value)
        if name.startswith(f"{{{NAMESPACE}}}"):
            del element.attrib[name]
    if element.tag.startswith(f"{{{NAMESPACE}}}"):
        element.tag = _local(element)


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _own(element: Any) -> Own:
    texts = {name: _text(element, name.replace("_", "-"), LONGEST) for name in TEXTS}
    return Own(**texts, states=_shares(element, STATE), priorities=_shares(element, PRIORITY))


def _shares(element: Any, tag: str) -> tuple[OwnShare, ...]:
    """The shares under the element, each code once; a share that is no per cent is "not split"."""
    found: dict[str, OwnShare] = {}
    for child in list(element.iterchildren(tag))[:MOST]:
        code = _text(child, "code", 10)
        is_suggested = _text(child, "suggested", 5) == "true"
        found.setdefault(code, OwnShare(code, _per_cent(child.get("share")), is_suggested, _text(child, "reason", 300)))
    return tuple(share for code, share in found.items() if code)


def _text(element: Any, name: str, longest: int) -> str:
    return str(element.get(name, "")).strip()[:longest]


def _per_cent(text: str | None) -> Decimal | None:
    """A share between 0 and 100 with at most two decimals; None for everything else."""
    try:
        value = Decimal((text or "").strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() and 0 <= value <= 100 and value == value.quantize(Decimal("0.01")) else None
