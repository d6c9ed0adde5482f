"""The common look of a figure: what every chart shares, as plain JSON that plotly.js draws.

Figures carry no template (6 kB each). Colours are roles that `static/js/charts.js` looks up in the style sheet, so that
light and dark follow the reader's screen.
"""

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

# Role names; charts.js replaces them by the custom properties --chart-… of the style sheet.
INK = "var(--chart-ink)"
QUIET = "var(--chart-quiet)"
ACCENT = "var(--chart-accent)"
TARGET = "var(--chart-target)"


@dataclass(frozen=True)
class ChartTable:
    """The table twin of a figure: heads and rows of texts, the first cell naming the row."""

    headers: list[str]
    rows: list[list[str]]


def figure_json(figure: go.Figure) -> dict[str, Any]:
    """A figure as JSON-safe data and layout, ready for `json_script`."""
    plain: dict[str, Any] = figure.to_plotly_json()
    return {"data": [dict(trace) for trace in plain["data"]], "layout": dict(plain["layout"])}


def base_layout(*, x_title: str = "", y_title: str = "", height: int = 360) -> dict[str, Any]:
    """The layout every figure starts from: quiet rules, no frame, the legend above, units in the axis titles."""
    return {
        "template": "none",
        "height": height,
        "margin": {"l": 64, "r": 16, "t": 32, "b": 48},
        "showlegend": True,
        "legend": {"orientation": "h", "y": 1.12, "x": 0},
        "xaxis": {"title": {"text": x_title}, "showgrid": False, "zeroline": False},
        "yaxis": {"title": {"text": y_title}, "zeroline": False, "rangemode": "tozero"},
        "hovermode": "closest",
    }
