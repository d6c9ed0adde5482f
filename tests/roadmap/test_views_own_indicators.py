"""What somebody who enters a value finds: the own indicators, what was said before, and what the figure would give."""

import re
from decimal import Decimal

import pytest
from django.utils import timezone

from core.clearance.models import State
from roadmap.messages import assessment_label
from roadmap.models import Observation
from roadmap.queries import country_indicators
from tests.factories.roadmap import LAST_YEAR, CountryIndicatorFactory, ObservationFactory
from tests.roadmap.world import at, of

PERIOD = f"{LAST_YEAR}-01-01/{LAST_YEAR}-12-31"
HTMX = {"HX-Request": "true"}


def test_a_returned_value_is_opened_with_its_note_on_top(cast, as_person, one):
    row = ObservationFactory(
        country_indicator=one,
        state=State.RETURNED,
        created_by=cast.focal_vnm,
        submitted_by=cast.focal_vnm,
        returned_by=cast.clearing_vnm,
        return_note="Two parks are missing.",
    )
    client = as_person(cast.focal_vnm)

    answer = client.get(of("observe", one), follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain == [(at("observation-edit", row.pk), 302)]
    assert page.index("Two parks are missing.") < page.index('id="observation-form"')
    assert of("observe", one) + "?other=yes" in page
    assert client.get(of("observe", one) + "?other=yes").status_code == 200


@pytest.mark.parametrize(("state", "leads_on"), [(State.DRAFT, True), (State.SUBMITTED, False), (State.CLEARED, False)])
def test_what_cannot_be_gone_on_with_leaves_the_form_empty(cast, as_person, one, state, leads_on):
    ObservationFactory(country_indicator=one, state=state)

    assert as_person(cast.focal_vnm).get(of("observe", one)).status_code == (302 if leads_on else 200)


def test_the_form_shows_earlier_values_and_the_target(cast, as_person, one):
    ObservationFactory(country_indicator=one, year=LAST_YEAR - 1, value=Decimal(37))
    ObservationFactory(country_indicator=one, year=LAST_YEAR - 2, value=Decimal(33))
    ObservationFactory(country_indicator=one, year=LAST_YEAR - 3, value=Decimal(999), state=State.DRAFT)

    page = as_person(cast.focal_vnm).get(of("observe", one) + "?other=yes").content.decode()
    shown = page[page.index("What was said before") : page.index("What is asked")]

    assert re.findall(r'<td class="num">([^<]*)</td>', shown) == ["37", "33"], "newest first, and no draft among them"
    assert re.search(r"<dt>Target</dt><dd>50,", shown)


# From 10 to a target of 50 (`CountryIndicatorFactory`): what reaches the target is achieved, what lies below the
# baseline moves away (`roadmap.rules.status`, whose cases have tests of their own).
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"value": ""}, "Write a figure"),
        ({"value": "abc"}, "Write a figure"),
        ({"value": "50"}, "Achieved"),
        ({"value": "5"}, "Moving away"),
    ],
)
def test_the_status_that_a_typed_figure_would_give_is_shown_and_nothing_is_written(cast, as_person, one, typed, words):
    address = of("expected-status", one)

    answer = as_person(cast.focal_vnm).post(address, {"period": PERIOD, **typed}, headers=HTMX)

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not Observation.objects.exists()


def test_the_expected_status_is_that_of_the_page_once_cleared(cast, as_person, one):
    """The same rule judges both: what is promised in the form stands on the page after clearing."""
    for value in ("11", "30", "45", "50", "60", "9"):
        client = as_person(cast.focal_vnm)
        data = {"period": PERIOD, "value": value}
        promised = client.post(of("expected-status", one), data, headers=HTMX).content.decode()
        row = ObservationFactory(country_indicator=one, value=Decimal(value))
        found = country_indicators(cast.focal_vnm, one.country, timezone.localdate())[0].assessment
        Observation.objects.filter(pk=row.pk).update(withdrawn_at=timezone.now())

        assert assessment_label(found) in promised, value


def test_own_indicators_are_listed_with_the_missing_ones_first(cast, as_person):
    vnm = cast.focal_vnm.country
    titles = {}
    for name, years_back in (("fresh", 1), ("older", 2), ("oldest", 4)):
        one = CountryIndicatorFactory(country=vnm, indicator__title=f"Indicator {name}")
        ObservationFactory(country_indicator=one, year=LAST_YEAR + 1 - years_back)
        titles[name] = one
    CountryIndicatorFactory(country=cast.focal_tha.country, indicator__title="Of another state")
    returned = ObservationFactory(
        country_indicator=titles["older"], state=State.RETURNED, return_note="Two parks are missing."
    )

    page = as_person(cast.focal_vnm).get("/roadmap/enter/").content.decode()

    assert page.index("Indicator oldest") < page.index("Indicator older") < page.index("Indicator fresh")
    assert page.index("Indicator older") < page.index("Your other indicators") < page.index("Indicator fresh")
    assert at("observation-edit", returned.pk) in page
    assert "Two parks are missing." in page
    assert "Of another state" not in page


@pytest.mark.parametrize(("value", "words"), [(Decimal(50), "Achieved"), (Decimal(9), "Moving away")])
def test_a_value_that_is_opened_shows_what_it_would_give(cast, as_person, one, value, words):
    row = ObservationFactory(country_indicator=one, state=State.DRAFT, value=value)
    standing = ObservationFactory(country_indicator=CountryIndicatorFactory(country=one.country), value=value)
    client = as_person(cast.focal_vnm)

    for address in (at("observation-edit", row.pk), at("observation-correct", standing.pk)):
        page = client.get(address).content.decode()
        assert re.search(rf"Once cleared, this figure would give:.{{0,400}}{words}", page, re.DOTALL), address
