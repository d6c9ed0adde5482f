"""Entering and editing in the browser: drafts, submitting, what is wrong, double presses."""

import uuid

import pytest
from django.utils.html import escape

from needs.content import parts_of
from needs.models import Need
from tests.factories.core import PriorityFactory
from tests.factories.needs import (
    NeedFactory,
    PlanFactory,
    PlanObjectiveFactory,
)
from tests.needs.test_forms import SCRIPTS
from tests.needs.world import edit_url, form_data, text_of

NEW = "/needs/new/"
WRITERS = {"focal_vnm", "alternate_vnm"}
OTHERS = ("clearing_vnm", "viewer_vnm", "editor_wcs", "viewer_wcs", "secretariat")


# --- Who may ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", OTHERS)
def test_only_focal_points_enter(cast, as_person, need, who):
    client = as_person(getattr(cast, who))

    assert client.get(NEW).status_code == 403
    assert client.post(NEW, form_data()).status_code == 403
    assert client.get(edit_url(need)).status_code == 403
    assert Need.objects.count() == 1


@pytest.mark.parametrize("who", sorted(WRITERS))
def test_focal_point_and_alternate_enter(cast, as_person, who):
    assert as_person(getattr(cast, who)).get(NEW).status_code == 200


def test_anybody_else_is_asked_to_log_in(cast, as_person, need):
    for url in (NEW, edit_url(need)):
        assert as_person(cast.public).get(url).url == f"/accounts/login/?next={url}"


def test_a_neighbours_need_is_not_found_even_where_it_is_seen(cast, as_person):
    need = NeedFactory(country=cast.focal_vnm.country, cleared=True, disclosure="public")

    assert as_person(cast.focal_tha).get(edit_url(need)).status_code == 404
    assert as_person(cast.focal_tha).post(edit_url(need), form_data()).status_code == 404


def test_lower_case_leads_to_capitals(cast, as_person, need):
    answer = as_person(cast.focal_vnm).get(edit_url(need).lower())

    assert (answer.status_code, answer.url) == (301, edit_url(need))


# --- A new need --------------------------------------------------------------------------------------


def test_the_form_offers_own_objectives_plan_by_plan(cast, as_person):
    PlanObjectiveFactory(plan=PlanFactory(country=cast.focal_vnm.country, title="Plan of Viet Nam"), title="Ours")
    PlanObjectiveFactory(plan=PlanFactory(country=cast.focal_tha.country, title="Plan of Thailand"), title="Theirs")

    page = as_person(cast.focal_vnm).get(NEW).content.decode()

    assert '<optgroup label="Plan of Viet Nam (2024–2030)">' in page
    assert "Theirs" not in page


def test_a_draft_is_saved_and_shown(cast, as_person):
    answer = as_person(cast.focal_vnm).post(NEW, form_data(), follow=True)

    need = Need.objects.get()
    assert answer.redirect_chain == [(f"/needs/{need.code}/", 302)]
    assert (need.state, need.country, need.created_by) == ("draft", cast.focal_vnm.country, cast.focal_vnm)
    assert [(part.title, part.quantity) for part in parts_of(need)] == [("Radios", 40)]
    assert "Saved. Only your country&#x27;s team can see it." in answer.content.decode()


def test_a_title_and_a_priority_are_enough_for_a_draft(cast, as_person):
    PriorityFactory()
    data = {"title": "Radios", "priority": "LIV", "urgency": "medium", "do": "draft"}

    answer = as_person(cast.focal_vnm).post(NEW, {**data, "parts-TOTAL_FORMS": "3", "parts-INITIAL_FORMS": "0"})

    assert answer.status_code == 302
    assert Need.objects.get().statement == ""


def test_submitting_asks_for_the_rest_and_keeps_what_was_typed(cast, as_person):
    answer = as_person(cast.focal_vnm).post(NEW, form_data(do="submit", statement="", lead_agency=""))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="error-summary"' in page
    assert "Say what is needed, and why." in text_of(answer)
    assert "Name the agency that leads." in text_of(answer)
    assert 'value="Radios for three parks"' in page
    assert 'name="parts-0-title" value="Radios"' in page
    assert not Need.objects.exists()


def test_everything_that_is_wrong_is_told_at_once(cast, as_person):
    data = form_data(
        do="submit", statement="", no_plan_reason="", lead_agency="", amount_sought="x", support_kinds=[], title=""
    )

    page = text_of(as_person(cast.focal_vnm).post(NEW, data))

    assert "Title: This field is required." in page
    assert "What is needed, and why: Say what is needed, and why." in page
    assert "Plan objective: Choose an objective of a plan" in page
    assert "Kinds of support: Tick at least one" in page
    assert "Amount sought: Enter a number." in page
    assert "Lead agency: Name the agency that leads." in page


def test_submitting_a_complete_need_hands_it_in(cast, as_person):
    as_person(cast.focal_vnm).post(NEW, form_data(do="submit"))

    assert Need.objects.get().state == "submitted"


def test_two_presses_make_one_need(cast, as_person):
    client, data = as_person(cast.focal_vnm), form_data(submit_token=str(uuid.uuid4()))

    first, second = client.post(NEW, data), client.post(NEW, data)

    assert first.url == second.url == f"/needs/{Need.objects.get().code}/"


def test_a_refused_press_leaves_its_token_free(cast, as_person):
    client, token = as_person(cast.focal_vnm), str(uuid.uuid4())
    client.post(NEW, form_data(submit_token=token, do="submit", statement=""))

    client.post(NEW, form_data(submit_token=token, do="submit"))

    assert Need.objects.get().state == "submitted"


def test_more_rows_for_parts_keep_everything_that_was_typed(cast, as_person):
    answer = as_person(cast.focal_vnm).post(
        NEW, form_data(do="more", title="", amount_sought="many", support_kinds=["training", "legal"])
    )

    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="error-summary"' not in page
    assert 'name="parts-TOTAL_FORMS" value="6"' in page
    assert 'name="parts-0-title" value="Radios"' in page
    assert 'value="many"' in page
    assert page.count("checked") == 2
    assert not Need.objects.exists()


def test_rows_for_parts_end_at_twenty(cast, as_person):
    answer = as_person(cast.focal_vnm).post(NEW, form_data(do="more", **{"parts-TOTAL_FORMS": "19"}))

    page = answer.content.decode()
    assert 'name="parts-TOTAL_FORMS" value="20"' in page
    assert 'value="more"' not in page


@pytest.mark.parametrize("script", SCRIPTS)
def test_text_of_every_script_is_stored_and_shown(cast, as_person, script):
    answer = as_person(cast.focal_vnm).post(NEW, form_data(title=SCRIPTS[script], statement="\x00"), follow=True)

    assert Need.objects.get().title == SCRIPTS[script]
    assert escape(SCRIPTS[script]) in answer.content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_sought": "-5"},
        {"amount_sought": "1e400"},
        {"amount_sought": "NaN"},
        {"title": "x" * 5000},
        {"needed_by": "0000-00-00"},
        {"plan_objective": "77"},
        {"parts-0-amount": "-1"},
        {"parts-0-component": "12345"},
        {"parts-TOTAL_FORMS": None},
        {"priority": "<script>"},
    ],
)
@pytest.mark.parametrize("press", ["draft", "submit"])
def test_bad_input_is_told_and_nothing_is_half_written(cast, as_person, changes, press):
    answer = as_person(cast.focal_vnm).post(NEW, form_data(do=press, **changes))

    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.content.decode()
    assert not Need.objects.exists()


def test_markup_that_was_typed_is_shown_as_text(cast, as_person):
    answer = as_person(cast.focal_vnm).post(NEW, form_data(title="<script>alert(1)</script>"), follow=True)

    assert "<script>alert(1)" not in answer.content.decode()


# --- Checking while typing ----------------------------------------------------------------------------


def check(client, field, **changes):
    return client.post(f"/needs/validate/?field={field}", form_data(**changes), headers={"HX-Request": "true"})


def test_a_field_is_checked_alone_and_only_its_errors_come_back(cast, as_person):
    answer = check(as_person(cast.focal_vnm), "amount_sought", amount_sought="-5", title="")

    assert answer.status_code == 200
    assert answer.content.decode().count("<li>") == 1
    assert "<input" not in answer.content.decode()


def test_a_field_that_is_fine_answers_nothing(cast, as_person):
    assert check(as_person(cast.focal_vnm), "amount_sought", amount_sought="200000").content.decode().strip() == ""


def test_a_field_in_a_row_of_parts_is_checked(cast, as_person):
    client = as_person(cast.focal_vnm)

    assert "<li>" in check(client, "parts-0-amount", **{"parts-0-amount": "x"}).content.decode()
    assert check(client, "parts-1-amount", **{"parts-1-amount": "50000"}).content.decode().strip() == ""


@pytest.mark.parametrize("field", ["", "nothing", "parts-99-amount", "parts-x-amount", "__class__"])
def test_a_field_that_is_none_is_not_found(cast, as_person, field):
    assert check(as_person(cast.focal_vnm), field).status_code == 404


@pytest.mark.parametrize("who", OTHERS)
def test_only_focal_points_are_checked(cast, as_person, who):
    assert check(as_person(getattr(cast, who)), "title").status_code == 403


def test_every_typed_field_asks_the_server_and_swaps_its_errors_alone(cast, as_person):
    page = as_person(cast.focal_vnm).get(NEW).content.decode()

    assert 'hx-post="/needs/validate/?field=title"' in page
    assert 'hx-target="#id_title_error"' in page
    assert 'id="id_title_error"' in page
    assert 'hx-target="#id_parts-0-amount_error"' in page


def test_the_cost_of_the_form_does_not_grow_with_parts(cast, as_person, django_assert_max_num_queries):
    need = NeedFactory(country=cast.focal_vnm.country, parts=[f"Part {n}" for n in range(20)])
    client = as_person(cast.focal_vnm)

    with django_assert_max_num_queries(16):
        client.get(edit_url(need))
