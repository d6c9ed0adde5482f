"""Factories of coordination: reply rounds, meetings of mechanisms, needs to raise, champions, calendars."""

from datetime import UTC, date, datetime, timedelta

import factory
from django.utils import timezone

from partners.coordination.models.calendar import CalendarAddress
from partners.coordination.models.champions import Approach, Champion, ConsentScope
from partners.coordination.models.mechanisms import MechanismSession, RaisedNeed
from partners.coordination.models.rounds import ReplyRound, RoundInvitation, RoundNeed, RoundReminder
from partners.coordination.rules.rounds import ReminderKind
from tests.factories.core import CountryFactory, OrganisationFactory, UserFactory
from tests.factories.partners import MechanismFactory


class ReplyRoundFactory(factory.django.DjangoModelFactory):
    """A round of the secretariat that waits for replies for another month."""

    class Meta:
        model = ReplyRound

    title = "The round"
    reply_by = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))
    opened_at = datetime(2026, 3, 1, tzinfo=UTC)
    opened_by = factory.SubFactory(UserFactory, secretariat=True)


class RoundNeedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RoundNeed

    round = factory.SubFactory(ReplyRoundFactory)
    need = factory.SubFactory("tests.factories.needs.NeedFactory")


class RoundInvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RoundInvitation

    round = factory.SubFactory(ReplyRoundFactory)
    organisation = factory.SubFactory(OrganisationFactory, code="wcs")
    invited_at = datetime(2026, 3, 1, tzinfo=UTC)


class RoundReminderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RoundReminder

    invitation = factory.SubFactory(RoundInvitationFactory)
    kind = ReminderKind.OPENING
    reply_by = date(2026, 5, 1)
    sent_at = datetime(2026, 3, 1, tzinfo=UTC)


class MechanismSessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MechanismSession

    mechanism = factory.SubFactory(MechanismFactory)
    code = factory.Sequence(lambda n: f"meeting-{n}")
    title = "The meeting"
    on = date(2021, 6, 2)


class RaisedNeedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RaisedNeed

    need = factory.SubFactory("tests.factories.needs.NeedFactory")
    mechanism = factory.SubFactory(MechanismFactory)
    marked_at = datetime(2026, 3, 1, tzinfo=UTC)
    marked_by = factory.SubFactory(UserFactory, focal=True, country=factory.SelfAttribute("..need.country"))


class ChampionFactory(factory.django.DjangoModelFactory):
    """Somebody of whom their own organisation alone knows; a trait gives consent."""

    class Meta:
        model = Champion

    class Params:
        for_partners = factory.Trait(
            consent_scope=ConsentScope.PARTNERS, consent_asked_on=date(2026, 1, 5), consent_on=date(2026, 1, 9)
        )

    organisation = factory.SubFactory(OrganisationFactory, code="wcs")
    country = factory.SubFactory(CountryFactory)
    name = "A. Person"
    office = "An office"
    purpose = "Speaks at schools"
    contact_role = "Country director"
    created_by = factory.SubFactory(UserFactory, editor=True, organisation=factory.SelfAttribute("..organisation"))


class ApproachFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Approach

    champion = factory.SubFactory(ChampionFactory)
    organisation = factory.SelfAttribute("champion.organisation")
    month = date(2027, 3, 1)
    contact_role = "Programme officer"
    planned_at = datetime(2026, 3, 1, tzinfo=UTC)
    planned_by = factory.SubFactory(UserFactory, editor=True, organisation=factory.SelfAttribute("..organisation"))


class CalendarAddressFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CalendarAddress

    person = factory.SubFactory(UserFactory, focal=True)
    made_at = datetime(2026, 3, 1, tzinfo=UTC)
