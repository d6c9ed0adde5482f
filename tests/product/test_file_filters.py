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


@pytest.mark.parametrize("name", PAGES_WITH_FILTERS)
def test_a_page_says_what_it_left_aside(name, universe, client_of):
    field = PAGES_WITH_FILTERS[name]
    words = "it was left aside"
    for query, said in ((f"{field}=VN", "“VN” is no value"), ("contry=VNM", "There is no filter “contry”")):
        if field or "contry" in query:
            asked = ask(universe, client_of, name, query)
            assert asked.status == 200
            assert words in asked.body
            assert said in asked.body
    assert words not in ask(universe, client_of, name, "page=1").body


@pytest.mark.parametrize("name", ["partners:programmes", "log", "partners:money", "partners:gaps", "calendar"])
def test_the_files_that_a_page_offers_ask_for_nothing_unknown(name, universe, client_of):
    asked = ask(universe, client_of, name, "contry=VNM&country=VN")
    offered = re.findall(r'href="([^"]*(?:csv|xlsx|xml|ics)/?(?:\?[^"]*)?)"', asked.body.split("<main", 1)[1])
    assert offered
    for address in map(html.unescape, offered):
        assert "contry=" not in address
        assert "country=VN" not in address
