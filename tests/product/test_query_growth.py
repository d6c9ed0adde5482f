"""Three times the rows cost as many queries, fifteen at the most, and fit into a hundred kilobytes: on every page.

A world is built with some of everything that any page lists, every page is asked for by each kind of reader, the world
grows to three times as much (in an exhaustive run from ten to thirty of everything), and every page is asked again. The
demonstration, with its 143 needs, is asked as well.
"""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from core.accounts import sessions
from core.figures import settle
from core.models import User
from core.page_cache.parts import parts
from core.page_cache.store import store
from needs.models import Need
from partners.overlaps.actions.decisions import compare_again
from partners.support.models.answers import Response
from roadmap.models import Goal, Observation
from tests.exhaustive import EXHAUSTIVE, share
from tests.factories.core import (
    COUNTRIES,
)
from tests.plugins.worlds import DEMONSTRATION, Worlds, connected_to, load_demonstration
from tests.product.growing import FEW, MANY, Growing
from tests.product.policy import PAGES

pytestmark = pytest.mark.django_db

MOST_QUERIES, MOST_BYTES = 15, 100_000
# These pages hold eight lists or more, each of which has thirty rows at once here; ten of each must fit.
MANY_LISTS = ("/countries/VNM/", "/roadmap/goals/")
# A file to take, an address that is its own key, and presses that can be read by nobody.
FILES_AND_KEYS = {"document", "calendar", "passkey"}
OF_NO_TABLE = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
# What the public sees, a focal point sees with more on it.
READERS = ("focal_vnm", "clearing_vnm", "editor_wcs", "secretariat", *(["public"] if EXHAUSTIVE else []))


class Cost:
    """What a page cost: its status, its queries and its bytes."""

    def __init__(self, client: Client, address: str) -> None:
        connection.queries_log.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
            list(answer.streaming_content if answer.streaming else ())
        self.status = answer.status_code
        self.statements = [query["sql"] for query in queries]
        # What opens and closes a transaction, or asks whether it has written, is asked of no table.
        self.queries = sum(not sql.startswith(OF_NO_TABLE) for sql in self.statements)
        # A file to take is no page, and as long as it is; one that is sent piece by piece asks piece by piece.
        self.is_page = self.status == 200 and not answer.streaming and "Content-Disposition" not in answer
        self.bytes = len(answer.content) if self.is_page else 0


def costs_of(client: Client, addresses: list[str]) -> dict[str, Cost]:
    """The cost of every page that answers with a page, asked once before so that nothing is cold.

    Making the world takes minutes: the session's last use is written down beforehand, not on the first page measured.
    """
    client.get("/workspace/")
    settle()
    return {address: cost for address in addresses if (cost := cost_of(client, address)).is_page}


def cost_of(client: Client, address: str) -> Cost:
    """The cost of an address. The overlaps are asked for when every programme waits to be compared.

    Member states, priorities, plans and other reference rows, which no page asks for again until they change, are asked
    for beforehand.
    """
    if address.startswith(reverse("partners:overlaps")):
        compare_again()
    if address == reverse("landing") or address.startswith(reverse("countries")):
        client.get(address)
        store.clear()
        parts.clear()
    return Cost(client, address)


def asked_by(world: Growing) -> dict[str, list[str]]:
    """What each reader asks for; a clearing officer not again what a focal point of the same country does."""
    found = {who: world.addresses(who) for who in READERS}
    if not EXHAUSTIVE:
        found["clearing_vnm"] = [one for one in found["clearing_vnm"] if one not in set(found["focal_vnm"])]
    return found


@pytest.fixture(scope="class")
def costs(django_db_setup: None, django_db_blocker: Any) -> Any:
    """The cost of every page for every reader, with few rows and with many."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        # Measuring takes minutes: a session's last use, written once a minute, would stand on the cost of some page.
        patch.setattr(sessions, "STALE_SECONDS", 86_400)
        world, found = Growing(), {}
        clients = {who: Client() for who in READERS}
        for who, person in world.people.items():
            clients[who].force_login(person)
        for n in (FEW, MANY):
            world.grow_to(n)
            connection.cursor().execute("ANALYZE")
            found["kinds"] = set(world.rows())
            found[n] = {who: costs_of(clients[who], asked) for who, asked in asked_by(world).items()}
        yield found
        transaction.set_rollback(True)


class TestGrowth:
    """The world with few rows beside the world with many."""

    @pytest.mark.parametrize("who", READERS)
    def test_three_times_the_rows_cost_as_many_queries(self, costs, who):
        few, many = costs[FEW][who], costs[MANY][who]

        grown = {address: (few[address].queries, many[address].queries) for address in few if address in many}

        assert len(grown) > (20 if EXHAUSTIVE else 5)
        # What Django itself looked up once may be warm the second time.
        assert not {address: pair for address, pair in grown.items() if pair[1] > pair[0]}

    @pytest.mark.parametrize("who", READERS)
    def test_no_page_asks_more_than_fifteen_queries(self, costs, who):
        costly = {address: cost.queries for address, cost in costs[MANY][who].items() if cost.queries > MOST_QUERIES}

        assert not {address: n for address, n in costly.items() if not address.startswith("/admin/")}
        # The admin is Django's, with a choice list for each foreign key; it may cost more, but does not grow.
        assert not {address: n for address, n in costly.items() if n > 2 * MOST_QUERIES}

    @pytest.mark.parametrize("who", READERS)
    def test_no_page_is_larger_than_a_hundred_kilobytes(self, costs, who):
        few = {address: cost.bytes for address, cost in costs[FEW][who].items() if cost.bytes > MOST_BYTES}
        many = {address: cost.bytes for address, cost in costs[MANY][who].items() if cost.bytes > MOST_BYTES}

        assert not {address: n for address, n in few.items() if not address.startswith("/admin/")}
        assert not {address: n for address, n in many.items() if not address.startswith(("/admin/", *MANY_LISTS))}

    def test_every_kind_of_page_is_asked_for(self, costs):
        """A page with a kind of row that this world has none of would not be measured."""
        kinds = {page.kind for page in PAGES.values() if page.read is not None}

        assert kinds - costs["kinds"] == FILES_AND_KEYS

    def test_the_world_has_grown(self, costs):
        """The comparison is worth something: what a team reads is longer."""
        for address in ("/needs/VNM-901/", "/countries/VNM/", "/roadmap/", "/partners/", "/workspace/"):
            assert costs[MANY]["focal_vnm"][address].bytes > costs[FEW]["focal_vnm"][address].bytes


# --- The demonstration -------------------------------------------------------------------------------

DEMONSTRATORS = ("", "focal.vnm", "clearing.idn", "editor.wcs", "secretariat.asean")


def demonstration_addresses() -> list[str]:
    """Every page with the first, the last and the fullest of its rows, as they are in the demonstration."""
    rows: dict[str, list[Any]] = {
        "": [[]],
        "country": [[iso3] for iso3 in COUNTRIES],
        "need": [[need.code] for need in Need.objects.order_by("pk")[:: max(1, Need.objects.count() // 12)]],
        "response": [[row.pk] for row in Response.objects.all()[:6]],
        "goal": [[code] for code in Goal.objects.values_list("code", flat=True)[:9]],
        "indicator-of-all": [["pike"]],
        "indicator": [],
        "value": [],
        "programme": [["asean-wen"]],
        "organisation": [["wcs"], ["unodc"]],
    }
    used = Observation.objects.order_by("pk").select_related("country_indicator__indicator", "country")
    for row in used[:: max(1, used.count() // 12)]:
        rows["indicator"].append([row.country_indicator.indicator.code, row.country.iso3])
        rows["indicator-of-all"].append([row.country_indicator.indicator.code])
        rows["value"].append([row.pk])
    found = []
    for name, page in PAGES.items():
        for arguments in rows.get(page.kind, []) if page.read is not None else []:
            try:
                found.append(reverse(name, args=arguments))
            except NoReverseMatch:
                continue
    return list(dict.fromkeys(found))


@pytest.fixture(scope="class")
def demonstration(django_db_setup: None, worlds: Worlds, django_db_blocker: Any) -> Any:
    """The cost of every page of the demonstration, for every kind of account."""
    with django_db_blocker.unblock():
        name, _ = worlds.copy(DEMONSTRATION, load_demonstration)
        with connected_to(name):
            addresses, found = demonstration_addresses(), {}
            for number, account in enumerate(DEMONSTRATORS):
                client = Client()
                if account:
                    client.force_login(User.objects.get(email=f"{account}@example.org"))
                # Each address is asked for by one account or more, in an exhaustive run by all.
                found[account] = costs_of(client, share(addresses, number, 4))
            yield found


class TestDemonstration:
    """What a newcomer sees keeps to the budgets, too."""

    @pytest.mark.parametrize("account", DEMONSTRATORS)
    def test_the_demonstration_keeps_to_the_budgets(self, demonstration, account):
        found = demonstration[account]

        assert len(found) > 20
        assert not {address: cost.bytes for address, cost in found.items() if cost.bytes > MOST_BYTES}
        assert not {address: cost.queries for address, cost in found.items() if cost.queries > MOST_QUERIES}
