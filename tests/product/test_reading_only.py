"""A page that only reads takes no press: 405, with the methods that it takes, and nothing is written."""

import re

import pytest

from tests.product.fuzzing import targets
from tests.product.hostile_requests import TABLE, Asked
from tests.product.policy import PAGES

pytestmark = pytest.mark.django_db
WRITES = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM)\s+"(?!django_session)')
# Forms and presses of packages; all their other pages only read.
PRESSED_OF_OTHERS = re.compile(
    r"account_(login|logout|reauthenticate|change_password|set_password|confirm_email|reset_password|email|"
    r"reset_password_from_key|confirm_login_code|request_login_code|confirm_password_reset_code)|passkey-remove|"
    r"mfa_(authenticate|reauthenticate|activate_totp|deactivate_totp|generate_recovery_codes|trust|login_webauthn|"
    r"reauthenticate_webauthn|add_webauthn|remove_webauthn|edit_webauthn|signup_webauthn)|admin:(login|logout)|"
    r"admin:.*_(add|change|changelist|import|process_import|export|factors|handover|merge|delete)"
)


# What is pressed there has tests of its own, since it logs people out or needs a link; the policy names no press.
FORMS_OF_ACCOUNTS = {"passkey-remove", "invitation", "account-address", "account-address-confirm"}


def reads_only(name):
    """Whether nothing is pressed at this address, by the policy stated for it, or because it is nobody's form."""
    if name in PAGES and name not in FORMS_OF_ACCOUNTS:
        return not PAGES[name].presses and PAGES[name].read is not None
    return name not in FORMS_OF_ACCOUNTS and not PRESSED_OF_OTHERS.fullmatch(name)


def test_a_press_on_a_page_that_only_reads_is_refused(universe, client_of):
    faults = {}
    met = set()
    for target in targets(universe):
        if not reads_only(target.name):
            continue
        met.add(target.name)
        asked = Asked(client_of(target.who), "POST", target.path, b"a=b")
        if asked.status != 405 or any(map(WRITES.search, asked.queries)):
            faults[target.name, target.who] = asked.status
        elif "POST" in asked.answer["Allow"] or "GET" not in asked.answer["Allow"]:
            faults[target.name, target.who] = asked.answer["Allow"]

    assert not faults
    assert len(met) > 60


def test_every_address_is_of_one_kind_or_the_other():
    of_ours = {name for name in TABLE if name in PAGES} - FORMS_OF_ACCOUNTS

    assert {name for name in of_ours if reads_only(name)} | {
        name for name in of_ours if PAGES[name].presses or PAGES[name].read is None
    } == of_ours
