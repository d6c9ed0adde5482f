"""The filter of overlaps, what is decided of a pair, and how two programmes become one."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.filters import Choices, FilterForm, any_of
from core.form_fields import TextField, offer
from partners.overlaps.actions.merging import BOTH, Merger
from partners.overlaps.comparison import ComparedField
from partners.overlaps.models import OverlapDecisionKind
from partners.overlaps.queries.overlaps import OverlapFilter, PairPage
from partners.overlaps.rules import OverlapGrade
from partners.programmes.permissions import keeps

FIRST_IS_PART, SECOND_IS_PART = "first_is_part", "second_is_part"
TAKE = "take_"


class OverlapFilterForm(FilterForm):
    """The filter of the overlaps. Whatever is not understood falls back to "all"."""

    q = TextField(label=gettext_lazy("Title"), required=False, max_length=100)
    country = forms.ChoiceField(label=gettext_lazy("Both in"), required=False)
    priority = forms.ChoiceField(label=gettext_lazy("Both for"), required=False)
    grade = forms.ChoiceField(label=gettext_lazy("How alike"), required=False, choices=any_of(OverlapGrade.choices))
    show = forms.ChoiceField(
        label=gettext_lazy("Show"),
        required=False,
        choices=[("", gettext_lazy("Not settled")), ("decided", gettext_lazy("Settled"))],
    )
    mine = forms.BooleanField(label=gettext_lazy("Only with programmes of my organisation"), required=False)

    def __init__(self, data: Mapping[str, Any], *, has_organisation: bool, **choices: Choices) -> None:
        super().__init__(data, **choices)
        if not has_organisation:
            del self.fields["mine"]

    def wanted(self) -> OverlapFilter:
        """What the person asked for."""
        typed = self.typed()
        return OverlapFilter(
            is_mine=bool(typed.get("mine")),
            text=typed.get("q", ""),
            **{name: typed.get(name, "") for name in ("country", "priority", "grade")},
        )

    @property
    def is_decided(self) -> bool:
        """Whether what was settled is asked for."""
        return "show" in self.typed()


class SeenDecisionForm(forms.Form):
    """Carries the key of the decision that stood when the person looked."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**62)


class DecideForm(SeenDecisionForm):
    """What two programmes are to each other, and why."""

    kind = forms.ChoiceField(label=gettext_lazy("What are they?"), widget=forms.RadioSelect)
    reason = TextField.several_lines(
        rows=3,
        label=gettext_lazy("Why"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("All who can see both programmes read it. Needed where they are different."),
    )

    def __init__(self, *args: Any, person: Any, page: PairPage, **options: Any) -> None:
        options.setdefault("initial", {"seen": page.decision.pk if page.decision else None})
        super().__init__(*args, **options)
        self.page = page
        offer(self, "kind", list(self._kinds(person)))

    def clean(self) -> dict[str, Any]:
        """Different programmes need the reason."""
        super().clean()
        found = self.cleaned_data
        if found.get("kind") == OverlapDecisionKind.DIFFERENT and not found.get("reason", "").strip():
            self.add_error("reason", _("Say why they are different: others will ask the same."))
        return found

    def decision(self) -> dict[str, Any]:
        """What was decided, as the action takes it."""
        typed = self.cleaned_data
        whole = {FIRST_IS_PART: self.page.second, SECOND_IS_PART: self.page.first}.get(typed["kind"])
        kind = OverlapDecisionKind.PART if whole else OverlapDecisionKind(typed["kind"])
        return {"kind": kind, "whole": whole, "reason": typed["reason"], "seen": typed["seen"]}

    def _kinds(self, person: Any) -> Any:
        first, second = self.page.first, self.page.second
        yield OverlapDecisionKind.DIFFERENT.value, _("Different, because …")
        yield OverlapDecisionKind.RELATED.value, _("Related: both stay, and each names the other")
        if keeps(person, first):
            yield FIRST_IS_PART, _("“%(part)s” is part of the other") % {"part": first.title}
        if keeps(person, second):
            yield SECOND_IS_PART, _("“%(part)s” is part of the other") % {"part": second.title}
        if not self.page.may_merge:
            same = _("The same: ask the other owner and the secretariat to merge them")
            yield OverlapDecisionKind.SAME_ASKED.value, same


class TakeBackForm(SeenDecisionForm):
    """Why a decision is taken back."""

    reason = TextField(label=gettext_lazy("Why it is taken back"), required=False, max_length=500)


class MergeForm(SeenDecisionForm):
    """Which of two programmes stays, and what it says afterwards, field by field."""

    first_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31)
    second_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31)
    survivor = forms.ChoiceField(label=gettext_lazy("Which one stays?"), widget=forms.RadioSelect)
    reason = TextField.several_lines(
        rows=3,
        label=gettext_lazy("Why they are the same"),
        max_length=500,
        help_text=gettext_lazy("It stays in the history of the programme."),
    )

    def __init__(self, *args: Any, page: PairPage, **options: Any) -> None:
        first, second = page.first, page.second
        self.keys = (str(first.pk), str(second.pk))
        # The one that is known elsewhere by its identifier stays, or else the one that was here first.
        stays = second if second.iati_identifier and not first.iati_identifier else first
        seen = {"seen": page.decision.pk if page.decision else None}
        versions = {"first_version": first.version, "second_version": second.version}
        options.setdefault("initial", {"survivor": str(stays.pk), **seen, **versions})
        super().__init__(*args, **options)
        offer(self, "survivor", zip(self.keys, (first.title, second.title), strict=True))
        self.page = page
        for row in page.rows:
            if not row.is_same and not row.is_fixed:
                self.fields[TAKE + row.name] = self._mark(row, is_second=stays.pk == second.pk)

    @property
    def rows(self) -> list[tuple[ComparedField, BoundField | None]]:
        """All lines: what each says, with the field in which one is taken where they differ."""
        lines = [row for row in self.page.rows if not row.is_fixed]
        return [(row, None if row.is_same else self[TAKE + row.name]) for row in lines]

    def merger(self) -> Merger:
        """How the two become one, as the action takes it."""
        typed = self.cleaned_data
        first, second = self.page.first, self.page.second
        taken = {name.removeprefix(TAKE): value for name, value in typed.items() if name.startswith(TAKE)}
        return Merger(
            survivor=int(typed["survivor"]),
            reason=typed["reason"],
            taken={name: value if value == BOTH else int(value) for name, value in taken.items() if value},
            # Whoever does not say what they had before them has seen none.
            versions={first.pk: typed["first_version"] or 0, second.pk: typed["second_version"] or 0},
            seen=typed["seen"],
        )

    def _mark(self, row: ComparedField, *, is_second: bool) -> forms.ChoiceField:
        """The choice between what one and the other say; for lists also of both together."""
        texts = (row.first, row.second)
        says_nothing = not texts[is_second] and texts[not is_second]
        chosen = self.keys[not is_second if says_nothing else is_second]
        choices = [(key, text or _("nothing")) for key, text in zip(self.keys, texts, strict=True)]
        if row.is_list:
            choices.append((BOTH, _("Both together")))
            chosen = BOTH
        # Left out, it stays as it is in the one that stays.
        return forms.ChoiceField(
            label=row.label, choices=choices, initial=chosen, required=False, widget=forms.RadioSelect
        )
