"""Factories of partners: programmes, answers, mechanisms, money of record."""

from datetime import UTC, date, datetime
from decimal import Decimal

import factory
from django.utils import timezone

from partners.coordination.models.mechanisms import Engagement, EngagementProposal, EngagementStatus, Mechanism
from partners.overlaps.models import OverlapDecision, OverlapDecisionKind, OverlapDue, OverlapPair
from partners.programmes.models.choices import ParticipationRole, ProgrammeDisclosure, ProgrammeStatus, ShareBasis
from partners.programmes.models.money import ExchangeRate, FundingCategory, HistoricalFunding
from partners.programmes.models.money_lines import MoneyLine
from partners.programmes.models.programmes import Programme, ProgrammeCountry, ProgrammeOrganisation, ProgrammePriority
from partners.programmes.models.texts import ProgrammeText
from partners.support.models.answers import Response, ResponseComponent, ResponseKind, ResponseState
from partners.support.models.delivery import Delivery, DeliveryPart, DeliveryState, ResponseMessage, ResponseReading
from partners.support.models.figures import NeedCoverage, NeedTally
from partners.support.rules.answers import AnswerSide
from tests.factories.core import CountryFactory, OrganisationFactory, PriorityFactory, UserFactory
from tests.factories.needs import NeedFactory


class ProgrammeFactory(factory.django.DjangoModelFactory):
    """A running programme of WCS that everybody may see; traits name what is special."""

    class Meta:
        model = Programme
        django_get_or_create = ("slug",)

    class Params:
        for_partners = factory.Trait(disclosure=ProgrammeDisclosure.PARTNERS)
        regional = factory.Trait(is_regional=True, region_note="Southeast Asia")
        terminated = factory.Trait(
            status=ProgrammeStatus.TERMINATED_EARLY, end_reason="The donor closed its programmes in 2025."
        )
        with_share = factory.Trait(
            total=Decimal(1_000_000), currency="USD", iwt_share=Decimal(25), iwt_share_basis=ShareBasis.ESTIMATED
        )

    slug = factory.Sequence(lambda n: f"programme-{n}")
    title = factory.LazyAttribute(lambda o: o.slug.replace("-", " ").capitalize())
    owner = factory.SubFactory(OrganisationFactory, code="wcs")
    status = ProgrammeStatus.IMPLEMENTATION
    disclosure = ProgrammeDisclosure.PUBLIC
    source_title = "A published list"


class ProgrammeCountryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProgrammeCountry

    programme = factory.SubFactory(ProgrammeFactory)
    country = factory.SubFactory(CountryFactory)


class ProgrammePriorityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProgrammePriority

    programme = factory.SubFactory(ProgrammeFactory)
    priority = factory.SubFactory(PriorityFactory)


class ProgrammeOrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProgrammeOrganisation

    programme = factory.SubFactory(ProgrammeFactory)
    organisation = factory.SubFactory(OrganisationFactory, code="wcs")
    role = ParticipationRole.FUNDING


class ResponseFactory(factory.django.DjangoModelFactory):
    """An offer of WCS that waits for the country; traits name later states."""

    class Meta:
        model = Response

    class Params:
        decided = factory.Trait(
            decided_at=datetime(2026, 4, 1, tzinfo=UTC),
            decided_by=factory.SubFactory(UserFactory, focal=True, country=factory.SelfAttribute("..need.country")),
        )
        in_discussion = factory.Trait(decided=True, state=ResponseState.IN_DISCUSSION)
        accepted = factory.Trait(decided=True, state=ResponseState.ACCEPTED)
        delivering = factory.Trait(decided=True, state=ResponseState.DELIVERING)
        completed = factory.Trait(decided=True, state=ResponseState.COMPLETED)
        ended = factory.Trait(decided=True, state=ResponseState.ENDED)
        declined = factory.Trait(
            decided=True, state=ResponseState.DECLINED, decision_note="Another partner came first."
        )
        withdrawn = factory.Trait(state=ResponseState.WITHDRAWN)

    need = factory.SubFactory("tests.factories.needs.NeedFactory")
    organisation = factory.SubFactory(OrganisationFactory, code="wcs")
    kind = ResponseKind.OFFER
    currency = factory.LazyAttribute(lambda o: o.need.currency if getattr(o, "amount", None) is not None else "")
    amount = None
    responded_at = datetime(2026, 3, 1, tzinfo=UTC)
    responded_by = factory.SubFactory(UserFactory, editor=True, organisation=factory.SelfAttribute("..organisation"))


class ResponseComponentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ResponseComponent

    response = factory.SubFactory(ResponseFactory)
    component = factory.SubFactory("tests.factories.needs.NeedComponentFactory")


class DeliveryFactory(factory.django.DjangoModelFactory):
    """Something that the organisation reported; traits name what the country said of it."""

    class Meta:
        model = Delivery

    class Params:
        decided = factory.Trait(
            decided_at=datetime(2026, 6, 1, tzinfo=UTC),
            decided_by=factory.SubFactory(
                UserFactory, focal=True, country=factory.SelfAttribute("..response.need.country")
            ),
        )
        confirmed = factory.Trait(decided=True, state=DeliveryState.CONFIRMED)
        disputed = factory.Trait(decided=True, state=DeliveryState.DISPUTED, decision_note="Three arrived, not four.")

    response = factory.SubFactory(ResponseFactory, delivering=True)
    delivered_on = date(2026, 5, 1)
    reported_at = datetime(2026, 5, 2, tzinfo=UTC)
    reported_by = factory.SelfAttribute("response.responded_by")


class DeliveryPartFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DeliveryPart

    delivery = factory.SubFactory(DeliveryFactory)
    part = factory.SubFactory(ResponseComponentFactory, response=factory.SelfAttribute("..delivery.response"))
    quantity = Decimal(1)


class ResponseMessageFactory(factory.django.DjangoModelFactory):
    """What the organisation wrote on its answer."""

    class Meta:
        model = ResponseMessage

    response = factory.SubFactory(ResponseFactory, in_discussion=True)
    side = AnswerSide.ORGANISATION
    text = "When could it begin?"
    written_at = datetime(2026, 4, 2, tzinfo=UTC)
    written_by = factory.SelfAttribute("response.responded_by")


class ResponseReadingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ResponseReading

    response = factory.SubFactory(ResponseFactory, in_discussion=True)
    side = AnswerSide.COUNTRY
    read_until = datetime(2026, 4, 2, tzinfo=UTC)


class MechanismFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Mechanism
        django_get_or_create = ("code",)

    source_title = "A published list"
    code = "iccwc-toolkit"
    name = factory.LazyAttribute(lambda o: o.code.replace("-", " ").upper())


class EngagementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Engagement

    mechanism = factory.SubFactory(MechanismFactory)
    country = factory.SubFactory(CountryFactory)
    status = EngagementStatus.DONE
    state = "cleared"
    disclosure = "public"
    cleared_at = factory.LazyAttribute(lambda o: timezone.now() if o.state == "cleared" else None)
    submitted_at = factory.LazyAttribute(lambda o: timezone.now() if o.state == "submitted" else None)
    submitted_by = factory.LazyAttribute(lambda o: o.created_by if o.state == "submitted" else None)
    created_by = None


class EngagementProposalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EngagementProposal

    engagement = factory.SubFactory(EngagementFactory)
    country = factory.LazyAttribute(lambda o: o.engagement.country)
    content = factory.Dict({"status": "done", "note": "Done since."})
    reason = "Done since."
    base_version = factory.LazyAttribute(lambda o: o.engagement.version)
    version = factory.LazyAttribute(lambda o: o.engagement.version + 1)


class HistoricalFundingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = HistoricalFunding

    country = factory.SubFactory(CountryFactory)
    recipient = factory.LazyAttribute(lambda o: o.country.name if o.country else "Regional")
    category = FundingCategory.TOTAL
    amount_usd_thousand = Decimal(1000)
    source_title = "World Bank"


class ExchangeRateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ExchangeRate

    source_title = "A published list"
    currency = "VND"
    year = 2024
    per_usd = Decimal(25000)


class OverlapDueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OverlapDue
        # A trigger notes every programme that is written.
        django_get_or_create = ("programme",)

    programme = factory.SubFactory(ProgrammeFactory)
    since = datetime(2026, 4, 1, tzinfo=UTC)


class OverlapPairFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OverlapPair

    first = factory.SubFactory(ProgrammeFactory)
    second = factory.SubFactory(ProgrammeFactory)
    grade = "probable"
    rank = 2


class OverlapDecisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OverlapDecision

    first = factory.SubFactory(ProgrammeFactory)
    second = factory.SubFactory(ProgrammeFactory)
    kind = OverlapDecisionKind.DIFFERENT
    reason = "Another valley"
    decided_by = factory.SubFactory(UserFactory)


class MoneyLineFactory(factory.django.DjangoModelFactory):
    """A line as nobody counted it, for tests of what finds it wrong."""

    class Meta:
        model = MoneyLine

    programme = factory.SubFactory(ProgrammeFactory)
    audience, country, priority = "public", "all", "all"
    amount, by_year, first_year, last_year = Decimal(1), [Decimal(1)], 2026, 2026
    might_add = True
    possible_from, possible_until, n_funders = 1, 9999, 0


class ProgrammeTextFactory(factory.django.DjangoModelFactory):
    """Words that the programme does not have."""

    class Meta:
        model = ProgrammeText
        django_get_or_create = ("programme",)

    programme = factory.SubFactory(ProgrammeFactory)
    words, title_key = "other words", "other"


class NeedCoverageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NeedCoverage

    need = factory.SubFactory(NeedFactory)
    country = factory.SelfAttribute("need.country")
    priority = factory.SelfAttribute("need.priority")


class NeedTallyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NeedTally

    cell = factory.Sequence(int)
    country = factory.SubFactory(CountryFactory)
    priority = factory.SubFactory(PriorityFactory)
    disclosure = "public"
