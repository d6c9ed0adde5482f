"""Every address x every role x every state and disclosure x every method, against the policy stated in `policy.py`.

The addresses come from the URL table and the rows from `universe.py`; what is expected is worked out by hand. One case
is one address; its failure names every method, role and row that was answered wrongly.

Every role asks for every address. Who may ask for it is asked for one row of each class of rows (`representatives`).
Whoever the policy of a page refuses is asked for two, one that they know of and one that they do not: the answer reads
no table of records, and so cannot depend on any. So is a role beside which another of the same side is expected to be
answered the same for every row. `make test-exhaustive` asks for every row as every role.
"""

import pytest
from django.test import Client
from django.urls import reverse

from tests.product.asking import (
    EXHAUSTIVE,
    NOWHERE,
    Asked,
    Faults,
    arguments_of,
    at_the_gate,
    expected_press,
    expected_read,
    faults_in,
    named_addresses,
    representatives,
    speaks_for_others,
    two_of,
)
from tests.product.policy import PAGES
from tests.product.universe import EVERYBODY, Row, Universe

pytestmark = pytest.mark.django_db

ROLES = sorted(EVERYBODY)
PRESSED = [name for name, page in PAGES.items() if page.presses]
every_address = pytest.mark.parametrize("name", PAGES)
every_press = pytest.mark.parametrize("name", PRESSED)


def is_of_others(name: str) -> bool:
    """The admin and allauth's pages have tables of their own in `test_matrix_of_others`."""
    return name.startswith(("admin:", "account_", "mfa_"))


def asked_for(universe: Universe, name: str, who: str) -> list[Row]:
    """The rows for which a person is asked: one of each class, or two where the policy of the page refuses them."""
    asks_all = who in PAGES[name].who and speaks_for_others(universe, name, who)
    return representatives(universe, name) if asks_all else two_of(universe, name, who)


def nowhere(
    client: Client, method: str, name: str, query: str = "", data: object = None, **headers: str
) -> Asked | None:
    """The answer for something that nobody ever entered."""
    kind = PAGES[name].kind
    return Asked(client, method, reverse(name, args=NOWHERE[kind]) + query, data, **headers) if kind else None


def same_as_nowhere(name: str, who: str, asked: Asked, none: Asked | None) -> list[str]:
    """What tells a row that a person may not know of from one that is not there, or lets the policy depend on a row."""
    page, found = PAGES[name], []
    if (who not in page.who or asked.status == 404) and none and asked.plain() != none.plain():
        found.append("not the same answer as for what is not there")
    if who not in page.who and asked.records:
        found.append(f"read {asked.records} before the refusal")
    return found


def test_every_address_of_ours_has_a_policy_here():
    ours = {name for name in named_addresses() if not is_of_others(name)}

    assert ours == set(PAGES)


@every_address
def test_reading(universe, client_of, name):
    """Who may see it sees it; who may not is told the same as if it did not exist. HEAD says what GET says."""
    page, faults = PAGES[name], Faults()
    headed: set[int] = set()

    for who in ROLES:
        none = nowhere(client_of(who), "get", name)
        if none:
            expected = at_the_gate(page, who) or (405 if page.read is None else 404)
            faults.note("get", name, who, "nowhere", faults_in(universe, who, none, expected))
        for row in asked_for(universe, name, who):
            asked = Asked(client_of(who), "get", reverse(name, args=arguments_of(row)))
            found = faults_in(universe, who, asked, expected_read(page, who, row))
            faults.note("get", name, who, row.name, found + same_as_nowhere(name, who, asked, none))
            # HEAD is GET without the body, whoever asks: once for each status is enough.
            if asked.status in headed and not EXHAUSTIVE:
                continue
            headed.add(asked.status)
            head = Asked(client_of(who), "head", asked.address)
            found = head.writes + (["a body"] if head.body else [])
            found += [] if head.plain()[::2] == asked.plain()[::2] else ["not the headers of GET"]
            faults.note("head", name, who, asked.address, found)

    assert not faults, str(faults)


@every_press
def test_pressing(universe, client_of, name):
    """A press writes where the policy says so, and nothing at all anywhere else."""
    page, faults = PAGES[name], Faults()

    for who in ROLES:
        none = nowhere(client_of(who), "post", name, page.presses[0].query, {})
        if none:
            faults.note("post", name, who, "nowhere", faults_in(universe, who, none, at_the_gate(page, who) or 404))
        for number, press in enumerate(page.presses):
            for row in asked_for(universe, name, who):
                address = reverse(name, args=arguments_of(row)) + press.query
                asked = Asked(client_of(who), "post", address, press.body(row))
                expected, writes = expected_press(page, press, who, row)
                found = faults_in(universe, who, asked, expected, writes=writes)
                found += same_as_nowhere(name, who, asked, none)
                faults.note("post", name, who, f"{row.name}, press {number + 1}", found)

    assert not faults, str(faults)


@every_press
def test_a_press_without_the_forms_token_writes_nothing(universe, client_of, name):
    page, faults = PAGES[name], Faults()

    for who in sorted(who for who in page.who if speaks_for_others(universe, name, who)):
        client = client_of(who)
        client.handler.enforce_csrf_checks = True
        for row in two_of(universe, name, who):
            address = reverse(name, args=arguments_of(row)) + page.presses[0].query
            asked = Asked(client, "post", address, page.presses[0].body(row))
            faults.note("post", name, who, row.name, faults_in(universe, who, asked, 403) + asked.records)
        client.handler.enforce_csrf_checks = False

    assert not faults, str(faults)


METHODS = ("put", "patch", "delete", "trace", "options")


def methods_for(number: int) -> tuple[str, ...]:
    """All in an exhaustive run; else one, another for each role of an address and for each address of a role."""
    return METHODS if EXHAUSTIVE else (METHODS[number % len(METHODS)],)


def test_other_methods_are_answered_before_anything_is_looked_up(universe, client_of):
    """The same for every address, row and role, without a single statement: so they tell nothing and change nothing."""
    faults, answers = Faults(), set()

    for turn, who in enumerate(ROLES):
        for number, name in enumerate(PAGES):
            for row in two_of(universe, name, who)[: None if EXHAUSTIVE else 1]:
                for method in methods_for(turn + number):
                    asked = Asked(client_of(who), method, reverse(name, args=arguments_of(row)))
                    answers.add((method == "options", asked.status, asked.body, asked.answer["Allow"]))
                    asks = [sql for sql in asked.statements if "SAVEPOINT" not in sql]
                    faults.note(method, name, who, row.name, asks)

    assert not faults, str(faults)
    assert sorted((is_options, status) for is_options, status, _, _ in answers) == [(False, 405), (True, 204)]


TARGETS = {
    "needs:list": "need-results",
    "country": "country-needs",
    "workspace-entries": "latest-entries",
    "roadmap:indicators": "indicator-results",
    "roadmap:observe": "observation-form",
    "roadmap:set-up": "set-up-form",
    "partners:index": "organisation-results",
    "partners:programmes": "programme-results",
}


@every_address
def test_fragments_obey_the_same(universe, client_of, name):
    """What htmx asks for is answered to whom the page is, and shows no more."""
    page, faults = PAGES[name], Faults()
    headers = {"HX-Request": "true", "HX-Target": TARGETS.get(name, "main")}

    for who in (who for who in ROLES if name in TARGETS or speaks_for_others(universe, name, who)):
        # Where there is nothing to read, one row says as much as two.
        for row in two_of(universe, name, who)[: 1 if page.read is None and not EXHAUSTIVE else None]:
            asked = Asked(client_of(who), "get", reverse(name, args=arguments_of(row)), **headers)
            expected = expected_read(page, who, row)
            if expected == 302 and at_the_gate(page, who) == 302:
                expected = 401  # a script cannot follow to another page; it asks to log in on the spot
            found = faults_in(universe, who, asked, expected)
            if expected == 200 and name in TARGETS and "<html" in asked.body:
                found.append("the whole page")
            if expected == 404:
                found += same_as_nowhere(name, who, asked, nowhere(client_of(who), "get", name, **headers))
            faults.note("htmx get", name, who, row.name, found)

    assert not faults, str(faults)


@pytest.mark.parametrize("who", ["public", "focal_vnm", "editor_wcs"])
@pytest.mark.parametrize(
    "name", [name for name, page in PAGES.items() if page.kind in ("country", "need", "indicator")]
)
def test_small_letters_lead_to_capitals_whether_or_not_there_is_such_a_thing(universe, client_of, name, who):
    page, client = PAGES[name], client_of(who)
    known, unknown = two_of(universe, name, who)[-1], NOWHERE[page.kind]

    for arguments in (arguments_of(known), unknown):
        address = reverse(name, args=arguments)
        small = address.replace(f"/{arguments[-1]}/", f"/{str(arguments[-1]).lower()}/")
        asked = Asked(client, "get", small)
        if page.read is not None and who in page.who and asked.status != 404:
            assert (asked.status, asked.answer["Location"]) == (301, address)
        elif page.read is not None and who in page.who:
            assert arguments is unknown
