"""What a clearing officer reads at the second decision on a value or a set-up: what was mended since the return."""

import html
import re
from dataclasses import replace
from decimal import Decimal

import pytest

from core.clearance import actions as moves
from roadmap import actions
from roadmap.entries import observation_entry, trajectory_entry
from roadmap.models import CountryIndicator, Observation
from roadmap.queries import proposed_entry
from tests.factories.roadmap import CountryIndicatorFactory, IndicatorFactory, ObservationFactory
from tests.roadmap.world import at, of

AGAIN = "Changed since the return"


def since(client, address):
    page = client.get(address).content.decode()
    text = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())
    return text[text.index(AGAIN) :] if AGAIN in text else ""


def send_back(cast, record):
    moves.submit(by=cast.focal_vnm, record=record)
    moves.return_to_author(by=cast.clearing_vnm, record=record, note="Which source?")
    record.refresh_from_db()


def test_a_value_says_what_was_mended(cast, as_person, one):
    row = ObservationFactory(country_indicator=one, state="draft", cleared_at=None, value=Decimal(30))
    officer, address = as_person(cast.clearing_vnm), at("observation-review", row.pk)
    row = Observation.objects.get(pk=row.pk)
    send_back(cast, row)
    mended = replace(observation_entry(row), value=Decimal(33), evidence="Annual report, page 4")
    actions.edit_observation(by=cast.focal_vnm, observation=row, entry=mended, version=row.version)
    row.refresh_from_db()
    moves.submit(by=cast.focal_vnm, record=row)
    said = since(officer, address)

    assert "Which source?" in said
    assert re.search(r"Value 30\S* 33", said)
    assert "Evidence empty Annual report, page 4" in said
    assert "Period" not in said.split("Clear ")[0]


def test_a_first_submission_has_nothing_to_compare_with(cast, as_person, one):
    row = ObservationFactory(country_indicator=one, state="submitted", cleared_at=None)

    assert since(as_person(cast.clearing_vnm), at("observation-review", row.pk)) == ""


@pytest.mark.django_db(transaction=True)  # milestones are told apart by the instants of their transactions
def test_a_set_up_says_what_was_mended(cast, as_person):
    one = CountryIndicatorFactory(indicator=IndicatorFactory(), country=cast.focal_vnm.country, state="draft")
    one = CountryIndicator.objects.get(pk=one.pk)
    send_back(cast, one)
    mended = replace(trajectory_entry(one), target_value=Decimal(60))
    actions.edit_set_up(by=cast.focal_vnm, country_indicator=one, entry=mended, version=one.version)
    one.refresh_from_db()
    moves.submit(by=cast.focal_vnm, record=one)
    said = since(as_person(cast.clearing_vnm), of("set-up-review", one))

    assert re.search(r"Target 50\S*, 31 December \d{4} 60", said)
    assert "Baseline" not in said


def test_a_change_of_a_set_up_is_compared_with_the_change_that_was_returned(cast, as_person, one):
    entry = replace(trajectory_entry(one), target_value=Decimal(70))
    change = actions.propose_change(
        by=cast.focal_vnm, country_indicator=one, entry=entry, reason="New plan.", version=one.version
    )
    send_back(cast, change)
    mended = replace(proposed_entry(change), target_value=Decimal(80))
    change = actions.edit_proposal(
        by=cast.focal_vnm, proposal=change, entry=mended, reason="New plan.", version=change.version
    )
    moves.submit(by=cast.focal_vnm, record=change)

    assert re.search(
        r"Target 70\S*, 31 December \d{4} 80", since(as_person(cast.clearing_vnm), of("set-up-review", one))
    )
