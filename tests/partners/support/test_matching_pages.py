"""The pages from offer to delivery: thread, part of an offer, reports, needs for a programme, who is already there."""

from datetime import timedelta
from decimal import Decimal

import html5lib
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.clearance.models import Disclosure
from partners.support.models.answers import Response, ResponseState
from partners.support.models.delivery import Delivery, DeliveryState, ResponseMessage
from partners.support.queries.inbox import waiting_for
from tests.factories.partners import (
    DeliveryFactory,
    ProgrammeCountryFactory,
    ProgrammeFactory,
    ProgrammePriorityFactory,
    ResponseComponentFactory,
    ResponseFactory,
    ResponseMessageFactory,
)
from tests.partners.world import add_part, make_need


@pytest.fixture
def need(cast):
    return make_need(amount_sought=Decimal(1000), currency="USD")


def text_of(answer):
    html5lib.HTMLParser(strict=True).parse(answer.content.decode())
    return answer.content.decode().replace("\xa0", " ")


def page_of(response):
    return f"/partners/responses/{response.pk}/"


def test_the_form_starts_from_what_remains_and_from_the_programme_named(cast, as_person, need):
    part = add_part(need, "Dogs", quantity=Decimal(4), unit="teams")
    other = ResponseFactory(
        need=need, accepted=True, amount=Decimal(400), organisation=cast.editor_traffic.organisation
    )
    ResponseComponentFactory(response=other, component=part, quantity=Decimal(3))
    programme = ProgrammeFactory(slug="our-own")

    page = text_of(as_person(cast.editor_wcs).get("/partners/needs/VNM-001/respond/?programme=our-own"))

    assert 'value="600"' in page
    assert f'name="quantity_{part.pk}" value="1"' in page
    assert f'<option value="{programme.pk}" selected>' in page


def test_the_country_accepts_part_and_the_rest_is_open_again(cast, as_person, need):
    response = ResponseFactory(need=need, amount=Decimal(600))

    as_person(cast.focal_vnm).post(
        f"{page_of(response)}decide/", {"move": "accept", "version": 1, "accepted_money": "250"}
    )

    assert "USD 750 remains" in text_of(as_person(cast.editor_traffic).get("/partners/needs/VNM-001/respond/"))
    assert "USD 250" in text_of(as_person(cast.editor_traffic).get(page_of(response)))


def test_accepting_more_than_remains_is_asked_again_with_what_was_typed(cast, as_person, need):
    ResponseFactory(need=need, accepted=True, amount=Decimal(900), organisation=cast.editor_traffic.organisation)
    response, client = ResponseFactory(need=need, amount=Decimal(600)), as_person(cast.focal_vnm)
    pressed = {"move": "accept", "version": 1, "accepted_money": "600", "note": "Thank you."}

    assert 'value="100"' in text_of(client.get(page_of(response)))
    again = client.post(f"{page_of(response)}decide/", pressed)
    assert again.status_code == 422
    assert all(words in text_of(again) for words in ("by USD 500", "Accept more than remains", "Thank you."))
    assert client.post(f"{page_of(response)}decide/", {**pressed, "more": "on"}).status_code == 302

    response.refresh_from_db()
    assert response.state == ResponseState.ACCEPTED


def test_two_offers_that_exceed_what_remains_are_told_to_the_country_alone(cast, as_person, need):
    one = ResponseFactory(need=need, amount=Decimal(800))
    ResponseFactory(need=need, amount=Decimal(900), organisation=cast.editor_traffic.organisation)

    assert "USD 700 more than remains" in text_of(as_person(cast.focal_vnm).get(page_of(one)))
    assert "more than remains" not in text_of(as_person(cast.editor_wcs).get(page_of(one)))


def test_a_message_is_sent_read_and_answered(cast, as_person, need):
    response = ResponseFactory(need=need, amount=Decimal(5), in_discussion=True)
    focal, editor = as_person(cast.focal_vnm), as_person(cast.editor_wcs)

    sent = editor.post(f"{page_of(response)}message/", {"text": "Could it begin in May?"}, follow=True)
    assert "Could it begin in May?" in text_of(sent)
    assert [entry.what for entry in waiting_for(cast.focal_vnm)] == ["New message of WCS"]
    page = text_of(focal.get(page_of(response)))
    assert "A message of the other side waits" in page

    focal.post(f"{page_of(response)}read/", {"seen": ResponseMessage.objects.get().pk})
    assert waiting_for(cast.focal_vnm) == []
    assert "A message of the other side waits" not in text_of(focal.get(page_of(response)))


@pytest.mark.parametrize(
    ("who", "status"),
    [("public", 302), ("secretariat", 404), ("focal_tha", 404), ("editor_traffic", 404), ("viewer_wcs", 422)],
)
def test_others_write_no_message(cast, as_person, need, who, status):
    response = ResponseFactory(need=need, accepted=True)

    assert as_person(getattr(cast, who)).post(f"{page_of(response)}message/", {"text": "x"}).status_code == status
    assert not ResponseMessage.objects.exists()


def test_an_empty_message_is_shown_again(cast, as_person, need):
    response = ResponseFactory(need=need)

    answer = as_person(cast.focal_vnm).post(f"{page_of(response)}message/", {"text": "  "})

    assert answer.status_code == 422
    text_of(answer)


def test_an_offer_is_changed_and_the_country_asked_anew(cast, as_person, need):
    part = add_part(need, "Dogs", quantity=Decimal(4))
    response = ResponseFactory(need=need, amount=Decimal(600), in_discussion=True)
    client = as_person(cast.editor_wcs)
    assert 'value="600"' in text_of(client.get(f"{page_of(response)}revise/"))

    typed = {"kind": "offer", "amount": "700", f"part_{part.pk}": "on", f"quantity_{part.pk}": "2", "version": 1}
    answer = client.post(f"{page_of(response)}revise/", typed, follow=True)

    assert "Waiting for Viet Nam to decide" in text_of(answer)
    assert Response.objects.get().amount == 700


def test_a_change_meets_a_colleagues_change_on_the_conflict_page(cast, as_person, need):
    response = ResponseFactory(need=need, amount=Decimal(600), note="Ours.")
    Response.objects.filter(pk=response.pk).update(version=2, note="Theirs.")

    answer = as_person(cast.editor_wcs).post(
        f"{page_of(response)}revise/", {"kind": "offer", "amount": "600", "note": "Mine.", "version": 1}
    )

    assert all(words in text_of(answer) for words in ("Theirs.", "Mine."))
    assert Response.objects.get().note == "Theirs."


def test_what_is_decided_has_no_form_to_change_it(cast, as_person, need):
    response = ResponseFactory(need=need, accepted=True)

    assert "can no longer be changed" in text_of(as_person(cast.editor_wcs).get(f"{page_of(response)}revise/"))


def test_a_delivery_is_reported_confirmed_and_counted(cast, as_person, need):
    response = ResponseFactory(need=need, accepted=True, amount=Decimal(600))
    editor, focal = as_person(cast.editor_wcs), as_person(cast.focal_vnm)
    assert 'value="600"' in text_of(editor.get(f"{page_of(response)}deliver/"))

    typed = {"delivered_on": str(timezone.localdate()), "delivered_money": "200", "note": "Rooms.", "version": 1}
    told = editor.post(f"{page_of(response)}deliver/", typed, follow=True)
    assert "Reported, waiting for confirmation" in text_of(told)
    row = Delivery.objects.get()
    assert [entry.what for entry in waiting_for(cast.focal_vnm)] == ["Delivery to confirm, of WCS"]
    assert as_person(cast.editor_traffic).get(f"/partners/deliveries/{row.pk}/").status_code == 404
    assert "Reported as delivered, waiting" in text_of(focal.get("/needs/VNM-001/"))
    text_of(focal.get(f"/partners/deliveries/{row.pk}/"))

    focal.post(f"/partners/deliveries/{row.pk}/decide/", {"move": "confirm", "version": 1})

    page = text_of(as_person(cast.editor_traffic).get(f"/partners/deliveries/{row.pk}/"))
    assert "USD 200" in page
    assert "Rooms." not in page


def test_a_dispute_without_a_reason_is_shown_again(cast, as_person, need):
    row = DeliveryFactory(response=ResponseFactory(need=need, delivering=True, amount=Decimal(5)), amount=Decimal(5))

    answer = as_person(cast.focal_vnm).post(f"/partners/deliveries/{row.pk}/decide/", {"move": "dispute", "version": 1})

    assert answer.status_code == 422
    assert "Say what is wrong" in text_of(answer)
    row.refresh_from_db()
    assert row.state == DeliveryState.REPORTED


def test_two_presses_of_one_report_make_one(cast, as_person, need):
    response = ResponseFactory(need=need, accepted=True, amount=Decimal(600))
    token = "6f0e0f60-0d0c-4d4e-9b87-000000000001"
    typed = {"delivered_on": str(timezone.localdate()), "note": "x", "version": 1, "submit_token": token}

    for _ in range(2):
        assert as_person(cast.editor_wcs).post(f"{page_of(response)}deliver/", typed).status_code == 302

    assert Delivery.objects.count() == 1


@pytest.mark.parametrize("who", ["focal_vnm", "editor_wcs", "editor_traffic"])
def test_queries_of_an_answer_stay(cast, as_person, need, who):
    client, response = as_person(getattr(cast, who)), ResponseFactory(need=need, delivering=True, amount=Decimal(600))

    def more():
        part = ResponseComponentFactory(response=response, component=add_part(need, quantity=Decimal(4)))
        DeliveryFactory(response=response, confirmed=True, amount=Decimal(5)).parts.create(part=part, quantity=1)
        ResponseMessageFactory(response=response)

    more()
    client.get(page_of(response))
    with CaptureQueriesContext(connection) as few:
        client.get(page_of(response))
    for _ in range(6):
        more()
    with CaptureQueriesContext(connection) as many:
        client.get(page_of(response))

    assert len(few) == len(many)
    assert len(many) <= 24


# --- Needs for a programme, programmes at a need ----------------------------------------------------


@pytest.fixture
def programme(cast, need):
    """A programme of WCS in Viet Nam for the need's priority, running."""
    found = ProgrammeFactory(slug="here", ends_on=timezone.localdate() + timedelta(days=900))
    ProgrammeCountryFactory(programme=found, country=need.country)
    ProgrammePriorityFactory(programme=found, priority=need.priority)
    return found


def test_a_programme_shows_needs_that_it_could_support_and_its_viewer_may_see(cast, as_person, need, programme):
    make_need("THA")
    make_need(disclosure=Disclosure.NATIONAL)
    make_need(priority="ENF")
    page = text_of(as_person(cast.editor_wcs).get("/partners/programmes/here/needs/"))

    assert "VNM-001" in page
    assert "Fits closely" in page
    assert "/partners/needs/VNM-001/respond/?programme=here" in page
    assert not [code for code in ("THA-001", "VNM-002", "VNM-003") if code in page]
    assert "respond/" not in text_of(as_person(cast.editor_traffic).get("/partners/programmes/here/needs/"))
    assert "VNM-001" not in text_of(as_person(cast.public).get("/partners/programmes/here/needs/"))


def test_covered_and_answered_needs_are_left_out(cast, as_person, need, programme):
    ResponseFactory(need=need, accepted=True, amount=Decimal(1000))
    second = make_need(amount_sought=Decimal(5), currency="USD")
    ResponseFactory(need=second, amount=Decimal(1), programme=programme)

    assert "No open need fits" in text_of(as_person(cast.editor_wcs).get("/partners/programmes/here/needs/"))


def test_a_need_shows_who_is_already_there(cast, as_person, need, programme):
    regional = ProgrammeFactory(slug="region", is_regional=True)
    ProgrammePriorityFactory(programme=regional, priority=need.priority, is_suggested=True)
    waiting = ProgrammeFactory(slug="waiting", iwt_relevance="not_judged")
    ProgrammeCountryFactory(programme=waiting, country=need.country)
    ProgrammePriorityFactory(programme=waiting, priority=need.priority)
    ProgrammeFactory(slug="elsewhere")

    page = text_of(as_person(cast.focal_vnm).get("/needs/VNM-001/"))
    there = page.partition('id="already-there"')[2].partition("</section>")[0]

    assert "/partners/programmes/here/" in there
    assert "regional: no member state is named" in there
    assert "suggested, not confirmed" in there
    marked = {
        row.partition("/partners/programmes/")[2].partition("/")[0]
        for row in there.split("<li>")
        if "not judged" in row
    }
    assert marked == {"waiting"}
    assert "elsewhere" not in there
