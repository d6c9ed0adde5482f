"""The admin, which is the secretariat's, and allauth's pages, which are everybody's: who is answered what."""

from typing import Any

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from core.models import Organisation, User
from tests.exhaustive import share
from tests.product.asking import NOWHERE, Asked, named_addresses
from tests.product.policy import PAGES
from tests.product.policy_terms import ANONYMOUS
from tests.product.universe import EVERYBODY, SIGNED_IN

pytestmark = pytest.mark.django_db

ROLES = sorted(EVERYBODY)

# --- The admin ---------------------------------------------------------------------------------------

ADMIN_PAGES = {
    "changelist": 200,
    "add": 200,
    "history": 200,
    "delete": 403,
    "change": 200,
    "import": 200,
    "export": 200,
    "factors": 200,
    "handover": 200,
    "merge": 200,
}
ADMIN_SINGLE = {"index": 200, "login": 302, "logout": 302, "password_change": 302, "password_change_done": 200}
ADMIN_SINGLE |= {"jsi18n": 200, "autocomplete": 403, "app_list": 200}
# The codes of these tables are settled, and programs count on them; mail is written by what people do, and
# who invites begins with the person.
# A country clears its engagement with mechanisms, so that it begins on the page of the mechanism.
NOT_ADDED = {"core_country", "core_priority", "core_outgoingmail", "core_invitation", "partners_engagement"}


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
    if kind in ("factors", "handover"):
        return [User.objects.first().pk]
    if kind == "merge":
        return [Organisation.objects.first().pk]
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
    client, faults, addresses = client_of(who), {}, admin_addresses()
    if who != "secretariat":
        # The door is one for all addresses: each address meets three roles, each role a quarter of the addresses.
        addresses = share(addresses, ROLES.index(who), 4)

    for name, kind in addresses:
        address = reverse(name, args=admin_arguments(name, kind))
        asked = Asked(client, "get", address)
        allowed = {302} if who in ANONYMOUS else {403}
        if who == "secretariat":
            allowed = expected_of_secretariat(name, kind)
        faults[name] = [] if asked.status in allowed else [f"{asked.status} instead of {allowed}"]
        faults[name] += asked.writes + universe.leaks(who, asked.body)
        if who != "secretariat":
            pressed = Asked(client, "post", address, {})
            # Where nothing can be pressed, nobody is told more than that.
            faults[name] += [] if pressed.status in allowed | {302, 405} else [f"POST {pressed.status}"]
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
    "account_email": (302, 302),
    "account_email_verification_sent": (200, 200),
    "account_change_password": (302, 200),
    "account_set_password": (302, 302),
    "account_reset_password": (200, 200),
    "account_confirm_login_code": (302, 302),
    "account_confirm_email": (200, 200),
    "account_reset_password_from_key_done": (200, 200),
    "account_reset_password_from_key": (200, 200),
    "account_reset_password_done": (200, 200),
    # Who changes a factor shows once more who they are, and nobody has one yet.
    "mfa_index": (302, 200),
    "mfa_authenticate": (302, 302),
    "mfa_reauthenticate": (302, 302),
    "mfa_activate_totp": (302, 302),
    "mfa_deactivate_totp": (302, 404),
    "mfa_view_recovery_codes": (302, 404),
    "mfa_generate_recovery_codes": (302, 302),
    "mfa_download_recovery_codes": (302, 404),
    "mfa_list_webauthn": (302, 200),
    "mfa_add_webauthn": (302, 302),
    "mfa_reauthenticate_webauthn": (302, 302),
    "mfa_remove_webauthn": (302, 404),
    "mfa_edit_webauthn": (302, 302),
    "mfa_login_webauthn": (302, 302),
}
ACCOUNT_ARGUMENTS = {
    "account_confirm_email": ["no-such-key"],
    "account_reset_password_from_key": ["1", "no-such-key"],
    "mfa_remove_webauthn": [987_654_321],
    "mfa_edit_webauthn": [987_654_321],
}


@pytest.mark.parametrize("who", ["public", "deactivated", "focal_vnm", "editor_wcs", "secretariat"])
def test_account_pages(universe, client_of, who):
    client, found = client_of(who), {}

    for name in named_addresses():
        if name.startswith(("account_", "mfa_")):
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
