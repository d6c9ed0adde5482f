"""What pages read: counts worked out by hand, inboxes, differences, history."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pghistory
import pytest
from django.db import transaction
from django.utils import timezone

from needs import actions, queries
from needs.actions.entry import propose_change
from needs.content import NeedContent, PartContent, content_of, differences, from_json, parts_of, to_json
from needs.models import Need
from needs.queries.inbox import my_entries, waiting_for
from tests.factories.core import PriorityFactory, UserFactory
from tests.factories.needs import (
    ClarificationFactory,
    NeedFactory,
    NeedRevisionFactory,
    PlanFactory,
    PlanObjectiveFactory,
)
from tests.needs.world import content


def test_plans_come_newest_first_with_their_objectives(cast, django_assert_num_queries):
    country = cast.focal_vnm.country
    PlanFactory(country=country, title="Old", start_year=2010, end_year=2015)
    PlanObjectiveFactory(plan=PlanFactory(country=country, title="New"))

    with django_assert_num_queries(2):
        plans = list(queries.plans_of(country).prefetch_related("objectives"))
        names = [(plan.title, [o.number for o in plan.objectives.all()]) for plan in plans]

    assert names == [("New", ["1"]), ("Old", [])]
    assert plans[1].has_lapsed(date(2026, 1, 1))


# --- Inboxes --------------------------------------------------------------------------------------------


@pytest.fixture
def inbox(cast):
    vnm, today = cast.focal_vnm.country, timezone.localdate()
    author = cast.focal_vnm
    fresh = {"country": vnm, "created_by": author, "cleared": True, "last_confirmed_on": today}
    NeedFactory(country=vnm, created_by=author, number=1)
    NeedFactory(country=vnm, created_by=author, number=2, submitted=True)
    NeedFactory(country=vnm, created_by=author, number=3, returned=True)
    NeedFactory(number=4, **{**fresh, "last_confirmed_on": today - timedelta(days=500)})
    NeedRevisionFactory(need=NeedFactory(number=5, **fresh), submitted=True)
    NeedRevisionFactory(need=NeedFactory(number=6, **fresh))
    ClarificationFactory(need=NeedFactory(number=7, **fresh))
    ClarificationFactory(need=NeedFactory(number=8, **fresh), answered=True)
    NeedFactory(country=cast.focal_tha.country, number=9, submitted=True)


def codes(entries):
    return sorted(entry.title.split()[0] for entry in entries)


def test_what_waits_for_a_focal_point(cast, inbox):
    entries = waiting_for(cast.focal_vnm)

    assert codes(entries) == ["VNM-001", "VNM-003", "VNM-004", "VNM-006", "VNM-007"]
    assert {entry.title.split()[0]: entry.note for entry in entries}["VNM-003"] == "Name the lead agency."


def test_what_waits_for_a_clearing_officer(cast, inbox):
    entries = waiting_for(cast.clearing_vnm)

    assert codes(entries) == ["VNM-002", "VNM-005", "VNM-008"]
    assert "/needs/VNM-002/review/" in [entry.url for entry in entries]


@pytest.mark.parametrize("who", ["viewer_vnm", "editor_wcs", "secretariat"])
def test_nothing_waits_for_others(cast, inbox, who):
    assert waiting_for(getattr(cast, who)) == []


def test_my_entries_are_what_i_wrote(cast, inbox):
    assert codes(my_entries(cast.focal_vnm)) == [f"VNM-00{n}" for n in (1, 2, 3, 4, 5, 5, 6, 6, 7, 8)]
    assert my_entries(cast.clearing_vnm) == []
    assert my_entries(cast.editor_wcs) == []


def test_inboxes_cost_the_same_with_more_on_them(cast, inbox, django_assert_num_queries):
    with django_assert_num_queries(3):
        waiting_for(cast.focal_vnm)
    for _ in range(12):
        NeedFactory(country=cast.focal_vnm.country, created_by=cast.focal_vnm)
    with django_assert_num_queries(3):
        waiting_for(cast.focal_vnm)


# --- Content ------------------------------------------------------------------------------------------


def test_content_comes_back_from_json_as_it_went(cast):
    need = NeedFactory(
        country=cast.focal_vnm.country,
        plan_objective=PlanObjectiveFactory(plan=PlanFactory(country=cast.focal_vnm.country)),
        no_plan_reason="",
        needed_by=date(2027, 6, 30),
        amount_sought=Decimal("1.50"),
        currency="USD",
        parts=["Radios"],
    )
    before = content_of(need, parts_of(need))

    assert from_json(to_json(before), need=need) == before


def test_content_is_kept_as_plain_json(db):
    said = content(
        title="Radios",
        needed_by=date(2027, 6, 30),
        amount_sought=Decimal("1.50"),
        currency="USD",
        target_groups=("public",),
        parts=(PartContent("Sets", quantity=Decimal("2.00"), unit="sets", pk=7),),
    )

    kept = to_json(said)

    assert kept == json.loads(json.dumps(kept))
    assert kept == {
        "priority": said.priority.pk,
        "title": "Radios",
        "statement": "Rangers cannot reach the next post.",
        "plan_objective": None,
        "no_plan_reason": "The plan is under revision.",
        "target_groups": ["public"],
        "support_kinds": ["equipment"],
        "urgency": "medium",
        "needed_by": "2027-06-30",
        "amount_sought": "1.50",
        "currency": "USD",
        "amount_basis": "",
        "under_way": "",
        "asked_elsewhere": "",
        "own_cofinancing": None,
        "lead_agency": "Ministry of Agriculture and Environment",
        "contact_role": "",
        "status": "open",
        "components": [{"pk": 7, "title": "Sets", "quantity": "2.00", "unit": "sets", "amount": None}],
        "labels": {"priority": str(said.priority), "plan_objective": ""},
    }


def test_an_objective_of_another_country_does_not_come_back(cast):
    foreign = PlanObjectiveFactory(plan=PlanFactory(country=cast.focal_tha.country))
    need = NeedFactory(country=cast.focal_vnm.country)

    assert from_json({**to_json(content()), "plan_objective": foreign.pk}, need=need).plan_objective is None


def test_differences_are_told_in_words(db):
    before = content(urgency="low", amount_sought=Decimal("5.00"), currency="USD", support_kinds=["training", "legal"])
    after = NeedContent(
        **{**vars(before), "urgency": "high", "amount_sought": Decimal(5), "support_kinds": ["legal", "training"]}
    )

    told = differences(to_json(before), to_json(after))

    assert [(change.label, change.before, change.after) for change in told] == [("urgency", "Low", "High")]


def test_differences_in_parts_are_one_line_a_part(db):
    told = differences(to_json(content()), to_json(content(parts=())))

    assert [(change.before, change.after) for change in told] == [("Radios: sets\nTraining", "")]


def test_amounts_of_a_change_carry_their_currency(db):
    """4,375,000,000 alone may be anything; where no currency is chosen yet, the figures stand alone."""
    before = content(amount_sought=Decimal(3500), currency="VND", parts=(PartContent("Guide", amount=Decimal(500)),))
    after = NeedContent(**{**vars(before), "amount_sought": None, "own_cofinancing": Decimal("20.5"), "parts": ()})
    unnamed = NeedContent(**{**vars(before), "currency": ""})

    told = {change.label: (change.before, change.after) for change in differences(to_json(before), to_json(after))}

    assert told["amount sought"] == ("VND\N{NO-BREAK SPACE}3,500", "")
    assert told["own co-financing"] == ("", "VND\N{NO-BREAK SPACE}20.50")
    assert told["parts"] == ("Guide: VND\N{NO-BREAK SPACE}500", "")
    assert ("3,500") in [change.before for change in differences(to_json(unnamed), to_json(after))]


# --- History ------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_history_tells_each_action_once_with_who_and_note(django_assert_num_queries):
    focal = UserFactory(focal=True, email="focal@example.org")
    officer = UserFactory(clearing=True, email="officer@example.org", country=focal.country)

    def as_focal():
        return pghistory.context(user=focal.pk, user_name="The focal point")

    def as_officer():
        return pghistory.context(user=officer.pk, user_name="The officer")

    with as_focal():
        need = actions.create_need(by=focal, country=focal.country, content=content())
    with as_focal():
        actions.submit(by=focal, record=need)
    with as_officer():
        actions.return_need(by=officer, record=need, note="Name the parks.")
    with as_focal(), transaction.atomic():
        actions.save_entry(by=focal, need=need, content=content(title="Radios for Cat Tien"))
        actions.submit(by=focal, record=need)
    with as_officer():
        actions.clear_need(by=officer, record=need, disclosure="partners")
    with as_focal():
        propose_change(
            by=focal, need=need, content=content(title="Masts", priority=PriorityFactory(code="SIT")), reason="Cheaper."
        )
    with as_focal():
        actions.submit(by=focal, record=need)
    with as_officer():
        actions.clear_need(by=officer, record=need, disclosure="public")

    need = Need.objects.get(pk=need.pk)
    with django_assert_num_queries(3):
        told = queries.history_of(need)

    assert [(entry.what, entry.who) for entry in told] == [
        ("Change cleared (version 2)", "The officer"),
        ("Change submitted for clearing (version 2)", "The focal point"),
        ("Change proposed (version 2)", "The focal point"),
        ("Cleared", "The officer"),
        ("Submitted for clearing", "The focal point"),
        ("Returned with a note", "The officer"),
        ("Submitted for clearing", "The focal point"),
        ("Drafted", "The focal point"),
    ]
    assert told[5].note == "Name the parks."
    assert told[2].note == "Cheaper."
    assert ("title", "Radios for Cat Tien", "Masts") in [(c.label, c.before, c.after) for c in told[0].changes]
