"""How templates write road map values; the words themselves stand in `roadmap.messages`."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.formatting import period_text
from roadmap import messages as words
from roadmap.choices import Status
from roadmap.models import Indicator, Observation
from roadmap.queries import ExplainedRow, IndicatorRow, LatestValue, Provenance
from roadmap.rules import Assessment, Reporting

register = template.Library()
register.filter("amount_of", words.amount_text)
register.filter(words.progress_text)
register.filter(words.ratio_text)


@register.filter
def as_value(value: Decimal | None, of: Indicator | IndicatorRow) -> str:
    """A value as its kind is written; in a row of an indicator so that it does not seem to reach what it falls short
    of there, baseline, milestone or target."""
    if isinstance(of, Indicator):
        return words.value_text(value, of)
    return words.value_text(value, of.indicator, of.levels)


@register.filter
def distance_of(amount: Decimal | None, indicator: Indicator) -> str:
    """A distance without its sign; a percentage's in points."""
    return words.amount_text(amount, indicator).lstrip("+−±")


@register.filter
def is_measured_nought(row: Observation) -> bool:
    """Whether the row states a nought: said in words beside the figure, so that nobody reads it as blank."""
    stated = row.numerator if row.numerator is not None else row.value
    return stated == 0 and row.denominator != 0 and not row.country_indicator.indicator.of_kind.is_chosen


@register.filter
def period(row: Observation) -> str:
    """The period of a value: "2024", "January–March 2025"."""
    return period_text(row.period_start, row.period_end)


@register.filter
def stated_value(row: Observation, indicator: Indicator) -> str:
    """What a row states, as its kind reads it; a row that states nothing says so."""
    stated = indicator.of_kind.stated(row.value, row.numerator, row.denominator)
    return _("No data") if stated is None else words.value_text(stated, indicator)


@register.filter
def ratio_parts(row: Observation | LatestValue) -> str:
    """Numerator and denominator of a row, as counted: "14 of 52"; empty where none are stated."""
    if row.numerator is None or row.denominator is None:
        return ""
    return _("%(part)s of %(whole)s") % {"part": words.number(row.numerator), "whole": words.number(row.denominator)}


@register.filter
def exclusion(row: ExplainedRow) -> str:
    """Why a row does not count; empty where it does."""
    if row.is_beside:
        return _("belongs to the other series, which stands beside")
    return str(row.exclusion.label) if row.exclusion else ""


@register.filter
def reporting(state: Reporting | None) -> str:
    """Whether the report has come; empty where nothing is due."""
    return words.reporting_sentence(state) if state else ""


@register.simple_tag
def road_status(assessment: Assessment | None) -> SafeString:
    """A status as word, shape and colour, an old one with what it had earned; nothing known is no recent data."""
    if assessment is None:
        return _status("no_recent_data", _("No report"))
    return _status(
        words.status_code(assessment), words.assessment_label(assessment), words.assessment_detail(assessment)
    )


@register.simple_tag
def status_count(status: Status, count: int) -> SafeString:
    """A status with the number of member states that have it."""
    return _status(status.value, f"{count} {str(status.label).lower()}")


LABEL, DETAIL = "\N{BLACK SQUARE}", "\N{WHITE SQUARE}"
"""What holds the place of the words in a component that is kept."""


def _status(code: str, label: str, detail: str = "") -> SafeString:
    """The component with its words. A list shows a hundred of a dozen: each is rendered once."""
    kept = _status_of(code, has_detail=bool(detail))
    return mark_safe(kept.replace(LABEL, escape(label)).replace(DETAIL, escape(detail)))  # noqa: S308  both escaped


@lru_cache(maxsize=100)
def _status_of(code: str, *, has_detail: bool) -> str:
    words_of = {"code": code, "label": LABEL, "detail": DETAIL if has_detail else ""}
    return render_to_string("components/_status.html", words_of)


@register.inclusion_tag("components/_sparkline.html")
def road_sparkline(row: IndicatorRow) -> dict[str, Any]:
    """The run of an indicator's values, with its text twin; nothing for fewer than two."""
    line = row.sparkline
    if line is None:
        return {"points": ""}
    said = {
        "what": row.indicator.title,
        "country": row.country.name,
        "first": words.value_text(line.first[1], row.indicator, row.levels),
        "from": line.first[0].year,
        "last": words.value_text(line.last[1], row.indicator, row.levels),
        "to": line.last[0].year,
    }
    title = _("%(what)s, %(country)s: from %(first)s in %(from)s to %(last)s in %(to)s") % said
    return {**vars(line), "title": title}


@register.simple_tag
def road_provenance(provenance: Provenance, *, short: bool = False) -> SafeString:
    """Where a figure comes from; many figures come from one place."""
    return _provenance_of(provenance, get_language(), short=short)


@lru_cache(maxsize=1000)
def _provenance_of(provenance: Provenance, _language: str | None, *, short: bool) -> SafeString:
    shown: dict[str, Any] = dict(vars(provenance))
    if short:
        shown = {name: shown[name] for name in ("kind", "source_title", "verified")} | {"short": True}
    return render_to_string("components/_provenance.html", shown)
