"""Plans and needs of the demonstration: thirteen needs for each member state, in every state and disclosure."""

from datetime import date
from decimal import Decimal
from typing import Any

from core.clearance.models import Disclosure, State
from core.clearance.rules import add_months
from core.models import Country, Priority
from iwt_dashboard.demo_data.stage import Stage, fill, texts
from needs.content import content_of, to_json
from needs.models import Need, NeedComponent, NeedRevision, Plan, PlanObjective


def create_plans(stage: Stage) -> dict[tuple[str, str], PlanObjective]:
    """One demonstration plan with its objectives for each member state; objectives by (ISO3, priority code)."""
    told = texts("plans")
    year = stage.calendar.today.year
    plans = Plan.objects.bulk_create(
        stage.row(Plan, told, country=country, start_year=year - 2, end_year=year + 2)
        for country in stage.countries.values()
    )
    rows = [(plan, item) for plan in plans for item in told["objectives"]]
    objectives = PlanObjective.objects.bulk_create(
        stage.row(PlanObjective, item, plan=plan, title=fill(item["title"], texts("countries")[plan.country.iso3]))
        for plan, item in rows
    )
    return {
        (plan.country.iso3, code): objective
        for (plan, item), objective in zip(rows, objectives, strict=True)
        for code in item["priorities"]
    }


def create_needs(stage: Stage, objectives: dict[tuple[str, str], PlanObjective]) -> dict[str, Need]:
    """All needs by code with their parts, the first cleared version of each cleared one, and the open proposals."""
    drafts = [
        _need(stage, objectives, country, position, number)
        for position, country in enumerate(stage.countries.values())
        for number in range(1, len(texts("needs")["slots"]) + 1)
    ]
    needs = {need.code: need for need in Need.objects.bulk_create(drafts)}
    parts = {code: _parts(need) for code, need in needs.items()}
    NeedComponent.objects.bulk_create(part for row in parts.values() for part in row)
    cleared = [need for need in needs.values() if need.state == State.CLEARED]
    NeedRevision.objects.bulk_create(_first_version(need, parts[need.code]) for need in cleared)
    proposed = [need for need in cleared if _slot(need.number).get("proposal")]
    NeedRevision.objects.bulk_create(_proposal(stage, need, parts[need.code]) for need in proposed)
    return needs


def _slot(number: int) -> dict[str, Any]:
    return texts("needs")["slots"][number - 1]


def _need(
    stage: Stage, objectives: dict[tuple[str, str], PlanObjective], country: Country, position: int, number: int
) -> Need:
    """One need: the text that the country takes in this position, in the state of the position."""
    told, words, slot = texts("needs"), texts("countries")[country.iso3], _slot(number)
    text = told["texts"][words["needs"][number - 1]]
    notes, reasons = told["return_notes"], told["no_plan_reasons"]
    is_bare = slot["state"] == State.DRAFT
    in_plan = not is_bare and not slot.get("no_plan")
    need = Need(
        code=f"{country.iso3}-{number:03d}",
        number=number,
        country=country,
        priority=stage.reference[Priority][text["priority"]],
        title=fill(text["title"], words),
        statement=fill(text["statement"], words),
        plan_objective=objectives[country.iso3, text["priority"]] if in_plan else None,
        no_plan_reason="" if in_plan or is_bare else reasons[position % len(reasons)],
        target_groups=text["groups"],
        support_kinds=text["kinds"],
        urgency="not_a_priority" if text["amount"] is None else slot["urgency"],
        # The last day of the month that the position names, or none.
        needed_by=add_months(stage.calendar.day(slot["years"], 1, 31), slot["month"] - 1) if "years" in slot else None,
        under_way=text["under_way"],
        asked_elsewhere=text["asked"],
        lead_agency="" if is_bare else fill(told["leads"].get(text["priority"], "{authority}"), words),
        contact_role="" if is_bare else "Focal point",
        status=slot["status"],
        **_money(text, slot, words["currency"] if slot.get("local") else "USD"),
        is_demo=True,
        **stage.steps(
            country,
            slot["state"],
            slot["entered"] + position,
            disclosure=slot.get("disclosure", Disclosure.NATIONAL),
            note=notes[position % len(notes)],
        ),
    )
    if need.state == State.CLEARED and need.cleared_at:
        # Two of eleven have not been looked at since they were cleared; the rest were confirmed in the last cycle.
        confirmed = stage.calendar.ago(70 + position)
        # Clearing confirms a need, and counts as a write of its own.
        need.version += 1
        need.last_confirmed_on = max(need.cleared_at.date(), confirmed if position % 6 else date.min)
    return need


def _money(text: dict[str, Any], slot: dict[str, Any], currency: str) -> dict[str, Any]:
    """Amount, currency and basis, or none of them. A costed need states its own co-financing."""
    if slot["amount"] == "none" or text["amount"] is None:
        return {}
    amount = _local(text["amount"], currency)
    is_costed = slot["amount"] == "costed"
    return {
        "amount_sought": amount,
        "currency": currency,
        "amount_basis": slot["amount"],
        "own_cofinancing": (amount / 10).quantize(Decimal(1)) if is_costed else None,
    }


def _local(usd: int, currency: str) -> Decimal:
    """US dollars in the currency of the need, at the rounded rate of the demonstration."""
    return Decimal(usd) * Decimal(str(texts("needs")["rates"][currency]))


def _parts(need: Need) -> list[NeedComponent]:
    """The parts of a need, with numbers, with titles only, or none."""
    how = _slot(need.number)["parts"]
    name = texts("countries")[need.country.iso3]["needs"][need.number - 1]
    if how == "none":
        return []
    currency = need.currency if how == "full" else ""
    return [
        NeedComponent(
            need=need,
            position=position,
            title=part["title"],
            quantity=Decimal(part["quantity"]) if how == "full" and "quantity" in part else None,
            unit=part.get("unit", "") if how == "full" else "",
            amount=_local(part["amount"], currency) if currency and "amount" in part else None,
        )
        for position, part in enumerate(texts("needs")["texts"][name]["parts"], start=1)
    ]


def _first_version(need: Need, parts: list[NeedComponent]) -> NeedRevision:
    """The version that clearing a need for the first time leaves behind."""
    cleared_at = need.cleared_at or need.created_at
    same = ("country", "state", "disclosure", "is_demo", "created_by", "edited_by", "submitted_at", "submitted_by")
    return NeedRevision(
        need=need,
        number=1,
        content=to_json(content_of(need, parts)),
        created_at=cleared_at,
        edited_at=cleared_at,
        cleared_at=cleared_at,
        cleared_by=need.cleared_by,
        **{name: getattr(need, name) for name in same},
    )


def _proposal(stage: Stage, need: Need, parts: list[NeedComponent]) -> NeedRevision:
    """A change of a cleared need that waits for the clearing officer: a higher amount and one more sentence."""
    position = need.country.asean_order
    content = to_json(content_of(need, parts))
    content["statement"] += " A second region has asked to be included from next year."
    content["urgency"] = "high" if need.urgency != "high" else "medium"
    if need.amount_sought is not None:
        content["amount_sought"] = str(need.amount_sought * Decimal("1.25"))
    for part in content["components"][:1]:
        if part["quantity"] is not None:
            part["quantity"] = str(Decimal(part["quantity"]) + 2)
    reasons = texts("needs")["proposal_reasons"]
    revision = NeedRevision(
        need=need,
        number=2,
        country=need.country,
        content=content,
        reason=reasons[position % len(reasons)],
        is_demo=True,
        **stage.steps(need.country, State.SUBMITTED, 10 + position, disclosure=need.disclosure),
    )
    # A proposal starts at the disclosure of its need and counts on from the need's version.
    revision.disclosure, revision.version = need.disclosure, need.version + 2
    return revision
