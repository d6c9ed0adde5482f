"""What all forms of needs share: names of fields, and choices known only when the form is made."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.text import capfirst

from needs.content import field_of


def label_of(name: str) -> Any:
    """A field's name, as the model says it, with a capital."""
    return capfirst(field_of(name).verbose_name)


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
