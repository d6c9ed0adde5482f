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
from iwt_dashboard.pages.needs_register import need_register
from needs.models import Need, NeedFilter
from tests.factories.core import PriorityFactory
from tests.factories.needs import (
    NeedFactory,
    NeedRevisionFactory,
    PlanFactory,
    PlanObjectiveFactory,
)
from tests.factories.partners import ResponseFactory
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


def found(viewer, text):
    """The codes of the needs that a search finds."""
    page = need_register(viewer, NeedFilter(text=text), 1)["page"]
    return sorted(row.need.code for row in page.object_list)


def test_each_word_is_found_in_the_need_or_in_the_name_of_its_member_state(cast):
    here, there = cast.focal_vnm.country, cast.focal_tha.country
    shared = {"cleared": True, "disclosure": "public", "number": 901}
    NeedFactory(country=here, title="Detector dogs", statement="At two ports", **shared)
    NeedFactory(country=there, title="Detector dogs", lead_agency="The customs' department", **shared)

    assert found(cast.public, "dogs") == ["THA-901", "VNM-901"]
    assert found(cast.public, f"{here.name} DOGS") == ["VNM-901"]
    assert found(cast.public, f"ports {there.name}") == []
    assert found(cast.public, "customs 901") == ["THA-901"]
    assert found(cast.public, "") == ["THA-901", "VNM-901"]
    # Each text is looked at by itself, and every sign stands for itself.
    assert found(cast.public, "dogsat") == []
    assert found(cast.public, "d%s") == []
    assert found(cast.public, "d_gs") == []


def test_what_changes_is_found_by_its_new_words(cast):
    need = NeedFactory(title="Detector dogs", cleared=True, disclosure="public", country=cast.focal_vnm.country)
    assert found(cast.public, "dogs") == [need.code]

    Need.objects.filter(pk=need.pk).update(title="Đèn pin")
    Country.objects.filter(iso3="VNM").update(name="Socialist Republic")

    assert found(cast.public, "dogs") == []
    assert found(cast.public, "den socialist") == [need.code]
