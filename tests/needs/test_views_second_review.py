"""What a clearing officer reads at the second decision: doubts about sums, and what was mended since the return.

The right values: parts of 120,000 under 150,000 pass every step with a warning at each; a need that comes back says
what it says differently from the one that was returned, and not from the draft before.
"""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from needs import actions
from needs.actions.entry import propose_change, save_entry
from needs.content import PartContent, content_of, parts_of
from needs.models import Need
from tests.factories.core import PriorityFactory
from tests.needs.world import content, form_data, text_of

SAID = "The parts add up to USD 120,000 of the USD 150,000 sought: USD 30,000 is in no part."
IN_PARTS = (PartContent("Radios", amount=Decimal(80_000)), PartContent("Training", amount=Decimal(40_000)))


def read(client, name, need):
    answer = client.get(reverse(f"needs:{name}", args=[need.code]))
    assert answer.status_code == 200
    return text_of(answer).replace("&nbsp;", " ").replace("\xa0", " ")


@pytest.fixture
def need(cast):
    PriorityFactory(code="LIV")
    asked = {"amount_sought": Decimal(150_000), "currency": "USD", "parts": IN_PARTS}
    return actions.create_need(by=cast.focal_vnm, country=cast.focal_vnm.country, content=content(**asked))


def test_a_sum_that_differs_is_said_at_every_step_and_bars_none(cast, as_person, need):
    writer, officer = as_person(cast.focal_vnm), as_person(cast.clearing_vnm)
    assert SAID in read(writer, "edit", need)
    assert SAID in read(writer, "detail", need)

    answer = writer.post(reverse("needs:submit", args=[need.code]), {"version": need.version}, follow=True)
    need.refresh_from_db()
    assert need.state == "submitted"
    assert SAID in text_of(answer).replace("&nbsp;", " ").replace("\xa0", " ")
    assert SAID in read(officer, "review", need)

    actions.clear_need(by=cast.clearing_vnm, record=need, disclosure="public")
    assert SAID in read(writer, "detail", need)
    # It is for the team to mend, and nothing to tell others.
    assert "add up to" not in read(as_person(cast.public), "detail", need)


@pytest.mark.parametrize("amount", ["250000", "200000"])
def test_a_sum_that_is_right_is_not_spoken_of(cast, as_person, amount):
    data = form_data(
        **{"parts-0-amount": amount, "own_cofinancing": "50000", "do": "submit", "amount_sought": "200000"}
    )
    answer = as_person(cast.focal_vnm).post(reverse("needs:new"), data, follow=True)

    assert Need.objects.get().state == "submitted"
    assert "add up to" not in text_of(answer)


@pytest.mark.parametrize("do", ["draft", "submit"])
def test_parts_beyond_the_amount_are_said_and_not_refused(cast, as_person, do):
    data = form_data(**{"parts-0-amount": "300000", "do": do})
    answer = as_person(cast.focal_vnm).post(reverse("needs:new"), data, follow=True)

    assert "USD 50,000 more than the USD 250,000 sought" in text_of(answer).replace("\xa0", " ")
    assert Need.objects.get().state == ("draft" if do == "draft" else "submitted")


def test_the_form_says_it_as_soon_as_an_amount_is_changed(cast, as_person):
    data = form_data(**{"parts-0-amount": "120000", "amount_sought": "150000"})
    post = as_person(cast.focal_vnm).post

    for field in ("amount_sought", "parts-0-amount"):
        answer = text_of(post(f"{reverse('needs:validate')}?field={field}", data)).replace("\xa0", " ")
        assert answer.strip() == SAID
    assert text_of(post(f"{reverse('needs:validate')}?field=title", data)).strip() == ""


def test_a_need_is_reviewed_the_first_time_without_a_comparison(cast, as_person, need):
    actions.submit(by=cast.focal_vnm, record=need)

    assert "Changed since the return" not in read(as_person(cast.clearing_vnm), "review", need)


@pytest.mark.django_db(transaction=True)  # parts are told apart by the instants of their transactions
def test_the_second_review_says_what_was_mended(cast, as_person, need):
    save_entry(by=cast.focal_vnm, need=need, content=replace(content_of(need, parts_of(need)), title="First words"))
    need.refresh_from_db()
    actions.submit(by=cast.focal_vnm, record=need)
    actions.return_need(by=cast.clearing_vnm, record=need, note="Say which parks.")
    need.refresh_from_db()
    parts = [PartContent(row.title, amount=row.amount, pk=row.pk) for row in parts_of(need)]
    mended = replace(
        content_of(need, parts_of(need)),
        title="Radios for Cat Tien",
        amount_sought=Decimal(120_000),
        parts=(replace(parts[0], title="Radios, digital"), parts[1]),
    )
    save_entry(by=cast.focal_vnm, need=need, content=mended)
    need.refresh_from_db()
    # Edited twice since: the difference is to what was returned, not to the last save.
    save_entry(by=cast.focal_vnm, need=need, content=replace(mended, statement="Rangers of Cat Tien wait for hours."))
    need.refresh_from_db()
    actions.submit(by=cast.focal_vnm, record=need)
    page = read(as_person(cast.clearing_vnm), "review", need)
    since = page[page.index("Changed since the return") :].split("The need in full")[0]

    assert "Say which parks." in since
    assert "Title First words Radios for Cat Tien" in since
    assert "Amount sought USD 150,000 USD 120,000" in since
    assert "Radios: USD 80,000 Training: USD 40,000 Radios, digital: USD 80,000 Training: USD 40,000" in since
    assert "Rangers cannot reach the next post. Rangers of Cat Tien wait for hours." in since
    assert "Urgency" not in since


def test_a_need_that_comes_back_unchanged_says_so(cast, as_person, need):
    actions.submit(by=cast.focal_vnm, record=need)
    actions.return_need(by=cast.clearing_vnm, record=need, note="Say which parks.")
    actions.submit(by=cast.focal_vnm, record=need)

    assert "Nothing was changed in it since." in read(as_person(cast.clearing_vnm), "review", need)


def test_after_a_second_return_the_second_one_is_compared_with(cast, as_person, need):
    for title in ("One", "Two", "Three"):
        need.refresh_from_db()
        save_entry(by=cast.focal_vnm, need=need, content=replace(content_of(need, parts_of(need)), title=title))
        need.refresh_from_db()
        actions.submit(by=cast.focal_vnm, record=need)
        if title != "Three":
            actions.return_need(by=cast.clearing_vnm, record=need, note="Another title.")

    assert "Title Two Three" in read(as_person(cast.clearing_vnm), "review", need)


def test_a_change_of_a_cleared_need_is_compared_with_the_change_that_was_returned(cast, as_person, need):
    actions.submit(by=cast.focal_vnm, record=need)
    actions.clear_need(by=cast.clearing_vnm, record=need, disclosure="public")
    need.refresh_from_db()
    before = content_of(need, parts_of(need))
    for title in ("Proposed", "Mended"):
        change = propose_change(by=cast.focal_vnm, need=need, content=replace(before, title=title), reason="New words.")
        actions.submit(by=cast.focal_vnm, record=need)
        if title == "Proposed":
            actions.return_need(by=cast.clearing_vnm, record=need, note="Clearer.")
    page = read(as_person(cast.clearing_vnm), "review", need)

    assert change.need_id == need.pk
    assert "Title Proposed Mended" in page[page.index("Changed since the return") :].split("What would change")[0]
    assert f"Title {before.title} Mended" in page[page.index("What would change") :]
