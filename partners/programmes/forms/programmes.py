"""The form with which a programme is entered and edited."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.form_fields import AmountField, DayField, TextField, VersionMixin, offer
from core.formatting import as_typed, money, number
from core.models import Organisation, User
from partners.programmes.content import PROGRAMME_FIELDS, Participation, ProgrammeContent
from partners.programmes.forms.programme_faults import row_faults
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
# Where the model's own name of a field is not what its owner is asked.
LABELS: dict[str, Any] = {
    "is_regional": gettext_lazy("It covers the region"),
    "covers_more": gettext_lazy("Countries outside of ASEAN share in it"),
    "iwt_relevance": gettext_lazy("Does it counter illegal wildlife trade?"),
    "iwt_relevance_reason": gettext_lazy("Why, or why not"),
    "parent": gettext_lazy("Part of a larger programme"),
}
HELP_TEXTS: dict[str, Any] = {
    "summary": gettext_lazy("What it does, for whom and where. A focal point reads this first."),
    "owner": gettext_lazy("The organisation whose editors keep this entry."),
    "period_note": gettext_lazy(
        "Only where days are not known, such as “2024 to 2027”. It is shown instead of the days."
    ),
    "is_regional": gettext_lazy("Also where member states are ticked. In regional totals it counts once."),
    "covers_more": gettext_lazy("What the shares below leave open is then not counted for any member state."),
    "region_note": gettext_lazy("Such as the other countries, or landscapes."),
    "total": gettext_lazy("The whole programme, figures only. Leave it empty if it is not known."),
    "amount_on": gettext_lazy("The day whose exchange rate counts. Left empty, the day on which the programme starts."),
    "cofinancing": gettext_lazy("In the same currency."),
    "iwt_share": gettext_lazy("How much of the amount counters illegal wildlife trade: 0 to 100. Empty: not known."),
    "iwt_share_note": gettext_lazy("Such as “two of five outcomes” or “by budget line”."),
    "iwt_relevance_reason": gettext_lazy(
        "Needed where it does not: it then stands in no list but yours, and is not asked again."
    ),
    "iati_identifier": gettext_lazy("As published, such as GB-GOV-1-300123. An import then finds this entry by it."),
    "parent": gettext_lazy("Its title or IATI identifier. The money of both is never counted twice."),
    "change_reason": gettext_lazy("Everybody can read this programme. The reason stays in its history."),
}
NEW_VALUES: dict[str, Any] = {
    "status": ProgrammeStatus.IMPLEMENTATION,
    "iwt_share_basis": ShareBasis.UNKNOWN,
    "iwt_relevance": IwtRelevance.CONFIRMED,
    "disclosure": ProgrammeDisclosure.PARTNERS,
}


def _own(name: str, kind: Callable[..., Any], **options: Any) -> Any:
    """A form field for a field of the model, with its name and its obligation."""
    field: Any = Programme._meta.get_field(name)
    label = LABELS.get(name) or capfirst(field.verbose_name)
    given = {"label": label, "required": not field.blank, "help_text": HELP_TEXTS.get(name, "")}
    return kind(**(given | options))


def _text(name: str, **options: Any) -> Any:
    """The same for a text, with its greatest length."""
    options.setdefault("max_length", getattr(Programme._meta.get_field(name), "max_length", None))
    return _own(name, TextField, **options)


def _from_list(datalist: str) -> forms.TextInput:
    return forms.TextInput(attrs={"list": datalist, "autocomplete": "off"})


class ProgrammeForm(VersionMixin, forms.Form):
    """A programme as its owner enters it. A title, where it works, and for what are enough."""

    title = _text("title")
    summary = _text("summary", widget=forms.Textarea(attrs={"rows": 5}))
    owner = _text("owner", max_length=200, widget=_from_list(ORGANISATION_LIST))
    status = _own("status", forms.ChoiceField)
    starts_on = _own("starts_on", DayField)
    ends_on = _own("ends_on", DayField)
    period_note = _text("period_note")
    is_regional = _own("is_regional", forms.BooleanField, required=False)
    covers_more = _own("covers_more", forms.BooleanField, required=False)
    region_note = _text("region_note")
    total = _own("total", AmountField, max_digits=16)
    currency = _own("currency", forms.ChoiceField)
    amount_on = _own("amount_on", DayField)
    stated_rate = AmountField(
        label=gettext_lazy("Your own rate: units for one US dollar"),
        required=False,
        max_digits=16,
        decimal_places=6,
        help_text=gettext_lazy("Only where no published rate is known for that day."),
    )
    cofinancing = _own("cofinancing", AmountField, max_digits=16)
    amount_note = _text("amount_note")
    iwt_share = _own("iwt_share", AmountField, max_digits=5, max_value=100)
    iwt_share_basis = _own("iwt_share_basis", forms.ChoiceField, choices=ShareBasis.choices)
    iwt_share_note = _text("iwt_share_note")
    iwt_relevance = _own("iwt_relevance", forms.ChoiceField, widget=forms.RadioSelect)
    iwt_relevance_reason = _text("iwt_relevance_reason")
    iati_identifier = _text("iati_identifier")
    other_identifier = _text("other_identifier")
    parent = _text("parent", max_length=400, widget=_from_list(PROGRAMME_LIST))
    disclosure = _own("disclosure", forms.ChoiceField, choices=ProgrammeDisclosure.choices, widget=forms.RadioSelect)
    reason = _text("change_reason", widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(
        self, *args: Any, person: User, choices: ProgrammeChoices, programme: Programme | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.person, self.choices, self.programme = person, choices, programme
        self.existing: Programme | None = None
        self._owner: Organisation | None = None
        self._parent: Programme | None = None
        # What is ticked and given a share, by its code.
        self._places: dict[str, dict[str, Any]] = {
            "country": {row.iso3: row for row in choices.countries},
            "priority": {row.code: row for row in choices.priorities},
        }
        self._offer_choices()
        for prefix, rows in self._places.items():
            for code, row in rows.items():
                self.fields[f"{prefix}_{code}"] = forms.BooleanField(label=row.name, required=False)
                self.fields[f"{prefix}_{code}_share"] = AmountField(
                    label=_("%(name)s: share, %%") % {"name": row.name}, required=False, max_digits=5, max_value=100
                )
        if programme is None or programme.disclosure != ProgrammeDisclosure.PUBLIC:
            del self.fields["reason"]
        if not choices.may_choose_owner:
            del self.fields["owner"]
        self._check_on_change()

    @property
    def decided_together(self) -> tuple[tuple[str, ...], ...]:
        """The groups of fields that only together say something, for where two people changed them."""
        ticks = [f"{prefix}_{code}" for prefix, rows in self._places.items() for code in rows]
        return (
            *((name, f"{name}_share") for name in ticks),
            MONEY_FIELDS,
            ("iwt_share", "iwt_share_basis", "iwt_share_note"),
            ("iwt_relevance", "iwt_relevance_reason"),
        )

    @property
    def share_rows(self) -> dict[str, list[dict[str, Any]]]:
        """Tick and share of each `country` and `priority`, and the reason where a priority is suggested."""
        return {
            prefix: [
                {
                    "tick": self[f"{prefix}_{code}"],
                    "share": self[f"{prefix}_{code}_share"],
                    "reason": self.choices.suggested.get(code) if prefix == "priority" else None,
                }
                for code in rows
            ]
            for prefix, rows in self._places.items()
        }

    def opening_values(self) -> dict[str, Any]:
        """What is stored, where a suggested priority is not ticked, or what is most often so. Two queries if stored."""
        row = self.programme
        if row is None:
            return NEW_VALUES
        values: dict[str, Any] = {name: getattr(row, name) for name in (*PLAIN_FIELDS, "version")}
        values |= {name: as_typed(values[name]) for name in ("total", "cofinancing", "iwt_share")}
        values |= {name: self.initial_name(name) for name in ("owner", "parent")}
        if row.rate_per_usd is not None and rate_for(row.currency, row.amount_on) is None:
            values["stated_rate"] = as_typed(row.rate_per_usd)
        countries, priorities = programme_entry.links_of(row)
        shares = {f"country_{link.country.iso3}": link.share for link in countries}
        shares |= {f"priority_{link.priority.code}": link.share for link in priorities if not link.is_suggested}
        for name, share in shares.items():
            values |= {name: True, f"{name}_share": as_typed(share)}
        return values

    def clean(self) -> dict[str, Any]:
        """What has to fit together, each fault at its field."""
        typed = super().clean() or self.cleaned_data
        self._clean_shares("country")
        self._clean_shares("priority")
        for name, words in row_faults(typed).items():
            if name != "amount_on" or "starts_on" not in self.errors:
                self._ask(name, words)
        self._clean_stated_rate(typed)
        self._clean_identity(typed)
        has_place = self._shares("country") or typed.get("is_regional")
        if not has_place and not any(name.startswith("country_") for name in self.errors):
            self.add_error("is_regional", _("Tick the member states where it works, or say that it covers the region."))
        if "reason" in self.fields and not typed.get("reason"):
            self._ask("reason", _("Everybody can read this programme: say why it changes."))
        return typed

    def content(self, organisations: tuple[Participation, ...] = ()) -> ProgrammeContent:
        """What was typed. Ask for it only where the form is valid."""
        shares = {
            prefix: {rows[code].pk: share for code, share in self._shares(prefix).items()}
            for prefix, rows in self._places.items()
        }
        plain = {name: self.cleaned_data[name] for name in PLAIN_FIELDS}
        return ProgrammeContent(
            row=Programme(**plain, owner=self._owner, parent=self._parent),
            stated_rate=self.cleaned_data.get("stated_rate"),
            countries=shares["country"],
            priorities=shares["priority"],
            organisations=organisations,
        )

    def rate_sentence(self) -> str:
        """The rate that will be used for what was typed, or that none is known; nothing where there is no amount."""
        typed = getattr(self, "cleaned_data", {})
        total, currency = typed.get("total"), typed.get("currency")
        if total is None or not currency:
            return ""
        rate = rate_for(currency, typed.get("amount_on") or typed.get("starts_on"))
        if rate is None:
            words = _("No published rate of %(currency)s is known for that day. Without a rate it counts in no sum.")
            return words % {"currency": currency}
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
        early = ProgrammeStatus.TERMINATED_EARLY
        ended = self.programme is not None and self.programme.status == early
        offer(self, "status", [pair for pair in ProgrammeStatus.choices if ended or pair[0] != early])
        offer(self, "currency", [("", "–"), *((code, code) for code in self.choices.currencies)])
        open_now = self.programme.iwt_relevance if self.programme else IwtRelevance.CONFIRMED
        relevant = [(IwtRelevance.CONFIRMED.value, _("Yes")), (IwtRelevance.NOT_IWT.value, _("No"))]
        if open_now in (IwtRelevance.SUGGESTED, IwtRelevance.NOT_JUDGED):
            relevant.append((str(open_now), _("Not decided yet")))
        offer(self, "iwt_relevance", relevant)

    def _check_on_change(self) -> None:
        """Have fields that can be wrong checked when they change; only their place for errors is swapped."""
        address = reverse("partners:programme-new-check")
        if self.programme:
            address = reverse("partners:programme-edit-check", args=[self.programme.slug])
        checked = ("owner", "ends_on", *MONEY_FIELDS, "iwt_share", "iati_identifier", "parent")
        for name, field in self.fields.items():
            if name not in checked and not name.endswith("_share"):
                continue
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

    def _ask(self, name: str, words: str) -> None:
        """Ask for what a field lacks, unless something is wrong with it already."""
        if name not in self.errors:
            self.add_error(name, words)

    def _shares(self, prefix: str) -> dict[str, Decimal | None]:
        """The rows that are ticked, with their shares."""
        typed = self.cleaned_data
        ticked = [code for code in self._places[prefix] if typed.get(f"{prefix}_{code}")]
        return {code: typed.get(f"{prefix}_{code}_share") for code in ticked}

    def _clean_shares(self, prefix: str) -> None:
        ticked = self._shares(prefix)
        for code in self._places[prefix]:
            name = f"{prefix}_{code}_share"
            if code not in ticked and self.cleaned_data.get(name) is not None:
                self.add_error(name, _("Tick it too, or take the share away."))
        for code, fault in share_faults(ticked).items():
            self._ask(f"{prefix}_{code}_share", FAULTS[fault])

    def _clean_stated_rate(self, typed: dict[str, Any]) -> None:
        stated, day = typed.get("stated_rate"), typed.get("amount_on") or typed.get("starts_on")
        if stated is not None and stated <= 0:
            self.add_error("stated_rate", _("A rate is above nought."))
        elif stated and typed.get("total") is not None and rate_for(typed.get("currency", ""), day):
            self.add_error("stated_rate", _("A published rate is known for that day and is used. Leave this empty."))

    def _clean_identity(self, typed: dict[str, Any]) -> None:
        if identifier := typed.get("iati_identifier"):
            is_taken, self.existing = programme_entry.with_identifier(self.person, identifier, self.programme)
            if is_taken and self.existing:
                self.add_error("iati_identifier", _("“%(title)s” has it already.") % {"title": self.existing.title})
            elif is_taken:
                # Whose it is, and whether it is withdrawn, is for others to say.
                self.add_error("iati_identifier", _("It cannot be used here. Ask the secretariat."))
        if key := self._found("parent", self.choices.programmes):
            is_standing = self.programme is not None and self.programme.parent_id == key
            parent = self.programme.parent if self.programme and is_standing else None
            self._parent = parent or Programme.objects.visible_to(self.person).filter(pk=key).first()
        if "owner" in self.fields and (key := self._found("owner", self.choices.organisations)):
            self._owner = Organisation.objects.filter(pk=key).first()

    def _found(self, name: str, directory: Directory) -> int | None:
        """The key of what a field names; a fault where nothing, or several things, are called so."""
        text = self.cleaned_data.get(name)
        if not text:
            return None
        standing = getattr(self.programme, name, None)
        found = [standing.pk] if standing and text == self.initial_name(name) else directory.find(text)
        if len(found) == 1:
            return found[0]
        several = _("Several are called so. Write the identifier instead.")
        self.add_error(name, several if found else f"{_('Nothing is called so here.')} {directory.hint(text)}".strip())
        return None
