"""The conflict page: what I typed, what somebody else saved meanwhile, and the two brought together, field by field.

What only one of us changed is taken; what both changed is asked. The page sends the same form as before, so that a
third person who saves meanwhile meets the same check: nothing is ever overwritten unseen.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _
from django_htmx.http import reselect, reswap, retarget
from msgspec.structs import replace

from core.drafts import merging
from core.drafts.envelope import NAMES, THEIRS, Values, as_data, typed_values
from core.drafts.forms import FormDraft, shown_rows, shown_values, typed_initial
from core.drafts.merging import UNKNOWN, MergeOutcome, Row
from core.form_fields import clean_text, whole_number
from core.pages import render_page

WORKINGS = frozenset({"version", "submit_token"})


@dataclass(frozen=True)
class Button:
    """A button of the form, as it is offered again on the conflict page."""

    name: str
    value: str
    label: str


@dataclass(frozen=True)
class ConflictPoint:
    """Fields that are decided together: what stands on both sides in words, and what becomes of them."""

    key: str
    label: str
    outcome: MergeOutcome
    mine: str
    theirs: str
    names: tuple[str, ...]
    my_values: Values
    their_values: Values
    both: str | None = None
    is_clean: bool = False

    @property
    def taken(self) -> Values:
        """The values that stand unless another choice is made."""
        return self.their_values if self.outcome is MergeOutcome.THEIRS else self.my_values

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the page sends so that the choice can be carried out."""
        named = [(NAMES + self.key, name) for name in self.names]
        theirs = [(THEIRS + name, text) for name in self.names for text in self.their_values.get(name, [])]
        return named + theirs


@dataclass(frozen=True)
class Rows:
    """The rows below a form.

    `formset` makes them from what was sent (`formset(data)`) or from starting values (`formset(initial=...)`),
    `stored` gives the starting values; `identity` is the column that tells which row is which, `most` how many rows
    there may be, `spare` how many empty ones are offered at a time.
    """

    formset: Callable[..., Any]
    identity: str
    spare: int
    most: int
    stored: Callable[[], list[dict[str, Any]]]

    def opened(self) -> Any:
        """The rows with what is stored, untouched."""
        return self.formset(initial=self.stored())

    def typed(self, data: QueryDict, *, wants_more: bool) -> Any:
        """The rows that were typed, unjudged, and more of them where more are wanted or there are none."""
        values = [typed_initial(row, data) for row in self.formset(data).forms]
        rows = self.formset(initial=values)
        rows.extra = max(0, min(self.spare, self.most - len(values))) if wants_more or not values else 0
        return rows


@dataclass(frozen=True)
class Theirs:
    """What somebody else stored meanwhile, as the conflict page takes it.

    `form` and `rows` are unbound, as they would be opened now; `version` is that of the stored record. `title` stands
    over the page (else the form draft's), `action` is where its form goes (else the page that was asked for). `is_new`
    says that both wrote a record of their own, with nothing before them in common: then every difference is asked.
    `notes` goes into the next envelope; `remark` says what else has happened.
    """

    form: forms.BaseForm
    version: int
    rows: Rows | None = None
    title: str = ""
    action: str = ""
    buttons: Sequence[Button] = ()
    is_new: bool = False
    notes: Values = field(default_factory=dict)
    remark: str = ""


def show_theirs(request: HttpRequest, form_draft: FormDraft, theirs: Theirs) -> HttpResponse:
    """What was typed on a form draft beside what is stored now; a form that htmx sent has its whole page replaced."""
    sent = typed_values(form_draft.data) if form_draft.data is not None else {}
    stored = shown_values(theirs.form)
    base = None if theirs.is_new else form_draft.envelope.base
    groups = [names for names in _groups(theirs.form) if not WORKINGS.issuperset(names)]
    points = [_point(theirs.form, names, base, sent, stored) for names in groups]
    hidden = [pair for point in points for pair in _pairs(point.taken)]
    next_base = stored | theirs.notes
    if theirs.rows is not None:
        row_points, row_values, row_base = _row_points(theirs.rows, base=base, sent=sent)
        points += row_points
        hidden += _pairs(row_values)
        next_base |= row_base
    conflict = {
        "asked": [point for point in points if point.outcome is MergeOutcome.ASK],
        "taken": [point for point in points if point.outcome in (MergeOutcome.MINE, MergeOutcome.THEIRS)],
        "hidden": hidden,
        "next_envelope": replace(form_draft.envelope, base=next_base).text(),
        "version": theirs.version,
    }
    context = {
        "form_draft": form_draft,
        "conflict": conflict,
        "title": theirs.title or form_draft.title,
        "action": theirs.action or request.path,
        "buttons": theirs.buttons or [Button("do", "save", _("Save"))],
        "remark": theirs.remark,
        "version": request.POST.get("version", ""),
    }
    response = render_page(request, "core/drafts/conflict.html", context, status=422)
    return reselect(reswap(retarget(response, "#main"), "outerHTML"), "#main")


def _groups(form: forms.BaseForm) -> list[tuple[str, ...]]:
    """The fields of a form, those together that make sense only together (`decided_together`)."""
    together: Sequence[tuple[str, ...]] = getattr(form, "decided_together", ())
    group_of = {name: group for group in reversed(together) for name in group}
    groups = (tuple(one for one in group_of.get(name, (name,)) if one in form.fields) for name in form.fields)
    return list(dict.fromkeys(groups))


def _point(
    form: forms.BaseForm, names: tuple[str, ...], base: Values | None, sent: Values, stored: Values
) -> ConflictPoint:
    typed_names = tuple(form.add_prefix(name) for name in names)

    def side(values: Values | None) -> Any:
        return UNKNOWN if values is None else [_comparable(form, name, values) for name in names]

    outcome = merging.three_way(side(base), side(sent), side(stored))
    bound = form[names[0]]
    both, is_clean = None, False
    if outcome is MergeOutcome.ASK and len(names) == 1 and isinstance(bound.field.widget, forms.Textarea):
        texts = [clean_text(_one(values or {}, typed_names[0])) for values in (base, sent, stored)]
        merged = merging.merge_text(*texts)
        both, is_clean = merged.text, merged.is_clean
    return ConflictPoint(
        key=typed_names[0],
        label=", ".join(str(form[name].label) for name in names) if len(names) < 4 else str(bound.label),
        outcome=outcome,
        mine=_in_words(form, names, sent),
        theirs=_in_words(form, names, stored),
        names=typed_names,
        my_values={name: sent.get(name, []) for name in typed_names},
        their_values={name: stored.get(name, []) for name in typed_names},
        both=both,
        is_clean=is_clean,
    )


def _pairs(values: Values) -> list[tuple[str, str]]:
    return [(name, text) for name, texts in values.items() for text in texts]


def _one(values: Values, name: str) -> str:
    return (values.get(name) or [""])[0]


def _comparable(form: forms.BaseForm, name: str, values: Values) -> Any:
    """What a field says, apart from how it is written: 5 is 5.00, the order of ticks and outer blanks say nothing."""
    column, typed_name = form.fields[name], form.add_prefix(name)
    raw = column.widget.value_from_datadict(as_data(values), {}, typed_name)  # type: ignore[arg-type]
    try:
        value = column.to_python(raw)
    except ValidationError:
        value = raw
    if isinstance(value, str):
        return clean_text(value).strip() or None
    if isinstance(value, list | tuple):
        return sorted(map(str, value)) or None
    return value.normalize() if isinstance(value, Decimal) else value or None


def _in_words(form: forms.BaseForm, names: Sequence[str], values: Values) -> str:
    """What stands in fields as a reader would say it; several fields on a line each."""
    words = [(form[name].label, _field_in_words(form, name, values)) for name in names]
    return "\n".join(f"{label}: {text}" if len(names) > 1 else text for label, text in words if text)


def _field_in_words(form: forms.BaseForm, name: str, values: Values) -> str:
    column, texts = form.fields[name], values.get(form.add_prefix(name), [])
    if isinstance(column.widget, forms.CheckboxInput):
        return _("yes") if texts else ""
    if not hasattr(column, "choices"):
        return ", ".join(texts)
    choices: Any = flatten_choices(column.choices)
    labels = {str(value): str(label) for value, label in choices}
    return ", ".join(labels.get(text, text) for text in texts if text)


def _row_points(rows: Rows, *, base: Values | None, sent: Values) -> tuple[list[ConflictPoint], Values, Values]:
    """The rows that differ, the rows as the page sends them, and the rows as they are stored."""
    formset, identity = rows.opened(), rows.identity
    prefix = str(formset.prefix)
    columns = tuple(formset.empty_form.fields)
    stored = shown_rows(formset)
    before, mine, theirs = (
        UNKNOWN if values is None else _rows_in(values, prefix, columns, identity) for values in (base, sent, stored)
    )
    merged = merging.merge_rows(before, mine, theirs)
    kept = [one for one in merged if one.row is not None or one.outcome is MergeOutcome.ASK]
    counts = {"TOTAL": len(kept), "INITIAL": 0, "MIN_NUM": 0, "MAX_NUM": formset.max_num}
    values: Values = {f"{prefix}-{name}_FORMS": [str(count)] for name, count in counts.items()}
    points = []
    fields = formset.empty_form.fields.items()
    labels = {name: "" if field.widget.is_hidden else str(field.label) for name, field in fields}
    for number, one in enumerate(merged):
        place = kept.index(one) if one in kept else None
        names = tuple(f"{prefix}-{place}-{column}" for column in columns)
        if place is not None:
            values |= _row_values(one.row, prefix, place, columns)
        if one.outcome is not MergeOutcome.SAME:
            points.append(
                ConflictPoint(
                    key=f"row-{prefix}-{number}",
                    label=str(getattr(formset, "row_word", _("Part %(n)d"))) % {"n": number + 1},
                    outcome=one.outcome,
                    mine=_row_in_words(one.mine, labels),
                    theirs=_row_in_words(one.theirs, labels),
                    names=names,
                    my_values={},
                    their_values=_row_values(one.theirs, prefix, place or 0, columns),
                )
            )
    return points, values, stored


def _rows_in(values: Values, prefix: str, columns: Sequence[str], identity: str) -> list[Row]:
    """The rows that say something, each with a key: its identity, or for a new one its first words."""
    found: list[Row] = []
    keys: set[str] = set()
    total = whole_number(_one(values, f"{prefix}-TOTAL_FORMS"), digits=5) or 0
    for number in range(min(total, 100)):
        cells = {name: clean_text(_one(values, f"{prefix}-{number}-{name}")).strip() for name in columns}
        if not any(text for name, text in cells.items() if name != identity):
            continue
        first = next(cells[name] for name in columns if name != identity)
        key = cells[identity] or f"new {first.casefold()}"
        while key in keys:
            key += " again"
        keys.add(key)
        found.append(Row(key, cells))
    return found


def _row_values(row: Row | None, prefix: str, place: int, columns: Sequence[str]) -> Values:
    cells: Mapping[str, str] = row.cells if row else {}
    return {f"{prefix}-{place}-{name}": [cells.get(name, "")] for name in columns}


def _row_in_words(row: Row | None, labels: Mapping[str, str]) -> str:
    if row is None:
        return ""
    return ", ".join(f"{labels[name]}: {text}" for name, text in row.cells.items() if text and labels[name])
