"""Programmes of the three demonstration organisations, their answers and questions, and engagements with mechanisms."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from core.models import Country
from iwt_dashboard.demo_data.calendar import at
from iwt_dashboard.demo_data.exchanges import create_exchanges
from iwt_dashboard.demo_data.needs import DemoNeeds
from iwt_dashboard.demo_data.stage import Stage
from iwt_dashboard.demo_data.texts import texts
from needs.models import Clarification, Need, NeedComponent
from partners.coordination.models.mechanisms import Engagement, Mechanism
from partners.programmes.actions.programmes import set_rate
from partners.programmes.models.choices import IwtRelevance, ParticipationRole
from partners.programmes.models.programmes import Programme, ProgrammeCountry, ProgrammeOrganisation, ProgrammePriority
from partners.support.models.answers import Response, ResponseComponent, ResponseState

UNDECIDED = (ResponseState.WAITING, ResponseState.WITHDRAWN)
TURNS = 3


def create_programmes(stage: Stage) -> dict[str, Programme]:
    """The programmes with their countries, priorities and organisations, by slug."""
    told = texts("partners")["programmes"]
    calendar = stage.calendar
    programmes = Programme.objects.bulk_create(
        Programme(
            slug=item["slug"],
            title=item["title"],
            summary=item["summary"],
            owner=stage.organisations[item["owner"]],
            status=item["status"],
            end_reason=item.get("end_reason", ""),
            starts_on=calendar.day(*item["starts"]),
            ends_on=calendar.day(*item["ends"]),
            total=item["total"],
            currency=item["currency"],
            iwt_share=item["iwt_share"],
            iwt_share_basis=item["basis"],
            is_regional=item.get("regional", False),
            region_note=item.get("region_note", ""),
            disclosure=item["disclosure"],
            amount_on=calendar.day(*item["starts"]) if item["total"] else None,
            cofinancing=item.get("cofinancing"),
            iwt_share_note=item.get("share_note", ""),
            iwt_relevance=item.get("relevance", IwtRelevance.CONFIRMED),
            iwt_relevance_reason=item.get("relevance_reason", ""),
            planned_ends_on=calendar.day(*item["planned"]) if "planned" in item else None,
            last_confirmed_on=calendar.ago(item["confirmed"]),
            is_demo=True,
        )
        for item in told
    )
    by_slug = {programme.slug: programme for programme in programmes}
    for item in told:
        programme = by_slug[item["slug"]]
        programme.parent = by_slug.get(item.get("parent", ""))
        set_rate(programme)
    Programme.objects.bulk_update(programmes, ["parent", "rate_per_usd", "rate_on", "rate_source"])
    pairs = list(zip(programmes, told, strict=True))
    ProgrammeCountry.objects.bulk_create(
        ProgrammeCountry(programme=programme, country=stage.countries[iso3], share=share)
        for programme, item in pairs
        for iso3, share in item["countries"].items()
    )
    ProgrammePriority.objects.bulk_create(
        ProgrammePriority(programme=programme, priority=stage.priorities[code], share=share)
        for programme, item in pairs
        for code, share in item["priorities"].items()
    )
    ProgrammeOrganisation.objects.bulk_create(
        ProgrammeOrganisation(programme=programme, organisation=stage.organisations[item["owner"]], role=role)
        for programme, item in pairs
        for role in (ParticipationRole.FUNDING, ParticipationRole.IMPLEMENTING)
    )
    return by_slug


def create_answers(stage: Stage, needs: DemoNeeds, programmes: dict[str, Programme]) -> None:
    """What the organisations answer to the needs that they can read, with the parts they cover."""
    cells = [
        (item, country, needs.needs[f"{country.iso3}-{item['need']:03d}"])
        for item in texts("partners")["answers"]
        for column, country in enumerate(stage.countries.values())
        if column % TURNS in item.get("turn", range(TURNS))
    ]
    answers = Response.objects.bulk_create(
        _answer(stage, item, country, need, programmes) for item, country, need in cells
    )
    ResponseComponent.objects.bulk_create(
        ResponseComponent(response=answer, component=part, quantity=_quantity(part, share))
        for answer, (item, _, need) in zip(answers, cells, strict=True)
        for part, share in _covered(item, needs.parts[need.code])
    )
    for answer, (item, _, _need) in zip(answers, cells, strict=True):
        create_exchanges(stage, item, answer)


def create_questions(stage: Stage, needs: DemoNeeds) -> None:
    """Questions of partners: unanswered, answered to the one who asked, and shared with all who see the need."""
    found = []
    for item in texts("partners")["questions"]:
        for column, country in enumerate(stage.countries.values()):
            asked_on = stage.calendar.ago(item["days"] + column)
            team = stage.people.teams[country.iso3]
            answered_at = at(asked_on + timedelta(days=6)) if "answer" in item else None
            shared_at = at(asked_on + timedelta(days=7)) if item.get("shared") else None
            found.append(
                Clarification(
                    need=needs.needs[f"{country.iso3}-{item['need']:03d}"],
                    organisation=stage.organisations[item["by"]],
                    question=item["question"],
                    asked_by=stage.people.editors[item["by"]],
                    asked_at=at(asked_on),
                    answer=item.get("answer", ""),
                    answered_by=team.focal if answered_at else None,
                    answered_at=answered_at,
                    shared_by=team.focal if shared_at else None,
                    shared_at=shared_at,
                    is_demo=True,
                )
            )
    Clarification.objects.bulk_create(found)


def create_engagements(stage: Stage) -> None:
    """Engagements with mechanisms, only where no published record stands."""
    told = texts("partners")["engagements"]
    taken = set(Engagement.objects.values_list("mechanism_id", "country_id"))
    Engagement.objects.bulk_create(
        Engagement(
            mechanism=mechanism,
            country=country,
            status=item["status"],
            year=stage.calendar.today.year + item["year"] if "year" in item else None,
            next_on=stage.calendar.ago(-item["next"] - column) if "next" in item else None,
            note=item["note"],
            is_demo=True,
        )
        for row, mechanism in enumerate(Mechanism.objects.all())
        for column, country in enumerate(stage.countries.values())
        if (mechanism.pk, country.pk) not in taken and (row + column) % 3 != 2
        for item in [told[(row + column) % len(told)]]
    )


def _answer(
    stage: Stage, item: dict[str, Any], country: Country, need: Need, programmes: dict[str, Programme]
) -> Response:
    """One answer, with the country's decision where there is one. It never covers more than is sought."""
    answered_on = stage.calendar.ago(item["days"] + country.asean_order)
    is_decided = item["state"] not in UNDECIDED
    amount = _amount(need, item.get("share"))
    starts, ends = item.get("starts", 0), item.get("ends", 1)
    programme = programmes.get(item.get("programme", ""))
    serves = programme and country.iso3 in _countries_of(programme.slug)
    return Response(
        need=need,
        organisation=stage.organisations[item["by"]],
        programme=programme if serves else None,
        kind=item["kind"],
        state=item["state"],
        amount=amount,
        currency=need.currency if amount is not None else "",
        starts_on=date(stage.calendar.today.year + starts, 7, 1) if item["kind"] == "offer" else None,
        ends_on=date(stage.calendar.today.year + ends, 12, 31) if item["kind"] == "offer" else None,
        note=item["note"],
        contact_role="Programme officer",
        responded_at=at(answered_on),
        responded_by=stage.people.editors[item["by"]],
        decision_note=item.get("decision", ""),
        decided_at=at(answered_on + timedelta(days=9)) if is_decided else None,
        decided_by=stage.people.teams[country.iso3].focal if is_decided else None,
        version=2 if is_decided else 1,
        is_demo=True,
    )


def _amount(need: Need, share: float | None) -> Decimal | None:
    """That share of the amount sought, in the need's currency; none where no amount is sought."""
    if share is None or need.amount_sought is None:
        return None
    return (need.amount_sought * Decimal(str(share))).quantize(Decimal(1))


def _countries_of(slug: str) -> dict[str, Any]:
    found: dict[str, Any] = next(p["countries"] for p in texts("partners")["programmes"] if p["slug"] == slug)
    return found


def _covered(item: dict[str, Any], parts: list[NeedComponent]) -> list[tuple[NeedComponent, float]]:
    """The parts that an answer covers, with the share of each."""
    return [(parts[number - 1], share) for number, share in item.get("parts", {}).items() if number <= len(parts)]


def _quantity(part: NeedComponent, share: float) -> Decimal | None:
    """That share of a part's quantity, in whole units and at least one; none where the part has no quantity."""
    if part.quantity is None:
        return None
    return max(Decimal(1), (Decimal(part.quantity) * Decimal(str(share))).quantize(Decimal(1)))
