"""An activity of an IATI file as plain values. Texts are trimmed, dates and numbers read; nothing is judged here."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from partners.iati.format.additions import Own
from partners.iati.format.faults import Notes


@dataclass(slots=True)
class Budget:
    """Money planned for a period. `kind` is 1 original or 2 revised, `status` 1 indicative or 2 committed."""

    kind: str
    status: str
    starts_on: date | None
    ends_on: date | None
    value: Decimal
    currency: str
    value_on: date | None


@dataclass(slots=True)
class Transaction:
    """Money promised or moved; a negative value is a correction. `kind` is empty where no known type is given."""

    kind: str
    happened_on: date | None
    value: Decimal
    currency: str
    value_on: date | None
    reference: str = ""
    description: str = ""
    is_humanitarian: bool = False
    provider_ref: str = ""
    provider_name: str = ""
    provider_activity: str = ""
    receiver_ref: str = ""
    receiver_name: str = ""
    receiver_activity: str = ""
    recipient_country: str = ""
    recipient_region: str = ""
    region_vocabulary: str = ""
    sector: str = ""
    sector_vocabulary: str = ""
    codes: dict[str, str] = field(default_factory=dict)

    @property
    def places(self) -> list["Place"]:
        """Its recipients: a country, a region, or both."""
        country = [Place("country", self.recipient_country)] if self.recipient_country else []
        region = [Place("region", self.recipient_region, self.region_vocabulary)] if self.recipient_region else []
        return country + region

    @property
    def sectors(self) -> list["Sector"]:
        """Its sector, if it has one."""
        return [Sector(self.sector, self.sector_vocabulary)] if self.sector else []


@dataclass(slots=True)
class Sector:
    """A sector of a vocabulary: 1 (or none) five-digit DAC, 2 three-digit DAC. The percentage is as published."""

    code: str
    vocabulary: str = "1"
    vocabulary_uri: str = ""
    name: str = ""
    percentage: Decimal | None = None
    is_from_transactions: bool = False


@dataclass(slots=True)
class Place:
    """A recipient: `kind` is "country" (ISO 3166-1 alpha-2) or "region" (vocabulary 1 is OECD DAC)."""

    kind: str
    code: str
    vocabulary: str = ""
    vocabulary_uri: str = ""
    name: str = ""
    percentage: Decimal | None = None
    is_from_transactions: bool = False

    @property
    def is_region(self) -> bool:
        """Whether it is a region."""
        return self.kind == "region"


@dataclass(slots=True)
class Participant:
    """An organisation in an activity: role 1 funding, 2 accountable, 3 extending, 4 implementing; empty if unknown."""

    role: str
    ref: str
    name: str
    kind: str = ""
    activity: str = ""


@dataclass(slots=True)
class Relation:
    """Another activity: 1 parent, 2 child, 3 sibling, 4 co-funded, 5 third party."""

    kind: str
    identifier: str


@dataclass(slots=True)
class Narrative:
    """A text in a language (lower case, without region; empty where nobody says) and of a type of its element."""

    text: str
    language: str = ""
    kind: str = ""


@dataclass(slots=True)
class Activity:
    """One activity.

    `earlier_line` is that of an earlier version in the same file, where there is one. `dates` maps IATI date types (1
    planned start … 4 actual end) to days; `updated` is the stamp of its last update, or of its file, as written (ISO
    8601); `codes` holds defaults such as flow_type and aid_type; `own` what an export of ours says beside the standard,
    and `shown_…` what it has filled in where there are no rows: the amount and the places that were typed. Its
    `fingerprint` is noted once it was asked for.
    """

    identifier: str = ""
    line: int = 0
    earlier_line: int = 0
    reporting_ref: str = ""
    reporting_name: str = ""
    reporting_type: str = ""
    is_secondary: bool = False
    titles: list[Narrative] = field(default_factory=list)
    descriptions: list[Narrative] = field(default_factory=list)
    status: str = ""
    dates: dict[str, date] = field(default_factory=dict)
    currency: str = ""
    language: str = ""
    hierarchy: str = ""
    updated: str = ""
    is_humanitarian: bool = False
    participants: list[Participant] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    sectors: list[Sector] = field(default_factory=list)
    budgets: list[Budget] = field(default_factory=list)
    transactions: list[Transaction] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    other_identifiers: list[str] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)
    own: Own | None = None
    shown_places: list[Place] = field(default_factory=list)
    shown_transactions: list[Transaction] = field(default_factory=list)
    fingerprint: str = field(default="", repr=False, compare=False)

    def in_standard_words(self) -> "Activity":
        """What it says in the words of the standard alone, to those who do not believe our own in it, or find none."""
        if self.own is None and not self.shown_places and not self.shown_transactions:
            return self
        places, rows = self.places or self.shown_places, self.transactions or self.shown_transactions
        return replace(self, own=None, places=places, transactions=rows, fingerprint="")

    @property
    def title(self) -> str:
        """The title: in English, else in the activity's own language, else the first there is."""
        return best(self.titles, self.language)

    @property
    def description(self) -> str:
        """The general description in the language chosen as for the title; without one, the first of another type."""
        general = [one for one in self.descriptions if one.kind in ("", "1")]
        return best(general, self.language) or best(self.descriptions, self.language)


@dataclass(slots=True)
class Outgoing(Activity):
    """An activity that is given out: as it will be read again, and which of it stands for what nobody published.

    `tags` are priorities that people have confirmed.
    """

    tags: list[Sector] = field(default_factory=list)
    are_places_made: bool = False
    are_transactions_made: bool = False


def best(narratives: list[Narrative], language: str) -> str:
    """The text to show of several languages."""
    for wanted in ("en", language):
        for one in narratives:
            if one.language == wanted:
                return one.text
    return narratives[0].text if narratives else ""
