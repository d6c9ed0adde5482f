"""Unsaved text: kept while somebody types, found again, set aside, thrown away, brought back."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.clearance.permissions import signed_in_page
from core.drafts import store as unsaved
from core.drafts.envelope import envelope_in
from core.drafts.forms import keep_sent
from core.drafts.models import UnsavedText
from core.pages import PersonRequest, or_404, render_page


@signed_in_page
@require_POST
def keep(request: PersonRequest) -> HttpResponse:
    """Keep what stands in a form; answered only once it is in the database."""
    envelope = envelope_in(request.POST)
    if envelope is None:
        return JsonResponse({"said": _("This form is not one of ours.")}, status=400)
    if envelope.person != request.user.pk:
        return JsonResponse({"said": _("Somebody else has logged in here.")}, status=403)
    try:
        kept = keep_sent(envelope, request.POST)
    except unsaved.TooLong as refusal:
        return JsonResponse({"said": str(refusal)}, status=413)
    local = timezone.localtime(kept.saved_at)
    answer = {
        "revision": kept.revision,
        "at": date_format(local, "H:i"),
        "saved": kept.was_saved,
        "form_draft": str(kept.form_draft),
    }
    if kept.envelope is not None:
        answer["envelope"] = kept.envelope.text()
    return JsonResponse(answer)


keep.keeps_itself = True  # type: ignore[attr-defined]


@signed_in_page
@require_safe
@never_cache
def token(request: PersonRequest) -> HttpResponse:
    """Who is logged in, and the token that their forms need: it changes with each log-in."""
    return JsonResponse({"person": request.user.pk, "token": get_token(request)})


@signed_in_page
@require_safe
def texts(request: PersonRequest) -> HttpResponse:
    """Everything that a person has typed and not saved, and what they threw away lately."""
    context = {
        "texts": unsaved.texts_of(request.user, limit=200),
        "discarded": unsaved.discarded_texts(request.user),
        "n_days": unsaved.CLOSED_KEPT.days,
    }
    return render_page(request, "core/drafts/texts.html", context)


@signed_in_page
@require_safe
def text(request: PersonRequest, form_draft: UUID) -> HttpResponse:
    """One text as it was typed, to read or copy where its form is no longer open to its person."""
    row = or_404(unsaved.find_text(request.user, form_draft))
    fields = [(_in_words(name), "\n".join(found)) for name, found in row.values.items() if any(found)]
    return render_page(request, "core/drafts/text.html", {"row": row, "fields": fields})


@signed_in_page
@require_POST
def set_aside(request: PersonRequest, form_draft: UUID) -> HttpResponse:
    """Start the form from what is stored; the text stays in the list."""
    row = _own(request, lambda: unsaved.set_aside(by=request.user, form_draft=form_draft))
    messages.success(request, _("Set aside. You find the text in your workspace."))
    return redirect(row.address)


@signed_in_page
@require_POST
def discard(request: PersonRequest, form_draft: UUID) -> HttpResponse:
    """Throw a text away."""
    _own(request, lambda: unsaved.discard(by=request.user, form_draft=form_draft))
    messages.success(request, _("Thrown away. You can bring it back for a month."))
    return redirect("unsaved-texts")


@signed_in_page
@require_POST
def bring_back(request: PersonRequest, form_draft: UUID) -> HttpResponse:
    """Take up a text again that was thrown away or set aside."""
    row = _own(request, lambda: unsaved.bring_back(by=request.user, form_draft=form_draft))
    return redirect(f"{row.address}?unsaved={row.form_draft}")


def _own(request: PersonRequest, act: Callable[[], UnsavedText]) -> UnsavedText:
    """Do it with a text of the person's own; any other is not found."""
    try:
        return act()
    except UnsavedText.DoesNotExist:
        raise Http404 from None


def _in_words(name: str) -> str:
    """The name of a field as it can be read: `parts-0-title` as "Parts 1 title"."""
    words = [str(int(word) + 1) if word.isdecimal() else word for word in name.replace("_", "-").split("-")]
    return " ".join(words).capitalize()
