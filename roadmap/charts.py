"""Figures of the road map: from plain series to what plotly.js draws. No request, no query, no template."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import Any

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from core.charts import ACCENT, INK, QUIET, TARGET, ChartTable, base_layout, figure_json
from core.formatting import number, period_text
from roadmap import rules
from roadmap.messages import assessment_label, value_text
from roadmap.models import Origin
from roadmap.queries import IndicatorRow, Series
from roadmap.runs import shown_places


def trajectory(row: IndicatorRow) -> dict[str, Any]:
    """The way of one indicator of one member state: the expected line, what was reported, and the status at its date.

    Published values and the member state's own are lines of their own; provisional values are hollow. A flow with a
    total to deliver is drawn as its running total, because that is what its target is about.
    """
    if row.series is None:
        return figure_json(go.Figure(layout=base_layout()))
    series, figure = row.series, go.Figure(layout=base_layout(y_title=_axis_title(row)))
    for trace in (
        _expected_line(series.trajectory),
        *_values(row, series, Origin.COUNTRY),
        *_values(row, series, Origin.PUBLISHED),
        _points(_("Baseline"), [series.trajectory.start], "square-open", INK),
        _points(_("Milestones"), series.trajectory.milestones, "diamond-open", TARGET),
        _points(_("Target"), [series.trajectory.target], "star", TARGET),
    ):
        if trace is not None:
            figure.add_trace(trace)
    _annotate_status(figure, row)
    figure.update_yaxes(**series.trajectory.of_kind.axis())
    figure.update_xaxes(**_year_ends(figure))
    return figure_json(figure)


def trajectory_table(row: IndicatorRow) -> ChartTable:
    """The same as rows: baseline, milestones and target, then every cleared value that stands, by date."""
    headers = [_("Date or period"), _("What it is"), _("Value")]
    if row.series is None:
        return ChartTable(headers, [])
    way = row.series.trajectory
    marks = ((_("Baseline"), [way.baseline]), (_("Milestone"), way.milestones), (_("Target"), [way.target]))
    dated = [(point.on, _day(point.on), what, point.value) for what, points in marks for point in points if point]
    dated += [
        (reading.period_end, period_text(reading.period_start, reading.period_end), _what(reading), value)
        for origin in Origin
        for reading, value in _listed(row.series, origin)
    ]
    dated.sort(key=lambda one: one[0])
    return ChartTable(
        headers, [[when, what, value_text(value, row.indicator, row.levels)] for _on, when, what, value in dated]
    )


def trajectory_sentence(row: IndicatorRow) -> str:
    """What the figure shows, in one or two sentences."""
    judged = row.assessment
    if judged is None or judged.value is None:
        return _("No value is known yet.")
    value = judged.value
    said = _("The latest value that counts is %(value)s (%(day)s): %(status)s.") % {
        "value": value_text(value.value, row.indicator, row.levels),
        "day": _day(value.on),
        "status": assessment_label(judged).lower(),
    }
    if row.series is not None and (target := row.series.trajectory.target):
        said += " " + _("The target is %(target)s by %(day)s.") % {
            "target": value_text(target.value, row.indicator, row.levels),
            "day": _day(target.on),
        }
    if row.series is not None:
        said += _left_out(row.series)
    return said


def _left_out(series: Series) -> str:
    """That of a long run some values are drawn alone; empty where all are."""
    said = ""
    for origin in Origin:
        n_all, n_drawn = len(_counting(series, origin)), len(_drawn(series, origin))
        if n_drawn < n_all:
            said += " " + _(
                "Of %(all)s values %(drawn)s are drawn: the first, the last, and the highest and lowest between them."
            ) % {"all": number(n_all), "drawn": number(n_drawn)}
    return said


def _run(series: Series, origin: str) -> list[tuple[rules.Reading, Decimal]]:
    """The cleared values of one source that no correction has superseded, by date."""
    found = [
        (r, r.value)
        for r in (*series.readings, *series.beside)
        if r.origin == origin and r.value is not None and r.is_cleared and not r.is_superseded
    ]
    return sorted(found, key=lambda pair: (pair[0].period_end, pair[0].pk))


def _counting(series: Series, origin: str) -> list[tuple[rules.Reading, Decimal]]:
    """Those that are drawn: of a flow with a total to deliver, since the baseline."""
    way, run = series.trajectory, _run(series, origin)
    begins = way.start.on if way.is_flow_total and way.start else date.min
    return [(reading, value) for reading, value in run if reading.period_start >= begins]


def _drawn(series: Series, origin: str) -> list[tuple[rules.Reading, Decimal, Decimal]]:
    """Values with their heights, of a long run some: the height in a flow with a total is the running total."""
    run = _counting(series, origin)
    heights = [value for _reading, value in run]
    if series.trajectory.is_flow_total:
        heights = list(accumulate(heights))
    return [(*run[place], heights[place]) for place in shown_places(heights)]


def _listed(series: Series, origin: str) -> list[tuple[rules.Reading, Decimal]]:
    """Values for the table twin, of a long run some; all of them stand in the list of values."""
    run = _run(series, origin)
    return [run[place] for place in shown_places([value for _reading, value in run])]


def _values(row: IndicatorRow, series: Series, origin: str) -> list[go.Scatter]:
    """The line of one source, and its provisional values as hollow marks."""
    found = _drawn(series, origin)
    if not found:
        return []
    run, heights = [(r, value) for r, value, _height in found], [height for _r, _value, height in found]
    is_own = origin == Origin.COUNTRY
    colour, symbol = (ACCENT, "circle") if is_own else (QUIET, "square")
    days = [r.period_end.isoformat() for r, _value in run]
    texts = [
        f"{period_text(r.period_start, r.period_end)}: {value_text(value, row.indicator, row.levels)}"
        for r, value in run
    ]
    line = go.Scatter(
        name=_("Reported by %(country)s") % {"country": row.country.name} if is_own else _("Published source"),
        x=days,
        y=[float(height) for height in heights],
        text=texts,
        hoverinfo="text",
        mode="lines+markers",
        line={"color": colour, "width": 2.5 if is_own else 1.5},
        marker={
            "color": colour,
            "size": 8 if is_own else 6,
            "symbol": [f"{symbol}-open" if r.is_provisional else symbol for r, _value in run],
        },
    )
    hollow = [(day, height) for day, height, (r, _v) in zip(days, heights, run, strict=True) if r.is_provisional]
    if not hollow:
        return [line]
    # A key for the hollow marks: a trace without points of its own would not be listed.
    key = go.Scatter(
        name=_("Provisional"),
        x=[day for day, _height in hollow],
        y=[float(height) for _day_, height in hollow],
        mode="markers",
        hoverinfo="skip",
        marker={"color": colour, "size": 12, "symbol": "circle-open", "line": {"width": 1.5}},
    )
    return [line, key]


def _expected_line(way: rules.Trajectory) -> go.Scatter | None:
    """The straight way from the baseline over the milestones to the target."""
    # A step is taken or it is not: no line says where one should stand in between.
    if way.start is None or way.target is None or way.target.on <= way.start.on or way.of_kind.is_step:
        return None
    between = [m for m in sorted(way.milestones, key=lambda m: m.on) if way.start.on < m.on < way.target.on]
    path = [way.start, *between, way.target]
    return go.Scatter(
        name=_("Expected"),
        x=[point.on.isoformat() for point in path],
        y=[float(point.value) for point in path],
        mode="lines",
        hoverinfo="skip",
        line={"color": TARGET, "width": 1.5, "dash": "dot"},
    )


def _points(name: str, points: Iterable[rules.Point | None], symbol: str, colour: str) -> go.Scatter | None:
    found = [point for point in points if point is not None]
    if not found:
        return None
    return go.Scatter(
        name=name,
        x=[point.on.isoformat() for point in found],
        y=[float(point.value) for point in found],
        text=[f"{name}, {_day(point.on)}" for point in found],
        hoverinfo="text",
        mode="markers",
        marker={"color": colour, "size": 11, "symbol": symbol, "line": {"width": 2}},
    )


def _annotate_status(figure: go.Figure, row: IndicatorRow) -> None:
    """Write the status above the plot, where no line runs, and lead from it to the value that earned it."""
    judged = row.assessment
    if judged is None or judged.value is None:
        return
    day = judged.value.on
    days = [date.fromisoformat(x) for trace in figure.data for x in (trace.x or ())]
    is_late = bool(days) and (day - min(days)) * 2 > max(days) - min(days)
    figure.add_shape(
        type="line",
        x0=day.isoformat(),
        x1=day.isoformat(),
        y0=0,
        y1=1,
        yref="paper",
        layer="below",
        line={"color": QUIET, "width": 1, "dash": "dot"},
    )
    figure.add_annotation(
        x=day.isoformat(),
        y=1,
        yref="paper",
        # The words stay inside the frame, however narrow it is.
        xanchor="right" if is_late else "left",
        yanchor="bottom",
        text=assessment_label(judged),
        showarrow=False,
        font={"color": INK},
    )


def _year_ends(figure: go.Figure) -> dict[str, Any]:
    """Ticks where most periods end: a value of 2025 then stands over "2025" and not over the first day of 2026."""
    days = sorted(day for trace in figure.data for day in (trace.x or ()))
    years = int(days[-1][:4]) - int(days[0][:4]) if days else 0
    step = max(1, -(-years // 8))
    return {"title": {"text": _("End of year")}, "tick0": "2000-12-31", "dtick": f"M{12 * step}", "tickformat": "%Y"}


def _axis_title(row: IndicatorRow) -> str:
    unit = row.indicator.number_unit
    is_total = row.series is not None and row.series.trajectory.is_flow_total
    return _("%(unit)s, running total") % {"unit": unit} if is_total and unit else unit


def _what(reading: rules.Reading) -> str:
    said = _("Published") if reading.origin == Origin.PUBLISHED else _("Reported")
    if reading.no_change:
        said = _("Confirmed: no change")
    return f"{said}, {_('provisional')}" if reading.is_provisional else said


def _day(on: date) -> str:
    return period_text(on, on)


def is_worth_drawing(series: Series | None) -> bool:
    """Whether there is anything to draw: one value, or a way to a target."""
    way = series.trajectory if series else None
    return bool(series and way and (series.assessment.value or way.target or way.baseline))
