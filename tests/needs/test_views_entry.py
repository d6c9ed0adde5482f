"""Entering and editing in the browser: drafts, submitting, what is wrong, double presses, edits that meet."""

import uuid

import pytest
from django.urls import reverse
from django.utils.html import escape

from needs import actions
from needs.content import parts_of
from needs.models import Need, NeedRevision
from tests.factories.core import PriorityFactory
from tests.factories.needs import (
    NeedComponentFactory,
    NeedFactory,
    NeedRevisionFactory,
    PlanFactory,
    PlanObjectiveFactory,
)
from tests.factories.partners import ResponseComponentFactory, ResponseFactory
from tests.needs.test_forms import SCRIPTS
from tests.needs.world import form_data, hidden, text_of
from tests.page_forms import chosen, form_in

NEW = "/needs/new/"
WRITERS = {"focal_vnm", "alternate_vnm"}
OTHERS = ("clearing_vnm", "viewer_vnm", "editor_wcs", "viewer_wcs", "secretariat")


def edit_url(need):
    return reverse("needs:edit", args=[need.code])


@pytest.fixture
def need(cast):
    country = cast.focal_vnm.country
    return NeedFactory(country=country, created_by=cast.focal_vnm, number=14, parts=["Radios", "Training"])


@pytest.fixture
def cleared(cast):
    return NeedFactory(
        country=cast.focal_vnm.country, created_by=cast.focal_vnm, number=15, cleared=True, parts=["Radios"]
    )


def edit_data(need, **changes):
    """The form as the page shows it, with changes."""
    parts = parts_of(need)
    data = {
        "title": need.title,
        "version": str(need.version),
        "parts-TOTAL_FORMS": str(len(parts) + 3),
        "parts-INITIAL_FORMS": str(len(parts)),
    }
    for number, part in enumerate(parts):
        data |= {
            f"parts-{number}-component": part.pk,
            f"parts-{number}-title": part.title,
            f"parts-{number}-quantity": part.quantity,
            f"parts-{number}-unit": part.unit,
            f"parts-{number}-amount": "",
        }
    if need.state == "cleared":
        data |= {"status": "open", "reason": "A new count."}
    return form_data(**{**data, **changes})


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
    assert (need.code, need.state, need.country, need.created_by) == (
        "VNM-001",
        "draft",
        cast.focal_vnm.country,
        cast.focal_vnm,
    )
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

    assert first.url == second.url == "/needs/VNM-001/"
    assert Need.objects.count() == 1


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


# --- Editing -----------------------------------------------------------------------------------------


def test_the_form_shows_what_is_stored(cast, as_person, need):
    page = as_person(cast.focal_vnm).get(edit_url(need)).content.decode()

    assert f'value="{escape(need.title)}"' in page
    assert 'name="parts-1-title" value="Training"' in page
    assert 'name="parts-TOTAL_FORMS" value="5"' in page


def test_saving_writes_and_an_emptied_row_takes_the_part_away(cast, as_person, need):
    emptied = {f"parts-0-{field}": "" for field in ("title", "quantity", "unit", "amount")}

    as_person(cast.alternate_vnm).post(edit_url(need), edit_data(need, title="Masts", **emptied))

    need.refresh_from_db()
    assert (need.title, need.edited_by) == ("Masts", cast.alternate_vnm)
    assert [part.title for part in parts_of(need)] == ["Training"]


def test_the_part_of_another_need_is_not_taken_over(cast, as_person, need):
    foreign = NeedComponentFactory(need=NeedFactory(country=cast.focal_tha.country))

    answer = as_person(cast.focal_vnm).post(edit_url(need), edit_data(need, **{"parts-0-component": foreign.pk}))

    foreign.refresh_from_db()
    assert answer.status_code == 422
    assert foreign.need_id != need.pk


def test_the_note_of_a_return_stands_above_the_form(cast, as_person):
    need = NeedFactory(country=cast.focal_vnm.country, returned=True)

    assert "Name the lead agency." in as_person(cast.focal_vnm).get(edit_url(need)).content.decode()


def test_what_is_submitted_is_locked(cast, as_person, need):
    actions.submit(by=cast.focal_vnm, record=need)
    client = as_person(cast.focal_vnm)

    assert client.get(edit_url(need)).url == f"/needs/{need.code}/"
    answer = client.post(edit_url(need), edit_data(need, title="Late", version=str(need.version + 1)))

    assert answer.status_code == 422
    assert "Recall it" in text_of(answer)
    assert 'value="Late"' in answer.content.decode()


def opened_by(client, need, **typed):
    """The form as its person's browser would send it after typing."""
    return form_in(client.get(edit_url(need)), "draft_envelope", **typed)


@pytest.fixture
def met(cast, as_person, need):
    """Two people have opened the same need, and the first has saved."""
    mine, theirs = as_person(cast.focal_vnm), as_person(cast.alternate_vnm)
    data = opened_by(mine, need, title="Typed by the second", under_way="Typed by the second too")
    first = {"title": "Stored by the first", "lead_agency": "Stored by the first too", "parts-0-quantity": "99"}
    assert theirs.post(edit_url(need), opened_by(theirs, need, **first)).status_code == 302
    return mine, mine.post(edit_url(need), data)


def test_a_later_save_shows_both_sides_and_overwrites_nothing(met, need):
    _client, answer = met

    need.refresh_from_db()
    assert answer.status_code == 422
    assert need.title == "Stored by the first"
    assert "Stored by the first" in text_of(answer)
    assert "None:" not in text_of(answer)
    assert 'value="Typed by the second"' in answer.content.decode()


@pytest.mark.parametrize(("choice", "title"), [("mine", "Typed by the second"), ("theirs", "Stored by the first")])
def test_what_both_changed_is_chosen_and_the_rest_comes_together(met, need, choice, title):
    client, answer = met

    saved = client.post(edit_url(need), chosen(answer, title=choice))

    need.refresh_from_db()
    assert saved.status_code == 302
    assert (need.title, need.lead_agency) == (title, "Stored by the first too")
    assert need.under_way == "Typed by the second too"
    assert [part.quantity for part in parts_of(need)] == [99, 10]


def test_saving_without_a_choice_leads_back_to_it(met, need):
    client, answer = met

    again = client.post(edit_url(need), chosen(answer))

    need.refresh_from_db()
    assert again.status_code == 422
    assert 'name="merge_choice_title"' in again.content.decode()
    assert need.title == "Stored by the first"


def test_what_a_third_person_saves_meanwhile_is_not_overwritten(met, need, cast, as_person):
    client, answer = met
    need.refresh_from_db()
    third = as_person(cast.alternate_vnm)
    third.post(edit_url(need), opened_by(third, need, title="Stored by the third"))

    again = client.post(edit_url(need), chosen(answer, title="mine"))

    need.refresh_from_db()
    assert again.status_code == 422
    assert "Stored by the third" in text_of(again)
    assert need.title == "Stored by the third"


def test_what_was_brought_together_can_be_looked_at_first(met, need):
    client, answer = met

    form = client.post(edit_url(need), {**chosen(answer, title="mine"), "merge_look": "yes"})

    need.refresh_from_db()
    page = form.content.decode()
    assert form.status_code == 200
    assert hidden(form, "version") == str(need.version)
    assert 'value="Typed by the second"' in page
    assert 'value="Stored by the first too"' in page
    assert need.title == "Stored by the first"


def test_a_save_that_does_not_say_what_it_had_seen_overwrites_nothing(cast, as_person, need):
    data = edit_data(need, title="Blind")
    del data["version"]

    answer = as_person(cast.focal_vnm).post(edit_url(need), data)

    need.refresh_from_db()
    assert answer.status_code == 422
    assert need.title != "Blind"


def test_a_cleared_need_is_changed_beside_itself(cast, as_person, cleared):
    answer = as_person(cast.focal_vnm).post(edit_url(cleared), edit_data(cleared, title="Masts", do="submit"))

    cleared.refresh_from_db()
    proposal = NeedRevision.objects.open().get()
    assert answer.status_code == 302
    assert (cleared.title, cleared.state) == ("Rangers' need 15", "cleared")
    assert (proposal.content["title"], proposal.state, proposal.reason) == ("Masts", "submitted", "A new count.")


def test_saving_and_submitting_with_one_press_does_both_or_neither(cast, as_person, cleared):
    (radios,) = parts_of(cleared)
    ResponseComponentFactory(component=radios, response=ResponseFactory(need=cleared))
    emptied = {f"parts-0-{field}": "" for field in ("title", "quantity", "unit", "amount")}

    answer = as_person(cast.focal_vnm).post(
        edit_url(cleared), edit_data(cleared, title="Masts", do="submit", **emptied)
    )

    assert answer.status_code == 422
    assert "Radios" in text_of(answer)
    assert not NeedRevision.objects.open().exists()


def test_two_changes_that_meet_show_their_reasons_too(cast, as_person, cleared):
    data = edit_data(cleared, title="Second", reason="The second reason")
    as_person(cast.alternate_vnm).post(edit_url(cleared), edit_data(cleared, title="First", reason="The first reason"))

    page = text_of(as_person(cast.focal_vnm).post(edit_url(cleared), data))

    assert "The first reason" in page
    assert NeedRevision.objects.open().get().content["title"] == "First"


def test_a_change_needs_its_reason_when_submitted_not_when_saved(cast, as_person, cleared):
    client, data = as_person(cast.focal_vnm), edit_data(cleared, title="Masts", reason="")

    assert client.post(edit_url(cleared), {**data, "do": "submit"}).status_code == 422
    assert client.post(edit_url(cleared), data).status_code == 302


def test_the_open_proposal_is_what_is_edited_next(cast, as_person, cleared):
    NeedRevisionFactory(need=cleared, changes={"title": "Proposed title"}, reason="Proposed reason")

    page = as_person(cast.focal_vnm).get(edit_url(cleared)).content.decode()

    assert 'value="Proposed title"' in page
    assert "Proposed reason" in page


# --- Checking while typing ----------------------------------------------------------------------------


def check(client, field, **changes):
    return client.post(f"/needs/validate/?field={field}", form_data(**changes), headers={"HX-Request": "true"})


def test_a_field_is_checked_alone_and_only_its_errors_come_back(cast, as_person):
    answer = check(as_person(cast.focal_vnm), "amount_sought", amount_sought="-5", title="")

    assert answer.status_code == 200
    assert answer.content.decode().count("<li>") == 1
    assert "<input" not in answer.content.decode()


def test_a_field_that_is_fine_answers_nothing(cast, as_person):
    assert check(as_person(cast.focal_vnm), "amount_sought").content.decode().strip() == ""


def test_a_field_in_a_row_of_parts_is_checked(cast, as_person):
    client = as_person(cast.focal_vnm)

    assert "<li>" in check(client, "parts-0-amount", **{"parts-0-amount": "x"}).content.decode()
    assert check(client, "parts-1-amount").content.decode().strip() == ""


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

    with django_assert_max_num_queries(15):
        client.get(edit_url(need))
