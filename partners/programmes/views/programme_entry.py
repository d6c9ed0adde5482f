"""Entering a programme, editing it, and checking a field while it is typed."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.clearance.permissions import Permission, require
from core.drafts.edit import Filled, Rows, Theirs, edit_form
from core.drafts.forms import FormDraft
from core.models import User
from core.pages import PersonRequest, render_page
from partners.navigation import query_or_404, trail
from partners.programmes.actions.programmes import create_programme, edit_programme
from partners.programmes.forms.programme_rows import MOST_ROWS, SPARE_ROWS, OrganisationFormSet
from partners.programmes.forms.programmes import MONEY_FIELDS, ProgrammeForm
from partners.programmes.models.programmes import Programme
from partners.programmes.queries import programme_entry

MakeForm = Callable[[QueryDict | None], ProgrammeForm]


@require(Permission.PROGRAMME_WRITE)
def programme_create(request: PersonRequest) -> HttpResponse:
    """A new programme of the editor's own organisation, or of any for the secretariat."""
    make, rows = parts_of_form(request.user)

    def write(filled: Filled[ProgrammeForm]) -> str:
        row = create_programme(by=request.user, content=filled.form.content(filled.rows.participations()))
        return reverse("partners:programme", args=[row.slug])

    return edit_form(
        request,
        FormDraft(request, "partners.programme:new", title=_("New programme")),
        make=make,
        rows=rows,
        write=write,
        done=_("Entered. You see it below as others see it."),
        show=partial(show_form, request),
    )


@require(Permission.PROGRAMME_WRITE)
def programme_edit(request: PersonRequest, slug: str) -> HttpResponse:
    """A programme as its owner or the secretariat changes it."""
    programme = query_or_404(programme_entry.programme_to_edit, request.user, slug)
    make, rows = parts_of_form(request.user, programme)

    def write(filled: Filled[ProgrammeForm]) -> str:
        typed, content = filled.form.cleaned_data, filled.form.content(filled.rows.participations())
        # Whoever does not say which version they had before them has seen none.
        version, reason = typed["version"] or 0, typed.get("reason") or ""
        edit_programme(by=request.user, programme=programme, content=content, version=version, reason=reason)
        return reverse("partners:programme", args=[programme.slug])

    def theirs(_filled: Filled[ProgrammeForm]) -> Theirs:
        fresh = query_or_404(programme_entry.programme_to_edit, request.user, slug)
        make, rows = parts_of_form(request.user, fresh)
        return Theirs(form=make(None), version=fresh.version, rows=rows, title=fresh.title)

    return edit_form(
        request,
        FormDraft(request, f"partners.programme:{programme.pk}", title=programme.title),
        make=make,
        rows=rows,
        write=write,
        done=_("Saved."),
        show=partial(show_form, request, programme=programme),
        conflict=theirs,
    )


@require(Permission.PROGRAMME_WRITE)
@require_POST
def field_check(request: PersonRequest, slug: str = "") -> HttpResponse:
    """The faults of the one field that `?field=` names, given the whole form, or the rate of its amount."""
    programme = query_or_404(programme_entry.programme_to_edit, request.user, slug) if slug else None
    name, form = request.GET.get("field", ""), parts_of_form(request.user, programme)[0](request.POST)
    if name not in form.fields:
        raise Http404
    errors: Any = form.errors.get(name, [])
    remark = form.rate_sentence() if name in MONEY_FIELDS and not errors else ""
    return render_page(request, "partners/programmes/_field_check.html", {"errors": errors, "remark": remark})


def parts_of_form(person: User, programme: Programme | None = None) -> tuple[MakeForm, Rows]:
    """How the form is made from what was sent, from what is stored or as a new one starts, and its organisations."""
    choices = programme_entry.entry_choices(person, programme)

    def make(data: QueryDict | None) -> ProgrammeForm:
        form = ProgrammeForm(data, person=person, choices=choices, programme=programme)
        if data is None:
            form.initial.update(form.opening_values())
        return form

    def stored() -> list[dict[str, Any]]:
        if programme:
            links = programme_entry.organisations_of(programme)
            return [{"name": link.organisation.name, "role": link.role} for link in links]
        return [{"name": person.organisation.name, "role": ""}] if person.organisation else []

    known = {"directory": choices.organisations}
    formset = partial(OrganisationFormSet, prefix="organisations", form_kwargs=known)
    return make, Rows(formset, "name", SPARE_ROWS, MOST_ROWS, stored)


def show_form(
    request: PersonRequest, filled: Filled[ProgrammeForm], programme: Programme | None = None
) -> HttpResponse:
    """The page with the form."""
    above = [(_("Programmes"), reverse("partners:programmes"))]
    if programme:
        above.append((programme.title, reverse("partners:programme", args=[programme.slug])))
    form, rows = filled.form, filled.rows
    context = {
        **filled.context,
        "rows": rows,
        "may_add_rows": rows.total_form_count() < MOST_ROWS,
        "organisations": form.choices.organisations.offered,
        "programmes": form.choices.programmes.offered,
        "programme": programme,
        "rate": form.rate_sentence(),
        "trail": trail(*above),
    }
    return render_page(request, "partners/programmes/programme_form.html", context, status=filled.status)
