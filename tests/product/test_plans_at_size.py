"""No page reads a table that grows from end to end.

Every day it is asked of the demonstration whether an index could serve each question, in an exhaustive run of a hundred
times as much what the database does by its own choice.
"""

from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.figures import settle
from core.models import User
from needs.models import Need
from partners.programmes.models.programmes import Programme
from roadmap.models import CountryIndicator
from tests.exhaustive import EXHAUSTIVE
from tests.plugins.worlds import DEMONSTRATION, Worlds, connected_to, load_demonstration
from tests.product.plans import scanned

pytestmark = pytest.mark.django_db
READERS = ("", "focal.vnm", "editor.wcs", "secretariat.asean")
COPIES = 100
PAGES = (
    *("/", "/countries/", "/countries/VNM/", "/countries/VNM/report-card/", "/calendar/"),
    *("/needs/", "/needs/?q=ranger", "/needs/?country=VNM&show=unsupported", "/needs/{need}/"),
    *("/partners/", "/partners/gaps/", "/partners/gaps/list/?country=VNM&priority=ENF", "/partners/money/"),
    *("/partners/programmes/", "/partners/programmes/?country=VNM&q=rang", "/partners/programmes/{programme}/"),
    *("/roadmap/", "/roadmap/indicators/", "/roadmap/indicators/{indicator}/", "/roadmap/indicators/{indicator}/VNM/"),
    *("/workspace/", "/workspace/entries/", "/partners/overlaps/"),
)
# The demonstration has so few deliveries that the database looks at all of them for each answer; of many it takes those
# of the answer by its index, as the run at size shows.
FEW_HERE = {"partners_delivery"}
# A hundred times the demonstration has some hundred rows of these, and a look at all of them is the shortest way.
FEW = {
    *("partners_iatirecord", "partners_raisedneed", "partners_overlappair", "core_unsavedtext"),
    *("roadmap_countryindicator", "roadmap_trajectoryproposal", "roadmap_actionrating", "roadmap_indicatorassessment"),
}
# Which pages read which table from end to end all the same, and why.
ALLOWED_AT_SIZE = {
    "/countries/VNM/": {
        "partners_programme": "more than half of all programmes are the state's, and each is placed in time",
        "partners_programmetext": "by their titles",
    },
    "/countries/VNM/report-card/": {"partners_programme": "more than half of all programmes are the state's"},
    "/needs/?q=ranger": {"partners_needcoverage": "most needs hold the word"},
    "/partners/": {"partners_programmeorganisation": "each organisation says how many programmes it takes part in"},
    "/partners/money/": {"partners_programmeorganisation": "the filter offers every funder"},
    "/partners/programmes/": {"partners_programmeorganisation": "the filter offers every organisation"},
    "/partners/programmes/?country=VNM&q=rang": {
        "partners_programmeorganisation": "the filter offers every organisation",
        "partners_programmetext": "most programmes hold the word",
    },
    "/partners/programmes/{programme}/": {"partners_programme": "its parts, and theirs, are found by one look"},
    "/workspace/": {
        "needs_clarification": "what waits for an answer is asked of all needs of the state",
        "needs_need": "what waits is asked of all needs of the state",
        "partners_delivery": "what is to be confirmed or read is asked of answers by either side",
        "partners_programmecountry": "what an import asks is asked of all programmes",
        "partners_programmepriority": "what an import asks is asked of all programmes",
        "partners_responsemessage": "what is unread is asked of answers by either side",
    },
}


@pytest.fixture(scope="class")
def world(django_db_setup: None, worlds: Worlds, django_db_blocker: Any) -> Any:
    """The demonstration, in an exhaustive run a hundred times as large; names of what its pages show."""
    with django_db_blocker.unblock():
        name, _ = worlds.copy(DEMONSTRATION, load_demonstration)
        with connected_to(name):
            if EXHAUSTIVE:
                from tests.tools.worlds_of_size import grow

                told = connection.get_connection_params()
                with psycopg.connect(**{**told, "options": "-c statement_timeout=0"}, autocommit=True) as line:
                    grow(line, COPIES - 1)
                settle()
            connection.cursor().execute("VACUUM ANALYZE")
            yield {
                "need": Need.objects.filter(country__iso3="VNM", disclosure="public", state="cleared")[0].code,
                "programme": Programme.objects.filter(disclosure="public", iwt_relevance="confirmed")[0].slug,
                "indicator": CountryIndicator.objects.filter(country__iso3="VNM", state="cleared")[0].indicator.code,
            }


class TestPlans:
    """Each reader asks for each page once, and every question of it is explained."""

    @pytest.mark.parametrize("who", READERS)
    def test_no_table_that_grows_is_read_from_end_to_end(self, world, who):
        client, found, n_asked = Client(), {}, 0
        if who:
            client.force_login(User.objects.get(email=f"{who}@example.org"))
        for page in PAGES:
            address = page.format(**world)
            if client.get(address).status_code != 200:
                continue
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            n_asked += len(queries)
            tables = scanned([query["sql"] for query in queries], can_be_indexed=not EXHAUSTIVE)
            allowed = FEW | set(ALLOWED_AT_SIZE.get(page, {})) if EXHAUSTIVE else FEW_HERE
            if tables - allowed:
                found[page] = tables - allowed
        assert n_asked > 100
        assert not found


def test_a_table_that_no_index_serves_is_found(db):
    assert scanned(["SELECT * FROM needs_need WHERE lead_agency = 'x'"], can_be_indexed=True) == {"needs_need"}
    assert scanned(["SELECT * FROM needs_need WHERE id = 7", "UPDATE x SET y = 1"], can_be_indexed=True) == set()
    assert scanned(["SELECT * FROM core_country WHERE name = 'x'"], can_be_indexed=True) == set()
