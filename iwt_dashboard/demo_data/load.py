"""Puts the demonstration into the database, all of it or nothing."""

from datetime import date

from django.db import transaction

from core.history.timeline import by_command
from core.models import Country, Organisation, Priority, User
from iwt_dashboard.demo_data.calendar import Calendar, instants_as_given
from iwt_dashboard.demo_data.coordination import create_champions, create_mechanism_dates, create_rounds
from iwt_dashboard.demo_data.imports import create_import
from iwt_dashboard.demo_data.indicators import create_indicators
from iwt_dashboard.demo_data.needs import create_needs, create_plans
from iwt_dashboard.demo_data.partners import create_answers, create_engagements, create_programmes, create_questions
from iwt_dashboard.demo_data.people import ORGANISATION_CODES, create_people
from iwt_dashboard.demo_data.roadmap import create_actions, create_cycles, create_frameworks, create_goals, create_steps
from iwt_dashboard.demo_data.stage import Stage
from iwt_dashboard.demo_data.texts import texts
from needs.models import Clarification, Need, NeedRevision
from partners.coordination.models.champions import Champion
from partners.coordination.models.rounds import ReplyRound
from partners.programmes.models.programmes import Programme
from partners.support.models.answers import Response
from roadmap.models import (
    ActionRating,
    Commitment,
    CommitmentStep,
    CountryIndicator,
    Cycle,
    Goal,
    Indicator,
    Observation,
    Origin,
    TrajectoryProposal,
)

MEMBER_STATES, PRIORITIES = 11, 12
CLEARED_MODELS = (
    Need,
    NeedRevision,
    Goal,
    Indicator,
    ActionRating,
    CountryIndicator,
    Observation,
    CommitmentStep,
    TrajectoryProposal,
)


class ReferenceMissing(Exception):
    """The reference data that the demonstration stands on is not there."""


def is_loaded() -> bool:
    """Whether the demonstration is in the database."""
    return User.objects.filter(is_demo=True).exists()


def foreign_entries() -> list[str]:
    """What people have entered in earnest, in words, sorted as a reader would look for it; empty in a fresh database.

    Reference rows do not count: nobody's name is on them.
    """
    earnest = {"is_demo": False, "created_by__isnull": False}
    found = {
        "people": User.objects.filter(is_demo=False),
        "needs": Need.objects.filter(is_demo=False),
        "versions of needs": NeedRevision.objects.filter(is_demo=False),
        "questions on needs": Clarification.objects.filter(is_demo=False),
        "national goals": Goal.objects.filter(is_demo=False, country__isnull=False),
        "action ratings": ActionRating.objects.filter(**earnest),
        "indicators of member states": CountryIndicator.objects.filter(**earnest),
        "indicator values": Observation.objects.filter(is_demo=False, origin=Origin.COUNTRY),
        "steps on commitments": CommitmentStep.objects.filter(**earnest),
        "reporting cycles": Cycle.objects.filter(is_demo=False),
        "programmes of partners": Programme.objects.filter(is_demo=False, reference_digest=""),
        "answers to needs": Response.objects.filter(is_demo=False),
        "reply rounds": ReplyRound.objects.filter(is_demo=False),
        "champions": Champion.objects.filter(is_demo=False),
    }
    return [f"{count} {name}" for name, rows in found.items() if (count := rows.count())]


@transaction.atomic
def load(*, today: date, password: str) -> None:
    """Create every demonstration row. Raises ReferenceMissing before anything is written."""
    countries = {country.iso3: country for country in Country.objects.all()}
    priorities = {priority.code: priority for priority in Priority.objects.all()}
    organisations = {row.code: row for row in Organisation.objects.filter(code__in=ORGANISATION_CODES)}
    commitments = list(Commitment.objects.all())
    lasting = {spec["code"] for spec in texts("indicators")["indicators"] if "title" not in spec}
    counts = (len(countries), len(priorities), len(organisations), Indicator.objects.filter(code__in=lasting).count())
    if counts != (MEMBER_STATES, PRIORITIES, len(ORGANISATION_CODES), len(lasting)) or not commitments:
        raise ReferenceMissing
    with by_command("load_demo", "Demonstration data"), instants_as_given(*CLEARED_MODELS):
        people = create_people(countries.values(), [organisations[code] for code in ORGANISATION_CODES], password)
        stage = Stage(countries, priorities, organisations, people, Calendar(today))
        objectives = create_plans(stage)
        needs = create_needs(stage, objectives)
        frameworks = create_frameworks(stage)
        goals = create_goals(stage, frameworks["plan"])
        create_actions(stage)
        create_indicators(stage, frameworks["indicators"], goals)
        create_steps(stage, commitments)
        create_cycles(stage)
        programmes = create_programmes(stage)
        create_answers(stage, needs, programmes)
        create_questions(stage, needs)
        create_engagements(stage)
        create_rounds(stage)
        create_mechanism_dates(stage)
        create_champions(stage)
        create_import(stage)
