"""Deliveries and their confirmation, needs that change meanwhile, messages."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.clearance.actions import Refused
from core.models import Role, User
from core.notices.models import Notice
from needs.models import NeedComponent
from partners.support.actions.answers import (
    decide,
    take_step,
    write_message,
)
from partners.support.actions.deliveries import DeliveryDraft, decide_delivery, report_delivery
from partners.support.coverage import coverage_of_one
from partners.support.models.answers import Response, ResponseState
from partners.support.models.delivery import Delivery, DeliveryState, ResponseMessage
from partners.support.rules.answers import AnswerMove, DeliveryMove
from tests.factories.partners import ResponseFactory
from tests.partners.support.support_world import accept, deliver, money, offered
from tests.partners.world import add_part

# --- Delivery ---------------------------------------------------------------------------------------


def test_a_delivery_counts_once_the_country_has_confirmed_it(cast, need):
    part = add_part(need, quantity=Decimal(4))
    response = offered(need, cast.editor_wcs, 600, {part.pk: None})
    accept(cast, response)

    row = deliver(cast, response, amount=200, parts={response.parts.get().pk: Decimal(3)})
    assert money(cast, need) == (0, 600, 0, 200, 400)
    assert coverage_of_one(cast.editor_traffic, need).money.reported == 0
    decide_delivery(by=cast.focal_vnm, delivery=row, move=DeliveryMove.CONFIRM)

    assert money(cast, need) == (0, 600, 200, 0, 400)
    assert coverage_of_one(cast.editor_traffic, need).each_part[str(part.pk)].delivered == 3
    response.refresh_from_db()
    assert response.state == ResponseState.DELIVERING


def test_nobody_confirms_for_a_country_what_they_reported_for_an_organisation(cast, need):
    response = offered(need, cast.editor_wcs, 600)
    accept(cast, response)
    row = deliver(cast, response, amount=200)
    home = {"organisation": None, "country": cast.focal_vnm.country, "body": "environment"}
    User.objects.filter(pk=cast.editor_wcs.pk).update(role=Role.FOCAL_POINT, **home)
    now_focal = User.objects.get(pk=cast.editor_wcs.pk)

    with pytest.raises(Refused, match="wrote this yourself"):
        decide_delivery(by=now_focal, delivery=row, move=DeliveryMove.CONFIRM)
    row.refresh_from_db()
    assert row.state == DeliveryState.REPORTED

    decide_delivery(by=cast.focal_vnm, delivery=row, move=DeliveryMove.CONFIRM)


def test_the_last_delivery_completes_the_answer(cast, need):
    response = offered(need, cast.editor_wcs, 600)
    accept(cast, response)
    first, last = deliver(cast, response, amount=200), deliver(cast, response, amount=300, is_final=True)

    for row in (first, last):
        decide_delivery(by=cast.focal_vnm, delivery=row, move=DeliveryMove.CONFIRM)

    response.refresh_from_db()
    assert response.state == ResponseState.COMPLETED
    assert money(cast, need) == (0, 500, 500, 0, 500)


def test_a_dispute_has_a_reason_and_can_be_resolved(cast, need):
    response = offered(need, cast.editor_wcs, 600)
    accept(cast, response)
    row = deliver(cast, response, amount=600, is_final=True)

    with pytest.raises(Refused, match="Say what is wrong"):
        decide_delivery(by=cast.focal_vnm, delivery=row, move=DeliveryMove.DISPUTE)
    decide_delivery(by=cast.focal_vnm, delivery=row, move=DeliveryMove.DISPUTE, note="Only half came.")
    assert money(cast, need) == (0, 600, 0, 0, 400)
    decide_delivery(by=cast.editor_wcs, delivery=row, move=DeliveryMove.TAKE_BACK)
    again = deliver(cast, response, amount=300)
    decide_delivery(by=cast.focal_vnm, delivery=again, move=DeliveryMove.CONFIRM)

    assert money(cast, need) == (0, 600, 300, 0, 400)


def test_what_was_delivered_stays_when_a_programme_ends_overnight(cast, need):
    response = offered(need, cast.editor_wcs, 600)
    accept(cast, response)
    row = deliver(cast, response, amount=250)
    decide_delivery(by=cast.focal_vnm, delivery=row, move=DeliveryMove.CONFIRM)

    with pytest.raises(Refused):
        take_step(move=AnswerMove.WITHDRAW, by=cast.editor_wcs, response=response)
    with pytest.raises(Refused, match="Say why"):
        take_step(move=AnswerMove.END, by=cast.editor_wcs, response=response)
    take_step(move=AnswerMove.END, by=cast.editor_wcs, response=response, note="The donor closed.")

    assert money(cast, need) == (0, 250, 250, 0, 750)
    assert coverage_of_one(cast.editor_traffic, need).money.delivered == 250


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        ({"delivered_on": timezone.localdate() + timedelta(days=1), "note": "x"}, "not what will be"),
        ({}, "Say what was delivered"),
        ({"parts": {987_654: Decimal(1)}}, "not in your answer"),
    ],
)
def test_a_senseless_report_is_refused(cast, need, draft, said):
    response = ResponseFactory(need=need, accepted=True, amount=Decimal(5))

    with pytest.raises(Refused, match=said):
        report_delivery(
            by=cast.editor_wcs,
            response=response,
            draft=DeliveryDraft(**{"delivered_on": timezone.localdate(), **draft}),
        )

    assert not Delivery.objects.exists()


@pytest.mark.parametrize("who", ["viewer_wcs", "editor_traffic", "focal_vnm", "secretariat"])
def test_only_the_own_editor_reports(cast, need, who):
    response = ResponseFactory(need=need, accepted=True)

    with pytest.raises(Refused):
        report_delivery(by=getattr(cast, who), response=response, draft=DeliveryDraft(timezone.localdate(), note="x"))


@pytest.mark.parametrize("who", ["clearing_vnm", "focal_tha", "editor_wcs", "editor_traffic", "secretariat"])
def test_only_the_countrys_focal_point_confirms(cast, need, who):
    response = ResponseFactory(need=need, accepted=True, amount=Decimal(5))
    row = deliver(cast, response, amount=5)

    with pytest.raises((Refused, Delivery.DoesNotExist)):
        decide_delivery(by=getattr(cast, who), delivery=row, move=DeliveryMove.CONFIRM)

    row.refresh_from_db()
    assert row.state == DeliveryState.REPORTED


# --- Needs that change meanwhile --------------------------------------------------------------------


def test_coverage_follows_a_need_that_changes(cast, need):
    part = add_part(need, quantity=Decimal(4))
    response = offered(need, cast.editor_wcs, 600, {part.pk: Decimal(4)})
    accept(cast, response)

    type(need).objects.filter(pk=need.pk).update(amount_sought=Decimal(2000))
    NeedComponent.objects.filter(pk=part.pk).update(quantity=Decimal(10))
    found = coverage_of_one(cast.focal_vnm, need)
    assert (found.money.remaining, found.each_part[str(part.pk)].remaining) == (1400, 6)

    NeedComponent.objects.filter(pk=part.pk).update(withdrawn_at=timezone.now(), position=None)
    type(need).objects.filter(pk=need.pk).update(currency="EUR")
    found = coverage_of_one(cast.focal_vnm, need)
    assert (found.money.confirmed, found.n_confirmed, dict(found.each_part)) == (0, 1, {})


# --- Messages ---------------------------------------------------------------------------------------


def test_the_two_sides_write_to_each_other_and_nobody_else_reads(cast, need):
    response = offered(need, cast.editor_wcs, 600)
    write_message(by=cast.focal_vnm, response=response, text="When could it begin?")
    write_message(by=cast.editor_wcs, response=response, text=" In May. ")
    accept(cast, response)

    def read_by(person):
        return [row.text for row in ResponseMessage.objects.visible_to(person)]

    both = ["When could it begin?", "In May."]
    assert read_by(cast.viewer_vnm) == read_by(cast.viewer_wcs) == both
    for person in (cast.public, cast.focal_tha, cast.editor_traffic, cast.secretariat):
        assert read_by(person) == []


@pytest.mark.parametrize("who", ["viewer_wcs", "clearing_vnm", "secretariat", "focal_tha", "editor_traffic"])
def test_only_those_who_act_for_a_side_write(cast, need, who):
    response = ResponseFactory(need=need, accepted=True)

    with pytest.raises((Refused, Response.DoesNotExist)):
        write_message(by=getattr(cast, who), response=response, text="x")


def test_a_note_of_discussion_joins_the_thread_and_is_told_without_its_words(cast, need):
    response = ResponseFactory(need=need)

    decide(by=cast.focal_vnm, response=response, move=AnswerMove.DISCUSS, note="Secret words.")

    assert ResponseMessage.objects.get().text == "Secret words."
    told = list(Notice.objects.all())
    assert cast.editor_wcs.pk in {one.person_id for one in told}
    assert {one.title for one in told} == {need.full_title}
    assert "Secret" not in "".join(one.title + one.sentence for one in told)


@pytest.mark.parametrize("trait", ["declined", "withdrawn"])
def test_a_closed_answer_takes_no_message(cast, need, trait):
    response = ResponseFactory(need=need, **{trait: True})

    with pytest.raises(Refused, match="closed"):
        write_message(by=cast.focal_vnm, response=response, text="x")
