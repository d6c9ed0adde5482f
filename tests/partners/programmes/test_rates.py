"""Rates against figures that the European Central Bank published, and against the yearly table."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partners.programmes.rates import ECB, LONGEST_WAIT, US_DOLLAR, _table, known_currencies, rate_for
from tests.factories.partners import ExchangeRateFactory

# Units for one euro on the ECB's pages: day, currency, its quote, the dollar's quote.
PUBLISHED = [
    (date(1999, 1, 4), "EUR", "1", "1.1789"),
    (date(1999, 1, 4), "GBP", "0.7111", "1.1789"),
    (date(2014, 3, 28), "THB", "44.717", "1.3759"),
    (date(2014, 3, 28), "IDR", "15607.64", "1.3759"),
    (date(2020, 3, 16), "EUR", "1", "1.1157"),
    (date(2020, 3, 16), "PHP", "57.625", "1.1157"),
    (date(2022, 6, 15), "GBP", "0.86328", "1.0431"),
    (date(2022, 6, 15), "MYR", "4.6037", "1.0431"),
]


@pytest.mark.parametrize(("day", "currency", "quote", "dollar"), PUBLISHED)
def test_daily_rates_are_those_of_the_ecb(day, currency, quote, dollar):
    rate = rate_for(currency, day)

    assert rate.per_usd == (Decimal(quote) / Decimal(dollar)).quantize(Decimal("1e-12"))
    assert (rate.day, rate.source) == (day, ECB)


def test_amount_of_euros_comes_out_to_the_cent():
    amount, rate = Decimal("412345678.90"), rate_for("EUR", date(2020, 3, 16))

    assert (amount / rate.per_usd).quantize(Decimal("0.01")) == (amount * Decimal("1.1157")).quantize(Decimal("0.01"))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (date(2022, 6, 18), date(2022, 6, 17)),  # Saturday
        (date(2022, 6, 19), date(2022, 6, 17)),  # Sunday
        (date(2022, 6, 20), date(2022, 6, 20)),
        (date(2021, 4, 5), date(2021, 4, 1)),  # Easter Monday, after Good Friday
    ],
)
def test_day_without_rate_takes_nearest_business_day_before(asked, found):
    assert rate_for("GBP", asked).day == found


def test_us_dollar_is_one_on_any_day():
    rate = rate_for(" usd ", date(1980, 1, 1))

    assert (rate.per_usd, rate.source) == (Decimal(1), US_DOLLAR)


def test_days_after_the_last_known_take_the_last_rate_for_a_year():
    last = _table().days[-1]

    assert rate_for("EUR", last + timedelta(days=40)).day == last
    assert rate_for("EUR", last + LONGEST_WAIT).day == last


@pytest.mark.django_db
def test_no_rate_a_year_and_a_day_after_the_last_known():
    assert rate_for("EUR", _table().days[-1] + LONGEST_WAIT + timedelta(days=1)) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("currency", "day"),
    [
        ("EUR", date(1999, 1, 3)),  # before the first
        ("THB", date(2003, 5, 6)),  # before it was quoted
        ("HRK", date(2023, 1, 9)),  # gone into the euro
        ("RUB", date(2022, 5, 2)),  # no longer quoted
        ("ISK", date(2012, 5, 2)),  # in its pause of ten years
        ("XXX", date(2020, 1, 1)),
        ("", date(2020, 1, 1)),
        ("EUR", None),
    ],
)
def test_no_rate_where_nobody_published_one(currency, day):
    assert rate_for(currency, day) is None


@pytest.mark.django_db
def test_currency_without_daily_rates_takes_the_average_of_its_year():
    ExchangeRateFactory(currency="VND", year=2021, per_usd=Decimal("23159.78258989"))

    rate = rate_for("vnd", date(2021, 7, 1))

    assert (rate.per_usd, rate.day) == (Decimal("23159.78258989"), date(2021, 12, 31))
    assert rate.source == "International Monetary Fund, average of 2021"
    assert rate_for("VND", date(2022, 7, 1)) is None


@pytest.mark.django_db
def test_currency_takes_yearly_average_for_years_before_its_daily_rates():
    ExchangeRateFactory(currency="THB", year=2003, per_usd=Decimal("41.48461583"))

    assert rate_for("THB", date(2003, 5, 6)).per_usd == Decimal("41.48461583")


def test_daily_rates_cost_no_query(django_assert_num_queries):
    assert rate_for("EUR", date(2020, 3, 16))


def test_currencies_of_the_ecb_are_known():
    assert {"EUR", "USD", "GBP", "THB", "IDR"} <= known_currencies()
    assert "VND" not in known_currencies()


@settings(max_examples=60, deadline=None)
@given(day=st.dates(date(1999, 1, 4), date(2026, 10, 30)), currency=st.sampled_from(["EUR", "GBP", "JPY", "SGD"]))
def test_rate_is_positive_and_never_of_a_later_day(day, currency):
    rate = rate_for(currency, day)

    assert rate.per_usd > 0
    assert day - timedelta(days=7) <= rate.day <= day
