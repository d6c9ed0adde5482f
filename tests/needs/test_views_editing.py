"""Editing in the browser: what is stored, edits that meet, changes of what is cleared."""

import pytest
from django.utils.html import escape

from needs import actions
from needs.content import parts_of
from needs.models import NeedRevision
from tests.factories.needs import (
    NeedComponentFactory,
    NeedFactory,
    NeedRevisionFactory,
)
from tests.factories.partners import ResponseComponentFactory, ResponseFactory
from tests.needs.world import edit_url, form_data, hidden, text_of
from tests.page_forms import chosen, form_in


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
