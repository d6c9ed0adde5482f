"""Stored figures of needs are what the rules make of the rows, for everybody who may see them, whatever wrote the rows.

The world holds needs of every state, disclosure and word, and to them answers of every kind and state, with deliveries
of every state. Beside what is stored each figure is computed here from the rows that the viewer may see.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import cycle, product

import pytest
from django.db import connection

from core.clearance.models import Disclosure, State
from core.figures import settle
from core.figures.checking import verify
from core.models import Country, Priority
from iwt_dashboard.pages.needs_register import need_register
from needs.models import Need, NeedShow, Urgency
from needs.models.needs import NeedFilter
from needs.rules import NeedStatus
from partners.support.coverage import coverage_from_facts, coverage_of, with_coverage, with_facts
from partners.support.models.answers import Response, ResponseKind, ResponseState
from partners.support.models.delivery import Delivery, DeliveryState
from partners.support.models.figures import NeedCoverage, NeedTally
from partners.support.queries.gaps import as_stated, stated_needs
from partners.support.queries.need_counts import need_counts
from partners.support.rules.counts import NeedInCell, counted
from tests.factories.core import PriorityFactory, UserFactory
from tests.factories.needs import NeedFactory
from tests.factories.partners import (
    DeliveryFactory,
    DeliveryPartFactory,
    NeedCoverageFactory,
    NeedTallyFactory,
    ResponseComponentFactory,
    ResponseFactory,
)
from tests.partners.world import add_part

pytestmark = pytest.mark.django_db
INSTANT = datetime(2026, 6, 1, tzinfo=UTC)
STATES = [State.CLEARED] * 4 + [State.DRAFT, State.SUBMITTED, State.RETURNED]


@pytest.fixture
def world(cast):
    """Needs of two member states with answers of two organisations: each kind in each state, over all words."""
    priorities = [PriorityFactory(code=code) for code in ("LIV", "ENF")]
    author = {
        country: UserFactory(focal=True, country=country, email=f"author.{country.iso3}@example.org")
        for country in Country.objects.all()
    }
    words, currencies, urgencies = cycle(NeedStatus), cycle(["USD", "VND", "EUR"]), cycle(Urgency)
    sought, states = cycle([None, 100, 0, 250]), cycle(STATES)
    dates = cycle([None, date(2027, 1, 1), date(2026, 12, 1)])
    needs = []
    for number, (country, priority, disclosure, _n) in enumerate(product(author, priorities, Disclosure, range(3)), 1):
        state, amount = next(states), next(sought)
        needs.append(
            NeedFactory(
                **{state: True} if state != State.DRAFT else {},
                first_version=False,
                country=country,
                priority=priority,
                number=number,
                disclosure=disclosure,
                status=next(words),
                urgency=next(urgencies),
                needed_by=next(dates),
                amount_sought=amount,
                currency="" if amount is None else next(currencies),
                is_demo=number % 5 == 0,
                created_by=author[country],
            )
        )
    asked, editors = cycle(needs), cycle([cast.editor_wcs, cast.editor_traffic])
    need = needs[0]
    for turn, (kind, state) in enumerate([*product(ResponseKind, ResponseState)] * 2):
        # Some needs get two answers, some none.
        need, editor = next(asked) if turn % 3 else need, next(editors)
        parts = list(need.components.all()) or [add_part(need, quantity=Decimal(4)), add_part(need)]
        answer = ResponseFactory(
            need=need,
            organisation=editor.organisation,
            responded_by=editor,
            kind=kind,
            state=state,
            amount=Decimal(60) if need.currency else None,
            accepted_amount=Decimal(40) if need.currency and turn % 2 else None,
            currency=need.currency,
            decision_note="No.",
        )
        of_part = {"component": parts[turn % 2], "quantity": None if turn % 2 else 3}
        part = ResponseComponentFactory(response=answer, **of_part)
        for report in DeliveryState:
            delivery = DeliveryFactory(
                response=answer,
                amount=Decimal(7) if need.currency else None,
                decided_at=INSTANT,
                decided_by=author[need.country],
                state=report,
                decision_note="Not all of it.",
            )
            if turn % 4 == 0:
                DeliveryPartFactory(delivery=delivery, part=part)
    return needs


def computed(viewer):
    """The needs that a viewer may see with their coverage, from the answers and deliveries that the viewer may see."""
    seen = Response.objects.visible_to(viewer), Delivery.objects.visible_to(viewer)
    return {
        need: coverage_from_facts(need)
        for need in with_facts(Need.objects.visible_to(viewer).select_related("country"), *seen)
    }


def assert_all_agree(cast):
    for viewer in [cast.focal_vnm, cast.focal_tha, cast.editor_wcs, cast.editor_traffic, cast.secretariat, cast.public]:
        by_rows = computed(viewer)
        assert {need: coverage_of(need) for need in with_coverage(Need.objects.visible_to(viewer), viewer)} == by_rows
        stated = [need for need in by_rows if need.state == State.CLEARED and need.status != NeedStatus.WITHDRAWN]
        stated.sort(key=lambda need: (need.status == NeedStatus.DELIVERED, need.urgent_first))
        assert [(row.need, row.coverage) for row in as_stated(stated_needs(viewer))] == [
            (need, by_rows[need]) for need in stated
        ]
        counts = need_counts(viewer)
        for country, priority in product([None, *Country.objects.all()], [None, *Priority.objects.all()]):
            assert counts.of(country, priority) == counted(
                in_cell(need, by_rows[need])
                for need in stated
                if country in (None, need.country) and priority in (None, need.priority)
            )
        for show, admits in {
            NeedShow.UNSUPPORTED: lambda found: not found.has_confirmed_support,
            NeedShow.SUPPORTED: lambda found: found.has_confirmed_support,
            NeedShow.SOME_DELIVERED: lambda found: found.has_deliveries,
        }.items():
            right = {need for need in stated if need.status != NeedStatus.DELIVERED and admits(by_rows[need])}
            assert need_register(viewer, NeedFilter(show=show), 1)["n_needs"] == len(right)


def in_cell(need, coverage):
    return NeedInCell(
        NeedStatus(need.status),
        coverage,
        currency=need.currency,
        is_urgent=need.urgency == Urgency.HIGH,
        is_invented=need.is_demo,
        position=need.country.asean_order * 1_000_000 + need.number,
    )


def by_hand(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def test_what_is_stored_is_what_the_rows_make_for_everybody_after_each_kind_of_change(world, cast):
    assert_all_agree(cast)
    assert NeedCoverage.objects.exclude(of_team=None).exists()
    assert NeedCoverage.objects.exclude(of_organisations={}).exists()

    cleared = Need.objects.cleared()
    changes = [
        lambda: by_hand("UPDATE needs_need SET disclosure = 'national' WHERE disclosure = 'public' AND number < 20"),
        lambda: by_hand("UPDATE needs_need SET disclosure = 'public' WHERE disclosure = 'asean'"),
        lambda: cleared.filter(disclosure="partners").update(withdrawn_at=INSTANT),
        lambda: cleared.filter(status=NeedStatus.OPEN).update(status=NeedStatus.DELIVERED),
        lambda: cleared.filter(priority__code="LIV", number__lt=9).update(priority=Priority.objects.get(code="ENF")),
        lambda: Need.objects.filter(withdrawn_at=INSTANT, number__gt=20).update(withdrawn_at=None),
        lambda: by_hand("UPDATE core_country SET asean_order = 30 WHERE iso3 = 'THA'"),
        lambda: by_hand("UPDATE needs_needcomponent SET quantity = 9, title = 'Boats' WHERE quantity = 4"),
        lambda: by_hand("UPDATE needs_needcomponent SET withdrawn_at = now(), position = NULL WHERE position = 2"),
        lambda: by_hand("UPDATE partners_responsecomponent SET quantity = 1 WHERE quantity IS NULL"),
        lambda: Response.objects.filter(state="waiting").update(state="accepted"),
        lambda: by_hand("UPDATE partners_response SET organisation_id = %s", cast.editor_traffic.organisation_id),
        lambda: by_hand("UPDATE partners_delivery SET state = 'confirmed' WHERE state = 'reported'"),
        lambda: by_hand("UPDATE partners_deliverypart SET quantity = 2"),
    ]
    for change in changes:
        change()
        settle()
        assert not [line for found in verify(repair=False) for line in found.differences]
    assert_all_agree(cast)


def test_what_differs_is_said_and_mended(world, cast):
    settle()
    faults = {
        "total is": "UPDATE partners_needtally SET total = 7 WHERE cell = (SELECT min(cell) FROM partners_needtally)",
        "of_team is None": "UPDATE partners_needcoverage SET of_team = NULL WHERE of_team IS NOT NULL",
    }
    for words, statement in faults.items():
        by_hand(statement)
        by_hand("DELETE FROM core_recount WHERE true")
        assert any(words in line for found in verify() for line in found.differences)
        assert not [line for found in verify() for line in found.differences]
    assert_all_agree(cast)


def test_figures_without_a_need_that_counts_say_nought(cast):
    need = NeedFactory(country=cast.focal_vnm.country)
    NeedCoverageFactory(need=need)
    NeedTallyFactory(country=need.country, priority=need.priority, disclosure="public", total=3)

    assert any("total is 3" in line for found in verify() for line in found.differences)
    assert need_counts(cast.public).of(None, None).total == 0
    assert NeedTally.objects.get().total == 0
