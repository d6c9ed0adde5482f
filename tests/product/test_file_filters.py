"""A file is what its address asks for, or it is refused in words; a page says what it left aside.

One rule for all (`core.filters.FilterForm.left_aside`): unknown values, unknown names, several values for one.
"""

import html
import re

import pytest
from django.urls import reverse

from tests.product.asking import Asked, arguments_of, named_addresses, rows_for
from tests.product.policy import PAGES

pytestmark = pytest.mark.django_db

FILES = {
    "programmes-xml": {"country": "VNM"},
    "partners:gaps-csv": {"country": "VNM"},
    "partners:gaps-xlsx": {"country": "VNM"},
    "partners:money-csv": {"country": "VNM"},
    "partners:money-xlsx": {"country": "VNM"},
    "log-csv": {"country": "VNM"},
    "calendar-ics": {"country": "VNM"},
    "calendar-private": {"country": "VNM"},
    "partners:import-report": {},
}
PAGES_WITH_FILTERS = {
    "needs:list": "country",
    "country": "urgency",
    "partners:index": "",
    "partners:programmes": "country",
    "partners:money": "country",
    "partners:gaps": "country",
    "partners:gap-list": "country",
    "partners:overlaps": "country",
    "roadmap:indicators": "priority",
    "log": "country",
    "calendar": "country",
}
# How addresses of files are known among all addresses.
ENDINGS = (".csv", ".xlsx", ".xml", ".json", ".ics", "csv/", "xlsx/", "xml/")


def ask(universe, client_of, name, query):
    who = "secretariat" if "secretariat" in PAGES[name].who else "editor_wcs"
    rows = [row for row in rows_for(universe, PAGES[name].kind) if PAGES[name].exists(who, row)]
    return Asked(client_of(who), "get", f"{reverse(name, args=arguments_of(rows[0]))}?{query}")


def test_every_address_of_a_file_is_known_here():
    files = {name for name, entry in named_addresses().items() if str(entry.pattern).endswith(ENDINGS)}
    assert {name for name in files if name in PAGES} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_made_for_what_it_understands(name, universe, client_of):
    query = "&".join(f"{key}={value}" for key, value in FILES[name].items())
    assert ask(universe, client_of, name, query).status in (200, 404)  # 404: an IATI file without an activity
    assert ask(universe, client_of, name, "").status == 200


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("country=VN", "VN"),
        ("country=Viet+Nam", "Viet Nam"),
        ("country=vnm", "vnm"),
        ("contry=VNM", "contry"),
        ("country=VNM&page=2", "page"),
        ("country=VNM&country=THA", "country"),
    ],
)
def test_a_file_is_refused_for_what_it_does_not_understand(name, query, said, universe, client_of):
    asked = ask(universe, client_of, name, query)
    assert asked.status == 400
    assert asked.answer["Content-Type"].startswith("text/plain")
    # A file without a filter names the filter that it does not have.
    assert (said if FILES[name] or said in query.split("=")[0] else "country") in asked.body
    assert not asked.answer.headers.get("Content-Disposition")


WORDS = "it was left aside"
NO_NAME = "There is no filter “contry”"


@pytest.mark.parametrize("name", PAGES_WITH_FILTERS)
def test_a_page_says_once_what_it_left_aside(name, universe, client_of):
    field = PAGES_WITH_FILTERS[name]
    asked = ask(universe, client_of, name, f"{field}=VN&contry=VNM" if field else "contry=VNM")

    assert asked.status == 200
    assert asked.body.count(WORDS) == asked.body.count(NO_NAME) == 1
    assert asked.body.count("“VN” is no value") == bool(field)
    # The field that takes no such value says nothing of its own.
    assert "field--faulty" not in asked.body
    assert WORDS not in ask(universe, client_of, name, "page=1").body


# Pages that secretariat or editor get, of each room.
WITHOUT_FILTER = ["landing", "countries", "report-card", "roadmap:index", "partners:programme", "partners:import"]
WITHOUT_FILTER += ["roadmap:commitments", "workspace", "account", "method", "partners:response", "needs:detail"]


@pytest.mark.parametrize("name", WITHOUT_FILTER)
def test_a_page_without_a_filter_says_what_it_left_aside(name, universe, client_of):
    """It knows no filter, so whatever name its address asks for is said."""
    asked = ask(universe, client_of, name, "contry=VNM")

    assert asked.status == 200
    assert asked.body.count(WORDS) == asked.body.count(NO_NAME) == 1
    assert WORDS not in ask(universe, client_of, name, "").body


def test_an_address_that_leads_nowhere_is_said_to_lead_nowhere_and_no_more(client_of):
    asked = Asked(client_of("editor_wcs"), "get", "/needs/VNM-9999/?contry=VNM")

    assert asked.status == 404
    assert WORDS not in asked.body


@pytest.mark.parametrize(
    ("name", "query", "value"),
    [
        ("partners:money", "lines=left-in", "left-in"),
        ("partners:import", "outcome=gone", "gone"),
        ("partners:import", "heap=other-heap", "other-heap"),
        ("partners:import", "row=-1", "-1"),
        ("partners:import-questions", "country=VN", "VN"),
        ("partners:import-questions", "programme=a+b", "a b"),
        ("partners:round-new", "priority=ATL", "ATL"),
    ],
)
def test_what_narrows_a_list_without_a_bar_of_filters_is_judged_as_well(name, query, value, universe, client_of):
    asked = ask(universe, client_of, name, query)

    assert f"“{value}” is no value of the filter “{query.split('=')[0]}”" in asked.body
    assert asked.body.count(WORDS) == 1


@pytest.mark.parametrize("name", ["partners:programmes", "log", "partners:money", "partners:gaps", "calendar"])
def test_the_files_that_a_page_offers_ask_for_nothing_unknown(name, universe, client_of):
    asked = ask(universe, client_of, name, "contry=VNM&country=VN")
    offered = re.findall(r'href="([^"]*(?:csv|xlsx|xml|ics)/?(?:\?[^"]*)?)"', asked.body.split("<main", 1)[1])
    assert offered
    for address in map(html.unescape, offered):
        assert "contry=" not in address
        assert "country=VN" not in address
