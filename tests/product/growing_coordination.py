"""What partners and countries do together, as rows of the world of `growing`.

rounds       of Viet Nam, running and ended, and one of the secretariat that asks about everything, replied to by many
mechanism    one with as many meetings and needs to be raised as there are rows
champions    of WCS, of TRAFFIC without consent, of the secretariat; one with a plan for each month
deliveries   on one answer; imports of WCS and of the secretariat; programmes with open questions, and alike
"""

import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from needs.models import Need
from partners.iati.models import ImportState
from partners.overlaps.models import OverlapDecision, OverlapDecisionKind
from partners.support.models.answers import Response
from tests.factories.coordination import (
    ApproachFactory,
    ChampionFactory,
    MechanismSessionFactory,
    RaisedNeedFactory,
    ReplyRoundFactory,
    RoundInvitationFactory,
    RoundNeedFactory,
    RoundReminderFactory,
)
from tests.factories.core import COUNTRIES, CountryFactory, OrganisationFactory, UserFactory
from tests.factories.iati import IatiImportFactory, IatiImportRowFactory, IatiRecordFactory, ProgrammePlaceFactory
from tests.factories.needs import NeedComponentFactory, NeedFactory
from tests.factories.partners import (
    DeliveryFactory,
    DeliveryPartFactory,
    EngagementFactory,
    ProgrammeFactory,
    ProgrammePriorityFactory,
    ResponseComponentFactory,
    ResponseFactory,
    ResponseMessageFactory,
)

DAY = datetime.timedelta(days=1)


class GrowingCoordination:
    """The rows on which the lists hang, and what is added to them."""

    def __init__(self, world: Any) -> None:
        self.people, self.vnm, self.wcs = world.people, world.vnm, world.wcs
        self.mechanism = world.mechanism
        author = {"created_by": self.people["focal_vnm"], "country": self.vnm}
        self.round = ReplyRoundFactory(opened_by=self.people["secretariat"])
        self.own_round = ReplyRoundFactory(
            opened_by=self.people["focal_vnm"], country=self.vnm, reply_by=timezone.localdate() - 2 * DAY
        )
        for one in (self.round, self.own_round):
            RoundInvitationFactory(round=one, organisation=self.wcs)
        need = NeedFactory(number=905, cleared=True, disclosure="public", currency="USD", **author)
        self.brought = ResponseFactory(
            need=need,
            organisation=self.wcs,
            delivering=True,
            amount=Decimal(1000),
            responded_by=self.people["editor_wcs"],
        )
        self.delivery = DeliveryFactory(response=self.brought, amount=Decimal(1))
        self.engagement = EngagementFactory(mechanism=self.mechanism, country=self.vnm)
        self.champion = ChampionFactory(organisation=self.wcs, country=self.vnm, for_partners=True)
        self.imports = {
            "editor_wcs": IatiImportFactory(organisation=self.wcs, asked_by=self.people["editor_wcs"]),
            "secretariat": IatiImportFactory(organisation=None, asked_by=self.people["secretariat"]),
        }
        self.pair = [ProgrammeFactory(slug=f"alike-{n}", title="Alike to all", owner=self.wcs) for n in (1, 2)]

    def add(self, number: int) -> None:
        """One more row of every list."""
        need = Need.objects.get(country=self.vnm, number=100 + number)
        partner = OrganisationFactory(code=f"partner-{number}")
        UserFactory(editor=True, organisation=partner, email=f"editor{number}@example.org")
        self._rounds(number, need, partner)
        self._mechanism(number, need)
        self._champions(number)
        self._deliveries(number)
        self._imports(number)

    def _rounds(self, number: int, need: Need, partner: Any) -> None:
        for one in (self.round, self.own_round):
            RoundNeedFactory(round=one, need=need)
            asked = RoundInvitationFactory(round=one, organisation=partner)
            RoundReminderFactory(invitation=asked)
        if not Response.objects.filter(need=need, organisation=partner).exists():
            ResponseFactory(need=need, organisation=partner, in_discussion=number % 2 == 0)
        shift = (number - 15) * DAY
        country = CountryFactory(iso3=list(COUNTRIES)[number % 10])
        for of, opener in ((self.vnm, "focal_vnm"), (None, "secretariat")):
            more = ReplyRoundFactory(
                country=of, opened_by=self.people[opener], reply_by=timezone.localdate() + shift, title=f"No. {number}"
            )
            RoundInvitationFactory(round=more, organisation=self.wcs)
            RoundInvitationFactory(round=more, organisation=partner)
            RoundNeedFactory(round=more, need=need)
            if of is None and country != self.vnm:
                other = NeedFactory(number=500 + number, cleared=True, disclosure="partners", country=country)
                for one in (more, self.round):
                    RoundNeedFactory(round=one, need=other)

    def _mechanism(self, number: int, need: Need) -> None:
        days = timezone.localdate() + (number - 5) * DAY
        MechanismSessionFactory(mechanism=self.mechanism, on=days, title=f"Meeting {number}", topic="Many " * 20)
        raised = {"raised_on": timezone.localdate()} if number % 3 == 0 else {}
        RaisedNeedFactory(need=need, mechanism=self.mechanism, marked_by=self.people["focal_vnm"], **raised)

    def _champions(self, number: int) -> None:
        traffic, month = OrganisationFactory(code="traffic"), timezone.localdate().replace(day=1)
        month = (month + (number + 1) * 31 * DAY).replace(day=1)
        of_each = [
            ChampionFactory(organisation=self.wcs, country=self.vnm, for_partners=number % 2 == 0),
            ChampionFactory(organisation=traffic, country=self.vnm),
            ChampionFactory(organisation=None, created_by=self.people["secretariat"], country=self.vnm),
        ]
        for one in (*of_each, self.champion):
            person = self.people["editor_wcs" if one.organisation else "secretariat"]
            ApproachFactory(champion=one, organisation=one.organisation, month=month, planned_by=person)

    def _deliveries(self, number: int) -> None:
        part = NeedComponentFactory(need=self.brought.need, position=number + 1, quantity=Decimal(9))
        offered = ResponseComponentFactory(response=self.brought, component=part, quantity=Decimal(9))
        state = {"confirmed": True} if number % 2 else {}
        more = DeliveryFactory(response=self.brought, amount=Decimal(10), note="Came", **state)
        for one in (more, self.delivery):
            DeliveryPartFactory(delivery=one, part=offered, quantity=Decimal(1))
        ResponseMessageFactory(response=self.brought, text=f"Message {number}")

    def _imports(self, number: int) -> None:
        for who, one in self.imports.items():
            states = (ImportState.PREVIEW, ImportState.DONE, ImportState.REFUSED)
            IatiImportFactory(organisation=one.organisation, asked_by=self.people[who], state=states[number % 3])
            IatiImportRowFactory(
                of_import=one,
                position=number + 1,
                outcome="changed",
                diff=[{"field": "title", "before": "A title", "after": "Another title"}],
            )
        asked = ProgrammeFactory(
            slug=f"asked-{number}",
            title=f"Asked about {number}",
            owner=self.wcs,
            is_regional=True,
            iwt_relevance="suggested",
        )
        IatiRecordFactory(programme=asked, conflicts={"title": {"mine": "Mine", "theirs": "Theirs"}})
        ProgrammePlaceFactory(programme=asked, kind="region", code="789", name=f"Place {number}")
        ProgrammePriorityFactory(programme=asked, is_suggested=True)
        OverlapDecision.objects.create(
            first=min(self.pair[0], asked, key=lambda row: row.pk),
            second=max(self.pair[0], asked, key=lambda row: row.pk),
            kind=OverlapDecisionKind.DIFFERENT,
            reason="Because.",
            decided_by=self.people["secretariat"],
        )

    def of_records(self) -> list[list[Any]]:
        """The records whose histories are asked for, as addresses name them."""
        rows = {
            "round": self.round,
            "engagement": self.engagement,
            "champion": self.champion,
            "delivery": self.delivery,
            "answer": self.brought,
        }
        return [[kind, row.pk] for kind, row in rows.items()]

    def arguments(self) -> dict[str, list[list[Any]]]:
        """What to ask an address for, by the kind of row that it holds."""
        return {
            "round": [[self.round.pk], [self.own_round.pk]],
            "round-sheet": [[self.round.pk, "VNM"], [self.own_round.pk, "VNM"]],
            "mechanism": [[self.mechanism.code]],
            "engagement": [[self.mechanism.code, "VNM"], [self.mechanism.code, "THA"]],
            "champion": [[self.champion.pk]],
            "delivery": [[self.delivery.pk]],
            "import": [[one.pk] for one in self.imports.values()],
            "pair": [[one.slug for one in self.pair]],
        }

    def written(self) -> list[Any]:
        """The rows that are written over and over."""
        return [self.round, self.engagement, self.champion, self.delivery]
