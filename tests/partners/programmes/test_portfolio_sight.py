"""Whoever sees less of a family of programmes never counts more of its money, wherever in it the hidden ones stand."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from partners.programmes.models.choices import IwtRelevance, ProgrammeDisclosure
from partners.programmes.queries.money import sum_of
from partners.programmes.queries.programme_entry import family_of
from partners.programmes.rules.explained import Cut
from partners.programmes.rules.money import MoneyGap, ProgrammeMoney
from partners.programmes.rules.portfolio import parents_in_sight, portfolio
from tests.exhaustive import EXHAUSTIVE
from tests.factories.core import CountryFactory, UserFactory
from tests.factories.partners import ProgrammeCountryFactory, ProgrammeFactory

DEPTH = 5
START = date(2024, 1, 1)


def programme(key, amount, parent="", *, share=100, barred=None, ran=None):
    """A programme of ten days; of one that ended early only the days that it `ran` count."""
    is_short = ran is not None
    return ProgrammeMoney(
        key,
        None if amount is None else Decimal(amount),
        Decimal(1),
        None if share is None else Decimal(share),
        countries={"VNM": None},
        parent=parent,
        barred=barred,
        starts_on=START if is_short else None,
        ends_on=START + timedelta(days=ran - 1) if is_short else None,
        planned_ends_on=START + timedelta(days=9) if is_short else None,
    )


def seen_by(rows, seen):
    """What counts of these programmes for somebody who sees those keys alone."""
    parents = parents_in_sight({row.key: row.parent for row in rows if row.parent}, seen)
    return portfolio(replace(row, parent=parents.get(row.key, "")) for row in rows if row.key in seen)


@st.composite
def families(draw):
    """Programmes of up to five storeys, several to a whole, of every kind of amount."""
    rows, storeys = [], {}
    for number in range(draw(st.integers(1, 12))):
        possible = [key for key, storey in storeys.items() if storey < DEPTH]
        parent = draw(st.sampled_from(["", *possible]))
        key = f"p{number}"
        storeys[key] = storeys.get(parent, 0) + 1
        rows.append(
            programme(
                key,
                draw(st.sampled_from([None, 0, 1]) | st.decimals(0, 10**6, places=2)),
                parent,
                share=draw(st.sampled_from([None, 100, 100, 50, "33.33", 0])),
                barred=draw(st.sampled_from([None] * 6 + [MoneyGap.NOT_IWT, MoneyGap.CANCELLED, MoneyGap.SUGGESTED])),
                ran=draw(st.sampled_from([None, None, None, 1, 5, 10])),
            )
        )
    return rows


@settings(max_examples=3_000 if EXHAUSTIVE else 300, deadline=None)
@given(families(), st.data())
def test_no_reader_counts_more_than_one_who_sees_more(rows, data):
    everything = frozenset(row.key for row in rows)
    more = data.draw(st.sets(st.sampled_from(sorted(everything))).map(frozenset), label="sees more")
    less = more & data.draw(st.sets(st.sampled_from(sorted(everything))).map(frozenset), label="sees less")

    totals = [seen_by(rows, seen).total for seen in (less, more, everything)]

    assert totals == sorted(totals)
    # And each is at least what the largest of its programmes says by itself.
    for seen, total in zip((less, more, everything), totals, strict=True):
        alone = [portfolio([replace(row, parent="")]).total for row in rows if row.key in seen]
        assert max(alone, default=0) <= total <= sum(alone)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=6, max_size=6), st.sets(st.integers(0, 5)))
def test_circles_with_hidden_ones_in_them_end_and_count_no_more(parents, hidden):
    rows = [programme(f"p{number}", 10, f"p{parent}") for number, parent in enumerate(parents)]
    seen = {row.key for number, row in enumerate(rows) if number not in hidden}

    assert seen_by(rows, seen).total <= portfolio(rows).total


THREE = [programme("top", 700), programme("middle", 400, "top"), programme("low", 300, "middle")]


@pytest.mark.parametrize(
    ("seen", "own"),
    [
        # The whole says 700; what each adds to that is what its parts leave.
        ("top middle low", {"top": 300, "middle": 100, "low": 300}),
        ("top low", {"top": 400, "low": 300}),
        ("top middle", {"top": 300, "middle": 400}),
        ("middle low", {"middle": 100, "low": 300}),
        ("low", {"low": 300}),
    ],
)
def test_a_part_belongs_to_the_nearest_whole_in_sight(seen, own):
    found = seen_by(THREE, set(seen.split()))

    assert {key: one.own for key, one in found.counted.items()} == own


@pytest.mark.parametrize(
    ("rows", "total", "own"),
    [
        # 400 of which half was provided are within a whole of 700: the rest of it is the whole's own.
        ([programme("whole", 700), programme("part", 400, "whole", ran=5)], 700, {"whole": 500, "part": 200}),
        # A whole of 700 that provided half of it, 300 of that through its part.
        ([programme("whole", 700, ran=5), programme("part", 300, "whole")], 350, {"whole": 50, "part": 300}),
        ([programme("whole", 700, ran=5), programme("part", 400, "whole", ran=5)], 350, {"whole": 150, "part": 200}),
    ],
)
def test_an_early_end_is_looked_at_before_whole_and_parts(rows, total, own):
    found = portfolio(rows)

    assert (found.total, {key: one.own for key, one in found.counted.items()}) == (total, own)
    assert all(one.iwt_usd == one.in_parts + one.not_provided + one.own for one in found.counted.values())


# --- as readers find it --------------------------------------------------------------------------------


def stored(slug, amount, parent=None, **facts):
    row = ProgrammeFactory(
        **{"slug": slug, "total": amount, "currency": "USD", "iwt_share": 100, "parent": parent, **facts}
    )
    ProgrammeCountryFactory(programme=row, country=CountryFactory(iso3="VNM"))
    return row


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hidden", "of_public", "of_partners"),
    [
        ({}, 700_000, 700_000),
        ({"disclosure": ProgrammeDisclosure.PARTNERS}, 700_000, 700_000),
        ({"iwt_relevance": IwtRelevance.NOT_IWT}, 700_000, 700_000),
        ({"withdrawn": True}, 700_000, 700_000),
        ({"disclosure": ProgrammeDisclosure.PARTNERS, "total": 900_000}, 700_000, 900_000),
    ],
)
def test_a_hidden_middle_counts_nothing_twice(client, hidden, of_public, of_partners):
    facts = dict(hidden)
    if facts.pop("withdrawn", False):
        facts["withdrawn_at"] = timezone.now()
    top = stored("top", 700_000)
    middle = stored("middle", **{"amount": facts.pop("total", 400_000), "parent": top, **facts})
    stored("low", 300_000, parent=middle)

    assert sum_of(AnonymousUser(), Cut()).total == of_public
    for person in (UserFactory(secretariat=True), UserFactory(partner="wcs")):
        assert sum_of(person, Cut()).total == of_partners
    assert "700,000" in client.get("/partners/money/").content.decode()


@pytest.mark.django_db
def test_a_page_names_the_nearest_whole_and_the_parts_in_sight(client):
    top = stored("top", 700_000)
    middle = stored("middle", 400_000, parent=top, disclosure=ProgrammeDisclosure.PARTNERS)
    low = stored("low", 300_000, parent=middle)
    stored("beside", 5, parent=low)
    editor = UserFactory(editor=True)

    def family(viewer, row):
        found = family_of(viewer, row)
        return {name: [one.slug for one in rows] for name, rows in found.items()}

    assert family(AnonymousUser(), top) == {"parents": [], "children": ["low"]}
    assert family(AnonymousUser(), low) == {"parents": ["top"], "children": ["beside"]}
    assert family(editor, top) == {"parents": [], "children": ["middle"]}
    assert family(editor, low) == {"parents": ["middle"], "children": ["beside"]}
    assert "Middle" not in client.get("/partners/programmes/low/").content.decode()
