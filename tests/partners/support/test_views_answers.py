"""Answering a need, and the page of an answer: who may, what is kept, what others see."""

from decimal import Decimal
from uuid import uuid4

import html5lib
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.clearance.models import Disclosure
from needs.rules import NeedStatus
from partners.support.actions.answers import decide
from partners.support.models.answers import Response, ResponseKind, ResponseState
from partners.support.rules.answers import AnswerMove
from tests.factories.core import OrganisationFactory
from tests.factories.partners import ProgrammeFactory, ResponseFactory
from tests.partners.world import add_part, make_need

FORM = "/partners/needs/VNM-001/respond/"


def text_of(answer):
    return answer.content.decode()


@pytest.fixture
def need(cast):
    return make_need(amount_sought=Decimal(1000), currency="USD")


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("public", 302),
        ("viewer_wcs", 403),
        ("focal_vnm", 403),
        ("clearing_vnm", 403),
        ("secretariat", 403),
        ("editor_wcs", 200),
        ("editor_traffic", 200),
    ],
)
def test_partners_editors_alone_get_the_form(cast, as_person, need, who, status):
    assert as_person(getattr(cast, who)).get(FORM).status_code == status


def test_the_public_is_asked_to_log_in_and_comes_back(cast, as_person, need):
    assert as_person(cast.public).get(FORM)["Location"] == f"/accounts/login/?next={FORM}"


@pytest.mark.parametrize("disclosure", [Disclosure.NATIONAL, Disclosure.ASEAN])
def test_a_need_that_partners_may_not_see_is_not_found(cast, as_person, disclosure):
    make_need(disclosure=disclosure)
    client = as_person(cast.editor_wcs)

    assert client.get(FORM).status_code == 404
    assert client.post(FORM, {"kind": "offer", "note": "x"}).status_code == 404
    assert client.post(f"{FORM}check/?field=amount", {}).status_code == 404


def test_lower_case_leads_to_capitals(cast, as_person, need):
    answer = as_person(cast.editor_wcs).get("/partners/needs/vnm-001/respond/")

    assert (answer.status_code, answer["Location"]) == (301, FORM)


def test_the_form_shows_what_remains(cast, as_person, need):
    add_part(need, "Dogs with handlers", quantity=Decimal(4), unit="teams")
    ResponseFactory(need=need, accepted=True, amount=Decimal(400), organisation=OrganisationFactory(code="x"))

    page = text_of(as_person(cast.editor_wcs).get(FORM))

    assert 'value="600"' in page
    assert "not covered: 4 teams" in page
    html5lib.HTMLParser(strict=True).parse(page)


def test_an_answer_is_sent_and_leads_to_its_page(cast, as_person, need):
    answer = as_person(cast.editor_wcs).post(FORM, {"kind": "offer", "amount": "250", "note": "We train."}, follow=True)

    response = Response.objects.get()
    assert answer.redirect_chain == [(f"/partners/responses/{response.pk}/", 302)]
    assert "Waiting for Viet Nam to decide" in text_of(answer)


def test_more_than_remains_is_accepted_and_said(cast, as_person, need):
    answer = as_person(cast.editor_wcs).post(FORM, {"kind": "offer", "amount": "5000"}, follow=True)

    assert "You offered more than remains" in text_of(answer)
    assert Response.objects.get().amount == 5000


def test_faults_keep_everything_that_was_typed(cast, as_person, need):
    answer = as_person(cast.editor_wcs).post(FORM, {"kind": "offer", "amount": "-5", "note": "ສະບາຍດີ 🦏"})

    page = text_of(answer)
    assert answer.status_code == 422
    assert "error-summary" in page
    assert "ສະບາຍດີ 🦏" in page
    assert 'value="-5"' in page
    assert not Response.objects.exists()
    html5lib.HTMLParser(strict=True).parse(page)


def test_two_presses_of_one_form_lead_to_one_answer(cast, as_person, need):
    client, typed = as_person(cast.editor_wcs), {"kind": "offer", "note": "x", "submit_token": str(uuid4())}

    first, second = client.post(FORM, typed), client.post(FORM, typed)

    assert first["Location"] == second["Location"]
    assert Response.objects.count() == 1


def test_a_second_answer_is_refused_and_the_waiting_one_is_shown(cast, as_person, need):
    waiting = ResponseFactory(need=need)
    client = as_person(cast.editor_wcs)

    answer = client.post(FORM, {"kind": "offer", "note": "once more"})

    assert answer.status_code == 422
    assert "waiting on this need already" in text_of(answer)
    assert "once more" in text_of(answer)
    assert f"/partners/responses/{waiting.pk}/" in text_of(client.get(FORM))


def test_a_closed_need_has_no_form(cast, as_person):
    make_need(status=NeedStatus.DELIVERED)

    page = text_of(as_person(cast.editor_wcs).get(FORM))

    assert "no longer looks for support" in page
    assert "<textarea" not in page


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("amount", {"amount": "-5"}, "greater than or equal to 0"),
        ("amount", {"amount": "5000"}, "more than remains"),
        ("amount", {"amount": "5"}, ""),
        ("starts_on", {"starts_on": "soon"}, "Write the day"),
    ],
)
def test_a_field_is_checked_as_it_is_typed(cast, as_person, need, field, typed, said):
    answer = as_person(cast.editor_wcs).post(f"{FORM}check/?field={field}", {"kind": "offer", **typed})

    found = text_of(answer).strip()
    assert answer.status_code == 200
    assert said in found if said else not found


@pytest.mark.parametrize("field", ["", "nonsense", "part_1", "\x00"])
def test_an_unknown_field_is_not_found(cast, as_person, need, field):
    assert (
        as_person(cast.editor_wcs).post(f"{FORM}check/", {"kind": "offer"}, QUERY_STRING=f"field={field}").status_code
        == 404
    )


# --- The page of an answer -------------------------------------------------------------------------


@pytest.fixture
def waiting(need):
    return ResponseFactory(need=need, note="Between us.", contact_role="Programme officer")


def page_of(response):
    return f"/partners/responses/{response.pk}/"


def statuses(cast, as_person, response):
    return {name: as_person(person).get(page_of(response)).status_code for name, person in cast.people().items()}


def test_a_waiting_answer_is_found_by_its_two_sides_alone(cast, as_person, waiting):
    found = {name for name, status in statuses(cast, as_person, waiting).items() if status == 200}

    assert found == {
        "focal_vnm",
        "alternate_vnm",
        "clearing_vnm",
        "second_clearing_vnm",
        "viewer_vnm",
        "editor_wcs",
        "viewer_wcs",
    }
    assert as_person(cast.public).get(page_of(waiting)).status_code == 302


def test_a_confirmed_answer_is_found_by_all_who_see_the_need_without_its_notes(cast, as_person, need):
    response = ResponseFactory(
        need=need, accepted=True, note="Between us.", decision_note="Nor this.", contact_role="Hm"
    )

    assert set(statuses(cast, as_person, response).values()) == {200}
    for name in ("editor_traffic", "focal_tha", "secretariat"):
        page = text_of(as_person(getattr(cast, name)).get(page_of(response)))
        assert [w for w in ("Between us.", "Nor this.", "Hm</dd>", ">History<") if w in page] == []
    for name in ("viewer_wcs", "viewer_vnm"):
        assert "Between us." in text_of(as_person(getattr(cast, name)).get(page_of(response)))


def test_an_answer_to_a_need_hidden_from_its_partner_is_not_found(cast, as_person, waiting, need):
    type(need).objects.filter(pk=need.pk).update(disclosure=Disclosure.NATIONAL)

    client = as_person(cast.editor_wcs)
    assert client.get(page_of(waiting)).status_code == 404
    assert client.post(f"{page_of(waiting)}withdraw/", {"version": 1}).status_code == 404


def test_forms_are_offered_to_those_who_may(cast, as_person, waiting):
    offered = {
        name: [
            verb
            for verb in ("decide", "withdraw", "progress")
            if f"{page_of(waiting)}{verb}/" in text_of(as_person(getattr(cast, name)).get(page_of(waiting)))
        ]
        for name in ("focal_vnm", "clearing_vnm", "viewer_vnm", "editor_wcs", "viewer_wcs")
    }

    assert offered == {
        "focal_vnm": ["decide"],
        "clearing_vnm": [],
        "viewer_vnm": [],
        "editor_wcs": ["withdraw"],
        "viewer_wcs": [],
    }


@pytest.mark.parametrize("move", ["accept", "discuss", "decline"])
def test_the_focal_point_decides(cast, as_person, waiting, move):
    answer = as_person(cast.focal_vnm).post(
        f"{page_of(waiting)}decide/", {"move": move, "note": "Because.", "version": 1}, follow=True
    )

    assert answer.redirect_chain == [(page_of(waiting), 302)]
    assert "Because." in text_of(answer)
    html5lib.HTMLParser(strict=True).parse(text_of(answer))


def test_declining_without_a_reason_is_shown_again(cast, as_person, waiting):
    answer = as_person(cast.focal_vnm).post(f"{page_of(waiting)}decide/", {"move": "decline", "version": 1})

    assert answer.status_code == 422
    assert "Say why" in text_of(answer)
    waiting.refresh_from_db()
    assert waiting.state == ResponseState.WAITING


def test_the_slower_decider_keeps_the_note_and_overwrites_nothing(cast, as_person, waiting):
    decide(by=cast.alternate_vnm, response=waiting, move=AnswerMove.DISCUSS, note="Theirs.", version=1)

    answer = as_person(cast.focal_vnm).post(
        f"{page_of(waiting)}decide/", {"move": "decline", "note": "Mine.", "version": 1}
    )

    assert answer.status_code == 422
    assert all(words in text_of(answer) for words in ("Somebody else was quicker", "Theirs.", "Mine."))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decision_note) == (ResponseState.IN_DISCUSSION, "Theirs.")


@pytest.mark.parametrize(
    ("verb", "who", "status"),
    [
        ("decide", "public", 302),
        ("decide", "clearing_vnm", 403),
        ("decide", "viewer_vnm", 403),
        ("decide", "editor_wcs", 403),
        ("decide", "secretariat", 403),
        ("decide", "focal_tha", 404),
        ("withdraw", "public", 302),
        ("withdraw", "viewer_wcs", 403),
        ("withdraw", "focal_vnm", 403),
        ("withdraw", "editor_traffic", 404),
        ("progress", "viewer_wcs", 403),
        ("progress", "editor_traffic", 404),
    ],
)
@pytest.mark.parametrize("trait", ["in_discussion", "accepted"])
def test_others_are_refused(cast, as_person, need, verb, who, status, trait):
    response = ResponseFactory(need=need, **{trait: True})

    answer = as_person(getattr(cast, who)).post(
        f"{page_of(response)}{verb}/", {"move": "complete" if verb == "progress" else "accept", "version": 1}
    )

    assert answer.status_code == status
    response.refresh_from_db()
    assert response.version == 1


def test_the_organisation_withdraws_and_delivers(cast, as_person, need):
    client, response = as_person(cast.editor_wcs), ResponseFactory(need=need, accepted=True)

    started = client.post(f"{page_of(response)}progress/", {"move": "start", "version": 1}, follow=True)
    withdrawn = client.post(f"{page_of(response)}withdraw/", {"version": 2}, follow=True)

    assert "delivery has begun" in text_of(started)
    assert "It no longer counts" in text_of(withdrawn)
    response.refresh_from_db()
    assert response.state == ResponseState.WITHDRAWN


def test_a_move_that_is_no_longer_possible_says_so(cast, as_person, need):
    response = ResponseFactory(need=need, completed=True)

    answer = as_person(cast.editor_wcs).post(f"{page_of(response)}withdraw/", {"version": 1})

    assert answer.status_code == 422
    assert "moved on" in text_of(answer)


@pytest.mark.parametrize("verb", ["decide", "withdraw", "progress"])
@pytest.mark.parametrize("typed", [{}, {"move": "x", "version": "x"}, {"move": "accept", "version": "-1"}])
def test_nonsense_is_refused_and_nothing_is_written(cast, as_person, waiting, verb, typed):
    person = cast.focal_vnm if verb == "decide" else cast.editor_wcs

    answer = as_person(person).post(f"{page_of(waiting)}{verb}/", typed)

    waiting.refresh_from_db()
    if verb == "withdraw" and not typed:
        assert waiting.state == ResponseState.WITHDRAWN
    else:
        assert answer.status_code == 422
        assert waiting.version == 1


@pytest.mark.parametrize("verb", ["decide", "withdraw", "progress"])
def test_moves_take_a_post(cast, as_person, waiting, verb):
    person = cast.focal_vnm if verb == "decide" else cast.editor_wcs

    assert as_person(person).get(f"{page_of(waiting)}{verb}/").status_code == 405


def test_a_number_beyond_the_database_is_not_found(cast, as_person):
    assert as_person(cast.focal_vnm).get("/partners/responses/99999999999999999999/").status_code == 404


def test_interest_and_not_now_have_pages_too(cast, as_person, need):
    for kind in (ResponseKind.INTEREST, ResponseKind.NOT_NOW):
        response = ResponseFactory(need=make_need(), kind=kind)
        page = text_of(as_person(cast.focal_vnm).get(page_of(response)))
        assert ("decide/" in page) is (kind == ResponseKind.INTEREST)
        assert 'value="accept"' not in page


@pytest.mark.parametrize("who", ["focal_vnm", "editor_wcs"])
def test_queries_do_not_grow_with_parts_and_history(cast, as_person, need, who):
    client = as_person(getattr(cast, who))
    part = add_part(need)
    response = ResponseFactory(need=need, accepted=True, programme=ProgrammeFactory())
    response.parts.create(component=part)
    client.get(page_of(response))
    with CaptureQueriesContext(connection) as few:
        client.get(page_of(response))
    for index in range(10):
        response.parts.create(component=add_part(need))
        type(response).objects.filter(pk=response.pk).update(note=f"Note {index}")
    with CaptureQueriesContext(connection) as many:
        client.get(page_of(response))

    assert len(few) == len(many) <= 15


def test_queries_of_the_form_do_not_grow_with_parts_and_programmes(cast, as_person, need):
    client = as_person(cast.editor_wcs)
    add_part(need)
    ProgrammeFactory()
    client.get(FORM)
    with CaptureQueriesContext(connection) as few:
        client.get(FORM)
    for _ in range(10):
        add_part(need, quantity=Decimal(3))
        ProgrammeFactory()
        ResponseFactory(need=need, accepted=True, amount=Decimal(1))
    with CaptureQueriesContext(connection) as many:
        client.get(FORM)

    assert len(few) == len(many) <= 15
