"""Every address x every role x every state and disclosure x every method, against the policy stated in `policy.py`.

The addresses come from the URL table and the rows from `universe.py`; what is expected is worked out by hand.
"""

import re
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from core.models import Country
from tests.house.policy import ANONYMOUS, PAGES, Page, Press
from tests.house.universe import EVERYBODY, SIGNED_IN, Row, Universe

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("matrix")]

ROLES = sorted(EVERYBODY)
NOWHERE: dict[str, list[Any]] = {
    "country": ["ZZZ"],
    "need": ["VNM-999"],
    "question": [987_654_321],
    "response": [987_654_321],
    "value": [987_654_321],
    "goal": ["no-such-goal"],
    "indicator": ["no-such-indicator", "VNM"],
    "indicator-of-all": ["no-such-indicator"],
    "programme": ["no-such-programme"],
    "organisation": ["no-such-organisation"],
}
WRITES = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM)\s+"(?!django_session)')


def named_addresses(resolver: Any = None, spaces: tuple[str, ...] = ()) -> dict[str, URLPattern]:
    """Every address of the URL table by its full name."""
    found: dict[str, URLPattern] = {}
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            found |= named_addresses(entry, (*spaces, entry.namespace) if entry.namespace else spaces)
        elif entry.name:
            found[":".join((*spaces, entry.name))] = entry
    return found


def is_of_others(name: str) -> bool:
    """The admin and allauth's pages have tables of their own below."""
    return name.startswith(("admin:", "account_"))


# --- Rows and their addresses ------------------------------------------------------------------------


def rows_for(universe: Universe, kind: str) -> list[Row]:
    """The rows that go through an address: each state and disclosure once, the changes beside public needs, others'."""
    if kind == "":
        return [Row("", None, EVERYBODY)]
    if kind == "country":
        return [Row(kind, country, EVERYBODY) for country in Country.objects.filter(iso3__in=["VNM", "THA", "LAO"])]
    if kind == "organisation":
        return [Row(kind, row.record.owner, EVERYBODY) for row in universe.of("programme")]
    if kind == "indicator-of-all":
        return [Row(kind, row.record, EVERYBODY) for row in universe.of("indicator") if row.disclosure == "national"]
    rows = universe.of(kind)
    if kind in ("need", "indicator"):
        return [row for row in rows if not row.change or row.disclosure == "partners"]
    if kind == "value":
        return [row for row in rows if row.need.disclosure in ("public", "corrected") or row.disclosure == "public"]
    if kind in ("response", "question"):
        return [row for row in rows if row.iso3 == "VNM" or row.state in ("accepted", "waiting", "answered")]
    return rows


def arguments_of(row: Row) -> list[Any]:
    """What stands for a row in its address."""
    record = row.record
    return {
        "": list,
        "country": lambda: [record.iso3],
        "organisation": lambda: [record.code],
        "need": lambda: [record.code],
        "goal": lambda: [record.code],
        "programme": lambda: [record.slug],
        "indicator": lambda: [record.indicator.code, record.country.iso3],
        "indicator-of-all": lambda: [record.indicator.code],
    }.get(row.kind, lambda: [record.pk])()


# --- What is expected --------------------------------------------------------------------------------


def at_the_gate(page: Page, who: str) -> int | None:
    """What somebody is answered whose role may not ask at all."""
    if who in page.who:
        return None
    return 302 if who in ANONYMOUS else 403


def expected_read(page: Page, who: str, row: Row) -> int:
    turned_away = at_the_gate(page, who)
    if turned_away or page.read is None:
        return turned_away or 405
    return page.read(who, row) if page.exists(who, row) else 404


def expected_press(page: Page, press: Press, who: str, row: Row) -> tuple[int, bool]:
    """The answer to a press, and whether it writes."""
    if turned_away := at_the_gate(page, who):
        return turned_away, False
    if not page.exists(who, row):
        return 404, False
    return (press.done, True) if press.writes(who, row) else (press.refused, False)


# --- Asking ------------------------------------------------------------------------------------------


class Asked:
    """An answer, and the statements that wrote anything but the session."""

    def __init__(self, client: Client, method: str, address: str, data: Any = None, **headers: str) -> None:
        connection.queries_log.clear()  # it holds 9000 statements and then keeps quiet
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            options = {"data": data} if data is not None else {}
            self.answer = getattr(client, method)(address, headers=headers, **options)
            transaction.set_rollback(True)
        # What was said about one press belongs to the next page, whichever that is; here each page stands alone.
        client.cookies.pop("messages", None)
        self.status = self.answer.status_code
        self.body = self.answer.content.decode()
        self.writes = [query["sql"][:200] for query in queries if WRITES.search(query["sql"])]


def faults_in(universe: Universe, who: str, asked: Asked, expected: int, *, writes: bool = False) -> list[Any]:
    """What is wrong with an answer: its status, a write too much or too little, something that it may not show."""
    found: list[Any] = []
    if asked.status != expected:
        found.append(f"{asked.status} instead of {expected}")
    if expected == 302 and who in ANONYMOUS and "/accounts/login/?next=" not in asked.answer["Location"]:
        found.append(f"led to {asked.answer['Location']}")
    if writes != bool(asked.writes):
        found.append(asked.writes or "nothing was written")
    return found + universe.leaks(who, asked.body, str(asked.answer.headers))


def plain(body: str, address: str) -> str:
    """A body without what differs from one request to the next: its address, tokens and nonces."""
    body = body.replace(address, "ADDRESS")
    return re.sub(r'(csrfmiddlewaretoken" value|nonce|hx-headers)="[^"]*"', "", body)


# --- The tests ---------------------------------------------------------------------------------------


def test_every_address_of_ours_has_a_policy_here():
    ours = {name for name in named_addresses() if not is_of_others(name)}

    assert ours == set(PAGES)


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("name", PAGES)
def test_reading(universe, client_of, name, who):
    """Who may see it sees it; who may not is told the same as if it did not exist."""
    page, client, faults = PAGES[name], client_of(who), {}
    hidden: set[str] = set()

    for row in rows_for(universe, page.kind):
        address = reverse(name, args=arguments_of(row))
        asked = Asked(client, "get", address)
        expected = expected_read(page, who, row)
        faults[row.name] = faults_in(universe, who, asked, expected)
        if expected == 404:
            hidden.add(plain(asked.body, address))
    if page.kind:
        address = reverse(name, args=NOWHERE[page.kind])
        asked = Asked(client, "get", address)
        expected = at_the_gate(page, who) or (405 if page.read is None else 404)
        faults["nowhere"] = faults_in(universe, who, asked, expected)
        assert hidden <= {plain(asked.body, address)}

    assert not {row: found for row, found in faults.items() if found}


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if page.presses])
def test_pressing(universe, client_of, name, who):
    """A press writes where the policy says so, and nothing at all anywhere else."""
    page, client, faults = PAGES[name], client_of(who), {}
    hidden: set[str] = set()

    for number, press in enumerate(page.presses):
        for row in rows_for(universe, page.kind):
            address = reverse(name, args=arguments_of(row)) + press.query
            asked = Asked(client, "post", address, press.body(row))
            expected, writes = expected_press(page, press, who, row)
            faults[number, row.name] = faults_in(universe, who, asked, expected, writes=writes)
            if expected == 404:
                hidden.add(plain(asked.body, address))
    if page.kind:
        address = reverse(name, args=NOWHERE[page.kind]) + page.presses[0].query
        asked = Asked(client, "post", address, {})
        faults["nowhere"] = faults_in(universe, who, asked, at_the_gate(page, who) or 404)
        assert hidden <= {plain(asked.body, address)}

    assert not {row: found for row, found in faults.items() if found}


def two_of(universe: Universe, name: str, who: str) -> list[Row]:
    """A row that exists for a person and one that does not, as far as there are both."""
    page, found = PAGES[name], {}
    for row in rows_for(universe, page.kind):
        found.setdefault(page.exists(who, row), row)
    return list(found.values())


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("method", ["head", "put", "delete", "options"])
def test_other_methods_read_or_are_refused_and_never_write(universe, client_of, method, who):
    client, faults = client_of(who), {}

    for name, page in PAGES.items():
        for row in two_of(universe, name, who)[:1]:
            asked = Asked(client, method, reverse(name, args=arguments_of(row)))
            faults[name] = faults_in(universe, who, asked, expected_read(page, who, row))
            if method == "head" and asked.body:
                faults[name].append("a body")

    assert not {row: found for row, found in faults.items() if found}


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


@pytest.mark.parametrize("who", ROLES)
def test_fragments_obey_the_same(universe, client_of, who):
    """What htmx asks for is answered to whom the page is, and shows no more."""
    client, faults = client_of(who), {}

    for name, page in PAGES.items():
        for row in two_of(universe, name, who):
            headers = {"HX-Request": "true", "HX-Target": TARGETS.get(name, "main")}
            asked = Asked(client, "get", reverse(name, args=arguments_of(row)), **headers)
            expected = expected_read(page, who, row)
            faults[name] = faults_in(universe, who, asked, expected)
            if expected == 200 and name in TARGETS and "<html" in asked.body:
                faults[name].append("the whole page")

    assert not {row: found for row, found in faults.items() if found}


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


# --- The admin ---------------------------------------------------------------------------------------

ADMIN_PAGES = {
    "changelist": 200,
    "add": 200,
    "history": 200,
    "delete": 403,
    "change": 200,
    "import": 200,
    "export": 200,
}
ADMIN_SINGLE = {"index": 200, "login": 302, "logout": 302, "password_change": 302, "password_change_done": 200}
ADMIN_SINGLE |= {"jsi18n": 200, "autocomplete": 403, "app_list": 200}
# The codes of these tables are settled, and programs count on them.
NOT_ADDED = {"core_country", "core_priority"}


def admin_addresses() -> list[tuple[str, str]]:
    """Every address of the admin, with the kind of page that it is."""
    found = []
    for name in named_addresses():
        if name.startswith("admin:"):
            short = name.removeprefix("admin:")
            kind = short if short in ADMIN_SINGLE else short.rpartition("_")[2]
            found.append((name, "process_import" if short.endswith("_process_import") else kind))
    return found


def admin_arguments(name: str, kind: str) -> list[Any]:
    """A real row's key where the address wants one."""
    if kind == "app_list":
        return ["core"]
    if kind in ("change", "history", "delete"):
        model = next(
            model
            for model in admin.site._registry
            if name == f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}"
        )
        row = admin.site._registry[model].get_queryset(None).first()
        return [row.pk if row else 1]
    return []


def expected_of_secretariat(name: str, kind: str) -> set[int]:
    if kind == "process_import":
        return {405}
    if kind == "add" and name.removeprefix("admin:").removesuffix("_add") in NOT_ADDED:
        return {403}
    # A table without rows sends back to the index.
    return {ADMIN_SINGLE.get(kind) or ADMIN_PAGES[kind], *([302] if kind in ("change", "history", "delete") else [])}


@pytest.mark.parametrize("who", ROLES)
def test_the_admin_is_the_secretariats(universe, client_of, who):
    client, faults = client_of(who), {}

    for name, kind in admin_addresses():
        address = reverse(name, args=admin_arguments(name, kind))
        asked = Asked(client, "get", address)
        allowed = {302} if who in ANONYMOUS else {403}
        if who == "secretariat":
            allowed = expected_of_secretariat(name, kind)
        faults[name] = [] if asked.status in allowed else [f"{asked.status} instead of {allowed}"]
        faults[name] += asked.writes + universe.leaks(who, asked.body)
        if who != "secretariat":
            pressed = Asked(client, "post", address, {})
            faults[name] += [] if pressed.status in allowed | {302} else [f"POST {pressed.status}"]
            faults[name] += pressed.writes

    assert not {row: found for row, found in faults.items() if found}


def test_nothing_that_a_country_clears_is_in_the_admin():
    kept = {model.__name__ for model in admin.site._registry}

    cleared = {"Need", "NeedRevision", "NeedComponent", "Clarification", "Response", "CountryIndicator", "Observation"}
    cleared |= {"TrajectoryProposal", "Milestone", "ActionRating", "CommitmentStep"}
    assert not kept & cleared


# --- Accounts ----------------------------------------------------------------------------------------

# What a visitor and what somebody who has logged in is answered.
ACCOUNT_PAGES = {
    "account_login": (200, 302),
    "account_logout": (302, 200),
    "account_inactive": (200, 200),
    "account_signup": (200, 302),
    "account_reauthenticate": (302, 200),
    "account_email": (302, 200),
    "account_email_verification_sent": (200, 200),
    "account_change_password": (302, 200),
    "account_set_password": (302, 302),
    "account_reset_password": (200, 200),
    "account_confirm_login_code": (302, 302),
    "account_confirm_email": (200, 200),
    "account_reset_password_from_key_done": (200, 200),
    "account_reset_password_from_key": (200, 200),
    "account_reset_password_done": (200, 200),
}
ACCOUNT_ARGUMENTS = {"account_confirm_email": ["no-such-key"], "account_reset_password_from_key": ["1", "no-such-key"]}


@pytest.mark.parametrize("who", ["public", "deactivated", "focal_vnm", "editor_wcs", "secretariat"])
def test_account_pages(universe, client_of, who):
    client, found = client_of(who), {}

    for name in named_addresses():
        if name.startswith("account_"):
            asked = Asked(client, "get", reverse(name, args=ACCOUNT_ARGUMENTS.get(name, [])))
            found[name] = asked.status
            assert not universe.leaks(who, asked.body)

    assert found == {name: pair[who in SIGNED_IN] for name, pair in ACCOUNT_PAGES.items()}


def test_every_address_can_be_made():
    """No address in the table is out of reach of the tests above."""
    unreachable = []
    for name in named_addresses():
        try:
            kind = PAGES[name].kind if name in PAGES else ""
            arguments = NOWHERE.get(kind, ACCOUNT_ARGUMENTS.get(name, []))
            if not name.startswith("admin:"):
                reverse(name, args=arguments)
        except NoReverseMatch:
            unreachable.append(name)

    assert not unreachable
