"""The gap map: needs beside support, what lies behind each cell, and the same as files."""

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.clearance.permissions import Permission, can, public_page
from core.exports import Cell, csv_file, xlsx_file
from core.pages import PageRequest, page_of, querystring_without_page, refused, render_page
from partners.navigation import sections, trail, whose_view
from partners.programmes import charts
from partners.programmes.messages import not_counted_sentence
from partners.programmes.queries.active import active_rows
from partners.programmes.queries.funding import funding_of, funding_table
from partners.support.forms.gaps import GapFilterForm
from partners.support.messages import GAP_SENTENCES
from partners.support.queries import gaps as gaps_queries
from partners.support.queries.gaps import GapFilter, GapMap, MapCell

PER_PAGE = 20


@public_page
@require_safe
def gap_map(request: PageRequest) -> HttpResponse:
    """Priorities beside member states: open needs, active programmes, money in the year, and the kind of gap."""
    form, found = _asked(request)
    wanted, funding = form.wanted(), funding_table()
    counts = Counter(cell.kind for cell in found.cells)
    context = {
        "form": form,
        "active": form.active(),
        "wanted": wanted,
        "map": found,
        "lines": _lines(found, wanted),
        "as_lines": wanted.as_table or bool(wanted.country) or bool(wanted.priority),
        "legend": [(kind, sentence, counts[kind]) for kind, sentence in GAP_SENTENCES.items()],
        "querystring": querystring_without_page(request.GET),
        "here": _address(wanted),
        "whose": whose_view(request.user),
        "baseline_figure": charts.livelihoods_beside_the_rest(funding),
        "baseline_twin": charts.livelihoods_rows(funding),
        "baseline_summary": charts.funding_summary(funding),
        "baseline_source": funding.source,
        "sections": sections("partners:gaps", request.user),
    }
    return render_page(
        request,
        "partners/support/gap_map.html",
        context,
        fragments={"gap-map": "partners/support/_gap_map_results.html"},
    )


@public_page
@require_safe
def gap_list(request: PageRequest) -> HttpResponse:
    """What lies behind one cell of the map, or a total: needs, programmes, money."""
    form, today = _form(request), timezone.localdate()
    wanted = form.wanted()
    found = gaps_queries.gap_list(request.user, wanted, today)
    cell = found.cell
    needs = page_of(found.needs, request.GET, per_page=PER_PAGE, count=cell.n_open + cell.n_met)
    needs.object_list = gaps_queries.as_stated(needs.object_list)
    programmes = page_of(
        found.programmes, request.GET, per_page=PER_PAGE, parameter="programmes", count=cell.n_programmes
    )
    programmes.object_list = active_rows(programmes.object_list)
    context = {
        "form": form,
        "wanted": wanted,
        "today": today,
        "cell": cell,
        "title": _title(cell),
        "needs": needs,
        "programmes": programmes,
        "money": found.money,
        "not_counted": found.not_counted,
        "querystring": querystring_without_page(request.GET),
        "beside_programmes": querystring_without_page(request.GET, "programmes"),
        "here": _address(wanted),
        "whose": whose_view(request.user),
        "may_respond": can(request.user, Permission.RESPONSE_WRITE),
        "baseline": funding_of(cell.country) if cell.country else None,
        "trail": trail((_("Gap map"), f"{reverse('partners:gaps')}?year={wanted.year}")),
    }
    return render_page(request, "partners/support/gap_list.html", context)


@public_page
@require_safe
def gaps_csv(request: PageRequest) -> HttpResponse:
    """The map under the same filter as CSV, a line a cell."""
    form, found = _asked(request)
    if refusal := refused(request, form):
        return refusal
    return csv_file(f"gap-map-{found.year}", _heads(), _rows(found, form.wanted()))


@public_page
@require_safe
def gaps_xlsx(request: PageRequest) -> HttpResponse:
    """The map under the same filter as a workbook, a line a cell."""
    form, found = _asked(request)
    if refusal := refused(request, form):
        return refusal
    notes = [
        _("Gap map of %(year)s, as of %(day)s") % {"year": found.year, "day": found.today.isoformat()},
        whose_view(request.user),
        not_counted_sentence(found.not_counted),
    ]
    return xlsx_file(
        f"gap-map-{found.year}", _("Gap map"), _heads(), _rows(found, form.wanted()), [*filter(None, notes)]
    )


def _form(request: PageRequest) -> GapFilterForm:
    return GapFilterForm(request.GET, today=timezone.localdate(), **gaps_queries.place_and_priority_choices())


def _asked(request: PageRequest) -> tuple[GapFilterForm, GapMap]:
    form = _form(request)
    return form, gaps_queries.gap_map(request.user, form.wanted(), timezone.localdate())


def _address(wanted: GapFilter) -> str:
    """The filter as it stands in addresses."""
    typed = {name: getattr(wanted, name) for name in ("year", "country", "priority", "kind")}
    return urlencode({name: value for name, value in typed.items() if value})


def _title(cell: MapCell) -> str:
    if cell.priority and cell.country:
        return _("%(priority)s in %(country)s") % {"priority": cell.priority.name, "country": cell.country.name}
    if cell.priority:
        return _("%(priority)s, all member states") % {"priority": cell.priority.name}
    return _("%(country)s, all priorities") % {"country": cell.country.name} if cell.country else _("All gaps")


def _lines(found: GapMap, wanted: GapFilter) -> list[MapCell]:
    """The cells as lines, those of the kind that was asked for."""
    return [cell for cell in found.cells if wanted.kind in ("", cell.kind.value)]


def _heads() -> list[str]:
    return [
        _("Priority"),
        _("Member state"),
        _("Kind of gap"),
        _("Open needs"),
        _("of these with confirmed support"),
        _("of these covered"),
        _("Needs met earlier"),
        _("Active programmes"),
        _("of these regional, naming no member state"),
        _("Money against illegal wildlife trade in the year, US$, as far as known"),
    ]


def _rows(found: GapMap, wanted: GapFilter) -> Iterator[list[Cell]]:
    """A line a cell, then what is not split, so that the money adds up to the last line."""
    for cell in _lines(found, wanted):
        yield _row(cell, str(cell.priority), str(cell.country))
    if wanted.kind:
        return
    regional, unsplit = _("Regional or not split"), _("Not split by priority")
    blank: list[Cell] = [None] * (len(_heads()) - 3)
    for row in found.rows:
        yield [row.priority.name, regional, *blank, row.not_split]
    if not wanted.priority:
        names = [*(country.name for country in found.countries), regional]
        for name, amount in zip(names, found.no_priority, strict=True):
            yield [unsplit, name, *blank, amount]
    if not wanted.country and not wanted.priority:
        yield _row(found.total, _("All priorities"), _("All member states"))


def _row(cell: MapCell, priority: str, country: str) -> list[Cell]:
    return [
        priority,
        country,
        str(cell.kind.label),
        cell.n_open,
        cell.n_supported,
        cell.n_covered,
        cell.n_met,
        cell.n_programmes,
        cell.n_regional,
        cell.money,
    ]
