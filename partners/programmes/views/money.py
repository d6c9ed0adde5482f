"""Explain this number: every sum of programmes' money, line by line, on screen and as a file."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core.clearance.permissions import public_page
from core.exports import Cell, csv_file, xlsx_file
from core.formatting import number, per_cent
from core.pages import PageRequest, names_asked_for, page_of, querystring_without_page, refused, render_page
from partners.navigation import trail, whose_view
from partners.programmes.forms.filters import MoneyFilterForm
from partners.programmes.messages import MONEY_REASONS
from partners.programmes.money_facts import ProgrammeFacts
from partners.programmes.queries.money import funder_choices, included_in, left_out_of, lines_of, sum_of
from partners.programmes.queries.programmes import filter_choices
from partners.programmes.rules.explained import Cut, Line, MoneySum

CENTS = 2


def _reason(line: Line) -> str:
    """Why a line adds nothing, in words; empty where it adds something."""
    return str(MONEY_REASONS[line.reason]) if line.reason else ""


COLUMNS: tuple[tuple[Any, Callable[[ProgrammeFacts, Line], Any]], ...] = (
    (gettext_lazy("Programme"), lambda facts, line: facts.title),
    (gettext_lazy("Owner"), lambda facts, line: facts.owner),
    (gettext_lazy("Status"), lambda facts, line: facts.status_label),
    (gettext_lazy("Starts"), lambda facts, line: facts.money.starts_on),
    (gettext_lazy("Ends"), lambda facts, line: facts.money.ends_on),
    (gettext_lazy("Amount"), lambda facts, line: facts.money.amount),
    (gettext_lazy("Currency"), lambda facts, line: facts.currency),
    (gettext_lazy("Units for one US dollar"), lambda facts, line: facts.money.per_usd),
    (gettext_lazy("Day of the rate"), lambda facts, line: facts.rate_on),
    (gettext_lazy("Source of the rate"), lambda facts, line: facts.rate_source),
    (gettext_lazy("IWT share, %"), lambda facts, line: facts.money.iwt_share),
    (gettext_lazy("Amount × share ÷ rate, US$"), lambda facts, line: line.counted and line.counted.iwt_usd),
    (gettext_lazy("counted with its parts, US$"), lambda facts, line: line.counted and line.counted.in_parts),
    (gettext_lazy("cut off by an early end, US$"), lambda facts, line: line.counted and line.counted.not_provided),
    (gettext_lazy("In this sum, US$"), lambda facts, line: line.known),
    (gettext_lazy("Left out because"), lambda facts, line: _reason(line)),
)


@public_page
@require_safe
def money(request: PageRequest) -> HttpResponse:
    """A sum in US dollars with the programmes that make it, and those left out with the reason."""
    if offered := names_asked_for(request, partial(_filter, request)):
        return offered
    form, found = _asked(request)
    shows_left_out = request.GET.get("lines") == "left-out"
    lines = left_out_of if shows_left_out else included_in
    page = page_of(lines(request.user, form.cut(), form.wanted()), request.GET)
    page.object_list = [
        (facts, line, _steps(facts, line, form.cut()), _reason(line)) for facts, line in lines_of(page.object_list)
    ]
    context = {
        "form": form,
        "active": form.active(),
        "words": form.words(),
        "found": found,
        "page_obj": page,
        "shows_left_out": shows_left_out,
        "reasons": [(MONEY_REASONS[reason], n) for reason, n in found.reasons.items()],
        "querystring": querystring_without_page(request.GET),
        "here": form.address(),
        "whose": whose_view(request.user),
        "trail": trail(),
    }
    return render_page(
        request,
        "partners/programmes/money.html",
        context,
        fragments={"money-lines": "partners/programmes/_money_lines.html"},
    )


@public_page
@require_safe
def money_csv(request: PageRequest) -> HttpResponse:
    """The sum under the same filter as CSV: every line, then the total."""
    form, found = _asked(request)
    if refusal := refused(request, form):
        return refusal
    return csv_file("money-against-iwt", _heads(), _rows(request, form, found))


@public_page
@require_safe
def money_xlsx(request: PageRequest) -> HttpResponse:
    """The sum under the same filter as a workbook: every line, then the total."""
    form, found = _asked(request)
    if refusal := refused(request, form):
        return refusal
    notes = [" · ".join(f"{label}: {value}" for label, value in form.words()), whose_view(request.user)]
    return xlsx_file("money-against-iwt", _("Money"), _heads(), _rows(request, form, found), [*filter(None, notes)])


def _filter(request: PageRequest) -> MoneyFilterForm:
    return MoneyFilterForm(
        request.GET,
        viewer=request.user,
        today=timezone.localdate(),
        funders=funder_choices(request.user),
        **filter_choices(request.user, *(request.GET.get(name, "") for name in MoneyFilterForm.of_organisations)),
    )


def _asked(request: PageRequest) -> tuple[MoneyFilterForm, MoneySum]:
    form = _filter(request)
    return form, sum_of(request.user, form.cut(), form.wanted())


def _steps(facts: ProgrammeFacts, line: Line, cut: Cut) -> list[str]:
    """How the part that is asked for comes out of what the programme counts."""
    one = line.counted
    if one is None:
        return []
    steps = []
    if one.not_provided:
        steps.append(_("− %(amount)s cut off when it ended early") % {"amount": number(one.not_provided, CENTS)})
    if one.in_parts:
        steps.append(_("− %(amount)s counted with its parts") % {"amount": number(one.in_parts, CENTS)})
    if line.reason:
        return steps
    for wanted, shares in ((cut.country, facts.money.countries), (cut.priority, facts.money.priorities)):
        share = shares.get(wanted) if wanted else None
        if share is not None:
            steps.append(_("%(share)s for %(name)s") % {"share": per_cent(share, None), "name": wanted})
    start, end = facts.money.starts_on, facts.money.ends_on
    if cut.year and start and end:
        first, last = max(start, start.replace(cut.year, 1, 1)), min(end, end.replace(cut.year, 12, 31))
        days, whole = (last - first).days + 1, (end - start).days + 1
        steps.append(_("%(days)s of %(whole)s days") % {"days": number(days), "whole": number(whole)})
    return steps


def _heads() -> list[str]:
    return [str(head) for head, _cell in COLUMNS]


def _rows(request: PageRequest, form: MoneyFilterForm, found: MoneySum) -> Iterator[list[Cell]]:
    for lines in (included_in, left_out_of):
        for facts, line in lines_of(lines(request.user, form.cut(), form.wanted())):
            yield [cell(facts, line) for _head, cell in COLUMNS]
    yield [_("Total"), *[None] * (len(COLUMNS) - 3), found.known, None]
