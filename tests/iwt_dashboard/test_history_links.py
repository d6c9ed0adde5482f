"""Whoever may read the history of a question, a rating, a step or a plan finds the way to it, and nobody else."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from tests.factories.core import CountryFactory, OrganisationFactory, UserFactory
from tests.factories.needs import ClarificationFactory, NeedFactory, PlanFactory
from tests.factories.roadmap import (
    ActionFactory,
    ActionRatingFactory,
    CommitmentStepFactory,
    RegionalGoalFactory,
)

pytestmark = pytest.mark.django_db
TEAM, OTHER_TEAM, SECRETARIAT, PUBLIC = "team", "other team", "asean", "public"
PARTNER, OTHER_PARTNER = "wcs", "traffic"


@pytest.fixture
def people():
    country = CountryFactory(iso3="VNM")
    return {
        TEAM: UserFactory(focal=True, country=country, email="focal@example.org"),
        OTHER_TEAM: UserFactory(focal=True, country=CountryFactory(iso3="THA"), email="other@example.org"),
        PARTNER: UserFactory(editor=True, organisation=OrganisationFactory(code="wcs"), email="wcs@example.org"),
        OTHER_PARTNER: UserFactory(editor=True, organisation=OrganisationFactory(code="traffic")),
        SECRETARIAT: UserFactory(secretariat=True, email="asean@example.org"),
        PUBLIC: AnonymousUser(),
    }


def question():
    need = NeedFactory(cleared=True, disclosure="public", country=CountryFactory(iso3="VNM"))
    row = ClarificationFactory(need=need, organisation=OrganisationFactory(code="wcs"), shared=True)
    return reverse("needs:detail", args=[need.code]), reverse("history", args=["question", row.pk])


def rating():
    goal = RegionalGoalFactory()
    row = ActionRatingFactory(action=ActionFactory(goal=goal), country=CountryFactory(iso3="VNM"), disclosure="public")
    return reverse("roadmap:goal", args=[goal.code]), reverse("history", args=["rating", row.pk])


def step():
    row = CommitmentStepFactory(country=CountryFactory(iso3="VNM"), disclosure="public")
    return reverse("roadmap:commitments"), reverse("history", args=["step", row.pk])


def plan():
    row = PlanFactory(country=CountryFactory(iso3="VNM"))
    return reverse("country", args=["VNM"]), reverse("history", args=["plan", row.pk])


@pytest.mark.parametrize(
    ("make", "readers"),
    [(question, {TEAM, PARTNER}), (rating, {TEAM}), (step, {TEAM}), (plan, {TEAM, SECRETARIAT})],
)
def test_the_way_to_a_history_is_shown_to_those_who_may_read_it(client, people, make, readers):
    page, history = make()

    for who, person in people.items():
        client.logout()
        if who != PUBLIC:
            client.force_login(person)
        shown = history in client.get(page).content.decode()
        assert shown == (who in readers), who
        if who != PUBLIC:
            assert client.get(history).status_code == (200 if shown else 404), who
