"""A need's page: what it shows, to whom, and what it offers."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.models import Country
from needs import actions
from needs.actions.entry import propose_change
from needs.content import NeedContent, content_of, parts_of
from needs.models import Need, NeedComponent
from tests.factories.core import CountryFactory, OrganisationFactory
from tests.factories.needs import (
    ClarificationFactory,
    NeedFactory,
    NeedRevisionFactory,
)
from tests.factories.partners import ResponseComponentFactory, ResponseFactory
from tests.iwt_dashboard.pages.test_needs_pages import REGISTER, counted, page_of
from tests.needs.world import text_of


@pytest.fixture
def need(cast):
    """A need of Viet Nam that partners see, of two parts and with an amount."""
    need = NeedFactory(
        country=cast.focal_vnm.country,
        created_by=cast.focal_vnm,
        number=14,
        cleared=True,
        disclosure="partners",
        amount_sought=Decimal(1000),
        currency="USD",
        last_confirmed_on=timezone.localdate(),
        parts=["Radios", "Training"],
    )
    return Need.objects.get(pk=need.pk)


def test_what_is_hidden_is_not_found(cast, as_person, need):
    assert as_person(cast.public).get(page_of(need)).status_code == 404
    assert as_person(cast.focal_vnm).get("/needs/VNM-999/").status_code == 404
    draft = NeedFactory(country=cast.focal_vnm.country, disclosure="public")
    assert as_person(cast.focal_tha).get(page_of(draft)).status_code == 404
    assert as_person(cast.viewer_vnm).get(page_of(draft)).status_code == 200


def test_lower_case_leads_to_capitals(cast, as_person, need):
    answer = as_person(cast.public).get("/needs/vnm-014/")

    assert (answer.status_code, answer.url) == (301, "/needs/VNM-014/")


def test_the_page_says_what_is_needed_and_who_can_see_it(cast, as_person, need):
    page = text_of(as_person(cast.viewer_wcs).get(page_of(need)))

    assert "Rangers of three parks lack radios" in page
    assert "The plan is under revision." in page
    assert "USD 1,000" in page
    assert "All member states, the secretariat and registered partners can see this; the public cannot." in page
    assert "Cleared on 3 March 2026." in page


def test_coverage_counts_money_and_parts_apart(cast, as_person, need):
    radios = NeedComponent.objects.get(need=need, title="Radios")
    answer = ResponseFactory(need=need, accepted=True, amount=Decimal(250), currency="USD")
    ResponseComponentFactory(response=answer, component=radios, quantity=None)

    page = text_of(as_person(cast.viewer_wcs).get(page_of(need)))

    assert "Confirmed USD 250, 25%" in page
    assert "Confirmed 1 part, 50%" in page
    assert "Remaining USD 750, 75%" in page


def test_a_need_without_numbers_is_not_measurable(cast, as_person):
    need = NeedFactory(country=cast.focal_vnm.country, cleared=True, disclosure="public")

    assert "Not measurable: no amount and no parts are stated" in text_of(as_person(cast.public).get(page_of(need)))


def test_an_offer_is_seen_by_its_two_sides_and_counted_for_them_alone(cast, as_person, need):
    ResponseFactory(need=need, organisation=cast.editor_wcs.organisation, amount=Decimal(500), currency="USD")

    def offered(who):
        page = text_of(as_person(getattr(cast, who)).get(page_of(need)))
        assert ("WCS" in page) is (who in ("focal_vnm", "viewer_vnm", "editor_wcs"))
        return page[page.index("Offered ") :].split(" Confirmed")[0]

    assert offered("focal_vnm") == offered("viewer_vnm") == "Offered USD 500, 50%"
    assert offered("editor_wcs") == "Offered USD 500 by your organisation; others&#x27; offers are not shown to you"
    assert offered("editor_traffic") == "Offered none by your organisation; others&#x27; offers are not shown to you"
    # Nought would say that there is none: they are not told.
    assert offered("focal_tha") == offered("secretariat") == "Offered shown to its two sides alone"


def test_a_word_that_claims_more_than_answers_bear_out_is_warned_about(cast, as_person, need):
    Need.objects.filter(pk=need.pk).update(status="fully_supported")

    assert "confirmed answers bear out less" in text_of(as_person(cast.viewer_wcs).get(page_of(need)))


def test_a_need_that_nobody_confirmed_for_a_year_says_so(cast, as_person, need):
    Need.objects.filter(pk=need.pk).update(last_confirmed_on=timezone.localdate() - timedelta(days=500))

    assert "more than a year ago" in text_of(as_person(cast.viewer_wcs).get(page_of(need)))


def test_we_can_help_is_offered_to_partner_editors_while_the_need_is_open(cast, as_person, need):
    offered = {
        name for name, person in cast.people().items() if "We can help" in text_of(as_person(person).get(page_of(need)))
    }
    Need.objects.filter(pk=need.pk).update(status="delivered")

    assert offered == {"editor_wcs", "editor_traffic"}
    assert "We can help" not in text_of(as_person(cast.editor_wcs).get(page_of(need)))


STEPS = {
    "focal_vnm": {"edit", "confirm", "status", "disclosure"},
    "clearing_vnm": {"disclosure"},
    "viewer_vnm": set(),
    "focal_tha": set(),
    "editor_wcs": {"ask"},
    "viewer_wcs": set(),
    "secretariat": set(),
}


def actions_on(page):
    """What can be done from a need's page, by the last word of its address."""
    return set(re.findall(r'"/needs/VNM-014/([a-z]+)/', page.content.decode()))


@pytest.mark.parametrize("who", STEPS)
def test_next_steps_are_those_of_the_role(cast, as_person, need, who):
    assert actions_on(as_person(getattr(cast, who)).get(page_of(need))) == STEPS[who]


@pytest.mark.parametrize(
    ("state", "who", "steps"),
    [
        ("draft", "focal_vnm", {"submit", "edit"}),
        ("draft", "clearing_vnm", set()),
        ("submitted", "focal_vnm", {"recall"}),
        ("submitted", "clearing_vnm", {"review"}),
        ("submitted", "viewer_vnm", set()),
        ("returned", "alternate_vnm", {"submit", "edit"}),
    ],
)
def test_next_steps_follow_the_state(cast, as_person, state, who, steps):
    trait = {} if state == "draft" else {state: True}
    NeedFactory(country=cast.focal_vnm.country, created_by=cast.focal_vnm, number=14, **trait)

    assert actions_on(as_person(getattr(cast, who)).get("/needs/VNM-014/")) == steps


def propose(cast, need):
    now = content_of(need, parts_of(need))
    changed = NeedContent(**{**vars(now), "title": "Masts out of sight"})
    propose_change(by=cast.focal_vnm, need=need, content=changed, reason="Reason out of sight")


def test_a_proposal_stands_beside_the_cleared_version_for_the_own_team_alone(cast, as_person, need):
    propose(cast, need)

    team = text_of(as_person(cast.viewer_vnm).get(page_of(need)))
    assert "Change under way: version 2" in team
    assert "Masts out of sight" in team
    for who in ("focal_tha", "editor_wcs", "secretariat"):
        assert "out of sight" not in as_person(getattr(cast, who)).get(page_of(need)).content.decode()


def test_versions_show_what_changed_and_why(cast, as_person, need):
    propose(cast, need)
    actions.submit(by=cast.focal_vnm, record=need)
    actions.clear_need(by=cast.clearing_vnm, record=need, disclosure="partners")

    page = text_of(as_person(cast.viewer_wcs).get(page_of(need)))

    assert "Version 2 , cleared on" in page
    assert "Reason given: Reason out of sight" in page
    assert "Rangers&#x27; need 14" in page


def test_history_is_for_the_own_team(cast, as_person, need):
    assert "History" in text_of(as_person(cast.viewer_vnm).get(page_of(need)))
    for who in ("focal_tha", "editor_wcs", "secretariat"):
        assert "History" not in text_of(as_person(getattr(cast, who)).get(page_of(need)))


def test_demonstration_needs_are_marked(cast, as_person):
    need = NeedFactory(country=cast.focal_vnm.country, cleared=True, disclosure="public", is_demo=True)

    for url in (REGISTER, page_of(need)):
        assert "badge--demonstration" in as_person(cast.public).get(url).content.decode()


@pytest.mark.parametrize("who", ["focal_vnm", "clearing_vnm", "editor_wcs", "secretariat"])
def test_a_need_with_little_and_with_much_costs_the_same(cast, as_person, need, who):
    client = as_person(getattr(cast, who))

    def fill(first, last):
        for n in range(first, last):
            part = NeedComponent.objects.create(need=need, position=10 + n, title=f"More {n}")
            organisation = OrganisationFactory(code=f"o{n}")
            answer = ResponseFactory(need=need, accepted=True, organisation=organisation)
            ResponseComponentFactory(response=answer, component=part)
            ClarificationFactory(need=need, shared=True, organisation=organisation)
            NeedRevisionFactory(need=need, cleared=True, number=n + 2, changes={"title": f"Title {n}"})

    fill(0, 5)
    NeedRevisionFactory(need=need, number=90)
    few = counted(client, page_of(need))
    fill(5, 15)
    many = counted(client, page_of(need))

    assert few == many
    assert many <= 15


def test_every_member_state_has_its_needs_page(cast, as_person):
    for iso3 in ("BRN", "TLS", "LAO"):
        CountryFactory(iso3=iso3)
    for country in Country.objects.all():
        need = NeedFactory(country=country, cleared=True, disclosure="public")
        assert as_person(cast.public).get(page_of(need)).status_code == 200
