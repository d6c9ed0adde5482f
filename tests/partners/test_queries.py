"""Reads of partners: what is counted, what is shown of an answer to whom, what stands in an inbox."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser

from core.clearance.models import Disclosure, State
from core.models import Country
from partners.coordination.queries.mechanisms import mechanism_matrix
from partners.pages.queries import organisation_of, organisation_page
from partners.programmes.models.choices import ProgrammeStatus
from partners.programmes.models.listing import ProgrammeFilter
from partners.programmes.models.money import FundingCategory
from partners.programmes.queries.funding import funding_of, funding_table
from partners.programmes.queries.programmes import in_country, programme_page, programmes_in
from partners.support.models.answers import ResponseKind, ResponseState
from partners.support.queries.inbox import my_entries, waiting_for
from partners.support.queries.responses import need_to_answer, response_of, responses_to
from partners.support.rules.answers import AnswerMove
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

VNM_TEAM = {"focal_vnm", "alternate_vnm", "clearing_vnm", "second_clearing_vnm", "viewer_vnm"}
WCS = {"editor_wcs", "viewer_wcs"}
PARTNERS = WCS | {"editor_traffic"}
REGION = VNM_TEAM | {"focal_tha", "clearing_tha", "secretariat"}


def seen_by(cast, need):
    """Who of the cast gets a row of an answer to the need."""
    people = {**cast.people(), "public": cast.public}
    return {name for name, person in people.items() if responses_to(person, need)}


@pytest.mark.parametrize(
    ("disclosure", "confirmed_is_seen_by"),
    [
        (Disclosure.NATIONAL, VNM_TEAM),
        (Disclosure.ASEAN, REGION),
        (Disclosure.PARTNERS, REGION | PARTNERS),
        (Disclosure.PUBLIC, REGION | PARTNERS | {"public"}),
    ],
)
@pytest.mark.parametrize("trait", ["waiting", "in_discussion", "declined", "withdrawn", "accepted", "completed"])
def test_an_answer_is_seen_by_its_sides_until_it_is_confirmed(cast, disclosure, confirmed_is_seen_by, trait):
    need = make_need(disclosure=disclosure)
    ResponseFactory(need=need, **({} if trait == "waiting" else {trait: True}))

    sides = confirmed_is_seen_by & (VNM_TEAM | WCS)
    assert seen_by(cast, need) == (confirmed_is_seen_by if trait in ("accepted", "completed") else sides)


def test_an_answer_to_a_need_that_is_no_longer_cleared_is_hidden_from_its_organisation(cast):
    need = make_need(state=State.DRAFT, cleared_at=None)
    ResponseFactory(need=need, accepted=True)

    assert seen_by(cast, need) == VNM_TEAM


def test_a_row_says_what_its_viewer_may_do(cast):
    response = ResponseFactory(need=make_need())

    moves = {
        name: set(response_of(person, response.pk).moves)
        for name, person in cast.people().items()
        if name in VNM_TEAM | WCS
    }

    decisions = {AnswerMove.ACCEPT, AnswerMove.DISCUSS, AnswerMove.DECLINE}
    assert moves == {
        "focal_vnm": decisions,
        "alternate_vnm": decisions,
        "clearing_vnm": set(),
        "second_clearing_vnm": set(),
        "viewer_vnm": set(),
        "editor_wcs": {AnswerMove.REVISE, AnswerMove.WITHDRAW},
        "viewer_wcs": set(),
    }


def test_a_programme_for_partners_is_not_named_to_the_public(cast):
    need = make_need(disclosure=Disclosure.PUBLIC)
    ResponseFactory(need=need, accepted=True, programme=ProgrammeFactory(for_partners=True))

    assert responses_to(cast.public, need)[0].programme is None
    assert responses_to(cast.focal_tha, need)[0].programme is not None


def test_the_two_sides_alone_belong_to_an_answer(cast):
    need = make_need(disclosure=Disclosure.PUBLIC)
    ResponseFactory(need=need, accepted=True)

    assert responses_to(cast.viewer_vnm, need)[0].is_of_a_side
    assert responses_to(cast.viewer_wcs, need)[0].is_of_a_side
    assert not responses_to(cast.editor_traffic, need)[0].is_of_a_side
    assert not responses_to(cast.public, need)[0].is_of_a_side


def test_what_remains_of_a_need_to_answer(cast):
    need = make_need(amount_sought=Decimal(100), currency="USD")
    covered, open_part = add_part(need, "Covered"), add_part(need, "Open", quantity=Decimal(5))
    answer = ResponseFactory(need=need, accepted=True, amount=Decimal(30), organisation=OrganisationFactory(code="x"))
    ResponseComponentFactory(response=answer, component=covered)
    ResponseComponentFactory(response=answer, component=open_part, quantity=Decimal(2))

    target = need_to_answer(cast.editor_wcs, need.code)

    assert target.coverage.money.remaining == 70
    assert list(target.uncovered) == [open_part]
    assert target.coverage.each_part[str(open_part.pk)].remaining == 3
    assert target.own_waiting is None


def test_not_now_bars_no_later_offer(cast):
    need = make_need()
    ResponseFactory(need=need, kind=ResponseKind.NOT_NOW)

    assert need_to_answer(cast.editor_wcs, need.code).own_waiting is None


def test_programmes_in_a_country_name_it_or_cover_the_region(cast):
    vnm, tha = CountryFactory(iso3="VNM"), CountryFactory(iso3="THA")
    split = ProgrammeFactory(slug="split")
    ProgrammeCountryFactory(programme=split, country=vnm, share=Decimal(40))
    ProgrammeCountryFactory(programme=split, country=tha, share=Decimal(60))
    regional = ProgrammeFactory(slug="regional", regional=True)
    ProgrammeCountryFactory(programme=regional, country=vnm)
    ProgrammeFactory(slug="everywhere", regional=True)
    elsewhere = ProgrammeFactory(slug="elsewhere", regional=True)
    ProgrammeCountryFactory(programme=elsewhere, country=tha)
    ProgrammeFactory(slug="nowhere")

    found = in_country(programmes_in(cast.public, vnm), vnm)

    assert [(row.programme.slug, row.share, row.is_named) for row in found] == [
        ("everywhere", None, False),
        ("regional", None, True),
        ("split", Decimal(40), True),
    ]


def test_iwt_amount_is_known_only_with_total_and_share(cast):
    ProgrammeFactory(slug="both", with_share=True)
    ProgrammeFactory(slug="no-share", total=Decimal(100), currency="USD")
    ProgrammeFactory(slug="no-total", iwt_share=Decimal(100))

    page = programme_page(cast.public, ProgrammeFilter(), 1)

    amounts = {row.programme.slug: row.iwt_amount for row in page.object_list}
    assert amounts == {"both": Decimal(250_000), "no-share": None, "no-total": None}


def test_programmes_are_filtered_by_each_field_and_by_all_together(cast):
    wanted = ProgrammeFactory(slug="wanted", title="Snares of the Annamites", terminated=True)
    ProgrammeCountryFactory(programme=wanted, country=CountryFactory(iso3="VNM"))
    ProgrammePriorityFactory(programme=wanted, priority=PriorityFactory(code="SIT"))
    ProgrammeOrganisationFactory(programme=wanted, organisation=OrganisationFactory(code="wcs"))
    ProgrammeFactory(slug="other", title="Other", owner__code="traffic")

    filters = [
        ProgrammeFilter(countries=("VNM",)),
        ProgrammeFilter(priorities=("SIT",)),
        ProgrammeFilter(organisation="wcs"),
        ProgrammeFilter(status=ProgrammeStatus.TERMINATED_EARLY),
        ProgrammeFilter(text="annamites snares"),
        ProgrammeFilter(("VNM",), ("SIT",), "wcs", ProgrammeStatus.TERMINATED_EARLY, "snares"),
    ]

    for one in filters:
        assert [row.programme.slug for row in programme_page(cast.public, one, 1).object_list] == ["wanted"]


def test_programmes_for_partners_are_hidden_from_the_public(cast):
    ProgrammeFactory(for_partners=True)

    assert not programme_page(cast.public, ProgrammeFilter(), 1).object_list
    assert programme_page(cast.viewer_wcs, ProgrammeFilter(), 1).object_list


def test_organisations_count_what_the_viewer_may_see(cast):
    wcs = OrganisationFactory(code="wcs")
    ProgrammeFactory(owner=wcs)
    other = ProgrammeFactory(owner=None, for_partners=True)
    ProgrammeOrganisationFactory(programme=other, organisation=wcs, role="1")
    ProgrammeOrganisationFactory(programme=other, organisation=wcs, role="4")
    need = make_need(disclosure=Disclosure.PARTNERS)
    ResponseFactory(need=need, accepted=True)
    ResponseFactory(need=need, completed=True)
    ResponseFactory(need=make_need(), in_discussion=True)

    def counts(person):
        row = organisation_of(person, "wcs")
        return row.n_programmes, row.n_needs

    assert counts(cast.public) == (1, 0)
    assert counts(cast.editor_traffic) == (2, 1)


def test_national_agencies_are_not_among_the_partners(cast):
    OrganisationFactory(code="customs", country=CountryFactory(iso3="VNM"))

    codes = {row.code for row in organisation_page(cast.public, "", 1).object_list}

    assert codes == {"wcs", "traffic"}


def test_mechanisms_keep_nothing_recorded_apart_from_not_started(db):
    vnm, tha = CountryFactory(iso3="VNM"), CountryFactory(iso3="THA")
    toolkit = MechanismFactory()
    EngagementFactory(mechanism=toolkit, country=tha)

    countries, rows = mechanism_matrix(AnonymousUser())

    assert countries == [tha, vnm]
    assert [row and row.country for row in rows[0].engagements] == [tha, None]


@pytest.fixture
def all_countries(db):
    return [CountryFactory(iso3=iso3) for iso3 in COUNTRIES]


def test_funding_names_split_whole_and_absent_states(all_countries):
    lao, tha = Country.objects.get(iso3="LAO"), Country.objects.get(iso3="THA")
    HistoricalFundingFactory(country=tha, amount_usd_thousand=Decimal(13600))
    HistoricalFundingFactory(country=lao, amount_usd_thousand=Decimal(100))
    HistoricalFundingFactory(country=lao, category=FundingCategory.LIVELIHOODS, amount_usd_thousand=Decimal(29))
    HistoricalFundingFactory(country=lao, category=FundingCategory.POLICY, amount_usd_thousand=Decimal(71))
    HistoricalFundingFactory(country=None, recipient="Regional/Multi-country", amount_usd_thousand=Decimal(500))
    HistoricalFundingFactory(country=None, recipient="Kenya", amount_usd_thousand=Decimal(500))

    table = funding_table()

    assert [row.country.iso3 for row in table.present] == ["LAO", "THA"]
    assert [row.country.iso3 for row in table.split] == ["LAO"]
    assert len(table.absent) == 9
    assert table.total == 13700
    assert table.livelihoods_share == Decimal("0.29")
    assert [row.recipient for row in table.not_split_by_country] == ["Regional/Multi-country"]
    assert funding_of(tha).livelihoods_share is None
    assert funding_of(Country.objects.get(iso3="BRN")).total is None


def test_an_inbox_holds_what_its_person_has_to_move(cast):
    need = make_need()
    waiting = ResponseFactory(need=need)
    ResponseFactory(need=need, kind=ResponseKind.NOT_NOW, organisation=cast.editor_traffic.organisation)
    discussed = ResponseFactory(need=make_need(), in_discussion=True)
    ResponseFactory(need=make_need("THA"))

    def in_inbox(person):
        return {entry.record.pk for entry in waiting_for(person)}

    assert in_inbox(cast.focal_vnm) == {waiting.pk}
    assert in_inbox(cast.editor_wcs) == {discussed.pk}
    for person in (cast.clearing_vnm, cast.viewer_vnm, cast.viewer_wcs, cast.editor_traffic, cast.secretariat):
        assert in_inbox(person) == set()


def test_entries_of_an_organisation_are_all_its_answers_and_a_team_has_none(cast):
    ResponseFactory(need=make_need())
    ResponseFactory(need=make_need("THA"), declined=True)

    entries = my_entries(cast.viewer_wcs)

    assert {entry.state for entry in entries} == {ResponseState.WAITING, ResponseState.DECLINED}
    assert [entry.note for entry in entries if entry.state == ResponseState.DECLINED] == ["Another partner came first."]
    assert my_entries(cast.focal_vnm) == []
