"""The country's own word on a need, and the forms of questions and answers."""

from django import forms
from django.utils.translation import gettext_lazy

from core.form_fields import TextField, VersionMixin
from needs.forms.labels import label_of
from needs.models import Need
from needs.rules import NeedStatus


class StatusForm(VersionMixin, forms.Form):
    """The country's own word on where a need stands."""

    status = forms.ChoiceField(label=label_of("status"), choices=NeedStatus.choices)
    reason = TextField(label=gettext_lazy("Reason for the change"), max_length=300)


def status_key(need: Need) -> str:
    """What tells this form of this need from all others, for text that is not saved."""
    return f"needs.status:{need.code}"


class QuestionForm(forms.Form):
    """A partner's question."""

    question = TextField.several_lines(
        rows=3,
        label=gettext_lazy("Your question"),
        max_length=2000,
        help_text=gettext_lazy("The country's team reads it. Others see it only once the country shares it."),
    )


class AnswerForm(VersionMixin, forms.Form):
    """The country's answer. Its version is that of the answer that stood there when the form was opened."""

    answer = TextField.several_lines(
        rows=3,
        label=gettext_lazy("Answer"),
        max_length=2000,
        help_text=gettext_lazy(
            "The organisation that asked reads it at once. Others see it only once a clearing officer shares it."
        ),
    )
