"""Figures of partners: from plain numbers to what plotly.js draws. No request, no query, no template."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from core.charts import QUIET, ChartTable, base_layout, figure_json
from core.formatting import NOTHING, number, percent
from partners.programmes.models.money import FundingCategory
from partners.programmes.queries.funding import FundingTable

# Livelihoods carry the accent colour: the dashboard was asked whether they get their part. They stand first, at the
# base line, where lengths can be compared.
COLOURS = {
    FundingCategory.LIVELIHOODS: "var(--chart-1)",
    FundingCategory.PROTECTED_AREAS: "var(--chart-2)",
    FundingCategory.POLICY: "var(--chart-4)",
    FundingCategory.LAW_ENFORCEMENT: "var(--chart-3)",
    FundingCategory.COMMUNICATION: "var(--chart-5)",
    FundingCategory.RESEARCH: "var(--chart-6)",
}
ROW_HEIGHT, FRAME_HEIGHT = 34, 240
LEGEND_WIDTH = 43  # characters
Bar = tuple[str, Sequence[Decimal | None], str]


def funding_by_type(table: FundingTable) -> dict[str, Any]:
    """Commitments 2010 to 2016 in million US dollars: a bar a member state, stacked by type where it is split."""
    # A name is broken into the lines that a legend has room for on a phone.
    names = {category: "<br>".join(wrap(str(category.label), LEGEND_WIDTH)) for category in COLOURS}
    return _stacked(
        table,
        [(names[one], [row.by_category.get(one) for row in table.present], colour) for one, colour in COLOURS.items()],
    )


def livelihoods_beside_the_rest(table: FundingTable) -> dict[str, Any]:
    """Commitments 2010 to 2016 in million US dollars: livelihoods, the other types together, and what is not split."""
    split = [row if row.is_split else None for row in table.present]
    livelihoods = [row.livelihoods if row else None for row in split]
    rest = [(row.total or Decimal(0)) - row.livelihoods if row else None for row in split]
    return _stacked(
        table,
        [
            (_("Livelihoods"), livelihoods, COLOURS[FundingCategory.LIVELIHOODS]),
            (_("The other five types"), rest, COLOURS[FundingCategory.PROTECTED_AREAS]),
        ],
    )


def livelihoods_rows(table: FundingTable) -> ChartTable:
    """The same as a table, in million US dollars, with all member states; silence is an en dash."""
    headers = [_("Member state"), _("Livelihoods"), _("All types"), _("Livelihoods, share")]
    rows = []
    for row in table.countries:
        livelihoods = million(row.livelihoods) if row.is_split else NOTHING
        rows.append([row.country.name, livelihoods, million(row.total), percent(row.livelihoods_share)])
    return ChartTable(headers, rows)


def funding_rows(table: FundingTable) -> ChartTable:
    """The same as a table, in million US dollars, with all member states; silence is an en dash."""
    labels = [str(category.label) for category in COLOURS]
    rows = []
    for row in table.countries:
        amounts = [million(row.by_category.get(one, Decimal(0))) if row.is_split else NOTHING for one in COLOURS]
        rows.append([row.country.name, *amounts, million(row.total), percent(row.livelihoods_share)])
    return ChartTable([_("Member state"), *labels, _("Total"), _("Livelihoods, share")], rows)


def funding_summary(table: FundingTable) -> str:
    """What the figure says of livelihoods, computed from it: each share with its member state, in ASEAN order."""
    if not table.split:
        return _("The source splits no member state's money by type.")
    shares = ", ".join(f"{row.country.name} {percent(row.livelihoods_share)}" for row in table.split)
    return _(
        "Livelihoods received %(share)s of the money that is split by type: %(shares)s. Shares differ from state to "
        "state; the others' money is not split by type."
    ) % {"share": percent(table.livelihoods_share), "shares": shares}


def million(thousand: Decimal | None) -> str:
    """Thousands as millions with one decimal; what rounds to nothing is said to be less than 0.1."""
    if thousand is None:
        return NOTHING
    return _("under 0.1") if 0 < thousand < 50 else number(thousand / 1000, 1)


def _stacked(table: FundingTable, bars: Iterable[Bar]) -> dict[str, Any]:
    """A bar a member state, stacked of `bars` and of what is not split; a type that nobody has is left out."""
    names = [row.country.name for row in table.present]
    not_split = [None if row.is_split else row.total for row in table.present]
    layout = base_layout(height=FRAME_HEIGHT + ROW_HEIGHT * len(names))
    layout["barmode"] = "stack"
    layout["xaxis"] |= {"showgrid": True, "rangemode": "tozero"}
    # The first member state in ASEAN order stands on top.
    layout["yaxis"] = {"autorange": "reversed", "automargin": True}
    # Below the axis: on a phone the names take several lines, and above they would meet the tools of the chart.
    layout["legend"] = {"orientation": "h", "y": -0.1, "yanchor": "top", "x": 0, "traceorder": "normal"}
    figure = go.Figure(layout=layout)
    for name, amounts, colour in (*bars, (_("Not split by type"), not_split, QUIET)):
        if any(amounts):
            figure.add_trace(
                go.Bar(
                    name=name,
                    orientation="h",
                    y=names,
                    x=[None if amount is None else float(amount / 1000) for amount in amounts],
                    marker={"color": colour},
                    text=[million(amount) for amount in amounts],
                    textposition="none",
                    hovertemplate=f"%{{y}}, {name}: %{{text}}<extra></extra>",
                )
            )
    return figure_json(figure)
