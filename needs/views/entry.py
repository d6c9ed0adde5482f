"""Entering a need, editing it, and checking a field while it is typed."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.clearance.actions import EditConflict, Refused
from core.clearance.models import State
from core.clearance.permissions import Permission, require
from core.drafts.conflicts import Button, conflict_of, show_conflict
from core.drafts.forms import Sheet, shown_rows
from core.drafts.submit_once import once
from core.models import Country
from core.pages import PersonRequest, render_page
from needs import actions, queries
from needs.forms import MOST_PARTS, SPARE_PARTS, NeedForm, PartFormSet, initial_of, initial_of_parts
from needs.models import Need
from needs.views.common import capitals, team_need

PREFIX = "parts"


def own_country(request: PersonRequest) -> Country:
    """The country a focal point writes for."""
    if request.user.country is None:
        raise Http404
    return request.user.country


@require(Permission.ENTRY_WRITE)
def need_create(request: PersonRequest) -> HttpResponse:
    """A new need of the focal point's own country."""
    country = own_country(request)
    choices = queries.entry_choices(country)
    sheet = Sheet(request, "needs.need:new", title=_("New need of %(country)s") % {"country": country.name})
    if sheet.data is None or is_unjudged(request, sheet):
        return show_form(request, sheet, *opened(request, sheet, NeedForm(choices=choices)))
    form, parts = NeedForm(sheet.data, choices=choices), typed_parts(sheet.data)
    is_submitted = request.POST.get("do") == "submit"
    if not is_ready(form, parts, is_submitted):
        return show_form(request, sheet, form, parts, status=422)

    def create() -> str:
        need = actions.create_need(by=request.user, country=country, content=form.content(parts.parts()))
        if is_submitted:
            actions.submit(by=request.user, need=need)
        return reverse("needs:detail", args=[need.code])

    try:
        address = once(by=request.user, token=sheet.token, create=create)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_form(request, sheet, form, parts, status=422)
    messages.success(request, said(is_submitted))
    return redirect(address)


@require(Permission.ENTRY_WRITE)
@capitals
def need_edit(request: PersonRequest, code: str) -> HttpResponse:
    """A draft or returned need, or the change that waits beside a cleared one."""
    need = team_need(request, code)
    sheet = Sheet(request, f"needs.need:{need.code}", title=f"{need.code} {need.title}")
    if request.method == "POST":
        return save(request, sheet, need)
    record = queries.row_to_edit(request.user, need)
    if record.state == State.SUBMITTED:
        messages.warning(request, _("This waits for the clearing officer. Recall it before you edit it."))
        return redirect("needs:detail", code=need.code)
    return show_form(request, sheet, *opened(request, sheet, *stored_form(request, need)), need=need)


def stored_form(request: PersonRequest, need: Need) -> tuple[NeedForm, Any]:
    """The form with what is stored, untouched."""
    proposal = queries.open_proposal(request.user, need)
    content = queries.stored_content(need, proposal)
    version, reason = (proposal or need).version, proposal.reason if proposal else ""
    form = NeedForm(
        choices=queries.entry_choices(need.country),
        is_change=need.state == State.CLEARED,
        initial={**initial_of(content), "version": version, "reason": reason},
    )
    return form, PartFormSet(prefix=PREFIX, initial=initial_of_parts(content))


def is_unjudged(request: PersonRequest, sheet: Sheet) -> bool:
    """Whether a button was pressed that only shows the form again."""
    return request.POST.get("do") == "more" or sheet.is_look


def opened(request: PersonRequest, sheet: Sheet, form: NeedForm, parts: Any = None) -> tuple[NeedForm, Any]:
    """The form at its opening: with what is stored, with what its person had not saved, or with more rows for parts."""
    wants_more = request.POST.get("do") == "more"
    parts = parts or PartFormSet(prefix=PREFIX)
    data = sheet.unjudged(asked=wants_more)
    if data is None:
        sheet.note(shown_rows(parts))
    else:
        rows = [as_typed(row, data) for row in PartFormSet(data, prefix=PREFIX).forms]
        parts = PartFormSet(prefix=PREFIX, initial=rows)
        parts.extra = max(0, min(SPARE_PARTS, MOST_PARTS - len(rows))) if wants_more or not rows else 0
    sheet.fill(form, asked=wants_more)
    return form, parts


def typed_parts(data: QueryDict, own_parts: Sequence[int] = ()) -> Any:
    """The rows of parts with what was typed; `own_parts` are the keys they may name."""
    formset: Any = PartFormSet
    return formset(data, prefix=PREFIX, own_parts=own_parts)


def save(request: PersonRequest, sheet: Sheet, need: Need) -> HttpResponse:
    """Write what was typed, or show it again with what is wrong with it."""
    if sheet.data is None or is_unjudged(request, sheet):
        return show_form(request, sheet, *opened(request, sheet, *stored_form(request, need)), need=need)
    choices, is_change = queries.entry_choices(need.country), need.state == State.CLEARED
    form = NeedForm(sheet.data, choices=choices, is_change=is_change)
    parts = typed_parts(sheet.data, [part.pk for part in queries.parts_of(need)])
    is_submitted = request.POST.get("do") == "submit"
    if not is_ready(form, parts, is_submitted):
        return show_form(request, sheet, form, parts, need=need, status=422)
    write = actions.save_and_submit if is_submitted else actions.save_entry
    content, reason = form.content(parts.parts()), form.cleaned_data.get("reason") or ""
    # Whoever does not say which version they had before them has seen none.
    version = form.cleaned_data["version"] or 0

    def change() -> str:
        write(by=request.user, need=need, content=content, reason=reason, version=version)
        return reverse("needs:detail", args=[need.code])

    try:
        address = once(by=request.user, token=sheet.token, create=change)
    except EditConflict:
        return conflict(request, sheet, need)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_form(request, sheet, form, parts, need=need, status=422)
    messages.success(request, said(is_submitted))
    return redirect(address)


def is_ready(form: NeedForm, parts: Any, is_submitted: bool) -> bool:
    """Whether what was typed can be written: as a draft, or complete as it must be to be submitted."""
    are_valid = [form.is_valid(), parts.is_valid()]
    if is_submitted:
        # Asked even where something is wrong already, so that everything to be mended is told at once.
        are_valid.append(form.check_complete(parts.parts()))
    return all(are_valid)


def said(is_submitted: bool) -> str:
    """What just happened, and whose move it is."""
    if is_submitted:
        return _("Submitted. It waits for the clearing officer.")
    return _("Saved. Only your country's team can see it. Submit it when it is complete.")


def as_typed(form: Any, data: QueryDict) -> dict[str, Any]:
    """The raw values of a form's fields, as starting values of the same form."""
    return {
        name: field.widget.value_from_datadict(data, {}, form.add_prefix(name)) for name, field in form.fields.items()
    }


def conflict(request: PersonRequest, sheet: Sheet, need: Need) -> HttpResponse:
    """What somebody else stored meanwhile beside what was typed. Nothing was written."""
    fresh = queries.find_team_need(request.user, need.code) or need
    form, parts = stored_form(request, fresh)
    version = queries.row_to_edit(request.user, fresh).version
    found = conflict_of(sheet, theirs=form, version=version, rows=(parts, "component"))
    buttons = [Button("do", "draft", _("Save draft")), Button("do", "submit", _("Submit for clearing"))]
    title, action = f"{need.code} {need.title}", reverse("needs:edit", args=[need.code])
    return show_conflict(request, sheet, found, title=title, action=action, buttons=buttons)


def show_form(
    request: PersonRequest, sheet: Sheet, form: NeedForm, parts: Any, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The page with the form."""
    need: Need | None = more.get("need")
    context = {
        "sheet": sheet,
        "form": form,
        "parts": parts,
        "may_add_parts": parts.total_form_count() < MOST_PARTS,
        "country": own_country(request),
        "is_change": bool(need and need.state == State.CLEARED),
        "record": queries.row_to_edit(request.user, need) if need else None,
        **more,
    }
    return render_page(request, "needs/need_form.html", context, status=status)


@require(Permission.ENTRY_WRITE)
@require_POST
def validate_field(request: PersonRequest) -> HttpResponse:
    """What is wrong with the one field that `?field=` names, given the whole form; nothing where it is fine."""
    name = request.GET.get("field", "")
    form = NeedForm(
        request.POST, choices=queries.entry_choices(own_country(request)), is_change="reason" in request.POST
    )
    parts = PartFormSet(request.POST, prefix=PREFIX)
    for one in (form, *parts.forms):
        own = {one.add_prefix(field): field for field in one.fields}
        if name in own:
            return render_page(request, "needs/_field_check.html", {"errors": one.errors.get(own[name], [])})
    raise Http404
