"""A need's content apart from its row: as a person enters it, as JSON in a version, as it was after any earlier write.

Stands between models and actions: actions write content, queries compare it, forms make it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any

import msgspec
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.formatting import money, number
from core.history.timeline import Change, event_model_of
from core.models import Priority
from needs.messages import sum_sentence
from needs.models import Need, NeedComponent, NeedRevision, PlanObjective, Urgency
from needs.rules import CLOSED_STATUSES, NeedStatus

NOTHING: tuple[Any, ...] = (None, "", [])


@dataclass(frozen=True)
class PartContent:
    """One part of a need. `pk` says which stored part it is, so that partners' answers stay tied to it; None is new."""

    title: str
    quantity: Decimal | None = None
    unit: str = ""
    amount: Decimal | None = None
    pk: int | None = None


@dataclass(frozen=True)
class NeedContent:
    """What a country says about a need, amounts in `currency` (ISO 4217). A title and a priority make a draft."""

    priority: Priority
    title: str
    statement: str = ""
    plan_objective: PlanObjective | None = None
    no_plan_reason: str = ""
    target_groups: Sequence[str] = ()
    support_kinds: Sequence[str] = ()
    urgency: str = Urgency.MEDIUM
    needed_by: date | None = None
    amount_sought: Decimal | None = None
    currency: str = ""
    amount_basis: str = ""
    under_way: str = ""
    asked_elsewhere: str = ""
    own_cofinancing: Decimal | None = None
    lead_agency: str = ""
    contact_role: str = ""
    status: str = NeedStatus.OPEN
    parts: tuple[PartContent, ...] = ()


NEED_FIELDS = tuple(field.name for field in fields(NeedContent) if field.name != "parts")
PART_FIELDS = ("title", "quantity", "unit", "amount")


def parts_of(need: Need) -> list[NeedComponent]:
    """The parts of a need in their order, as they stand in the database at this moment."""
    return list(NeedComponent.objects.filter(need=need).order_by("position"))


def content_of(need: Need, parts: Sequence[NeedComponent]) -> NeedContent:
    """The content that stands in a need's row and its parts."""
    values = {name: getattr(need, name) for name in NEED_FIELDS}
    return NeedContent(
        **values,
        parts=tuple(PartContent(**{name: getattr(part, name) for name in PART_FIELDS}, pk=part.pk) for part in parts),
    )


def content_in_play(need: Need, proposal: NeedRevision | None) -> NeedContent:
    """What the next write starts from: the open proposal beside a cleared need, or the need itself."""
    return from_json(proposal.content, need=need) if proposal else content_of(need, parts_of(need))


def content_at(need: Need, track: str, event: int) -> NeedContent | None:
    """The content that an earlier write left: of the need's own row and parts ("need"), or of a version ("version").

    None where there is no such write. A plan objective that has left the plans since is empty again.
    """
    if track == "version":
        row = event_model_of(NeedRevision).objects.filter(pgh_id=event, need_id=need.pk).first()
        return from_json(row.content, need=need) if row else None
    row = event_model_of(Need).objects.filter(pgh_id=event, pgh_obj_id=need.pk).first()
    if row is None:
        return None
    kept = [column.attname for column in Need._meta.concrete_fields if hasattr(row, column.attname)]
    then = Need(**{name: getattr(row, name) for name in kept})
    return from_json(to_json(content_of(then, _parts_at(need, row.pgh_created_at))), need=need)


def _parts_at(need: Need, instant: datetime) -> list[NeedComponent]:
    """The parts that stood right after an instant, in their order."""
    rows = event_model_of(NeedComponent).objects.filter(need_id=need.pk, pgh_created_at__lte=instant)
    newest = rows.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    return [
        NeedComponent(pk=row.pgh_obj_id, position=row.position, **{name: getattr(row, name) for name in PART_FIELDS})
        for row in sorted(newest, key=lambda row: row.position or 0)
        if row.withdrawn_at is None
    ]


def to_json(content: NeedContent) -> dict[str, Any]:
    """Content as a version keeps it: keys for rows, text for amounts and days.

    `labels` holds the names of the priority and the objective as they were then, so that an old version reads as it
    was read.
    """
    values: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(content, enc_hook=attrgetter("pk")))
    values["components"] = values.pop("parts")
    values["labels"] = {
        "priority": str(content.priority),
        "plan_objective": str(content.plan_objective) if content.plan_objective else "",
    }
    return values


def from_json(data: Mapping[str, Any], *, need: Need) -> NeedContent:
    """Content back from a version; what it lacks is the need's own, a lost objective is empty, and one that was
    merged is the one that stays. Two queries."""
    values = {**to_json(content_of(need, ())), **data}
    values["priority"] = Priority.objects.filter(pk=values["priority"]).first() or need.priority
    objectives = PlanObjective.objects.select_related("plan", "merged_into__plan").filter(plan__country=need.country_id)
    objective = objectives.filter(pk=values["plan_objective"]).first()
    values["plan_objective"] = objective and (objective.merged_into or objective)
    values["parts"] = values.pop("components")
    return msgspec.convert(values, NeedContent)


def missing(content: NeedContent, *, today: date) -> dict[str, str]:
    """What stands between content and clearing, as a message for each field; empty when it is complete."""
    found = {}
    if not content.statement.strip():
        found["statement"] = _("Say what is needed, and why.")
    if not content.plan_objective and not content.no_plan_reason.strip():
        found["plan_objective"] = _("Choose an objective of a plan, or say below why the need is in no plan yet.")
    if content.plan_objective and content.no_plan_reason.strip():
        found["no_plan_reason"] = _("An objective is chosen above. Take one of the two away.")
    if not content.support_kinds:
        found["support_kinds"] = _("Tick at least one kind of support.")
    if not content.lead_agency.strip():
        found["lead_agency"] = _("Name the agency that leads.")
    if content.needed_by and content.needed_by < today and content.status not in CLOSED_STATUSES:
        found["needed_by"] = _("This day has passed. Give a later one, or leave it empty.")
    return found | _contradictions_in_money(content)


def _contradictions_in_money(content: NeedContent) -> dict[str, str]:
    amounts = [part.amount for part in content.parts if part.amount is not None]
    has_money = bool(amounts) or content.amount_sought is not None or content.own_cofinancing is not None
    if has_money and not content.currency:
        return {"currency": _("Name the currency of the amounts.")}
    return {}


def doubts(content: Mapping[str, Any]) -> list[str]:
    """What may be wrong with content (as JSON) and bars nothing: said to who writes, who submits and who clears."""

    def amount(value: Any) -> Decimal | None:
        return None if value in NOTHING else Decimal(value)

    sought, own = amount(content.get("amount_sought")), amount(content.get("own_cofinancing"))
    amounts = [amount(part.get("amount")) for part in content.get("components", [])]
    said = sum_sentence(sought, own, amounts, content.get("currency") or "")
    return [said] if said else []


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What two contents (as JSON) say differently, field by field and in words. Costs no query."""
    found = [
        Change(str(field_of(name).verbose_name), _in_words(name, before), _in_words(name, after))
        for name in NEED_FIELDS
        if name in before and name in after and _comparable(before[name]) != _comparable(after[name])
    ]
    earlier, later = _parts_in_words(before), _parts_in_words(after)
    if earlier != later:
        found.append(Change(_("parts"), earlier, later))
    return found


def field_of(name: str) -> "models.Field[Any, Any]":
    """A field of the need's model, for its words."""
    field: models.Field[Any, Any] = Need._meta.get_field(name)  # type: ignore[assignment]
    return field


def _comparable(value: Any) -> Any:
    """Two ways to write the same: nothing is nothing, 5 is 5.00, and the order of ticks says nothing."""
    if value in NOTHING:
        return None
    if isinstance(value, list):
        return sorted(value)
    try:
        return Decimal(value) if isinstance(value, str) else value
    except ArithmeticError:
        return value


def _in_words(name: str, content: Mapping[str, Any]) -> str:
    """A field of some content as a reader would say it; nothing reads as nothing."""
    value, field = content[name], field_of(name)
    if value in NOTHING:
        return ""
    if name in ("priority", "plan_objective"):
        label: str = content.get("labels", {}).get(name) or _("number %(key)s in the list") % {"key": value}
        return label
    if isinstance(field, models.DateField):
        return date_format(date.fromisoformat(value), "j F Y")
    if isinstance(field, models.DecimalField):
        return _money_in_words(value, content)
    if isinstance(value, list):
        words = dict(getattr(getattr(field, "base_field", None), "flatchoices", None) or [])
        return ", ".join(str(words.get(item, item)) for item in value)
    return str(dict(field.flatchoices).get(value, value))


def _money_in_words(value: Any, content: Mapping[str, Any]) -> str:
    """An amount with the currency that stands beside it; where none was chosen yet, the figures."""
    currency = content.get("currency")
    return "" if value in NOTHING else money(value, currency) if currency else number(value)


def _parts_in_words(content: Mapping[str, Any]) -> str:
    """One line a part, in their order."""
    lines = []
    for row in content.get("components", []):
        quantity = " ".join(filter(None, [number(row.get("quantity")) if row.get("quantity") else "", row.get("unit")]))
        amount = _money_in_words(row.get("amount"), content)
        details = ", ".join(filter(None, [quantity, amount]))
        lines.append(f"{row['title']}: {details}" if details else row["title"])
    return "\n".join(lines)
