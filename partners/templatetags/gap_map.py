"""The cells of the gap map: what some numbers look like there is rendered once, for a change touches few of them."""

from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from partners.support.queries.gaps import MapCell
from partners.support.rules.gaps import GapKind

register = template.Library()
# A map has 156 cells; there is one for each year, each audience and each day's figures.
MOST_KEPT = 4_096


class _Shown(NamedTuple):
    """All that a cell shows."""

    kind: GapKind
    short: str
    n_open: int
    n_met: int
    n_programmes: int
    money: Decimal | None


@register.simple_tag
def gap_cell(cell: MapCell) -> SafeString:
    """What stands in a cell."""
    return _rendered(_Shown(cell.kind, cell.short, cell.n_open, cell.n_met, cell.n_programmes, cell.money))


@lru_cache(maxsize=MOST_KEPT)
def _rendered(cell: _Shown) -> SafeString:
    return render_to_string("partners/support/_gap_cell.html", {"cell": cell})
