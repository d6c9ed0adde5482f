"""What the three demonstration organisations do: programmes, answers, deliveries, questions, an import; engagements."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone

from core.clearance.models import Disclosure, State
from core.models import Country, Organisation, Priority
from iwt_dashboard.demo_data.stage import Stage, at, texts
from needs.models import Clarification, Need, NeedComponent
from partners.coordination.models.mechanisms import Engagement, Mechanism
from partners.iati.actions.links import link_parents
from partners.iati.actions.run import look, steps, write
from partners.iati.actions.values import the_world
from partners.iati.models import IatiImport, IatiImportRow, ImportState
from partners.programmes.actions.programmes import set_rate
from partners.programmes.models.choices import ParticipationRole
from partners.programmes.models.programmes import Programme, ProgrammeCountry, ProgrammeOrganisation, ProgrammePriority
from partners.support.models.answers import Response, ResponseComponent, ResponseState
from partners.support.models.delivery import Delivery, DeliveryPart, DeliveryState, ResponseMessage
from partners.support.rules.answers import AnswerSide

UNDECIDED = (ResponseState.WAITING, ResponseState.WITHDRAWN)
TURNS = 3
FILE = Path(__file__).with_name("sample-iati.xml")
IMPORTER = "wcs"


def create_programmes(stage: Stage) -> dict[str, Programme]:
    """The programmes with their countries, priorities and organisations, by slug."""
    told = texts("partners")["programmes"]
    programmes = Programme.objects.bulk_create(stage.row(Programme, item) for item in told)
    by_slug = {programme.slug: programme for programme in programmes}
    pairs = list(zip(programmes, told, strict=True))
    for programme, item in pairs:
        programme.parent = by_slug.get(item.get("part_of", ""))
        set_rate(programme)
    Programme.objects.bulk_update(programmes, ["parent", "rate_per_usd", "rate_on", "rate_source"])
    ProgrammeCountry.objects.bulk_create(
        ProgrammeCountry(programme=programme, country=stage.reference[Country][iso3], share=share)
        for programme, item in pairs
        for iso3, share in item["countries"].items()
    )
    ProgrammePriority.objects.bulk_create(
        ProgrammePriority(programme=programme, priority=stage.reference[Priority][code], share=share)
        for programme, item in pairs
        for code, share in item["priorities"].items()
    )
    ProgrammeOrganisation.objects.bulk_create(
        ProgrammeOrganisation(programme=programme, organisation=programme.owner, role=role)
        for programme in programmes
        for role in (ParticipationRole.FUNDING, ParticipationRole.IMPLEMENTING)
    )
    return by_slug


def create_answers(stage: Stage, needs: dict[str, Need], programmes: dict[str, Programme]) -> None:
    """What the organisations answer to the needs that they can read, with the parts they cover."""
    cells = [
        (item, needs[f"{country.iso3}-{item['need']:03d}"])
        for item in texts("partners")["answers"]
        for column, country in enumerate(stage.countries.values())
        if column % TURNS in item.get("turn", range(TURNS))
    ]
    answers = Response.objects.bulk_create(_answer(stage, item, need, programmes) for item, need in cells)
    parts: dict[int, list[NeedComponent]] = defaultdict(list)
    for part in NeedComponent.objects.order_by("need", "position"):
        parts[part.need_id].append(part)
    ResponseComponent.objects.bulk_create(
        ResponseComponent(response=answer, component=part, quantity=_quantity(part, item["parts"][number]))
        for answer, (item, need) in zip(answers, cells, strict=True)
        for number, part in enumerate(parts[need.pk], start=1)
        if number in item.get("parts", ())
    )
    for answer, (item, _) in zip(answers, cells, strict=True):
        _create_exchanges(stage, item, answer)


def _answer(stage: Stage, item: dict[str, Any], need: Need, programmes: dict[str, Programme]) -> Response:
    """One answer, with the country's decision where there is one. It never covers more than is sought."""
    country, year = need.country, stage.calendar.today.year
    answered_on = stage.calendar.ago(item["days"] + country.asean_order)
    is_decided, is_offer = item["state"] not in UNDECIDED, item["kind"] == "offer"
    amount = None
    if "share" in item and need.amount_sought is not None:
        amount = (need.amount_sought * Decimal(str(item["share"]))).quantize(Decimal(1))
    works_in = {one["slug"]: one["countries"] for one in texts("partners")["programmes"]}
    name = item.get("programme", "")
    return stage.row(
        Response,
        item,
        need=need,
        programme=programmes[name] if country.iso3 in works_in.get(name, ()) else None,
        amount=amount,
        currency=need.currency if amount is not None else "",
        starts_on=date(year + item.get("starts", 0), 7, 1) if is_offer else None,
        ends_on=date(year + item.get("ends", 1), 12, 31) if is_offer else None,
        contact_role="Programme officer",
        responded_at=at(answered_on),
        responded_by=stage.people.editors[item["organisation"]],
        decided_at=at(answered_on + timedelta(days=9)) if is_decided else None,
        decided_by=stage.people.teams[country.iso3].focal if is_decided else None,
        version=2 if is_decided else 1,
    )


def _quantity(part: NeedComponent, share: float) -> Decimal | None:
    """That share of a part's quantity, in whole units and at least one; none where the part has no quantity."""
    if part.quantity is None:
        return None
    return max(Decimal(1), (Decimal(part.quantity) * Decimal(str(share))).quantize(Decimal(1)))


def _create_exchanges(stage: Stage, item: dict[str, Any], answer: Response) -> None:
    """Messages and deliveries of one answer, on days counted from it; nothing lies in the future."""
    focal = stage.people.teams[answer.need.country.iso3].focal

    def after(days: int) -> date:
        return min(answer.responded_at.date() + timedelta(days=days), stage.calendar.today)

    ResponseMessage.objects.bulk_create(
        ResponseMessage(
            response=answer,
            side=side,
            text=text,
            written_at=at(after(days)),
            written_by=focal if side == AnswerSide.COUNTRY else answer.responded_by,
            is_demo=True,
        )
        for side, days, text in item.get("messages", [])
    )
    parts = list(ResponseComponent.objects.filter(response=answer).select_related("component").order_by("pk"))
    for told in item.get("deliveries", []):
        delivered_on = after(told["days"])
        is_decided = told["state"] == DeliveryState.CONFIRMED
        share = Decimal(str(told["share"]))
        delivery = stage.row(
            Delivery,
            told,
            response=answer,
            delivered_on=delivered_on,
            amount=None if answer.amount is None else (answer.amount * share).quantize(Decimal(1)),
            reported_at=at(delivered_on),
            reported_by=answer.responded_by,
            decided_at=at(delivered_on) if is_decided else None,
            decided_by=focal if is_decided else None,
        )
        delivery.save()
        DeliveryPart.objects.bulk_create(
            DeliveryPart(delivery=delivery, part=part, quantity=part.quantity or Decimal(1))
            for number, part in enumerate(parts, start=1)
            if number in told.get("parts", ())
        )


def create_questions(stage: Stage, needs: dict[str, Need]) -> None:
    """Questions of partners: unanswered, answered to the one who asked, and shared with all who see the need."""
    found = []
    for item in texts("partners")["questions"]:
        for column, country in enumerate(stage.countries.values()):
            asked_on = stage.calendar.ago(item["days"] + column)
            focal, is_answered, is_shared = stage.people.teams[country.iso3].focal, "answer" in item, item.get("shared")
            found.append(
                stage.row(
                    Clarification,
                    item,
                    need=needs[f"{country.iso3}-{item['need']:03d}"],
                    asked_by=stage.people.editors[item["organisation"]],
                    asked_at=at(asked_on),
                    answered_by=focal if is_answered else None,
                    answered_at=at(asked_on + timedelta(days=6)) if is_answered else None,
                    shared_by=focal if is_shared else None,
                    shared_at=at(asked_on + timedelta(days=7)) if is_shared else None,
                )
            )
    Clarification.objects.bulk_create(found)


# Which of eight have not been cleared yet.
ENGAGEMENT_STATES = {3: State.SUBMITTED, 7: State.DRAFT}


def create_engagements(stage: Stage) -> None:
    """Engagements with mechanisms, only where no published record stands: most are cleared, some on their way."""
    told = texts("partners")["engagements"]
    taken = set(Engagement.objects.values_list("mechanism_id", "country_id"))
    Engagement.objects.bulk_create(
        stage.row(
            Engagement,
            item,
            mechanism=mechanism,
            country=country,
            year=stage.calendar.today.year + item["year"] if "year" in item else None,
            next_on=stage.calendar.ago(-item["next"] - column) if "next" in item else None,
            **stage.steps(
                country,
                ENGAGEMENT_STATES.get((row + column) % 8, State.CLEARED),
                20 + row + column,
                disclosure=Disclosure.ASEAN if (row + column) % 8 == 5 else Disclosure.PUBLIC,
            ),
        )
        for row, mechanism in enumerate(stage.reference[Mechanism].values())
        for column, country in enumerate(stage.countries.values())
        if (mechanism.pk, country.pk) not in taken and (row + column) % 3 != 2
        for item in [told[(row + column) % len(told)]]
    )


def create_import(stage: Stage) -> None:
    """Import the sample as WCS's editor would: what the preview showed, and that it was confirmed."""
    now = timezone.now()
    of_import = IatiImport.objects.create(
        asked_by=stage.people.editors[IMPORTER],
        organisation=stage.reference[Organisation][IMPORTER],
        file_name=FILE.name,
        size=FILE.stat().st_size,
        state=ImportState.DONE,
        read_at=now,
        confirmed_at=now,
        finished_at=now,
        is_demo=True,
    )
    world = the_world(file_name=FILE.name, organisation=of_import.organisation, of_import=of_import)
    shown = [plan for _activity, plan in steps(FILE, world, look)]
    written = [plan for _activity, plan in steps(FILE, world, write)]
    link_parents(world, [plan.identifier for plan in written if plan.programme is not None])
    same = ("identifier", "title", "line", "outcome", "reason")
    IatiImportRow.objects.bulk_create(
        IatiImportRow(
            of_import=of_import,
            position=position,
            diff=list(plan.diff),
            notes=list(plan.notes),
            programme=done.programme,
            is_written=done.programme is not None,
            **{name: getattr(plan, name) for name in same},
        )
        for position, (plan, done) in enumerate(zip(shown, written, strict=True), 1)
    )
    IatiImport.objects.filter(pk=of_import.pk).update(total=len(shown), done=len(shown))
