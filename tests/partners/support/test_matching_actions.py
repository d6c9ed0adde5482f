"""What an offer comes to: parts of it accepted, over-offers, revisions, and sums that are right whatever happens."""

from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.clearance.actions import EditConflict, Refused
from needs.rules import NeedStatus
from partners.support.actions.answers import (
    AnswerDraft,
    MoreThanRemains,
    decide,
    revise,
    take_step,
)
from partners.support.actions.deliveries import DeliveryDraft, decide_delivery, report_delivery
from partners.support.coverage import coverage_of_one
from partners.support.models.answers import ResponseComponent, ResponseKind, ResponseState
from partners.support.models.delivery import Delivery
from partners.support.rules.answers import AnswerMove, DeliveryMove
from tests.factories.core import OrganisationFactory, UserFactory
from tests.factories.partners import ResponseFactory
from tests.partners.support.support_world import accept, deliver, money, offered
from tests.partners.support.test_actions import at_one_moment
from tests.partners.world import add_part, make_need

# --- Accepting part of it ---------------------------------------------------------------------------


def test_the_country_may_accept_less_than_is_offered(cast, need):
    part = add_part(need, quantity=Decimal(5))
    whole = add_part(need)
    response = offered(need, cast.editor_wcs, 600, {part.pk: Decimal(4), whole.pk: None})

    accept(cast, response, amount=Decimal(250), parts={part.pk: Decimal(3), whole.pk: Decimal(0)})

    found = coverage_of_one(cast.public if need.disclosure == "public" else cast.editor_traffic, need)
    assert (found.money.confirmed, found.money.remaining) == (250, 750)
    assert found.each_part[str(part.pk)].confirmed == 3
    assert found.each_part[str(whole.pk)].confirmed == 0
    response.refresh_from_db()
    assert (response.amount, response.accepted_amount) == (600, 250)


@pytest.mark.parametrize("wanted", [{"amount": Decimal(601)}, {"part": Decimal(5)}, {"whole": Decimal(2)}])
def test_no_more_is_accepted_than_is_offered(cast, need, wanted):
    part, whole = add_part(need, quantity=Decimal(5)), add_part(need)
    response = offered(need, cast.editor_wcs, 600, {part.pk: Decimal(4), whole.pk: None})
    keys = {"part": part.pk, "whole": whole.pk}

    with pytest.raises(Refused, match="more than is offered"):
        accept(
            cast,
            response,
            amount=wanted.get("amount"),
            parts={keys[name]: size for name, size in wanted.items() if name in keys},
            more=True,
        )

    assert money(cast, need)[1] == 0


def test_nothing_at_all_is_declined_not_accepted(cast, need):
    response = offered(need, cast.editor_wcs, 600)

    with pytest.raises(Refused, match="or decline it"):
        accept(cast, response, amount=Decimal(0))


def test_words_alone_can_be_accepted(cast, need):
    response = offered(need, cast.editor_wcs)

    accept(cast, response)

    assert coverage_of_one(cast.focal_vnm, need).n_without_size == 1


# --- Over-offers ------------------------------------------------------------------------------------


def test_accepting_more_than_remains_asks_first(cast, need):
    first, second = offered(need, cast.editor_wcs, 800), offered(need, cast.editor_traffic, 800)
    accept(cast, first)

    with pytest.raises(MoreThanRemains, match=r"USD.600"):
        accept(cast, second)
    assert money(cast, need) == (800, 800, 0, 0, 200)
    accept(cast, second, amount=Decimal(200))

    assert money(cast, need) == (0, 1000, 0, 0, 0)


def test_more_is_accepted_where_the_country_says_so(cast, need):
    first, second = offered(need, cast.editor_wcs, 800), offered(need, cast.editor_traffic, 800)
    accept(cast, first)

    accept(cast, second, more=True)

    assert money(cast, need) == (0, 1600, 0, 0, 0)


def test_an_indivisible_part_is_accepted_once(cast, need):
    part = add_part(need, "One laboratory")
    first, second = (offered(need, who, parts={part.pk: None}) for who in (cast.editor_wcs, cast.editor_traffic))
    accept(cast, first)

    with pytest.raises(MoreThanRemains, match="One laboratory"):
        accept(cast, second)


@pytest.mark.django_db(transaction=True)
def test_of_two_acceptances_at_one_moment_the_second_is_warned(cast, need):
    first, second = offered(need, cast.editor_wcs, 800), offered(need, cast.editor_traffic, 800)

    outcomes = at_one_moment(
        lambda: decide(by=cast.focal_vnm, response=first, move=AnswerMove.ACCEPT, version=1),
        lambda: decide(by=cast.alternate_vnm, response=second, move=AnswerMove.ACCEPT, version=1),
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["MoreThanRemains", "Response"]
    assert money(cast, need)[:2] == (800, 800)


@pytest.mark.django_db(transaction=True)
def test_one_delivery_confirmed_twice_at_one_moment_counts_once(cast, need):
    response = offered(need, cast.editor_wcs, 800)
    accept(cast, response)
    row = deliver(cast, response, amount=300)

    outcomes = at_one_moment(
        lambda: decide_delivery(by=cast.focal_vnm, delivery=row, move=DeliveryMove.CONFIRM, version=1),
        lambda: decide_delivery(by=cast.alternate_vnm, delivery=row, move=DeliveryMove.CONFIRM, version=1),
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Delivery", "EditConflict"]
    assert money(cast, need) == (0, 800, 300, 0, 200)


# --- Revising ---------------------------------------------------------------------------------------


def test_an_offer_is_revised_while_it_is_discussed_and_history_shows_it(cast, need):
    one, two = add_part(need, quantity=Decimal(5)), add_part(need)
    response = offered(need, cast.editor_wcs, 600, {one.pk: Decimal(4)})
    decide(by=cast.focal_vnm, response=response, move=AnswerMove.DISCUSS, note="Could it be more?")

    draft = AnswerDraft(kind=ResponseKind.OFFER, amount=Decimal(700), parts={two.pk: None}, note="More.")
    revise(by=cast.editor_wcs, response=response, draft=draft, version=2)

    response.refresh_from_db()
    assert (response.state, response.amount, response.version) == (ResponseState.WAITING, 700, 3)
    assert [part.component for part in response.parts.all()] == [two]
    assert ResponseComponent.everything.filter(response=response).count() == 2
    assert response.events.count() == 3
    assert coverage_of_one(cast.focal_vnm, need).each_part[str(one.pk)].offered == 0

    back = AnswerDraft(kind=ResponseKind.OFFER, amount=Decimal(700), parts={one.pk: Decimal(1)}, note="Again.")
    revise(by=cast.editor_wcs, response=response, draft=back, version=3)

    assert [(part.component, part.quantity) for part in response.parts.all()] == [(one, 1)]


def test_interest_becomes_an_offer(cast, need):
    response = ResponseFactory(need=need, kind=ResponseKind.INTEREST)

    draft = AnswerDraft(kind=ResponseKind.OFFER, amount=Decimal(5))
    revise(by=cast.editor_wcs, response=response, draft=draft, version=1)

    assert money(cast, need)[0] == 5


@pytest.mark.parametrize("trait", ["accepted", "declined", "withdrawn", "completed"])
def test_what_is_decided_is_not_revised(cast, need, trait):
    response = ResponseFactory(need=need, **{trait: True})

    with pytest.raises(Refused, match="moved on"):
        revise(by=cast.editor_wcs, response=response, draft=AnswerDraft(kind=ResponseKind.OFFER, note="x"), version=1)


def test_a_revision_meets_the_decision_that_came_first(cast, need):
    response = offered(need, cast.editor_wcs, 600)
    accept(cast, response)

    with pytest.raises(EditConflict):
        revise(by=cast.editor_wcs, response=response, draft=AnswerDraft(kind=ResponseKind.OFFER, note="x"), version=1)


# --- Whatever happens, the sum is right -------------------------------------------------------------


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["offer", "accept", "accept less", "decline", "deliver", "last", "confirm", "dispute", "back"]),
        st.integers(0, 3),
        st.integers(1, 90).map(Decimal),
    ),
    min_size=3,
    max_size=14,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_coverage_is_what_a_naive_recount_says(cast, moves):
    """Four partners and a country make moves; a ledger in the test notes only those that were let through."""
    need = make_need(amount_sought=Decimal(100), currency="USD")
    editors = [
        UserFactory(editor=True, organisation=OrganisationFactory(code=f"p{n}"), email=f"p{n}@example.org")
        for n in range(4)
    ]
    ledger: list[dict] = []

    for move, who, size in moves:
        own = next((row for row in reversed(ledger) if row["who"] == who), None)
        try:
            _play(cast, need, ledger, own, move, who, editors[who], size)
        except (Refused, EditConflict):
            continue

    found = coverage_of_one(cast.focal_vnm, need).money
    assert found.offered == sum(row["offered"] for row in ledger if row["state"] == "open")
    assert found.confirmed == sum(_stands(row) for row in ledger)
    assert found.delivered == sum(sum(row["delivered"]) for row in ledger if row["state"] in LIVE)
    assert found.remaining == max(Decimal(0), 100 - found.confirmed)


LIVE = ("accepted", "over")


def _stands(row):
    """Once it is over what came; before that what was accepted, or more if more came."""
    came = sum(row["delivered"])
    return {"accepted": max(row.get("accepted", 0), came), "over": came}.get(row["state"], 0)


def _play(cast, need, ledger, own, move, who, editor, size):
    """One move of the product, and its line in the ledger."""
    if move == "offer":
        response = offered(need, editor, size)
        ledger.append({"who": who, "row": response, "offered": size, "state": "open", "delivered": [], "reports": []})
        return
    if own is None:
        return
    response, reports = own["row"], own["reports"]
    if move in ("accept", "accept less"):
        less = size if move == "accept less" else None
        accept(cast, response, amount=less, more=True)
        own |= {"state": "accepted", "accepted": own["offered"] if less is None else less}
    elif move == "decline":
        decide(by=cast.focal_vnm, response=response, move=AnswerMove.DECLINE, note="No.")
        own["state"] = "declined"
    elif move in ("deliver", "last"):
        draft = DeliveryDraft(timezone.localdate(), size, {}, "", move == "last")
        address = report_delivery(by=editor, response=response, draft=draft)
        reports.append((Delivery.objects.get(pk=address.split("-")[-1]), size, move == "last"))
    elif move in ("confirm", "dispute") and reports:
        row, came, is_last = reports[-1]
        decide_delivery(
            by=cast.focal_vnm,
            delivery=row,
            move=DeliveryMove.CONFIRM if move == "confirm" else DeliveryMove.DISPUTE,
            note="No.",
        )
        if move == "confirm":
            own["delivered"].append(came)
            own["state"] = "over" if is_last else own["state"]
    elif move == "back":
        response.refresh_from_db()
        standing = Delivery.objects.filter(response=response, state__in=("reported", "confirmed"))
        step = AnswerMove.END if standing.exists() else AnswerMove.WITHDRAW
        take_step(by=editor, response=response, move=step, note="It closed.")
        own["state"] = "over" if step is AnswerMove.END else "withdrawn"


def test_support_for_a_closed_need_is_not_revised(cast, need):
    response = offered(need, cast.editor_wcs, 600)
    type(need).objects.filter(pk=need.pk).update(status=NeedStatus.DELIVERED)

    with pytest.raises(Refused, match="no longer looks"):
        revise(by=cast.editor_wcs, response=response, draft=AnswerDraft(kind=ResponseKind.OFFER, note="x"), version=1)
