"""Programmes of the one world.

rows        of WCS and of TRAFFIC: for partners, public; of WCS: about something else, withdrawn
beside      three more that no address is asked for, and every count and list holds: for the whole region, not judged
            yet (its priority suggested), and past its planned end without anybody's word that it ended
"""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tests.factories.core import CountryFactory, OrganisationFactory
from tests.factories.partners import (
    ProgrammeCountryFactory,
    ProgrammeFactory,
    ProgrammeOrganisationFactory,
    ProgrammePriorityFactory,
)
from tests.product.universe_base import CIRCLES, EVERYBODY, ORGANISATIONS, SIGNED_IN, Row, Universe


def add_programmes(world: Universe) -> None:
    for code in ORGANISATIONS:
        for disclosure in ("partners", "public"):
            _programme(world, code, disclosure, CIRCLES[disclosure])
    own = ORGANISATIONS["wcs"] | {"secretariat"}
    _programme(world, "wcs", "not-iwt", own, iwt_relevance="not_iwt")
    # Its own side reads it in its history and among what was withdrawn, and on no page of its own.
    gone = _programme(world, "wcs", "withdrawn", own, withdrawn_at=timezone.now(), withdrawn_reason="Twice")
    world.rows[-1] = replace(gone, readers=frozenset(), keepers=own, state="withdrawn")
    _beside(world)


def _beside(world: Universe) -> None:
    """One that covers the region and gives no share, one that nobody has judged, one past its planned end."""
    yesterday = timezone.localdate() - timedelta(days=1)
    regional = {"is_regional": True, "iwt_share": None, "iwt_share_basis": "unknown"}
    _told(world, "traffic", "regional", EVERYBODY, status="2", **regional)
    waiting = _told(world, "wcs", "not-judged", EVERYBODY, status="2", iwt_relevance="suggested")
    ProgrammeCountryFactory(programme=waiting, country=CountryFactory(iso3="VNM"))
    waiting.for_priorities.update(is_suggested=True)
    late = _told(world, "wcs", "end-passed", SIGNED_IN, status="2", disclosure="partners", ends_on=yesterday)
    ProgrammeCountryFactory(programme=late, country=CountryFactory(iso3="THA"))


def _programme(world: Universe, code: str, disclosure: str, readers: frozenset[str], **fields: Any) -> Row:
    """A programme of an organisation in Viet Nam and Thailand; TRAFFIC's have ended early."""
    fields = {"disclosure": disclosure if disclosure == "partners" else "public", **fields}
    programme = _told(
        world, code, disclosure, readers, status="terminated_early" if code == "traffic" else "2", **fields
    )
    for iso3 in ("VNM", "THA"):
        ProgrammeCountryFactory(programme=programme, country=CountryFactory(iso3=iso3))
    return world.add(Row("programme", programme, readers, disclosure=disclosure, organisation=code))


def _told(world: Universe, code: str, name: str, readers: frozenset[str], **fields: Any) -> Any:
    """A programme with an amount, a priority and who carries it out; its texts and figures are for these readers."""
    texts = ("title", "summary", "iati_identifier", "other_identifier", "end_reason", "period_note")
    name = f"programme-{code}-{name}"
    programme = ProgrammeFactory(
        slug=name,
        owner=OrganisationFactory(code=code),
        **{
            "total": world.figure(readers),
            "cofinancing": world.figure(readers),
            "currency": "USD",
            "iwt_share": Decimal(100),
            "iwt_share_basis": "stated",
            **world.texts(name, readers, *texts, "amount_note", "region_note", "source_title"),
            **fields,
        },
    )
    ProgrammePriorityFactory(programme=programme)
    ProgrammeOrganisationFactory(programme=programme, organisation=programme.owner)
    return programme
