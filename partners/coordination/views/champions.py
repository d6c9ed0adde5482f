"""Champions, with their consent, and plans to approach them. For those who have logged in; no name in any address."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.clearance.actions import EditConflict, Refused
from core.clearance.permissions import Permission, require, signed_in_page
from core.drafts.conflicts import Button, conflict_of, show_conflict
from core.drafts.forms import Sheet, press_token
from core.drafts.submit_once import once
from core.pages import PersonRequest, render_page
from partners.coordination.actions import champions as actions
from partners.coordination.forms.champions import ApproachForm, ChampionForm
from partners.coordination.models.champions import Approach, Champion
from partners.coordination.queries import champions as queries
from partners.coordination.queries.champions import ChampionPage
from partners.navigation import sections, trail


@signed_in_page
def champion_list(request: PersonRequest) -> HttpResponse:
    """The register as the visitor may see it, and the plans of the months ahead."""
    context = {
        "register": queries.champion_list(request.user),
        "sections": sections("partners:champions", request.user),
    }
    return render_page(request, "partners/coordination/champion_list.html", context)


@signed_in_page
def champion(request: PersonRequest, pk: int) -> HttpResponse:
    """A champion whom the visitor may know by name."""
    return show_champion(request, page_or_404(request, pk))


@require(Permission.CHAMPION_KEEP)
def champion_new(request: PersonRequest) -> HttpResponse:
    """Enter a champion."""
    sheet = Sheet(request, "partners.champion:new", title=_("New champion"))
    form = ChampionForm(sheet.data, countries=queries.countries())
    if not form.is_bound:
        sheet.fill(form)
        return show_form(request, sheet, form)
    if not form.is_valid():
        return show_form(request, sheet, form, status=422)
    address = actions.enter_champion(by=request.user, draft=form.draft(), token=sheet.token)
    messages.success(request, _("Entered. Others see what the consent allows, and no more."))
    return redirect(address)


@require(Permission.CHAMPION_KEEP)
def champion_edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Change an entry of the own side."""
    page = kept_or_404(request, pk)
    sheet = Sheet(request, f"partners.champion:{pk}", title=_("Champion %(number)d") % {"number": pk})
    form = ChampionForm(None if sheet.is_look else sheet.data, countries=queries.countries(), stored=page.champion)
    if not form.is_bound:
        sheet.fill(form)
        return show_form(request, sheet, form, page)
    if not form.is_valid():
        return show_form(request, sheet, form, page, status=422)

    def write() -> str:
        version = form.cleaned_data["version"]
        actions.edit_champion(by=request.user, champion=page.champion, draft=form.draft(), version=version)
        return reverse("partners:champion", args=[pk])

    try:
        address = once(by=request.user, token=sheet.token, create=write)
    except EditConflict:
        fresh = kept_or_404(request, pk).champion
        theirs = ChampionForm(countries=queries.countries(), stored=fresh)
        conflict = conflict_of(sheet, theirs=theirs, version=fresh.version)
        buttons = [Button("do", "save", _("Save"))]
        return show_conflict(request, sheet, conflict, title=_("Champion"), action=request.path, buttons=buttons)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_form(request, sheet, form, page, status=422)
    messages.success(request, _("Saved."))
    return redirect(address)


@require(Permission.CHAMPION_KEEP)
@require_POST
def consent_withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """The person no longer agrees to be named."""
    page = kept_or_404(request, pk)
    done = _("Withdrawn. Nobody outside your side sees the name any more.")
    return press(request, page, lambda: actions.withdraw_consent(by=request.user, champion=page.champion), done)


@require(Permission.CHAMPION_KEEP)
@require_POST
def forget(request: PersonRequest, pk: int) -> HttpResponse:
    """Take the person's name out for good."""
    page = kept_or_404(request, pk)
    done = _("Forgotten: name, office and purpose are gone.")
    return press(request, page, lambda: actions.forget_champion(by=request.user, champion=page.champion), done)


@require(Permission.CHAMPION_KEEP)
@require_POST
def approach(request: PersonRequest, pk: int) -> HttpResponse:
    """Plan to ask the champion in a month."""
    page = page_or_404(request, pk)
    sheet = approach_sheet(request, pk)
    form = ApproachForm(sheet.data)
    if not form.is_valid():
        return show_champion(request, page, sheet=sheet, form=form, status=422)
    month, role, reason = form.chosen(), form.cleaned_data["contact_role"], form.cleaned_data["despite_reason"]

    def write() -> str:
        actions.plan_approach(
            by=request.user, champion=page.champion, month=month, contact_role=role, despite_reason=reason
        )
        return reverse("partners:champion", args=[pk])

    try:
        address = once(by=request.user, token=sheet.token, create=write)
    except Champion.DoesNotExist:
        raise Http404 from None
    except actions.Clash as clash:
        form.add_error("month", clash_sentence(month, [one.who for one in clash.plans]))
        return show_champion(request, page, sheet=sheet, form=form, status=422)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_champion(request, page, sheet=sheet, form=form, status=422)
    messages.success(request, _("Planned. Others who plan the same month are warned."))
    return redirect(address)


@require(Permission.CHAMPION_KEEP)
@require_POST
def approach_off(request: PersonRequest, pk: int) -> HttpResponse:
    """The own side does not ask in that month after all."""
    try:
        row = queries.approach_of(request.user, pk)
    except Approach.DoesNotExist:
        raise Http404 from None

    def off() -> str:
        actions.call_off(by=request.user, approach=row)
        return reverse("partners:champions")

    try:
        address = once(by=request.user, token=press_token(request), create=off)
    except Approach.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("Called off."))
    return redirect(address)


def press(request: PersonRequest, page: ChampionPage, act: Callable[[], object], done: str) -> HttpResponse:
    """Make a move on an entry and go back to it."""

    def make() -> str:
        act()
        return reverse("partners:champion", args=[page.champion.pk])

    try:
        address = once(by=request.user, token=press_token(request), create=make)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("partners:champion", pk=page.champion.pk)
    messages.success(request, done)
    return redirect(address)


def show_champion(
    request: PersonRequest,
    page: ChampionPage,
    *,
    sheet: Sheet | None = None,
    form: ApproachForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a champion, with the form of a plan."""
    if page.may_plan and form is None:
        sheet, form = approach_sheet(request, page.champion.pk), ApproachForm()
        sheet.fill(form)
    context = {
        "page": page,
        "champion": page.champion,
        "sheet": sheet,
        "form": form,
        "trail": trail((_("Champions"), reverse("partners:champions"))),
    }
    return render_page(request, "partners/coordination/champion_detail.html", context, status=status)


def show_form(
    request: PersonRequest, sheet: Sheet, form: ChampionForm, page: ChampionPage | None = None, *, status: int = 200
) -> HttpResponse:
    """The page with the form of a champion."""
    context = {
        "sheet": sheet,
        "form": form,
        "page": page,
        "trail": trail((_("Champions"), reverse("partners:champions"))),
    }
    return render_page(request, "partners/coordination/champion_form.html", context, status=status)


def approach_sheet(request: PersonRequest, pk: int) -> Sheet:
    """The sheet of a plan."""
    return Sheet(
        request,
        f"partners.approach:{pk}",
        title=_("Plan to approach champion %(number)d") % {"number": pk},
        address=reverse("partners:champion", args=[pk]),
    )


def clash_sentence(month: date, who: list[str]) -> str:
    """Who else plans that month, by role."""
    return _("In %(month)s the same person is to be asked by: %(who)s. Choose another month, or say why below.") % {
        "month": date_format(month, "F Y"),
        "who": "; ".join(who),
    }


def page_or_404(request: PersonRequest, pk: int) -> ChampionPage:
    """A champion whom the visitor may know by name."""
    try:
        return queries.champion_of(request.user, pk)
    except Champion.DoesNotExist:
        raise Http404 from None


def kept_or_404(request: PersonRequest, pk: int) -> ChampionPage:
    """An entry of the visitor's own side."""
    page = page_or_404(request, pk)
    if not page.may_keep:
        raise Http404
    return page
