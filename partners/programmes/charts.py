"""Figures of partners: from plain numbers to what plotly.js draws. No request, no query, no template."""

from dataclasses import dataclass
from decimal import Decimal
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from core.charts import QUIET, ChartTable, figure_json, house_layout
from core.formatting import NOTHING, number, percent
from partners.programmes.models.money import FundingCategory
from partners.programmes.queries.funding import SPLIT, CountryFunding, FundingTable

# Livelihoods carry the accent colour: the dashboard was asked whether they get their part.
COLOURS = {
    FundingCategory.LIVELIHOODS: "var(--chart-1)",
    FundingCategory.PROTECTED_AREAS: "var(--chart-2)",
    FundingCategory.LAW_ENFORCEMENT: "var(--chart-3)",
    FundingCategory.POLICY: "var(--chart-4)",
    FundingCategory.COMMUNICATION: "var(--chart-5)",
    FundingCategory.RESEARCH: "var(--chart-6)",
}
# Livelihoods stand first, at the base line, where lengths can be compared.
ORDER = (FundingCategory.LIVELIHOODS, *(category for category in SPLIT if category != FundingCategory.LIVELIHOODS))
ROW_HEIGHT, FRAME_HEIGHT = 34, 240
LEGEND_WIDTH = 43  # characters


def funding_by_type(table: FundingTable) -> dict[str, Any]:
    """Commitments 2010 to 2016 in million US dollars: a bar a member state, stacked by type where it is split."""
    shown = table.present
    names = [row.country.name for row in shown]
    layout = house_layout(height=FRAME_HEIGHT + ROW_HEIGHT * len(shown))
    layout["barmode"] = "stack"
    layout["xaxis"] |= {"showgrid": True, "rangemode": "tozero"}
    # The first member state in ASEAN order stands on top.
    layout["yaxis"] = {"autorange": "reversed", "automargin": True}
    # Below the axis: on a phone the names take several lines, and above they would meet the tools of the chart.
    layout["legend"] = {"orientation": "h", "y": -0.1, "yanchor": "top", "x": 0, "traceorder": "normal"}
    figure = go.Figure(layout=layout)
    for category in ORDER:
        _add_bar(
            figure,
            in_lines(str(category.label)),
            names,
            [row.by_category.get(category) if row.is_split else None for row in shown],
            COLOURS[category],
        )
    _add_bar(figure, _("Not split by type"), names, [None if row.is_split else row.total for row in shown], QUIET)
    return figure_json(figure)


def livelihoods_beside_the_rest(table: FundingTable) -> dict[str, Any]:
    """Commitments 2010 to 2016 in million US dollars: livelihoods, the other types together, and what is not split."""
    shown = table.present
    names = [row.country.name for row in shown]
    layout = house_layout(height=FRAME_HEIGHT + ROW_HEIGHT * len(shown))
    layout["barmode"] = "stack"
    layout["xaxis"] |= {"showgrid": True, "rangemode": "tozero"}
    layout["yaxis"] = {"autorange": "reversed", "automargin": True}
    layout["legend"] = {"orientation": "h", "y": -0.1, "yanchor": "top", "x": 0, "traceorder": "normal"}
    figure = go.Figure(layout=layout)
    split = [row if row.is_split else None for row in shown]
    livelihoods = [row.livelihoods if row else None for row in split]
    _add_bar(figure, _("Livelihoods"), names, livelihoods, COLOURS[FundingCategory.LIVELIHOODS])
    _add_bar(
        figure,
        _("The other five types"),
        names,
        [(row.total or Decimal(0)) - row.livelihoods if row else None for row in split],
        COLOURS[FundingCategory.PROTECTED_AREAS],
    )
    _add_bar(figure, _("Not split by type"), names, [None if row.is_split else row.total for row in shown], QUIET)
    return figure_json(figure)


def livelihoods_rows(table: FundingTable) -> ChartTable:
    """The same as a table, in million US dollars, with all member states; silence is an en dash."""
    headers = [_("Member state"), _("Livelihoods"), _("All types"), _("Livelihoods, share")]
    return ChartTable(
        headers,
        [
            [
                row.country.name,
                million(row.livelihoods) if row.is_split else NOTHING,
                million(row.total),
                percent(row.livelihoods_share),
            ]
            for row in table.countries
        ],
    )


def in_lines(name: str) -> str:
    """A name broken into the lines that a legend has room for on a phone."""
    return "<br>".join(wrap(name, LEGEND_WIDTH))


def funding_rows(table: FundingTable) -> ChartTable:
    """The same as a table, in million US dollars, with all member states; silence is an en dash."""
    headers = [
        _("Member state"),
        *(str(category.label) for category in ORDER),
        _("Total"),
        _("Livelihoods, share"),
    ]
    return ChartTable(headers, [_funding_row(row) for row in table.countries])


@dataclass(frozen=True)
class FundingLine:
    """A member state with its money as texts in million US dollars, and the width of its livelihoods bar, 0 to 100."""

    row: CountryFunding
    total: str
    livelihoods: str
    width: Decimal


def funding_lines(table: FundingTable) -> list[FundingLine]:
    """Livelihoods beside all types, for each member state."""
    return [
        FundingLine(
            row=row,
            total=million(row.total),
            livelihoods=million(row.by_category.get(FundingCategory.LIVELIHOODS, Decimal(0))),
            width=(row.livelihoods_share or Decimal(0)) * 100,
        )
        for row in table.countries
    ]


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
    if 0 < thousand < 50:
        return _("under 0.1")
    return number(thousand / 1000, 1)


def _funding_row(row: CountryFunding) -> list[str]:
    amounts = [million(row.by_category.get(category, Decimal(0))) if row.is_split else NOTHING for category in ORDER]
    return [row.country.name, *amounts, million(row.total), percent(row.livelihoods_share)]


def _add_bar(figure: go.Figure, name: str, names: list[str], amounts: list[Decimal | None], colour: str) -> None:
    """One type as a trace; a type that nobody has is left out."""
    if not any(amounts):
        return
    figure.add_trace(
        go.Bar(
            name=name,
            orientation="h",
            y=names,
            x=[None if amount is None else float(amount / 1000) for amount in amounts],
            marker={"color": colour},
            hovertemplate=f"%{{y}}, {name}: %{{x:.1f}}<extra></extra>",
        )
    )
