"""What its owner says about a programme: the content of one form, as the actions take it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from core.models import Organisation
from partners.programmes.models.programmes import Programme

# What is entered of the programme's own row, beside its owner.
PROGRAMME_FIELDS = (
    *("title", "summary", "iati_identifier", "other_identifier", "status", "starts_on", "ends_on", "period_note"),
    *("is_regional", "covers_more", "region_note", "parent", "total", "currency", "amount_on", "cofinancing"),
    *("amount_note", "iwt_share", "iwt_share_basis", "iwt_share_note", "iwt_relevance", "iwt_relevance_reason"),
    "disclosure",
)


@dataclass(frozen=True)
class Participation:
    """An organisation's IATI role in a programme. One that is not here yet comes as a row that is not stored."""

    role: str
    organisation: Organisation


@dataclass(frozen=True)
class ProgrammeContent:
    """A programme as entered: a row that is not stored, of which its owner and `PROGRAMME_FIELDS` are taken.

    Shares are in per cent by key of the member state or priority, None for "not split". `stated_rate` is the owner's
    own rate (units of the currency for one US dollar), used only where nobody publishes one.
    """

    row: Programme
    stated_rate: Decimal | None = None
    countries: Mapping[int, Decimal | None] = field(default_factory=dict)
    priorities: Mapping[int, Decimal | None] = field(default_factory=dict)
    organisations: tuple[Participation, ...] = ()
