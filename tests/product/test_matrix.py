"""Every address x every role x every state and disclosure x every method, against the policy stated in `policy.py`.

The addresses come from the URL table and the rows from `universe.py`; what is expected is worked out by hand. One case
is one address; its failure names every method, role and row that was answered wrongly.

Every role asks for every address, for rows that stand for all that the address treats alike (`representatives`): each
row and each role is given every answer that the policy expects of it (`askers`). Who may see which row is decided by
`visible_to` alone, and tried there for every role and every row. Whoever the policy of a page refuses is asked for one:
the answer reads no table of records, and so cannot depend on any. `make test-exhaustive` asks for every row as every
role at every address.
"""

from functools import cache

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from tests.exhaustive import EXHAUSTIVE, share
from tests.product.asking import (
    NOWHERE,
    Asked,
    Faults,
    arguments_of,
    askers,
    at_the_gate,
    expected_press,
    expected_read,
    faults_in,
    named_addresses,
    outcome,
    speaks_for_others,
    two_of,
)
from tests.product.policy import PAGES
from tests.product.sorting import sorts_by_place, sorts_of_text
from tests.product.universe import EVERYBODY, Row

pytestmark = pytest.mark.django_db

ROLES = sorted(EVERYBODY)
PLACE = {name: place for place, name in enumerate(PAGES)}
PRESSED = [name for name, page in PAGES.items() if page.presses]
every_address = pytest.mark.parametrize("name", PAGES)
every_press = pytest.mark.parametrize("name", PRESSED)


def is_of_others(name: str) -> bool:
    """The admin and allauth's pages have tables of their own in `test_matrix_of_others`."""
    return name.startswith(("admin:", "account_", "mfa_"))


def nowhere(
    client: Client, method: str, name: str, query: str = "", data: object = None, **headers: str
) -> Asked | None:
    """The answer for something that nobody ever entered."""
    kind = PAGES[name].kind
    return Asked(client, method, reverse(name, args=NOWHERE[kind]) + query, data, **headers) if kind else None


def is_compared(asked: Asked, turn: int) -> bool:
    """Whether the answer for what is not there is asked for as well: where a row is hidden, and once an address.

    Whoever is refused is refused before any record is read, which `same_as_nowhere` looks at each time; what reads no
    record says the same of all.
    """
    return EXHAUSTIVE or turn == 0 or asked.status == 404


def same_as_nowhere(name: str, who: str, asked: Asked, none: Asked | None) -> list[str]:
    """What tells a row that a person may not know of from one that is not there, or lets the policy depend on a row."""
    page, found = PAGES[name], []
    if none and (who not in page.who or asked.status == 404) and asked.plain() != none.plain():
        found.append("not the same answer as for what is not there")
    if who not in page.who and asked.records:
        found.append(f"read {asked.records} before the refusal")
    return found


def test_every_address_of_ours_has_a_policy_here():
    ours = {name for name in named_addresses() if not is_of_others(name)}

    assert ours == set(PAGES)


@pytest.mark.parametrize("who", ROLES)
def test_every_row_is_visible_to_its_readers_and_to_nobody_else(universe, who):
    """Every row of every kind, asked for by every role, where each page asks."""
    rows: dict[type[Model], list[Row]] = {}
    for row in universe.rows:
        if isinstance(row.record, Model) and hasattr(type(row.record).objects, "visible_to"):
            rows.setdefault(type(row.record), []).append(row)

    found = {model: set(model.objects.visible_to(universe.people[who]).values_list("pk", flat=True)) for model in rows}
    wrong = [
        row.name for model in rows for row in rows[model] if (row.record.pk in found[model]) != (who in row.readers)
    ]

    assert len(rows) > 10
    assert not wrong


@every_address
def test_reading(universe, client_of, name):
    """Who may see it sees it; who may not is told the same as if it did not exist. HEAD says what GET says.

    And no page sorts text by its code points (`test_alphabet`).
    """
    page, faults = PAGES[name], Faults()
    headed: set[int] = set()

    @cache
    def none_for(who: str) -> Asked | None:
        none = nowhere(client_of(who), "get", name)
        if none:
            expected = at_the_gate(page, who) or (405 if page.read is None else 404)
            faults.note("get", name, who, "nowhere", faults_in(universe, who, none, expected))
        return none

    asking = askers(universe, name, expected_read)
    if page.read is None and not EXHAUSTIVE:
        # What only takes a press says so before it looks anything up: once for each answer is enough.
        asking = list({expected_read(page, who, row): (who, row) for who, row in asking}.values())
    for turn, (who, row) in enumerate(asking):
        # The policy of a page is one for reading and pressing: whom it refuses is refused once (`test_pressing`).
        if page.presses and who not in page.who and not EXHAUSTIVE:
            continue
        asked = Asked(client_of(who), "get", reverse(name, args=arguments_of(row)))
        found = faults_in(universe, who, asked, expected_read(page, who, row))
        found += sorts_of_text(asked.statements) + sorts_by_place(asked.statements)
        none = none_for(who) if is_compared(asked, turn) else None
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

    @cache
    def none_for(who: str) -> Asked | None:
        none = nowhere(client_of(who), "post", name, page.presses[0].query, {})
        if none:
            faults.note("post", name, who, "nowhere", faults_in(universe, who, none, at_the_gate(page, who) or 404))
        return none

    for turn, (who, row) in enumerate(askers(universe, name, outcome)):
        # Whom the policy refuses is refused before the form is looked at.
        for number, press in enumerate(page.presses if EXHAUSTIVE or who in page.who else page.presses[:1]):
            address = reverse(name, args=arguments_of(row)) + press.query
            asked = Asked(client_of(who), "post", address, press.body(row))
            expected, writes = expected_press(page, press, who, row)
            found = faults_in(universe, who, asked, expected, writes=writes)
            none = none_for(who) if is_compared(asked, turn) else None
            found += same_as_nowhere(name, who, asked, none)
            faults.note("post", name, who, f"{row.name}, press {number + 1}", found)

    assert not faults, str(faults)


@every_press
def test_a_press_without_the_forms_token_writes_nothing(universe, client_of, name):
    page, faults = PAGES[name], Faults()

    # One middleware asks for the token before any view: one role for each address, another for the next.
    roles = sorted(who for who in page.who if speaks_for_others(universe, name, who))
    turn = PLACE[name] % max(1, len(roles))
    for who in roles if EXHAUSTIVE else roles[turn : turn + 1]:
        client = client_of(who)
        client.handler.enforce_csrf_checks = True
        for row in two_of(universe, name, who)[: None if EXHAUSTIVE else 1]:
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
        # A third of the addresses for each role, and so four roles for each address.
        for number, name in share(enumerate(PAGES), turn, 3):
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

    roles = [who for who in ROLES if name in TARGETS or speaks_for_others(universe, name, who)]
    # A page that is answered whole is the same page: each is asked for by some roles, each role asks for some.
    for turn, who in enumerate(
        roles if name in TARGETS else share(roles, -(PLACE[name] % max(1, min(6, len(roles)))), 6)
    ):
        rows = two_of(universe, name, who)
        # Where there is nothing to read, or the whole page is answered, one row says as much as two.
        if not EXHAUSTIVE and (page.read is None or name not in TARGETS):
            rows = rows[turn % max(1, len(rows)) :][:1]
        for row in rows:
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
