"""Nothing known is not nought: what a sum of programmes' money says where amounts, shares or dates are not given.

The right values: two active programmes without a share make "share not given by 2 of 2 programmes", and no figure.
"""

import html
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.programmes.messages import unknown_sentence
from partners.programmes.rules.explained import ADDS_NOTHING, Cut, CutReason, Explained, Line, explain
from partners.programmes.rules.money import NOT_SPLIT, MoneyGap, ProgrammeMoney
from partners.programmes.rules.portfolio import portfolio
from tests.factories.core import CountryFactory, OrganisationFactory
from tests.partners.support.gap_world import DECEMBER, JANUARY, YEAR, client_of, programme, rows_of

D = Decimal
VNM = {"VNM": D(100)}


def known(key="known", **fields):
    fields = {"amount": D(100), "per_usd": D(1), "iwt_share": D(50), "countries": VNM, **fields}
    return ProgrammeMoney(key, **{"starts_on": JANUARY, "ends_on": DECEMBER, **fields})


def without_share(key="no-share", **fields):
    return known(key, iwt_share=None, **fields)


EARLIER = {"starts_on": JANUARY.replace(YEAR - 5), "ends_on": DECEMBER.replace(YEAR - 4)}
HERE = Cut(country="VNM", year=YEAR)


@pytest.mark.parametrize(
    ("programmes", "cut", "amount", "said"),
    [
        ([], HERE, None, "no programme is known"),
        ([known()], HERE, D(50), ""),
        ([known(iwt_share=D(0))], HERE, D(0), ""),  # known to be nought
        ([without_share()], HERE, None, "share not given by 1 of 1 programme"),
        ([without_share("a"), without_share("b")], HERE, None, "share not given by 2 of 2 programmes"),
        ([known(), without_share()], HERE, D(50), "share not given by 1 of 2 programmes"),
        ([known("a", countries={}, covers_more=True)], HERE, None, "share not given by 1 of 1 programme"),
        ([known(countries={"VNM": None, "THA": None})], HERE, None, "share not given by 1 of 1 programme"),
        ([known("a", amount=None), without_share()], HERE, None, "amount or share not given by 2 of 2 programmes"),
        ([known(per_usd=None)], HERE, None, "exchange rate not given by 1 of 1 programme"),
        ([known(starts_on=None, ends_on=None)], HERE, None, "period not given by 1 of 1 programme"),
        ([known(funders=frozenset("ab"))], Cut(funder="a"), None, "each funder's part not given by 1 of 1 programme"),
        # what ran in other years adds nothing to this one, whatever is not known of it
        ([known(**EARLIER)], HERE, D(0), ""),
        ([without_share(**EARLIER)], HERE, D(0), ""),
        ([without_share(**EARLIER), without_share("b")], HERE, None, "share not given by 1 of 1 programme"),
        ([without_share(ends_on=None, is_idle=True)], HERE, D(0), ""),  # it runs no more, nobody knows since when
        ([without_share(ends_on=None)], HERE, None, "share not given by 1 of 1 programme"),
        # what names no place is not said to be here, what has no priority not to serve this one
        ([known(countries={}, barred=MoneyGap.NO_PLACE)], HERE, None, "no programme is known"),
        ([known(countries={}, barred=MoneyGap.NO_PLACE)], Cut(year=YEAR), None, "place not given by 1 of 1 programme"),
        ([known()], Cut(country="VNM", priority="LIV"), None, "no programme is known"),
        ([known(barred=MoneyGap.CANCELLED)], HERE, D(0), ""),
        # what nobody has judged is no part of the count, and no sum is nought for want of judging
        ([known(barred=MoneyGap.NOT_JUDGED)], HERE, None, "nobody has judged yet: 1 programme"),
        ([without_share(), known("b", barred=MoneyGap.SUGGESTED)], HERE, None, "share not given by 1 of 1 programme"),
        ([known(), known("b", barred=MoneyGap.SUGGESTED)], HERE, D(50), ""),
        ([known("a", priorities={"LIV": D(100)})], Cut(priority=NOT_SPLIT), None, "no programme is known"),
    ],
)
def test_what_is_known_of_a_sum(programmes, cut, amount, said):
    found = explain(portfolio(programmes), cut)

    assert found.known == amount
    assert unknown_sentence(found) == said


def test_reasons_of_several_kinds_are_told_together():
    found = explain(portfolio([known(), known("a", amount=None), without_share("b"), without_share("c")]), HERE)

    assert unknown_sentence(found) == "share or amount not given by 3 of 4 programmes"


def test_every_reason_either_adds_nothing_or_has_words():
    for reason in (*MoneyGap, *CutReason):
        adds_nothing = reason in ADDS_NOTHING
        line = Line("a", D(0), None, reason, is_unknown=not adds_nothing)

        assert bool(unknown_sentence(Explained(D(0), (), (line,)))) is not adds_nothing


PROGRAMMES = st.lists(
    st.builds(
        known,
        st.sampled_from("abcdefgh"),
        amount=st.none() | st.just(D(100)),
        iwt_share=st.none() | st.sampled_from([D(0), D(50), D(100)]),
        countries=st.sampled_from([VNM, {}, {"VNM": None, "THA": None}, {"THA": D(100)}]),
        barred=st.sampled_from([None, None, MoneyGap.CANCELLED, MoneyGap.NOT_JUDGED]),
        starts_on=st.sampled_from([None, JANUARY]),
    ),
    max_size=6,
    unique_by=lambda one: one.key,
)


@given(PROGRAMMES, st.sampled_from([Cut(), HERE, Cut(country="VNM"), Cut(year=YEAR), Cut(priority="LIV")]))
def test_a_figure_is_given_only_where_somebody_gave_one(programmes, cut):
    found = explain(portfolio(programmes), cut)

    if found.known is None:
        assert not found.included
        assert unknown_sentence(found)
    else:
        assert found.known == found.total
        assert found.included or all(line.reason in ADDS_NOTHING or not line.is_unknown for line in found.left_out)


# --- Pages ---------------------------------------------------------------------------------------------------


def plain(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


@pytest.fixture
def two_without_share(cast):
    OrganisationFactory(code="gef")
    for slug in ("one", "two"):
        programme(slug, 1_000_000, by={"VNM": None}, to={"LIV": None}, share=None)
    return cast


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["public", "focal_vnm", "editor_wcs", "secretariat"])
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/countries/VNM/",
        "/partners/money/?country=VNM",
        "/partners/programmes/?country=VNM",
        "/partners/gaps/list/?country=VNM&priority=LIV",
        "/partners/organisations/gef/",
    ],
)
def test_every_page_says_of_how_many_the_share_is_not_given(two_without_share, who, address):
    page = plain(client_of(None if who == "public" else getattr(two_without_share, who)).get(address).content.decode())

    assert "share not given by 2 of 2 programmes" in page
    assert re.search(r"not known", page, re.IGNORECASE)
    assert not re.search(r"(?<![\d.,])0(\.00)? US\$|US\$ 0(\.00)?(?![\d.,])", page)


@pytest.mark.django_db
def test_the_file_has_no_nought_for_what_nobody_knows(two_without_share):
    programme("over", 1_000, by={"VNM": None}, to={"LIV": None}, status="5")
    rows = rows_of(client_of(None), "/partners/money/money.csv?country=VNM")

    # What was cancelled adds nothing, and that is known; what gives no share may add something.
    told = {row["Programme"].casefold(): row["In this sum, US$"] for row in rows[:-1]}
    assert told == {"one": "", "two": "", "over": "0"}
    assert rows[-1]["In this sum, US$"] == ""


@pytest.mark.django_db
def test_the_file_has_no_total_where_all_is_unknown(two_without_share):
    assert rows_of(client_of(None), "/partners/money/money.csv?country=VNM")[-1]["In this sum, US$"] == ""


@pytest.mark.django_db
def test_a_country_without_programmes_has_no_nought(db):
    CountryFactory(iso3="BRN")
    page = plain(client_of(None).get("/countries/BRN/").content.decode())

    assert f"Against illegal wildlife trade in {YEAR} Not known no programme is known" in page


@pytest.mark.django_db
def test_the_map_leaves_blank_what_nobody_split(two_without_share):
    rows = rows_of(client_of(None), "/partners/gaps/gaps.csv")
    money = {row[next(name for name in row if name.startswith("Money"))] for row in rows}

    assert money == {""}
    assert '<td class="num">0</td>' not in client_of(None).get("/partners/gaps/").content.decode()
