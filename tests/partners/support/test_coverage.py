"""The coverage that is stored is the coverage of the rule, and lists are filtered by it."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.clearance.models import Disclosure
from core.figures import settle
from needs.models import Need
from needs.rules import Answer, CoverageStatus, Part, coverage
from partners.support.coverage import coverage_now, coverage_of, coverage_of_one, with_coverage
from partners.support.models.answers import ResponseKind, ResponseState
from partners.support.models.delivery import DeliveryState
from partners.support.rules.answers import answer_status
from tests.exhaustive import EXHAUSTIVE
from tests.factories.core import OrganisationFactory, UserFactory
from tests.factories.partners import DeliveryFactory, DeliveryPartFactory, ResponseComponentFactory, ResponseFactory
from tests.partners.world import add_part, make_need

KINDS = [ResponseKind.OFFER, ResponseKind.OFFER, ResponseKind.INTEREST, ResponseKind.NOT_NOW]
STATES = list(ResponseState)
quantities = st.one_of(st.none(), st.decimals(0, 6, places=2), st.integers(0, 4).map(Decimal))
taken = st.one_of(st.none(), st.decimals("0.01", 6, places=2), st.integers(1, 4).map(Decimal))
amounts = st.one_of(st.none(), st.integers(0, 120).map(Decimal), st.decimals(0, 120, places=2))


deliveries = st.tuples(
    st.sampled_from(list(DeliveryState)),
    st.one_of(st.none(), st.decimals("0.01", 130, places=2)),
    st.dictionaries(st.integers(0, 3), st.decimals("0.01", 6, places=2), max_size=2),
)


@dataclass
class Given:
    """An answer: its money and parts as offered and accepted (a part: offered, accepted), and its deliveries."""

    kind: str
    state: str
    amount: Decimal | None
    accepted: Decimal | None
    parts: dict[int, tuple[Decimal | None, Decimal | None]]
    deliveries: list[tuple[str, Decimal | None, dict[int, Decimal]]]


@st.composite
def answers(draw, n_parts):
    amount = draw(amounts)
    less = None if amount is None else draw(st.one_of(st.none(), st.decimals(0, amount, places=2)))
    chosen = draw(st.dictionaries(st.integers(0, max(0, n_parts - 1)), taken, max_size=n_parts))
    accepted = st.one_of(st.none(), st.decimals(0, 6, places=2))
    return Given(
        draw(st.sampled_from(KINDS)),
        draw(st.sampled_from(STATES)),
        amount,
        less,
        {position: (quantity, draw(accepted)) for position, quantity in chosen.items()},
        draw(st.lists(deliveries, max_size=2)),
    )


@st.composite
def cases(draw):
    """A request, its parts, and answers."""
    parts = draw(st.lists(quantities, max_size=3))
    return draw(amounts), parts, draw(st.lists(answers(len(parts)), max_size=4))


@example(
    case=(
        Decimal(0),
        [],
        [Given(ResponseKind.OFFER, ResponseState.WAITING, Decimal(1), Decimal(0), parts={}, deliveries=[])],
    )
)
@settings(
    max_examples=25 if EXHAUSTIVE else 12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(case=cases())
def test_facts_from_sql_give_what_the_rule_gives(case, world):
    requested, part_quantities, answers = case
    need, expected = world(requested, part_quantities, answers)

    found = with_coverage(Need.objects.filter(pk=need.pk), world.viewer).get()

    assert coverage_of(found) == expected
    assert coverage_now(need) == expected
    assert len(coverage_of(found).each_part) == len(part_quantities)
    for status in CoverageStatus:
        listed = Need.objects.filter(pk=need.pk, figures__status=status)
        assert list(listed) == ([need] if status == expected.status else [])


@pytest.fixture
def world(cast):
    """Stores a case and says what the rule makes of it; the viewer's country owns the need and sees every answer."""

    def store(requested, part_quantities, answers):
        currency = "" if requested is None else "USD"
        need = make_need(amount_sought=requested, currency=currency)
        parts = [add_part(need, quantity=quantity) for quantity in part_quantities]
        told = []
        for index, one in enumerate(answers):
            organisation = OrganisationFactory(code=f"partner-{index}")
            editor = UserFactory(editor=True, organisation=organisation, email=f"e{index}@example.org")
            response = ResponseFactory(
                need=need,
                organisation=organisation,
                responded_by=editor,
                kind=one.kind,
                state=one.state,
                amount=one.amount,
                accepted_amount=one.accepted,
                currency="USD" if one.amount is not None else "",
                decision_note="No.",
            )
            rows = {
                position: ResponseComponentFactory(
                    response=response, component=parts[position], quantity=quantity, accepted_quantity=accepted
                )
                for position, (quantity, accepted) in one.parts.items()
            }
            for state, amount, brought in one.deliveries:
                delivery = DeliveryFactory(
                    response=response, amount=amount, decided=True, state=state, decision_note="Not all of it."
                )
                for position, quantity in brought.items():
                    if position in rows:
                        DeliveryPartFactory(delivery=delivery, part=rows[position], quantity=quantity)
            told.append(recounted(one, parts, has_currency=bool(currency)))
        wanted = [Part(str(part.pk), part.quantity) for part in parts]
        return need, coverage(requested, wanted, told)

    store.viewer = cast.focal_vnm
    return store


def recounted(one, parts, *, has_currency):
    """The answer as the rule takes it, counted from the case by hand."""

    def brought(state, position=None):
        rows = [row for row in one.deliveries if row[0] == state]
        if position is None:
            return sum((amount or 0 for _, amount, _ in rows), Decimal(0))
        return sum((of_parts.get(position, 0) for _, _, of_parts in rows), Decimal(0))

    # Only what has been decided counts as accepted.
    is_open = one.state in (ResponseState.WAITING, ResponseState.IN_DISCUSSION)
    size = one.amount if is_open or one.accepted is None else one.accepted
    # An amount in another currency than the need's cannot be compared.
    counts = (one.amount is not None) == has_currency
    return Answer(
        status=answer_status(one.kind, one.state),
        amount=size if counts else None,
        parts={
            str(parts[position].pk): offered if is_open or accepted is None else accepted
            for position, (offered, accepted) in one.parts.items()
            if is_open or accepted != 0
        },
        delivered=brought("confirmed") if counts else None,
        delivered_parts={str(parts[position].pk): brought("confirmed", position) for position in one.parts},
        reported=brought("reported") if counts else None,
        reported_parts={str(parts[position].pk): brought("reported", position) for position in one.parts},
        has_deliveries=any(state == "confirmed" for state, _, _ in one.deliveries),
    )


def status_for(viewer, need):
    return coverage_of_one(viewer, need).status


def test_no_number_and_no_parts_is_not_measurable(cast):
    need = make_need()
    ResponseFactory(need=need, completed=True)

    assert status_for(cast.focal_vnm, need) == CoverageStatus.NOT_MEASURABLE


def test_more_than_asked_leaves_nothing_and_never_less(cast):
    need = make_need(amount_sought=Decimal(100), currency="USD")
    ResponseFactory(need=need, accepted=True, amount=Decimal(150))

    found = coverage_of(with_coverage(Need.objects.all(), cast.focal_vnm).get())

    assert found.status == CoverageStatus.FULLY
    assert (found.money.confirmed, found.money.remaining) == (150, 0)


def test_withdrawn_and_declined_answers_cover_nothing(cast):
    need = make_need(amount_sought=Decimal(100), currency="USD")
    ResponseFactory(need=need, withdrawn=True, amount=Decimal(100))
    ResponseFactory(need=need, declined=True, amount=Decimal(100))

    assert status_for(cast.focal_vnm, need) == CoverageStatus.NONE


def test_amount_in_another_currency_than_the_need_now_has_is_not_added(cast):
    need = make_need(amount_sought=Decimal(100), currency="EUR")
    ResponseFactory(need=need, accepted=True, amount=Decimal(100), currency="USD")

    assert coverage_of_one(cast.focal_vnm, need).money.confirmed == 0


def test_an_open_offer_counts_for_the_two_sides_alone(cast):
    need = make_need(amount_sought=Decimal(100), currency="USD", disclosure=Disclosure.PUBLIC)
    ResponseFactory(need=need, amount=Decimal(60))

    offered = {
        name: coverage_of(with_coverage(Need.objects.visible_to(person), person).get()).money.offered
        for name, person in [*cast.people().items(), ("public", cast.public)]
    }

    insiders = {name for name, amount in offered.items() if amount == 60}
    assert insiders == {
        "focal_vnm",
        "alternate_vnm",
        "clearing_vnm",
        "second_clearing_vnm",
        "viewer_vnm",
        "editor_wcs",
        "viewer_wcs",
    }


def test_a_confirmed_offer_counts_for_everybody_who_sees_the_need(cast):
    need = make_need(amount_sought=Decimal(100), currency="USD", disclosure=Disclosure.PUBLIC)
    ResponseFactory(need=need, accepted=True, amount=Decimal(60))

    for person in [*cast.people().values(), cast.public]:
        assert status_for(person, need) == CoverageStatus.PARTLY


def test_status_can_be_filtered_and_counted(cast):
    make_need(amount_sought=Decimal(100), currency="USD")
    covered = make_need(amount_sought=Decimal(100), currency="USD")
    ResponseFactory(need=covered, accepted=True, amount=Decimal(100))

    settle()
    rows = Need.objects.filter(figures__status=CoverageStatus.FULLY)

    assert (rows.count(), list(rows)) == (1, [covered])


def test_coverage_costs_one_query(cast, django_assert_num_queries):
    for _ in range(5):
        need = make_need(amount_sought=Decimal(100), currency="USD")
        add_part(need, quantity=Decimal(3))
        ResponseFactory(need=need, accepted=True, amount=Decimal(60))

    settle()
    with django_assert_num_queries(2):  # whether anything is marked, and the needs
        for need in with_coverage(Need.objects.all(), cast.focal_vnm):
            coverage_of(need)
