"""Goals, ratings and steps are withdrawn by whoever set them, with a reason and a trace, and come back."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.clearance.actions import Refused, bring_back, withdraw
from core.history.audit import AuditEntry, AuditKind
from roadmap.models import Action, CommitmentStep, Goal, RatedBy
from tests.factories.roadmap import (
    ActionFactory,
    ActionRatingFactory,
    CommitmentStepFactory,
    GoalFactory,
    RegionalGoalFactory,
)

pytestmark = pytest.mark.django_db

OF_COUNTRY = {"goal": GoalFactory, "rating": ActionRatingFactory, "step": CommitmentStepFactory}
COUNTRY_TEAM = ("focal_vnm", "clearing_vnm")


def of_country(kind, cast):
    return OF_COUNTRY[kind](country=cast.focal_vnm.country, created_by=cast.focal_vnm)


def of_secretariat(kind, cast):
    if kind == "goal":
        cleared = {"state": "cleared", "disclosure": "public", "cleared_at": timezone.now()}
        return RegionalGoalFactory(created_by=cast.secretariat, **cleared)
    return ActionRatingFactory(
        country=cast.focal_vnm.country, rated_by=RatedBy.SECRETARIAT, created_by=cast.secretariat
    )


def press(client, name, kind, row, **data):
    return client.post(reverse(f"history-{name}", args=[kind, row.pk]), data)


@pytest.mark.parametrize("kind", sorted(OF_COUNTRY))
@pytest.mark.parametrize("who", COUNTRY_TEAM)
def test_its_team_withdraws_what_a_country_said_and_brings_it_back(cast, as_person, kind, who):
    row = of_country(kind, cast)
    model, client = type(row), as_person(getattr(cast, who))
    page = client.get(reverse("history", args=[kind, row.pk])).content.decode()
    assert "Withdraw it" in page

    press(client, "withdraw", kind, row, version=row.version, reason="Entered by mistake")

    row.refresh_from_db()
    assert (row.withdrawn_by, row.withdrawn_reason) == (getattr(cast, who), "Entered by mistake")
    assert not any(model.objects.visible_to(person).filter(pk=row.pk) for person in cast.people().values())
    assert AuditEntry.objects.filter(kind=AuditKind.WITHDRAWN, by=getattr(cast, who)).count() == 1
    assert "Entered by mistake" in client.get(reverse("withdrawn")).content.decode()

    press(as_person(cast.focal_vnm), "bring-back", kind, row)

    row.refresh_from_db()
    assert (row.withdrawn_at, row.state) == (None, "draft")
    assert AuditEntry.objects.filter(kind=AuditKind.BROUGHT_BACK).count() == 1


@pytest.mark.parametrize("kind", ["goal", "rating"])
def test_the_secretariat_withdraws_its_own_word_and_it_stands_again_as_it_was(cast, as_person, kind):
    row, client = of_secretariat(kind, cast), as_person(cast.secretariat)

    press(client, "withdraw", kind, row, version=row.version, reason="Of the wrong plan")

    model = type(row)
    assert not model.objects.visible_to(cast.secretariat).filter(pk=row.pk).exists()
    assert not model.objects.visible_to(cast.public).filter(pk=row.pk).exists()
    assert "Of the wrong plan" in client.get(reverse("withdrawn")).content.decode()

    press(client, "bring-back", kind, row)

    row.refresh_from_db()
    assert (row.withdrawn_at, row.state, row.disclosure) == (None, "cleared", "public")


@pytest.mark.parametrize("kind", sorted(OF_COUNTRY))
@pytest.mark.parametrize("who", ["viewer_vnm", "focal_tha", "clearing_tha", "secretariat", "editor_wcs"])
def test_others_withdraw_nothing_that_a_country_said(cast, as_person, kind, who):
    row = of_country(kind, cast)

    press(as_person(getattr(cast, who)), "withdraw", kind, row, version=row.version, reason="No")
    with pytest.raises(Refused):
        withdraw(by=getattr(cast, who), record=row, reason="No")

    row.refresh_from_db()
    assert row.withdrawn_at is None


@pytest.mark.parametrize("kind", ["goal", "rating"])
@pytest.mark.parametrize("who", ["focal_vnm", "clearing_vnm", "focal_tha", "editor_wcs"])
def test_others_withdraw_nothing_that_the_secretariat_said(cast, as_person, kind, who):
    row = of_secretariat(kind, cast)

    assert (
        press(as_person(getattr(cast, who)), "withdraw", kind, row, version=row.version, reason="No").status_code == 404
    )
    with pytest.raises(Refused):
        withdraw(by=getattr(cast, who), record=row, reason="No")
    row.withdraw(cast.secretariat, "Gone")
    row.save()
    assert press(as_person(getattr(cast, who)), "bring-back", kind, row).status_code == 404
    with pytest.raises(Refused):
        bring_back(by=getattr(cast, who), record=row)


@pytest.mark.parametrize("kind", sorted(OF_COUNTRY))
def test_what_others_have_read_goes_with_a_reason_alone(cast, kind):
    with pytest.raises(Refused, match="Say why"):
        withdraw(by=cast.focal_vnm, record=of_country(kind, cast), reason=" ")


def test_the_actions_of_a_withdrawn_goal_are_hidden_with_it(cast, as_person):
    goal = RegionalGoalFactory(created_by=cast.secretariat)
    action = ActionFactory(goal=goal)
    national = GoalFactory(country=cast.focal_vnm.country, aligned_with=goal, alignment_degree="high")
    withdraw(by=cast.secretariat, record=goal, reason="Of the wrong plan")

    assert not Action.objects.visible_to(cast.secretariat).filter(pk=action.pk).exists()
    assert as_person(cast.secretariat).get(reverse("roadmap:goal", args=[goal.code])).status_code == 404
    assert goal.title not in as_person(cast.focal_vnm).get("/roadmap/").content.decode()
    page = as_person(cast.focal_vnm).get(reverse("roadmap:goal", args=[national.code])).content.decode()
    assert reverse("roadmap:goal", args=[goal.code]) not in page


def test_a_withdrawn_step_stands_on_no_page(cast, as_person):
    CommitmentStepFactory(country=cast.focal_vnm.country, created_by=cast.focal_vnm, instrument="Decree 7")
    page = as_person(cast.viewer_vnm)
    assert "Decree 7" in page.get("/roadmap/commitments/").content.decode()

    withdraw(by=cast.focal_vnm, record=CommitmentStep.objects.get(), reason="Mistake")

    assert "Decree 7" not in page.get("/roadmap/commitments/").content.decode()


def test_goals_are_not_found_by_others_in_the_administration(cast, as_person):
    goal = RegionalGoalFactory(created_by=cast.secretariat)
    withdraw(by=cast.secretariat, record=goal, reason="Of the wrong plan")
    assert goal.title not in as_person(cast.secretariat).get("/admin/roadmap/goal/").content.decode()
    assert Goal.objects.filter(pk=goal.pk).exists()
