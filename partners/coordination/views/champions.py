"""Champions, with their consent, and plans to approach them. For those who have logged in; no name in any address."""

from datetime import date
from functools import partial

from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.clearance.actions import Refused
from core.clearance.permissions import Permission, require, signed_in_page
from core.drafts.edit import Filled, Theirs, edit_form, press
from core.drafts.forms import FormDraft
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
    return edit_form(
        request,
        FormDraft(request, "partners.champion:new", title=_("New champion")),
        make=champion_form,
        write=lambda filled: actions.enter_champion(by=request.user, draft=filled.form.draft()),
        done=_("Entered. Others see what the consent allows, and no more."),
        show=partial(show_form, request),
    )


@require(Permission.CHAMPION_KEEP)
def champion_edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Change an entry of the own side."""
    page = kept_or_404(request, pk)

    def write(filled: Filled[ChampionForm]) -> str:
        version, draft = filled.form.cleaned_data["version"], filled.form.draft()
        actions.edit_champion(by=request.user, champion=page.champion, draft=draft, version=version)
        return reverse("partners:champion", args=[pk])

    def theirs(_filled: Filled[ChampionForm]) -> Theirs:
        fresh = kept_or_404(request, pk).champion
        return Theirs(champion_form(None, fresh), version=fresh.version, title=_("Champion"))

    return edit_form(
        request,
        FormDraft(request, f"partners.champion:{pk}", title=_("Champion %(number)d") % {"number": pk}),
        make=partial(champion_form, stored=page.champion),
        write=write,
        done=_("Saved."),
        show=partial(show_form, request, page=page),
        conflict=theirs,
    )


def champion_form(data: QueryDict | None, stored: Champion | None = None) -> ChampionForm:
    """The form with what was sent, or with what is stored."""
    return ChampionForm(data, countries=queries.countries(), stored=stored)


@require(Permission.CHAMPION_KEEP)
@require_POST
def consent_withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """The person no longer agrees to be named."""
    page = kept_or_404(request, pk)
    return press(
        request,
        lambda: actions.withdraw_consent(by=request.user, champion=page.champion),
        done=_("Withdrawn. Nobody outside your side sees the name any more."),
        to=reverse("partners:champion", args=[pk]),
    )


@require(Permission.CHAMPION_KEEP)
@require_POST
def forget(request: PersonRequest, pk: int) -> HttpResponse:
    """Take the person's name out for good."""
    page = kept_or_404(request, pk)
    return press(
        request,
        lambda: actions.forget_champion(by=request.user, champion=page.champion),
        done=_("Forgotten: name, office and purpose are gone."),
        to=reverse("partners:champion", args=[pk]),
    )


@require(Permission.CHAMPION_KEEP)
@require_POST
def approach(request: PersonRequest, pk: int) -> HttpResponse:
    """Plan to ask the champion in a month."""
    page = page_or_404(request, pk)

    def write(filled: Filled[ApproachForm]) -> str:
        typed, month = filled.form.cleaned_data, filled.form.chosen()
        role, reason = typed["contact_role"], typed["despite_reason"]
        actions.plan_approach(
            by=request.user, champion=page.champion, month=month, contact_role=role, despite_reason=reason
        )
        return reverse("partners:champion", args=[pk])

    def refuse(form: ApproachForm, refusal: Refused) -> None:
        if isinstance(refusal, actions.Clash):
            form.add_error("month", clash_sentence(form.chosen(), [one.who for one in refusal.plans]))
        else:
            form.add_error(None, str(refusal))

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
    try:
        row = queries.approach_of(request.user, pk)
    except Approach.DoesNotExist:
        raise Http404 from None

    return press(
        request,
        lambda: actions.call_off(by=request.user, approach=row),
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
        **(filled.context if filled else {"form_draft": None, "form": None}),
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
