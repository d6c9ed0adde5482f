"""What the form of a programme shows at its opening."""

from decimal import Decimal
from typing import Any

from partners.programmes.forms.programmes import PLAIN_FIELDS, ProgrammeForm
from partners.programmes.models.choices import IwtRelevance, ProgrammeDisclosure, ProgrammeStatus, ShareBasis
from partners.programmes.models.programmes import Programme
from partners.programmes.queries.programme_entry import links_of
from partners.programmes.rates import rate_for

# What is most often so.
NEW_VALUES = {
    "status": ProgrammeStatus.IMPLEMENTATION,
    "iwt_share_basis": ShareBasis.UNKNOWN,
    "iwt_relevance": IwtRelevance.CONFIRMED,
    "disclosure": ProgrammeDisclosure.PARTNERS,
}


def stored_values(form: ProgrammeForm, programme: Programme) -> dict[str, Any]:
    """A stored programme as its form shows it. A suggested priority is not ticked: ticking confirms it. Two queries."""
    values: dict[str, Any] = {name: getattr(programme, name) for name in (*PLAIN_FIELDS, "version")}
    values |= {name: figures(values[name]) for name in ("total", "cofinancing", "iwt_share")}
    values |= {name: form.initial_name(name) for name in ("owner", "parent")}
    if programme.rate_per_usd is not None and rate_for(programme.currency, programme.amount_on) is None:
        values["stated_rate"] = figures(programme.rate_per_usd)
    countries, priorities = links_of(programme)
    shares = {f"country_{link.country.iso3}": link.share for link in countries}
    shares |= {f"priority_{link.priority.code}": link.share for link in priorities if not link.is_suggested}
    for name, share in shares.items():
        values |= {name: True, f"{name}_share": figures(share)}
    return values


def figures(amount: Decimal | None) -> str:
    """An amount as people type it: grouped, no zeros after the point, no exponent."""
    if amount is None:
        return ""
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
