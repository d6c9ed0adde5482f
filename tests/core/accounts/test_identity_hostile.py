"""Nonsense sent to the pages of log-in and factors is refused in words, never an error of the program."""

import json

import pytest
from django.test import Client

from core.models import User
from tests.core.accounts.identity_world import add_app, add_codes, add_passkey, log_in, open_account

pytestmark = pytest.mark.django_db
CREDENTIALS = [
    "",
    "x",
    "[]",
    "1",
    "null",
    '"x"',
    "{}",
    "[{}]",
    json.dumps({"response": 1}),
    json.dumps({"response": []}),
    json.dumps({"response": {"userHandle": 1}}),
    json.dumps({"response": {"userHandle": "!!"}}),
    json.dumps({"response": {"userHandle": "\x00"}}),
    json.dumps({"id": "x", "rawId": "x", "type": "public-key", "response": {"userHandle": "MQ"}}),
    json.dumps(
        {
            "id": "AAAA",
            "rawId": "AAAA",
            "type": "public-key",
            "response": {
                "clientDataJSON": "e30",
                "authenticatorData": "AAAA",
                "attestationObject": "AAAA",
                "signature": "AAAA",
                "userHandle": "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5",
            },
        }
    ),
    "[" * 3000,
    '{"a":' * 3000,
    json.dumps({"id": "\x00"}),
    json.dumps({"id": "x" * 30_000}),
]
TEXTS = [
    "",
    "é",
    "１２３４５６",
    "\x00",
    "٣",
    "\N{GRINNING FACE}",
    "9" * 5000,
    "<script>",
    "' OR 1=1 --",
    "%00",
    "\u202e1",
]
FORMS = {
    "/accounts/login/": ("login", "password"),
    "/accounts/password/reset/": ("email",),
    "/accounts/invitation/": ("password1", "password2"),
    "/accounts/password/reset/key/1-x/": ("password1", "password2"),
    "/accounts/confirm-email/x/": ("x",),
}


@pytest.fixture
def person(cast) -> User:
    """Somebody with every kind of factor."""
    for add in (open_account, add_app, add_codes):
        add(cast.focal_vnm)
    return cast.focal_vnm


@pytest.mark.parametrize("credential", CREDENTIALS, ids=range(len(CREDENTIALS)))
def test_a_made_up_passkey(person, cast, as_person, credential):
    sent = {"credential": credential}
    half_way, whole = log_in(person)[0], Client()
    open_account(cast.viewer_vnm)
    log_in(cast.viewer_vnm, client=whole)
    stranger = Client()
    stranger.get("/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"})
    whole.get("/accounts/2fa/webauthn/add/")

    answers = [
        stranger.post("/accounts/2fa/webauthn/login/", sent),
        half_way.post("/accounts/2fa/authenticate/", sent),
        whole.post("/accounts/2fa/webauthn/add/", {**sent, "name": "x", "passwordless": "on"}),
    ]
    add_passkey(cast.viewer_wcs)
    answers.append(as_person(cast.viewer_wcs).post("/accounts/2fa/webauthn/reauthenticate/", sent))

    assert [answer.status_code for answer in answers[:3]] == [302, 200, 200]
    assert answers[3].status_code in (200, 302)
    assert stranger.get("/workspace/").status_code == 302


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_odd_text(person, cast, text):
    half_way, inside, stranger = log_in(person)[0], Client(), Client()
    open_account(cast.viewer_vnm)
    log_in(cast.viewer_vnm, client=inside)
    inside.get("/accounts/2fa/totp/activate/")

    answers = [stranger.post(path, dict.fromkeys(fields, text)) for path, fields in FORMS.items()]
    answers += [half_way.post("/accounts/2fa/authenticate/", {"code": text})]
    answers += [inside.post("/accounts/2fa/totp/activate/", {"code": text})]
    answers += [inside.post("/accounts/reauthenticate/", {"password": text, "next": text})]
    answers += [
        inside.post("/accounts/password/change/", dict.fromkeys(("oldpassword", "password1", "password2"), text))
    ]
    answers += [stranger.get("/accounts/invitation/", {"key": text}), stranger.get("/accounts/invitation/")]
    answers += [stranger.get("/accounts/login/", {"next": text}), inside.get("/accounts/", {"next": text})]

    assert not [answer.status_code for answer in answers if answer.status_code >= 500]
    assert half_way.get("/workspace/").status_code == 302


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_odd_methods(cast, as_person, method):
    paths = ("/accounts/", "/accounts/sessions/", "/accounts/log-out-everywhere/", "/accounts/invitation/")
    paths += ("/accounts/2fa/", "/accounts/2fa/webauthn/login/", "/accounts/login/")
    client = as_person(cast.focal_vnm)

    statuses = [getattr(client, method)(path).status_code for path in paths]

    assert not [status for status in statuses if status >= 500]
    assert client.get("/workspace/").status_code == 200
