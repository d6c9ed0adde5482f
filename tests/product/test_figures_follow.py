"""Stored figures are what the rules make of the rows after whatever anybody does: random moves of random people, the
secretariat's corrections in bulk and SQL by hand among them, and after each every figure is counted anew."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

import roadmap.actions as roadmap
from core.clearance import actions as clearance
from core.clearance.actions import EditConflict, Refused
from core.figures import registry, settle
from core.models import Country, User
from core.page_cache.versions import read_versions
from needs.actions import clearing, entry
from needs.content import NeedContent, PartContent
from needs.models import Need, NeedComponent, SupportKind, Urgency
from partners.pages.actions import withdraw_programme
from partners.programmes.actions import programmes
from partners.programmes.content import Participation, ProgrammeContent
from partners.programmes.models.choices import IwtRelevance, ParticipationRole, ProgrammeDisclosure, ProgrammeStatus
from partners.programmes.models.money_lines import MoneyLine
from partners.programmes.models.programmes import Programme
from partners.programmes.models.texts import ProgrammeText
from partners.support.actions import answers, deliveries
from partners.support.actions.answers import Acceptance, AnswerDraft
from partners.support.actions.deliveries import DeliveryDraft
from partners.support.models.answers import Response, ResponseComponent
from partners.support.models.delivery import Delivery
from partners.support.models.figures import NeedCoverage, NeedTally
from partners.support.rules.answers import AnswerMove, DeliveryMove
from roadmap.entries import ObservationEntry, TrajectoryEntry
from roadmap.models import CountryIndicator, IndicatorAssessment, Observation, TrajectoryProposal
from tests.exhaustive import EXHAUSTIVE
from tests.factories.core import CountryFactory, PriorityFactory
from tests.factories.roadmap import IndicatorFactory

pytestmark = pytest.mark.django_db

SEEDS, STEPS = (range(60), 150) if EXHAUSTIVE else (range(3), 30)
REFUSALS = (Refused, EditConflict, ValidationError, IntegrityError, ObjectDoesNotExist)
DISCLOSURES = ("national", "asean", "partners", "public")
MONEY = (None, Decimal(0), Decimal("0.01"), Decimal(5000), Decimal(120_000), Decimal("999999.99"))
SHARES = (None, Decimal(0), Decimal(25), Decimal(60), Decimal(100))


class World:
    """Who acts, on what, by one stream of chance."""

    def __init__(self, cast: Any, seed: int) -> None:
        self.chance = random.Random(seed)
        self.cast = cast
        clearing_tha = cast.clearing_tha
        self.teams = {
            "VNM": SimpleNamespace(focal=cast.focal_vnm, clearing=cast.clearing_vnm),
            "THA": SimpleNamespace(focal=cast.focal_tha, clearing=clearing_tha),
        }
        self.partners = [cast.editor_wcs, cast.editor_traffic]
        self.priorities = [PriorityFactory(code=code) for code in ("LEG", "ENF", "LIV")]
        CountryFactory(iso3="LAO")
        self.indicators = [IndicatorFactory(code=f"i-{kind}", kind=kind) for kind in ("number", "percentage", "yes_no")]

    def one(self, rows: Any) -> Any:
        """Any of the rows; raises where there is none, as for somebody who comes too late."""
        found = list(rows)
        if not found:
            raise Refused("there is none")
        return self.chance.choice(found)

    def person(self) -> User:
        """Anybody."""
        return self.chance.choice(list(self.cast.people().values()))

    def team(self, country: Country) -> Any:
        """The two of a country; another country's now and then."""
        own = self.teams.get(country.iso3) or self.teams["THA"]
        return own if self.chance.random() < 0.95 else self.chance.choice(list(self.teams.values()))

    def day(self, *, spread: int = 900) -> date:
        """A day around today."""
        return timezone.localdate() + timedelta(days=self.chance.randint(-spread, spread))

    def need_content(self, need: Need | None = None) -> NeedContent:
        """What a country may say of a need."""
        chance, amount = self.chance, self.chance.choice(MONEY)
        known = [*NeedComponent.objects.filter(need=need)] if need else []
        parts = [
            PartContent(one.title, chance.choice((None, Decimal(4), Decimal(200))), "pieces", pk=one.pk)
            for one in known
        ]
        if chance.random() < 0.5:
            parts.append(PartContent(f"Part {chance.randint(1, 99)}", chance.choice((None, Decimal(10)))))
        if parts and chance.random() < 0.3:
            parts.pop(0)
        return NeedContent(
            priority=chance.choice(self.priorities),
            title=f"Need {chance.randint(1, 999)}",
            statement="What is needed, and why.",
            no_plan_reason="No plan yet.",
            support_kinds=[chance.choice(SupportKind.values)],
            target_groups=["enforcement"],
            urgency=chance.choice(Urgency.values),
            needed_by=chance.choice((None, timezone.localdate() + timedelta(days=chance.randint(1, 900)))),
            amount_sought=amount,
            currency="" if amount is None else chance.choice(("USD", "VND")),
            amount_basis="" if amount is None else "estimate",
            lead_agency="An agency",
            contact_role="Focal point",
            parts=tuple(parts),
        )

    def programme_content(self, by: User, row: Programme | None = None) -> ProgrammeContent:
        """What a partner may say of a programme."""
        chance, total = self.chance, self.chance.choice(MONEY)
        start = chance.choice((None, self.day()))
        countries = chance.sample(list(Country.objects.all()), chance.randint(0, 2))
        return ProgrammeContent(
            row=Programme(
                title=f"Programme {chance.randint(1, 999)}",
                owner=by.organisation,
                status=chance.choice([one for one in ProgrammeStatus.values if one != "terminated_early"]),
                starts_on=start,
                ends_on=start and start + timedelta(days=chance.randint(0, 1500)),
                is_regional=chance.random() < 0.3,
                covers_more=chance.random() < 0.2,
                total=total,
                currency="" if total is None else "USD",
                iwt_share=chance.choice(SHARES),
                iwt_relevance=chance.choice(IwtRelevance.values),
                disclosure=chance.choice(ProgrammeDisclosure.values),
                parent=chance.choice([None, *Programme.objects.exclude(pk=row.pk if row else None)]),
            ),
            countries={one.pk: chance.choice(SHARES[:3]) for one in countries},
            priorities={
                one.pk: chance.choice(SHARES[:3]) for one in chance.sample(self.priorities, chance.randint(0, 2))
            },
            organisations=(Participation(ParticipationRole.FUNDING, self.one(self.partners).organisation),),
        )

    def value(self) -> ObservationEntry:
        """A value of a year."""
        year = timezone.localdate().year - self.chance.randint(0, 5)
        return ObservationEntry(
            date(year, 1, 1),
            date(year, 12, 31),
            value=self.chance.choice((None, Decimal(1), Decimal(0))),
            is_provisional=self.chance.random() < 0.3,
        )

    def way(self) -> TrajectoryEntry:
        """Baseline and target, or none, or that it does not apply."""
        if self.chance.random() < 0.1:
            return TrajectoryEntry(not_applicable_reason="Not here.")
        return TrajectoryEntry(
            baseline_value=Decimal(0),
            baseline_on=date(2018, 12, 31),
            target_value=Decimal(1),
            target_on=date(2030, 12, 31),
            milestones=((date(2025, 12, 31), Decimal("0.5")),) if self.chance.random() < 0.5 else (),
        )


def new_need(w: World) -> None:
    iso3 = w.chance.choice(list(w.teams))
    entry.create_need(by=w.teams[iso3].focal, country=Country.objects.get(iso3=iso3), content=w.need_content())


def change_need(w: World) -> None:
    need = w.one(Need.objects.all())
    entry.save_entry(by=w.team(need.country).focal, need=need, content=w.need_content(need), reason="So it is.")


def submit_need(w: World) -> None:
    need = w.one(Need.objects.all())
    clearing.submit(by=w.team(need.country).focal, record=need)


def clear_need(w: World) -> None:
    need = w.one(Need.objects.all())
    clearing.clear_need(by=w.team(need.country).clearing, record=need, disclosure=w.chance.choice(DISCLOSURES[1:]))


def return_need(w: World) -> None:
    need = w.one(Need.objects.filter(state="submitted"))
    clearing.return_need(by=w.team(need.country).clearing, record=need, note="Say more.")


def disclose_need(w: World) -> None:
    need = w.one(Need.objects.filter(state="cleared"))
    clearing.change_disclosure(by=w.team(need.country).focal, record=need, disclosure=w.chance.choice(DISCLOSURES))


def word_on_need(w: World) -> None:
    need = w.one(Need.objects.filter(state="cleared"))
    status = w.chance.choice([value for value, _label in Need._meta.get_field("status").choices])
    entry.set_status(by=w.team(need.country).focal, need=need, status=status, reason="It is so.")


def withdraw(w: World) -> None:
    record = w.one([*Need.objects.all(), *CountryIndicator.objects.all(), *Observation.objects.all()])
    clearance.withdraw(by=w.team(record.country).focal, record=record, reason="A mistake.")


def bring_back(w: World) -> None:
    rows = [model._base_manager.filter(withdrawn_at__isnull=False) for model in (Need, CountryIndicator, Observation)]
    record = w.one([row for found in rows for row in found])
    clearance.bring_back(by=w.team(record.country).focal, record=record)


def answer(w: World) -> None:
    by, need = w.one(w.partners), w.one(Need.objects.filter(state="cleared"))
    parts = w.chance.sample(
        [*NeedComponent.objects.filter(need=need)], k=NeedComponent.objects.filter(need=need).count()
    )
    draft = AnswerDraft(
        kind=w.chance.choice([value for value, _label in Response._meta.get_field("kind").choices]),
        amount=w.chance.choice(MONEY[2:]) if need.currency else None,
        parts={one.pk: w.chance.choice((None, Decimal(2))) for one in parts[:1]},
    )
    answers.respond(by=by, need=need, draft=draft)


def decide(w: World) -> None:
    row = w.one(Response.objects.all())
    move = w.chance.choice((AnswerMove.ACCEPT, AnswerMove.ACCEPT, AnswerMove.DISCUSS, AnswerMove.DECLINE))
    acceptance = Acceptance(amount=w.chance.choice((None, row.amount and row.amount / 2)), more=True)
    by = w.team(row.need.country).focal
    answers.decide(by=by, response=row, move=move, note="Thank you.", acceptance=acceptance)


def step_of_answer(w: World) -> None:
    row = w.one(Response.objects.all())
    by = w.chance.choice([row.responded_by, w.team(row.need.country).focal])
    answers.take_step(by=by, response=row, move=w.chance.choice(list(AnswerMove)), note="So it goes.")


def deliver(w: World) -> None:
    row = w.one(Response.objects.filter(state__in=["accepted", "delivering"]))
    parts = {one.pk: Decimal(1) for one in ResponseComponent.objects.filter(response=row)[:1]}
    draft = DeliveryDraft(
        timezone.localdate(),
        amount=w.chance.choice(MONEY[2:]) if row.currency else None,
        parts=parts,
        note="It came.",
        is_final=w.chance.random() < 0.3,
    )
    deliveries.report_delivery(by=row.responded_by, response=row, draft=draft)


def decide_delivery(w: World) -> None:
    row = w.one(Delivery.objects.all())
    by = w.chance.choice([row.reported_by, w.team(row.response.need.country).focal])
    deliveries.decide_delivery(by=by, delivery=row, move=w.chance.choice(list(DeliveryMove)), note="Three came.")


def new_programme(w: World) -> None:
    by = w.one(w.partners)
    programmes.create_programme(by=by, content=w.programme_content(by))


def change_programme(w: World) -> None:
    row = w.one(Programme.objects.filter(withdrawn_at__isnull=True))
    by = w.one(w.partners)
    content = w.programme_content(by, row)
    programmes.edit_programme(by=by, programme=row, content=content, version=row.version, reason="So it is.")


def end_programme(w: World) -> None:
    row = w.one(Programme.objects.filter(starts_on__isnull=False))
    programmes.end_early(by=w.one(w.partners), programme=row, on=row.starts_on + timedelta(days=30), reason="No money.")


def take_programme_away(w: World) -> None:
    withdraw_programme(by=w.one(w.partners), programme=w.one(Programme.objects.all()), reason="A mistake.")


def use_indicator(w: World) -> None:
    iso3 = w.chance.choice(list(w.teams))
    country = Country.objects.get(iso3=iso3)
    roadmap.add_set_up(by=w.teams[iso3].focal, indicator=w.one(w.indicators), country=country, entry=w.way())


def change_use(w: World) -> None:
    one = w.one(CountryIndicator.objects.all())
    roadmap.propose_change(
        by=w.team(one.country).focal, country_indicator=one, entry=w.way(), reason="Better known.", version=None
    )


def new_value(w: World) -> None:
    one = w.one(CountryIndicator.objects.all())
    roadmap.add_observation(by=w.team(one.country).focal, country_indicator=one, entry=w.value())


def correct_value(w: World) -> None:
    row = w.one(Observation.objects.filter(state="cleared"))
    by = w.team(row.country).focal
    roadmap.correct_observation(by=by, observation=row, entry=w.value(), reason="Counted anew.")


def submit_roadmap(w: World) -> None:
    rows = [model.objects.filter(state="draft") for model in (CountryIndicator, Observation, TrajectoryProposal)]
    record = w.one([row for found in rows for row in found])
    clearance.submit(by=w.team(record.country).focal, record=record)


def clear_roadmap(w: World) -> None:
    rows = [model.objects.filter(state="submitted") for model in (CountryIndicator, Observation, TrajectoryProposal)]
    record = w.one([row for found in rows for row in found])
    clear = roadmap.clear_observation if isinstance(record, Observation) else roadmap.clear_set_up
    by = w.team(record.country).clearing
    clear(by=by, record=record, disclosure=w.chance.choice(DISCLOSURES), version=None)


def in_bulk(w: World) -> None:
    """As a migration or the administration would."""
    w.chance.choice(
        [
            lambda: Need.objects.all().update(urgency="high"),
            lambda: Need.objects.update(priority=w.one(w.priorities)),
            lambda: Programme.objects.update(iwt_share=w.chance.choice(SHARES)),
            lambda: Observation.objects.update(is_provisional=True),
            lambda: Response.objects.filter(state="waiting").update(state="withdrawn"),
        ]
    )()


def by_hand(w: World) -> None:
    """As who runs the database would."""
    statement = w.chance.choice(
        [
            "UPDATE needs_need SET disclosure = 'partners' WHERE state = 'cleared'",
            "UPDATE needs_needcomponent SET quantity = 7",
            "UPDATE partners_programmepriority SET is_suggested = NOT is_suggested",
            "UPDATE partners_programme SET disclosure = 'public'",
            "UPDATE partners_delivery SET amount = amount * 2 WHERE amount < 1000",
            "UPDATE roadmap_countryindicator SET target_value = 2 WHERE target_value IS NOT NULL",
            "UPDATE roadmap_indicator SET direction = 'down' WHERE code = 'i-number'",
        ]
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)


MOVES: tuple[tuple[Callable[[World], None], int], ...] = (
    (new_need, 4),
    (change_need, 3),
    (submit_need, 6),
    (clear_need, 6),
    (return_need, 1),
    (disclose_need, 2),
    (word_on_need, 2),
    (withdraw, 1),
    (bring_back, 1),
    (answer, 5),
    (decide, 5),
    (step_of_answer, 2),
    (deliver, 4),
    (decide_delivery, 4),
    (new_programme, 4),
    (change_programme, 3),
    (end_programme, 1),
    (take_programme_away, 1),
    (use_indicator, 3),
    (change_use, 2),
    (new_value, 4),
    (correct_value, 1),
    (submit_roadmap, 6),
    (clear_roadmap, 6),
    (in_bulk, 1),
    (by_hand, 2),
)


MOST_KINDS = len(MOVES) * 2 // 3


def does(w: World, move: Callable[[World], None]) -> bool:
    """Make a move; whether it was not refused."""
    try:
        with transaction.atomic():
            move(w)
    except REFUSALS:
        return False
    return True


def begin(w: World) -> None:
    """A few rows to begin with, so that few steps reach far."""
    for move, wanted in BEGINNING:
        made = 0
        while made < wanted:
            made += does(w, move)


BEGINNING: tuple[tuple[Callable[[World], None], int], ...] = (
    *((new_need, 4), (submit_need, 3), (clear_need, 3), (answer, 3), (decide, 1), (new_programme, 4)),
    *((use_indicator, 2), (submit_roadmap, 1), (clear_roadmap, 1), (new_value, 1)),
)


def differences() -> list[str]:
    """Every figure that is not what the rules make of its rows."""
    settle()
    return [f"{one.name}: {line}" for one in registry.figures() for line in one.differences(sorted(one.keys()))]


@pytest.mark.parametrize("seed", SEEDS)
def test_figures_follow_whatever_is_done(seed: int, cast: Any) -> None:
    w = World(cast, seed)
    begin(w)
    assert differences() == []
    moves, weights = zip(*MOVES, strict=True)
    made: Counter[str] = Counter()
    for _try in range(100 * STEPS):
        # The database hands rows out in an order of its own, so that no seed settles what can be done. What was done
        # seldom comes sooner, and chance goes on until most kinds were done.
        if made.total() >= STEPS and len(made) >= MOST_KINDS:
            break
        move = w.chance.choices(moves, [n / (1 + made[one.__name__]) for one, n in zip(moves, weights, strict=True)])[0]
        if does(w, move):
            made[move.__name__] += 1
            assert differences() == [], f"seed {seed}, after {made.total()} moves: {move.__name__}"
    assert made.total() >= STEPS
    assert len(made) >= MOST_KINDS, made


def test_what_is_counted_again_without_a_change_is_not_written(cast: Any) -> None:
    """A page that reads figures stays as it was built: no row is another one, and no table has another version."""

    def stored() -> list[Any]:
        figures = (NeedCoverage, NeedTally, MoneyLine, IndicatorAssessment, ProgrammeText)
        return [list(model._base_manager.order_by("pk").values()) for model in figures]

    w = World(cast, 0)
    begin(w)
    settle()
    before, versions = stored(), read_versions().versions
    assert all(before)
    for figure in registry.figures():
        keys = sorted(figure.keys())
        assert keys, figure.name
        figure.recount(keys)
    assert stored() == before
    assert read_versions().versions == versions


def test_a_figure_that_is_wrong_is_found(cast: Any) -> None:
    w = World(cast, 0)
    begin(w)
    settle()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE partners_needcoverage SET status = 'delivered'")
    assert differences()
