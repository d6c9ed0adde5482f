"""Needs of the one world, with their documents, versions, questions, answers and deliveries."""

import datetime
import hashlib
from datetime import timedelta
from typing import Any

from django.utils import timezone

from core.documents import store as document_store
from needs.models import NeedRevision
from partners.support.models.answers import ResponseState
from tests.factories.core import DocumentFactory, OrganisationFactory
from tests.factories.needs import ClarificationFactory, NeedComponentFactory, NeedFactory, NeedRevisionFactory
from tests.factories.partners import (
    DeliveryFactory,
    ResponseComponentFactory,
    ResponseFactory,
    ResponseMessageFactory,
)
from tests.product.universe_base import (
    BROUGHT,
    CIRCLES,
    CONFIRMED,
    DISCLOSURES,
    EVERYBODY,
    ORGANISATIONS,
    TEAMS,
    UNCLEARED,
    Row,
    Universe,
    clearance,
    readers_of,
    stages,
)


def add_needs(world: Universe) -> None:
    for iso3 in TEAMS:
        for state, disclosure in stages(iso3):
            for change in ("", *UNCLEARED) if state == "cleared" and iso3 == "VNM" else ("",):
                row = _need(world, iso3, state, disclosure, change)
                if not change:
                    _documents(world, row)
                if state == "cleared" and not change:
                    _questions(world, row)
                    _responses(world, row)


def _documents(world: Universe, row: Row) -> None:
    """A document that was cleared with the need, if the need is, and one that came afterwards."""
    need = row.record
    for when, readers in (("with", row.readers), ("after", TEAMS[row.iso3])):
        name = f"document-{row.iso3.lower()}-{row.state}-{row.disclosure}-{when}"
        content = world.mark(f"{name}-content", readers).encode()
        document = DocumentFactory(
            record=need.pk,
            country=need.country,
            name=f"{world.mark(f'{name}-name', readers)}.txt",
            media_type="text/plain",
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            stored_as=document_store.write(content),
            offered_at=(need.cleared_at or timezone.now()) + timedelta(days=0 if when == "with" else 1),
            added_by=need.created_by,
        )
        # One that came to a cleared need waits for the clearing officer; one of a draft waits with the draft.
        state = "waiting" if when == "after" and row.state == "cleared" else "with-need"
        world.add(Row("document", document, readers, row.iso3, state, row.disclosure))


NEED_TEXTS = ("title", "statement", "no_plan_reason", "under_way", "asked_elsewhere", "lead_agency", "contact_role")


def _need(world: Universe, iso3: str, state: str, disclosure: str, change: str) -> Row:
    name = "-".join(part for part in ("need", iso3.lower(), state, disclosure, change) if part)
    readers = readers_of(iso3, state, disclosure)
    need = NeedFactory(
        number=len(world.of("need")) + 1,
        currency="USD",
        amount_sought=world.figure(readers),
        own_cofinancing=world.figure(readers),
        urgency="high",
        needed_by=timezone.localdate() + datetime.timedelta(days=100),
        last_confirmed_on=timezone.localdate() if state == "cleared" else None,
        first_version=False,
        **clearance(world, iso3, state, disclosure, name),
        **world.texts(name, readers, *NEED_TEXTS),
    )
    for position in (1, 2):
        NeedComponentFactory(
            need=need,
            position=position,
            quantity=world.figure(readers),
            **world.texts(f"{name}-part{position}", readers, "title", "unit"),
        )
    row = world.add(Row("need", need, readers, iso3, state, disclosure, change))
    if state == "cleared":
        _versions(world, row, name)
    return row


def _versions(world: Universe, row: Row, name: str) -> None:
    """Version 1 was shown to a narrower circle than version 2; what waits beside it is for the team alone."""
    earlier = DISCLOSURES[max(0, DISCLOSURES.index(row.disclosure) - 1)]
    first = TEAMS[row.iso3] | CIRCLES[earlier]
    authors = {"created_by": row.record.created_by, "need": row.record}
    version = NeedRevisionFactory(
        number=1,
        cleared=True,
        disclosure=earlier,
        changes=world.texts(f"{name}-v1", first, "title", "statement", "lead_agency"),
        **authors,
    )
    world.add(Row("version", version, first & row.readers, row.iso3, "cleared", earlier, need=row))
    reason = world.texts(f"{name}-v2", row.readers, "reason")
    NeedRevisionFactory(number=2, cleared=True, disclosure=row.disclosure, **reason, **authors)
    if row.change:
        team = TEAMS[row.iso3]
        version = NeedRevision.objects.create(
            need=row.record,
            number=3,
            version=row.record.version + 1,
            content=NeedRevisionFactory.build(
                need=row.record,
                changes={
                    **world.texts(f"{name}-v3", team, "title", "statement", "under_way"),
                    "amount_sought": str(world.figure(team)),
                },
                **{"created_by": row.record.created_by},
            ).content,
            **world.texts(f"{name}-v3", team, "reason"),
            **clearance(world, row.iso3, row.change, row.disclosure, f"{name}-v3"),
        )
        world.add(Row("version", version, team, row.iso3, row.change, row.disclosure, need=row))


def _questions(world: Universe, need: Row) -> None:
    team = TEAMS[need.iso3]
    for code, organisation in ORGANISATIONS.items():
        for step in ("unanswered", "answered", "shared"):
            name = f"question-{need.iso3.lower()}-{need.disclosure}-{code}-{step}"
            readers = need.readers & (EVERYBODY if step == "shared" else team | organisation)
            asked_by = world.people[f"editor_{code}"]
            answer = {} if step == "unanswered" else {step: True, **world.texts(name, readers, "answer")}
            if step != "unanswered":
                answer["answered_by"] = need.record.created_by
            if step == "shared":
                answer["shared_by"] = need.record.cleared_by
            row = ClarificationFactory(
                need=need.record,
                organisation=asked_by.organisation,
                asked_by=asked_by,
                **world.texts(name, readers, "question"),
                **answer,
            )
            world.add(Row("question", row, readers, need.iso3, step, organisation=code, need=need))


def _responses(world: Universe, need: Row) -> None:
    """The two sides read all of an answer; others who see the need see its substance once the country confirmed it."""
    team = TEAMS[need.iso3]
    for code, organisation in ORGANISATIONS.items():
        for state in ResponseState.values:
            name = f"response-{need.iso3.lower()}-{need.disclosure}-{code}-{state}".replace("_", "")
            sides = need.readers & (team | organisation)
            readers = need.readers if state in CONFIRMED else sides
            decided = (
                {} if state in ("waiting", "withdrawn") else {"decided": True, "decided_by": need.record.created_by}
            )
            response = ResponseFactory(
                need=need.record,
                organisation=OrganisationFactory(code=code),
                programme=world.find("programme", organisation=code, disclosure="partners").record,
                state=state,
                amount=world.figure(readers),
                responded_by=world.people[f"editor_{code}"],
                **decided,
                **world.texts(name, sides, "note", "contact_role", "decision_note"),
            )
            part = need.record.components.order_by("position").first()
            ResponseComponentFactory(response=response, component=part, quantity=world.figure(readers))
            ResponseMessageFactory(response=response, **world.texts(f"{name}-message", sides, "text"))
            world.add(Row("response", response, readers, need.iso3, state, organisation=code, need=need))
            if state in BROUGHT:
                _delivery(world, need, response, readers if BROUGHT[state] == "confirmed" else sides, sides)


def _delivery(world: Universe, need: Row, response: Any, readers: frozenset[str], sides: frozenset[str]) -> None:
    """A report of delivery: the two sides alone read it and its notes; its figure is read by all once confirmed."""
    state, code = BROUGHT[response.state], response.organisation.code
    decided = {"confirmed": True, "decided_by": need.record.created_by} if state == "confirmed" else {}
    name = f"delivery-{need.iso3.lower()}-{need.disclosure}-{code}-{response.state}"
    delivery = DeliveryFactory(
        response=response,
        amount=world.figure(readers),
        **decided,
        **world.texts(name, sides, "note", "decision_note"),
    )
    world.add(Row("delivery", delivery, readers, need.iso3, state, organisation=code, need=need))
