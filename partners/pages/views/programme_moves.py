"""Ending a programme early, suspending and restarting it, withdrawing a mistaken one and bringing it back."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from core.clearance.permissions import Permission, require
from core.drafts.edit import Filled, edit_form, press
from core.drafts.forms import FormDraft
from core.pages import PersonRequest, render_page
from partners.navigation import query_or_404, trail
from partners.pages.actions import bring_programme_back, withdraw_programme
from partners.pages.queries import answers_to
from partners.programmes.actions.programmes import end_early, restart, suspend
from partners.programmes.forms.programme_moves import EndForm, ReasonForm, RestartForm
from partners.programmes.models.programmes import Programme
from partners.programmes.queries import programme_entry

MOVES: dict[str, dict[str, Any]] = {
    "end": {
        "form": EndForm,
        "act": end_early,
        "heading": gettext_lazy("End early"),
        "lede": gettext_lazy(
            "The programme keeps its place, with the day and the reason. Its money counts for the time that it ran."
        ),
        "button": gettext_lazy("It has ended early"),
        "done": gettext_lazy("Noted. Look at the answers to needs under it: whether they still hold."),
    },
    "suspend": {
        "form": ReasonForm,
        "act": suspend,
        "heading": gettext_lazy("Suspend"),
        "lede": gettext_lazy("The programme rests, and counts as not running until you restart it."),
        "button": gettext_lazy("It is suspended"),
        "done": gettext_lazy("Noted: it is suspended."),
    },
    "restart": {
        "form": RestartForm,
        "act": restart,
        "heading": gettext_lazy("Restart"),
        "lede": gettext_lazy("The programme runs again, from today on."),
        "button": gettext_lazy("It runs again"),
        "done": gettext_lazy("Noted: it runs again."),
    },
    "withdraw": {
        "form": ReasonForm,
        "act": withdraw_programme,
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
def move(request: PersonRequest, slug: str, name: str) -> HttpResponse:
    """Ask what a move needs, then make it; where it is refused, show why with what was typed."""
    programme, words = query_or_404(programme_entry.programme_to_edit, request.user, slug), MOVES[name]
    page = reverse("partners:programme", args=[programme.slug])
    show = partial(show_move, request, programme, name)

    def write(filled: Filled[Any]) -> str:
        words["act"](by=request.user, programme=programme, **filled.form.cleaned_data)
        return reverse("partners:programmes-withdrawn") if name == "withdraw" else page

    def changed_meanwhile(filled: Filled[Any]) -> HttpResponse:
        filled.form.add_error(None, _("Somebody else has changed the programme. Look at it, then try again."))
        filled.form.data = filled.form.data.copy()
        fresh = query_or_404(programme_entry.programme_to_edit, request.user, slug)
        filled.form.data["version"] = str(fresh.version)
        return show(filled)

    title = f"{words['heading']}: {programme.title}"
    return edit_form(
        request,
        FormDraft(request, f"partners.programme.{name}:{programme.pk}", title=title),
        make=partial(words["form"], initial={"version": programme.version}),
        but=("version",),
        write=write,
        done=words["done"],
        show=show,
        conflict=changed_meanwhile,
    )


def show_move(request: PersonRequest, programme: Programme, name: str, filled: Filled[Any]) -> HttpResponse:
    """The page of a move, with what is wrong with it once it was sent."""
    context = {
        **filled.context,
        "programme": programme,
        "words": MOVES[name],
        "move": name,
        "answers": answers_to(request.user, programme=programme) if name in ("end", "withdraw") else [],
        "trail": trail(
            (_("Programmes"), reverse("partners:programmes")),
            (programme.title, reverse("partners:programme", args=[programme.slug])),
        ),
    }
    return render_page(request, "partners/programmes/programme_move.html", context, status=filled.status)


@require(Permission.PROGRAMME_WRITE)
@require_safe
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
    programme = query_or_404(programme_entry.withdrawn_programme, request.user, slug)
    return press(
        request,
        partial(bring_programme_back, by=request.user, programme=programme),
        done=_("Brought back. It stands as before."),
        to=reverse("partners:programme", args=[programme.slug]),
        back=reverse("partners:programmes-withdrawn"),
    )
