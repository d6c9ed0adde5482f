#!/usr/bin/env python3
"""Makes our CSV files of published figures from the files that their publishers gave out.

    python docs/reference-data/convert_published.py FOLDER

FOLDER holds the publishers' files under the names below; the results go into the apps' `reference_data` folders.
Nothing is estimated: a figure is copied, or summed as said here, and rounded to the decimals that the database keeps.

MIKE_Data.xlsx                                    CITES MIKE carcass table of 31 March 2022, sites x years
red-list-index.csv                                SDG 15.5.1 through Our World in Data
worldbank_iwt_by_country_2010_2016.csv            commitments, US$ thousand; carriage returns end the lines
worldbank_iwt_by_country_and_category_2010_2016.csv
imf_exchangerates_A_ENDA_USD.csv                  yearly averages, units of the currency for one US dollar
"""

import csv
import io
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import openpyxl

ROOT = Path(__file__).resolve().parents[2]
MEMBERS = {
    "BN": "BRN", "KH": "KHM", "ID": "IDN", "LA": "LAO", "MY": "MYS", "MM": "MMR",
    "PH": "PHL", "SG": "SGP", "TH": "THA", "TL": "TLS", "VN": "VNM",
}  # fmt: skip
ORDER = {iso3: position for position, iso3 in enumerate(MEMBERS.values())}
NO_PATROL = "without patrol information"
RED_LIST_YEARS = range(1993, 2025)
RATE_YEARS = range(2000, 2025)
# All currencies of the member states: Timor-Leste uses the US dollar.
CURRENCIES = ("BND", "IDR", "KHR", "LAK", "MMK", "MYR", "PHP", "SGD", "THB", "VND")
RECIPIENTS = {
    "Cambodia": "KHM", "Indonesia": "IDN", "Lao People's Democratic Republic": "LAO", "Malaysia": "MYS",
    "Myanmar": "MMR", "Philippines": "PHL", "Singapore": "SGP", "Thailand": "THA", "Vietnam": "VNM",
}  # fmt: skip
CATEGORIES = {
    "Protected areas": "protected_areas",
    "Policy and legislation": "policy",
    "Law enforcement": "law_enforcement",
    "Communications and awareness": "communication",
    "Promoting sustainable use and alternative livelihoods": "livelihoods",
    "Research and assessment": "research",
}


def pike(source: Path) -> Iterator[list[Any]]:
    """Carcasses of each member state and year: illegal, total, number of sites that counted.

    Sites are summed. A site that reported zero without patrols says nothing and does not count; a year in which no
    carcass was found is no data and has no row.
    """
    form_draft = openpyxl.load_workbook(source, read_only=True).worksheets[0]
    rows = form_draft.iter_rows(values_only=True)
    heading = next(rows)
    found: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    for cells in rows:
        row = dict(zip(heading, cells, strict=True))
        iso3 = MEMBERS.get(row["CountryCode"])
        if iso3 is None or NO_PATROL in (row["Comments"] or ""):
            continue
        sums = found[iso3, row["year"]]
        sums[0] += row["NumberOfIllegalCarcasses"]
        sums[1] += row["TotalNumberOfCarcasses"]
        sums[2] += 1
    for (iso3, year), (illegal, total, sites) in sorted(
        found.items(), key=lambda item: (ORDER[item[0][0]], item[0][1])
    ):
        if total:
            yield [iso3, year, illegal, total, sites]


def red_list_index(source: Path) -> Iterator[list[Any]]:
    """The index of each member state and year, as printed."""
    with source.open(encoding="utf-8", newline="") as lines:
        rows = [
            [row["Code"], int(row["Year"]), row["15.5.1 - Red List Index - ER_RSK_LST"]]
            for row in csv.DictReader(lines)
            if row["Code"] in ORDER and int(row["Year"]) in RED_LIST_YEARS
        ]
    yield from sorted(rows, key=lambda row: (ORDER[row[0]], row[1]))


def funding(totals: Path, categories: Path) -> Iterator[list[Any]]:
    """Every recipient's commitment in all, then by type for the recipients that the source splits."""
    for row in _old_csv(totals):
        recipient = row["country"]
        yield [recipient, RECIPIENTS.get(recipient, ""), "total", _rounded(row["commitment"], 6)]
    for row in _old_csv(categories):
        recipient = row["country"]
        for heading, category in CATEGORIES.items():
            yield [recipient, RECIPIENTS.get(recipient, ""), category, _rounded(row[heading], 6)]


def exchange_rates(source: Path) -> Iterator[list[Any]]:
    """Yearly averages of the member states' currencies."""
    with source.open(encoding="utf-8", newline="") as lines:
        rows = [
            [row["Currency"], int(row["Date"][:4]), _rounded(row["Rate"], 8)]
            for row in csv.DictReader(lines)
            if row["Currency"] in CURRENCIES and MEMBERS.get(row["Country code"]) and int(row["Date"][:4]) in RATE_YEARS
        ]
    yield from sorted(rows)


def _old_csv(path: Path) -> list[dict[str, str]]:
    """Rows of a file whose lines end with carriage returns, cells stripped of spaces."""
    text = path.read_bytes().decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return [
        {key.strip(): value.strip() for key, value in row.items()}
        for row in csv.DictReader(io.StringIO(text))
        if any(row.values())
    ]


def _rounded(number: str, places: int) -> str:
    return format(Decimal(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP).normalize(), "f")


def _write(path: Path, heading: Iterable[str], rows: Iterable[list[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(heading)
        count = 0
        for row in rows:
            writer.writerow(row)
            count += 1
    print(f"{path.relative_to(ROOT)}: {count} rows")


def main(folder: Path) -> None:
    """Convert every file in the folder."""
    roadmap, partners = ROOT / "roadmap" / "reference_data", ROOT / "partners" / "reference_data"
    _write(roadmap / "pike.csv", ("country", "year", "illegal", "total", "sites"), pike(folder / "MIKE_Data.xlsx"))
    _write(roadmap / "red_list_index.csv", ("country", "year", "value"), red_list_index(folder / "red-list-index.csv"))
    _write(
        partners / "historical_funding.csv",
        ("recipient", "country", "category", "amount_usd_thousand"),
        funding(
            folder / "worldbank_iwt_by_country_2010_2016.csv",
            folder / "worldbank_iwt_by_country_and_category_2010_2016.csv",
        ),
    )
    _write(
        partners / "exchange_rates.csv",
        ("currency", "year", "per_usd"),
        exchange_rates(folder / "imf_exchangerates_A_ENDA_USD.csv"),
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
