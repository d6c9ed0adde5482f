"""A need, field by field: what is no title, figure, date or link is told in words, and changes nothing."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.core import CountryFactory
from tests.factories.needs import NeedComponentFactory, PlanFactory, PlanObjectiveFactory
from tests.factories.roadmap import LAST_YEAR, IndicatorFactory
from tests.product.policy_terms import NEW_NEED, NEXT_STEP
from tests.product.sending import LONG, Sent

pytestmark = pytest.mark.django_db


def posted(client: Client, **changes: Any) -> Sent:
    """A new need that is good but for the changes."""
    return Sent(client, reverse("needs:new"), {**NEW_NEED, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"title": "\x00\x01"},
        {"title": LONG},
        {"priority": "XXX"},
        {"priority": ""},
        {"urgency": "yesterday"},
        {"support_kinds": ["equipment", "magic"]},
        {"target_groups": ["nobody"]},
        {"plan_objective": "987654321"},
        {"plan_objective": "abc"},
        {"needed_by": "0000-00-00"},
        {"needed_by": "9999-99-99"},
        {"needed_by": "1066-10-14"},
        {"needed_by": "2026-13-45"},
        {"amount_sought": "-1", "currency": "USD"},
        {"amount_sought": "NaN", "currency": "USD"},
        {"amount_sought": "Infinity", "currency": "USD"},
        {"amount_sought": "1e400", "currency": "USD"},
        {"amount_sought": "9" * 40, "currency": "USD"},
        {"amount_sought": "1.234", "currency": "USD"},
        {"amount_sought": "5"},
        {"amount_sought": "5", "currency": "XXX"},
        {"own_cofinancing": "-0.01", "currency": "USD"},
        {"statement": "x" * 5001},
        {"lead_agency": "x" * 201},
        {"parts-TOTAL_FORMS": "1", "parts-0-quantity": "5"},
        {"parts-TOTAL_FORMS": "1", "parts-0-title": "Radios", "parts-0-quantity": "-5"},
        {"parts-TOTAL_FORMS": "1", "parts-0-title": "Radios", "parts-0-amount": "1e99"},
        {"parts-TOTAL_FORMS": "100000", "parts-INITIAL_FORMS": "0"},
        {"parts-TOTAL_FORMS": "-5"},
        {"parts-TOTAL_FORMS": "abc", "parts-INITIAL_FORMS": "\x00"},
    ],
    ids=str,
)
def test_a_faulty_need_is_refused_with_everything_kept_and_nothing_written(universe, client_of, changes):
    sent = posted(client_of("focal_vnm"), **changes)

    assert sent.status == 422
    assert not sent.writes
    assert "Radios for rangers" in sent.body or "title" in changes


def test_an_objective_of_another_country_is_refused(universe, client_of):
    foreign = PlanObjectiveFactory(plan=PlanFactory(country=CountryFactory(iso3="THA"), title="Theirs"), number="9")

    assert posted(client_of("focal_vnm"), plan_objective=str(foreign.pk)).status == 422


def test_a_part_of_another_need_is_refused(universe, client_of):
    draft = universe.find("need", iso3="VNM", state="draft", disclosure="national").record
    foreign = NeedComponentFactory(need=universe.find("need", iso3="THA").record, position=9)
    parts = {"parts-TOTAL_FORMS": "1", "parts-0-component": str(foreign.pk), "parts-0-title": "Mine now"}

    sent = Sent(client_of("focal_vnm"), reverse("needs:edit", args=[draft.code]), {**NEW_NEED, **parts, "version": 1})

    assert sent.status == 422
    assert not sent.writes


def test_a_goal_of_another_country_is_refused(universe, client_of):
    IndicatorFactory(code="fresh")
    foreign = universe.find("goal", iso3="THA", state="cleared", disclosure="public").record
    address = reverse("roadmap:set-up", args=["fresh", "VNM"])

    assert Sent(client_of("focal_vnm"), address, {**NEXT_STEP, "goal": str(foreign.pk)}).status == 422
    assert Sent(client_of("focal_vnm"), address, NEXT_STEP).status == 302


def test_a_programme_of_another_organisation_and_a_part_of_another_need_are_refused(universe, client_of):
    need = universe.find("need", iso3="VNM", state="cleared", disclosure="partners", change="draft").record
    programme = universe.find("programme", organisation="traffic", disclosure="public").record
    foreign = universe.find("need", iso3="VNM", state="cleared", disclosure="public").record.components.first()
    address = reverse("partners:respond", args=[need.code])

    for spoilt in ({"programme": str(programme.pk)}, {f"part_{foreign.pk}": "on"}, {"amount": "0"}, {"kind": "gift"}):
        sent = Sent(client_of("editor_wcs"), address, {"kind": "offer", "note": "Radios.", **spoilt})
        assert (sent.status, sent.writes) == (422, [])


@pytest.mark.parametrize(
    "spoilt",
    [
        {"period_start": f"{LAST_YEAR}-12-31", "period_end": f"{LAST_YEAR}-01-01"},
        {"period_start": "2090-01-01", "period_end": "2090-12-31"},
        {"period_start": "0001-01-01", "period_end": "0001-12-31"},
        {"period_start": "", "period_end": ""},
        {"value": "-5"},
        {"value": "NaN"},
        {"value": "1e30"},
        {"value": "0"},
        {"value": ""},
        {"value": "", "is_no_data": "on"},
        {"value": "5", "is_no_data": "on"},
        {"evidence_url": "javascript:alert(1)"},
        {"evidence_url": "https://" + "x" * 600},
        {"evidence_url": "http://[::1"},
        {"period": "2020-01-01/2020-13-31"},
        {"period": "/"},
    ],
    ids=str,
)
def test_a_faulty_value_is_refused_and_nothing_written(universe, client_of, spoilt):
    one = universe.find("indicator", iso3="VNM", state="cleared", disclosure="public").record
    period = {"period": "other", "period_start": "1990-01-01", "period_end": "1990-12-31", "value": "5"}

    address = reverse("roadmap:observe", args=[one.indicator.code, "VNM"])
    sent = Sent(client_of("focal_vnm"), address, {**period, **spoilt})

    assert (sent.status, sent.writes) == (422, [])


@pytest.mark.parametrize(
    "spoilt",
    [
        {"baseline_on": "2030-01-01", "target_on": "2020-01-01"},
        {"baseline_on": ""},
        {"target_value": "-1"},
        {"target_value": "Infinity"},
        {"not_applicable_reason": "No elephants."},
        {"milestone_1_on": "1971-01-01", "milestone_1_value": "20"},
        {"milestone_1_on": "abc", "milestone_1_value": "20"},
    ],
    ids=str,
)
def test_a_faulty_set_up_is_refused_and_nothing_written(universe, client_of, spoilt):
    IndicatorFactory(code="fresh")

    sent = Sent(client_of("focal_vnm"), reverse("roadmap:set-up", args=["fresh", "VNM"]), {**NEXT_STEP, **spoilt})

    assert (sent.status, sent.writes) == (422, [])


def test_an_offer_that_ends_before_it_begins_is_refused(universe, client_of):
    need = universe.find("need", iso3="VNM", state="cleared", disclosure="partners", change="draft").record
    offer = {"kind": "offer", "note": "Radios.", "starts_on": "2027-01-01", "ends_on": "2026-01-01"}

    sent = Sent(client_of("editor_wcs"), reverse("partners:respond", args=[need.code]), offer)

    assert (sent.status, sent.writes) == (422, [])
