"""What its owner says about a programme: the content of one form, as the actions take it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from core.models import Organisation
from partners.programmes.models.choices import IwtRelevance, ProgrammeDisclosure, ProgrammeStatus, ShareBasis
from partners.programmes.models.programmes import Programme

# The fields that stand in the programme's own row under the same names.
PROGRAMME_FIELDS = (
    *("title", "summary", "iati_identifier", "other_identifier", "status", "starts_on", "ends_on", "period_note"),
    *("is_regional", "covers_more", "region_note", "parent", "total", "currency", "amount_on", "cofinancing"),
    *("amount_note", "iwt_share", "iwt_share_basis", "iwt_share_note", "iwt_relevance", "iwt_relevance_reason"),
    "disclosure",
)


@dataclass(frozen=True)
class NewOrganisation:
    """An organisation that is not here yet, named while a programme is entered."""

    name: str
    iati_type: str
    iati_identifier: str = ""


@dataclass(frozen=True)
class Participation:
    """An organisation's IATI role in a programme; the organisation is one of ours, or a new one."""

    role: str
    organisation: Organisation | None = None
    new: NewOrganisation | None = None


@dataclass(frozen=True)
class ProgrammeContent:
    """A programme as entered.

    Shares are in per cent by key of the member state or priority, None for "not split". `stated_rate` is the owner's
    own rate (units of the currency for one US dollar), used only where nobody publishes one.
    """

    title: str
    owner: Organisation | None = None
    summary: str = ""
    iati_identifier: str = ""
    other_identifier: str = ""
    status: str = ProgrammeStatus.IMPLEMENTATION
    starts_on: date | None = None
    ends_on: date | None = None
    period_note: str = ""
    is_regional: bool = False
    covers_more: bool = False
    region_note: str = ""
    parent: Programme | None = None
    total: Decimal | None = None
    currency: str = ""
    amount_on: date | None = None
    stated_rate: Decimal | None = None
    cofinancing: Decimal | None = None
    amount_note: str = ""
    iwt_share: Decimal | None = None
    iwt_share_basis: str = ShareBasis.UNKNOWN
    iwt_share_note: str = ""
    iwt_relevance: str = IwtRelevance.CONFIRMED
    iwt_relevance_reason: str = ""
    disclosure: str = ProgrammeDisclosure.PARTNERS
    countries: Mapping[int, Decimal | None] = field(default_factory=dict)
    priorities: Mapping[int, Decimal | None] = field(default_factory=dict)
    organisations: tuple[Participation, ...] = ()
