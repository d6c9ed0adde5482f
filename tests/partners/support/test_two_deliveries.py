"""Two people of one side at the same delivery: both see what both wrote, nothing is lost and nothing counted twice."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from core.drafts.models import UnsavedText
from partners.support.actions.answers import take_step
from partners.support.actions.deliveries import DeliveryDraft, decide_delivery, report_delivery
from partners.support.coverage import coverage_of_one
from partners.support.models.answers import Response
from partners.support.models.delivery import Delivery, DeliveryState
from partners.support.rules.answers import AnswerMove, DeliveryMove
from tests.factories.core import UserFactory
from tests.factories.partners import ResponseComponentFactory, ResponseFactory
from tests.page_forms import form_in
from tests.partners.world import add_part, make_need

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(cast):
    need = make_need(amount_sought=Decimal(1000), currency="USD")
    part = add_part(need, "Radios", quantity=Decimal(10))
    row = ResponseFactory(need=need, organisation=cast.editor_wcs.organisation, accepted=True, amount=Decimal(600))
    ResponseComponentFactory(response=row, component=part, quantity=Decimal(10))
    return row


@pytest.fixture
def mine(cast, as_person):
    return as_person(cast.editor_wcs)


@pytest.fixture
def colleague(cast, as_person):
    person = UserFactory(editor=True, organisation=cast.editor_wcs.organisation, email="second.wcs@example.org")
    return as_person(person)


def at(row):
    return reverse("partners:deliver", args=[row.pk])


def opened(client, row, **typed):
    return form_in(client.get(at(row)), "delivered_on", **typed)


def text_of(page):
    return page.content.decode()


def standing(row):
    return Delivery.objects.filter(response=row).exclude(state=DeliveryState.WITHDRAWN)


@pytest.fixture
def both(answer, mine, colleague):
    """Two have opened the form; the colleague was quicker, and I am shown both."""
    first = opened(mine, answer, note="Radios in two parks", delivered_money="250")
    second = opened(colleague, answer, note="Radios came", delivered_money="300", delivered_on="2026-01-31")
    assert colleague.post(at(answer), second).status_code == 302
    return mine.post(at(answer), first)


def test_the_slower_reporter_sees_both_and_nothing_is_written(answer, both):
    page = text_of(both)

    assert both.status_code == 422
    assert all(words in page for words in ("Radios in two parks", "Radios came", "250", "300", "31 January 2026"))
    assert standing(answer).get().note == "Radios came"


def choices(both, choice, **more):
    asked = form_in(both, "merge_envelope")["merge_ask"]
    return {f"merge_choice_{name}": choice for name in asked} | more


def test_the_same_delivery_is_reported_once(cast, answer, both, mine):
    report = standing(answer).get()
    typed = form_in(both, "merge_envelope", **choices(both, "theirs", merge_choice_note="mine"), do=f"same-{report.pk}")

    assert mine.post(at(answer), typed).status_code == 302

    row = standing(answer).get()
    assert (row.note, row.amount, row.reported_by) == ("Radios in two parks", Decimal(300), cast.editor_wcs)
    report.refresh_from_db()
    assert report.state == DeliveryState.WITHDRAWN
    assert coverage_of_one(cast.focal_vnm, answer.need).money.reported == 300


def test_another_delivery_is_reported_beside_it(cast, answer, both, mine):
    typed = form_in(both, "merge_envelope", **choices(both, "mine"), do="another")

    assert mine.post(at(answer), typed).status_code == 302
    assert mine.post(at(answer), typed).status_code == 302, "the second press leads to the first report"

    assert sorted(row.amount for row in standing(answer)) == [250, 300]
    assert coverage_of_one(cast.focal_vnm, answer.need).money.reported == 550


def test_taking_theirs_as_it_stands_writes_nothing(answer, both, mine):
    report = standing(answer).get()
    typed = form_in(both, "merge_envelope", **choices(both, "theirs"), do=f"same-{report.pk}")

    assert mine.post(at(answer), typed)["Location"].endswith(f"#delivery-{report.pk}")

    assert Delivery.objects.get(response=answer).state == DeliveryState.REPORTED


def test_pressing_on_without_choosing_leads_back(answer, both, mine):
    report = standing(answer).get()

    again = mine.post(at(answer), form_in(both, "merge_envelope", do=f"same-{report.pk}"))

    assert again.status_code == 422
    assert "Radios in two parks" in text_of(again)
    assert standing(answer).get() == report


def test_a_third_report_meanwhile_is_asked_about_anew(answer, both, mine, colleague):
    report = standing(answer).get()
    assert (
        colleague.post(at(answer), opened(colleague, answer, note="More came", delivered_money="5")).status_code == 302
    )

    typed = form_in(both, "merge_envelope", **choices(both, "mine"), do=f"same-{report.pk}")
    again = mine.post(at(answer), typed)

    assert (again.status_code, "More came" in text_of(again)) == (422, True)
    assert standing(answer).count() == 2


def test_what_was_confirmed_meanwhile_is_not_corrected(cast, answer, both, mine):
    report = standing(answer).get()
    decide_delivery(by=cast.focal_vnm, delivery=report, move=DeliveryMove.CONFIRM)

    again = mine.post(at(answer), form_in(both, "merge_envelope", **choices(both, "mine"), do=f"same-{report.pk}"))

    assert (again.status_code, "confirmed or taken back meanwhile" in text_of(again)) == (422, True)
    assert "Radios in two parks" in text_of(again)
    assert standing(answer).get().note == "Radios came"
    typed = form_in(again, "delivered_on", do="another")
    assert mine.post(at(answer), typed).status_code == 302
    assert standing(answer).count() == 2


def test_looking_once_more_keeps_both_ways(answer, both, mine):
    look = form_in(both, "merge_envelope", **choices(both, "mine"), merge_look="yes")

    page = mine.post(at(answer), look)

    assert page.status_code == 200
    assert f"same-{standing(answer).get().pk}" in text_of(page)
    typed = form_in(page, "delivered_on", do=f"same-{standing(answer).get().pk}")
    assert mine.post(at(answer), typed).status_code == 302
    assert standing(answer).get().note == "Radios in two parks"


def test_text_taken_up_again_meets_the_report_that_came_meanwhile(answer, mine, colleague):
    mine.post(at(answer), opened(mine, answer, note="Kept from yesterday", delivered_on=""))
    colleague.post(at(answer), opened(colleague, answer, note="Radios came", delivered_money="300"))

    page = mine.get(at(answer))
    again = mine.post(at(answer), form_in(page, "delivered_on", delivered_on="2026-01-31"))

    assert "Kept from yesterday" in text_of(page)
    assert (again.status_code, "Radios came" in text_of(again)) == (422, True)


def test_another_move_meanwhile_asks_nothing_about_the_fields(cast, answer, mine):
    typed = opened(mine, answer, note="Radios")
    take_step(by=cast.editor_wcs, response=answer, move=AnswerMove.START)

    page = mine.post(at(answer), typed)

    assert (page.status_code, "merge_ask" in text_of(page)) == (422, False)
    assert mine.post(at(answer), form_in(page, "merge_envelope", do="report")).status_code == 302
    assert standing(answer).get().note == "Radios"


def test_two_presses_of_a_report_make_one(answer, mine):
    typed = opened(mine, answer, note="Radios", delivered_money="100")

    first, second = mine.post(at(answer), typed), mine.post(at(answer), typed)

    assert first["Location"] == second["Location"]
    assert standing(answer).count() == 1


# --- The country's side -----------------------------------------------------------------------------


@pytest.fixture
def report(cast, answer):
    draft = DeliveryDraft(timezone.localdate(), Decimal(300), note="Radios came")
    address = report_delivery(by=cast.editor_wcs, response=answer, draft=draft)
    return Delivery.objects.get(pk=address.split("-")[-1])


def page_of(row):
    return reverse("partners:delivery", args=[row.pk])


def decide(row):
    return reverse("partners:decide-delivery", args=[row.pk])


def test_confirmed_and_disputed_at_once_shows_both_notes(cast, as_person, report):
    one, other = as_person(cast.focal_vnm), as_person(cast.alternate_vnm)
    first = form_in(one.get(page_of(report)), "note", note="Only half came.", move="dispute")
    second = form_in(other.get(page_of(report)), "note", note="All of it came.", move="confirm")
    assert other.post(decide(report), second).status_code == 302

    answer = one.post(decide(report), first)

    assert answer.status_code == 422
    assert all(words in text_of(answer) for words in ("Only half came.", "All of it came.", "Keep it confirmed"))
    report.refresh_from_db()
    assert (report.state, report.decision_note) == (DeliveryState.CONFIRMED, "All of it came.")
    both = {"merge_choice_note": "both", "merge_both_note": "All of it came, in two halves."}
    typed = form_in(answer, "merge_envelope", move="keep", **both)
    assert one.post(decide(report), typed).status_code == 302
    assert one.post(decide(report), typed).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.decision_note) == (DeliveryState.CONFIRMED, "All of it came, in two halves.")
    assert report.version == 3


def test_a_dispute_that_was_quicker_can_be_kept_or_confirmed(cast, as_person, report):
    one = as_person(cast.focal_vnm)
    typed = form_in(one.get(page_of(report)), "note", note="All came.", move="confirm")
    decide_delivery(by=cast.alternate_vnm, delivery=report, move=DeliveryMove.DISPUTE, note="Half came.")

    answer = one.post(decide(report), typed)

    assert "Keep it disputed" in text_of(answer)
    typed = form_in(answer, "merge_envelope", merge_choice_note="mine", move="confirm")
    assert one.post(decide(report), typed).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.decision_note) == (DeliveryState.CONFIRMED, "All came.")


def test_the_same_word_twice_is_one_word(cast, as_person, report):
    one = as_person(cast.focal_vnm)
    typed = form_in(one.get(page_of(report)), "note", move="confirm")
    decide_delivery(by=cast.alternate_vnm, delivery=report, move=DeliveryMove.CONFIRM, note="Thanks.")

    answer = one.post(decide(report), typed, follow=True)

    assert "with the same word" in text_of(answer)
    report.refresh_from_db()
    assert (report.decision_note, report.decided_by, report.version) == ("Thanks.", cast.alternate_vnm, 2)
    assert not UnsavedText.objects.filter(person=cast.focal_vnm, closed_at=None).exists()


def test_a_look_at_the_notes_together_shows_the_form(cast, as_person, report):
    one = as_person(cast.focal_vnm)
    typed = form_in(one.get(page_of(report)), "note", note="Half came.", move="dispute")
    decide_delivery(by=cast.alternate_vnm, delivery=report, move=DeliveryMove.CONFIRM, note="Thanks.")

    look = form_in(one.post(decide(report), typed), "merge_envelope", merge_choice_note="mine", merge_look="yes")
    page = one.post(decide(report), look)

    assert page.status_code == 200
    assert form_in(page, "note")["note"] == ["Half came."]
    assert one.post(decide(report), form_in(page, "note", move="keep")).status_code == 302
    report.refresh_from_db()
    assert report.decision_note == "Half came."


def test_a_report_taken_back_meanwhile_is_said_and_the_note_kept(cast, as_person, report):
    one = as_person(cast.focal_vnm)
    typed = form_in(one.get(page_of(report)), "note", note="Half came.", move="dispute")
    decide_delivery(by=cast.editor_wcs, delivery=report, move=DeliveryMove.TAKE_BACK)

    answer = one.post(decide(report), typed, follow=True)

    assert "taken back meanwhile" in text_of(answer)
    assert "Half came." in str(UnsavedText.objects.get(person=cast.focal_vnm).values)
    report.refresh_from_db()
    assert (report.state, report.decision_note) == (DeliveryState.WITHDRAWN, "")


def test_a_decision_that_names_no_version_has_seen_none(cast, as_person, report):
    answer = as_person(cast.focal_vnm).post(decide(report), {"move": "dispute", "note": "Half came."})

    assert answer.status_code == 422
    report.refresh_from_db()
    assert report.state == DeliveryState.REPORTED


@pytest.mark.parametrize("who", ["mine", "colleague"])
def test_two_take_one_report_back(request, report, mine, colleague, who):
    address, second = reverse("partners:take-back", args=[report.pk]), request.getfixturevalue(who)
    typed = form_in(mine.get(page_of(report)), "version")
    later = typed if who == "mine" else form_in(colleague.get(page_of(report)), "version")
    assert mine.post(address, typed).status_code == 302

    answer = second.post(address, later, follow=True)

    assert answer.redirect_chain[0][0] == reverse("partners:response", args=[report.response_id])
    report.refresh_from_db()
    assert (report.state, report.version) == (DeliveryState.WITHDRAWN, 2)


def test_the_answer_is_unharmed_by_all_that(answer, both):
    assert Response.objects.get(pk=answer.pk).version == 2
