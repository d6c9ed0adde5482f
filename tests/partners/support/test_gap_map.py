"""The gap map and explained sums: what they count for whom, and that every way to them tells the same."""

import io
import re

import openpyxl
import pytest

from partners.programmes.queries.money import funded_together, sum_of
from partners.programmes.rules.explained import Cut
from partners.programmes.rules.money import NOT_SPLIT
from tests.partners.support.gap_world import YEAR, D, client_of, rows_of

pytestmark = pytest.mark.django_db


# --- Sums ---------------------------------------------------------------------------------------------


def test_hand_computed_portfolio_to_the_cent(portfolio):
    def total(**cut):
        return sum_of(portfolio.editor_wcs, Cut(**cut)).total

    by_country = {
        "VNM": D("1200000.00"),  # 150,000 + 1,000,000 + 40,000 + 10,000
        "LAO": D("100000.00"),
        "THA": D("312500.00"),
        "KHM": D("60000.00"),  # 30,000 of the part, and 30,000 that the parts leave of the whole
        "PHL": D("310.00"),  # 10 a day for the 31 days of January
        NOT_SPLIT: D("90000.00"),
    }
    assert {country: total(country=country) for country in by_country} == by_country
    assert total() == sum(by_country.values()) == D("1762810.00")
    assert total(country="VNM", priority="LIV") == D("1115000.00")
    assert total(funder="gef") == D("1672810.00")
    assert funded_together(portfolio.editor_wcs, "gef") == (D("90000.00"), 1)


def test_a_sum_counts_what_its_viewer_may_see(portfolio):
    assert sum_of(portfolio.editor_wcs, Cut()).total == D("1762810.00")
    shown = client_of(None).get("/partners/money/").content.decode()

    assert "1,752,810.00" in shown
    assert "quiet" not in shown


@pytest.mark.parametrize("who", ["public", "focal_vnm", "editor_wcs", "secretariat"])
def test_files_and_page_tell_the_same_sum(portfolio, who):
    client = client_of(getattr(portfolio, who))
    for query in ("", "?country=VNM", f"?country=VNM&priority=LIV&year={YEAR}", "?country=none", "?funder=gef"):
        rows = rows_of(client, f"/partners/money/money.csv{query}")
        *lines, total = [D(row["In this sum, US$"] or 0) for row in rows]
        form_draft = openpyxl.load_workbook(io.BytesIO(client.get(f"/partners/money/money.xlsx{query}").content)).active

        assert sum(lines) == total
        assert f"{total:,.2f}" in client.get(f"/partners/money/{query}").content.decode()
        assert D(str(list(form_draft.values)[-1][14])).quantize(D("0.01")) == total
        assert all(bool(row["Left out because"]) == (D(row["In this sum, US$"] or 0) == 0) for row in rows[:-1])
        assert not {"Roads"} & {row["Programme"] for row in rows}


def test_left_out_is_said_with_its_reason(portfolio):
    rows = rows_of(client_of(portfolio.editor_wcs), "/partners/money/money.csv?country=VNM")
    reasons = {row["Programme"]: row["Left out because"] for row in rows if row["Left out because"]}

    assert set(reasons) == {"Region", "Suggested", "Vague", "Elsewhere"}
    assert "not known" in reasons["Vague"]


def test_the_rate_stands_with_its_day_and_source(portfolio):
    page = client_of(None).get("/partners/money/?country=THA").content.decode()

    assert re.search(rf"0\.8\b.*1 Jan {YEAR}</span>, ECB", page, re.DOTALL)


def test_what_is_not_understood_falls_back_to_all(portfolio):
    client = client_of(None)
    whole = client.get("/partners/money/").content.decode()

    for query in ("?country=XXX&year=12&priority=%00&funder=nobody", "?page=99", "?show=nothing"):
        assert "1,752,810.00" in client.get(f"/partners/money/{query}").content.decode()
    assert "1,752,810.00" in whole
