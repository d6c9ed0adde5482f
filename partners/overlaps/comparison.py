"""Two programmes field by field: which fields belong together, what they say, and what they are as plain values.

Fields that only make sense together (an amount, its currency and its rate) are one group: of two programmes that become
one, a group is taken from one of them as a whole. A list is what hangs on a programme: a group without fields.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.folding import sort_key
from core.formatting import money, number, per_cent
from partners.overlaps.rules import identifier_key
from partners.programmes.models.programmes import Programme


@dataclass(frozen=True)
class Group:
    """Fields of a programme that are compared, and taken, together; `say` puts them into pieces of text."""

    name: str
    label: Any
    fields: tuple[str, ...]
    say: Callable[[Programme], Iterable[Any]]


@dataclass(frozen=True)
class ComparedField:
    """One row of the comparison of two programmes. `first` and `second` are empty where nothing is said.

    `is_fixed`: no choice in a merger, where the one that stays keeps its own.
    """

    name: str
    label: str
    first: str
    second: str
    is_same: bool
    is_list: bool = False
    is_fixed: bool = False


def compared_fields(first: Programme, second: Programme) -> list[ComparedField]:
    """All fields of two programmes side by side, with what hangs on them."""
    found = []
    for group in (*GROUPS, *LISTS):
        texts, is_list = (text_of(first, group), text_of(second, group)), group in LISTS
        is_same = texts[0] == texts[1] if is_list else values_of(first, group) == values_of(second, group)
        found.append(ComparedField(group.name, str(group.label), *texts, is_same, is_list))
    names = (first.iati_identifier, second.iati_identifier)
    is_same = identifier_key(names[0]) == identifier_key(names[1]) and bool(names[0]) == bool(names[1])
    found.append(ComparedField("iati_identifier", _("IATI identifier"), *names, is_same, is_fixed=True))
    order = ["title", "iati_identifier", "summary", "owner", "organisations", "countries", "priorities"]
    return sorted(found, key=lambda row: order.index(row.name) if row.name in order else len(order))


def values_of(programme: Programme, group: Group) -> dict[str, Any]:
    """The values of a group as JSON can hold them."""
    found = {}
    for name in group.fields:
        field = Programme._meta.get_field(name)
        value = field.value_from_object(programme)  # type: ignore[union-attr]
        found[name] = value if isinstance(value, str | int | bool | None) else DjangoJSONEncoder().default(value)
    return found


def put_values(programme: Programme, values: dict[str, Any]) -> None:
    """Give a programme values that came from `values_of`."""
    for name, value in values.items():
        field: Any = Programme._meta.get_field(name)
        setattr(programme, field.attname, field.to_python(value))


def text_of(programme: Programme, group: Group) -> str:
    """What a programme says in a group, in words; empty where it says nothing."""
    return "; ".join(str(piece) for piece in group.say(programme) if piece not in (None, ""))


def _period(row: Programme) -> list[str]:
    if not (row.starts_on or row.ends_on):
        return [row.period_note]
    days = [date_format(day, "j F Y") if day else _("not known") for day in (row.starts_on, row.ends_on)]
    return [" – ".join(days), row.period_note]


def _amount(row: Programme) -> list[str]:
    found = []
    if row.total is not None:
        found.append(money(row.total, row.currency))
        if row.rate_per_usd and row.rate_on:
            rate, day = number(row.rate_per_usd), date_format(row.rate_on, "j F Y")
            found.append(_("%(rate)s for one US dollar on %(day)s") % {"rate": rate, "day": day})
    if row.cofinancing is not None:
        found.append(_("co-financing %(amount)s") % {"amount": money(row.cofinancing, row.currency)})
    return [*found, row.amount_note]


def _share(row: Programme) -> list[str]:
    if row.iwt_share is None:
        return [row.iwt_share_note]
    return [per_cent(row.iwt_share, None), row.get_iwt_share_basis_display(), row.iwt_share_note]


def _region(row: Programme) -> list[str]:
    said = [_("the region") if row.is_regional else "", _("other countries too") if row.covers_more else ""]
    return [*said, row.region_note]


def _countries(row: Programme) -> list[str]:
    links = sorted(row.in_countries.all(), key=lambda link: link.country.asean_order)
    return [_with_share(link.country.name, link.share) for link in links]


def _priorities(row: Programme) -> list[str]:
    links = sorted(row.for_priorities.all(), key=lambda link: link.priority.position)
    return [
        _with_share(link.priority.name, link.share) + (f" ({_('suggested')})" if link.is_suggested else "")
        for link in links
    ]


def _organisations(row: Programme) -> list[str]:
    named = (f"{link.organisation.name} ({link.get_role_display().lower()})" for link in row.participations.all())
    return sorted(named, key=sort_key)


def _with_share(name: str, share: Any) -> str:
    return name if share is None else f"{name} {per_cent(share, None)}"


_AMOUNT = ("total", "currency", "amount_on", "rate_per_usd", "rate_on", "rate_source", "amount_note", "cofinancing")
GROUPS = (
    Group("title", gettext_lazy("Title"), ("title",), lambda row: [row.title]),
    Group("summary", gettext_lazy("Summary"), ("summary",), lambda row: [row.summary]),
    Group("owner", gettext_lazy("Owner"), ("owner",), lambda row: [row.owner.name if row.owner else ""]),
    Group(
        "status",
        gettext_lazy("Status"),
        ("status", "end_reason", "planned_ends_on"),
        lambda row: [row.get_status_display(), row.end_reason],
    ),
    Group("period", gettext_lazy("Period"), ("starts_on", "ends_on", "period_note"), _period),
    Group("amount", gettext_lazy("Amount"), _AMOUNT, _amount),
    Group("share", gettext_lazy("IWT share"), ("iwt_share", "iwt_share_basis", "iwt_share_note"), _share),
    Group(
        "relevance",
        gettext_lazy("Relevance"),
        ("iwt_relevance", "iwt_relevance_reason"),
        lambda row: [row.get_iwt_relevance_display(), row.iwt_relevance_reason],
    ),
    Group("region", gettext_lazy("Region"), ("is_regional", "region_note", "covers_more"), _region),
    Group("parent", gettext_lazy("Part of"), ("parent",), lambda row: [row.parent.title if row.parent else ""]),
    Group(
        "humanitarian",
        gettext_lazy("Humanitarian"),
        ("is_humanitarian",),
        lambda row: [_("yes") if row.is_humanitarian else ""],
    ),
    Group(
        "other_identifier",
        gettext_lazy("Other identifier"),
        ("other_identifier",),
        lambda row: [row.other_identifier],
    ),
    Group("disclosure", gettext_lazy("Who can see it"), ("disclosure",), lambda row: [row.get_disclosure_display()]),
)
LISTS = (
    Group("countries", gettext_lazy("Member states"), (), _countries),
    Group("priorities", gettext_lazy("Priorities"), (), _priorities),
    Group("organisations", gettext_lazy("Organisations"), (), _organisations),
)
