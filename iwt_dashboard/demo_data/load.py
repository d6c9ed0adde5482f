"""Puts the demonstration into the database, all of it or nothing."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model

from core.history.timeline import by_command
from core.models import Country, Organisation, Priority, User
from core.tracking import inventing
from iwt_dashboard.demo_data import coordination, indicators, needs, partners, roadmap
from iwt_dashboard.demo_data.people import ORGANISATION_CODES, create_people
from iwt_dashboard.demo_data.stage import Calendar, Stage, instants_as_given, texts
from needs.models import Clarification, Need, NeedRevision
from partners.coordination.models.champions import Champion
from partners.coordination.models.mechanisms import Mechanism
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
)

MEMBER_STATES, PRIORITIES = 11, 12


class ReferenceMissing(Exception):
    """The reference data that the demonstration stands on is not there."""


def foreign_entries() -> list[str]:
    """How many entries of each kind are not of the demonstration ("3 needs"); kinds without any are left out.

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
    countries = Country.objects.in_bulk(field_name="iso3")
    priorities = Priority.objects.in_bulk(field_name="code")
    organisations = Organisation.objects.in_bulk(ORGANISATION_CODES, field_name="code")
    mechanisms = Mechanism.objects.in_bulk(field_name="code")
    commitments = list(Commitment.objects.all())
    lasting = {spec["code"] for spec in texts("indicators")["indicators"] if "title" not in spec}
    counts = (len(countries), len(priorities), len(organisations), Indicator.objects.filter(code__in=lasting).count())
    if counts != (MEMBER_STATES, PRIORITIES, len(ORGANISATION_CODES), len(lasting)) or not (commitments and mechanisms):
        raise ReferenceMissing
    reference: dict[type[Model], dict[str, Any]] = {
        Country: countries,
        Priority: priorities,
        Organisation: organisations,
        Mechanism: mechanisms,
    }
    with by_command("load_demo", "Demonstration data"), inventing(), instants_as_given():
        people = create_people(countries.values(), [organisations[code] for code in ORGANISATION_CODES], password)
        stage = Stage(people, Calendar(today), reference)
        by_code = needs.create_needs(stage, needs.create_plans(stage))
        frameworks = roadmap.create_frameworks(stage)
        goals = roadmap.create_goals(stage, frameworks["plan"])
        roadmap.create_actions(stage)
        indicators.create_indicators(stage, frameworks["indicators"], goals)
        roadmap.create_steps(stage, commitments)
        roadmap.create_cycles(stage)
        programmes = partners.create_programmes(stage)
        partners.create_answers(stage, by_code, programmes)
        partners.create_questions(stage, by_code)
        partners.create_engagements(stage)
        coordination.create_rounds(stage)
        coordination.create_mechanism_dates(stage)
        coordination.create_champions(stage)
        partners.create_import(stage)
