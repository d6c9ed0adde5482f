"""The country page, its reference page and the report card."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.figures import settle
from partners.coordination.models.mechanisms import Mechanism
from roadmap.models import ExternalProcess
from tests.factories.core import AuthorityFactory, CountryFactory, PriorityFactory
from tests.factories.needs import NeedFactory, PlanFactory, PlanObjectiveFactory
from tests.factories.partners import (
    DeliveryFactory,
    EngagementFactory,
    MechanismFactory,
    ProgrammeCountryFactory,
    ProgrammeFactory,
    ProgrammePriorityFactory,
    ResponseFactory,
)
from tests.factories.roadmap import (
    ActionFactory,
    ActionRatingFactory,
    CommitmentStepFactory,
    CountryIndicatorFactory,
    ExternalProcessFactory,
    GoalFactory,
    ObservationFactory,
)

PAGES = ["/countries/VNM/", "/countries/VNM/report-card/", "/countries/VNM/reference/"]


@pytest.fixture
def vnm(db):
    return CountryFactory(iso3="VNM")


def fill(vnm, rows):
    """So many of everything that stands on the pages, all public."""
    for number in range(rows):
        need = NeedFactory(cleared=True, country=vnm, disclosure="public", amount_sought=10, currency="USD")
        ResponseFactory(need=need, kind="offer", amount=5, currency="USD", accepted=True)
        PlanObjectiveFactory(plan=PlanFactory(country=vnm))
        used = CountryIndicatorFactory(country=vnm, disclosure="public")
        ObservationFactory(country_indicator=used, country=vnm, disclosure="public")
        programme = ProgrammeFactory()
        ProgrammeCountryFactory(programme=programme, country=vnm)
        ProgrammePriorityFactory(programme=programme)
        mechanism = MechanismFactory(code=f"mechanism-{Mechanism.objects.count()}-{number}")
        EngagementFactory(country=vnm, mechanism=mechanism)
        action = ActionFactory(goal=GoalFactory(country=vnm, disclosure="public"))
        ActionRatingFactory(action=action, country=vnm, disclosure="public")
        CommitmentStepFactory(country=vnm, disclosure="public")
        ExternalProcessFactory(country=vnm, position=ExternalProcess.objects.count() + 1)
        AuthorityFactory(country=vnm)
    settle()


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_answer_everybody(vnm, cast, as_person, path):
    fill(vnm, 2)

    for person in [cast.public, *cast.people().values()]:
        response = as_person(person).get(path)

        assert response.status_code == 200
        assert b"Viet Nam" in response.content


@pytest.mark.parametrize("path", PAGES)
def test_a_country_without_any_entry_has_its_pages(vnm, client, path):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_lower_case_redirects_to_capitals_and_keeps_the_filter(vnm, client, path):
    response = client.get(path.replace("VNM", "vnm") + "?priority=LIV")

    assert response.status_code == 301
    assert response.url == path + "?priority=LIV"


@pytest.mark.parametrize("path", ["/countries/XXX/", "/countries/CHN/report-card/", "/countries/USA/reference/"])
def test_other_countries_have_no_page(vnm, client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_ten_and_thirty_rows_cost_the_same(vnm, cast, as_person, django_assert_max_num_queries, path):
    client = as_person(cast.focal_vnm)
    fill(vnm, 10)
    with django_assert_max_num_queries(20) as ten:
        client.get(path)
    fill(vnm, 20)
    with django_assert_max_num_queries(20) as thirty:
        response = client.get(path)

    assert len(ten) == len(thirty)
    assert len(response.content) <= 100_000


def test_figures_change_with_the_viewer(vnm, cast, as_person):
    NeedFactory(cleared=True, country=vnm, disclosure="public", title="Open to everybody")
    NeedFactory(cleared=True, country=vnm, disclosure="partners", title="Open to partners")
    NeedFactory(submitted=True, country=vnm, disclosure="public", title="Not cleared yet")

    def titles(person):
        text = as_person(person).get("/countries/VNM/").content.decode()
        return {title for title in ("Open to everybody", "Open to partners", "Not cleared yet") if title in text}

    assert titles(cast.public) == {"Open to everybody"}
    assert titles(cast.viewer_wcs) == {"Open to everybody", "Open to partners"}
    # The page reads the same to its own team: what is not cleared stands in the workspace and the register.
    assert titles(cast.focal_vnm) == {"Open to everybody", "Open to partners"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("priority=LIV", {"Honey"}),
        ("urgency=high", {"Radios"}),
        ("coverage=none", {"Honey", "Radios"}),
        ("coverage=fully", set()),
        ("priority=NOPE&urgency=%00&coverage=x", {"Honey", "Radios"}),
        ("page=99", {"Honey", "Radios"}),
    ],
)
def test_the_filter_narrows_and_never_fails(vnm, client, query, expected):
    for title, code, urgency in (("Honey", "LIV", "low"), ("Radios", "ENF", "high")):
        NeedFactory(
            cleared=True, country=vnm, disclosure="public", title=title, urgency=urgency,
            priority=PriorityFactory(code=code), amount_sought=10, currency="USD",
        )  # fmt: skip

    text = client.get(f"/countries/VNM/?{query}").content.decode()

    assert {title for title in ("Honey", "Radios") if title in text} == expected


def delivered_world(vnm, n=1):
    """So many needs with 40 of 100 delivered, as many with a report that nobody has confirmed, and a closed one."""
    for number in range(n):
        common = {"cleared": True, "country": vnm, "disclosure": "public", "priority": PriorityFactory(code="ENF")}
        for title, is_confirmed in ((f"Boats {number}", True), (f"Radios {number}", False)):
            need = NeedFactory(title=title, amount_sought=100, currency="USD", **common)
            answer = ResponseFactory(need=need, amount=80, currency="USD", delivering=True)
            DeliveryFactory(response=answer, amount=40, confirmed=is_confirmed)
    NeedFactory(title="Closed long ago", status="delivered", **common)


def test_what_was_delivered_stands_beside_what_is_confirmed(vnm, cast, as_person):
    delivered_world(vnm)
    row_of = 'priority=ENF&amp;country=VNM">'

    for person in [cast.public, *cast.people().values()]:
        text = as_person(person).get("/countries/VNM/").content.decode()
        row = text[text.index(row_of) :].split("</tr>")[0]
        cells = [" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in row.split("<td")[-3:]]

        assert [cell.split(">", 1)[1].replace("\xa0", " ").strip() for cell in cells] == [
            "USD 200",
            "USD 160",
            "USD 40 on 1 need",
        ]
        assert '<span data-figure="needs">1</span> met earlier</a>' in text
        assert "/needs/?show=some_delivered&amp;country=VNM&amp;priority=ENF" in row


def test_the_figure_delivered_opens_its_needs(vnm, client):
    delivered_world(vnm)

    text = client.get("/countries/VNM/?coverage=some_delivered&priority=ENF").content.decode()

    assert "2 in use" in text

    assert "Boats 0" in text
    assert "Radios 0" not in text
    assert "Closed long ago" not in text
    assert "Closed long ago" in client.get("/needs/?country=VNM&status=delivered").content.decode()


def test_where_nothing_was_delivered_nothing_is_said_of_it(vnm, client):
    fill(vnm, 1)

    assert "some_delivered#needs" not in client.get("/countries/VNM/").content.decode()


def test_deliveries_cost_no_more_questions(vnm, as_person, cast):
    client, found = as_person(cast.focal_vnm), []
    for _ in range(2):
        delivered_world(vnm, n=3)
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get("/countries/VNM/").content) <= 100_000
        found.append(len(queries))

    assert found[0] == found[1] <= 22


def test_the_fragment_is_the_slice_of_the_page(vnm, client):
    fill(vnm, 3)
    page = client.get("/countries/VNM/?urgency=medium").content.decode()

    fragment = client.get(
        "/countries/VNM/?urgency=medium", headers={"HX-Request": "true", "HX-Target": "country-needs"}
    ).content.decode()

    assert fragment.strip().startswith('<div id="country-needs"')
    assert fragment.strip() in page


def test_both_ratings_stand_side_by_side(vnm, client):
    action = ActionFactory(goal=GoalFactory(country=vnm, disclosure="public"), title="Train prosecutors")
    for rated_by, rating in (("country", "substantially_achieved"), ("secretariat", "partial_progress")):
        ActionRatingFactory(action=action, country=vnm, disclosure="public", rated_by=rated_by, rating=rating)

    text = client.get("/countries/VNM/report-card/").content.decode()

    row = text[text.index("Train prosecutors") :]
    assert row.index("Substantially achieved") < row.index("Partial progress")


def test_the_card_says_for_whom_it_was_made(vnm, cast, as_person):
    def text(person):
        return as_person(person).get("/countries/VNM/report-card/").content.decode()

    assert "what Viet Nam has made public" in text(cast.public)
    assert "shares with partners and with the public" in text(cast.viewer_wcs)
    assert "shares within ASEAN" in text(cast.secretariat)
    assert "national ones too" in text(cast.viewer_vnm)


def test_page_and_card_count_the_same_programmes(vnm, client):
    fill(vnm, 2)
    ProgrammeFactory(regional=True, status="2")
    figure = '<p class="kpi__label">Active programmes</p>'

    texts = [client.get(path).content.decode() for path in PAGES[:2]]

    assert all("Active programmes" in text for text in texts), figure
    numbers = [text[text.index("Active programmes") :].split("kpi__value", 1)[1][:120] for text in texts]
    assert all("3" in number for number in numbers)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_written_by_other_methods(vnm, client, path):
    assert client.post(path).status_code in {200, 403, 405}
    assert client.head(path).status_code == 200


def test_every_action_stands_in_both_columns_of_the_card_rated_or_not(vnm, client):
    """A blank is not "not commenced": of three actions the country has rated two, the secretariat one."""
    goal = GoalFactory(country=vnm, disclosure="public")
    first, second, _third = (ActionFactory(goal=goal, number=f"A{number}") for number in range(3))
    for action, rated_by in ((first, "country"), (second, "country"), (first, "secretariat")):
        ActionRatingFactory(action=action, country=vnm, rated_by=rated_by, disclosure="public")

    page = client.get("/countries/VNM/report-card/").content.decode()
    table = page.partition('id="rungs-caption"')[2].partition("</table>")[0]
    cells = [int(n) for n in re.findall(r'<td class="num">(\d+)</td>', table)]

    assert (sum(cells[::2]), sum(cells[1::2])) == (3, 3)
    assert cells[-2:] == [1, 2]
    assert "Not rated" in table.partition("<tfoot>")[2]


def test_open_needs_stand_by_number(vnm, client):
    for number, urgency in ((3, "high"), (1, "low"), (2, "medium")):
        NeedFactory(
            country=vnm, cleared=True, disclosure="public", code=f"VNM-{number:03}", number=number, urgency=urgency
        )

    page = client.get("/countries/VNM/").content.decode()

    assert page.index("VNM-001 ") < page.index("VNM-002 ") < page.index("VNM-003 ")
