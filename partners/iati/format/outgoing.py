"""What the export writes of a programme, as plain values: the names are those of the standard and of our tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from partners.iati.format.additions import Own

Texts = tuple[tuple[str, str], ...]
"""Narratives: language ("" for the language of the activity) and text."""


@dataclass(frozen=True)
class Party:
    """An organisation in a role; `kind` is its IATI type."""

    ref: str = ""
    names: Texts = ()
    kind: str = ""
    role: str = ""
    activity: str = ""


@dataclass(frozen=True)
class Place:
    """A recipient country (ISO 3166-1 alpha-2; no vocabulary) or a recipient region."""

    code: str
    is_region: bool = False
    vocabulary: str = ""
    vocabulary_uri: str = ""
    name: str = ""
    percentage: Decimal | None = None


@dataclass(frozen=True)
class Sector:
    """A sector or a tag of a vocabulary."""

    code: str
    vocabulary: str = "1"
    vocabulary_uri: str = ""
    name: str = ""
    percentage: Decimal | None = None


@dataclass(frozen=True)
class Budget:
    """Money planned for a period."""

    value: Decimal
    currency: str = ""
    kind: str = "1"
    status: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    value_on: date | None = None


@dataclass(frozen=True)
class Transaction:
    """Money promised or moved. `codes` holds flow_type, finance_type, aid_type, tied_status, disbursement_channel."""

    kind: str
    value: Decimal
    currency: str = ""
    happened_on: date | None = None
    value_on: date | None = None
    reference: str = ""
    descriptions: Texts = ()
    is_humanitarian: bool = False
    provider: Party | None = None
    receiver: Party | None = None
    places: tuple[Place, ...] = ()
    sectors: tuple[Sector, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    is_made: bool = False


@dataclass(frozen=True)
class Outgoing:
    """A programme to be published. `status` is a code of the standard or "" where none is known.

    `dates` pairs ActivityDateType with a day. `codes` holds defaults of the transactions under the names that they have
    there.
    """

    identifier: str
    reporter: Party
    titles: Texts
    own: Own
    descriptions: Texts = ()
    language: str = "en"
    other_identifiers: tuple[tuple[str, str], ...] = ()
    parties: tuple[Party, ...] = ()
    status: str = ""
    dates: tuple[tuple[str, date], ...] = ()
    places: tuple[Place, ...] = ()
    are_places_made: bool = False
    sectors: tuple[Sector, ...] = ()
    tags: tuple[Sector, ...] = ()
    budgets: tuple[Budget, ...] = ()
    transactions: tuple[Transaction, ...] = ()
    relations: tuple[tuple[str, str], ...] = ()
    hierarchy: str = ""
    is_humanitarian: bool = False
    codes: Mapping[str, str] = field(default_factory=dict)
