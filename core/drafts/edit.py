"""The two ways in which a page writes: the press of a button, and a form that is opened, checked and saved.

A second press finds what the first one wrote, a refusal is said in its own words, what somebody else wrote meanwhile
is never overwritten unseen, and what is gone is not found. A view says what is its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.forms import BaseFormSet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from core.clearance.actions import EditConflict, Refused
from core.drafts.conflicts import Rows, Theirs, show_theirs
from core.drafts.forms import FormDraft, press_token, shown_rows
from core.drafts.store import once
from core.pages import PersonRequest

F = TypeVar("F", bound=forms.BaseForm)
Problem = Refused | EditConflict


def go_to(request: HttpRequest, address: str) -> HttpResponse:
    """Lead on after a write. Where htmx would put the answer into a part of the page, the browser is told to move."""
    htmx = getattr(request, "htmx", None)
    return HttpResponseClientRedirect(address) if htmx and htmx.target else redirect(address)


def press(
    request: PersonRequest,
    act: Callable[[], Any],
    *,
    done: str | Callable[[], object] = "",
    to: str = "",
    back: str = "",
    conflict: str = "",
    again: Callable[[Problem], HttpResponse] | None = None,
) -> HttpResponse:
    """Carry out once what a button asks for, say so, and lead to `to`, or to the address that `act` answers.

    `done` is the sentence for a success, if there is one, or a function that says it. Where nothing was done, the
    reason is said on the page `back` (else `to`), or `again` shows the page anew: its argument is what was raised, as
    a string the sentence to show. `conflict` is the sentence for somebody else's having been quicker.
    """

    def create() -> str:
        found = act()
        return to or str(found)

    try:
        address = once(by=request.user, token=press_token(request), create=create)
    except ObjectDoesNotExist:
        raise Http404 from None
    except (Refused, EditConflict) as raised:
        is_conflict = isinstance(raised, EditConflict)
        problem = EditConflict(conflict or conflict_sentence()) if is_conflict else raised
        if again is not None:
            return again(problem)
        messages.error(request, str(problem))
        return go_to(request, back or to)
    if callable(done):
        done()
    elif done:
        messages.success(request, str(done))
    return go_to(request, address)


def conflict_sentence() -> str:
    """What to say when somebody else was quicker, where a view has no better words."""
    return _("Somebody else has changed this since you opened it. Nothing was done; look at it once more.")


@dataclass(frozen=True)
class Filled(Generic[F]):
    """A form as its page shows it or its write takes it, with its form draft, its rows, and the status to answer
    with."""

    form_draft: FormDraft
    form: F
    rows: Any = None
    status: int = 200

    @property
    def context(self) -> dict[str, Any]:
        """What every page with a form takes."""
        return {"form_draft": self.form_draft, "form": self.form}


def edit_form(
    request: PersonRequest,
    form_draft: FormDraft,
    *,
    make: Callable[[QueryDict | None], F],
    write: Callable[[Filled[F]], str],
    done: str | Callable[[Filled[F]], object],
    show: Callable[[Filled[F]], HttpResponse],
    rows: Rows | None = None,
    but: Sequence[str] = (),
    is_ready: Callable[[Filled[F]], bool] | None = None,
    conflict: Callable[[Filled[F]], Theirs | HttpResponse] | None = None,
    refuse: Callable[[F, Refused], HttpResponse | None] | None = None,
) -> HttpResponse:
    """Open a form, or check and save what it sent: once, and never over what its person has not seen.

    `make` gives the form bound to what was sent, or with what is stored; `write` writes it and answers the address to
    go on to; `done` is the sentence for a success, or a function that says it; `show` is the page. `but` names fields
    that are shown as stored even where unsaved text is taken up (`FormDraft.fill`). `is_ready` says whether it can be
    written (else: form and rows are valid). `conflict` gives what somebody else stored, or an answer of its own; a form
    that makes a record needs none. `refuse` puts a refusal into the form (else: above all fields), or answers itself.
    """
    wants_more = rows is not None and request.POST.get("do") == "more"
    if form_draft.data is None or form_draft.is_look or wants_more:
        return show(_opened(form_draft, make(None), rows, but=but, wants_more=wants_more))
    filled = Filled(form_draft, make(form_draft.data), rows.formset(form_draft.data) if rows else None, status=422)
    if not (is_ready or is_valid)(filled):
        return show(filled)
    try:
        address = once(by=request.user, token=form_draft.token, create=lambda: write(filled))
    except ObjectDoesNotExist:
        raise Http404 from None
    except EditConflict:
        if conflict is None:
            raise
        found = conflict(filled)
        return show_theirs(request, form_draft, found) if isinstance(found, Theirs) else found
    except Refused as refusal:
        return (refuse or _refuse)(filled.form, refusal) or show(filled)
    if callable(done):
        done(filled)
    else:
        messages.success(request, str(done))
    return go_to(request, address)


def is_valid(filled: Filled[Any]) -> bool:
    """Whether form and rows are valid. Both are asked, so that everything to be mended is told at once."""
    return all([filled.form.is_valid(), filled.rows is None or filled.rows.is_valid()])


def _opened(form_draft: FormDraft, form: F, rows: Rows | None, *, but: Sequence[str], wants_more: bool) -> Filled[F]:
    """The form at its opening: with what is stored, with what its person had not saved, or with more rows."""
    shown: BaseFormSet | None = None
    if rows is not None:
        data = form_draft.unjudged(asked=wants_more)
        shown = rows.opened() if data is None else rows.typed(data, wants_more=wants_more)
        if data is None:
            form_draft.note(shown_rows(shown))
    form_draft.fill(form, asked=wants_more, but=but)
    return Filled(form_draft, form, shown)


def _refuse(form: forms.BaseForm, refusal: Refused) -> None:
    form.add_error(None, str(refusal))
