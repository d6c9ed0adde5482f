"""Pages that read: organisations, programmes, mechanisms, money. Each answers the seven questions."""

from decimal import Decimal

import html5lib
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.clearance.models import Disclosure
from core.figures import settle
from core.models import Country
from partners.programmes.models.money import FundingCategory, HistoricalFunding
from partners.programmes.models.programmes import Programme
from tests.exhaustive import EXHAUSTIVE
from tests.factories.core import COUNTRIES, CountryFactory, OrganisationFactory, PriorityFactory
from tests.factories.partners import (
    EngagementFactory,
    HistoricalFundingFactory,
    MechanismFactory,
    ProgrammeCountryFactory,
    ProgrammeFactory,
    ProgrammeOrganisationFactory,
    ProgrammePriorityFactory,
    ResponseComponentFactory,
    ResponseFactory,
)
from tests.partners.world import add_part, make_need

LISTS = ["/partners/", "/partners/programmes/", "/partners/mechanisms/", "/partners/funding/"]
PAGES = [*LISTS, "/partners/organisations/wcs/", "/partners/programmes/p-0/"]
FRAGMENTS = {"/partners/": "organisation-results", "/partners/programmes/": "programme-results"}


@pytest.fixture
def eleven(db):
    return [CountryFactory(iso3=iso3) for iso3 in COUNTRIES]


def text_of(answer):
    return answer.content.decode()


def fill(count):
    """So many of everything that partners' pages show."""
    start = Programme.objects.count()
    for index in range(start, start + count):
        organisation = OrganisationFactory(code=f"org-{index}")
        programme = ProgrammeFactory(slug=f"p-{index}", owner=OrganisationFactory(code="wcs"), with_share=True)
        for iso3 in ("VNM", "THA"):
            ProgrammeCountryFactory(programme=programme, country=CountryFactory(iso3=iso3))
        for code in ("LIV", "ENF"):
            ProgrammePriorityFactory(programme=programme, priority=PriorityFactory(code=code))
        ProgrammeOrganisationFactory(programme=programme, organisation=organisation)
        need = make_need(disclosure=Disclosure.PUBLIC, amount_sought=Decimal(9), currency="USD")
        part = add_part(need)
        for maker in (OrganisationFactory(code="wcs"), organisation):
            answer = ResponseFactory(need=need, organisation=maker, accepted=True, programme=programme)
            ResponseComponentFactory(response=answer, component=part)
            ResponseFactory(need=need, organisation=maker, accepted=True, programme=ProgrammeFactory(slug="p-0"))
        EngagementFactory(mechanism=MechanismFactory(code=f"m-{index}"))


@pytest.mark.parametrize("address", LISTS)
def test_everybody_may_read_the_lists(cast, as_person, address):
    for person in [cast.public, *cast.people().values()]:
        assert as_person(person).get(address).status_code == 200


@pytest.mark.parametrize("address", [*LISTS, "/partners/organisations/wcs/"])
def test_pages_of_an_empty_database_say_what_is_missing(cast, as_person, address):
    page = as_person(cast.public).get(address)

    assert page.status_code == 200
    assert any(word in text_of(page) for word in ('class="empty"', "shown to you", "organisation-results"))


@pytest.mark.parametrize("who", ["public", "editor_wcs", "focal_vnm"])
def test_the_html_parses_without_errors(cast, as_person, eleven, who):
    fill(2)
    HistoricalFundingFactory(country=eleven[0])
    client = as_person(getattr(cast, who))

    for address in PAGES:
        # Raises at the first error.
        assert html5lib.HTMLParser(strict=True).parse(text_of(client.get(address))) is not None


@pytest.mark.parametrize(("address", "root"), FRAGMENTS.items())
def test_the_fragment_is_the_slice_of_the_page(cast, as_person, address, root):
    fill(3)
    client = as_person(cast.public)
    query = {"q": "p"}

    page = text_of(client.get(address, query))
    fragment = text_of(client.get(address, query, headers={"HX-Request": "true", "HX-Target": root})).strip()

    assert fragment.startswith(f'<div id="{root}"')
    assert "<html" not in fragment
    assert fragment in page


# As the others test_query_growth asks for every page every day.
@pytest.mark.parametrize("who", ["public", *(["editor_wcs", "focal_vnm"] if EXHAUSTIVE else [])])
def test_queries_do_not_grow_with_rows(cast, as_person, eleven, who):
    client = as_person(getattr(cast, who))

    def cost(address):
        settle()  # as before each request that is no part of the transaction that wrote
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    fill(10)
    few = {address: cost(address) for address in PAGES}
    fill(20)
    many = {address: cost(address) for address in PAGES}

    assert few == many
    assert max(many.values()) <= 15


@pytest.mark.parametrize(
    "query",
    [
        "?page=0",
        "?page=x",
        "?page=99999999999999999999",
        "?country=%00&q=%00",
        "?q=" + "x" * 3000,
        "?status[]=1",
        "?organisation=%27--",
        "?country=VNM&country=THA",
        "?q=%F0%9F%A6%8F",
    ],
)
@pytest.mark.parametrize("address", ["/partners/", "/partners/programmes/", "/partners/organisations/wcs/"])
def test_hostile_addresses_are_answered(cast, as_person, address, query):
    assert as_person(cast.public).get(address + query).status_code == 200


@pytest.mark.parametrize("address", ["/partners/organisations/nobody/", "/partners/programmes/none/"])
def test_what_is_not_there_is_not_found(cast, as_person, address):
    assert as_person(cast.public).get(address).status_code == 404


def test_a_programme_for_partners_is_not_found_by_the_public(cast, as_person):
    ProgrammeFactory(slug="closed", for_partners=True, title="Closed circle")

    assert as_person(cast.public).get("/partners/programmes/closed/").status_code == 404
    assert "Closed circle" not in text_of(as_person(cast.public).get("/partners/programmes/"))
    for person in cast.people().values():
        assert as_person(person).get("/partners/programmes/closed/").status_code == 200


def test_the_filter_of_programmes_lives_in_the_address(cast, as_person):
    wanted = ProgrammeFactory(slug="wanted", title="Wanted one")
    ProgrammeCountryFactory(programme=wanted, country=CountryFactory(iso3="VNM"))
    ProgrammeFactory(slug="other", title="Unlike")

    page = text_of(as_person(cast.public).get("/partners/programmes/?country=VNM"))

    assert "Wanted one" in page
    assert "Unlike" not in page
    assert '<option value="VNM" selected' in page


def test_pages_follow_one_another_with_the_filter(cast, as_person):
    for index in range(30):
        ProgrammeFactory(slug=f"snare-{index:02}", title=f"Snare {index:02}")

    first = text_of(as_person(cast.public).get("/partners/programmes/?q=snare"))
    second = text_of(as_person(cast.public).get("/partners/programmes/?q=snare&page=2"))

    assert "?q=snare&amp;page=2" in first
    assert "Snare 29" in second
    assert "Snare 00" not in second


def test_a_programme_tells_its_money_with_share_and_basis(cast, as_person):
    ProgrammeFactory(slug="known", with_share=True, cofinancing=Decimal(27_809_379))
    ProgrammeFactory(
        slug="unknown", total=Decimal(5000), currency="EUR", amount_note="Sources disagree: 10 or 8 million."
    )

    known = text_of(as_person(cast.public).get("/partners/programmes/known/"))
    unknown = text_of(as_person(cast.public).get("/partners/programmes/unknown/"))

    assert "USD\N{NO-BREAK SPACE}250,000" in known
    assert "25% (basis: estimated)" in known
    assert "USD\N{NO-BREAK SPACE}27,809,379" in known
    assert "share not given" in unknown
    assert "Sources disagree" in unknown


def test_a_programme_that_was_terminated_early_says_why(cast, as_person):
    ProgrammeFactory(slug="ended", terminated=True)

    page = text_of(as_person(cast.public).get("/partners/programmes/ended/"))

    assert "Terminated early." in page
    assert "The donor closed its programmes in 2025." in page


def test_a_programme_shows_shares_or_that_it_is_not_split(cast, as_person):
    split = ProgrammeFactory(slug="split")
    ProgrammeCountryFactory(programme=split, country=CountryFactory(iso3="VNM"), share=Decimal(40))
    ProgrammeCountryFactory(programme=split, country=CountryFactory(iso3="THA"))
    whole = ProgrammeFactory(slug="whole")
    ProgrammeCountryFactory(programme=whole, country=CountryFactory(iso3="VNM"))
    ProgrammeCountryFactory(programme=whole, country=CountryFactory(iso3="THA"))

    split_page = text_of(as_person(cast.public).get("/partners/programmes/split/"))
    whole_page = text_of(as_person(cast.public).get("/partners/programmes/whole/"))

    assert "40%" in split_page
    assert "60% is not split" in split_page
    assert "share not given" in split_page
    assert "Not split" in whole_page


def test_entries_are_told_apart_at_a_glance(cast, as_person):
    ProgrammeFactory(slug="demo", is_demo=True)
    ProgrammeFactory(slug="sourced", verified=False)

    assert "badge--demonstration" in text_of(as_person(cast.public).get("/partners/programmes/demo/"))
    sourced = text_of(as_person(cast.public).get("/partners/programmes/sourced/"))
    assert "badge--published" in sourced
    assert "Not yet verified" in sourced


def test_an_offer_under_a_programme_is_not_shown_to_others_before_it_is_accepted(cast, as_person):
    programme = ProgrammeFactory(slug="p")
    ResponseFactory(need=make_need(disclosure=Disclosure.PUBLIC, title="Waiting need"), programme=programme)
    ResponseFactory(
        need=make_need(disclosure=Disclosure.PUBLIC, title="Supported need"), programme=programme, accepted=True
    )

    for address in ("/partners/programmes/p/", "/partners/organisations/wcs/"):
        for person, sees_waiting in [
            (cast.public, False),
            (cast.editor_traffic, False),
            (cast.focal_tha, False),
            (cast.secretariat, False),
            (cast.viewer_wcs, True),
            (cast.viewer_vnm, True),
        ]:
            page = text_of(as_person(person).get(address))
            assert "Supported need" in page
            assert ("Waiting need" in page) is sees_waiting


def test_the_owners_editor_confirms_in_one_press(cast, as_person):
    ProgrammeFactory(slug="p")
    address = "/partners/programmes/p/confirm/"

    assert address in text_of(as_person(cast.editor_wcs).get("/partners/programmes/p/"))
    assert address not in text_of(as_person(cast.editor_traffic).get("/partners/programmes/p/"))
    answer = as_person(cast.editor_wcs).post(address, follow=True)
    assert "Confirmed: nothing has changed" in text_of(answer)


@pytest.mark.parametrize(
    ("who", "status"),
    [("public", 302), ("viewer_wcs", 403), ("focal_vnm", 403), ("secretariat", 404), ("editor_traffic", 404)],
)
def test_others_cannot_confirm(cast, as_person, who, status):
    programme = ProgrammeFactory(slug="p")

    answer = as_person(getattr(cast, who)).post("/partners/programmes/p/confirm/")

    assert answer.status_code == status
    programme.refresh_from_db()
    assert programme.last_confirmed_on is None


def test_confirming_takes_a_post(cast, as_person):
    ProgrammeFactory(slug="p")

    assert as_person(cast.editor_wcs).get("/partners/programmes/p/confirm/").status_code == 405


def test_mechanisms_stand_beside_member_states(cast, as_person, eleven):
    EngagementFactory(mechanism=MechanismFactory(), country=eleven[-1], year=2025, is_demo=True)

    page = text_of(as_person(cast.public).get("/partners/mechanisms/"))

    assert "Done, 2025" in page
    assert "badge--demonstration" in page
    assert page.count("nothing on record") == 10


def test_money_says_who_is_absent_and_puts_livelihoods_in_sight(cast, as_person, eleven):
    lao = Country.objects.get(iso3="LAO")
    for category, amount in [(FundingCategory.LIVELIHOODS, 29), (FundingCategory.POLICY, 71)]:
        HistoricalFundingFactory(country=lao, category=category, amount_usd_thousand=Decimal(amount) * 1000)
    HistoricalFundingFactory(country=Country.objects.get(iso3="THA"), amount_usd_thousand=Decimal(13600))
    assert HistoricalFunding.objects.count() == 3

    page = text_of(as_person(cast.public).get("/partners/funding/"))

    assert "Lao PDR 29%" in page
    assert "not in the table" in page
    assert "not split by type" in page
    assert "The source does not name Brunei Darussalam, Cambodia" in page
    assert 'id="funding-chart-data"' in page


def test_the_chart_page_is_held_to_the_same_policy_as_any_other(cast, as_person):
    client = as_person(cast.public)

    policy = client.get("/partners/funding/")["Content-Security-Policy"]

    assert "unsafe-" not in policy
    assert "require-trusted-types-for 'script'" in policy
