"""What all forms of needs share: fields made from the columns of a need, and checks while they are filled."""

from functools import partial
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.text import capfirst

from core.form_fields import TextField
from needs.content import field_of


def named(name: str, kind: Any, help_text: Any = "", **options: Any) -> Any:
    """A field of a form called as the need's own column is, and required where that may not be blank."""
    column = field_of(name)
    return kind(label=capfirst(column.verbose_name), required=not column.blank, help_text=help_text, **options)


def text(name: str, help_text: Any = "", *, rows: int = 1) -> Any:
    """A text of a need, as long as its column: a line, or an area of so many rows."""
    kind = TextField if rows == 1 else partial(TextField.several_lines, rows=rows)
    return named(name, kind, help_text, max_length=field_of(name).max_length)


def check_on_change(form: forms.BaseForm) -> None:
    """Have each field checked by the server as soon as it has been changed.

    Only the field's place for errors is swapped, never the field: what is being typed is not touched. Ticks cannot be
    wrong, so they are left alone.
    """
    for name, field in form.fields.items():
        if field.widget.is_hidden or isinstance(field.widget, forms.CheckboxSelectMultiple):
            continue
        typed_name = form.add_prefix(name)
        element_id = form[name].auto_id
        described_by = [f"{element_id}_helptext"] if field.help_text else []
        field.widget.attrs |= {
            "aria-describedby": " ".join([*described_by, f"{element_id}_error"]),
            "hx-post": f"{reverse('needs:validate')}?field={typed_name}",
            "hx-trigger": "change",
            "hx-target": f"#{element_id}_error",
            "hx-swap": "innerHTML",
            "hx-sync": "this:replace",
            "hx-params": "not draft_envelope",
        }
