"""Who funds what where: the list of programmes under a filter, what kinds it holds, and how each row is marked."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from partners.programmes.models.listing import ProgrammeFilter
from partners.programmes.models.programmes import Programme
from tests.factories.core import CountryFactory, OrganisationFactory, PriorityFactory
from tests.factories.iati import IatiRecordFactory
from tests.factories.partners import (
    ProgrammeCountryFactory,
    ProgrammeFactory,
    ProgrammeOrganisationFactory,
    ProgrammePriorityFactory,
)

pytestmark = pytest.mark.django_db

LIST = "/partners/programmes/"
IN_LAO = f"{LIST}?country=LAO&priority=DEM"


def programme(slug, *, countries=("LAO",), priorities=("DEM",), suggested=(), **fields):
    """A programme with its links."""
    row = ProgrammeFactory(slug=slug, **fields)
    for iso3 in countries:
        ProgrammeCountryFactory(programme=row, country=CountryFactory(iso3=iso3))
    for code in (*priorities, *suggested):
        ProgrammePriorityFactory(programme=row, priority=PriorityFactory(code=code), is_suggested=code in suggested)
    return row


OF_PRIORITY = "of which nobody has confirmed that they counter wildlife trade or serve this priority"


@pytest.fixture
def programmes(db):
    """One of each kind that the question is about, and one of each that it is not about."""
    yesterday = timezone.localdate() - timedelta(days=1)
    programme("named")
    programme("region", countries=(), is_regional=True)
    programme("ended", status="4")
    programme("end-passed", ends_on=yesterday)
    programme("not-judged", priorities=(), suggested=("DEM",), iwt_relevance="not_judged")
    programme("suggested", priorities=(), suggested=("DEM",))
    programme("elsewhere", countries=("THA",))
    programme("region-named", countries=("THA",), is_regional=True)
    programme("other-work", priorities=("LIV",))
    programme("no-priority", priorities=())
    programme("not-iwt", iwt_relevance="not_iwt")


def listed(client, address):
    """The short names of the programmes in a list, and its text."""
    page = client.get(address).content.decode()
    results = page[page.index('id="programme-results"') :]
    found = set(re.findall(r'<th scope="row"><a href="/partners/programmes/([\w-]+)/"', results))
    return found, re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", results))


def rows(client, address):
    """The marks of each programme, by its title and beside its period, by short name."""
    page = client.get(address).content.decode()
    found = {}
    for slug, row in re.findall(
        r'<th scope="row"><a href="/partners/programmes/([\w-]+)/">[^<]*</a>(.*?)</tr>', page, re.S
    ):
        marks = re.findall(r'<span class="(?:badge|note)">([^<]*)</span>', row.split('data-label="Total"')[0])
        found[slug] = " ".join(" ".join(marks).split())
    return found


def test_who_funds_demand_reduction_in_a_member_state(client, programmes):
    """All that might: of the state and of the region, running or not, judged or not; each is marked as such."""
    assert rows(client, IN_LAO) == {
        "named": "",
        "region": "covers the region",
        "ended": "ended",
        "end-passed": "planned end passed, end not confirmed",
        "not-judged": "relevance not judged yet Priority suggested, not confirmed: Demand reduction",
        "suggested": "Priority suggested, not confirmed: Demand reduction",
    }


def test_the_list_counts_its_kinds_and_says_what_it_leaves_out(client, programmes):
    _found, text = listed(client, IN_LAO)

    assert "6 programmes" in text
    assert f"2 active 2 ended, resting, or not known 2 {OF_PRIORITY}: not counted here" in text
    # Without a priority asked for, one whose priority alone is suggested counts.
    assert "1 not judged yet: counted nowhere" in listed(client, IN_LAO.partition("&priority")[0])[1]
    assert "1 of them covers the region without naming a member state" in text
    assert "1 programme more names no priority and are not" in text or "1 programme more names no priority" in text


@pytest.mark.parametrize(
    ("show", "found"),
    [
        ("active", {"named", "region"}),
        ("not_active", {"ended", "end-passed"}),
        ("not_judged", {"not-judged", "suggested"}),
    ],
)
def test_each_kind_opens_those_that_it_counts(client, programmes, show, found):
    """What only a machine has said counts nowhere: neither relevance nor priority."""
    assert listed(client, f"{IN_LAO}&show={show}")[0] == found


def test_what_names_no_priority_can_be_asked_for(client, programmes):
    assert listed(client, f"{LIST}?country=LAO&priority=none")[0] == {"no-priority"}


def test_the_kinds_of_any_filter_make_up_the_list(programmes, cast):
    """Each programme is of one kind, whatever is asked of the list besides."""
    for asked in ({}, {"countries": ("LAO",)}, {"priorities": ("DEM",)}, {"text": "e"}, {"organisation": "wcs"}):
        seen = Programme.objects.visible_to(cast.public)
        kinds = [
            set(seen.matching(ProgrammeFilter(**asked, show=show)).values_list("slug", flat=True))
            for show in ("active", "not_active", "not_judged")
        ]
        whole = set(seen.matching(ProgrammeFilter(**asked)).values_list("slug", flat=True))
        assert set.union(*kinds) == whole
        assert sum(map(len, kinds)) == len(whole)


def test_a_link_that_was_taken_away_finds_nothing(client, programmes):
    row = Programme.objects.get(slug="named")
    row.in_countries.update(withdrawn_at=timezone.now())
    row.for_priorities.update(withdrawn_at=timezone.now())

    assert "named" not in listed(client, IN_LAO)[0]
    assert "named" in listed(client, f"{LIST}?priority=none")[0]


def test_an_organisation_finds_what_it_owns_and_what_it_takes_part_in(client, programmes):
    """The number on the list of organisations is that of the page that it opens, and of the filter."""
    usaid = OrganisationFactory(code="usaid", name="USAID")
    ProgrammeOrganisationFactory(programme=Programme.objects.get(slug="named"), organisation=usaid, role="1")
    programme("owned", owner=usaid)
    programme("owned-other", owner=usaid, iwt_relevance="not_iwt")

    assert listed(client, f"{LIST}?organisation=usaid")[0] == {"named", "owned"}
    index = client.get("/partners/?q=usaid").content.decode()
    assert re.search(r'href="/partners/organisations/usaid/#o-programmes" data-figure="programmes">2<', index)
    assert '<span data-total="programmes">2</span>' in client.get("/partners/organisations/usaid/").content.decode()


def test_a_regional_programme_counts_on_a_country_page_and_in_its_list(client, programmes):
    page = client.get("/countries/LAO/").content.decode()

    # Of demand reduction: named, region; and of others: other-work, no-priority, suggested.
    active = {"named", "region", "suggested", "other-work", "no-priority"}
    assert re.search(rf'show=active&amp;country=LAO" data-figure="programmes">{len(active)}<', page)
    assert listed(client, f"{LIST}?country=LAO&show=active")[0] == active


@pytest.mark.parametrize(
    ("fields", "published", "short", "full"),
    [
        ({}, None, "Published source Not yet verified", "Published source: A published list Not yet verified"),
        ({"source_title": ""}, None, "entered by its owner", "entered by its owner"),
        # What came with a file is its publisher's word, whoever keeps it: not its owner's, and not without a source.
        ({"source_title": ""}, {}, "Published source", "Published source: IATI file of A publisher, 1 March 2026"),
        ({"source_title": "", "owner": None}, {}, "Published source", "Published source: IATI file of A publisher"),
        ({"source_title": ""}, {"reporting_name": ""}, "Published source", "Published source: IATI file, 1 March 2026"),
        # Proposals alone, which nobody has published.
        ({"source_title": ""}, {"content_hash": ""}, "entered by its owner", "entered by its owner"),
        ({"source_title": "", "owner": None}, None, "No source given", "No source given"),
    ],
)
def test_every_page_says_how_a_programme_came(client, fields, published, short, full):
    row = programme("one", **fields)
    if published is not None:
        IatiRecordFactory(programme=row, **published)

    def words(address, start):
        text = re.sub(r"<[^>]*>", " ", client.get(address).content.decode().partition(start)[2])
        return " ".join(text.split()).replace(" ,", ",")

    for address in (LIST, "/countries/LAO/"):
        said = words(address, 'data-label="Source">')
        assert said.startswith(short), address
        assert ("Published source" in short) or "Published source" not in said[:40]
    assert words(f"{LIST}one/", "</h1>").startswith(full)
