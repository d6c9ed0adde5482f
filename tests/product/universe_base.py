"""What the one world is made of: its circles of readers, its rows, and the book of who may read what.

Who may read what is stated here a second time, by hand, and does not ask the product.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tests.factories.core import CountryFactory

STATES = ("draft", "submitted", "returned", "cleared")
UNCLEARED = STATES[:3]
DISCLOSURES = ("national", "asean", "partners", "public")

VNM_TEAM = frozenset({"focal_vnm", "alternate_vnm", "clearing_vnm", "viewer_vnm"})
THA_TEAM = frozenset({"focal_tha", "clearing_tha"})
WCS, TRAFFIC = frozenset({"editor_wcs", "viewer_wcs"}), frozenset({"editor_traffic"})
MEMBER_STATES = VNM_TEAM | THA_TEAM
SIGNED_IN = MEMBER_STATES | {"secretariat"} | WCS | TRAFFIC
EVERYBODY = SIGNED_IN | {"public", "deactivated"}
TEAMS = {"VNM": VNM_TEAM, "THA": THA_TEAM}
ORGANISATIONS = {"wcs": WCS, "traffic": TRAFFIC}
CIRCLES = {
    "national": frozenset[str](),
    "asean": MEMBER_STATES | {"secretariat"},
    "partners": SIGNED_IN,
    "public": EVERYBODY,
}
CONFIRMED = ("accepted", "delivering", "completed", "ended")
# What was delivered on an answer in each state: waiting for the country's word, or confirmed by it.
BROUGHT = {"delivering": "reported", "completed": "confirmed", "ended": "confirmed"}

MARK = re.compile(r"mark-[a-z0-9-]+")
FIGURE = re.compile(r"(?<![\w.,])\d(?:,?\d){6}(?![\w,]|\.\d*[1-9])")


def readers_of(iso3: str, state: str, disclosure: str) -> frozenset[str]:
    """Who may read a record that a country clears: its team always, the circle of its disclosure once it is cleared."""
    return TEAMS[iso3] | (CIRCLES[disclosure] if state == "cleared" else frozenset())


@dataclass(frozen=True)
class Row:
    """A record of the world, where it stands, and who may read it. `change` is the state of what waits beside it."""

    kind: str
    record: Any
    readers: frozenset[str]
    iso3: str = ""
    state: str = ""
    disclosure: str = ""
    change: str = ""
    organisation: str = ""
    need: "Row | None" = None
    # Who keeps it and reads its texts all the same, where it has no page any more.
    keepers: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The row in a failure's message."""
        parts = (self.kind, self.iso3.lower(), self.state, self.disclosure, self.change, self.organisation)
        return "-".join([part for part in parts if part] + ([self.need.disclosure] if self.need else []))

    @property
    def in_play(self) -> str:
        """The state of what can be moved: of the change that waits, or else of the row itself."""
        return self.change or self.state


@dataclass
class Universe:
    """The world: its people, its rows by kind, and to whom each mark and each figure may be shown."""

    people: dict[str, Any] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    marks: dict[str, frozenset[str]] = field(default_factory=dict)
    figures: dict[int, frozenset[str]] = field(default_factory=dict)
    # The texts that a rule of the table keeps empty here ("indicator.not_applicable_reason"), see `planting`.
    kept_empty: set[str] = field(default_factory=set)
    # One row of each class for each address, once they are chosen (`asking.representatives`).
    chosen: dict[str, list[Row]] = field(default_factory=dict)

    def of(self, kind: str) -> list[Row]:
        """The rows of a kind."""
        return [row for row in self.rows if row.kind == kind]

    def find(self, kind: str, **wanted: Any) -> Row:
        """The first row of a kind with these properties."""
        return next(row for row in self.of(kind) if all(getattr(row, name) == value for name, value in wanted.items()))

    def add(self, row: Row) -> Row:
        """Keep a row."""
        self.rows.append(row)
        return row

    def mark(self, name: str, readers: frozenset[str]) -> str:
        """A text that stands nowhere else, for these readers."""
        text = f"mark-{name}-z"
        assert text not in self.marks, text
        self.marks[text] = readers
        return text

    def texts(self, name: str, readers: frozenset[str], *fields: str) -> dict[str, str]:
        """A mark for each of some fields."""
        return {one: self.mark(f"{name}-{one.replace('_', '')}", readers) for one in fields}

    def figure(self, readers: frozenset[str]) -> Decimal:
        """A number that stands nowhere else, for these readers."""
        number = 7_100_003 + 1_009 * len(self.figures)
        self.figures[number] = readers
        return Decimal(number)

    def leaks(self, who: str, *texts: str) -> list[str]:
        """The marks and figures in some texts that this person may not see."""
        found = []
        for text in texts:
            for piece in set(MARK.findall(text.lower())):
                readers = self.marks.get(piece)
                # A mark that was cut short counts as the widest that it can be.
                if readers is None:
                    readers = frozenset().union(*(r for mark, r in self.marks.items() if mark.startswith(piece)))
                if who not in readers:
                    found.append(piece)
            for piece in set(FIGURE.findall(text)):
                if who not in self.figures.get(int(piece.replace(",", "")), EVERYBODY):
                    found.append(piece)
        return sorted(found)


def stages(iso3: str) -> Iterator[tuple[str, str]]:
    """The states and disclosures that a country's rows go through."""
    if iso3 == "VNM":
        yield from ((state, disclosure) for state in STATES for disclosure in DISCLOSURES)
    else:
        yield from (("cleared", disclosure) for disclosure in DISCLOSURES)
        yield "draft", "national"


def clearance(world: Universe, iso3: str, state: str, disclosure: str, name: str) -> dict[str, Any]:
    """State, people and instants; every row has been returned once, and its note stays for the team alone."""
    focal, clearing = world.people[f"focal_{iso3.lower()}"], world.people[f"clearing_{iso3.lower()}"]
    now = timezone.now()
    return {
        "country": CountryFactory(iso3=iso3),
        "state": state,
        "disclosure": disclosure,
        "created_by": focal,
        "edited_by": focal,
        "submitted_at": now if state != "draft" else None,
        "submitted_by": focal if state != "draft" else None,
        "returned_at": now if state != "draft" else None,
        "returned_by": clearing if state != "draft" else None,
        "return_note": world.mark(f"{name}-returnnote", TEAMS[iso3]) if state != "draft" else "",
        "cleared_at": now if state == "cleared" else None,
        "cleared_by": clearing if state == "cleared" else None,
    }
