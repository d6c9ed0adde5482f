"""No stale and no foreign page, however many processes read and write at once.

Real processes: the application server with two processes, PostgreSQL, readers of every audience and writers past the
product (SQL by hand). Each need's title carries a number that only grows. What a reader is shown must be at least the
number that was committed before the request was sent, and no title of a need that is not for that reader.
"""

import http.client
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.test import Client
from psycopg.conninfo import make_conninfo

from tests.exhaustive import EXHAUSTIVE
from tests.factories.core import (
    COUNTRIES,
    PRIORITIES,
    CountryFactory,
    OrganisationFactory,
    PriorityFactory,
    UserFactory,
)
from tests.factories.needs import NeedFactory
from tests.plugins.worlds import Worlds
from tests.plugins.worlds import server as where
from tests.tools.crowd import Server, all_at_once, server

pytestmark = pytest.mark.slow

READS = 100_000 if EXHAUSTIVE else 1_200
# Each writer writes once in so many reads, so that some pages come built and others are built.
READS_A_WRITE = 150
TITLE = re.compile(r"Titled (\w+) (\d+)")
PAGES = ("/needs/", "/countries/VNM/")
# What each reads of the needs of Viet Nam, by disclosure.
SEES = {
    "public": {"public"},
    "partner": {"public", "partners"},
    "other-partner": {"public", "partners"},
    "neighbour": {"public", "partners", "asean"},
    "secretariat": {"public", "partners", "asean"},
    "team": {"public", "partners", "asean", "national"},
}


def readers_and_needs() -> dict[str, str]:
    """Make the world; everybody's session, by audience. To be called by `Worlds.copy`."""
    countries = {iso3: CountryFactory(iso3=iso3) for iso3 in COUNTRIES}
    priorities = [PriorityFactory(code=code) for code in PRIORITIES]
    people = {
        "partner": UserFactory(partner=True, organisation=OrganisationFactory(code="wcs"), email="a@example.org"),
        "other-partner": UserFactory(
            editor=True, organisation=OrganisationFactory(code="traffic"), email="b@example.org"
        ),
        "neighbour": UserFactory(viewer=True, country=countries["THA"], email="c@example.org"),
        "secretariat": UserFactory(secretariat=True, email="d@example.org"),
        "team": UserFactory(focal=True, country=countries["VNM"], email="e@example.org"),
    }
    for disclosure in ("public", "partners", "asean", "national"):
        NeedFactory(
            country=countries["VNM"],
            priority=priorities[0],
            cleared=True,
            disclosure=disclosure,
            title=f"Titled {disclosure} 0",
        )
    sessions = {"public": ""}
    for name, person in people.items():
        client = Client()
        client.force_login(person)
        sessions[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return sessions


@pytest.fixture(scope="module")
def site(worlds: Worlds, django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Server, dict[str, str]]]:
    """A site with that world, and the sessions."""
    with django_db_blocker.unblock():
        name, sessions = worlds.copy("readers", readers_and_needs)
    with server(make_conninfo(dbname=name, **where())) as started:
        yield started, sessions


@dataclass
class Watch:
    """What has been committed, what has been read, and what was wrong with it."""

    committed: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("public", "partners", "asean", "national"), 0)
    )
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    faults: list[str] = field(default_factory=list)
    by_status: dict[int, int] = field(default_factory=dict)
    left: int = READS
    lock: threading.Lock = field(default_factory=threading.Lock)
    is_over: threading.Event = field(default_factory=threading.Event)

    def takes_one(self) -> bool:
        """Whether there is another read to do."""
        with self.lock:
            self.left -= 1
            return self.left >= 0


def write(running: Server, watch: Watch, disclosures: tuple[str, ...]) -> None:
    """Give needs higher numbers, in transactions of one or several, until the readers have read enough."""
    with psycopg.connect(running.database.url()) as connection:
        left = READS
        while not watch.is_over.wait(0.01):
            if watch.left > left:
                continue
            left = watch.left - READS_A_WRITE
            number = next(watch.numbers)
            for disclosure in disclosures:
                connection.execute(
                    "UPDATE needs_need SET title = %s WHERE disclosure = %s",
                    (f"Titled {disclosure} {number}", disclosure),
                )
            connection.commit()
            with watch.lock:
                for disclosure in disclosures:
                    watch.committed[disclosure] = max(watch.committed[disclosure], number)


def read(running: Server, watch: Watch, audience: str, session: str) -> None:
    """Read pages on one line, as a browser does, half of them with the name of what it has."""
    line, etags = http.client.HTTPConnection("127.0.0.1", running.port, timeout=120), dict[str, tuple[str, set[Any]]]()
    for number in count():
        if watch.is_over.is_set() or not watch.takes_one():
            break
        path = PAGES[number % len(PAGES)]
        headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"} if session else {}
        if number % 4 > 1 and path in etags:
            headers["If-None-Match"] = etags[path][0]
        with watch.lock:
            before = dict(watch.committed)
        line.request("GET", path, headers=headers)
        answer = line.getresponse()
        body = answer.read().decode()
        with watch.lock:
            watch.by_status[answer.status] = watch.by_status.get(answer.status, 0) + 1
        if answer.status == 304:
            shown = etags[path][1]
        elif answer.status == 200:
            shown = {(name, int(found)) for name, found in TITLE.findall(body)}
            etags[path] = (answer.headers.get("ETag") or '"none"', shown)
        else:
            watch.faults.append(f"{audience} {path}: {answer.status}")
            continue
        watch.faults += wrong(audience, path, shown, before)
    line.close()


def wrong(audience: str, path: str, shown: set[tuple[str, int]], before: dict[str, int]) -> list[str]:
    """What is wrong with a page: a title that is older than it may be, is missing, or is not for this reader."""
    foreign = [f"{audience} {path}: foreign {name}" for name, _number in shown if name not in SEES[audience]]
    missing = [f"{audience} {path}: no {name}" for name in SEES[audience] - {name for name, _number in shown}]
    stale = [
        f"{audience} {path}: {name} {number}, {before[name]} was committed"
        for name, number in shown
        if number < before[name]
    ]
    return foreign + missing + stale


def test_no_page_is_stale_or_foreign(site: tuple[Server, dict[str, str]]) -> None:
    running, sessions = site
    watch = Watch()

    def reading(audience: str, session: str) -> None:
        try:
            read(running, watch, audience, session)
        finally:
            if watch.left < 0:
                watch.is_over.set()

    writers = [
        threading.Thread(target=write, args=(running, watch, disclosures))
        for disclosures in (("public", "national"), ("partners",), ("asean",))
    ]
    wait_for(running)
    for one in writers:
        one.start()
    try:
        all_at_once(
            [lambda a=audience, s=session: reading(a, s) for audience, session in sessions.items() for _ in range(2)]
        )
    finally:
        watch.is_over.set()
        for one in writers:
            one.join()
    assert watch.faults == []
    assert sum(watch.by_status.values()) == READS
    assert min(watch.committed.values()) >= READS // READS_A_WRITE // 2, "hardly anything was written meanwhile"
    assert watch.by_status.keys() == {200, 304}


def wait_for(running: Server) -> None:
    """Until the site answers."""
    for _attempt in range(1_200):
        try:
            line = http.client.HTTPConnection("127.0.0.1", running.port, timeout=120)
            line.request("GET", "/healthz")
            line.getresponse().read()
            line.close()
            return
        except OSError:
            threading.Event().wait(0.05)
    raise AssertionError("the site does not answer")
