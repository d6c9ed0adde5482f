"""Short ways to offer, accept and deliver."""

from decimal import Decimal

from django.utils import timezone

from partners.support.actions.answers import (
    Acceptance,
    AnswerDraft,
    decide,
    respond,
)
from partners.support.actions.deliveries import DeliveryDraft, report_delivery
from partners.support.coverage import coverage_of_one
from partners.support.models.answers import Response, ResponseKind
from partners.support.models.delivery import Delivery
from partners.support.rules.answers import AnswerMove


def offered(need, who, amount=None, parts=None, **more):
    draft = AnswerDraft(kind=ResponseKind.OFFER, amount=amount and Decimal(amount), parts=parts or {}, note="x", **more)
    return Response.objects.get(pk=respond(by=who, need=need, draft=draft).split("/")[-2])


def accept(cast, response, **wanted):
    decide(by=cast.focal_vnm, response=response, move=AnswerMove.ACCEPT, acceptance=Acceptance(**wanted))


def deliver(cast, response, *, amount=None, parts=None, is_final=False, note="Done."):
    draft = DeliveryDraft(timezone.localdate(), amount and Decimal(amount), parts or {}, note, is_final)
    address = report_delivery(by=cast.editor_wcs, response=response, draft=draft)
    return Delivery.objects.get(pk=address.split("-")[-1])


def money(cast, need):
    found = coverage_of_one(cast.focal_vnm, need).money
    return found.offered, found.confirmed, found.delivered, found.reported, found.remaining
