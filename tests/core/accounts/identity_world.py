"""What the tests of identity share: logging in by the form, codes of an authenticator app, links in mails."""

import re
import time

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.test import Client

from core.models import User
from tests.factories.core import PASSWORD

LOGIN = "/accounts/login/"


def open_account(person: User) -> User:
    """A person whose address is confirmed, as after an invitation."""
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def log_in(person: User, *, password: str = PASSWORD, client: Client | None = None, path: str = LOGIN, **extra):
    """Log in by the form; the client and the answer."""
    client = client or Client()
    return client, client.post(path, {"login": person.email, "password": password}, **extra)


def add_app(person: User) -> str:
    """Give a person an authenticator app; its secret."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return secret


def add_codes(person: User) -> list[str]:
    """Give a person recovery codes."""
    return RecoveryCodes.activate(person).generate_codes()


def add_passkey(person: User, name: str = "Blue key") -> Authenticator:
    """Give a person a passkey that no device holds."""
    data = {"name": name, "credential": {}}
    return Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data=data)


def code_of(secret: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def link_in(message) -> str:
    """The path of the link in a mail."""
    return re.search(rf"{re.escape(settings.SITE_ADDRESS)}(\S+)", message.body)[1]
