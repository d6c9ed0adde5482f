"""Explain this number: every sum of programmes' money, line by line, on screen and as a file."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.clearance.permissions import public_page
from core.exports import Cell, csv_file, xlsx_file
from core.formatting import number
from core.pages import PageRequest, page_of, querystring_without_page, render_page
from partners.navigation import trail, whose_view
from partners.programmes.forms.money import MoneyFilterForm
from partners.programmes.messages import MONEY_REASONS
from partners.programmes.queries.money import ExplainedMoney, MoneyLine, explained_money, funder_choices
from partners.programmes.queries.programmes import filter_choices
from partners.programmes.rules.portfolio import Cut

PER_PAGE = 25
CENTS = 2
LEFT_OUT = "left-out"


@public_page
@require_safe
def money(request: PageRequest) -> HttpResponse:
    """A sum in US dollars with the programmes that make it, and those left out with the reason."""
    form, found = _asked(request)
    shows_left_out = request.GET.get("lines") == LEFT_OUT
    page = page_of(list(found.left_out if shows_left_out else found.included), request.GET, per_page=PER_PAGE)
    page.object_list = [(line, _steps(line, form.cut()), _reason(line)) for line in page.object_list]
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
    found = _asked(request)[1]
    return csv_file("money-against-iwt", _heads(), _rows(found))


@public_page
@require_safe
def money_xlsx(request: PageRequest) -> HttpResponse:
    """The sum under the same filter as a workbook: every line, then the total."""
    form, found = _asked(request)
    notes = [" · ".join(f"{label}: {value}" for label, value in form.words()), whose_view(request.user)]
    return xlsx_file("money-against-iwt", _("Money"), _heads(), _rows(found), [*filter(None, notes)])


def _asked(request: PageRequest) -> tuple[MoneyFilterForm, ExplainedMoney]:
    form = MoneyFilterForm(
        request.GET,
        viewer=request.user,
        today=timezone.localdate(),
        funders=funder_choices(request.user),
        **filter_choices(request.user),
    )
    return form, explained_money(request.user, form.cut(), form.wanted())


def _reason(line: MoneyLine) -> str:
    """Why a line adds nothing, in words; empty where it adds something."""
    return str(MONEY_REASONS[line.reason]) if line.reason else ""


def _steps(line: MoneyLine, cut: Cut) -> list[str]:
    """How the part that is asked for comes out of what the programme counts."""
    one = line.counted
    if one is None:
        return []
    steps = []
    if one.in_parts:
        steps.append(_("− %(amount)s counted with its parts") % {"amount": number(one.in_parts, CENTS)})
    if one.not_provided:
        steps.append(_("− %(amount)s cut off when it ended early") % {"amount": number(one.not_provided, CENTS)})
    if line.reason:
        return steps
    money = line.facts.money
    for wanted, shares in ((cut.country, money.countries), (cut.priority, money.priorities)):
        share = shares.get(wanted) if wanted else None
        if share is not None:
            steps.append(_("%(share)s%% for %(name)s") % {"share": number(share), "name": wanted})
    days, whole = _days(line, cut)
    if whole:
        steps.append(_("%(days)s of %(whole)s days") % {"days": number(days), "whole": number(whole)})
    return steps


def _days(line: MoneyLine, cut: Cut) -> tuple[int, int]:
    """How many days of the programme's period lie in the year that is asked for; noughts where none is."""
    start, end = line.facts.starts_on, line.facts.ends_on
    if not cut.year or start is None or end is None:
        return 0, 0
    first, last = max(start, start.replace(cut.year, 1, 1)), min(end, end.replace(cut.year, 12, 31))
    return (last - first).days + 1, (end - start).days + 1


def _heads() -> list[str]:
    return [
        _("Programme"),
        _("Owner"),
        _("Status"),
        _("Starts"),
        _("Ends"),
        _("Amount"),
        _("Currency"),
        _("Units for one US dollar"),
        _("Day of the rate"),
        _("Source of the rate"),
        _("IWT share, %"),
        _("Amount × share ÷ rate, US$"),
        _("counted with its parts, US$"),
        _("cut off by an early end, US$"),
        _("In this sum, US$"),
        _("Left out because"),
    ]


def _rows(found: ExplainedMoney) -> Iterator[list[Cell]]:
    for line in (*found.included, *found.left_out):
        facts, one = line.facts, line.counted
        yield [
            facts.title,
            facts.owner,
            facts.status_label,
            facts.starts_on,
            facts.ends_on,
            facts.amount,
            facts.currency,
            facts.per_usd,
            facts.rate_on,
            facts.rate_source,
            facts.iwt_share,
            one.iwt_usd if one else None,
            one.in_parts if one else None,
            one.not_provided if one else None,
            line.amount,
            _reason(line),
        ]
    yield [_("Total"), *[None] * 13, found.total, None]
