"""A form draft: one opening of a form, as a view works with it.

A view opens the form draft of its form before it makes the form. On GET the form draft puts in place what the person
had typed and not saved, unjudged; on POST it hands over what was sent. The template shows
`components/_unsaved_banner.html` above the form and `components/_form_draft.html` in it.
`core.drafts.edit.edit_form` does all of this for a view, and writes through `store.once` with the form draft's
token, which closes the form draft.
"""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.forms import BaseFormSet
from django.http import HttpRequest, QueryDict
from msgspec.structs import replace

from core.drafts import store as unsaved
from core.drafts.envelope import (
    LOOK,
    REVISION,
    TOKEN,
    WRITER,
    Envelope,
    Values,
    as_data,
    envelope_in,
    resolved,
    typed_values,
)
from core.drafts.models import UnsavedText
from core.form_fields import whole_number
from core.page_cache.building import leave_out
from core.pages import PersonRequest


class FormDraft:
    """One opening of one form. `texts`, the open texts of all forms of a page, spare each of them a query."""

    def __init__(
        self,
        request: PersonRequest,
        form_key: str,
        *,
        title: str,
        address: str = "",
        texts: Sequence[UnsavedText] | None = None,
    ) -> None:
        # Each opening has an envelope of its own.
        leave_out(request)
        self.title = title
        self.restored: UnsavedText | None = None
        self.others: list[UnsavedText] = []
        self.kept: unsaved.Kept | None = None
        self.is_outdated = False
        self._request = request
        self._has_token = token_in(request.POST) is not None
        self._base: Values = {}
        # What was sent, with the choices made on the conflict page carried out; None on GET.
        self.data = resolved(request.POST) if request.method == "POST" else None
        start = Envelope(request.user.pk, form_key, uuid.uuid4(), title, address or request.path)
        if self.data is None:
            found = unsaved.open_texts(request.user, [form_key]) if texts is None else texts
            self.envelope = self._take_up(start, [row for row in found if row.form_key == form_key], request)
        else:
            self.envelope = self._sent_envelope(request, start)

    @property
    def token(self) -> uuid.UUID | None:
        """What makes two presses of this form one record; None where it was sent without one."""
        return self.envelope.form_draft if self.data is None or self._has_token else None

    @property
    def revision(self) -> int:
        """How often the text of this form draft has been kept."""
        return self.kept.revision if self.kept else 0

    @property
    def sealed(self) -> str:
        """The envelope as the form carries it."""
        is_first = self.envelope.base is None and self.data is None
        return (replace(self.envelope, base=self._base) if is_first else self.envelope).text()

    @property
    def is_look(self) -> bool:
        """Whether the conflict page sent what was chosen to be looked at in the form, not to be saved."""
        return self._request.POST.get(LOOK) == "yes"

    def unjudged(self, *, asked: bool = False) -> QueryDict | None:
        """Values to show without validating them: restored text, or what was sent if so `asked`; else None."""
        if self.data is not None:
            return self.data if asked or self.is_look else None
        return as_data(self.restored.values) if self.restored else None

    def fill(self, form: forms.BaseForm, *, asked: bool = False, but: Iterable[str] = ()) -> None:
        """Put the text taken up again into an unbound form; where there is none, note what it shows.

        `but` names fields that are shown as stored all the same, such as the version under a word on the record.
        """
        data = self.unjudged(asked=asked)
        if data is None:
            self.note(shown_values(form))
            return
        if "version" in form.fields and "version" not in but and self.restored:
            stored = form.get_initial_for_field(form.fields["version"], "version")
            self.is_outdated = data.get("version", "") != str(stored or "")
        # A field that was not sent is empty if the form showed it (an unticked box sends nothing); else it is left.
        sent = {*data, *(self.envelope.base or ())}
        typed = typed_initial(form, data)
        form.initial.update({name: typed[name] for name in typed if name not in but and form.add_prefix(name) in sent})

    def note(self, shown: Values) -> None:
        """Note what the form shows at its opening, beside what was noted before."""
        self._base |= shown

    def _take_up(self, start: Envelope, own: list[UnsavedText], request: HttpRequest) -> Envelope:
        """Choose the text to go on with: the one asked for in the address, or the newest that is not set aside."""
        asked = request.GET.get("unsaved", "")
        chosen = next((row for row in own if str(row.form_draft) == asked), None)
        chosen = chosen or next((row for row in own if row.set_aside_at is None), None)
        self.restored, self.others = chosen, [row for row in own if row is not chosen]
        if chosen is None:
            return start
        return replace(start, base=chosen.base, follows=(chosen.form_draft, chosen.revision))

    def _sent_envelope(self, request: HttpRequest, start: Envelope) -> Envelope:
        """The envelope that came with the form; an old page or a script has none, but may have a token."""
        self.kept = getattr(request, "draft_kept", None)
        if self.kept and self.kept.envelope:
            return self.kept.envelope
        sent = getattr(request, "draft_envelope", None) or envelope_in(request.POST)
        if sent and sent.person == start.person and sent.form_key == start.form_key:
            return sent
        return replace(start, form_draft=token_in(request.POST) or start.form_draft)


def press_token(request: HttpRequest) -> uuid.UUID | None:
    """What makes two presses of one button one move; None for an old page or a script."""
    kept: unsaved.Kept | None = getattr(request, "draft_kept", None)
    return kept.form_draft if kept and kept.envelope else token_in(request.POST)


def token_in(data: QueryDict) -> uuid.UUID | None:
    """The token of a form that was sent; None where it has none or nonsense."""
    try:
        return uuid.UUID(data.get(TOKEN, ""))
    except ValueError:
        return None


def shown_rows(formset: BaseFormSet) -> Values:
    """What the rows of an unbound formset show, with their number."""
    found: Values = {f"{formset.prefix}-TOTAL_FORMS": [str(len(formset.forms))]}
    for form in formset.forms:
        found |= shown_values(form)
    return found


def shown_values(form: forms.BaseForm) -> Values:
    """What an unbound form shows, as a browser would send it untouched."""
    found: Values = {}
    for bound in form:
        widget, value = bound.field.widget, bound.value()
        if isinstance(widget, forms.CheckboxInput):
            found[bound.html_name] = ["on"] if widget.check_test(value) else []
            continue
        texts = [] if (shown := widget.format_value(value)) is None else shown
        found[bound.html_name] = [str(one) for one in texts] if isinstance(texts, list | tuple) else [str(texts)]
    return found


def typed_initial(form: forms.BaseForm, data: QueryDict) -> dict[str, Any]:
    """The raw values of a form's fields in what was sent, as starting values of the same form."""
    return {
        name: field.widget.value_from_datadict(data, {}, form.add_prefix(name)) for name, field in form.fields.items()
    }


def keep_sent(envelope: Envelope, data: QueryDict) -> unsaved.Kept:
    """Keep what a form sent, whether as its person typed or with a press of its button. Raises unsaved.TooLong."""
    writer, _dot, count = data.get(WRITER, "").partition(".")
    sequence, revision = (whole_number(text, digits=8) or 0 for text in (count, data.get(REVISION, "")))
    values = typed_values(resolved(data))
    return unsaved.keep(envelope=envelope, values=values, writer=writer[:40], sequence=sequence, revision=revision)
