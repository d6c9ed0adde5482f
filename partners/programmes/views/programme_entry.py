"""Entering a programme, editing it, and checking a field while it is typed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.clearance.actions import EditConflict, Refused
from core.clearance.permissions import Permission, require
from core.drafts.conflicts import Button, conflict_of, show_conflict
from core.drafts.forms import Sheet, shown_rows
from core.drafts.submit_once import once
from core.pages import PersonRequest, render_page
from partners.navigation import trail
from partners.programmes.actions.programmes import create_programme, edit_programme
from partners.programmes.forms.programme_initial import show_new, show_stored
from partners.programmes.forms.programme_rows import MOST_ROWS, SPARE_ROWS, OrganisationFormSet, initial_of_rows
from partners.programmes.forms.programmes import MONEY_FIELDS, ProgrammeForm
from partners.programmes.models.programmes import Programme
from partners.programmes.queries import programme_entry
from partners.programmes.queries.programme_entry import EntryChoices

PREFIX = "organisations"


@require(Permission.PROGRAMME_WRITE)
def programme_create(request: PersonRequest) -> HttpResponse:
    """A new programme of the editor's own organisation, or of any for the secretariat."""
    choices = programme_entry.entry_choices(request.user)
    sheet = Sheet(request, "partners.programme:new", title=_("New programme"))
    if sheet.data is None or is_unjudged(request, sheet):
        return show_form(request, sheet, *opened(request, sheet, *empty_form(request, choices)))
    form = ProgrammeForm(sheet.data, person=request.user, choices=choices)
    rows: Any = OrganisationFormSet(sheet.data, prefix=PREFIX, directory=choices.organisations)
    if not is_valid(form, rows):
        return show_form(request, sheet, form, rows, status=422)

    def create() -> str:
        row = create_programme(by=request.user, content=form.content(rows.participations()))
        return reverse("partners:programme", args=[row.slug])

    try:
        address = once(by=request.user, token=sheet.token, create=create)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_form(request, sheet, form, rows, status=422)
    messages.success(request, _("Entered. You see it below as others see it."))
    return redirect(address)


@require(Permission.PROGRAMME_WRITE)
def programme_edit(request: PersonRequest, slug: str) -> HttpResponse:
    """A programme as its owner or the secretariat changes it."""
    programme = programme_or_404(request, slug)
    sheet = Sheet(request, f"partners.programme:{programme.pk}", title=programme.title)
    choices = programme_entry.entry_choices(request.user, programme)
    if sheet.data is None or is_unjudged(request, sheet):
        fresh = stored_form(request, programme, choices)
        return show_form(request, sheet, *opened(request, sheet, *fresh), programme=programme)
    form = ProgrammeForm(sheet.data, person=request.user, choices=choices, programme=programme)
    rows: Any = OrganisationFormSet(sheet.data, prefix=PREFIX, directory=choices.organisations)
    if not is_valid(form, rows):
        return show_form(request, sheet, form, rows, programme=programme, status=422)
    content, reason = form.content(rows.participations()), form.cleaned_data.get("reason") or ""
    # Whoever does not say which version they had before them has seen none.
    version = form.cleaned_data["version"] or 0

    def change() -> str:
        edit_programme(by=request.user, programme=programme, content=content, version=version, reason=reason)
        return reverse("partners:programme", args=[programme.slug])

    try:
        address = once(by=request.user, token=sheet.token, create=change)
    except EditConflict:
        return conflict(request, sheet, programme)
    except Programme.DoesNotExist:
        raise Http404 from None
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_form(request, sheet, form, rows, programme=programme, status=422)
    messages.success(request, _("Saved."))
    return redirect(address)


@require(Permission.PROGRAMME_WRITE)
@require_POST
def programme_new_check(request: PersonRequest) -> HttpResponse:
    """What is wrong with the one field of a new programme that `?field=` names, given the whole form."""
    return field_check(request, None)


@require(Permission.PROGRAMME_WRITE)
@require_POST
def programme_edit_check(request: PersonRequest, slug: str) -> HttpResponse:
    """What is wrong with the one field of a programme that `?field=` names, given the whole form."""
    return field_check(request, programme_or_404(request, slug))


def field_check(request: PersonRequest, programme: Programme | None) -> HttpResponse:
    """The faults of one field, or the rate that will be used for an amount."""
    name = request.GET.get("field", "")
    choices = programme_entry.entry_choices(request.user, programme)
    form = ProgrammeForm(request.POST, person=request.user, choices=choices, programme=programme)
    if name not in form.fields:
        raise Http404
    errors: Any = form.errors.get(name, [])
    remark = form.rate_sentence() if name in MONEY_FIELDS and not errors else ""
    return render_page(request, "partners/programmes/_field_check.html", {"errors": errors, "remark": remark})


def programme_or_404(request: PersonRequest, slug: str) -> Programme:
    """A programme that the person keeps."""
    try:
        return programme_entry.programme_to_edit(request.user, slug)
    except Programme.DoesNotExist:
        raise Http404 from None


def is_unjudged(request: PersonRequest, sheet: Sheet) -> bool:
    """Whether a button was pressed that only shows the form again."""
    return request.POST.get("do") == "more" or sheet.is_look


def is_valid(form: ProgrammeForm, rows: Any) -> bool:
    """Whether what was typed can be written. Both are asked, so that everything to be mended is told at once."""
    return all([form.is_valid(), rows.is_valid()])


def empty_form(request: PersonRequest, choices: EntryChoices) -> tuple[ProgrammeForm, Any]:
    """The form of a new programme. An editor's own organisation stands in the first row."""
    form = ProgrammeForm(person=request.user, choices=choices)
    show_new(form)
    own = request.user.organisation
    first = [{"name": own.name, "role": ""}] if own else []
    return form, OrganisationFormSet(prefix=PREFIX, initial=first, directory=choices.organisations)


def stored_form(request: PersonRequest, programme: Programme, choices: EntryChoices) -> tuple[ProgrammeForm, Any]:
    """The form with what is stored, untouched."""
    countries, priorities, organisations = programme_entry.links_of(programme)
    form = ProgrammeForm(person=request.user, choices=choices, programme=programme)
    show_stored(form, programme, countries, priorities)
    rows = OrganisationFormSet(prefix=PREFIX, initial=initial_of_rows(organisations), directory=choices.organisations)
    return form, rows


def opened(request: PersonRequest, sheet: Sheet, form: ProgrammeForm, rows: Any) -> tuple[ProgrammeForm, Any]:
    """The form at its opening: with what is stored, with what its person had not saved, or with more rows."""
    wants_more, directory = request.POST.get("do") == "more", form.choices.organisations
    data = sheet.unjudged(asked=wants_more)
    if data is None:
        sheet.note(shown_rows(rows))
    else:
        typed: Any = OrganisationFormSet(data, prefix=PREFIX, directory=directory).forms
        initial = [
            {
                name: field.widget.value_from_datadict(data, {}, one.add_prefix(name))
                for name, field in one.fields.items()
            }
            for one in typed
        ]
        rows = OrganisationFormSet(prefix=PREFIX, initial=initial, directory=directory)
        rows.extra = max(0, min(SPARE_ROWS, MOST_ROWS - len(initial))) if wants_more or not initial else 0
    sheet.fill(form, asked=wants_more)
    return form, rows


def conflict(request: PersonRequest, sheet: Sheet, programme: Programme) -> HttpResponse:
    """What somebody else stored meanwhile beside what was typed. Nothing was written."""
    fresh = programme_or_404(request, programme.slug)
    form, rows = stored_form(request, fresh, programme_entry.entry_choices(request.user, fresh))
    found = conflict_of(sheet, theirs=form, version=fresh.version, rows=(rows, "name"))
    action = reverse("partners:programme-edit", args=[fresh.slug])
    return show_conflict(
        request, sheet, found, title=fresh.title, action=action, buttons=[Button("do", "save", _("Save"))]
    )


def show_form(request: PersonRequest, sheet: Sheet, form: ProgrammeForm, rows: Any, **more: Any) -> HttpResponse:
    """The page with the form."""
    programme: Programme | None = more.get("programme")
    above = [(_("Programmes"), reverse("partners:programmes"))]
    if programme:
        above.append((programme.title, reverse("partners:programme", args=[programme.slug])))
    context = {
        "sheet": sheet,
        "form": form,
        "rows": rows,
        "may_add_rows": rows.total_form_count() < MOST_ROWS,
        "organisations": form.choices.organisations.offered,
        "programmes": form.choices.programmes.offered,
        "programme": programme,
        "rate": form.rate_sentence(),
        "trail": trail(*above),
    }
    return render_page(request, "partners/programmes/programme_form.html", context, status=more.get("status", 200))
