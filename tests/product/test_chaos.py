"""Nothing that was acknowledged is lost and nothing is made twice, whatever dies meanwhile; nobody overwrites anybody.

Real processes: the application server with two processes, PostgreSQL, and people who send forms as browsers do. What
dies next is decided by how much has been done, not by the clock, so that a slow machine sees the same as a fast one.
"""

import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from psycopg.conninfo import make_conninfo

from tests.exhaustive import EXHAUSTIVE
from tests.plugins.worlds import Worlds
from tests.plugins.worlds import server as where
from tests.product.policy_terms import NEW_NEED
from tests.tools.crowd import Person, Server, all_at_once, gathered, server

pytestmark = pytest.mark.slow

WRITERS, FORMS = (20, 6) if EXHAUSTIVE else (10, 5)
# What happens while they write, one after the other.
TROUBLE = ["kill"] * 4 + ["crash"] + ["kill"] * 3 + ["restart"] + ["kill"] * 3
if not EXHAUSTIVE:
    TROUBLE = ["kill", "crash", "kill", "restart", "kill"]
DRAFTS = "SELECT values -> 'title' ->> 0, outcome FROM core_unsavedtext"


@pytest.fixture(scope="module")
def world(worlds: Worlds, django_db_setup: None, django_db_blocker: Any) -> tuple[str, list[str], str]:
    """Where the database is that the server gets a copy of, everybody's session, and the need that they share."""
    with django_db_blocker.unblock():
        name, (sessions, code) = worlds.copy("crowd", gathered)
    return make_conninfo(dbname=name, **where()), sessions, code


@pytest.fixture
def site(world: tuple[str, list[str], str]) -> Iterator[Server]:
    """A fresh site with that crowd."""
    with server(world[0]) as started:
        yield started


@dataclass
class Done:
    """What people were told: titles that are saved, and titles that are kept as unsaved text."""

    saved: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def write(person: Person, done: Done) -> None:
    """Fill in forms: every third is set aside unsaved, the others are sent, and sent again as by a second press."""
    for number in range(FORMS):
        title = f"{person.name}, form {number}"
        hidden = person.open_form("/needs/new/")
        typed = {**NEW_NEED, **hidden, "title": title, "draft_writer": f"{person.name}{number}.1"}
        kept = person.ask_until_answered("POST", "/unsaved/keep/", typed)
        assert kept.status == 200, (kept.status, kept.body)
        done.kept.append(title)
        if number % 3 == 2:
            aside = person.ask_until_answered("POST", f"/unsaved/{hidden['submit_token']}/set-aside/", typed)
            assert aside.status == 302
            continue
        pressed = {**typed, "draft_writer": f"{person.name}{number}.2"}
        saved = person.ask_until_answered("POST", "/needs/new/", pressed)
        assert saved.status == 302, (saved.status, saved.body[:2000])
        done.saved.append(title)
        again = person.ask_until_answered("POST", "/needs/new/", pressed)
        assert (again.status, again.headers["Location"]) == (302, saved.headers["Location"])


def trouble(site: Server, done: Done, over: threading.Event) -> int:
    """Kill workers and restart the database while people write; how much of it was done."""
    steps = WRITERS * FORMS
    for number, what in enumerate(TROUBLE):
        while len(done.kept) < steps * number // len(TROUBLE) and not over.is_set():
            time.sleep(0.01)
        if what == "kill":
            site.kill_a_worker()
        else:
            site.restart_database(at_once=what == "crash")
    return len(TROUBLE)


def test_what_was_acknowledged_is_there_once_and_the_rest_is_unsaved_text(site, world):
    people = [Person(site, world[1][number], f"Writer {number}") for number in range(WRITERS)]
    done, over, happened = Done(), threading.Event(), []
    chaos = threading.Thread(target=lambda: happened.append(trouble(site, done, over)))
    people[0].open_form("/needs/new/")

    chaos.start()
    try:
        all_at_once([lambda person=person: write(person, done) for person in people])
    finally:
        over.set()
        chaos.join()
    afterwards = people[0].ask_until_answered("GET", "/workspace/")

    assert happened == [len(TROUBLE)]
    assert not [fault for person in people for fault in person.faults]
    assert afterwards.status == 200
    assert site.process.poll() is None, "nobody had to start it again"
    stored = Counter(title for (title,) in site.rows("SELECT title FROM needs_need WHERE title LIKE 'Writer %%'"))
    assert stored == Counter(done.saved)
    versions = site.rows("SELECT count(*) FROM needs_needevent WHERE title LIKE 'Writer %%' GROUP BY pgh_obj_id")
    assert set(versions) == {(1,)}
    drafts = dict(site.rows(DRAFTS))
    assert {title: drafts.get(title) for title in done.kept} == {
        title: "saved" if title in stored else "" for title in done.kept
    }
    assert len(done.kept) == WRITERS * FORMS


def test_of_all_who_save_the_same_need_at_once_one_succeeds_and_all_keep_their_words(site, world):
    _, sessions, code = world
    people = [Person(site, session, f"Saver {number}") for number, session in enumerate(sessions)]
    address = f"/needs/{code}/edit/"

    for turn in ("first", "second"):
        forms = [person.open_form(address) for person in people]
        assert len({hidden["version"] for hidden in forms}) == 1
        texts = [f"{person.name}, {turn} time" for person in people]
        sent = [
            {**NEW_NEED, **hidden, "title": text, "draft_writer": f"{text}.1"}
            for hidden, text in zip(forms, texts, strict=True)
        ]
        answers = all_at_once(
            [
                lambda person=person, form=form: person.ask("POST", address, form)
                for person, form in zip(people, sent, strict=True)
            ]
        )

        statuses = Counter(answer.status for answer in answers)
        assert statuses == {302: 1, 422: len(people) - 1}, [person.faults for person in people if person.faults]
        winner = next(text for text, answer in zip(texts, answers, strict=True) if answer.status == 302)
        assert site.rows("SELECT title FROM needs_need WHERE id = (SELECT max(id) FROM needs_need)") == [(winner,)]
        for text, answer in zip(texts, answers, strict=True):
            assert answer.status == 302 or (text in answer.body and re.search(r"merge_|conflict", answer.body))
        drafts = dict(site.rows(DRAFTS))
        assert {text: drafts.get(text) for text in texts} == {text: "saved" if text == winner else "" for text in texts}
        assert not [fault for person in people for fault in person.faults]
        # The next time everybody starts from what is stored.
        for person, text in zip(people, texts, strict=True):
            if text != winner:
                form_draft = site.rows(
                    "SELECT form_draft FROM core_unsavedtext WHERE values -> 'title' ->> 0 = %s", text
                )[0][0]
                token = person.open_form("/unsaved/")["csrfmiddlewaretoken"]
                answer = person.ask("POST", f"/unsaved/{form_draft}/discard/", {"csrfmiddlewaretoken": token})
                assert answer.status == 302
