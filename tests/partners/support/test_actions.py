"""Answering needs, deciding on answers, delivering: effects, refusals, two presses, two people at one moment."""

import threading
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from core.clearance.actions import EditConflict, Refused
from core.clearance.models import Disclosure, State
from core.drafts.store import once
from core.models import Role, User
from needs.models import Need
from needs.rules import NeedStatus
from partners.programmes.actions.programmes import confirm_programme
from partners.support.actions.answers import AnswerDraft, decide, respond, revise, take_step
from partners.support.coverage import coverage_of_one
from partners.support.models.answers import Response, ResponseKind, ResponseState
from partners.support.rules.answers import AnswerMove
from tests.factories.core import UserFactory
from tests.factories.partners import ProgrammeFactory, ResponseFactory
from tests.partners.world import add_part, make_need


def offer(**fields):
    return AnswerDraft(kind=ResponseKind.OFFER, **fields)


def respond_once(cast, need, token):
    """As the press of the form does it."""
    return once(
        by=cast.editor_wcs,
        token=token,
        create=lambda: respond(by=cast.editor_wcs, need=need, draft=offer(note="x")),
    )


def test_an_offer_is_stored_with_parts_and_the_needs_currency(cast):
    need = make_need(amount_sought=Decimal(100), currency="VND")
    part = add_part(need, quantity=Decimal(5))

    address = respond(
        by=cast.editor_wcs, need=need, draft=offer(amount=Decimal(40), parts={part.pk: Decimal(2)}, note="ສະບາຍດີ")
    )

    response = Response.objects.get()
    assert address == f"/partners/responses/{response.pk}/"
    assert (response.organisation, response.state) == (cast.editor_wcs.organisation, ResponseState.WAITING)
    assert (response.amount, response.currency, response.note) == (40, "VND", "ສະບາຍດີ")
    assert [(row.component, row.quantity) for row in response.parts.all()] == [(part, 2)]


def test_an_answer_leaves_its_history(cast):
    respond(by=cast.editor_wcs, need=make_need(), draft=offer(note="x"))

    assert Response.objects.get().events.count() == 1


@pytest.mark.parametrize("who", ["viewer_wcs", "focal_vnm", "clearing_vnm", "secretariat"])
def test_only_a_partners_editor_answers(cast, who):
    with pytest.raises(Refused):
        respond(by=getattr(cast, who), need=make_need(), draft=offer(note="x"))

    assert not Response.objects.exists()


@pytest.mark.parametrize("hidden", [{"disclosure": Disclosure.ASEAN}, {"state": State.DRAFT, "cleared_at": None}])
def test_a_hidden_need_cannot_be_answered(cast, hidden):
    need = make_need(**hidden)

    with pytest.raises(Need.DoesNotExist):
        respond(by=cast.editor_wcs, need=need, draft=offer(note="x"))


@pytest.mark.parametrize("status", [NeedStatus.DELIVERED, NeedStatus.WITHDRAWN])
def test_a_closed_need_cannot_be_answered(cast, status):
    with pytest.raises(Refused, match="no longer looks"):
        respond(by=cast.editor_wcs, need=make_need(status=status), draft=offer(note="x"))


def test_an_organisation_has_one_waiting_answer(cast):
    need = make_need()
    ResponseFactory(need=need)

    with pytest.raises(Refused, match="waiting on this need already"):
        respond(by=cast.editor_wcs, need=need, draft=offer(note="x"))


def test_not_now_gives_way_to_an_offer(cast):
    need = make_need()
    earlier = ResponseFactory(need=need, kind=ResponseKind.NOT_NOW)

    respond(by=cast.editor_wcs, need=need, draft=offer(note="x"))

    earlier.refresh_from_db()
    assert earlier.state == ResponseState.WITHDRAWN
    assert Response.objects.filter(state=ResponseState.WAITING).count() == 1


def test_a_part_of_another_need_is_refused_and_nothing_is_written(cast):
    foreign = add_part(make_need("THA"))

    with pytest.raises(Refused, match="no longer in it"):
        respond(by=cast.editor_wcs, need=make_need(), draft=offer(parts={foreign.pk: None}))

    assert not Response.objects.exists()


def test_two_presses_make_one_answer(cast):
    need, token = make_need(), uuid4()

    first, second = (respond_once(cast, need, token) for _ in range(2))

    assert first == second
    assert Response.objects.count() == 1


def test_a_refused_press_leaves_its_token_free(cast):
    need, token = make_need(status=NeedStatus.WITHDRAWN), uuid4()
    with pytest.raises(Refused):
        respond_once(cast, need, token)
    Need.objects.update(status=NeedStatus.OPEN)

    respond_once(cast, need, token)

    assert Response.objects.count() == 1


@pytest.mark.parametrize(
    ("move", "state"),
    [
        (AnswerMove.ACCEPT, ResponseState.ACCEPTED),
        (AnswerMove.DISCUSS, ResponseState.IN_DISCUSSION),
        (AnswerMove.DECLINE, ResponseState.DECLINED),
    ],
)
def test_the_country_decides(cast, move, state):
    response = ResponseFactory(need=make_need())

    decide(by=cast.alternate_vnm, response=response, move=move, note=" Why. ", version=1)

    response.refresh_from_db()
    assert (response.state, response.decision_note, response.version) == (state, "Why.", 2)
    assert response.decided_by == cast.alternate_vnm
    assert response.decided_at is not None


def moved_to(person, **fields):
    User.objects.filter(pk=person.pk).update(**fields)
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize("is_reworded", [False, True])
def test_nobody_accepts_for_a_country_what_they_offered_for_an_organisation(cast, is_reworded):
    """Whoever wrote any of it, then or later; they may decline it, as anybody may return an own entry."""
    need = make_need()
    respond(by=cast.editor_wcs, need=need, draft=offer(note="x"))
    response = Response.objects.get()
    if is_reworded:
        colleague = UserFactory(role=Role.PARTNER_EDITOR, organisation=cast.editor_wcs.organisation)
        revise(by=colleague, response=response, draft=offer(note="y"), version=1)
    now_focal = moved_to(
        cast.editor_wcs, role=Role.FOCAL_POINT, organisation=None, country=cast.focal_vnm.country, body="environment"
    )

    with pytest.raises(Refused, match="wrote this yourself"):
        decide(by=now_focal, response=response, move=AnswerMove.ACCEPT)
    response.refresh_from_db()
    assert response.state == ResponseState.WAITING

    decide(by=now_focal, response=response, move=AnswerMove.DECLINE, note="No.")
    response.refresh_from_db()
    assert response.state == ResponseState.DECLINED


def test_acceptance_makes_coverage(cast):
    need = make_need(amount_sought=Decimal(100), currency="USD", disclosure=Disclosure.PUBLIC)
    response = ResponseFactory(need=need, amount=Decimal(60))
    assert coverage_of_one(cast.public, need).money.confirmed == 0

    decide(by=cast.focal_vnm, response=response, move=AnswerMove.ACCEPT)

    assert coverage_of_one(cast.public, need).money.confirmed == 60


def test_declining_needs_a_reason(cast):
    response = ResponseFactory(need=make_need())

    with pytest.raises(Refused, match="Say why"):
        decide(by=cast.focal_vnm, response=response, move=AnswerMove.DECLINE, note="  ")

    response.refresh_from_db()
    assert response.state == ResponseState.WAITING


def test_a_note_of_the_discussion_outlives_a_silent_acceptance(cast):
    response = ResponseFactory(need=make_need(), in_discussion=True, decision_note="Please split it by year.")

    decide(by=cast.focal_vnm, response=response, move=AnswerMove.ACCEPT)

    response.refresh_from_db()
    assert response.decision_note == "Please split it by year."


@pytest.mark.parametrize("who", ["clearing_vnm", "viewer_vnm", "focal_tha", "editor_wcs", "secretariat"])
def test_only_the_countrys_focal_point_decides(cast, who):
    response = ResponseFactory(need=make_need())

    with pytest.raises((Refused, Response.DoesNotExist)):
        decide(by=getattr(cast, who), response=response, move=AnswerMove.ACCEPT)


def test_interest_cannot_be_accepted(cast):
    response = ResponseFactory(need=make_need(), kind=ResponseKind.INTEREST)

    with pytest.raises(Refused, match="moved on"):
        decide(by=cast.focal_vnm, response=response, move=AnswerMove.ACCEPT)


def test_support_for_a_withdrawn_need_is_not_accepted(cast):
    response = ResponseFactory(need=make_need(status=NeedStatus.WITHDRAWN))

    with pytest.raises(Refused, match="withdrawn"):
        decide(by=cast.focal_vnm, response=response, move=AnswerMove.ACCEPT)


def test_the_slower_of_two_deciders_is_told(cast):
    response = ResponseFactory(need=make_need())
    decide(by=cast.focal_vnm, response=response, move=AnswerMove.ACCEPT, version=1)

    with pytest.raises(EditConflict):
        decide(by=cast.alternate_vnm, response=response, move=AnswerMove.DECLINE, note="No.", version=1)


def test_the_organisation_says_that_it_begins(cast):
    response = ResponseFactory(need=make_need(), accepted=True)

    take_step(by=cast.editor_wcs, response=response, move=AnswerMove.START)

    response.refresh_from_db()
    assert (response.state, response.version) == (ResponseState.DELIVERING, 2)


def test_a_decision_is_no_progress_and_progress_no_decision(cast):
    response = ResponseFactory(need=make_need())

    with pytest.raises(Refused):
        take_step(by=cast.focal_vnm, response=response, move=AnswerMove.ACCEPT)
    with pytest.raises(Refused):
        decide(by=cast.editor_wcs, response=response, move=AnswerMove.WITHDRAW)


def test_withdrawn_support_counts_no_more(cast):
    need = make_need(amount_sought=Decimal(100), currency="USD")
    response = ResponseFactory(need=need, accepted=True, amount=Decimal(60))

    take_step(move=AnswerMove.WITHDRAW, by=cast.editor_wcs, response=response, version=1)

    assert coverage_of_one(cast.focal_vnm, need).money.confirmed == 0


@pytest.mark.parametrize("who", ["viewer_wcs", "editor_traffic", "focal_vnm"])
def test_only_the_own_editor_withdraws(cast, who):
    response = ResponseFactory(need=make_need(), accepted=True)

    with pytest.raises(Refused):
        take_step(move=AnswerMove.WITHDRAW, by=getattr(cast, who), response=response)


def test_an_answer_to_a_need_that_was_narrowed_cannot_be_moved_by_the_organisation(cast):
    response = ResponseFactory(need=make_need(disclosure=Disclosure.ASEAN), accepted=True)

    with pytest.raises(Response.DoesNotExist):
        take_step(move=AnswerMove.WITHDRAW, by=cast.editor_wcs, response=response)


def test_the_owner_confirms_its_programme(cast):
    programme = ProgrammeFactory(last_confirmed_on=timezone.localdate() - timedelta(days=400))

    confirm_programme(by=cast.editor_wcs, programme=programme)

    programme.refresh_from_db()
    assert programme.last_confirmed_on == timezone.localdate()
    for person in (cast.viewer_wcs, cast.editor_traffic, cast.focal_vnm, cast.secretariat):
        with pytest.raises(Refused):
            confirm_programme(by=person, programme=programme)


# --- Two people at one moment ----------------------------------------------------------------------


def at_one_moment(*calls):
    """Run the calls in threads that start together; what each gave or raised, in order."""
    barrier, outcomes = threading.Barrier(len(calls)), [None] * len(calls)

    def run(index, call):
        try:
            barrier.wait(5)
            outcomes[index] = call()
        except Exception as fault:
            outcomes[index] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_two_partners_offering_at_one_moment_both_count(cast):
    need = make_need(amount_sought=Decimal(100), currency="USD")

    outcomes = at_one_moment(
        lambda: respond(by=cast.editor_wcs, need=need, draft=offer(amount=Decimal(80))),
        lambda: respond(by=cast.editor_traffic, need=need, draft=offer(amount=Decimal(80))),
    )

    assert all(isinstance(address, str) for address in outcomes), outcomes
    assert coverage_of_one(cast.focal_vnm, need).money.offered == 160


@pytest.mark.django_db(transaction=True)
def test_two_editors_of_one_organisation_at_one_moment_make_one_answer(cast):
    need = make_need()

    outcomes = at_one_moment(*(lambda: respond_once(cast, need, uuid4()),) * 2)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Refused", "str"]
    assert Response.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_form_pressed_twice_at_one_moment_makes_one_answer(cast):
    need, token = make_need(), uuid4()

    outcomes = at_one_moment(*(lambda: respond_once(cast, need, token),) * 2)

    assert outcomes[0] == outcomes[1]
    assert Response.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_deciders_at_one_moment_leave_one_decision(cast):
    response = ResponseFactory(need=make_need())

    outcomes = at_one_moment(
        lambda: decide(by=cast.focal_vnm, response=response, move=AnswerMove.ACCEPT, version=1),
        lambda: decide(by=cast.alternate_vnm, response=response, move=AnswerMove.DECLINE, note="No.", version=1),
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["EditConflict", "Response"]
    response.refresh_from_db()
    assert response.version == 2
