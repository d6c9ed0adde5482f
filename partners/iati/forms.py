"""What a person brings for import, and the answers to what files leave open: one page asks them of many programmes."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.filters import FilterForm, any_of
from partners.iati.actions.answers import MINE, THEIRS, QuestionAnswers
from partners.iati.models import ImportHeap, ImportOutcome
from partners.iati.queries.imports import ASIDE, ASKS
from partners.iati.queries.questions import ProgrammeQuestions
from partners.programmes.models.choices import IwtRelevance

YES, NO, WHOLE_REGION = "yes", "no", "region"
ALL_SUGGESTED, REST_NOT_IWT = "suggested", "not_iwt"
LONGEST_KEY = 15
OUTCOMES = [*ImportOutcome.choices, (ASKS, _("Asks only")), (ASIDE, _("Set aside"))]
# A page shows twenty.
MOST_CHOSEN = 200


class ImportForm(forms.Form):
    """A file, and whether the rest of the world is left aside. What the file is, its reader judges."""

    file = forms.FileField(
        label=_("IATI activity file"),
        max_length=255,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xml,application/xml,text/xml"}),
        error_messages={"required": _("Choose a file first."), "invalid": _("Choose a file first.")},
    )
    only_asean = forms.BooleanField(
        label=_("Only programmes in ASEAN member states or their regions"),
        required=False,
        initial=True,
        help_text=_("The rest of the file is skipped, and the preview says so."),
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id="import_%s")


class ImportRowFilterForm(FilterForm):
    """Which activities of a file are shown: of one outcome, of one heap, or one alone by its place in the file."""

    outcome = forms.ChoiceField(required=False, choices=any_of(OUTCOMES))
    heap = forms.ChoiceField(required=False, choices=any_of(ImportHeap.choices))
    row = forms.RegexField(r"^[0-9]{1,8}$", required=False)


class QuestionFilterForm(FilterForm):
    """Which programmes are asked about: one alone by its short name, or those of a member state."""

    programme = forms.SlugField(required=False, max_length=80)
    country = forms.ChoiceField(required=False)


def chosen_positions(data: QueryDict) -> list[int]:
    """The activities of a preview that are ticked, by their places in the file."""
    return [int(text) for text in data.getlist("row")[:MOST_CHOSEN] if _is_key(text)]


def shown_keys(data: QueryDict) -> list[int]:
    """The programmes that the page showed."""
    return [int(key) for key in data.getlist("programme") if _is_key(key)]


def version_of(data: QueryDict, asked: ProgrammeQuestions) -> int:
    """The version of a programme that its person has seen; one that no programme has, where it is not said."""
    text = data.get(f"p{asked.programme.pk}-version", "")
    return int(text) if _is_key(text) else 0


def answers_in(data: QueryDict, asked: ProgrammeQuestions) -> QuestionAnswers:
    """What was answered of one programme. Whatever is not understood stays open.

    `do` may answer what was left open on the whole page: that all suggestions are right, or that programmes that nobody
    has judged are about something else.
    """
    prefix, do = f"p{asked.programme.pk}-", data.get("do", "")
    relevance = data.get(f"{prefix}relevance", "") if asked.asks_relevance else ""
    verdicts = {
        link.pk: verdict == YES
        for link in asked.suggested
        if (verdict := data.get(f"{prefix}priority-{link.pk}", "")) in (YES, NO)
    }
    is_suggested = asked.programme.iwt_relevance == IwtRelevance.SUGGESTED
    if do == ALL_SUGGESTED and relevance != IwtRelevance.NOT_IWT:
        relevance = relevance or (IwtRelevance.CONFIRMED.value if is_suggested else "")
        verdicts = {link.pk: True for link in asked.suggested} | verdicts
    if do == REST_NOT_IWT and not is_suggested and asked.asks_relevance:
        relevance = relevance or IwtRelevance.NOT_IWT.value
    places = data.getlist(f"{prefix}countries") if asked.asks_places else []
    sides = {one.name: data.get(f"{prefix}conflict-{one.name}", "") for one in asked.conflicts}
    return QuestionAnswers(
        countries=tuple(int(key) for key in places if _is_key(key)),
        is_whole_region=WHOLE_REGION in places,
        covers_more=data.get(f"{prefix}more") == YES,
        relevance=relevance if relevance in (IwtRelevance.CONFIRMED, IwtRelevance.NOT_IWT) else "",
        priorities=verdicts,
        conflicts={name: side for name, side in sides.items() if side in (MINE, THEIRS)},
    )


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < LONGEST_KEY
