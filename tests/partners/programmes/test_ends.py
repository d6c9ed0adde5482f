"""Programmes of which the planned end has passed: they are not gone, and not counted as running either."""

import html
import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from iwt_dashboard.pages.country_dashboard import MOST_LISTED
from partners.programmes.models.choices import ProgrammeShow, ProgrammeStatus
from partners.programmes.models.listing import ProgrammeFilter
from partners.programmes.models.programmes import Programme, ProgrammePriority
from partners.programmes.queries.programmes import ProgrammeTime
from partners.programmes.rules.programmes import is_end_unconfirmed, runs_on
from tests.factories.core import CountryFactory, PriorityFactory
from tests.factories.iati import IatiRecordFactory
from tests.factories.partners import ProgrammeCountryFactory, ProgrammeFactory, ProgrammePriorityFactory

JUNE = date(2026, 6, 15)
DAY = timedelta(days=1)
RUNNING = ("1", "2", "3")
WORDS = "planned end passed, end not confirmed"


@pytest.mark.parametrize("status", ProgrammeStatus.values)
@pytest.mark.parametrize(
    ("ends_on", "is_over"),
    [(None, False), (JUNE + DAY, False), (JUNE, False), (JUNE - DAY, True), (date(2020, 1, 1), True)],
)
def test_the_planned_end_has_passed_where_it_still_runs_by_its_status(status, ends_on, is_over):
    assert is_end_unconfirmed(status, ends_on, JUNE) is (status in RUNNING and is_over)
    assert is_end_unconfirmed(status, ends_on, JUNE, is_actual=True) is False
    # Never both: what runs has not passed its end.
    assert not (runs_on(status, ends_on, JUNE) and is_end_unconfirmed(status, ends_on, JUNE))


@pytest.mark.django_db
@pytest.mark.parametrize("dates", [None, {"3": "2026-01-31"}, {"4": "2026-01-31"}])
@pytest.mark.parametrize("status", ["2", "4", "6"])
@pytest.mark.parametrize("days", [-1, 0, None])
def test_the_database_says_what_the_rule_says(dates, status, days):
    today = timezone.localdate()
    ends_on = None if days is None else today + days * DAY
    row = ProgrammeFactory(status=status, starts_on=date(2020, 1, 1), ends_on=ends_on)
    if dates is not None:
        IatiRecordFactory(programme=row, published={"dates": dates})

    found = Programme.objects.with_ends().get(pk=row.pk)

    is_actual = "4" in (dates or {})
    assert found.is_end_unconfirmed is is_end_unconfirmed(status, ends_on, today, is_actual=is_actual)
    assert row.iwt_relevance == "confirmed"
    listed = Programme.objects.all().matching(ProgrammeFilter(show=ProgrammeShow.END_PASSED))
    assert (row in listed) is found.is_end_unconfirmed


@pytest.mark.django_db
def test_it_is_named_in_the_list_found_by_the_filter_and_stands_on_the_page_of_the_country(client):
    country = CountryFactory(iso3="VNM")
    yesterday = timezone.localdate() - DAY
    fields = {"status": "2", "starts_on": date(2024, 1, 1), "disclosure": "public", "iwt_relevance": "confirmed"}
    late = ProgrammeFactory(title="Rangers of the hills", ends_on=yesterday, **fields)
    runs = ProgrammeFactory(title="Dogs at the port", ends_on=yesterday + 400 * DAY, **fields)
    waits = ProgrammeFactory(title="Of nobody's word", ends_on=yesterday, **{**fields, "iwt_relevance": "not_judged"})
    for row in (late, runs, waits):
        ProgrammeCountryFactory(programme=row, country=country)

    def page(address):
        return " ".join(client.get(address).content.decode().split())

    everything, narrowed = page("/partners/programmes/"), page("/partners/programmes/?show=end_passed")
    assert everything.count(f">{WORDS}<") == 2
    assert "Rangers of the hills" in narrowed
    assert "Dogs at the port" not in narrowed
    # Nobody has judged it: it is in the list of those, and in that alone.
    assert "Of nobody's word" not in html.unescape(narrowed)
    assert "Of nobody's word" in html.unescape(page("/partners/programmes/?show=not_judged"))
    assert f">{WORDS}<" in page(f"/partners/programmes/{late.slug}/")
    assert f">{WORDS}<" not in page(f"/partners/programmes/{runs.slug}/")
    there = page("/countries/VNM/")
    assert "Rangers of the hills" in there
    assert "1 programme whose planned end has passed: nobody has confirmed that it ended" in there
    assert "Rangers of the hills" not in page("/partners/programmes/?show=ended")


LEFT_OUT = (
    "Not counted as active: 1 programme whose planned end has passed, end not confirmed, "
    "2 programmes that nobody has judged yet"
)


@pytest.mark.django_db
def test_every_count_of_active_programmes_says_what_it_leaves_out(client):
    """One that runs is active; one past its planned end and two that nobody has judged are not, and are not gone."""
    country, yesterday = CountryFactory(iso3="VNM"), timezone.localdate() - DAY
    for relevance, ends_on in (
        ("confirmed", None),
        ("confirmed", yesterday),
        ("suggested", None),
        ("not_judged", None),
    ):
        row = ProgrammeFactory(status="2", ends_on=ends_on, iwt_relevance=relevance)
        ProgrammeCountryFactory(programme=row, country=country)
        ProgrammePriorityFactory(programme=row, priority=PriorityFactory(code="LIV"))

    def words(address):
        text = re.sub(r"<[^>]*>", "", client.get(address).content.decode())
        return re.sub(r"\s+,", ",", " ".join(text.split()))

    everywhere = ("/", "/countries/VNM/", "/countries/VNM/report-card/", "/partners/gaps/", "/partners/gaps/list/")
    for address in everywhere:
        assert LEFT_OUT in words(address), address
    # Where one priority is asked for, it counts as well what nobody has confirmed to serve it.
    ProgrammePriority.objects.filter(programme__iwt_relevance="confirmed", programme__ends_on=None).update(
        is_suggested=True
    )
    assert LEFT_OUT in words("/partners/gaps/")
    of_priority = "nobody has confirmed that they counter wildlife trade or serve this priority"
    for address in ("/partners/gaps/?priority=LIV", "/partners/gaps/list/?country=VNM&priority=LIV"):
        assert f"3 programmes of which {of_priority}" in words(address), address
    # Of another year is counted what ran in it, and nothing of another member state is left out here.
    assert "Not counted as active" not in words(f"/partners/gaps/?year={yesterday.year - 1}")
    assert "Not counted as active" not in words("/countries/THA/")
    told = "Not counted as active: planned end passed, end not confirmed: 1; "
    for asked, rest in (("", "not judged yet: 2"), ("?priority=LIV", f"{of_priority}: 3")):
        book = load_workbook(BytesIO(client.get(f"/partners/gaps/gaps.xlsx{asked}").content))
        cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
        assert any(told + rest in cell for cell in cells), asked


@pytest.mark.django_db
def test_the_page_of_a_country_shows_the_first_of_many_and_leads_to_the_rest(client):
    country, yesterday = CountryFactory(iso3="VNM"), timezone.localdate() - DAY
    for number in range(12):
        row = ProgrammeFactory(
            title=f"Rangers {number:02}",
            status="2",
            starts_on=date(2024, 1, 1),
            ends_on=yesterday,
            disclosure="public",
            iwt_relevance="confirmed",
        )
        ProgrammeCountryFactory(programme=row, country=country)

    there = client.get("/countries/VNM/").content.decode()
    listed = client.get("/partners/programmes/?country=VNM&show=end_passed").content.decode()

    assert there.count(">Rangers ") == MOST_LISTED[ProgrammeTime.OVERDUE] == 5
    assert "12 programmes whose planned end has passed" in there
    assert "/partners/programmes/?country=VNM&amp;show=end_passed" in there
    assert listed.count(">Rangers ") == 12
