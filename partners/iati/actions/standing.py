"""What stands here of the programmes that a portion of a file speaks of, read at once for all of them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from partners.iati.models import ROWS, ProgrammeTransaction
from partners.programmes.models.programmes import ProgrammeCountry, ProgrammeOrganisation, ProgrammePriority

# Transactions that are held at once: whoever has more of them is read alone.
MOST_HELD = 10_000


@dataclass
class Standing:
    """One programme: the shares of its member states by their alpha-3 codes, its organisations with their roles, the
    codes of all priorities that it ever had, and the rows that its publisher brought, each behind its key."""

    countries: dict[str, Any] = field(default_factory=dict)
    organisations: list[tuple[str, str]] = field(default_factory=list)
    priorities: set[str] = field(default_factory=set)
    rows: dict[str, list[tuple[int, tuple[Any, ...]]]] = field(default_factory=lambda: {name: [] for name in ROWS})


def standing_of(programmes: Collection[int]) -> dict[int, Standing]:
    """What stands of these programmes, by their keys. Eight queries."""
    found = {key: Standing() for key in programmes}
    shares = ProgrammeCountry.objects.filter(programme__in=found)
    for key, code, share in shares.values_list("programme_id", "country__iso3", "share"):
        found[key].countries[code] = share
    organisations = ProgrammeOrganisation.objects.filter(programme__in=found)
    for key, code, role in organisations.values_list("programme_id", "organisation__code", "role"):
        found[key].organisations.append((code, role))
    priorities = ProgrammePriority.everything.filter(programme__in=found)
    for key, code in priorities.order_by().values_list("programme_id", "priority__code"):
        found[key].priorities.add(code)
    for name, model in ROWS.items():
        rows = model.objects.filter(programme__in=found).order_by("position")
        for key, number, *values in rows.values_list("programme_id", "pk", *model.columns()):
            found[key].rows[name].append((number, tuple(values)))
    return found


def not_too_many(programmes: Collection[int]) -> list[int]:
    """As many of these programmes as may be held at once. One query."""
    rows = ProgrammeTransaction.objects.filter(programme__in=programmes).order_by()
    numbers = dict(rows.values("programme_id").annotate(number=Count("pk")).values_list("programme_id", "number"))
    held, kept = 0, []
    for key in programmes:
        held += numbers.get(key, 0)
        if held > MOST_HELD:
            break
        kept.append(key)
    return kept
