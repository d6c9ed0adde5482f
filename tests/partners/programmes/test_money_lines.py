"""The stored money of programmes says what the rule says of the rows as they are, for each audience, whatever wrote
them: invented families with hidden and withdrawn wholes, circles, early ends, shares and funders of every kind."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.figures import settle
from core.models import Country, Organisation, Priority
from partners.programmes.actions.money_lines import money_differences, money_keys, recount_money
from partners.programmes.models.choices import Audience, IwtRelevance, ProgrammeDisclosure, ProgrammeStatus
from partners.programmes.models.listing import ProgrammeFilter
from partners.programmes.models.money_lines import MoneyLine
from partners.programmes.models.programmes import (
    Programme,
    ProgrammeCountry,
    ProgrammeOrganisation,
    ProgrammePriority,
)
from partners.programmes.money_facts import portfolios_of
from partners.programmes.queries.active import active_programmes, active_rows, programmes_of_year
from partners.programmes.queries.money import (
    funded_together,
    included_in,
    left_out_of,
    lines_of,
    money_by_cell,
    sum_of,
)
from partners.programmes.rules.explained import Cut, by_country_and_priority, explain
from partners.programmes.rules.money import NOT_SPLIT
from partners.programmes.rules.portfolio import NO_PERIOD
from partners.programmes.rules.programmes import runs_in
from tests.exhaustive import EXHAUSTIVE
from tests.factories.core import CountryFactory, OrganisationFactory, PriorityFactory, UserFactory
from tests.factories.partners import MoneyLineFactory
from tests.partners.support.gap_world import programme

STATES, AIMS, FUNDERS = ("VNM", "THA", "LAO"), ("LIV", "ENF", "SIT"), ("gef", "uk")
YEARS = (2023, 2024, 2025)
SHARES = st.dictionaries(
    st.sampled_from(STATES), st.sampled_from([None, None, Decimal(100), Decimal(50), Decimal("33.33")]), max_size=3
)
RARELY = [True, *[False] * 6]
DAYS = st.none() | st.dates(date(2022, 6, 1), date(2026, 6, 1))


@st.composite
def rows(draw, number):
    """A programme that is numbered, and what hangs on it."""
    first, last = sorted([draw(DAYS), draw(DAYS)], key=lambda day: day or date(2023, 1, 1))
    status = draw(st.sampled_from(ProgrammeStatus.values))
    total = draw(st.sampled_from([None, 0, 100, 100]) | st.decimals(0, 10**6, places=2))
    return {
        "programme": Programme(
            slug=f"p{number}",
            title=draw(st.sampled_from(["Forest", "forêt", "Ring", "Đồng"])),
            total=total,
            currency="" if total is None else draw(st.sampled_from(["USD", "EUR"])),
            rate_per_usd=draw(st.sampled_from([None, Decimal("0.8"), Decimal("24000")])),
            iwt_share=draw(st.sampled_from([None, 0, 100, 100, Decimal("33.33")])),
            iwt_relevance=draw(st.sampled_from([*[IwtRelevance.CONFIRMED] * 6, *IwtRelevance])),
            status=status,
            starts_on=first,
            ends_on=last,
            planned_ends_on=draw(DAYS) if status == ProgrammeStatus.TERMINATED_EARLY else None,
            is_regional=draw(st.booleans()),
            covers_more=draw(st.sampled_from(RARELY)),
            disclosure=draw(st.sampled_from(ProgrammeDisclosure.values)),
            withdrawn_at=timezone.now() if draw(st.sampled_from(RARELY)) else None,
        ),
        "parent": draw(st.none() | st.integers(0, 9)),
        "countries": draw(SHARES),
        "priorities": draw(SHARES),
        "suggested": draw(st.booleans()),
        "funders": draw(st.sets(st.sampled_from(FUNDERS))),
    }


PORTFOLIOS = st.integers(1, 8).flatmap(lambda n: st.tuples(*(rows(number) for number in range(n))))
CUTS = st.builds(
    Cut,
    country=st.sampled_from([None, None, NOT_SPLIT, *STATES]),
    priority=st.sampled_from([None, None, NOT_SPLIT, *AIMS]),
    year=st.sampled_from([None, None, NO_PERIOD, *YEARS]),
    funder=st.sampled_from([None, None, None, NOT_SPLIT, *FUNDERS]),
)
CHANGES = st.lists(
    st.sampled_from(
        [
            "UPDATE partners_programme SET total = 77, currency = 'USD' WHERE id % 2 = 0",
            "UPDATE partners_programme SET parent_id = NULL WHERE id % 3 = 0",
            "UPDATE partners_programme SET withdrawn_at = now() WHERE id % 4 = 0",
            "UPDATE partners_programme SET withdrawn_at = NULL",
            "UPDATE partners_programme SET disclosure = 'partners' WHERE id % 2 = 1",
            "UPDATE partners_programme SET iwt_relevance = 'not_iwt' WHERE id % 5 = 1",
            "UPDATE partners_programme SET iwt_relevance = 'confirmed'",
            "UPDATE partners_programmecountry SET share = NULL WHERE id % 2 = 1",
            "UPDATE partners_programmepriority SET withdrawn_at = now() WHERE id % 2 = 0",
            "UPDATE partners_programmepriority SET is_suggested = NOT is_suggested",
            "UPDATE partners_programmeorganisation SET withdrawn_at = now() WHERE id % 2 = 1",
        ]
    ),
    max_size=3,
)


def written(drawn):
    """These rows in the database, in four statements and one for their parents."""
    countries, priorities, funders = (
        {getattr(row, name): row for row in model.objects.all()}
        for model, name in ((Country, "iso3"), (Priority, "code"), (Organisation, "code"))
    )
    made = Programme.objects.bulk_create([one["programme"] for one in drawn])
    for one, row in zip(drawn, made, strict=True):
        row.parent = made[one["parent"]] if one["parent"] is not None and one["parent"] < len(made) else None
        row.parent = None if row.parent == row else row.parent
    Programme.objects.bulk_update(made, ["parent"])
    pairs = list(zip(drawn, made, strict=True))
    ProgrammeCountry.objects.bulk_create(
        [
            ProgrammeCountry(programme=row, country=countries[key], share=share)
            for one, row in pairs
            for key, share in one["countries"].items()
        ]
    )
    ProgrammePriority.objects.bulk_create(
        [
            ProgrammePriority(
                programme=row,
                priority=priorities[AIMS[STATES.index(key)]],
                share=share,
                is_suggested=one["suggested"] and key == "THA",
            )
            for one, row in pairs
            for key, share in one["priorities"].items()
        ]
    )
    ProgrammeOrganisation.objects.bulk_create(
        [
            ProgrammeOrganisation(programme=row, organisation=funders[code], role="1")
            for one, row in pairs
            for code in one["funders"]
        ]
    )


def held_against_the_rule(cuts):
    """What is read of both audiences, held against the rule over all rows at once."""
    found = portfolios_of(list(money_keys()))
    for viewer, audience in ((AnonymousUser(), Audience.PUBLIC), (UserFactory.build(partner="wcs"), Audience.KNOWN)):
        right = found[audience]
        for cut in cuts:
            said, told = sum_of(viewer, cut), explain(right, cut)
            assert (said.total, said.n_included) == (told.total, told.n_included), cut
            assert said.left_out_by == told.left_out_by, cut
            for lines, rows_read in ((told.included, included_in), (told.left_out, left_out_of)):
                read = lines_of(rows_read(viewer, cut, ProgrammeFilter()))
                assert sorted(lines_by(lines)) == sorted(lines_by([line for _facts, line in read])), cut
        for year in YEARS:
            cells = {}
            for one in right.counted.values():
                for key, amount in by_country_and_priority(one, year).items():
                    cells[key] = cells.get(key, 0) + amount
            assert money_by_cell(viewer, year) == {key: amount for key, amount in cells.items() if amount}
        for year in (*YEARS, timezone.localdate().year, timezone.localdate().year + 1):
            assert_active(viewer, year)
        for code in FUNDERS:
            shared = [
                one.own
                for one in right.counted.values()
                if code in one.programme.funders and len(one.programme.funders) > 1
            ]
            assert funded_together(viewer, code) == (sum(shared), len(shared))


def assert_active(viewer, year):
    """How many programmes are active in each member state and for each priority, and which, by the rule in Python."""
    today = timezone.localdate()
    active = [
        (
            {link.country.iso3 for link in one.in_countries.all()},
            {link.priority.code for link in one.for_priorities.all() if not link.is_suggested},
            one,
        )
        for one in Programme.objects.counted_for(viewer).filter(iwt_relevance=IwtRelevance.CONFIRMED)
        if runs_in(one.status, one.starts_on, one.ends_on, year, today)
    ]
    found = programmes_of_year(viewer, year, today)
    for country in (None, *STATES):
        for priority in (None, *AIMS):
            here = [
                (one.is_regional and not named, one.pk)
                for named, served, one in active
                if (country is None or country in named or (one.is_regional and not named))
                and (priority is None or priority in served)
            ]
            assert found.n_active(country, priority) == len(here)
            assert found.n_regional(priority) == sum(is_everywhere for is_everywhere, _pk in here)
            if country is None or priority is None:
                rows = active_programmes(viewer, year, today, country=country or "", priority=priority or "")
                listed = [(not row.is_named, row.facts.pk) for row in active_rows(rows)]
                assert sorted(listed) == sorted(here)


def lines_by(lines):
    return [
        (
            line.key,
            line.amount,
            line.reason or "",
            str(line.is_unknown),
            *(() if line.counted is None else (line.counted.iwt_usd, line.counted.in_parts, line.counted.own)),
        )
        for line in lines
    ]


@pytest.fixture
def places(db):
    for iso3 in STATES:
        CountryFactory(iso3=iso3)
    for code in AIMS:
        PriorityFactory(code=code)
    for code in FUNDERS:
        OrganisationFactory(code=code)


@settings(
    max_examples=200 if EXHAUSTIVE else 12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(drawn=PORTFOLIOS, changes=CHANGES, cuts=st.lists(CUTS, min_size=4, max_size=8, unique=True))
def test_what_is_stored_is_what_the_rule_says(places, drawn, changes, cuts):
    with transaction.atomic():
        written(drawn)
        held_against_the_rule(cuts)
        with connection.cursor() as cursor:
            for change in changes:
                cursor.execute(change)
        held_against_the_rule(cuts)
        assert money_differences(list(money_keys())) == []
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_line_that_nobody_counted_is_found_and_mended():
    row = programme("one", 100, by={"VNM": None})
    settle()
    MoneyLine.objects.filter(country="VNM", audience="public").update(amount=Decimal(7))
    MoneyLineFactory(programme=row, country="LAO")

    found = money_differences([row.pk])

    assert len(found) == 4  # three of Viet Nam: all priorities, what is not split by them, and any; and one of Laos
    assert all(text.startswith(f"programme {row.pk}, public ") for text in found)
    recount_money([row.pk])
    assert money_differences([row.pk]) == []


@pytest.mark.django_db
def test_a_portion_of_programmes_costs_as_many_queries_as_one(django_assert_max_num_queries):
    keys = [programme(f"p{number}", 100, by={"VNM": None}, to={"LIV": 50}).pk for number in range(12)]
    settle()
    MoneyLine.objects.all().delete()

    with django_assert_max_num_queries(10):
        recount_money(keys)

    # For each audience: all member states and one, by all priorities, one, and what is not split.
    assert len(keys) * 2 * 6 == MoneyLine.objects.count()
