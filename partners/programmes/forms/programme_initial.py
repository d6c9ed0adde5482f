"""What the form of a programme shows at its opening."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from partners.programmes.forms.programmes import PLAIN_FIELDS, ProgrammeForm
from partners.programmes.models.choices import IwtRelevance, ProgrammeDisclosure, ProgrammeStatus, ShareBasis
from partners.programmes.models.programmes import Programme, ProgrammeCountry, ProgrammePriority
from partners.programmes.rates import rate_for


def show_stored(
    form: ProgrammeForm,
    programme: Programme,
    countries: Iterable[ProgrammeCountry],
    priorities: Iterable[ProgrammePriority],
) -> None:
    """Put a stored programme into its unbound form. A suggested priority is not ticked: ticking confirms it."""
    values: dict[str, Any] = {name: getattr(programme, name) for name in PLAIN_FIELDS}
    for name in ("total", "cofinancing", "iwt_share"):
        values[name] = figures(values[name])
    values["version"] = programme.version
    values |= {name: form.initial_name(name) for name in ("owner", "parent")}
    if programme.rate_per_usd is not None and rate_for(programme.currency, programme.amount_on) is None:
        values["stated_rate"] = figures(programme.rate_per_usd)
    for link in countries:
        values[f"country_{link.country.iso3}"] = True
        values[f"country_{link.country.iso3}_share"] = figures(link.share)
    for one in priorities:
        if not one.is_suggested:
            values[f"priority_{one.priority.code}"] = True
            values[f"priority_{one.priority.code}_share"] = figures(one.share)
    form.initial.update(values)


def show_new(form: ProgrammeForm) -> None:
    """Put into an empty form what is most often so."""
    form.initial.update(
        status=ProgrammeStatus.IMPLEMENTATION,
        iwt_share_basis=ShareBasis.UNKNOWN,
        iwt_relevance=IwtRelevance.CONFIRMED,
        disclosure=ProgrammeDisclosure.PARTNERS,
    )


def figures(amount: Decimal | None) -> str:
    """An amount as people type it: grouped, no zeros after the point, no exponent."""
    if amount is None:
        return ""
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
