"""Pictures of figures: where things stand, computed by hand."""

import re

import plotly.graph_objects as go
import pytest

from core.chart_pictures import nice_ticks, picture
from core.charts import base_layout, figure_json


def places(plot, tag, *names):
    """The named attributes of each element of that kind, as they are written."""
    return [tuple(re.search(rf' {name}="([^"]*)"', found)[1] for name in names) for found in re.findall(tag, plot)]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 100, [0, 20, 40, 60, 80, 100]),
        (0, 0.9, [0, 0.2, 0.4, 0.6, 0.8]),
        (-3, 3, [-2, 0, 2]),
        (0, 38.1, [0, 10, 20, 30]),
        (0, 14_000, [0, 5_000, 10_000]),
        (2, 2, [2]),
    ],
)
def test_ticks_are_round_numbers(low, high, ticks):
    assert nice_ticks(low, high) == ticks


def test_bars_stand_behind_one_another_in_their_row():
    figure = go.Figure(layout=base_layout(height=240))
    for name, values, colour in (("A", [50, None], "var(--chart-1)"), ("B<br>b & c", [50, 20], "var(--chart-2)")):
        bar = go.Bar(name=name, orientation="h", y=["Lao PDR", "<Viet Nam>"], x=values, marker={"color": colour})
        figure.add_trace(bar)

    found = picture(figure_json(figure))

    # The longest row holds 100, and the frame 6% more.
    assert places(found["plot"], r"<rect[^>]*>", "x", "width", "y", "height", "fill") == [
        ("0%", "47.17%", "5%", "40%", "var(--chart-1)"),
        ("47.17%", "47.17%", "5%", "40%", "var(--chart-2)"),
        ("0%", "18.87%", "55%", "40%", "var(--chart-2)"),
    ]
    assert [name for _swatch, name in found["key"]] == ["A", "B b & c"]
    assert "&lt;Viet Nam&gt;" in found["plot"]
    assert found["height"] == 240


def test_points_stand_at_their_dates_and_heights():
    figure = go.Figure(layout=base_layout(y_title="gateways"))
    line = {"color": "var(--chart-1)", "dash": "dot"}
    days, marker = ["2020-12-31", "2021-12-31", "2024-12-31"], {"color": "var(--chart-1)", "symbol": "square-open"}
    figure.add_trace(
        go.Scatter(name="Reported", x=days, y=[0, 50, 100], mode="lines+markers", line=line, marker=marker)
    )
    figure.update_xaxes(title={"text": "End of year"}, tick0="2000-12-31", dtick="M24", tickformat="%Y")

    found = picture(figure_json(figure))

    # 1,461 days and 4% of them on either side; 106 from the bottom to the top.
    assert places(found["plot"], r"<svg x[^>]*>", "x", "y") == [
        ("3.7%", "100%"),
        ("26.84%", "52.83%"),
        ("96.3%", "5.66%"),
    ]
    assert re.findall(r">(\d{4})<", found["plot"]) == ["2024", "2022", "2020"]
    assert found["plot"].count('stroke-dasharray="2 4"') == 2
    assert (found["above"], found["below"]) == ("gateways", "End of year")


@pytest.mark.parametrize("days", [[], ["2024-12-31"]])
def test_a_figure_of_one_point_or_none_has_a_picture_too(days):
    figure = go.Figure(layout=base_layout())
    figure.add_trace(go.Scatter(name="Reported", x=days, y=[0] * len(days), mode="markers", marker={"color": "#000"}))
    figure.update_xaxes(tick0="2000-12-31", dtick="M12")

    found = picture(figure_json(figure))

    assert len(found["key"]) == len(re.findall("<path", found["plot"])) == len(days)
