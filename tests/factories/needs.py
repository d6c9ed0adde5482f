"""Factories of needs: plans, needs in every state, their parts, versions and questions."""

from datetime import UTC, date, datetime
from decimal import Decimal

import factory

from needs.content import content_of, to_json
from needs.models import Clarification, Need, NeedComponent, NeedRevision, Plan, PlanKind, PlanObjective, PlanStatus
from tests.factories.core import CountryFactory, OrganisationFactory, PriorityFactory, UserFactory

INSTANT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


class PlanFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Plan
        django_get_or_create = ("country", "title")

    source_title = "A published list"
    country = factory.SubFactory(CountryFactory)
    title = "National wildlife plan"
    kind = PlanKind.WILDLIFE_CRIME
    start_year = 2024
    end_year = 2030
    status = PlanStatus.IN_FORCE


class PlanObjectiveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlanObjective
        django_get_or_create = ("plan", "number")

    plan = factory.SubFactory(PlanFactory)
    number = "1"
    title = factory.LazyAttribute(lambda o: f"Objective {o.number}")


class NeedFactory(factory.django.DjangoModelFactory):
    """A complete draft of Viet Nam; traits name its state. A cleared one has its first version kept."""

    class Meta:
        model = Need
        skip_postgeneration_save = True

    class Params:
        submitted = factory.Trait(
            state="submitted",
            submitted_at=INSTANT,
            submitted_by=factory.LazyAttribute(lambda o: o.created_by),
        )
        returned = factory.Trait(
            state="returned",
            submitted_at=INSTANT,
            submitted_by=factory.LazyAttribute(lambda o: o.created_by),
            returned_at=INSTANT,
            returned_by=factory.SubFactory(
                UserFactory, clearing=True, country=factory.SelfAttribute("..country"), email="returner@example.org"
            ),
            return_note="Name the lead agency.",
        )
        cleared = factory.Trait(
            state="cleared",
            submitted_at=INSTANT,
            submitted_by=factory.LazyAttribute(lambda o: o.created_by),
            cleared_at=INSTANT,
            last_confirmed_on=date(2026, 3, 3),
        )

    country = factory.SubFactory(CountryFactory)
    # Far from the numbers that tests name themselves: a country has each once.
    number = factory.Sequence(lambda n: n + 2001)
    code = factory.LazyAttribute(lambda o: f"{o.country.iso3}-{o.number:03d}")
    priority = factory.SubFactory(PriorityFactory)
    title = factory.LazyAttribute(lambda o: f"Rangers' need {o.number}")
    statement = "Rangers of three parks lack radios that reach the next post."
    no_plan_reason = "The plan is under revision."
    support_kinds = factory.List(["equipment"])
    lead_agency = "Ministry of Agriculture and Environment"
    created_by = factory.SubFactory(
        UserFactory, focal=True, country=factory.SelfAttribute("..country"), email="author@example.org"
    )
    edited_by = factory.LazyAttribute(lambda o: o.created_by)

    @factory.post_generation
    def parts(need, create, extracted):
        """Titles of parts to make with the need."""
        for position, title in enumerate(extracted or (), start=1):
            NeedComponentFactory(need=need, position=position, title=title)

    @factory.post_generation
    def first_version(need, create, extracted):
        """The version that clearing keeps."""
        if create and need.state == "cleared" and extracted is not False:
            NeedRevisionFactory(need=need, cleared=True, number=1, disclosure=need.disclosure)


class NeedComponentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NeedComponent

    need = factory.SubFactory(NeedFactory)
    position = factory.Sequence(lambda n: n + 1)
    title = factory.LazyAttribute(lambda o: f"Part {o.position}")
    quantity = Decimal(10)
    unit = "people"


class NeedRevisionFactory(factory.django.DjangoModelFactory):
    """A proposal beside a need; `cleared` makes it a kept version. `changes` are put over the need's own content."""

    class Meta:
        model = NeedRevision

    class Params:
        changes = factory.Dict({})
        cleared = factory.Trait(
            state="cleared",
            submitted_at=INSTANT,
            submitted_by=factory.LazyAttribute(lambda o: o.created_by),
            cleared_at=INSTANT,
        )
        submitted = factory.Trait(
            state="submitted",
            submitted_at=INSTANT,
            submitted_by=factory.LazyAttribute(lambda o: o.created_by),
        )

    need = factory.SubFactory(NeedFactory, cleared=True)
    country = factory.LazyAttribute(lambda o: o.need.country)
    number = 2
    reason = "The plan has been revised."
    created_by = factory.LazyAttribute(lambda o: o.need.created_by)
    edited_by = factory.LazyAttribute(lambda o: o.created_by)
    disclosure = factory.LazyAttribute(lambda o: o.need.disclosure)
    version = factory.LazyAttribute(lambda o: o.need.version + 1)
    content = factory.LazyAttribute(
        lambda o: {
            **to_json(content_of(o.need, list(NeedComponent.objects.filter(need=o.need).order_by("position")))),
            **o.changes,
        }
    )


class ClarificationFactory(factory.django.DjangoModelFactory):
    """A question of WCS; traits say how far it has come."""

    class Meta:
        model = Clarification

    class Params:
        answered = factory.Trait(
            answer="Three parks, named in the plan.",
            answered_at=INSTANT,
            answered_by=factory.LazyAttribute(lambda o: o.need.created_by),
        )
        shared = factory.Trait(
            answered=True,
            shared_at=INSTANT,
            shared_by=factory.SubFactory(UserFactory, clearing=True, email="sharer@example.org"),
        )

    need = factory.SubFactory(NeedFactory, cleared=True, disclosure="partners")
    organisation = factory.SubFactory(OrganisationFactory, code="wcs")
    question = "Which parks?"
    asked_at = INSTANT
    asked_by = factory.SubFactory(UserFactory, editor=True, email="asker@example.org")
