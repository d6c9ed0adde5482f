"""Rounds, mechanisms, champions and calendars of the one world: who may read each is stated here by hand.

rounds      of the secretariat (asks WCS) · of Viet Nam (asks WCS and TRAFFIC); about public and partners' needs,
            and that of the secretariat about one of Thailand that has been narrowed since to ASEAN
raised      one need of Viet Nam of each disclosure, at a mechanism
champions   of WCS: no consent, for its country, for partners, withdrawn · of TRAFFIC and of the secretariat: none;
            those who may be named to nobody are of member states whose order is not that of what is told of them
approaches  one for each of the champions, by its own side
calendar    the private address of the focal point of Thailand, and of the editors
"""

import datetime
from typing import Any

from django.utils import timezone

from tests.factories.coordination import (
    ApproachFactory,
    CalendarAddressFactory,
    ChampionFactory,
    MechanismSessionFactory,
    RaisedNeedFactory,
    ReplyRoundFactory,
    RoundInvitationFactory,
    RoundNeedFactory,
)
from tests.factories.core import CountryFactory, OrganisationFactory
from tests.factories.partners import MechanismFactory

DISCLOSURES = ("national", "asean", "partners", "public")
SECRETARIAT = frozenset({"secretariat"})
EARLIER = datetime.date(2026, 1, 5)


def add_coordination(world: Any, row_class: Any, teams: Any, organisations: Any, everybody: frozenset[str]) -> None:
    """Make the rows. The circles of readers are handed in: they are stated where the world is."""
    vnm, sides = teams["VNM"], organisations
    _rounds(world, row_class, {"": SECRETARIAT | vnm | teams["THA"], "VNM": SECRETARIAT | vnm}, sides)
    mechanism = MechanismFactory()
    world.add(row_class("mechanism", mechanism, everybody))
    MechanismSessionFactory(mechanism=mechanism)
    for disclosure in DISCLOSURES:
        need = world.find("need", iso3="VNM", state="cleared", disclosure=disclosure, change="")
        raised = RaisedNeedFactory(need=need.record, mechanism=mechanism, marked_by=world.people["focal_vnm"])
        world.add(row_class("raised", raised, need.readers, "VNM", "cleared", disclosure))
    _champions(world, row_class, vnm, sides)
    for who in ("focal_tha", "editor_wcs", "editor_traffic"):
        address = CalendarAddressFactory(person=world.people[who])
        world.add(row_class("calendar", address, everybody, organisation=who))


def _rounds(world: Any, row_class: Any, hosts: dict[str, frozenset[str]], sides: Any) -> None:
    needs = [
        world.find("need", iso3="VNM", state="cleared", disclosure=disclosure, change="")
        for disclosure in ("partners", "public")
    ]
    for name, country, asked in (("regional", None, ("wcs",)), ("vnm", CountryFactory(iso3="VNM"), ("wcs", "traffic"))):
        readers = hosts[country.iso3 if country else ""].union(*(sides[code] for code in asked))
        row = ReplyRoundFactory(
            country=country,
            opened_by=world.people["focal_vnm" if country else "secretariat"],
            **world.texts(f"round-{name}", readers, "title", "note"),
        )
        for need in needs:
            RoundNeedFactory(round=row, need=need.record)
        if country is None:
            narrowed = world.find("need", iso3="THA", state="cleared", disclosure="asean")
            RoundNeedFactory(round=row, need=narrowed.record)
        for code in asked:
            RoundInvitationFactory(round=row, organisation=OrganisationFactory(code=code))
        world.add(row_class("round", row, readers, "VNM" if country else ""))
        world.add(row_class("round-sheet", row, readers, "VNM" if country else ""))


def _champions(world: Any, row_class: Any, vnm: frozenset[str], sides: Any) -> None:
    wcs, traffic = sides["wcs"], sides["traffic"]
    consent = {"consent_asked_on": EARLIER, "consent_on": EARLIER}
    withdrawn = {"consent_scope": "partners", "consent_withdrawn_on": EARLIER, **consent}
    for name, code, iso3, readers, fields in (
        ("none", "wcs", "TLS", wcs, {}),
        ("country", "wcs", "VNM", wcs | vnm | SECRETARIAT, {"consent_scope": "country", **consent}),
        ("partners", "wcs", "VNM", wcs | traffic | vnm | SECRETARIAT, {"consent_scope": "partners", **consent}),
        ("withdrawn", "wcs", "BRN", wcs, withdrawn),
        ("traffic", "traffic", "KHM", traffic, {}),
        ("secretariat", "", "MMR", SECRETARIAT, {}),
    ):
        person = world.people[f"editor_{code}" if code else "secretariat"]
        champion = ChampionFactory(
            organisation=OrganisationFactory(code=code) if code else None,
            country=CountryFactory(iso3=iso3),
            created_by=person,
            # Of this, and of nothing else, others learn without consent.
            contact_role="Country director",
            **world.texts(f"champion-{name}", readers, "name", "office", "purpose"),
            **fields,
        )
        world.add(row_class("champion", champion, readers, organisation=code, state=name))
        plan = ApproachFactory(
            champion=champion,
            organisation=champion.organisation,
            month=timezone.localdate().replace(day=1),
            planned_by=person,
            despite_reason=world.mark(f"approach-{name}-reason", readers),
        )
        world.add(row_class("approach", plan, readers, organisation=code, state=name))
