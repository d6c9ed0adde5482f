"""Factories of the road map. Defaults are the plainest row of a page: a rising stock of Viet Nam, cleared."""

import datetime
from decimal import Decimal

import factory
from django.utils import timezone

from core.clearance.models import Disclosure, State
from roadmap.choices import Direction, Rating
from roadmap.kinds import IndicatorKind
from roadmap.models import (
    Action,
    ActionRating,
    Commitment,
    CommitmentStage,
    CommitmentStep,
    CountryIndicator,
    Cycle,
    ExternalProcess,
    Framework,
    Goal,
    Indicator,
    IndicatorAssessment,
    Milestone,
    Observation,
    Origin,
    RatedBy,
    TrajectoryProposal,
)
from roadmap.models.goals import AlignmentDegree, FrameworkKind
from roadmap.models.records import ProcessKind
from tests.factories.core import CountryFactory, PriorityFactory, UserFactory

LAST_YEAR = timezone.localdate().year - 1


class ClearedFactory(factory.django.DjangoModelFactory):
    """Fills what each state needs, so that a test names the state alone."""

    class Meta:
        abstract = True

    state = State.CLEARED
    disclosure = Disclosure.PUBLIC
    country = factory.SubFactory(CountryFactory)
    cleared_at = factory.LazyAttribute(lambda o: timezone.now() if o.state == State.CLEARED else None)
    submitted_at = factory.LazyAttribute(lambda o: timezone.now() if o.state == State.SUBMITTED else None)
    return_note = factory.LazyAttribute(lambda o: "Mend it." if o.state == State.RETURNED else "")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        country = kwargs.get("country")
        # Somebody of the team wrote it; what a source has published, nobody here did.
        if country is not None and kwargs.get("origin") != Origin.PUBLISHED:
            author = UserFactory(focal=True, country=country, email=f"author.{country.iso3.lower()}@example.org")
            kwargs.setdefault("created_by", author)
            if kwargs["state"] == State.SUBMITTED and kwargs.get("submitted_by") is None:
                kwargs["submitted_by"] = author
        if kwargs["state"] == State.RETURNED:
            kwargs.setdefault("returned_at", timezone.now())
            kwargs.setdefault(
                "returned_by",
                UserFactory(clearing=True, country=country, email=f"returner.{country.iso3.lower()}@example.org"),
            )
        return super()._create(model_class, *args, **kwargs)


class FrameworkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Framework
        django_get_or_create = ("code",)

    source_title = "A published list"
    code = "iccwc"
    title = factory.LazyAttribute(lambda o: f"Framework {o.code}")
    kind = FrameworkKind.INDICATOR_FRAMEWORK


class RegionalGoalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Goal

    source_title = "A published list"
    code = factory.Sequence(lambda n: f"regional-{n}")
    framework = factory.SubFactory(FrameworkFactory, code="poa", kind=FrameworkKind.PLAN_OF_ACTION)
    title = factory.Sequence(lambda n: f"Regional goal {n}")


class GoalFactory(ClearedFactory):
    class Meta:
        model = Goal

    code = factory.Sequence(lambda n: f"national-{n}")
    title = factory.Sequence(lambda n: f"National goal {n}")
    aligned_with = factory.SubFactory(RegionalGoalFactory)
    alignment_degree = AlignmentDegree.HIGH
    alignment_reason = "Same measure, same year."


class ActionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Action

    goal = factory.SubFactory(GoalFactory)
    number = factory.Sequence(lambda n: f"A{n}")
    title = factory.Sequence(lambda n: f"Action {n}")


class ActionRatingFactory(ClearedFactory):
    class Meta:
        model = ActionRating

    action = factory.SubFactory(ActionFactory)
    country = factory.LazyAttribute(lambda o: o.action.goal.country or CountryFactory())
    rated_by = RatedBy.COUNTRY
    rating = Rating.ON_TRACK
    rated_on = datetime.date(LAST_YEAR, 12, 31)


class IndicatorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Indicator
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"indicator-{n}")
    framework = factory.SubFactory(FrameworkFactory)
    title = factory.LazyAttribute(lambda o: f"Title of {o.code}")
    priority = factory.SubFactory(PriorityFactory)
    kind = IndicatorKind.NUMBER
    direction = Direction.UP
    unit = factory.LazyAttribute(lambda o: "posts" if o.kind == IndicatorKind.NUMBER else "")


class CountryIndicatorFactory(ClearedFactory):
    """From 10 at the end of the year four years ago to 50 four years ahead."""

    class Meta:
        model = CountryIndicator
        django_get_or_create = ("indicator", "country")

    indicator = factory.SubFactory(IndicatorFactory)
    baseline_value = Decimal(10)
    baseline_on = datetime.date(LAST_YEAR - 3, 12, 31)
    target_value = Decimal(50)
    target_on = datetime.date(LAST_YEAR + 4, 12, 31)

    class Params:
        bare = factory.Trait(baseline_value=None, baseline_on=None, target_value=None, target_on=None)


class MilestoneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Milestone

    country_indicator = factory.SubFactory(CountryIndicatorFactory)
    on = datetime.date(LAST_YEAR, 12, 31)
    value = Decimal(30)


class TrajectoryProposalFactory(ClearedFactory):
    class Meta:
        model = TrajectoryProposal

    state = State.DRAFT
    country_indicator = factory.SubFactory(CountryIndicatorFactory)
    country = factory.LazyAttribute(lambda o: o.country_indicator.country)
    base_version = factory.LazyAttribute(lambda o: o.country_indicator.version)
    content = factory.LazyFunction(dict)
    reason = "More posts were opened."


class ObservationFactory(ClearedFactory):
    """A whole year's value; `year` names it."""

    class Meta:
        model = Observation

    class Params:
        year = LAST_YEAR
        published = factory.Trait(origin=Origin.PUBLISHED, source_title="A published table", verified=False)

    country_indicator = factory.SubFactory(CountryIndicatorFactory)
    country = factory.LazyAttribute(lambda o: o.country_indicator.country)
    period_start = factory.LazyAttribute(lambda o: datetime.date(o.year, 1, 1))
    period_end = factory.LazyAttribute(lambda o: datetime.date(o.year, 12, 31))
    value = Decimal(30)


class IndicatorAssessmentFactory(factory.django.DjangoModelFactory):
    """What is stored of an indicator whose value says nothing: on track without a value."""

    class Meta:
        model = IndicatorAssessment

    country_indicator = factory.SubFactory(CountryIndicatorFactory)
    audience = Disclosure.PUBLIC
    status = "on_track"
    has_recent_value = False
    shows_invented = False
    content = factory.LazyFunction(dict)


class CommitmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Commitment

    source_title = "A published list"
    code = factory.Sequence(lambda n: f"commitment-{n}")
    framework = factory.SubFactory(FrameworkFactory, code="chiang-mai", kind=FrameworkKind.STATEMENT)
    title = factory.Sequence(lambda n: f"Commitment {n}")


class CommitmentStepFactory(ClearedFactory):
    class Meta:
        model = CommitmentStep

    commitment = factory.SubFactory(CommitmentFactory)
    stage = CommitmentStage.STATED
    taken_on = datetime.date(2020, 3, 1)
    instrument = "Decree 1"


class ExternalProcessFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ExternalProcess

    source_title = "A published list"
    country = factory.SubFactory(CountryFactory)
    kind = ProcessKind.LEGISLATION_CATEGORY
    issuer = "CITES Secretariat"
    stage = "Category 2"


class CycleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Cycle

    title = factory.Sequence(lambda n: f"Cycle {n}")
    period_start = datetime.date(LAST_YEAR, 1, 1)
    period_end = datetime.date(LAST_YEAR, 12, 31)
    opens_on = datetime.date(LAST_YEAR + 1, 1, 1)
    due_on = datetime.date(LAST_YEAR + 1, 3, 31)
