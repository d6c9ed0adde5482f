"""Whoever may read the history of a record finds the way to it on the page of the record, and nobody else."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from tests.factories.coordination import (
    ChampionFactory,
    ReplyRoundFactory,
    RoundInvitationFactory,
    RoundNeedFactory,
)
from tests.factories.core import CountryFactory, OrganisationFactory, UserFactory
from tests.factories.needs import ClarificationFactory, NeedFactory, PlanFactory
from tests.factories.partners import DeliveryFactory, EngagementFactory, MechanismFactory, ResponseFactory
from tests.factories.roadmap import (
    ActionFactory,
    ActionRatingFactory,
    CommitmentStepFactory,
    RegionalGoalFactory,
)

pytestmark = pytest.mark.django_db
TEAM, OTHER_TEAM, SECRETARIAT, PUBLIC = "team", "other team", "asean", "public"
PARTNER, OTHER_PARTNER = "wcs", "traffic"
# Of the same sides, with fewer rights: whoever of them is shown the way may go it.
OF_THE_SIDES = ("clearing officer", "viewer of the team", "viewer of wcs")


@pytest.fixture
def people():
    country = CountryFactory(iso3="VNM")
    return {
        TEAM: UserFactory(focal=True, country=country, email="focal@example.org"),
        OTHER_TEAM: UserFactory(focal=True, country=CountryFactory(iso3="THA"), email="other@example.org"),
        PARTNER: UserFactory(editor=True, organisation=OrganisationFactory(code="wcs"), email="wcs@example.org"),
        OTHER_PARTNER: UserFactory(editor=True, organisation=OrganisationFactory(code="traffic")),
        OF_THE_SIDES[0]: UserFactory(clearing=True, country=country, email="clearing@example.org"),
        OF_THE_SIDES[1]: UserFactory(viewer=True, country=country, email="viewer@example.org"),
        OF_THE_SIDES[2]: UserFactory(
            partner=True, organisation=OrganisationFactory(code="wcs"), email="reader@example.org"
        ),
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


def asked_need():
    return NeedFactory(cleared=True, disclosure="public", country=CountryFactory(iso3="VNM"))


def a_round():
    row = ReplyRoundFactory(opened_by=UserFactory(secretariat=True))
    RoundNeedFactory(round=row, need=asked_need())
    RoundInvitationFactory(round=row, organisation=OrganisationFactory(code="wcs"))
    return row


def opened_round():
    row = a_round()
    return reverse("partners:round", args=[row.pk]), reverse("history", args=["round", row.pk])


def reply():
    row = a_round()
    answer = ResponseFactory(need=row.needs.get(), organisation=OrganisationFactory(code="wcs"), accepted=True)
    return reverse("partners:round-answer", args=[row.pk, "VNM"]), reverse("history", args=["answer", answer.pk])


def answer():
    row = ResponseFactory(need=asked_need(), organisation=OrganisationFactory(code="wcs"))
    return reverse("partners:response", args=[row.pk]), reverse("history", args=["answer", row.pk])


def engagement():
    row = EngagementFactory(mechanism=MechanismFactory(), country=CountryFactory(iso3="VNM"))
    return reverse("partners:mechanism", args=[row.mechanism.code]), reverse("history", args=["engagement", row.pk])


def champion():
    row = ChampionFactory(organisation=OrganisationFactory(code="wcs"), country=CountryFactory(iso3="VNM"))
    return reverse("partners:champion", args=[row.pk]), reverse("history", args=["champion", row.pk])


def champion_for_partners():
    row = ChampionFactory(
        organisation=OrganisationFactory(code="wcs"), country=CountryFactory(iso3="VNM"), for_partners=True
    )
    return reverse("partners:champion", args=[row.pk]), reverse("history", args=["champion", row.pk])


def delivery(**fields):
    answer = ResponseFactory(need=asked_need(), organisation=OrganisationFactory(code="wcs"), delivering=True)
    row = DeliveryFactory(response=answer, **fields)
    return reverse("partners:delivery", args=[row.pk]), reverse("history", args=["delivery", row.pk])


def confirmed_delivery():
    return delivery(confirmed=True)


EVERY_TEAM = {TEAM, OTHER_TEAM, PARTNER, OTHER_PARTNER, SECRETARIAT}


@pytest.mark.parametrize(
    ("make", "readers"),
    [
        (question, {TEAM, PARTNER}),
        (rating, {TEAM}),
        (step, {TEAM}),
        (plan, {TEAM, SECRETARIAT}),
        (opened_round, {TEAM, PARTNER, SECRETARIAT}),
        (reply, {TEAM, PARTNER}),
        (answer, {TEAM, PARTNER}),
        (engagement, {TEAM}),
        (champion, {PARTNER}),
        (champion_for_partners, EVERY_TEAM - {OTHER_TEAM}),
        (delivery, {TEAM, PARTNER}),
        (confirmed_delivery, {TEAM, PARTNER}),
    ],
)
def test_the_way_to_a_history_is_shown_to_those_who_may_read_it(client, people, make, readers):
    page, history = make()

    for who, person in people.items():
        client.logout()
        if who != PUBLIC:
            client.force_login(person)
        shown = history in client.get(page).content.decode()
        assert who in OF_THE_SIDES or shown == (who in readers), who
        if who != PUBLIC:
            assert client.get(history).status_code == (200 if shown else 404), who
