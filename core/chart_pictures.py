"""A figure as a still picture, drawn on the server: what stands on the page before plotly.js, without script, on paper.

It reads the JSON that plotly.js reads (`core.charts.figure_json`): points and lines over dates, and stacked bars.
Places are parts of a hundred, so that the picture fills whatever width it has while its letters keep their size.
Colours are names of the style sheet, so that light, dark and paper follow.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from math import floor, log10
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.formatting import number

Trace = Mapping[str, Any]
Ticks = Sequence[tuple[float, str]]
WANTED_TICKS = 5
PADDING = 0.04  # of the span of dates, on both sides
ROOM = 1.06  # of the largest value: nothing touches the frame
SHARE_OF_ROW = 0.8  # that a bar fills
SHORT = 7  # signs that fit into a narrow margin
MOST_YEARS, MOST_YEARS_BESIDE_WORDS = 8, 4  # that fit side by side on a phone
# Around the origin, for a size of two; what is not named here is drawn as a circle.
MARKS = {
    "square": "M-.9-.9H.9V.9H-.9Z",
    "diamond": "M0-1.3L1.3 0L0 1.3L-1.3 0Z",
    "star": "M0-1.3L.36-.4L1.24-.4L.55.2L.8 1.05L0 .55L-.8 1.05L-.55.2L-1.24-.4L-.36-.4Z",
}
CIRCLE = "M-1 0A1 1 0 0 1 1 0A1 1 0 0 1-1 0Z"
DASHES = {"dot": "2 4", "dash": "7 4"}


def picture(figure: Mapping[str, Any]) -> dict[str, Any]:
    """What components/_picture.html shows of a figure; `key` holds a swatch and a name of each trace."""
    layout, traces = figure["layout"], [trace for trace in figure["data"] if trace.get("x")]
    is_bars = any(trace["type"] == "bar" for trace in traces)
    axes = ("yaxis", "xaxis") if is_bars else ("xaxis", "yaxis")
    titles = [layout[axis].get("title", {}).get("text", "") for axis in axes]
    return {
        "height": layout["height"],
        "is_wide": is_bars or _has_long_words(layout),
        "key": [(_swatch(trace), trace["name"].replace("<br>", " ")) for trace in traces],
        "above": "" if is_bars else titles[1],
        "below": titles[1] if is_bars else titles[0],
        "plot": _bars(traces) if is_bars else _lines(traces, layout) if traces else "",
    }


def nice_ticks(low: float, high: float) -> list[float]:
    """Round numbers from `low` to `high`, about five: 1, 2 or 5 times a power of ten apart."""
    least = (high - low) / WANTED_TICKS
    if least <= 0:
        return [low]
    power = 10.0 ** floor(log10(least))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power > least * 0.999)
    first, last = -floor(-low / step), floor(high / step)
    return [round(count * step, 10) for count in range(first, last + 1)]


def _bars(traces: Sequence[Trace]) -> SafeString:
    """A row for each name, the first on top; in it the traces one after the other."""
    names = list(traces[0]["y"])
    sums: Counter[str] = Counter()
    for trace in traces:
        for name, value in zip(trace["y"], trace["x"], strict=True):
            sums[name] += value or 0
    most, row = (max(sums.values(), default=0) or 1) * ROOM, 100 / len(names)
    ticks = [(100 * tick / most, number(Decimal(str(tick)))) for tick in nice_ticks(0, most)]
    parts = [_grid_across(ticks)]
    reached: Counter[str] = Counter()
    for trace in traces:
        for at, (name, value) in enumerate(zip(trace["y"], trace["x"], strict=True)):
            if value:
                place = 100 * reached[name] / most, row * (at + (1 - SHARE_OF_ROW) / 2)
                size = 100 * value / most, row * SHARE_OF_ROW
                parts.append(_rectangle(place, size, trace["marker"]["color"]))
                reached[name] += value
    parts += [
        format_html('<text x="0" y="{}" dx="-8" dy=".35em" text-anchor="end">{}</text>', _at(row * (at + 0.5)), name)
        for at, name in enumerate(names)
    ]
    return _joined(parts)


def _lines(traces: Sequence[Trace], layout: Mapping[str, Any]) -> SafeString:
    """Lines and marks over dates, with the lines and words that the layout puts across them."""
    across = _days(traces, layout["xaxis"])
    up, ticks_up = _heights(traces, layout["yaxis"])
    most = MOST_YEARS_BESIDE_WORDS if _has_long_words(layout) else MOST_YEARS
    parts = [_grid_up(ticks_up), _ticks_below(_thinned(_year_ends(traces, layout["xaxis"], across), most))]
    for shape in layout.get("shapes", ()):
        x = across(shape["x0"])
        parts.append(_line((x, 0), (x, 100), shape["line"]))
    for trace in traces:
        points = [(across(day), up(value)) for day, value in zip(trace["x"], trace["y"], strict=True)]
        if "lines" in trace["mode"]:
            parts += [_line(start, end, trace["line"]) for start, end in pairwise(points)]
        if "markers" in trace["mode"]:
            parts += [_mark(point, trace["marker"], at) for at, point in enumerate(points)]
    for note in layout.get("annotations", ()):
        anchor = "end" if note["xanchor"] == "right" else "start"
        written = '<text x="{}" y="0" dy="-.5em" text-anchor="{}">{}</text>'
        parts.append(format_html(written, _at(across(note["x"])), anchor, note["text"]))
    return _joined(parts)


def _has_long_words(layout: Mapping[str, Any]) -> bool:
    return any(len(word) > SHORT for word in layout["yaxis"].get("ticktext", ()))


def _thinned(ticks: list[Any], most: int) -> list[Any]:
    """So many ticks at most, alike far apart, the last one among them."""
    step = -(-len(ticks) // most) or 1
    return ticks[::-1][::step]


def _days(traces: Sequence[Trace], axis: Mapping[str, Any]) -> Callable[[str], float]:
    days = [date.fromisoformat(day).toordinal() for trace in traces for day in trace["x"]]
    first, last = min(days), max(days)
    padding = (last - first) * PADDING or 200
    low, high = first - padding, last + padding
    return lambda day: 100 * (date.fromisoformat(day).toordinal() - low) / (high - low)


def _year_ends(traces: Sequence[Trace], axis: Mapping[str, Any], across: Callable[[str], float]) -> list[Any]:
    """The ticks of `dtick`, which is a number of whole years in months, where `tick0` says that they fall."""
    start, step = date.fromisoformat(axis["tick0"]), int(axis["dtick"].removeprefix("M")) // 12
    years = sorted(int(day[:4]) for trace in traces for day in trace["x"])
    shown = [year for year in range(years[0] - 1, years[-1] + 1) if (year - start.year) % step == 0]
    places = [(across(start.replace(year=year).isoformat()), str(year)) for year in shown]
    return [(place, word) for place, word in places if 0 <= place <= 100]


def _heights(traces: Sequence[Trace], axis: Mapping[str, Any]) -> tuple[Callable[[float], float], Ticks]:
    """Where values stand, from above, and the ticks: those of the layout where it names them."""
    values = [value for trace in traces for value in trace["y"]]
    low, high = axis.get("range") or (min(0, *values) * ROOM, max(0, *values) * ROOM or 1)

    def place(value: float) -> float:
        return 100 * (high - value) / (high - low)

    if "tickvals" in axis:
        named = zip(axis["tickvals"], axis["ticktext"], strict=True)
        return place, [(place(value), word) for value, word in named]
    suffix = axis.get("ticksuffix", "")
    found = nice_ticks(low, high)
    return place, [(place(tick), f"{number(Decimal(str(tick)))}{suffix}") for tick in found]


def _grid_up(ticks: Ticks) -> SafeString:
    return format_html_join(
        "",
        '<line class="grid" x1="0" x2="100%" y1="{0}" y2="{0}"/>'
        '<text x="0" y="{0}" dx="-8" dy=".35em" text-anchor="end">{1}</text>',
        ((_at(place), word) for place, word in ticks),
    )


def _grid_across(ticks: Ticks) -> SafeString:
    lines = format_html_join(
        "", '<line class="grid" y1="0" y2="100%" x1="{0}" x2="{0}"/>', ((_at(place),) for place, _word in ticks)
    )
    return _joined([lines, _ticks_below(ticks)])


def _ticks_below(ticks: Ticks) -> SafeString:
    written = '<text x="{}" y="100%" dy="1.4em" text-anchor="middle">{}</text>'
    return format_html_join("", written, ((_at(place), word) for place, word in ticks))


def _line(start: tuple[float, float], end: tuple[float, float], style: Mapping[str, Any]) -> SafeString:
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="{}" stroke-dasharray="{}"/>',
        *map(_at, (*start, *end)),
        style["color"],
        style.get("width", 2),
        DASHES.get(style.get("dash", ""), "none"),
    )


def _rectangle(place: tuple[float, float], size: tuple[float, float], colour: str) -> SafeString:
    return format_html('<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>', *map(_at, (*place, *size)), colour)


def _mark(point: tuple[float, float], style: Mapping[str, Any], at: int) -> SafeString:
    symbols = style.get("symbol", "circle")
    symbol = symbols if isinstance(symbols, str) else symbols[at]
    shape = _shape(symbol, style["color"], style.get("size", 6) / 2, style.get("line", {}).get("width", 1.5))
    return format_html('<svg x="{}" y="{}" overflow="visible">{}</svg>', *map(_at, point), shape)


def _shape(symbol: str, colour: str, radius: float, width: float) -> SafeString:
    is_open = symbol.endswith("-open")
    return format_html(
        '<path d="{}" transform="scale({})" fill="{}" stroke="{}" stroke-width="{}"/>',
        MARKS.get(symbol.removesuffix("-open"), CIRCLE),
        radius,
        "var(--surface)" if is_open else colour,
        colour,
        round(width / radius, 2),
    )


def _swatch(trace: Trace) -> SafeString:
    """The sign of a trace in the key: its bar, its line, its mark, or line and mark."""
    if trace["type"] == "bar":
        return format_html('<rect width="16" height="12" fill="{}"/>', trace["marker"]["color"])
    parts = []
    if "lines" in trace["mode"]:
        style = trace["line"]
        written = '<path d="M0 6H24" stroke="{}" stroke-width="{}" stroke-dasharray="{}"/>'
        dash = DASHES.get(style.get("dash", ""), "none")
        parts.append(format_html(written, style["color"], style.get("width", 2), dash))
    if "markers" in trace["mode"]:
        marker = trace["marker"]
        symbols = marker.get("symbol", "circle")
        shape = _shape(symbols if isinstance(symbols, str) else symbols[0], marker["color"], 4, 1.5)
        parts.append(format_html('<g transform="translate(12 6)">{}</g>', shape))
    return _joined(parts)


def _joined(parts: Sequence[SafeString] | Iterator[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _at(place: float) -> str:
    """A place as SVG takes it: in hundredths of the drawing."""
    return f"{place:.2f}".rstrip("0").rstrip(".") + "%"
