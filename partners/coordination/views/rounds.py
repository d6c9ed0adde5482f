"""Reply rounds: the list, a round, opening, changing and closing it, replying, and what it brought for a country."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from core.clearance.permissions import Permission, can, require, signed_in_page
from core.converters import capitals
from core.drafts.edit import Filled, Theirs, edit_form, press
from core.drafts.forms import FormDraft
from core.form_fields import VersionMixin
from core.pages import PersonRequest, querystring_without_page, render_page
from partners.coordination.actions import rounds as actions
from partners.coordination.forms.rounds import ReplyForm, RoundFilterForm, RoundForm
from partners.coordination.messages import reply_done_sentence
from partners.coordination.queries import rounds as queries
from partners.coordination.queries.rounds import RoundPage
from partners.navigation import Trail, query_or_404, sections, trail
from partners.programmes.queries.programmes import filter_choices


@signed_in_page
@require_safe
def round_list(request: PersonRequest) -> HttpResponse:
    """The rounds in which the visitor takes part."""
    context = {
        "page_obj": queries.round_pages(request.user, request.GET.get("page")),
        "may_open": can(request.user, Permission.ROUND_OPEN),
        "querystring": querystring_without_page(request.GET),
        "sections": sections("partners:rounds", request.user),
    }
    return render_page(request, "partners/coordination/round_list.html", context)


@signed_in_page
@require_safe
def reply_round(request: PersonRequest, pk: int) -> HttpResponse:
    """A round: what is asked, who has replied, and where its answers are brought together."""
    return show_round(request, query_or_404(queries.round_of, request.user, pk))


@require(Permission.ROUND_OPEN)
def round_new(request: PersonRequest) -> HttpResponse:
    """Open a round."""
    form_draft = FormDraft(request, "partners.round:new", title=_("New reply round"))
    return edit_form(
        request,
        form_draft,
        make=partial(round_form, request, form_draft),
        write=lambda filled: actions.open_round(by=request.user, draft=filled.form.draft()),
        done=_("The round is open. The organisations are written to."),
        show=partial(show_round_form, request),
    )


@require(Permission.ROUND_OPEN)
def round_edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Change a round's words and day; ask about more, or ask more organisations."""
    page = query_or_404(queries.round_of, request.user, pk, to_keep=True)
    title = _("Reply round “%(title)s”") % {"title": page.round.title}
    form_draft = FormDraft(request, f"partners.round:{pk}", title=title)

    def write(filled: Filled[RoundForm]) -> str:
        version, draft = filled.form.cleaned_data["version"], filled.form.draft()
        actions.edit_round(by=request.user, reply_round=page.round, draft=draft, version=version)
        return reverse("partners:round", args=[pk])

    def theirs(_filled: Filled[RoundForm]) -> Theirs:
        fresh = query_or_404(queries.round_of, request.user, pk, to_keep=True)
        form = RoundForm(
            needs=queries.needs_to_ask(request.user, but=[row.need.pk for row in fresh.needs]),
            organisations=queries.organisations_to_invite(but=[row.organisation.pk for row in fresh.invited]),
            reply_round=fresh.round,
        )
        return Theirs(form, version=fresh.round.version, title=fresh.round.title)

    return edit_form(
        request,
        form_draft,
        make=partial(round_form, request, form_draft, page=page),
        write=write,
        done=_("Saved. Organisations that came in are written to."),
        show=partial(show_round_form, request, page=page),
        conflict=theirs,
    )


@require(Permission.ROUND_OPEN)
@require_POST
def round_close(request: PersonRequest, pk: int) -> HttpResponse:
    """End a round."""
    page = query_or_404(queries.round_of, request.user, pk, to_keep=True)
    form = VersionMixin(request.POST)
    if not form.is_valid():
        return show_round(request, page, problem=_("Look at the round once more, then try again."), status=422)
    version = form.cleaned_data["version"]
    return press(
        request,
        partial(actions.close_round, by=request.user, reply_round=page.round, version=version),
        done=_("The round is closed. A later day in its form opens it again."),
        to=reverse("partners:round", args=[pk]),
        conflict=_("Somebody else has changed the round. It now stands as shown below."),
        again=lambda problem: show_round(
            request, query_or_404(queries.round_of, request.user, pk), problem=str(problem), status=422
        ),
    )


@require(Permission.RESPONSE_WRITE)
def round_reply(request: PersonRequest, pk: int) -> HttpResponse:
    """An invited organisation's replies to all needs of a round, on one page; some can wait."""
    page = query_or_404(queries.round_of, request.user, pk)
    if not page.may_reply:
        return redirect("partners:round", pk=pk)
    title = _("Replies to “%(title)s”") % {"title": page.round.title}

    def write(filled: Filled[ReplyForm]) -> str:
        return actions.reply(by=request.user, reply_round=page.round, replies=filled.form.replies())

    def say(filled: Filled[ReplyForm]) -> None:
        own = queries.round_of(request.user, pk).own
        waiting = len(page.asking) - (own.answered if own else 0)
        messages.success(request, reply_done_sentence(len(filled.form.replies()), waiting))

    return edit_form(
        request,
        FormDraft(request, f"partners.round-reply:{pk}", title=title),
        make=partial(ReplyForm, targets=queries.needs_to_reply(request.user, page)),
        write=write,
        done=say,
        show=partial(show_replies, request, page),
    )


@signed_in_page
@capitals("iso3")
@require_safe
def round_answer(request: PersonRequest, pk: int, iso3: str) -> HttpResponse:
    """What a round brought for a member state, on one sheet to print."""
    answer = query_or_404(queries.consolidated, request.user, pk, iso3)
    context = {
        "answer": answer,
        "round": answer.page.round,
        "country": answer.country,
        "sentence": answer.page.sentence,
        "trail": round_trail(answer.page),
    }
    return render_page(request, "partners/coordination/round_answer.html", context)


def show_round(request: PersonRequest, page: RoundPage, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The page of a round."""
    context = {
        "page": page,
        "round": page.round,
        "sentence": page.sentence,
        "countries": page.countries(request.user.country_id),
        "progress": ngettext(
            "%(done)d of %(n)d organisation has replied to everything.",
            "%(done)d of %(n)d organisations have replied to everything.",
            len(page.invited),
        )
        % {"done": page.n_answered, "n": len(page.invited)},
        "problem": problem,
        "trail": trail((_("Reply rounds"), reverse("partners:rounds"))),
    }
    return render_page(request, "partners/coordination/round_detail.html", context, status=status)


def round_form(
    request: PersonRequest, form_draft: FormDraft, sent: QueryDict | None, page: RoundPage | None = None
) -> RoundForm:
    """The form of a round, offering the needs of the filter in the address and those that were ticked."""
    wanted = round_filter(request)
    asked = [row.need.pk for row in page.needs] if page else []
    invited = [row.organisation.pk for row in page.invited] if page else []
    shown = form_draft.data if form_draft.data is not None else form_draft.unjudged()
    ticked = [int(key) for key in (shown.getlist("needs") if shown else []) if key.isdecimal() and len(key) < 10]
    needs = queries.needs_to_ask(request.user, **wanted.typed(), also=ticked, but=asked)
    organisations = queries.organisations_to_invite(but=invited)
    data = None if sent is None else sent.copy()
    if data is not None:
        # What somebody else has put into the round meanwhile is in it already.
        data.setlist("needs", [key for key in data.getlist("needs") if key not in map(str, asked)])
        data.setlist("organisations", [key for key in data.getlist("organisations") if key not in map(str, invited)])
    return RoundForm(
        data, needs=needs, organisations=organisations, reply_round=page.round if page else None, asked=wanted
    )


def round_filter(request: PersonRequest) -> RoundFilterForm:
    """The filter in the address."""
    known = filter_choices(request.user)
    return RoundFilterForm(
        request.GET,
        is_of_region=request.user.country_id is None,
        country=[(row.iso3, row.name) for row in known["countries"]],
        priority=[(row.code, row.name) for row in known["priorities"]],
    )


def show_round_form(request: PersonRequest, filled: Filled[RoundForm], page: RoundPage | None = None) -> HttpResponse:
    """The page with the form of a round."""
    context: dict[str, Any] = {
        **filled.context,
        "page": page,
        "filter": filled.form.asked,
        "trail": round_trail(page) if page else trail((_("Reply rounds"), reverse("partners:rounds"))),
    }
    return render_page(request, "partners/coordination/round_form.html", context, status=filled.status)


def show_replies(request: PersonRequest, page: RoundPage, filled: Filled[ReplyForm]) -> HttpResponse:
    """The page of replies."""
    context = {
        **filled.context,
        "rows": filled.form.rows,
        "page": page,
        "round": page.round,
        "sentence": page.sentence,
        "trail": round_trail(page),
    }
    return render_page(request, "partners/coordination/round_reply.html", context, status=filled.status)


def round_trail(page: RoundPage) -> Trail:
    """The way back up from a page of a round."""
    return trail(
        (_("Reply rounds"), reverse("partners:rounds")),
        (page.round.title, reverse("partners:round", args=[page.round.pk])),
    )
