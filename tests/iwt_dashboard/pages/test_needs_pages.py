"""The register and a need's page: who sees what, filters in the address, fragments, cost."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.clearance.models import Disclosure
from core.models import Country
from needs import actions
from needs.actions.entry import propose_change
from needs.content import NeedContent, content_of, parts_of
from needs.models import Need, NeedComponent
from tests.factories.core import CountryFactory, OrganisationFactory, PriorityFactory
from tests.factories.needs import (
    ClarificationFactory,
    NeedFactory,
    NeedRevisionFactory,
    PlanFactory,
    PlanObjectiveFactory,
)
from tests.factories.partners import ResponseComponentFactory, ResponseFactory
from tests.needs.world import text_of

REGISTER = "/needs/"
FRAGMENT = {"HX-Request": "true", "HX-Target": "need-results"}


def titles(response):
    """The needs listed, by title."""
    return re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)</a>', response.content.decode())


def page_of(need):
    return f"/needs/{need.code}/"


@pytest.fixture
def levels(cast):
    """A cleared need of Viet Nam at every level, and a draft."""
    shared = {"country": cast.focal_vnm.country, "created_by": cast.focal_vnm}
    for level in Disclosure:
        NeedFactory(title=f"For {level}", cleared=True, disclosure=level, **shared)
    NeedFactory(title="Only drafted", disclosure="public", **shared)


@pytest.fixture
def various(cast):
    """Public needs that differ in what the filters ask for."""
    shared = {"country": cast.focal_vnm.country, "cleared": True, "disclosure": "public"}
    soon = timezone.localdate() + timedelta(days=30)
    NeedFactory(title="Plain", **shared)
    NeedFactory(title="Thai", **{**shared, "country": cast.focal_tha.country})
    NeedFactory(title="Enforced", priority=PriorityFactory(code="ENF"), **shared)
    NeedFactory(title="Taught", support_kinds=["training", "legal"], **shared)
    NeedFactory(title="Urgent", urgency="high", **shared)
    NeedFactory(title="Discussed", status="in_discussion", **shared)
    NeedFactory(title="Soon", needed_by=soon, **shared)
    NeedFactory(title="Told ວິທະຍຸ", statement="Cameras", **shared)
    covered = NeedFactory(title="Covered", amount_sought=Decimal(10), currency="USD", **shared)
    ResponseFactory(need=covered, accepted=True, amount=Decimal(10), currency="USD")


# --- The register: who sees what -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("public", ["For public"]),
        ("viewer_wcs", ["For partners", "For public"]),
        ("editor_traffic", ["For partners", "For public"]),
        ("focal_tha", ["For asean", "For partners", "For public"]),
        ("secretariat", ["For asean", "For partners", "For public"]),
        ("viewer_vnm", ["For national", "For asean", "For partners", "For public", "Only drafted"]),
    ],
)
def test_everybody_sees_and_counts_what_is_shared_with_them(cast, as_person, levels, who, seen):
    answer = as_person(getattr(cast, who)).get(REGISTER)

    assert titles(answer) == seen
    word = "need" if len(seen) == 1 else "needs"
    assert f"{len(seen)} {word} of 1 member state, as far as you may see." in text_of(answer)


def test_the_state_is_a_filter_for_country_teams_only(cast, as_person, levels):
    team, partner = as_person(cast.viewer_vnm), as_person(cast.viewer_wcs)

    assert titles(team.get(REGISTER, {"state": "draft"})) == ["Only drafted"]
    assert 'name="state"' in team.get(REGISTER).content.decode()
    assert 'name="state"' not in partner.get(REGISTER).content.decode()
    assert titles(partner.get(REGISTER, {"state": "draft"})) == ["For partners", "For public"]


def test_only_focal_points_are_offered_a_new_need(cast, as_person, levels):
    offered = {
        name
        for name, person in cast.people().items()
        if "/needs/new/" in as_person(person).get(REGISTER).content.decode()
    }

    assert offered == {"focal_vnm", "alternate_vnm", "focal_tha"}


def test_states_and_changes_are_marked_for_the_own_team(cast, as_person):
    need = NeedFactory(country=cast.focal_vnm.country, cleared=True, disclosure="public")
    NeedRevisionFactory(need=need)

    assert "Change under way" in text_of(as_person(cast.viewer_vnm).get(REGISTER))
    assert "Change under way" not in text_of(as_person(cast.secretariat).get(REGISTER))


def test_an_empty_register_says_what_to_do(cast, as_person):
    assert "Enter the first need of your country" in text_of(as_person(cast.focal_vnm).get(REGISTER))
    assert "log in to see them" in text_of(as_person(cast.public).get(REGISTER))


# --- The register: filters ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"country": "THA"}, ["Thai"]),
        ({"priority": "ENF"}, ["Enforced"]),
        ({"support": "training"}, ["Taught"]),
        ({"urgency": "high"}, ["Urgent"]),
        ({"status": "in_discussion"}, ["Discussed"]),
        ({"coverage": "fully"}, ["Covered"]),
        ({"q": "cameras ວິທະຍຸ"}, ["Told ວິທະຍຸ"]),
        ({"q": "thailand"}, ["Thai"]),
        ({"country": "VNM", "urgency": "high"}, ["Urgent"]),
        ({"country": "THA", "urgency": "high"}, []),
    ],
)
def test_each_filter_narrows(cast, as_person, various, query, found):
    assert titles(as_person(cast.public).get(REGISTER, query)) == found


def test_needed_by_is_the_latest_day(cast, as_person, various):
    day = timezone.localdate() + timedelta(days=30)
    client = as_person(cast.public)

    assert titles(client.get(REGISTER, {"needed_by": day.isoformat()})) == ["Soon"]
    assert titles(client.get(REGISTER, {"needed_by": (day - timedelta(days=1)).isoformat()})) == []


@pytest.mark.parametrize(
    "field", ["q", "country", "priority", "support", "urgency", "status", "coverage", "needed_by", "state", "page"]
)
def test_values_that_are_none_never_break_the_page(cast, as_person, various, field):
    client = as_person(cast.focal_vnm)

    for value in ("", "\x00", "'", "9" * 50, "-1", "1e400", "<script>", "ວິ", "x" * 3000):
        answer = client.get(REGISTER, {field: value})
        assert answer.status_code == 200, value
        assert "<script>" not in answer.content.decode()


def test_filters_in_use_can_be_taken_away_one_by_one(cast, as_person, various):
    page = as_person(cast.public).get(REGISTER, {"country": "VNM", "urgency": "high", "page": "1"}).content.decode()

    assert 'href="/needs/?urgency=high"' in page
    assert 'href="/needs/?country=VNM"' in page
    assert "Member state: Viet Nam" in page


def test_pages_carry_the_filter_and_fall_back(cast, as_person):
    for _ in range(30):
        NeedFactory(country=cast.focal_vnm.country, cleared=True, disclosure="public", urgency="high")
    client = as_person(cast.public)

    first, second = client.get(REGISTER, {"urgency": "high"}), client.get(REGISTER, {"urgency": "high", "page": "2"})

    assert (len(titles(first)), len(titles(second))) == (25, 5)
    assert 'href="?urgency=high&amp;page=2"' in first.content.decode()
    assert titles(client.get(REGISTER, {"page": "99"})) == titles(client.get(REGISTER, {"page": "2"}))


def test_the_fragment_is_the_slice_of_the_page_and_brings_the_count(cast, as_person, various):
    client = as_person(cast.public)

    page = client.get(REGISTER, {"country": "VNM"}).content.decode()
    fragment = client.get(REGISTER, {"country": "VNM"}, headers=FRAGMENT).content.decode()

    results = fragment[fragment.index('<div id="need-results"') : fragment.rindex('<p class="lede" id="need-summary"')]
    assert results.strip() in page
    assert "<html" not in fragment
    assert 'id="need-summary" hx-swap-oob="true"' in fragment
    assert "hx-swap-oob" not in page.split('<main id="main"')[1].split("</main>")[0]


@pytest.mark.parametrize(
    "headers",
    [
        {"HX-Request": "true", "HX-Target": "need-results", "HX-Boosted": "true"},
        {"HX-Request": "true", "HX-Target": "need-results", "HX-History-Restore-Request": "true"},
        {"HX-Request": "true", "HX-Target": "elsewhere"},
    ],
)
def test_other_requests_get_the_whole_page(cast, as_person, various, headers):
    assert "<html" in as_person(cast.public).get(REGISTER, headers=headers).content.decode()


@pytest.mark.parametrize("who", ["public", "focal_vnm", "editor_wcs"])
def test_ten_rows_and_thirty_cost_the_same(cast, as_person, who):
    client = as_person(getattr(cast, who))

    def fill(count):
        for _ in range(count):
            need = NeedFactory(
                country=cast.focal_vnm.country,
                cleared=True,
                disclosure="public",
                parts=["Radios"],
                no_plan_reason="",
                plan_objective=PlanObjectiveFactory(plan=PlanFactory(country=cast.focal_vnm.country)),
            )
            ResponseFactory(need=need, accepted=True)

    fill(10)
    few = counted(client, REGISTER)
    fill(20)
    many = counted(client, REGISTER)

    assert few == many
    assert many <= 15


def counted(client, url):
    """How many queries the page costs."""
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


# --- A need's page --------------------------------------------------------------------------------------


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

    for who in ("editor_wcs", "focal_vnm"):
        assert "Offered USD 500, 50%" in text_of(as_person(getattr(cast, who)).get(page_of(need)))
    others = text_of(as_person(cast.editor_traffic).get(page_of(need)))
    assert "Offered USD 0, 0%" in others
    assert "WCS" not in others


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
