"""Entering a need, editing it, and checking a field while it is typed."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.clearance.messages import saved_sentence
from core.clearance.models import State
from core.clearance.permissions import Permission, require
from core.clearing_pages import save_buttons
from core.converters import capitals
from core.drafts.edit import Filled, Rows, Theirs, edit_form, is_valid
from core.drafts.forms import FormDraft
from core.models import Country, User
from core.pages import PersonRequest, or_404, render_page
from needs import actions, queries
from needs.content import content_in_play, parts_of
from needs.forms import (
    MOST_PARTS,
    SPARE_PARTS,
    NeedForm,
    PartFormSet,
    check_on_change,
    doubt_in,
    initial_of,
    initial_of_parts,
)
from needs.models import Need
from needs.views.common import need_or_404

MakeForm = Callable[[QueryDict | None], NeedForm]
PREFIX = "parts"


def own_country(request: PersonRequest) -> Country:
    """The country a focal point writes for."""
    return or_404(request.user.country)


@require(Permission.ENTRY_WRITE)
def need_create(request: PersonRequest) -> HttpResponse:
    """A new need of the focal point's own country."""
    country = own_country(request)

    def write(filled: Filled[NeedForm]) -> Need:
        content = filled.form.content(filled.rows.parts())
        return actions.create_need(by=request.user, country=country, content=content)

    title = _("New need of %(country)s") % {"country": country.name}
    return form_page(request, FormDraft(request, "needs.need:new", title=title), write)


@require(Permission.ENTRY_WRITE)
@capitals("code")
def need_edit(request: PersonRequest, code: str) -> HttpResponse:
    """A draft or returned need, or the change that waits beside a cleared one."""
    need = need_or_404(request.user, code)
    if request.method != "POST" and queries.row_to_edit(request.user, need).state == State.SUBMITTED:
        messages.warning(request, _("This waits for the clearing officer. Recall it before you edit it."))
        return redirect("needs:detail", code=need.code)

    def write(filled: Filled[NeedForm]) -> Need:
        typed, content = filled.form.cleaned_data, filled.form.content(filled.rows.parts())
        # Whoever does not say which version they had before them has seen none.
        version, reason = typed["version"] or 0, typed.get("reason") or ""
        actions.save_entry(by=request.user, need=need, content=content, reason=reason, version=version)
        return need

    form_draft = FormDraft(request, f"needs.need:{need.code}", title=f"{need.code} {need.title}")
    return form_page(request, form_draft, write, need)


def form_page(
    request: PersonRequest, form_draft: FormDraft, write: Callable[[Filled[NeedForm]], Need], need: Need | None = None
) -> HttpResponse:
    """The form of a need, or the way on once it was written, and handed in where that button was pressed."""
    is_submitted = request.POST.get("do") == "submit"
    make, rows = parts_of_form(request.user, own_country(request), need)
    saved = _("Saved. Only your country's team can see it. Submit it when it is complete.")

    def save(filled: Filled[NeedForm]) -> str:
        written = write(filled)
        if is_submitted:
            actions.submit(by=request.user, record=written)
        return reverse("needs:detail", args=[written.code])

    return edit_form(
        request,
        form_draft,
        make=make,
        rows=rows,
        is_ready=partial(is_ready, is_submitted=is_submitted),
        write=save,
        done=saved_sentence(is_submitted=True) if is_submitted else saved,
        show=partial(show_form, request, need=need),
        conflict=(lambda _filled: theirs(request, need)) if need else None,
    )


def parts_of_form(person: User, country: Country, need: Need | None = None) -> tuple[MakeForm, Rows]:
    """How the form is made from what was sent or from what is stored, and the rows of parts below it."""
    choices, is_change = queries.entry_choices(country), need is not None and need.state == State.CLEARED

    @cache
    def stored() -> tuple[dict[str, Any], list[dict[str, Any]]]:
        if need is None:
            return {}, []
        proposal = queries.open_proposal(person, need)
        content = content_in_play(need, proposal)
        version, reason = (proposal or need).version, proposal.reason if proposal else ""
        return {**initial_of(content), "version": version, "reason": reason}, initial_of_parts(content)

    def make(data: QueryDict | None) -> NeedForm:
        initial = stored()[0] if data is None else None
        currency = need.currency if need else ""
        return NeedForm(data, choices=choices, is_change=is_change, currency=currency, initial=initial)

    def formset(data: QueryDict | None = None, **options: Any) -> Any:
        # Rows that are sent may name no other need's parts.
        own = [part.pk for part in parts_of(need)] if need and data is not None else []
        return PartFormSet(data, prefix=PREFIX, own_parts=own, **options)

    return make, Rows(formset, "component", SPARE_PARTS, MOST_PARTS, lambda: stored()[1])


def theirs(request: PersonRequest, need: Need) -> Theirs:
    """What somebody else stored meanwhile."""
    fresh = queries.find_team_need(request.user, need.code) or need
    make, rows = parts_of_form(request.user, fresh.country, fresh)
    return Theirs(
        form=make(None),
        version=queries.row_to_edit(request.user, fresh).version,
        rows=rows,
        action=reverse("needs:edit", args=[need.code]),
        buttons=save_buttons("do"),
    )


def is_ready(filled: Filled[NeedForm], *, is_submitted: bool) -> bool:
    """Whether what was typed can be written: as a draft, or complete as it must be to be submitted."""
    are_valid = [is_valid(filled)]
    if is_submitted:
        # Asked even where something is wrong already, so that everything to be mended is told at once.
        are_valid.append(filled.form.check_complete(filled.rows.parts()))
    return all(are_valid)


def show_form(request: PersonRequest, filled: Filled[NeedForm], need: Need | None = None) -> HttpResponse:
    """The page with the form; each of its fields is checked as soon as it has been changed."""
    for one in (filled.form, *filled.rows):
        check_on_change(one)
    context = {
        **filled.context,
        "parts": filled.rows,
        "may_add_parts": filled.rows.total_form_count() < MOST_PARTS,
        "country": own_country(request),
        "save_buttons": save_buttons("do"),
        "doubt": doubt_in(filled.form, filled.rows),
        "is_change": bool(need and need.state == State.CLEARED),
        "record": queries.row_to_edit(request.user, need) if need else None,
    }
    if need is not None:
        context["need"] = need
    return render_page(request, "needs/need_form.html", context, status=filled.status)


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
            errors = one.errors.get(own[name], [])
            is_in_sum = own[name] in ("amount_sought", "own_cofinancing", "amount") and not errors
            context = {"errors": errors, "doubt": doubt_in(form, parts) if is_in_sum else ""}
            return render_page(request, "needs/_field_check.html", context)
    raise Http404
