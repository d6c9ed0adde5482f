"""The pages on which a record goes its way to clearance: its authors' buttons, and the page of the decision.

A new kind of record that a country clears plugs in with four things:

1. a model derived from `core.clearance.models.Cleared`, with a `country`, read through a `ClearedQuerySet`; where a
   cleared record is changed by proposals, a second model derived from `Proposal` (see `core.clearance.proposals`);
2. a `Clearing` that says how a record is found for a person, where its pages are, what the page of the decision shows,
   and which actions carry out its moves, where those of `core.clearance.actions` are not enough;
3. `views_of(clearing)`, whose six views go into the app's urls, and a template for the decision, which may include
   `core/clearance/_decision.html`;
4. a `core.inbox.InboxSource` in the list (`iwt_dashboard.pages.inbox`), made with `core.inbox.entry_of`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from core.clearance import actions
from core.clearance.actions import is_from_elsewhere, moves_for
from core.clearance.forms import DisclosureForm, ReturnForm
from core.clearance.messages import SAVE_DRAFT, Said, audience_sentence, state_sentence, who_can_see
from core.clearance.models import State, Viewer
from core.clearance.permissions import Permission, View, can, require
from core.clearance.rules import Move
from core.converters import capitals
from core.drafts.conflicts import Button
from core.drafts.edit import Problem, go_to, press
from core.drafts.forms import FormDraft
from core.form_fields import whole_number
from core.pages import PersonRequest, render_page

Find = Callable[[], Any]
NOTE_TITLE = gettext_lazy("Note on return: %(what)s")
RETURN_ID = "return_%s"


@dataclass(frozen=True)
class Clearing:
    """What one kind of record says of itself to the pages of clearance.

    What is decided on is "record" among what `show` gives to the template: the page's record, or its open proposal.
    """

    find: Callable[..., Any]
    """`find(person, **parts of the address)`: the record of the person's own country, or Http404."""
    page: Callable[[Any], str]
    """The address of a record's page, to which every move leads."""
    address: Callable[[str, Any], str]
    """`address(move, record)`: where submit, recall, review, clear and return are."""
    template: str
    show: Callable[[PersonRequest, Any], dict[str, Any]]
    """What the template of the decision shows; "record" is what is decided on."""
    name: Callable[[Any], str]
    """What the record is called in the list of texts that were not saved."""
    note_key: Callable[[Any], str]
    """What tells the note on this record's return from all other forms."""
    submit: Callable[..., Any] = actions.submit
    recall: Callable[..., Any] = actions.recall
    clear: Callable[..., Any] = actions.clear
    send_back: Callable[..., Any] = actions.return_to_author
    change_disclosure: Callable[..., Any] = actions.change_disclosure
    """Actions take by, record and version, and their own disclosure or note."""
    said: Said = field(default_factory=Said)
    note_help: Any = ""
    clear_id: str = "id_%s"
    leads_away: bool = True
    """Whether the page of the decision leads to the record's page where nothing waits for one."""
    says_refusal_on_review: bool = True
    """Whether a refused decision is said on the page of the decision; else on the record's page."""


@dataclass(frozen=True)
class ClearingStep:
    """A button on a record's own page: a press that moves the record, or a link to the page of the decision."""

    label: str
    address: str
    is_page: bool = False


class Views(NamedTuple):
    """The six views of a kind of record, each with its permission."""

    submit: View
    recall: View
    review: View
    clear: View
    send_back: View
    disclosure: View


def views_of(clearing: Clearing, *, code: str = "") -> Views:
    """The views of a kind of record; `code` is what addresses call what they write in capitals."""

    def view(permission: Permission, answer: Callable[..., HttpResponse], kind: Any = require_POST) -> View:
        def answered(request: PersonRequest, **place: Any) -> HttpResponse:
            return answer(request, clearing, partial(clearing.find, request.user, **place))

        return require(permission)(kind(answered))

    said = clearing.said
    return Views(
        submit=view(Permission.ENTRY_WRITE, partial(_move, act=clearing.submit, said=said.submitted)),
        recall=view(Permission.ENTRY_WRITE, partial(_move, act=clearing.recall, said=said.recalled)),
        review=view(Permission.ENTRY_CLEAR, _review, lambda page: require_safe(capitals(code)(page) if code else page)),
        clear=view(Permission.ENTRY_CLEAR, _clear),
        send_back=view(Permission.ENTRY_CLEAR, _send_back),
        disclosure=view(Permission.DISCLOSURE_LOWER, _disclose),
    )


def standing_of(viewer: Viewer, record: Any, clearing: Clearing) -> dict[str, Any]:
    """What a record's own page says of its way: state, readers, and the next steps that this viewer may take."""
    allowed = moves_for(viewer, record)
    steps = [
        ClearingStep(str(move.label), clearing.address(move.value, record))
        for move in (Move.SUBMIT, Move.RECALL)
        if move in allowed
    ]
    if record.state == State.SUBMITTED and can(viewer, Permission.ENTRY_CLEAR, country=record.country):
        steps.append(ClearingStep(_("Review"), clearing.address("review", record), is_page=True))
    return {
        "record": record,
        "state_sentence": state_sentence(record),
        "audience": audience_sentence(record),
        "steps": steps,
    }


def disclosure_form(viewer: Viewer, record: Any) -> DisclosureForm | None:
    """The form to change who sees a cleared record, for those of its team who may."""
    if is_from_elsewhere(record) or not can(viewer, Permission.DISCLOSURE_LOWER, country=record.country):
        return None
    initial = {"disclosure": record.disclosure, "version": record.version}
    return DisclosureForm(initial=initial, country=record.country.name)


def save_buttons(name: str) -> list[Button]:
    """The two buttons under an entry form on the conflict page; `name` is what the form calls them."""
    return [Button(name, "draft", str(SAVE_DRAFT)), Button(name, "submit", str(Move.SUBMIT.label))]


def seen_version(request: PersonRequest) -> int | None:
    """The version that the person had before them when they pressed."""
    return whole_number(request.POST.get("version", ""), digits=9)


def _move(
    request: PersonRequest, clearing: Clearing, find: Find, *, act: Callable[..., Any], said: Any, **typed: Any
) -> HttpResponse:
    """Make one move of a record and lead to its page with what came of it."""
    record, version = find(), seen_version(request)
    return press(
        request,
        lambda: act(by=request.user, record=record, version=version, **typed),
        done=str(said),
        to=clearing.page(record),
        conflict=str(clearing.said.conflict),
    )


def _clear(request: PersonRequest, clearing: Clearing, find: Find) -> HttpResponse:
    record = find()
    form = DisclosureForm(request.POST, country=record.country.name, auto_id=clearing.clear_id)
    if not form.is_valid():
        return _review(request, clearing, lambda: record, clear_form=form)
    typed = form.cleaned_data

    def again(problem: Problem) -> HttpResponse:
        form.add_error(None, str(problem))
        return _review(request, clearing, lambda: record, clear_form=form)

    return press(
        request,
        lambda: clearing.clear(by=request.user, record=record, **typed),
        done=str(clearing.said.cleared) % {"who": who_can_see(typed["disclosure"], record.country.name)},
        to=clearing.page(record),
        conflict=str(clearing.said.conflict),
        again=again if clearing.says_refusal_on_review else None,
    )


def _send_back(request: PersonRequest, clearing: Clearing, find: Find) -> HttpResponse:
    record = find()
    form_draft = _note_draft(request, clearing, record)
    form = ReturnForm(form_draft.data, auto_id=RETURN_ID, note_help=clearing.note_help)
    if not form.is_valid():
        return _review(request, clearing, lambda: record, return_form=form, form_draft=form_draft)

    def again(problem: Problem) -> HttpResponse:
        form.add_error(None, str(problem))
        return _review(request, clearing, find, return_form=form, form_draft=form_draft)

    return press(
        request,
        lambda: clearing.send_back(by=request.user, record=record, **form.cleaned_data),
        done=str(clearing.said.returned),
        to=clearing.page(record),
        conflict=str(clearing.said.conflict),
        again=again if clearing.says_refusal_on_review else None,
    )


def _disclose(request: PersonRequest, clearing: Clearing, find: Find) -> HttpResponse:
    record = find()
    form = DisclosureForm(request.POST, country=record.country.name)
    if not form.is_valid():
        messages.error(request, _("Choose who can see it."))
        return go_to(request, clearing.page(record))
    level = form.cleaned_data["disclosure"]
    said = str(clearing.said.disclosed) % {"who": who_can_see(level, record.country.name)}
    return _move(request, clearing, lambda: record, act=clearing.change_disclosure, said=said, disclosure=level)


def _note_draft(request: PersonRequest, clearing: Clearing, record: Any) -> FormDraft:
    title = str(NOTE_TITLE) % {"what": clearing.name(record)}
    return FormDraft(request, clearing.note_key(record), title=title, address=clearing.address("review", record))


def _review(
    request: PersonRequest,
    clearing: Clearing,
    find: Find,
    *,
    clear_form: DisclosureForm | None = None,
    return_form: ReturnForm | None = None,
    form_draft: FormDraft | None = None,
) -> HttpResponse:
    """The page of both decisions; 422 where one of its forms was not filled as it must be, or was refused."""
    found = find()
    shown = clearing.show(request, found)
    record = shown["record"]
    if clearing.leads_away and record.state != State.SUBMITTED:
        messages.info(request, state_sentence(record))
        return redirect(clearing.page(found))
    faulty = clear_form or return_form
    start = {"disclosure": record.disclosure, "version": record.version}
    if return_form is None:
        form_draft = _note_draft(request, clearing, found)
        return_form = ReturnForm(initial=start, auto_id=RETURN_ID, note_help=clearing.note_help)
        form_draft.fill(return_form, but=("version",))
    context = {
        **shown,
        "form_draft": form_draft,
        "state_sentence": state_sentence(record),
        "may_clear": Move.CLEAR in moves_for(request.user, record),
        "clear_form": clear_form
        or DisclosureForm(initial=start, country=record.country.name, auto_id=clearing.clear_id),
        "return_form": return_form,
        "faulty_form": faulty,
        "clear_url": clearing.address("clear", found),
        "return_url": clearing.address("return", found),
    }
    return render_page(request, clearing.template, context, status=422 if faulty is not None else 200)
