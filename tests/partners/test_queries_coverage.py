"""The coverage that SQL computes is the coverage of the rule."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.clearance import Disclosure
from needs.models import Need
from needs.rules import Answer, CoverageStatus, Part, coverage
from partners.models import ResponseKind, ResponseState
from partners.queries import coverage_of, with_coverage
from partners.rules import answer_status
from tests.factories.core import OrganisationFactory, UserFactory
from tests.factories.partners import ResponseComponentFactory, ResponseFactory
from tests.partners.world import add_part, make_need

KINDS = [ResponseKind.OFFER, ResponseKind.OFFER, ResponseKind.INTEREST, ResponseKind.NOT_NOW]
STATES = list(ResponseState)
quantities = st.one_of(st.none(), st.decimals(0, 6, places=2), st.integers(0, 4).map(Decimal))
taken = st.one_of(st.none(), st.decimals("0.01", 6, places=2), st.integers(1, 4).map(Decimal))
amounts = st.one_of(st.none(), st.integers(0, 120).map(Decimal), st.decimals(0, 120, places=2))


@st.composite
def cases(draw):
    """A request, its parts, and answers: each a kind, a state, an amount, and quantities for some of the parts."""
    parts = draw(st.lists(quantities, max_size=4))
    answers = draw(
        st.lists(
            st.tuples(
                st.sampled_from(KINDS),
                st.sampled_from(STATES),
                amounts,
                st.dictionaries(st.integers(0, max(0, len(parts) - 1)), taken, max_size=len(parts)),
            ),
            max_size=6,
        )
    )
    return draw(amounts), parts, answers


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=cases())
def test_sql_agrees_with_the_rule(case, world):
    requested, part_quantities, answers = case
    need, expected = world(requested, part_quantities, answers)

    found = with_coverage(Need.objects.filter(pk=need.pk), world.viewer).get()

    assert coverage_of(found) == expected
    assert found.coverage_status == expected.status
    assert found.coverage_offered == expected.money.offered
    assert found.coverage_confirmed == expected.money.confirmed
    assert found.coverage_delivered == expected.money.delivered
    assert found.coverage_parts == len(part_quantities)
    assert found.coverage_parts_offered == expected.parts.offered
    assert found.coverage_parts_confirmed == expected.parts.confirmed
    assert found.coverage_parts_delivered == expected.parts.delivered
    assert found.coverage_answers == expected.n_confirmed


@pytest.fixture
def world(cast):
    """Stores a case and says what the rule makes of it; the viewer's country owns the need and sees every answer."""

    def store(requested, part_quantities, answers):
        currency = "" if requested is None else "USD"
        need = make_need(amount_sought=requested, currency=currency)
        parts = [add_part(need, quantity=quantity) for quantity in part_quantities]
        told = []
        for index, (kind, state, amount, chosen) in enumerate(answers):
            organisation = OrganisationFactory(code=f"partner-{index}")
            editor = UserFactory(editor=True, organisation=organisation, email=f"e{index}@example.org")
            extra = {"decision_note": "No."} if state == ResponseState.DECLINED else {}
            response = ResponseFactory(
                need=need,
                organisation=organisation,
                responded_by=editor,
                kind=kind,
                state=state,
                amount=amount,
                currency="USD" if amount is not None else "",
                **extra,
            )
            for position, quantity in chosen.items():
                ResponseComponentFactory(response=response, component=parts[position], quantity=quantity)
            told.append(
                Answer(
                    status=answer_status(kind, state),
                    # An amount without a currency on the need's side cannot be compared.
                    amount=amount if currency else None,
                    parts={str(parts[position].pk): quantity for position, quantity in chosen.items()},
                )
            )
        wanted = [Part(str(part.pk), part.quantity) for part in parts]
        return need, coverage(requested, wanted, told)

    store.viewer = cast.focal_vnm
    return store


def status_for(viewer, need):
    return with_coverage(Need.objects.filter(pk=need.pk), viewer).get().coverage_status


def test_no_number_and_no_parts_is_not_measurable(cast):
    need = make_need()
    ResponseFactory(need=need, completed=True)

    assert status_for(cast.focal_vnm, need) == CoverageStatus.NOT_MEASURABLE


def test_more_than_asked_leaves_nothing_and_never_less(cast):
    need = make_need(amount_sought=Decimal(100), currency="USD")
    ResponseFactory(need=need, accepted=True, amount=Decimal(150))

    found = coverage_of(with_coverage(Need.objects.all(), cast.focal_vnm).get())

    assert found.status == CoverageStatus.FULLY
    assert (found.money.remaining, found.money.surplus) == (0, 50)


def test_withdrawn_and_declined_answers_cover_nothing(cast):
    need = make_need(amount_sought=Decimal(100), currency="USD")
    ResponseFactory(need=need, withdrawn=True, amount=Decimal(100))
    ResponseFactory(need=need, declined=True, amount=Decimal(100))

    assert status_for(cast.focal_vnm, need) == CoverageStatus.NONE


def test_amount_in_another_currency_than_the_need_now_has_is_not_added(cast):
    need = make_need(amount_sought=Decimal(100), currency="EUR")
    ResponseFactory(need=need, accepted=True, amount=Decimal(100), currency="USD")

    found = with_coverage(Need.objects.all(), cast.focal_vnm).get()

    assert found.coverage_confirmed == 0
    assert coverage_of(found).money.confirmed == 0


def test_an_open_offer_counts_for_the_two_sides_alone(cast):
    need = make_need(amount_sought=Decimal(100), currency="USD", disclosure=Disclosure.PUBLIC)
    ResponseFactory(need=need, amount=Decimal(60))

    offered = {
        name: with_coverage(Need.objects.visible_to(person), person).get().coverage_offered
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

    rows = with_coverage(Need.objects.all(), cast.focal_vnm).filter(coverage_status=CoverageStatus.FULLY)

    assert (rows.count(), list(rows)) == (1, [covered])


def test_coverage_costs_one_query(cast, django_assert_num_queries):
    for _ in range(5):
        need = make_need(amount_sought=Decimal(100), currency="USD")
        add_part(need, quantity=Decimal(3))
        ResponseFactory(need=need, accepted=True, amount=Decimal(60))

    with django_assert_num_queries(1):
        for need in with_coverage(Need.objects.all(), cast.focal_vnm):
            coverage_of(need)
