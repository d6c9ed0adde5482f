"""Overlaps: programmes that look alike, two of them side by side, and what is decided of them."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from core.clearance.permissions import Permission, require, signed_in_page
from core.drafts.edit import Filled, edit_form, press
from core.drafts.forms import FormDraft
from core.models import User
from core.pages import PersonRequest, querystring_without_page, render_page
from partners.navigation import Trail, query_or_404, sections, trail
from partners.overlaps.actions.decisions import compare_due, decide_overlap, take_back
from partners.overlaps.actions.merging import merge_programmes, take_merger_back
from partners.overlaps.forms import DecideForm, MergeForm, OverlapFilterForm, TakeBackForm
from partners.overlaps.messages import DECIDED, group_labels
from partners.overlaps.models import OverlapDecisionKind
from partners.overlaps.queries import overlaps as queries
from partners.overlaps.queries.overlaps import PairPage
from partners.support.queries.gaps import place_and_priority_choices

# What a merger shows as it is stored, whatever text is taken up: the state of both that its person has seen.
SEEN_FIELDS = ("first_version", "second_version", "seen")
# A page of many programmes that are all alike is not to wait for more.
COMPARED_AT_ONCE = 10
QUICKER = gettext_lazy("Somebody else was quicker; nothing of yours was stored. It now stands as shown below.")


@signed_in_page
@require_safe
def overlap_list(request: PersonRequest) -> HttpResponse:
    """Programmes that look alike, and what was settled, as far as the person may read them."""
    # A few that have just changed are compared here and now; after a large import the worker does the rest.
    compared = compare_due(limit=COMPARED_AT_ONCE)
    has_organisation = request.user.organisation_id is not None
    form = OverlapFilterForm(request.GET, **place_and_priority_choices(), has_organisation=has_organisation)
    page = queries.decided_page if form.is_decided else queries.overlap_page
    context = {
        "form": form,
        "active": form.active(),
        "is_decided": form.is_decided,
        "page_obj": page(request.user, form.wanted(), request.GET.get("page")),
        "waiting": compared.waiting,
        "querystring": querystring_without_page(request.GET),
        "sections": sections("partners:overlaps", request.user),
    }
    fragments = {"overlap-results": "partners/overlaps/_overlap_results.html"}
    return render_page(request, "partners/overlaps/overlap_list.html", context, fragments=fragments)


@signed_in_page
@require_safe
def overlap(request: PersonRequest, slug: str, other: str) -> HttpResponse:
    """Two programmes side by side."""
    page = query_or_404(queries.pair_page, request.user, slug, other)
    if slug != page.first.slug:
        return redirect(page.url, permanent=True)
    return show_pair(request, page)


@require(Permission.PROGRAMME_WRITE)
@require_POST
def overlap_decide(request: PersonRequest, slug: str, other: str) -> HttpResponse:
    """Who keeps one of both says what they are to each other."""
    page = kept_or_404(request.user, slug, other)
    form_draft = pair_draft(request, page)
    form = DecideForm(form_draft.data, person=request.user, page=page)
    if not form.is_valid():
        return show_pair(request, page, form_draft=form_draft, form=form, status=422)
    decision = form.decision()
    return press(
        request,
        lambda: decide_overlap(by=request.user, one=page.first, other=page.second, **decision),
        done=DECIDED[decision["kind"]],
        to=page.url,
        conflict=str(QUICKER),
        again=lambda problem: show_anew(request, page, str(problem), form_draft),
    )


@require(Permission.PROGRAMME_WRITE)
def overlap_merge(request: PersonRequest, slug: str, other: str) -> HttpResponse:
    """Who keeps both makes one of them."""
    page = kept_or_404(request.user, slug, other)
    if not page.may_merge or page.is_merged:
        raise Http404
    title = _("Merging “%(first)s” and “%(second)s”") % {"first": page.first.title, "second": page.second.title}
    form_draft = FormDraft(request, f"partners.merge:{page.first.pk}-{page.second.pk}", title=title[:200])

    def make(data: QueryDict | None) -> MergeForm:
        return MergeForm(data, page=page)

    def write(filled: Filled[MergeForm]) -> str:
        merger = filled.form.merger()
        merged = merge_programmes(by=request.user, one=page.first, other=page.second, merger=merger)
        return reverse("partners:programme", args=[merged.into.slug])  # type: ignore[union-attr]

    return edit_form(
        request,
        form_draft,
        make=make,
        but=SEEN_FIELDS,
        write=write,
        done=_("Merged. The address of the other one leads here now."),
        show=partial(show_merge, request, page),
        conflict=lambda _filled: merge_anew(request, form_draft, page, str(QUICKER)),
        refuse=lambda _form, refusal: merge_anew(request, form_draft, page, str(refusal)),
    )


@require(Permission.PROGRAMME_WRITE)
@require_POST
def overlap_take_back(request: PersonRequest, slug: str, other: str) -> HttpResponse:
    """What was decided is taken back; of a merger, both programmes stand again."""
    page = kept_or_404(request.user, slug, other)
    form = TakeBackForm(request.POST)
    decision = page.decision
    if decision is None or not form.is_valid() or form.cleaned_data["seen"] != decision.pk:
        problem = _("This has changed meanwhile. It now stands as shown below.")
        return show_pair(request, page, problem=problem, status=422)
    reason, kept = form.cleaned_data["reason"], list[str]()

    def undo() -> None:
        if decision.kind == OverlapDecisionKind.MERGED:
            kept.extend(take_merger_back(by=request.user, decision=decision, reason=reason))
        else:
            take_back(by=request.user, decision=decision, reason=reason)

    def say() -> None:
        messages.success(request, _("Taken back."))
        if kept:
            names = ", ".join(group_labels(kept))
            messages.warning(request, _("Changed since, and left as it is: %(names)s.") % {"names": names})

    return press(
        request,
        undo,
        done=say,
        to=page.url,
        conflict=str(QUICKER),
        again=lambda problem: show_anew(request, page, str(problem)),
    )


def show_pair(
    request: PersonRequest,
    page: PairPage,
    *,
    form_draft: FormDraft | None = None,
    form: DecideForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of a pair, with the form of the decision for those who may decide."""
    may_decide = page.may_decide and not page.is_merged
    if may_decide and form is None:
        form_draft = form_draft or pair_draft(request, page)
        form = DecideForm(person=request.user, page=page)
        form_draft.fill(form, asked=bool(problem), but=("seen",))
    context = {
        "page": page,
        "form": form if may_decide else None,
        "form_draft": form_draft,
        "problem": problem,
        "trail": pair_trail(),
    }
    return render_page(request, "partners/overlaps/overlap_detail.html", context, status=status)


def show_anew(
    request: PersonRequest, page: PairPage, problem: str, form_draft: FormDraft | None = None
) -> HttpResponse:
    """The page of a pair as it stands now, and why nothing was written."""
    fresh = query_or_404(queries.pair_page, request.user, page.first.slug, page.second.slug)
    return show_pair(request, fresh, form_draft=form_draft, problem=problem, status=422)


def merge_anew(request: PersonRequest, form_draft: FormDraft, page: PairPage, problem: str) -> HttpResponse:
    """The form of a merger over the two as they stand now, with what was typed."""
    fresh = query_or_404(queries.pair_page, request.user, page.first.slug, page.second.slug)
    if fresh.is_merged:
        return show_pair(request, fresh, problem=problem, status=422)
    form = MergeForm(page=fresh)
    form_draft.fill(form, asked=True, but=SEEN_FIELDS)
    return show_merge(request, fresh, Filled(form_draft, form, status=422), problem=problem)


def show_merge(request: PersonRequest, page: PairPage, filled: Filled[MergeForm], problem: str = "") -> HttpResponse:
    """The page on which two programmes become one."""
    way = pair_trail((_("Side by side"), page.url))
    context = {**filled.context, "page": page, "problem": problem, "trail": way}
    return render_page(request, "partners/overlaps/overlap_merge.html", context, status=filled.status)


def pair_draft(request: PersonRequest, page: PairPage) -> FormDraft:
    """The form draft of what is decided of a pair."""
    title = _("“%(first)s” beside “%(second)s”") % {"first": page.first.title, "second": page.second.title}
    key = f"partners.overlap:{page.first.pk}-{page.second.pk}"
    return FormDraft(request, key, title=title[:200], address=page.url)


def pair_trail(*steps: tuple[str, str]) -> Trail:
    """The way back up from a pair."""
    return trail((_("Overlaps"), reverse("partners:overlaps")), *steps)


def kept_or_404(person: User, slug: str, other: str) -> PairPage:
    """Two programmes of which the person keeps one; others are not found."""
    page = query_or_404(queries.pair_page, person, slug, other)
    if not page.may_decide:
        raise Http404
    return page
