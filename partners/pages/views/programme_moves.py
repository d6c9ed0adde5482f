"""Ending a programme early, suspending and restarting it, withdrawing a mistaken one and bringing it back."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.clearance.permissions import Permission, require
from core.drafts.edit import Filled, edit_form, press
from core.drafts.forms import FormDraft
from core.pages import PersonRequest, render_page
from partners.navigation import trail
from partners.pages.actions import bring_programme_back, withdraw_programme
from partners.pages.queries import answers_under
from partners.programmes.actions.programmes import (
    Ending,
    end_early,
    restart,
    suspend,
)
from partners.programmes.forms.programme_moves import EndForm, ReasonForm, RestartForm
from partners.programmes.models.programmes import Programme
from partners.programmes.queries import programme_entry
from partners.programmes.views.programme_entry import programme_or_404

MOVES: dict[str, dict[str, Any]] = {
    "end": {
        "form": EndForm,
        "heading": gettext_lazy("End early"),
        "lede": gettext_lazy(
            "The programme keeps its place, with the day and the reason. Its money counts for the time that it ran."
        ),
        "button": gettext_lazy("It has ended early"),
        "done": gettext_lazy("Noted. Look at the answers to needs under it: whether they still hold."),
    },
    "suspend": {
        "form": ReasonForm,
        "heading": gettext_lazy("Suspend"),
        "lede": gettext_lazy("The programme rests, and counts as not running until you restart it."),
        "button": gettext_lazy("It is suspended"),
        "done": gettext_lazy("Noted: it is suspended."),
    },
    "restart": {
        "form": RestartForm,
        "heading": gettext_lazy("Restart"),
        "lede": gettext_lazy("The programme runs again, from today on."),
        "button": gettext_lazy("It runs again"),
        "done": gettext_lazy("Noted: it runs again."),
    },
    "withdraw": {
        "form": ReasonForm,
        "heading": gettext_lazy("Withdraw"),
        "lede": gettext_lazy(
            "For an entry made by mistake. It is shown nowhere any more, stays in the history, and can be brought back."
            " A programme that stopped is not withdrawn: say that it ended early."
        ),
        "button": gettext_lazy("Withdraw the entry"),
        "done": gettext_lazy("Withdrawn. It is shown nowhere; you can bring it back below."),
    },
}


@require(Permission.PROGRAMME_WRITE)
def programme_end(request: PersonRequest, slug: str) -> HttpResponse:
    """The day and the reason of an early end, beside what had been offered under the programme."""

    def act(programme: Programme, typed: dict[str, Any]) -> None:
        ending = Ending(typed["on"], typed["reason"])
        end_early(by=request.user, programme=programme, ending=ending, version=typed["version"])

    return move(request, slug, "end", act)


@require(Permission.PROGRAMME_WRITE)
def programme_suspend(request: PersonRequest, slug: str) -> HttpResponse:
    """Why a programme rests."""

    def act(programme: Programme, typed: dict[str, Any]) -> None:
        suspend(by=request.user, programme=programme, reason=typed["reason"], version=typed["version"])

    return move(request, slug, "suspend", act)


@require(Permission.PROGRAMME_WRITE)
def programme_restart(request: PersonRequest, slug: str) -> HttpResponse:
    """Why a programme runs again, and until when."""

    def act(programme: Programme, typed: dict[str, Any]) -> None:
        reason, until = typed["reason"], typed["ends_on"]
        restart(by=request.user, programme=programme, reason=reason, ends_on=until, version=typed["version"])

    return move(request, slug, "restart", act)


@require(Permission.PROGRAMME_WRITE)
def programme_withdraw(request: PersonRequest, slug: str) -> HttpResponse:
    """Why an entry was a mistake."""

    def act(programme: Programme, typed: dict[str, Any]) -> None:
        withdraw_programme(by=request.user, programme=programme, reason=typed["reason"], version=typed["version"])

    return move(request, slug, "withdraw", act, back=reverse("partners:programmes-withdrawn"))


@require(Permission.PROGRAMME_WRITE)
def withdrawn(request: PersonRequest) -> HttpResponse:
    """The withdrawn programmes that the person keeps."""
    context = {
        "programmes": programme_entry.withdrawn_programmes(request.user),
        "trail": trail((_("Programmes"), reverse("partners:programmes"))),
    }
    return render_page(request, "partners/programmes/programmes_withdrawn.html", context)


@require(Permission.PROGRAMME_WRITE)
@require_POST
def bring_back(request: PersonRequest, slug: str) -> HttpResponse:
    """Show a withdrawn programme again."""
    try:
        programme = programme_entry.withdrawn_programme(request.user, slug)
    except Programme.DoesNotExist:
        raise Http404 from None

    return press(
        request,
        lambda: bring_programme_back(by=request.user, programme=programme),
        done=_("Brought back. It stands as before."),
        to=reverse("partners:programme", args=[programme.slug]),
        back=reverse("partners:programmes-withdrawn"),
    )


def move(
    request: PersonRequest, slug: str, name: str, act: Callable[[Programme, dict[str, Any]], None], back: str = ""
) -> HttpResponse:
    """Ask what a move needs, then make it; where it is refused, show why with what was typed."""
    programme, words = programme_or_404(request, slug), MOVES[name]
    title = f"{words['heading']}: {programme.title}"

    def make(data: QueryDict | None) -> Any:
        return words["form"](data, initial={"version": programme.version})

    def write(filled: Filled[Any]) -> str:
        act(programme, filled.form.cleaned_data)
        return back or reverse("partners:programme", args=[programme.slug])

    def changed_meanwhile(filled: Filled[Any]) -> HttpResponse:
        filled.form.add_error(None, _("Somebody else has changed the programme. Look at it, then try again."))
        filled.form.data = filled.form.data.copy()
        filled.form.data["version"] = str(programme_or_404(request, slug).version)
        return show(request, filled, programme, name)

    return edit_form(
        request,
        FormDraft(request, f"partners.programme.{name}:{programme.pk}", title=title),
        make=make,
        but=("version",),
        write=write,
        done=words["done"],
        show=lambda filled: show(request, filled, programme, name),
        conflict=changed_meanwhile,
    )


def show(request: PersonRequest, filled: Filled[Any], programme: Programme, name: str) -> HttpResponse:
    """The page of a move, with what is wrong with it once it was sent."""
    context = {
        **filled.context,
        "programme": programme,
        "words": MOVES[name],
        "move": name,
        "answers": answers_under(request.user, programme) if name in ("end", "withdraw") else [],
        "trail": trail(
            (_("Programmes"), reverse("partners:programmes")),
            (programme.title, reverse("partners:programme", args=[programme.slug])),
        ),
    }
    return render_page(request, "partners/programmes/programme_move.html", context, status=filled.status)
