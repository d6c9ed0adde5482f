"""The form with which a programme is entered and edited."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.form_fields import AmountField, DayField, TextField, VersionMixin, offer
from core.formatting import money, number
from core.models import Organisation, User
from partners.programmes.content import PROGRAMME_FIELDS, Participation, ProgrammeContent
from partners.programmes.forms.programme_rows import ORGANISATION_LIST
from partners.programmes.models.choices import IwtRelevance, ProgrammeDisclosure, ProgrammeStatus, ShareBasis
from partners.programmes.models.programmes import Programme
from partners.programmes.queries import programme_entry
from partners.programmes.queries.programme_entry import Directory, ProgrammeChoices
from partners.programmes.rates import rate_for
from partners.programmes.rules.programmes import ShareFault, share_faults

PROGRAMME_LIST = "known-programmes"
PLAIN_FIELDS = tuple(name for name in PROGRAMME_FIELDS if name != "parent")
MONEY_FIELDS = ("total", "currency", "amount_on", "stated_rate")
FAULTS: dict[ShareFault, Any] = {
    ShareFault.TOO_LITTLE: gettext_lazy("A share is above nought. Leave it empty for “not split”."),
    ShareFault.TOO_MUCH: gettext_lazy("Together the shares make more than 100%."),
    ShareFault.NOTHING_LEFT: gettext_lazy("The other shares make 100% already: nothing is left for this one."),
}


def label_of(name: str) -> Any:
    """A field's name as the model says it, with a capital."""
    return capfirst(Programme._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


class ShareRow:
    """A member state or priority in the form: a tick, a share, and why a rule suggests it."""

    def __init__(self, form: "ProgrammeForm", prefix: str, code: str, reason: str | None = None) -> None:
        self.tick: BoundField = form[f"{prefix}_{code}"]
        self.share: BoundField = form[f"{prefix}_{code}_share"]
        self.is_suggested = reason is not None
        self.reason = reason or ""


class ProgrammeForm(VersionMixin, forms.Form):
    """A programme as its owner enters it. A title, where it works, and for what are enough."""

    title = TextField(label=label_of("title"), max_length=400)
    summary = TextField.several_lines(
        rows=5,
        label=label_of("summary"),
        required=False,
        max_length=5000,
        help_text=gettext_lazy("What it does, for whom and where. A focal point reads this first."),
    )
    owner = TextField(
        label=label_of("owner"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": ORGANISATION_LIST, "autocomplete": "off"}),
        help_text=gettext_lazy("The organisation whose editors keep this entry."),
    )
    status = forms.ChoiceField(label=label_of("status"))
    starts_on = DayField(label=label_of("starts_on"), required=False)
    ends_on = DayField(label=label_of("ends_on"), required=False)
    period_note = TextField(
        label=label_of("period_note"),
        required=False,
        max_length=120,
        help_text=gettext_lazy(
            "Only where days are not known, such as “2024 to 2027”. It is shown instead of the days."
        ),
    )
    is_regional = forms.BooleanField(
        label=gettext_lazy("It covers the region"),
        required=False,
        help_text=gettext_lazy("Also where member states are ticked. In regional totals it counts once."),
    )
    covers_more = forms.BooleanField(
        label=gettext_lazy("Countries outside of ASEAN share in it"),
        required=False,
        help_text=gettext_lazy("What the shares below leave open is then not counted for any member state."),
    )
    region_note = TextField(
        label=label_of("region_note"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Such as the other countries, or landscapes."),
    )
    total = AmountField(
        label=label_of("total"),
        required=False,
        max_digits=16,
        help_text=gettext_lazy("The whole programme, figures only. Leave it empty if it is not known."),
    )
    currency = forms.ChoiceField(label=label_of("currency"), required=False)
    amount_on = DayField(
        label=label_of("amount_on"),
        required=False,
        help_text=gettext_lazy(
            "The day whose exchange rate counts. Left empty, the day on which the programme starts."
        ),
    )
    stated_rate = AmountField(
        label=gettext_lazy("Your own rate: units for one US dollar"),
        required=False,
        max_digits=16,
        decimal_places=6,
        help_text=gettext_lazy("Only where no published rate is known for that day."),
    )
    cofinancing = AmountField(
        label=label_of("cofinancing"), required=False, max_digits=16, help_text=gettext_lazy("In the same currency.")
    )
    amount_note = TextField(label=label_of("amount_note"), required=False, max_length=300)
    iwt_share = AmountField(
        label=label_of("iwt_share"),
        required=False,
        max_digits=5,
        max_value=100,
        help_text=gettext_lazy("How much of the amount counters illegal wildlife trade: 0 to 100. Empty: not known."),
    )
    iwt_share_basis = forms.ChoiceField(label=label_of("iwt_share_basis"), choices=ShareBasis.choices)
    iwt_share_note = TextField(
        label=label_of("iwt_share_note"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Such as “two of five outcomes” or “by budget line”."),
    )
    iwt_relevance = forms.ChoiceField(
        label=gettext_lazy("Does it counter illegal wildlife trade?"), widget=forms.RadioSelect
    )
    iwt_relevance_reason = TextField(
        label=gettext_lazy("Why, or why not"),
        required=False,
        max_length=500,
        help_text=gettext_lazy(
            "Needed where it does not: it then stands in no list but yours, and is not asked again."
        ),
    )
    iati_identifier = TextField(
        label=label_of("iati_identifier"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("As published, such as GB-GOV-1-300123. An import then finds this entry by it."),
    )
    other_identifier = TextField(label=label_of("other_identifier"), required=False, max_length=120)
    parent = TextField(
        label=gettext_lazy("Part of a larger programme"),
        required=False,
        max_length=400,
        widget=forms.TextInput(attrs={"list": PROGRAMME_LIST, "autocomplete": "off"}),
        help_text=gettext_lazy("Its title or IATI identifier. The money of both is never counted twice."),
    )
    disclosure = forms.ChoiceField(
        label=label_of("disclosure"), choices=ProgrammeDisclosure.choices, widget=forms.RadioSelect
    )
    reason = TextField.several_lines(
        rows=2,
        label=gettext_lazy("Reason for the change"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Everybody can read this programme. The reason stays in its history."),
    )

    def __init__(
        self, *args: Any, person: User, choices: ProgrammeChoices, programme: Programme | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.person, self.choices, self.programme = person, choices, programme
        self.existing: Programme | None = None
        self._owner: Organisation | None = None
        self._parent: Programme | None = None
        self._offer_choices()
        self._offer_shares("country", {row.iso3: row.name for row in choices.countries})
        self._offer_shares("priority", {row.code: row.name for row in choices.priorities})
        if programme is None or programme.disclosure != ProgrammeDisclosure.PUBLIC:
            del self.fields["reason"]
        if not choices.may_choose_owner:
            del self.fields["owner"]
        self._check_on_change()

    # What makes sense only together is decided together where two people changed it.
    @property
    def decided_together(self) -> tuple[tuple[str, ...], ...]:
        """The groups of fields that only together say something."""
        ticks = [name for name in self.fields if name.startswith(("country_", "priority_"))]
        pairs = [(name, f"{name}_share") for name in ticks if not name.endswith("_share")]
        return (
            *pairs,
            MONEY_FIELDS,
            ("iwt_share", "iwt_share_basis", "iwt_share_note"),
            ("iwt_relevance", "iwt_relevance_reason"),
        )

    @property
    def country_rows(self) -> list[ShareRow]:
        """The member states, in ASEAN order."""
        return [ShareRow(self, "country", row.iso3) for row in self.choices.countries]

    @property
    def priority_rows(self) -> list[ShareRow]:
        """The priorities, with the reason where one is suggested."""
        suggested = self.choices.suggested
        return [ShareRow(self, "priority", row.code, suggested.get(row.code)) for row in self.choices.priorities]

    def clean(self) -> dict[str, Any]:
        """What has to fit together, each fault at its field."""
        typed = super().clean() or self.cleaned_data
        self._clean_shares("country")
        self._clean_shares("priority")
        self._clean_days(typed)
        self._clean_money(typed)
        self._clean_relevance(typed)
        self._clean_identity(typed)
        if not self._shares("country") and not typed.get("is_regional") and not self._has_errors("country_"):
            self.add_error("is_regional", _("Tick the member states where it works, or say that it covers the region."))
        if "reason" in self.fields and not typed.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Everybody can read this programme: say why it changes."))
        return typed

    def content(self, organisations: tuple[Participation, ...] = ()) -> ProgrammeContent:
        """What was typed. Ask for it only where the form is valid."""
        values = {name: self.cleaned_data[name] for name in PLAIN_FIELDS}
        countries = {row.iso3: row.pk for row in self.choices.countries}
        priorities = {row.code: row.pk for row in self.choices.priorities}
        return ProgrammeContent(
            **values,
            owner=self._owner,
            parent=self._parent,
            stated_rate=self.cleaned_data.get("stated_rate"),
            countries={countries[code]: share for code, share in self._shares("country").items()},
            priorities={priorities[code]: share for code, share in self._shares("priority").items()},
            organisations=organisations,
        )

    def rate_sentence(self) -> str:
        """The rate that will be used for what was typed, or that none is known; nothing where there is no amount."""
        typed = getattr(self, "cleaned_data", {})
        total, currency = typed.get("total"), typed.get("currency")
        if total is None or not currency:
            return ""
        day = typed.get("amount_on") or typed.get("starts_on")
        rate = rate_for(currency, day)
        if rate is None:
            return _("No published rate of %(currency)s is known for that day. Without a rate it counts in no sum.") % {
                "currency": currency
            }
        return _("One US dollar = %(rate)s %(currency)s on %(day)s (%(source)s), so %(total)s.") % {
            "rate": number(rate.per_usd.quantize(Decimal("0.0001")), 4),
            "currency": currency,
            "day": date_format(rate.day, "j F Y"),
            "source": rate.source,
            "total": money(total / rate.per_usd, "USD"),
        }

    def initial_name(self, name: str) -> str:
        """What the owner or the larger programme is called in its field, so that the field finds it again."""
        standing = getattr(self.programme, name, None)
        if standing is None:
            return ""
        if name == "owner":
            return str(standing.name)
        is_alone = self.choices.programmes.find(standing.title) == [standing.pk]
        return str(standing.title if is_alone else standing.iati_identifier or standing.slug)

    def _offer_choices(self) -> None:
        ended = self.programme and self.programme.status == ProgrammeStatus.TERMINATED_EARLY
        kept_out = set() if ended else {ProgrammeStatus.TERMINATED_EARLY}
        offer(self, "status", [pair for pair in ProgrammeStatus.choices if pair[0] not in kept_out])
        offer(self, "currency", [("", "–"), *((code, code) for code in self.choices.currencies)])
        open_now = self.programme.iwt_relevance if self.programme else IwtRelevance.CONFIRMED
        relevant = [(IwtRelevance.CONFIRMED.value, _("Yes")), (IwtRelevance.NOT_IWT.value, _("No"))]
        if open_now in (IwtRelevance.SUGGESTED, IwtRelevance.NOT_JUDGED):
            relevant.append((str(open_now), _("Not decided yet")))
        offer(self, "iwt_relevance", relevant)

    def _offer_shares(self, prefix: str, names: Mapping[str, str]) -> None:
        for code, name in names.items():
            self.fields[f"{prefix}_{code}"] = forms.BooleanField(label=name, required=False)
            label = _("%(name)s: share, %%") % {"name": name}
            self.fields[f"{prefix}_{code}_share"] = AmountField(
                label=label, required=False, max_digits=5, max_value=100
            )

    def _check_on_change(self) -> None:
        """Have fields that can be wrong checked when they change; only their place for errors is swapped."""
        if self.programme:
            address = reverse("partners:programme-edit-check", args=[self.programme.slug])
        else:
            address = reverse("partners:programme-new-check")
        checked = ("owner", "ends_on", *MONEY_FIELDS, "iwt_share", "iati_identifier", "parent")
        for name in self.fields:
            if name not in checked and not name.endswith("_share"):
                continue
            field = self.fields[name]
            described = f"id_{name}_helptext id_{name}_error" if field.help_text else f"id_{name}_error"
            field.widget.attrs |= {
                "aria-describedby": described,
                "hx-post": f"{address}?field={name}",
                "hx-trigger": "change",
                "hx-target": f"#id_{name}_error",
                "hx-swap": "innerHTML",
                "hx-sync": "this:replace",
                "hx-params": "not draft_envelope",
            }

    def _shares(self, prefix: str) -> dict[str, Decimal | None]:
        """The rows that are ticked, with their shares."""
        typed = self.cleaned_data
        rows = self.choices.countries if prefix == "country" else self.choices.priorities
        codes = [getattr(row, "iso3", "") or getattr(row, "code", "") for row in rows]
        return {code: typed.get(f"{prefix}_{code}_share") for code in codes if typed.get(f"{prefix}_{code}")}

    def _has_errors(self, prefix: str) -> bool:
        return any(name.startswith(prefix) for name in self.errors)

    def _clean_shares(self, prefix: str) -> None:
        typed, ticked = self.cleaned_data, self._shares(prefix)
        for name, share in list(typed.items()):
            if name.startswith(f"{prefix}_") and name.endswith("_share") and share is not None:
                tick = name.removesuffix("_share")
                if not typed.get(tick):
                    self.add_error(name, _("Tick it too, or take the share away."))
        for code, fault in share_faults(ticked).items():
            name = f"{prefix}_{code}_share"
            if name not in self.errors:
                self.add_error(name, FAULTS[fault])

    def _clean_days(self, typed: dict[str, Any]) -> None:
        starts_on, ends_on = typed.get("starts_on"), typed.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The programme ends before it begins."))

    def _clean_money(self, typed: dict[str, Any]) -> None:
        total = typed.get("total")
        has_amount = total is not None or typed.get("cofinancing") is not None
        if has_amount and not typed.get("currency") and "currency" not in self.errors:
            self.add_error("currency", _("Name the currency of the amounts."))
        day = typed.get("amount_on") or typed.get("starts_on")
        if total is not None and day is None and not {"amount_on", "starts_on"} & set(self.errors):
            self.add_error("amount_on", _("Say of which day the amount is: its exchange rate counts."))
        stated = typed.get("stated_rate")
        if stated is not None and stated <= 0:
            self.add_error("stated_rate", _("A rate is above nought."))
        elif stated and total is not None and rate_for(typed.get("currency", ""), day):
            self.add_error("stated_rate", _("A published rate is known for that day and is used. Leave this empty."))
        share, basis = typed.get("iwt_share"), typed.get("iwt_share_basis")
        if share is not None and basis == ShareBasis.UNKNOWN:
            self.add_error("iwt_share_basis", _("Say whether the share is stated or estimated."))
        if share is None and basis != ShareBasis.UNKNOWN and "iwt_share" not in self.errors:
            self.add_error("iwt_share", _("Give the share, or choose “Not known” as its basis."))

    def _clean_relevance(self, typed: dict[str, Any]) -> None:
        is_other = typed.get("iwt_relevance") == IwtRelevance.NOT_IWT
        if is_other and not typed.get("iwt_relevance_reason") and "iwt_relevance_reason" not in self.errors:
            self.add_error("iwt_relevance_reason", _("Say why it does not, so that nobody has to ask again."))

    def _clean_identity(self, typed: dict[str, Any]) -> None:
        if identifier := typed.get("iati_identifier"):
            is_taken, self.existing = programme_entry.with_identifier(self.person, identifier, self.programme)
            if is_taken and self.existing:
                self.add_error("iati_identifier", _("“%(title)s” has it already.") % {"title": self.existing.title})
            elif is_taken:
                self.add_error("iati_identifier", _("Another programme has it already. Ask the secretariat which."))
        if key := self._found("parent", self.choices.programmes):
            is_standing = self.programme is not None and self.programme.parent_id == key
            parent = self.programme.parent if self.programme and is_standing else None
            self._parent = parent or programme_entry.programme_by_key(self.person, key)
        if "owner" in self.fields and (key := self._found("owner", self.choices.organisations)):
            self._owner = programme_entry.organisations_by_key([key]).get(key)

    def _found(self, name: str, directory: Directory) -> int | None:
        """The key of what a field names; a fault where nothing, or several things, are called so."""
        text = self.cleaned_data.get(name)
        if not text:
            return None
        standing = getattr(self.programme, name, None)
        found = [standing.pk] if standing and text == self.initial_name(name) else directory.find(text)
        if len(found) == 1:
            return found[0]
        if found:
            self.add_error(name, _("Several are called so. Write the identifier instead."))
            return None
        similar = directory.similar(text)
        hint = _("Did you mean %(names)s?") % {"names": _(" or ").join(similar)} if similar else ""
        self.add_error(name, f"{_('Nothing is called so here.')} {hint}".strip())
        return None
