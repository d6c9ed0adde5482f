"""Champions, with their consent, and plans to approach them. For those who have logged in; no name in any address."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from core.clearance.actions import Refused
from core.clearance.permissions import Permission, require, signed_in_page
from core.drafts.edit import Filled, Theirs, edit_form, press
from core.drafts.forms import FormDraft
from core.pages import PersonRequest, render_page
from partners.coordination.actions import champions as actions
from partners.coordination.forms.champions import ApproachForm, ChampionForm
from partners.coordination.models.champions import Champion
from partners.coordination.queries import champions as queries
from partners.coordination.queries.champions import ChampionPage
from partners.navigation import query_or_404, sections, trail

HIDING: dict[str, tuple[Callable[..., Champion], Any]] = {
    "withdraw-consent": (
        actions.withdraw_consent,
        gettext_lazy("Withdrawn. Nobody outside your side sees the name any more."),
    ),
    "forget": (actions.forget_champion, gettext_lazy("Forgotten: name, office and purpose are gone.")),
}


@signed_in_page
@require_safe
def champion_list(request: PersonRequest) -> HttpResponse:
    """The register as the visitor may see it, and the plans of the months ahead."""
    register = queries.champion_list(request.user)
    context = {"register": register, "sections": sections("partners:champions", request.user)}
    return render_page(request, "partners/coordination/champion_list.html", context)


@signed_in_page
@require_safe
def champion(request: PersonRequest, pk: int) -> HttpResponse:
    """A champion whom the visitor may know by name."""
    return show_champion(request, query_or_404(queries.champion_of, request.user, pk))


@require(Permission.CHAMPION_KEEP)
def champion_new(request: PersonRequest) -> HttpResponse:
    """Enter a champion."""
    return edit_form(
        request,
        FormDraft(request, "partners.champion:new", title=_("New champion")),
        make=ChampionForm,
        write=lambda filled: actions.enter_champion(by=request.user, draft=filled.form.draft()),
        done=_("Entered. Others see what the consent allows, and no more."),
        show=partial(show_form, request),
    )


@require(Permission.CHAMPION_KEEP)
def champion_edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Change an entry of the own side."""
    page = query_or_404(queries.champion_of, request.user, pk, to_keep=True)

    def write(filled: Filled[ChampionForm]) -> str:
        version, draft = filled.form.cleaned_data["version"], filled.form.draft()
        actions.edit_champion(by=request.user, champion=page.champion, draft=draft, version=version)
        return reverse("partners:champion", args=[pk])

    def theirs(_filled: Filled[ChampionForm]) -> Theirs:
        fresh = query_or_404(queries.champion_of, request.user, pk, to_keep=True).champion
        return Theirs(ChampionForm(stored=fresh), version=fresh.version, title=_("Champion"))

    return edit_form(
        request,
        FormDraft(request, f"partners.champion:{pk}", title=_("Champion %(number)d") % {"number": pk}),
        make=partial(ChampionForm, stored=page.champion),
        write=write,
        done=_("Saved."),
        show=partial(show_form, request, page=page),
        conflict=theirs,
    )


@require(Permission.CHAMPION_KEEP)
@require_POST
def hide(request: PersonRequest, pk: int, how: str) -> HttpResponse:
    """The person no longer agrees to be named, or the name is taken out for good."""
    page = query_or_404(queries.champion_of, request.user, pk, to_keep=True)
    act, done = HIDING[how]
    return press(
        request,
        partial(act, by=request.user, champion=page.champion),
        done=done,
        to=reverse("partners:champion", args=[pk]),
    )


@require(Permission.CHAMPION_KEEP)
@require_POST
def approach(request: PersonRequest, pk: int) -> HttpResponse:
    """Plan to ask the champion in a month."""
    page = query_or_404(queries.champion_of, request.user, pk)

    def write(filled: Filled[ApproachForm]) -> str:
        actions.plan_approach(by=request.user, champion=page.champion, **filled.form.cleaned_data)
        return reverse("partners:champion", args=[pk])

    def refuse(form: ApproachForm, refusal: Refused) -> None:
        if not isinstance(refusal, actions.Clash):
            form.add_error(None, str(refusal))
            return
        words = _("In %(month)s the same person is to be asked by: %(who)s. Choose another month, or say why below.")
        said = {"month": date_format(form.cleaned_data["month"], "F Y"), "who": "; ".join(refusal.who)}
        form.add_error("month", words % said)

    return edit_form(
        request,
        approach_draft(request, pk),
        make=ApproachForm,
        write=write,
        done=_("Planned. Others who plan the same month are warned."),
        show=partial(show_champion, request, page),
        refuse=refuse,
    )


@require(Permission.CHAMPION_KEEP)
@require_POST
def approach_off(request: PersonRequest, pk: int) -> HttpResponse:
    """The own side does not ask in that month after all."""
    row = query_or_404(queries.approach_of, request.user, pk)
    return press(
        request,
        partial(actions.call_off, by=request.user, approach=row),
        done=_("Called off."),
        to=reverse("partners:champions"),
    )


def show_champion(
    request: PersonRequest, page: ChampionPage, filled: Filled[ApproachForm] | None = None
) -> HttpResponse:
    """The page of a champion, with the form of a plan."""
    if page.may_plan and filled is None:
        filled = Filled(approach_draft(request, page.champion.pk), ApproachForm())
        filled.form_draft.fill(filled.form)
    context = {
        "page": page,
        "champion": page.champion,
        **(filled.context if filled else {}),
        "trail": trail((_("Champions"), reverse("partners:champions"))),
    }
    status = filled.status if filled else 200
    return render_page(request, "partners/coordination/champion_detail.html", context, status=status)


def show_form(request: PersonRequest, filled: Filled[ChampionForm], page: ChampionPage | None = None) -> HttpResponse:
    """The page with the form of a champion."""
    context = {**filled.context, "page": page, "trail": trail((_("Champions"), reverse("partners:champions")))}
    return render_page(request, "partners/coordination/champion_form.html", context, status=filled.status)


def approach_draft(request: PersonRequest, pk: int) -> FormDraft:
    """The form draft of a plan."""
    return FormDraft(
        request,
        f"partners.approach:{pk}",
        title=_("Plan to approach champion %(number)d") % {"number": pk},
        address=reverse("partners:champion", args=[pk]),
    )
