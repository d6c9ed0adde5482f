"""Reporting what was delivered, and the country's word on it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.actions import EditConflict, Refused
from core.clearance import Viewer
from core.models import User
from core.pages import PageRequest, PersonRequest, render_page
from core.permissions import Permission, can, require, signed_in_page
from core.sheets import Sheet, press_token
from core.submit_tokens import once
from partners import actions, queries
from partners.forms import DeliveryDecisionForm, DeliveryForm, PressForm
from partners.models import Delivery
from partners.queries import DeliveryRow
from partners.rules import AnswerMove, DeliveryMove
from partners.views.answers import need_trail, own_answer_or_404
from partners.words import DELIVERY_DONE, MOVE_DONE


@require(Permission.RESPONSE_WRITE)
def deliver(request: PersonRequest, pk: int) -> HttpResponse:
    """The organisation reports what it delivered of its accepted answer."""
    row = own_answer_or_404(request, pk)
    page = queries.answer_page(request.user, row)
    title = _("Delivery on %(code)s") % {"code": row.need.code}
    sheet = Sheet(request, f"partners.delivery:{pk}", title=title)
    context = {"sheet": sheet, "row": row, "page": page, "form": None, "trail": need_trail(row.need)}
    if AnswerMove.DELIVER not in row.moves:
        status = 422 if request.method == "POST" else 200
        return render_page(request, "partners/deliver.html", context, status=status)
    form = DeliveryForm(sheet.data, page=page)
    sheet.fill(form, but=("version",))
    context["form"] = form
    if form.is_valid():
        version, draft = form.cleaned_data["version"], form.draft()
        try:
            address = actions.report_delivery(
                by=request.user, response=row.response, draft=draft, version=version, token=sheet.token
            )
        except EditConflict:
            problem = _("The answer has changed since you opened it. Look at what stands now, and send again.")
            form.add_error(None, problem)
            shown = sheet.data.copy() if sheet.data is not None else {}
            shown["version"] = str(row.response.version)
            form.data = shown
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(MOVE_DONE[AnswerMove.DELIVER]))
            return redirect(address)
    return render_page(request, "partners/deliver.html", context, status=422 if form.errors else 200)


@signed_in_page
def delivery(request: PageRequest, pk: int) -> HttpResponse:
    """A report of delivery: for the two sides, and for others once the country has confirmed it."""
    return show_delivery(request, delivery_or_404(request.user, pk))


@require(Permission.RESPONSE_DECIDE)
@require_POST
def decide_delivery(request: PersonRequest, pk: int) -> HttpResponse:
    """The country confirms or disputes a report."""
    row = delivery_or_404(request.user, pk)
    if not can(request.user, Permission.RESPONSE_DECIDE, country=row.response.need.country):
        raise Http404
    sheet = delivery_sheet(request, row)
    form = DeliveryDecisionForm(sheet.data)
    if not form.is_valid():
        return show_delivery(request, row, form=form, status=422)
    typed = form.cleaned_data
    return write(request, row, DeliveryMove(typed["move"]), note=typed["note"], version=typed["version"])


@require(Permission.RESPONSE_WRITE)
@require_POST
def take_back(request: PersonRequest, pk: int) -> HttpResponse:
    """The organisation takes a report back that the country has not confirmed."""
    row = delivery_or_404(request.user, pk)
    if row.response.organisation_id != request.user.organisation_id:
        raise Http404
    form = PressForm(request.POST)
    if not form.is_valid():
        return show_delivery(request, row, problem=_("Look at it once more, then try again."), status=422)
    return write(request, row, DeliveryMove.TAKE_BACK, version=form.cleaned_data["version"])


def write(
    request: PersonRequest, row: DeliveryRow, move: DeliveryMove, *, note: str = "", version: int | None = None
) -> HttpResponse:
    """Make a move and go back to the answer; where it was refused, show why with what was typed."""
    address = reverse("partners:response", args=[row.response.pk])

    def make() -> str:
        actions.decide_delivery(by=request.user, delivery=row.delivery, move=move, note=note, version=version)
        return address

    try:
        once(by=request.user, token=press_token(request), create=make)
    except Delivery.DoesNotExist:
        raise Http404 from None
    except EditConflict:
        fresh = delivery_or_404(request.user, row.delivery.pk)
        problem = _("Somebody else was quicker; nothing of yours was stored. The report now stands as shown below.")
        return show_delivery(request, fresh, form=typed_again(fresh, note), problem=problem, status=422)
    except Refused as refusal:
        fresh = delivery_or_404(request.user, row.delivery.pk)
        return show_delivery(request, fresh, form=typed_again(fresh, note), problem=str(refusal), status=422)
    messages.success(request, str(DELIVERY_DONE[move]))
    return redirect(address)


def typed_again(row: DeliveryRow, note: str) -> DeliveryDecisionForm:
    """The note as it was typed, over the report as it stands now."""
    return DeliveryDecisionForm(initial={"note": note, "version": row.delivery.version})


def show_delivery(
    request: PageRequest | PersonRequest,
    row: DeliveryRow,
    *,
    form: DeliveryDecisionForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of a report, with the form of the decision where its visitor decides."""
    context = {"row": row, "need": row.response.need, "problem": problem, "trail": need_trail(row.response.need)}
    if row.may_decide and isinstance(request.user, User):
        sheet = delivery_sheet(request, row)  # type: ignore[arg-type]
        if form is None:
            form = DeliveryDecisionForm(initial={"version": row.delivery.version})
            sheet.fill(form, but=("version",))
        context |= {"form": form, "sheet": sheet}
    return render_page(request, "partners/delivery.html", context, status=status)


def delivery_sheet(request: PersonRequest, row: DeliveryRow) -> Sheet:
    """The sheet of the note on a report."""
    code = row.response.need.code
    address = reverse("partners:delivery", args=[row.delivery.pk])
    key = f"partners.delivery-decision:{row.delivery.pk}"
    return Sheet(request, key, title=_("Note on a delivery on %(code)s") % {"code": code}, address=address)


def delivery_or_404(viewer: Viewer, pk: int) -> DeliveryRow:
    """A report that the visitor may see."""
    try:
        return queries.delivery_of(viewer, pk)
    except Delivery.DoesNotExist:
        raise Http404 from None
